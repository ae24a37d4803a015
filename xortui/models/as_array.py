"""Arrays, tensors, tables and lists as NumPy arrays, without importing the library that they are of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import Floats

NUMBER_KINDS = "fiub"
"""NumPy's letters for floats, whole numbers and truth values."""


def as_array(value: Any, what: str) -> NDArray[Any]:
    """Return anything with numbers or labels in rows as an array of whatever type fits.

    Args:
        value: an array, a tensor that may need gradients or lie on another device, a table, or lists.
        what: what it is, for messages: 'X'.

    Raises:
        ValueError: if it can't be one; one line.
    """
    try:
        array = np.asarray(_on_this_machine(value))
    except (ValueError, TypeError, RuntimeError, OverflowError) as error:
        reason = " ".join(str(error).split())[:60]
        raise ValueError(f"{what}: expected an array, got {type(value).__name__}: {reason}") from None
    return array


def _on_this_machine(value: Any) -> Any:
    """Return what NumPy can read: a tensor without its gradients and in the processor's memory, a table's values."""
    for method in ("detach", "cpu", "resolve_conj"):
        if callable(getattr(value, method, None)):
            value = getattr(value, method)()
    if callable(getattr(value, "double", None)) and getattr(value, "is_floating_point", bool)():
        value = value.double()  # NumPy has no half-length floats of every kind; these hold all their values
    if callable(getattr(value, "toarray", None)):
        value = value.toarray()  # a sparse matrix
    for method in ("to_numpy", "numpy"):
        if callable(getattr(value, method, None)):
            return getattr(value, method)()
    return value


def as_floats(value: Any, what: str) -> Floats:
    """Return numbers as an array of floats.

    Raises:
        ValueError: if there is anything that is not a finite real number; one line.
    """
    array = as_array(value, what)
    if array.dtype.kind == "O":
        try:
            array = array.astype(np.float64)
        except (ValueError, TypeError, OverflowError):
            raise ValueError(f"{what}: expected numbers, got {_first(array)}") from None
    if array.dtype.kind not in NUMBER_KINDS:
        raise ValueError(f"{what}: expected real numbers, got {_first(array)}")
    floats = np.array(array, dtype=np.float64)
    wrong = np.argwhere(~np.isfinite(floats))
    if len(wrong):
        place = ", ".join(map(str, wrong[0]))
        raise ValueError(f"{what}[{place}]: expected a finite number, got {floats[tuple(wrong[0])]}")
    return floats


def _first(array: NDArray[Any]) -> str:
    if array.size == 0:
        return "none"
    return f"{array.flat[0]!r}"[:40]
