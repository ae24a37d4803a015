"""The tour: a title, a problem and the stops in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_STOPS = 50
OTHER_SETTINGS = ("seed", "learning_rate", "hidden", "mistake")
"""What a header can say besides the title and the problem: how the problem is changed, and what is planted in it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a tour's file."""

    line: int
    """From 1."""
    text: str

    def __str__(self) -> str:
        """Return it as it is told."""
        return f"{self.line}: {self.text}"


class TourError(ValueError):
    """A tour can't be played; its one line says why, and where."""


@dataclass(frozen=True, slots=True)
class Written:
    """Something that the file says, and where."""

    line: int
    """From 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """One way to where a stop is."""

    kind: str
    """'go', 'run', 'edit', 'break', 'watch' or 'reveal'."""
    written: Written


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a stop."""

    kind: str
    """'value': what the next operation computes; 'loss': whether it falls; 'choice': one of the options."""
    written: Written
    """The name of the value, nothing, or the question."""
    options: tuple[Written, ...] = ()
    right: int = 0
    """The place of the right option."""
    conditions: tuple[Written | None, ...] = ()
    """Of each option what makes it right, if the file says so."""
    covers: Written | None = None
    """What a choice covers, if the file says so."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a tour."""

    title: Written
    moves: tuple[Move, ...] = ()
    """From the stop before to here."""
    look: Written | None = None
    """The pane to look at, and what in it; None for where one looks already."""
    compared: Written | None = None
    """The fork that the stop's own is compared with; None where nothing is compared."""
    claims: tuple[Written, ...] = ()
    """Conditions that hold here."""
    text: tuple[Written, ...] = ()
    """The paragraphs before the question."""
    asked: Asked | None = None
    after: tuple[Written, ...] = ()
    """The paragraphs that are shown when the question is answered."""


@dataclass(frozen=True, slots=True)
class Tour:
    """A lesson as it is written."""

    name: str
    """What it is called on the command line: the file's name without its ending."""
    title: str
    problem: Written
    """The name or the path of the problem."""
    settings: Mapping[str, Written] = field(default_factory=dict)
    """What the header says besides, of `OTHER_SETTINGS`."""
    stops: tuple[Stop, ...] = ()
    folder: str = ""
    """Where its file is: the problem may be a file beside it."""
