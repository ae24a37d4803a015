"""Forks: the histories of one training that part where the user edits, and which of them the debugger goes along."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from xortui.debugger.edits import Edit, History, told_one_by_one
from xortui.debugger.timeline import Timeline
from xortui.language.phrase import phrase

MENDED = -1
"""The number of the training without the mistake that is planted; nobody goes along it, it is only compared with."""
ORIGINAL = "the original"
WITH_THE_MISTAKE = "with the mistake"
YOURS = "yours"
"""What the training of a file is called to the person who opens it: most have written it."""
GIVEN_NAMES = (YOURS, "mended")
"""What forks are called that nobody has named."""
_NAME = re.compile(r"[^\W\d_][\w-]{0,29}")


@dataclass(frozen=True, slots=True)
class Fork:
    """One history of edits, with a number that it keeps."""

    number: int
    """0 is the original, without edits."""
    history: History
    timeline: Timeline = field(repr=False, compare=False)
    """What the training is with these edits."""
    name: str = field(default="", compare=False)
    """What it is called, if not by its number: 'mended'."""
    origin: str = field(default=ORIGINAL, compare=False)
    """What it is without edits."""

    @property
    def title(self) -> str:
        """What it is called in a table."""
        return self.name or phrase("fork {number}", number=self.number)

    @property
    def is_named(self) -> bool:
        """Whether somebody has given it a name."""
        return bool(self.name) and self.name not in GIVEN_NAMES

    def __str__(self) -> str:
        """Say which it is: 'fork 2: w5 0.25 → 1 at 478.12'."""
        name = (
            phrase("fork {number}, {name}", number=self.number, name=self.name)
            if self.name and self.number >= 0
            else self.title
        )
        return f"{name}: {told_one_by_one(self.history) or phrase(self.origin)}"


class Forks:
    """All forks of one problem; no two have the same history."""

    def __init__(self, timeline: Timeline, name: str = "", origin: str = ORIGINAL) -> None:
        """Go along the original.

        Args:
            timeline: the training without edits.
            name: what it is called, if not fork 0.
            origin: what it is.
        """
        self.current = Fork(0, (), timeline, name, origin)
        self._forks = {0: self.current}
        self.next = 1
        """The number of the next fork."""

    def beside(self) -> Forks:
        """Return the same forks for somebody else, who goes along the original first."""
        other = copy(self)
        other._forks = {}
        for fork in self.listed:
            other._forks[fork.number] = replace(fork, name="") if fork.is_named else fork
        other.current = other._forks[0]
        return other

    @property
    def listed(self) -> tuple[Fork, ...]:
        """Every fork, by number."""
        return tuple(self._forks.values())

    def numbered(self, number: int) -> Fork:
        """Return a fork.

        Raises:
            ValueError: if there is none of that number.
        """
        if number not in self._forks:
            raise ValueError(
                phrase(
                    "there is no fork {number}; expected one of {there}",
                    number=number,
                    there=", ".join(map(str, self._forks)),
                )
            )
        return self._forks[number]

    def edit(self, edits: Sequence[Edit]) -> None:
        """Go along a fork that has these edits, too, all at one position; later edits stay with the fork so far."""
        kept = [made for made in self.current.history if made.position <= edits[0].position]
        history = (*kept, *edits)
        known = self._with(history)
        self.current = known or Fork(self.next, history, self.current.timeline.with_history(history))
        if not known:
            self._forks[self.next] = self.current
            self.next += 1

    def name(self, name: str) -> None:
        """Call the current fork by a name.

        Raises:
            ValueError: if the name is none, or another fork has it.
        """
        name = name.strip()
        if not _NAME.fullmatch(name) or name in GIVEN_NAMES:
            raise ValueError(phrase("expected one word, such as too_fast, got {name}", name=f"{name[:31]!r}"))
        taken = self.called(name)
        if taken is not None and taken is not self.current:
            raise ValueError(phrase("fork {number} is called {name} already", number=taken.number, name=name))
        self.current = replace(self.current, name=name)
        self._forks[self.current.number] = self.current

    def called(self, name: str) -> Fork | None:
        """Return the fork of a name; None if there is none."""
        return next((fork for fork in self._forks.values() if fork.name and fork.name == name), None)

    def undo(self) -> History:
        """Take the last edit off the current fork, with the edits made in one go with it, and return them.

        If another fork has the same edits then, the current one is dropped and that one is the current one.

        Raises:
            ValueError: if the current fork has no edit.
        """
        fork = self.current
        if not fork.history:
            raise ValueError(phrase("there is no edit to undo"))
        first = len(fork.history) - 1
        while fork.history[first].is_joined:
            first -= 1
        history = fork.history[:first]
        known = self._with(history)
        if known:
            del self._forks[fork.number]
            self.current = known
        else:
            self.current = Fork(fork.number, history, fork.timeline.with_history(history), fork.name)
            self._forks[fork.number] = self.current
        return fork.history[first:]

    def renumber(self, numbers: Sequence[int], following: int) -> None:
        """Call the forks that are there by other numbers, and leave out those that get none.

        Args:
            numbers: the number that each fork gets, in the order of those there are; −1 leaves it out.
            following: the number of the next fork.
        """
        kept = [replace(fork, number=number) for number, fork in zip(numbers, self.listed, strict=True) if number >= 0]
        self._forks = {fork.number: fork for fork in sorted(kept, key=lambda fork: fork.number)}
        self.current, self.next = self._forks[0], following

    def _with(self, history: History) -> Fork | None:
        return next((fork for fork in self._forks.values() if fork.history == history), None)
