"""The beginning: what is done as soon as a debugger is opened, such as the first question of a quiz."""

from __future__ import annotations

from typing import NamedTuple

from xortui.commands.command import answer
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench


class Beginning(NamedTuple):
    """A command, and what a person would type behind it."""

    command: str
    """Its id."""
    text: str

    @property
    def line(self) -> str:
        """The line that does the same at the prompt."""
        return f"{self.command} {self.text}"

    def do(self, bench: Workbench) -> None:
        """Do it; the news says what came of it.

        Raises:
            ValueError: if there is nothing to type behind the command.
        """
        way = COMMANDS[self.command].forth
        question = way.takes or way.asks
        if question is None:
            raise ValueError(f"{self.command} takes nothing")
        answer(bench, question, self.text)
