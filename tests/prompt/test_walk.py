"""Everything that the full screen can do can be done at the prompt: a walk through the table of commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from tests.commands.benches import is_on, obey
from tests.prompt.talks import Talk
from xortui.commands.command import Command, Way
from xortui.commands.following import Following
from xortui.commands.question import Question
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.core.mistakes import mistake_named
from xortui.debugger.bookmarks import Bookmark
from xortui.debugger.planting import planted_in
from xortui.debugger.position import Position
from xortui.diagnosis.diagnosis import Condition, Diagnosis
from xortui.diagnosis.finding import WayOut
from xortui.problems import load_problem
from xortui.prompt import words
from xortui.prompt.interpreter import PICTURE
from xortui.prompt.words import MEANINGS, Meaning, meaning_of, words_for
from xortui.sweep import placing
from xortui.sweep.ends import Way as End
from xortui.sweep.place import PlaceAmongStarts
from xortui.sweep.share import Share

ANSWERS = {
    "goto": "e3",
    "find": "w5",
    "axes": "x2 x1",
    "ask": "0.05, 0.1",
    "edit": "w6 = 0.5",
    "bookmark": "peak",
    "forget": "dip",
    "break": "loss < 0.149",
    "watch": "w5 * h1",
    "export": "xor.md",
    "slide": "1",
    "record": "lesson.cast",
    "picture": "pane.svg",
    "picture of all": "screen.svg",
    "name": "steeper",
    "open": "xor",
    "guess": "0.5",
    "falls": "falls",
    "surface": "w1 w5",
    "start": "17",
}
"""Something to type, by the name of the question."""
TOUR = """\
---
title: Three stops
problem: mazur
mistake: slope-missing
---
## First
The beginning.
## Second
go: 1.20
The middle.
## Third
go: 2
The end.
"""
FOUND = Diagnosis(Condition.STUCK, (), (), 1, 0.1, WayOut("h1 is drawn anew", {"w1": 0.5, "w5": -0.5}, 3, 0.01))
"""As if it had been looked for: that takes a second."""
PREPARED = (
    "tour lesson.md",
    "tour",
    "n 5",
    "v w5 = 1",
    "e",
    "N",
    "b loss < 0.01",
    "watch loss",
    "bookmark dip",
    "find w3",
    "unfold",
    "cursor",
    "record talk.cast",
)
"""Lines after which every command makes sense."""


def prepared() -> Talk:
    Path("lesson.md").write_text(TOUR, "utf-8")
    mistakes = planted_in(load_problem("mazur"), [mistake_named("slope-missing")])
    talk = Talk("mazur", patience=50, mistakes=mistakes)
    talk.type(*PREPARED)
    bench = talk.interpreter.bench
    bench.diagnosis = FOUND
    bench.diagnosed_at = bench.stand
    bench.left_place = Bookmark("left", 0, Position(1, 3))  # as if a jump had come from there
    return talk


class Lecture:
    """Stands in for somebody's session that is followed, and does not change."""

    name = "lecture.json"
    trouble = told = ""
    is_catching_up = False

    def __init__(self, *, is_joined: bool) -> None:
        self.is_joined = is_joined

    def look(self) -> None:
        """Find nothing new."""

    def join(self) -> None:
        self.is_joined = True

    def leave(self) -> None:
        self.is_joined = False


def state(bench: Workbench) -> object:
    """Return all that a command may change."""
    debugger = bench.debugger
    return (
        debugger.position,
        debugger.hides_mistakes,
        debugger.fork.number,
        [str(fork) for fork in debugger.forks],
        [str(bookmark) for bookmark in debugger.bookmarks],
        list(map(str, debugger.breakpoints)),
        [watch.text for watch in debugger.watches],
        bench.view,
        bench.playback.pacer.level,
        bench.follows,
        bench.practice.score_rows,
        bench.tour is not None and (bench.tour.place, bench.tour.is_left),
    )


class FoundAtOnce:
    """A search for a place among many starts that has ended."""

    def __init__(self, question: placing.PlaceQuestion) -> None:
        assert question.starts == 1000

    def wait(self, is_stopped: Callable[[], bool]) -> placing.Placed:
        assert not is_stopped()
        way = End(has_learnt=False, is_broken=False, answers=("½",), right=0, middle="")
        return placing.Placed(PlaceAmongStarts(Share(2, 3), way, 0, 1, 0, 100), stuck=7, learnt=1)


WAYS = [(command, back) for command in COMMANDS.values() for back in (False, True) if not back or command.back]


@pytest.mark.parametrize(("command", "back"), WAYS, ids=[f"{c.id}{'.back' if b else ''}" for c, b in WAYS])
def test_every_command_does_at_the_prompt_what_it_does_on_the_screen(
    command: Command, back: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(placing, "PlaceSearch", FoundAtOnce)
    talk, other = prepared(), prepared().interpreter.bench
    if command.id == "join":
        for bench in (talk.interpreter.bench, other):
            bench.following = cast(Following, Lecture(is_joined=back))
    assert is_on(other, command.id, back=back), "the walk has to be prepared for it"
    question = command.way(back=back).asks
    text = ANSWERS[question.name] if question else ""
    told = talk.type(f"{words_for(command, back=back)[0]} {text}")
    assert told or command.id == "quit"
    _do_without_prompt(other, command, question, text, back=back)
    if command.id == "compare":  # a screen shows one until it is closed
        talk.interpreter.bench.compares = other.compares
    assert state(talk.interpreter.bench) == state(other)
    assert talk.interpreter.is_done == (command.id == "quit")
    assert (told[-1:] == [PICTURE]) == command.is_about_picture
    if question and question.name == "export":
        assert (tmp_path / "xor.md").read_text("utf-8")


def _do_without_prompt(bench: Workbench, command: Command, question: Question | None, text: str, *, back: bool) -> None:
    """Do a command as the screen does."""
    if question is None:
        obey(bench, command.id, back=back)
    elif question.name == "export":
        Path("xor.md").unlink()
        question.answer(bench, text)
    else:
        question.answer(bench, text)
    while bench.playback.is_running:
        bench.turn()


def test_every_command_has_a_word_and_so_has_its_way_back() -> None:
    for command, back in WAYS:
        for word in words_for(command, back=back):
            first, _, rest = word.partition(" ")
            meaning = meaning_of(rest)._replace(is_back=True) if rest else meaning_of(first)
            assert meaning == Meaning(command, back)
    assert all(meaning.command or meaning.verb for meaning in MEANINGS.values())


def test_a_row_that_is_added_has_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    ten = Command(id="ten", label="ten", forth=Way(description="Ten steps in one go", run=Workbench.leave_cursor))
    monkeypatch.setitem(COMMANDS, "ten", ten)
    monkeypatch.setattr(words, "MEANINGS", dict(words._meanings()))
    assert meaning_of("ten") == Meaning(ten)


def test_every_question_is_hinted_and_answered_in_the_walk() -> None:
    questions = [way.asks for c in COMMANDS.values() for way in (c.forth, c.back) if way and way.asks]
    assert {question.name for question in questions} == set(ANSWERS)
    assert all(question.hint for question in questions)
