"""Spelling: turns a name as people type it into the program's own name, which stands on the screen."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from xortui.core.program import LOSS, change, derivative
from xortui.core.settings import LEARNING_RATE, MOMENTUM, SETTINGS
from xortui.language.phrase import phrase

MAX_SHOWN_LENGTH = 40
"""Characters of a name that a message shows."""
_MICRO = "µ"
"""The micro sign, which many keyboards have in place of the Greek letter."""
_GREEK = {"eta": "η", "mu": "μ", "beta": "β", "rho": "ρ", "epsilon": "ε", "lambda": "λ", "gamma": "γ"}
_SPELLINGS = {
    **{setting.key: setting.symbol for setting in SETTINGS},
    **_GREEK,
    **{f"{spelt}1": f"{letter}1" for spelt, letter in _GREEK.items()},
    **{f"{spelt}2": f"{letter}2" for spelt, letter in _GREEK.items()},
    _MICRO: MOMENTUM.symbol,
    "etat": f"{LEARNING_RATE.symbol}t",
    "norm": "‖g‖",
}
_BEGINNINGS = {"yhat": "ŷ", "gbar(": "ḡ(", "ghat(": "ĝ(", "sumg(": "Σg(", "tau(": "τ(", "mhat(": "m̂(", "vhat(": "v̂("}
_DERIVATIVE = re.compile(r"[∂d]([^/]+)/[∂d]([^/]+)")
_DELTA = re.compile(r"(?:δ|delta)(\d+)")
_CHANGE = re.compile(r"change\((\w+)\)")


class UnknownNameError(KeyError):
    """No value has this name; the message is one line with the nearest name."""

    def __str__(self) -> str:
        """Return the line as it is; KeyError puts it in quotes."""
        return str(self.args[0])


def on_screen(typed: str) -> str:
    """Return the program's spelling of a typed name; the program may have no value of that name.

    dC/dyhat → ∂C/∂ŷ, delta3 → ∂C/∂z3, gbar(w1) → ḡ(w1), vhat(w1) → v̂(w1), change(w5) → Δw5, eta → η.
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
    """Return the program's spelling of a typed name, if it is one of some names.

    Raises:
        UnknownNameError: if it is not among them.
    """
    name = on_screen(typed.strip())
    if name not in names:
        raise UnknownNameError(no_such_name(name, names))
    return name


def no_such_name(name: str, names: Collection[str]) -> str:
    """Return the line that a name is unknown, with the nearest of the known names."""
    near = nearest(name, names)
    shown = f"{name[:MAX_SHOWN_LENGTH]!r}"
    if near:
        return phrase("there is no {name} here; did you mean {near}?", name=shown, near=near)
    return phrase("there is no {name} here", name=shown)


def nearest(name: str, names: Collection[str]) -> str:
    """Return the name among some that is most like another; '' if none is like it."""
    cutoff = 0.6 if len(name) > 3 else 0.4
    found = difflib.get_close_matches(name[:MAX_SHOWN_LENGTH], sorted(names), 1, cutoff)
    return found[0] if found else ""
