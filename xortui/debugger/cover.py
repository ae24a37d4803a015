"""The cover: what is asked for at a position, and hidden until the question is answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cover:
    """What is asked for at a position: the value of an operation that runs next, or what the loss does."""

    asked: str
    """The name of the value; empty where it is asked whether the loss falls."""
