"""The score: how many answers were right, by kind of factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xortui.language.phrase import phrase


class Tally(NamedTuple):
    """The answers of one kind."""

    right: int = 0
    asked: int = 0

    def __str__(self) -> str:
        """Return it as it is told."""
        return phrase("{right} of {asked}", right=self.right, asked=self.asked)


def kind_told(kind: str) -> str:
    """Return a kind as it is told; a session keeps it in English, and most kinds are symbols."""
    return phrase(kind)


class Score:
    """Counts right answers by kind, in the order in which kinds were first asked for."""

    def __init__(self, tallies: Iterable[tuple[str, int, int]] = ()) -> None:
        """Begin with what was counted before.

        Args:
            tallies: of each kind its name, the right answers and all answers.
        """
        self._tallies = {kind: Tally(right, asked) for kind, right, asked in tallies}

    def note(self, kind: str, *, is_right: bool) -> None:
        """Count an answer."""
        before = self._tallies.get(kind, Tally())
        self._tallies[kind] = Tally(before.right + is_right, before.asked + 1)

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        """Yield every kind with its tally."""
        return iter(tuple(self._tallies.items()))

    def of(self, kind: str) -> Tally:
        """Return the answers of one kind."""
        return self._tallies.get(kind, Tally())

    @property
    def weakest(self) -> str:
        """The kind with the smallest share of right answers, with its tally; empty if all answers were right."""
        missed = [
            (tally.right / tally.asked, kind) for kind, tally in self._tallies.items() if tally.right < tally.asked
        ]
        if not missed:
            return ""
        _, kind = min(missed)
        return f"{kind_told(kind)}: {self._tallies[kind]}"

    @property
    def total(self) -> Tally:
        """All answers."""
        tallies = self._tallies.values()
        return Tally(sum([tally.right for tally in tallies]), sum([tally.asked for tally in tallies]))

    @property
    def rows(self) -> tuple[tuple[str, int, int], ...]:
        """What a session keeps."""
        return tuple((kind, tally.right, tally.asked) for kind, tally in self._tallies.items())

    def lines(self) -> list[str]:
        """Return the score as it is told: all answers, then those of each kind."""
        kinds = [f"{kind_told(kind)}: {tally}" for kind, tally in self._tallies.items()]
        return [phrase("{total} right", total=self.total), *kinds]
