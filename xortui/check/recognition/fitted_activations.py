"""Find the activation of a layer that takes constants: a leak, an α, or A·f(k·z) + c, fitted to its values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.evaluation import Points
from xortui.core.activations import SCALED_NAME, activation
from xortui.core.expression import Name
from xortui.core.lockstep import computed

CLOSE = 1e-9
"""How far a value may be from that of an activation."""
MAX_FITTED = 96
"""Values that constants are fitted to; all others are compared with what is found."""
FROM_ZERO = 1e-3
"""How far from 0 a weighted sum is, to tell a slope by it."""
STRETCHES = (1.0, 0.5, 2.0, 0.2, 5.0, 0.05, 15.0)
"""What the search for k begins with."""
MAX_TURNS = 12
"""Improvements of one start; near the solution each doubles the digits that are right."""
MAX_FACTOR = 1e3
"""The constants that are found are no larger than this, and no smaller than its reciprocal."""
MAX_DENOMINATOR = 30
"""A constant that is a fraction up to this denominator is written as one."""


class Base(NamedTuple):
    """An activation f that may be scaled."""

    name: str
    is_stretched: bool = True
    """Whether k is looked for; of what has a bend at 0 alone it is not told from A."""
    is_shifted: bool = True
    """Whether c is looked for."""
    is_monotone: bool = True
    """Whether it never turns back, as z grows."""


BASES = (
    Base("tanh", is_shifted=False),
    Base("sigmoid"),
    Base("hard-tanh"),
    Base("softsign"),
    Base("arctan"),
    Base("softplus", is_shifted=False),
    Base("silu", is_shifted=False, is_monotone=False),
    Base("sine", is_shifted=False, is_monotone=False),
    Base("gelu", is_shifted=False, is_monotone=False),
    Base("gaussian", is_shifted=False, is_monotone=False),
    Base("step", is_stretched=False),
)
"""The plainest first: every scaled tanh is a scaled sigmoid, too."""
_STEPS = tuple(base for base in BASES if base.name == "step")
"""What gives two values alone, far from 0 as near it."""


def fitted_activations(z: Points, a: Points) -> Iterator[str]:
    """Yield names of activations with constants that may give some values.

    Args:
        z: weighted sums, all of one layer.
        a: what the layer makes of them, as many.
    """
    if not (np.isfinite(z).all() and np.isfinite(a).all()):
        return
    yield from _bent(z, a)
    some = slice(None, None, max(1, len(z) // MAX_FITTED))
    z = z[some]
    a = a[some]
    turns_back = _turns_back(z, a)
    for base in _STEPS if _has_two_values(a) else BASES:
        if base.is_monotone and turns_back:
            continue
        constants = _constants(base, z, a)
        if constants is not None:
            yield _written(base.name, *constants)


def _has_two_values(a: Points) -> bool:
    """Say whether there are two values and none between them."""
    low = float(np.min(a, initial=np.inf))
    high = float(np.max(a, initial=-np.inf))
    return low < high and bool(np.all((a == low) | (a == high)))


def _turns_back(z: Points, a: Points) -> bool:
    """Say whether values both rise and fall as z grows, by more than rounding."""
    rises = np.diff(a[np.argsort(z)])
    least = CLOSE * max(1.0, float(np.max(np.abs(a), initial=0.0)))
    return bool(np.any(rises > least) and np.any(rises < -least))


def _bent(z: Points, a: Points) -> Iterator[str]:
    """Yield those of two pieces that meet at 0: ReLU, leaky ReLU with any slopes, and ELU with any α."""
    above = z > FROM_ZERO
    below = z < -FROM_ZERO
    if not above.any() or not below.any():
        return
    factor = float(np.median(a[above] / z[above]))
    if not 1 / MAX_FACTOR <= factor <= MAX_FACTOR:
        return
    slope = float(np.median(a[below] / z[below])) / factor
    if _number(slope) == "0":
        yield _written("relu", factor)
    elif 0 <= slope <= 1:
        yield _written(f"leaky-relu({_number(slope)})", factor)
    elif 1 < slope <= MAX_FACTOR:
        # max(z, s·z) for s > 1 is the leaky ReLU of slope 1/s, turned around.
        yield _written(f"leaky-relu({_number(1 / slope)})", -factor * slope, -1.0)
    alpha = float(np.median(a[below] / np.expm1(z[below]))) / factor
    if 0 < alpha <= 100:
        yield _written(f"elu({_number(alpha)})", factor)


def _constants(base: Base, z: Points, a: Points) -> tuple[float, float, float] | None:
    """Return A, k and c for which A·f(k·z) + c is nearest to a; None if it is not near."""
    for start in STRETCHES if base.is_stretched else (1.0,):
        found = _improved(base, z, a, start)
        if found is not None:
            return found
    return None


def _improved(base: Base, z: Points, a: Points, stretch: float) -> tuple[float, float, float] | None:
    """Return the constants that Newton's steps from one k lead to; None if they lead nowhere."""
    row = activation(base.name)
    size = max(1.0, float(np.max(np.abs(a)))) / 10
    found: tuple[float, tuple[float, float, float]] | None = None
    for _ in range(MAX_TURNS if base.is_stretched else 1):
        scaled = {"z": stretch * z}
        value = row.value(Name("z"))
        with np.errstate(all="ignore"):
            f = np.broadcast_to(computed(value, scaled), z.shape)
            slope = np.broadcast_to(computed(row.derivative(Name("z"), value), scaled), z.shape) * z
        columns = [f]
        if base.is_shifted:
            columns.append(np.ones_like(z))
        table = np.stack(columns, axis=1)
        if not np.isfinite(table).all() or not np.isfinite(slope).all():
            return None
        linear, *_ = np.linalg.lstsq(table, a, rcond=None)
        factor = float(linear[0])
        added = float(linear[1]) if base.is_shifted else 0.0
        missed = float(np.max(np.abs(a - table @ linear)))
        is_better = found is None or missed < found[0]
        if missed <= CLOSE * size and is_better and 1 / MAX_FACTOR <= abs(factor) <= MAX_FACTOR:
            found = (missed, (factor, stretch, added))
        elif found is not None:
            break
        steps, *_ = np.linalg.lstsq(np.column_stack([table, factor * slope]), a, rcond=None)
        stretch = min(max(stretch + float(steps[-1]), stretch / 3), stretch * 3)
        if not 1 / MAX_FACTOR <= stretch <= MAX_FACTOR:
            return None
    return found[1] if found else None


def _written(name: str, factor: float, stretch: float = 1.0, added: float = 0.0) -> str:
    """Return the name of an activation that is scaled, with no constant more than it needs."""
    numbers = [_number(factor), _number(stretch), _number(added)]
    if numbers == ["1", "1", "0"]:
        return name
    while numbers[-1] == ("0" if len(numbers) == 3 else "1") and len(numbers) > 1:
        numbers.pop()
    return f"{SCALED_NAME}({name}, {', '.join(numbers)})"


def _number(value: float) -> str:
    """Return a number as it was probably written: 0.2, 2/3."""
    value = float(f"{value:.9g}") if abs(float(f"{value:.9g}") - value) < CLOSE / 100 * max(1.0, abs(value)) else value
    if abs(value) < CLOSE / 100:
        return "0"
    short = f"{value:.9g}"
    if len(short.lstrip("-0.")) <= 7 and "e" not in short:
        return short
    fraction = Fraction(value).limit_denominator(MAX_DENOMINATOR)
    if fraction and abs(float(fraction) - value) <= CLOSE / 100 * abs(value):
        return str(fraction)
    return repr(value)
