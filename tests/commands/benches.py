"""A workbench with the keys' names for commands, and a front end that shows nothing."""

from __future__ import annotations

from xortui.commands.question import Question
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.ui.keys import name_of


class NoScreen:
    """Remembers what it was told to show."""

    can_zoom = True
    has_themes = True

    def __init__(self) -> None:
        self.told: list[object] = []

    def ask(self, question: Question) -> None:
        self.told.append(question)

    def explain(self) -> None:
        self.told.append("help")

    def tell_story(self) -> None:
        self.told.append("story")

    def list_places(self) -> None:
        self.told.append("places")

    def turn_presentation(self) -> None:
        self.told.append("presentation")

    def tell_why(self) -> None:
        self.told.append("why")

    def tell_place(self) -> None:
        self.told.append("place")

    def show_next(self, *, back: bool) -> None:
        self.told.append("previous" if back else "next")

    def zoom(self) -> None:
        self.told.append("zoom")

    def turn_digits(self, *, back: bool) -> None:
        self.told.append("fewer digits" if back else "more digits")

    def turn_mouse(self) -> None:
        self.told.append("mouse")

    def copy(self) -> None:
        self.told.append("copy")

    def turn_theme(self, *, back: bool) -> None:
        self.told.append("previous theme" if back else "next theme")

    def quit(self) -> None:
        self.told.append("quit")


def bench_of(debugger: Debugger) -> Workbench:
    return Workbench(debugger, name_of)


def obey(bench: Workbench, command: str, *, back: bool) -> list[object]:
    """Do a command, and return what the front end was told."""
    front = NoScreen()
    COMMANDS[command].obey(bench, front, back=back)
    return front.told


def is_on(bench: Workbench, command: str, *, back: bool) -> bool:
    return COMMANDS[command].is_on(bench, NoScreen(), back=back)


def answered(bench: Workbench, question: Question, text: str) -> None:
    """Give an answer; a bad one is a ValueError."""
    question.answer(bench, text)
