"""The cover: what is asked for at a position, and hidden until the question is answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cover:
    """What is asked for at a position, and hidden with all that comes after it."""

    asked: str = ""
    """The name of the value that the next operation computes; empty where that is not what is asked for."""
    is_choice: bool = False
    """Whether a question of a tour's own is asked, with answers to choose from."""
    hides_loss: bool = False
    """Whether the loss of the epochs before the position is hidden, too."""
