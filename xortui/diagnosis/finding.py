"""A finding: one cause, the sentence that tells it with its numbers, where to look, and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Numbers = Mapping[str, float | int | str | list[float] | list[str] | list[int]]
"""The numbers that say so, by what they are."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What frees a training, as new values of its parameters where it stands."""

    description: str
    """What is done: 'w4, b2 and w6, the weights of h2, are drawn anew'."""
    values: Mapping[str, float]
    """The parameters that change."""
    epochs: int
    """After how many epochs from there it has learnt."""
    loss: float
    """The mean loss then."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the numbers show."""

    id: str
    sentence: str
    numbers: Numbers
    look_at: str = ""
    """The position, the operation or the parameter where it is seen, and how to get there."""
    helps: str = ""
    """What was tried and helped, with its numbers."""
    table: tuple[tuple[str, str], ...] = field(default=())
    """Rows of numbers that a sentence has no room for: ‖δ‖ by layer."""
