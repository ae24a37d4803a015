"""Python's own functions and NumPy's types of numbers, where they are called with traced numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xortui.check.tracing.array_methods import astype
from xortui.check.tracing.arrays import TracedArray, bare, nodes_of
from xortui.check.tracing.numbers import TRACED, TracedInt, computed, leaf, node_of, plain, traced
from xortui.check.tracing.tape import Op


def followed_max(*args: Any, **kwargs: Any) -> Any:
    """Return max(...), followed where one of two numbers is traced."""
    return _extreme(max, Op.MAX, args, kwargs)


def followed_min(*args: Any, **kwargs: Any) -> Any:
    """Return min(...), followed where one of two numbers is traced."""
    return _extreme(min, Op.MIN, args, kwargs)


def _extreme(function: Any, op: Op, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    items: Sequence[Any] = args
    if len(args) == 1:
        items = list(args[0])
    is_of_numbers = items and all(isinstance(item, int | float | np.floating | np.integer) for item in items)
    if kwargs or not is_of_numbers or not any(isinstance(item, TRACED) for item in items):
        return function(*args, **kwargs) if len(args) > 1 or not args else function(items, **kwargs)
    best = items[0]
    for item in items[1:]:
        best = computed(op, function(plain(best), plain(item)), best, item)
    return best


def followed_float(*args: Any) -> Any:
    """Return float(x), still traced."""
    if args and isinstance(args[0], TRACED):
        return traced(float(args[0]), node_of(args[0]))
    if args and isinstance(args[0], TracedArray) and args[0].size == 1:
        return traced(float(bare(args[0]).reshape(-1)[0]), int(nodes_of(args[0]).reshape(-1)[0]))
    if args and isinstance(args[0], bool | np.bool_):
        return leaf(float(args[0]))
    return float(*args)


def followed_float64(*args: Any) -> Any:
    """Return np.float64(x), still traced."""
    if args and (isinstance(args[0], TRACED) or (isinstance(args[0], TracedArray) and args[0].ndim == 0)):
        return traced(np.float64(bare(args[0])), int(nodes_of(args[0])))
    if args and isinstance(args[0], TracedArray):
        return astype(args[0], np.float64)
    return np.float64(*args)


def followed_int(*args: Any) -> Any:
    """Return int(x): data anew, if x was traced or a truth."""
    if len(args) == 1 and isinstance(args[0], TracedInt):
        return args[0]
    value = int(*map(bare, args))
    return leaf(value) if len(args) == 1 and isinstance(args[0], bool | float | np.bool_) else value


def followed_sum(items: Any, start: Any = 0) -> Any:
    """Return sum(items), without the 0 at its start where the numbers are traced."""
    numbers = list(items)
    if start == 0 and numbers and isinstance(numbers[0], (TracedArray, *TRACED)):
        total = numbers[0]
        for number in numbers[1:]:
            total = total + number
        return total
    return sum(numbers, start)


def followed_power(base: Any, exponent: Any, *modulus: Any) -> Any:
    """Return pow(base, exponent)."""
    return pow(*map(bare, (base, exponent, *modulus))) if modulus else base**exponent


def followed_as_type(kind: type[np.generic], *args: Any) -> Any:
    """Return np.float32(x), np.int64(x), np.bool_(x) and the like, still traced; whole numbers of others are data."""
    if len(args) == 1 and isinstance(args[0], TracedArray) and args[0].ndim:
        return astype(args[0], kind)
    if len(args) == 1 and isinstance(args[0], TRACED) and issubclass(kind, np.floating):
        return traced(kind(plain(args[0])), node_of(args[0]))
    return kind(*map(bare, args))
