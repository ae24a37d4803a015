"""What follows NumPy on traced numbers, by name.

Numbers and arrays hand NumPy's calls to functions that are made of numbers and arrays themselves; those enter here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Handler = Callable[..., Any]
"""What is called in the place of a function of NumPy's, or of a method."""

_followers: dict[str, Handler] = {}


def enter(name: str, function: Handler) -> None:
    """Have a function follow what goes by a name."""
    _followers[name] = function


def follower(name: str) -> Handler:
    """Return the function that follows what goes by a name."""
    return _followers[name]
