"""The past: from where training can be taken up again shortly before a position, as plain data."""

from __future__ import annotations

from typing import NamedTuple

from xortui.debugger.edits import History, Setup


class Past(NamedTuple):
    """A step at or before the last complete epoch, and all that decides how the training goes on after it."""

    step: int
    state: tuple[float, ...]
    """The state vector when that step is complete."""
    setup: Setup
    """The samples and settings of the steps that follow."""
    edits: History
    """Those at positions of later steps, as far as the training is to be taken up again."""
    arithmetic: str
    """The name of the engine that has run the steps so far, and must run those that follow."""
