"""Published numbers: what a problem's source prints, where, and what it prints wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from math import isfinite, prod

from xortui.core.spelling import on_screen
from xortui.core.training import Training

MEAN_LOSS = "mean C"
PENALIZED_LOSS = "mean J"
"""The mean loss with what weight decay and L1 add to it: ½·λ·Σw² and λ1·Σ|w|."""
MAX_PRINTED_DIGITS = 40
_EXACT = Context(prec=1500)
"""Digits enough for every float and every printed number written out."""
_DIGITS = re.compile(r"[+\-−]?(?:\d+\.?\d*|\.\d+)(?:e[+\-−]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_TERM = re.compile(r"(?P<name>[^\s\[\]·]+)(?:\[(?P<sample>[1-9]\d{0,8})\])?")
_TIMES = re.compile(r"\s*[*·]\s*")


@dataclass(frozen=True, slots=True)
class Term:
    """One named value."""

    name: str
    """As on the screen: z1, ŷ, ∂C/∂w5."""
    sample: int | None = None
    """The sample, from 1; None for the one that the step takes."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number is of: a named value, a product, or the mean of C over all samples."""

    terms: tuple[Term, ...]
    """The factors; none for the mean of C."""
    is_negated: bool = False
    """Whether it is less than nothing of that: many sources print δ = −∂C/∂z."""
    is_penalized: bool = False
    """Whether the mean of C has the penalties of large weights with it."""

    @classmethod
    def parse(cls, text: str, meant: Callable[[str], str] = str) -> Quantity:
        """Return the quantity that a person typed: 'h1', 'dC/dw5', 'ŷ[3]', '∂C/∂z3·∂z3/∂h1', '-delta3', 'mean C'.

        Args:
            text: what was typed.
            meant: returns what is meant by a name, where a source has names of its own.

        Raises:
            ValueError: if it is none.
        """
        written = text.strip()
        is_negated = written[:1] in ("-", "−") and len(written) > 1
        written = written[is_negated:].strip()
        plain = " ".join(written.split())
        if plain in (MEAN_LOSS, PENALIZED_LOSS):
            return cls((), is_negated, plain == PENALIZED_LOSS)
        terms = []
        for part in _TIMES.split(written):
            match = _TERM.fullmatch(part)
            if not match:
                raise ValueError("expected the name of a value such as h1, dC/dw5 or yhat[2], or a product of names")
            terms.append(Term(on_screen(meant(match["name"])), int(match["sample"]) if match["sample"] else None))
        return cls(tuple(terms), is_negated)

    def __str__(self) -> str:
        """Return it as it stands on the screen, with its sign."""
        return f"{'−' if self.is_negated else ''}{self.unsigned}"

    @property
    def unsigned(self) -> str:
        """It as it stands on the screen, whether it is negated or not."""
        return self._joined(str)

    def written(self, name: Callable[[str], str]) -> str:
        """Return it with its sign, each name written as a function writes it."""
        return f"{'−' if self.is_negated else ''}{self._joined(name)}"

    def _joined(self, name: Callable[[str], str]) -> str:
        if not self.terms:
            return PENALIZED_LOSS if self.is_penalized else MEAN_LOSS
        return "·".join(f"{name(t.name)}{f'[{t.sample}]' if t.sample else ''}" for t in self.terms)

    def signed(self, value: float | Decimal) -> float | Decimal:
        """Return a value of what it is made of, negated if it is."""
        return -value if self.is_negated else value

    @property
    def is_of_the_step(self) -> bool:
        """Whether it is of the step's own sample alone."""
        return bool(self.terms) and all(term.sample is None for term in self.terms)


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as it is printed."""

    text: str

    def __post_init__(self) -> None:
        """Check that it is a number.

        Raises:
            ValueError: if it is not.
        """
        if len(self.text) > MAX_PRINTED_DIGITS or not _DIGITS.fullmatch(self.text):
            raise ValueError(f"expected a number as it is printed, in quotes such as '0.4321', got {self.text[:40]!r}")

    def __str__(self) -> str:
        """Return the digits with a minus sign as the screen writes it."""
        return self.text.replace("-", "−")

    @property
    def decimal(self) -> Decimal:
        """Its value, exactly."""
        return Decimal(self.text.replace("−", "-"))

    @property
    def significant(self) -> int:
        """How many digits are printed from the first that is not 0 on."""
        return len(self.decimal.as_tuple().digits)

    @property
    def exponent(self) -> int:
        """The power of ten of its last digit: −4 for 0.4321."""
        return int(self.decimal.as_tuple().exponent)

    @property
    def decimals(self) -> int:
        """How many digits are printed behind the decimal point."""
        return max(-self.exponent, 0)

    def agree_with(self, value: float | Decimal) -> bool:
        """Say whether a value has the printed digits, rounded or cut off."""
        if not isfinite(value):
            return False
        return self.is_rounded(value) or self.decimal == at_digit(_shortest(value), self.exponent, ROUND_DOWN)

    def is_within(self, value: float | Decimal, distance: float) -> bool:
        """Say whether a value is at most so far from what is printed, give or take half a unit of its last digit."""
        if not (isfinite(value) and isfinite(distance)):
            return False
        half = Decimal((0, (5,), self.exponent - 1))
        off = _EXACT.subtract(Decimal(value), self.decimal).copy_abs()
        return off <= _EXACT.add(Decimal(distance), half)

    def digits_of(self, value: float | Decimal) -> Decimal:
        """Return a finite value rounded to as many digits as are printed."""
        return at_digit(value, self.exponent)

    def is_rounded(self, value: float | Decimal) -> bool:
        """Say whether a value, rounded to as many digits, is what is printed."""
        if not isfinite(value):
            return False
        return self.decimal in (at_digit(value, self.exponent), at_digit(_shortest(value), self.exponent))


def _shortest(value: float | Decimal) -> Decimal:
    """Return the shortest decimal number that is a float: 0.6 is not to be cut off to 0.59."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def at_digit(value: float | Decimal, exponent: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return a finite value rounded, or cut off, at the digit of a power of ten."""
    return Decimal(value).quantize(Decimal((0, (1,), exponent)), rounding, _EXACT)


@dataclass(frozen=True, slots=True)
class Published:
    """One number that the source prints."""

    quantity: Quantity
    at: str
    """When: '1' is step 1, 'e100' the last step of epoch 100, '0' the start."""
    printed: Digits


@dataclass(frozen=True, slots=True)
class Variant:
    """Another computation than the right one."""

    at: str
    quantity: Quantity
    training: Training
    """The settings it is trained with."""
    rounded: int | None = None
    """To how many decimals the factors of the quantity are rounded before they are multiplied."""
    places: tuple[tuple[str, int], ...] = ()
    """What is rounded as soon as it is computed, in every step: the name of a value or of a phase, and its decimals."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A number that the source prints and that is not what its own method gives."""

    published: Published
    cause: str
    variant: Variant | None = None
    """What the printed digits are the result of; None where nothing can be computed that gives them: a slip."""


def rounded_product(values: tuple[float, ...], rounded: int | None) -> float | Decimal:
    """Return the product of a quantity's factors, each rounded first if that is asked for."""
    if rounded is None or not all(map(isfinite, values)):
        return prod(values)
    result = Decimal(1)
    for value in values:
        result = _EXACT.multiply(result, at_digit(value, -rounded))
    return result
