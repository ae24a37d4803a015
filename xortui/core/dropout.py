"""Dropout: in every step some hidden units are left out, as their mask says.

A mask is a value of the program like any other. With q the share of the units that is kept, a unit's are

    r ← 1664525·r − ⌊1664525·r⌋    a random number in (0, 1): the fraction of a multiple of the last one
    m1 = ⌊r + q⌋ / q                1/q with the probability q, else 0
    h1 = m1·a1                      where a1 is what came out of the activation

so that what a unit gives on is the same on average with and without dropout ("inverted dropout"). Without that
scaling m1 = ⌊r + q⌋ is 1 or 0, and where nothing is trained the mask is q.

r is an odd multiple of 2⁻³² and the factor has 21 bits: every product is exact in a float, so that all engines draw
the same masks. The factor is that of Press and others, Numerical Recipes, 2nd edition 1992, page 284; as it leaves 5
on division by 8, r comes back to an old value only after 2³⁰ draws.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from xortui.core.expression import ONE, Call, Constant, Expression, Greatest, Name, Negative, Sum
from xortui.core.functions import FLOOR, SQUARE
from xortui.core.network import Network, Unit

STREAM = "r"
"""The random number from which masks are drawn."""
TURN = "k"
"""Which of the given masks it is, from 0."""
MAX_RATE = 0.99
MAX_MASKS = 16
"""Masks that are given at the most; they are taken in turn, one for each step."""
_FACTOR = 1664525.0
_OWN_STREAM = 104_729
"""Keeps the masks apart from the weights and the shuffles, which begin with the same seed."""


@dataclass(frozen=True, slots=True)
class Dropout:
    """Which units are left out.

    Raises:
        ValueError: if a part of it is not possible; the message says what was expected.
    """

    rates: tuple[float, ...]
    """For each hidden layer the share of its units that is left out; a single one is for all of them."""
    is_inverted: bool = True
    """Whether what is left is made so much larger that its sum is the same on average."""
    masks: tuple[tuple[float, ...], ...] = ()
    """Masks that are given rather than drawn: for every hidden unit, h1 first, 1 to keep it or 0. The first is for the
    first step, and after the last the first comes again."""

    def __post_init__(self) -> None:
        """Check the parts."""
        if not self.rates or not all(0.0 <= rate <= MAX_RATE for rate in self.rates):
            shown = ", ".join(f"{rate:g}" for rate in self.rates)
            raise ValueError(f"dropout: expected shares from 0 to {MAX_RATE}, got {shown or 'none'}")
        if len(self.masks) > MAX_MASKS:
            raise ValueError(f"dropout.masks: expected at most {MAX_MASKS}, got {len(self.masks)}")
        for mask in self.masks:
            if not all(value in (0.0, 1.0) for value in mask):
                raise ValueError(f"dropout.masks: expected numbers 0 and 1, got {list(mask)}")

    def check(self, network: Network) -> None:
        """Refuse rates and masks that are not for this network.

        Raises:
            ValueError: if there are too many of them, or too few.
        """
        hidden = network.layers[1:-1]
        if not hidden:
            raise ValueError(f"dropout: expected a hidden layer, got a {network.title} network")
        if len(self.rates) not in (1, len(hidden)):
            expected = f"one share, or one for each of {len(hidden)} hidden layers"
            raise ValueError(f"dropout: expected {expected}, got {len(self.rates)}")
        for mask in self.masks:
            if len(mask) != sum(hidden):
                raise ValueError(
                    f"dropout.masks: expected {sum(hidden)} numbers each, one for each hidden unit, got {len(mask)}"
                )

    def keeps(self, layer: int) -> float:
        """Return q, the share of a hidden layer's units that is kept; layers count from 1."""
        rate = self.rates[0] if len(self.rates) == 1 else self.rates[layer - 1]
        return round(1.0 - rate, 12)

    def masks_layer(self, layer: int) -> bool:
        """Say whether anything is ever left out in a hidden layer, from 1."""
        return bool(self.masks) or self.keeps(layer) < 1.0

    @property
    def counts(self) -> bool:
        """Whether masks are taken in turn, so that their number is counted."""
        return len(self.masks) > 1

    def start(self, seed: int) -> dict[str, float]:
        """Return what the first step finds in place of the random number or the turn of a step before."""
        if self.masks:
            return {TURN: len(self.masks) - 1.0} if self.counts else {}
        drawn = random.Random(seed * 1_000_003 + _OWN_STREAM).random()
        return {STREAM: (2.0 * int(drawn * 2.0**31) + 1.0) / 2.0**32}

    def drawn(self) -> Expression:
        """Return the next random number."""
        multiple = Constant(_FACTOR, "1664525") * Name(STREAM)
        return multiple - Call(FLOOR, multiple)

    def turn(self) -> Expression:
        """Return the place of the next of the given masks: k + 1, or 0 after the last."""
        count = Constant(float(len(self.masks)), str(len(self.masks)))
        following = Name(TURN) + ONE
        return following - count * Call(FLOOR, following / count)

    def mask(self, layer: int, place: int) -> Expression:
        """Return the mask of a hidden unit.

        Args:
            layer: its layer, from 1.
            place: its place among all hidden units, from 0.
        """
        q = self.keeps(layer)
        share = Constant(q, f"{q:g}")
        if not self.masks:
            drawn: Expression = Call(FLOOR, Name(STREAM) + share)
        elif self.counts:
            drawn = self._in_turn(place)
        else:
            drawn = Constant(self.masks[0][place], f"{self.masks[0][place]:g}")
        return drawn / share if self.is_inverted and q < 1.0 else drawn

    def _in_turn(self, place: int) -> Expression:
        """Return 1 where the mask whose turn it is keeps a unit: for whole numbers 1 − (k − i)² is 1 at i, else ≤ 0."""
        terms: list[Expression] = []
        for turn, mask in enumerate(self.masks):
            if mask[place]:
                away = Call(SQUARE, Name(TURN) - Constant(float(turn), str(turn)))
                terms.append(Greatest((Constant(0.0, "0"), Sum((ONE, Negative(away))))))
        if not terms:
            return Constant(0.0, "0")
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def answering_mask(self, layer: int) -> Constant:
        """Return the mask of all units of a hidden layer where nothing is trained: 1, or q if it is not inverted."""
        q = 1.0 if self.is_inverted else self.keeps(layer)
        return Constant(q, f"{q:g}")


def mask_name(unit: Unit) -> str:
    """Return the name of a hidden unit's mask: m3 for h3."""
    return f"m{unit.name[1:]}"


def activated_name(unit: Unit) -> str:
    """Return the name of what comes out of a hidden unit's activation, before its mask: a3 for h3."""
    return f"a{unit.name[1:]}"


def hidden_places(network: Network) -> Mapping[str, int]:
    """Return the place of every hidden unit among all of them, by name."""
    hidden = [unit.name for layer in network.units[1:-1] for unit in layer]
    return {name: place for place, name in enumerate(hidden)}
