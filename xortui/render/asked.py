"""What is asked for: the sign that stands for it in every picture, and what other pictures say in its place."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.fitting import first_fitting
from xortui.render.numbers import UNKNOWN
from xortui.render.row import Row, Span, fitted

ASKED = "?"
"""Stands where the value comes that is asked for."""


def covered_texts() -> tuple[str, ...]:
    """Return what a picture says that would give the answer away, in versions from long to short."""
    return (phrase("covered until the question is answered"), phrase("covered: a question is open"), phrase("covered"))


def covered_rows(width: int, height: int) -> list[Row]:
    """Return exactly `height` rows of `width` cells in place of a picture that would give the answer away."""
    said = fitted((Span(first_fitting(covered_texts(), width), "dim"),), width)
    return [said, *[fitted((), width)] * (height - 1)][: max(height, 0)]


def is_asked(snapshot: Snapshot, name: str) -> bool:
    """Say whether a value is what is asked for; of a name that is assigned twice, what it is assigned next."""
    asked = snapshot.asked
    return asked is not None and asked.target == name


def is_to_come(snapshot: Snapshot, name: str) -> bool:
    """Say whether a question is open and a value still to come, so that no picture may work it out by itself."""
    return snapshot.cover is not None and not snapshot.reached(snapshot.program.by_target[name])


def unknown(snapshot: Snapshot, name: str) -> str:
    """Return what stands for a value that has not been computed."""
    return ASKED if is_asked(snapshot, name) else UNKNOWN
