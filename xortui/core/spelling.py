"""Spelling: names as people type them, made the names of the program that stand on the screen; the one place for it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from xortui.core.program import LEARNING_RATE, LOSS, MOMENTUM, change, derivative

LONGEST_SHOWN = 40
"""Characters of a name that a message shows."""
_SPELLINGS = {"eta": LEARNING_RATE, "mu": MOMENTUM, "µ": MOMENTUM}  # the last is the micro sign of many keyboards
_BEGINNINGS = {"yhat": "ŷ", "gbar(": "ḡ("}
_DERIVATIVE = re.compile(r"[∂d]([^/]+)/[∂d]([^/]+)")
_DELTA = re.compile(r"(?:δ|delta)(\d+)")
_CHANGE = re.compile(r"change\((\w+)\)")


class UnknownNameError(KeyError):
    """A name that nothing here has: one line that says so, with the nearest name there is."""

    def __str__(self) -> str:
        """Return the line as it is; a KeyError's would stand in quotes."""
        return str(self.args[0])


def on_screen(typed: str) -> str:
    """Return the name that is meant by what was typed, whether there is such a name or not.

    dC/dyhat → ∂C/∂ŷ, delta3 → ∂C/∂z3, gbar(w1) → ḡ(w1), change(w5) → Δw5, eta → η.
    """
    if match := _DERIVATIVE.fullmatch(typed):
        return derivative(on_screen(match[1]), on_screen(match[2]))
    if match := _DELTA.fullmatch(typed):
        return derivative(LOSS, f"z{match[1]}")
    if match := _CHANGE.fullmatch(typed):
        return change(match[1])
    for beginning, letter in _BEGINNINGS.items():
        if typed.startswith(beginning):
            return letter + typed.removeprefix(beginning)
    return _SPELLINGS.get(typed, typed)


def known_name(typed: str, names: Collection[str]) -> str:
    """Return the one of some names that is meant by what was typed.

    Raises:
        UnknownNameError: if it is none of them.
    """
    name = on_screen(typed.strip())
    if name not in names:
        raise UnknownNameError(no_such_name(name, names))
    return name


def no_such_name(name: str, names: Collection[str]) -> str:
    """Say that a name is none of some others, and which of them is nearest."""
    near = nearest(name, names)
    hint = f"; did you mean {near}?" if near else ""
    return f"there is no {name[:LONGEST_SHOWN]!r} here{hint}"


def nearest(name: str, names: Collection[str]) -> str:
    """Return the one of some names that is most like another; nothing where none is like it."""
    cutoff = 0.6 if len(name) > 3 else 0.4
    found = difflib.get_close_matches(name[:LONGEST_SHOWN], sorted(names), 1, cutoff)
    return found[0] if found else ""
