"""The functions a formula may call, for numba: the row of `core.functions` that each stands for, to the bit.

This module is read only where numba is installed, and only by the process that makes machine code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numba import njit

from xortui.core import functions


def _compiled(function: Callable[..., float]) -> Any:
    return njit(function, error_model="numpy", inline="never")


def greatest(*parts: float) -> float:
    """Return what Python's max returns: the first, unless a later one is greater."""
    found = parts[0]
    for part in parts[1:]:
        if part > found:
            found = part
    return found


def least(*parts: float) -> float:
    """Return what Python's min returns: the first, unless a later one is smaller."""
    found = parts[0]
    for part in parts[1:]:
        if part < found:
            found = part
    return found


def floor(a: float) -> float:
    """Return the greatest whole number up to a; what is not finite stays as it is."""
    # Python's floor goes by way of a whole number, which has no negative zero.
    return float(np.floor(a) + 0.0)


def power(base: float, exponent: float) -> float:
    """Return base^exponent for a base of at least 0; ∞ where that is larger than any float."""
    return math.inf if base == 0.0 and exponent < 0.0 else float(base**exponent)


_OTHERWISE: Mapping[str, Callable[..., float]] = {"power": power, "floor": floor}
"""Functions that numba doesn't understand as they are written for Python."""


def machine_functions() -> dict[str, Any]:
    """Return what the text of a loop calls, by the names that it has there."""
    found: dict[str, Any] = {"inf": math.inf}
    for name, function in functions.FLOAT_FUNCTIONS.items():
        if function.__module__ == "math":
            found[name] = function
        else:
            found[name] = _compiled(_OTHERWISE.get(name, function))
    found["max"] = _compiled(greatest)
    found["min"] = _compiled(least)
    found["sign"] = _compiled(functions.sign)
    return found
