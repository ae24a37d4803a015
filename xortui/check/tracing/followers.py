"""What follows NumPy on traced numbers, by name.

Numbers and arrays hand NumPy's calls to functions that are made of numbers and arrays themselves; those enter here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_followers: dict[str, Callable[..., Any]] = {}


def enter(name: str, function: Callable[..., Any]) -> None:
    """Have a function follow what goes by a name."""
    _followers[name] = function


def follower(name: str) -> Callable[..., Any]:
    """Return the function that follows what goes by a name."""
    return _followers[name]
