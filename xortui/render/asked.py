"""What is asked for: the sign that stands for it in every picture, and what other pictures say in its place."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.numbers import UNKNOWN

ASKED = "?"
"""Stands where the value comes that is asked for."""


def covered_texts() -> tuple[str, ...]:
    """Return what a picture says that would give the answer away, in versions from long to short."""
    return (phrase("covered until the question is answered"), phrase("covered: a question is open"), phrase("covered"))


def is_asked(snapshot: Snapshot, name: str) -> bool:
    """Say whether a value is what is asked for; of a name that is assigned twice, what it is assigned next."""
    asked = snapshot.asked
    return asked is not None and asked.target == name


def unknown(snapshot: Snapshot, name: str) -> str:
    """Return what stands for a value that has not been computed."""
    return ASKED if is_asked(snapshot, name) else UNKNOWN
