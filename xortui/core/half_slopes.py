"""The halves of a slope that has two factors of a: a·(1 − a) of a sigmoid, and 1 − a·a of tanh.

Where units are written out one by one, another unit's value often gets into one half alone: h1·(1 − h2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xortui.core.expression import ONE, Expression
from xortui.core.network import Network

Halved = Callable[[Expression, Expression], Expression]
"""A unit's own value and another's → the slope with the other's in one half."""

_HALVES: Mapping[str, Mapping[str, Halved]] = {
    "sigmoid": {
        "1 − a": lambda own, other: own * (ONE - other),
        "a": lambda own, other: other * (ONE - own),
    },
    "tanh": {
        "one factor of a²": lambda own, other: ONE - own * other,
    },
}
"""The halves of each activation that has any, by their names."""
_BY_NAME = {name: halved for by_name in _HALVES.values() for name, halved in by_name.items()}


def halves(network: Network, layer: int) -> tuple[str, ...]:
    """Return the names of the halves of a layer's slope; none, if it has no halves."""
    return tuple(_HALVES.get(network.activations[layer - 1], ()))


def in_half(half: str) -> str:
    """Return the words that say that a mistake is in one half alone; none for all of the slope."""
    return f", in {half} alone" if half else ""


def with_half(half: str, own: Expression, other: Expression) -> Expression:
    """Return the slope of a unit with another unit's value in one half.

    Args:
        half: its name.
        own: the activation of the unit.
        other: the activation of the other.

    Raises:
        KeyError: if there is no half of that name.
    """
    return _BY_NAME[half](own, other)
