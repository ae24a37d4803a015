"""The stop: where the debugger came to rest, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xortui.debugger.position import Position


class Reason(StrEnum):
    """Why the debugger came to rest."""

    STEPPED = "stepped"
    ARRIVED = "arrived"
    BREAKPOINT = "breakpoint"
    START_OF_TIME = "start of time"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the debugger came to rest, and why."""

    reason: Reason
    position: Position
    message: str = ""
    """For a person, where the reason alone does not say it all."""
    is_at_wrong_value: bool = False
    """Whether a breakpoint that asks what is right was hit: a value that is wrong is to be seen."""
