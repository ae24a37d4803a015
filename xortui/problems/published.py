"""Published numbers: what a problem's source prints and at which position; and what it prints wrongly, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from math import isfinite, prod

from xortui.core.training import Training

MEAN_LOSS = "mean C"
MOST_DIGITS = 40
_TERM = re.compile(r"(?P<name>[^\s\[\]·]+)(?:\[(?P<sample>[1-9]\d{0,8})\])?")
_TYPED = (
    (re.compile(r"\bd([^\s/·]+)/d(?=\S)"), r"∂\1/∂"),
    (re.compile(r"\byhat"), "ŷ"),
    (re.compile(r"\bgbar(?=\()"), "ḡ"),
    (re.compile(r"\s*[*·]\s*"), "·"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One named value."""

    name: str
    """As on the screen: z1, ŷ, ∂C/∂w5."""
    sample: int | None = None
    """From 1: the value for this sample with the parameters of the position; None for the step's own sample."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number is of: a named value, the product of several, or the mean of C over all samples."""

    terms: tuple[Term, ...]
    """The factors; none for the mean of C."""

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Return the quantity that a person typed: 'h1', 'dC/dw5', 'ŷ[3]', '∂C/∂z3·∂z3/∂h1', 'mean C'.

        Raises:
            ValueError: if it is none.
        """
        if " ".join(text.split()) == MEAN_LOSS:
            return cls(())
        written = text.strip()
        for pattern, replacement in _TYPED:
            written = pattern.sub(replacement, written)
        terms = []
        for part in written.split("·"):
            match = _TERM.fullmatch(part)
            if not match:
                raise ValueError("expected the name of a value such as h1, dC/dw5 or yhat[2], or a product of names")
            terms.append(Term(match["name"], int(match["sample"]) if match["sample"] else None))
        return cls(tuple(terms))

    def __str__(self) -> str:
        """Return it as it stands on the screen."""
        return "·".join(f"{t.name}{f'[{t.sample}]' if t.sample else ''}" for t in self.terms) or MEAN_LOSS

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
        try:
            finite = self.decimal.is_finite() and abs(self.decimal.adjusted()) < 400
        except InvalidOperation:
            finite = False
        if not finite or len(self.text) > MOST_DIGITS:
            raise ValueError(f"expected a number as it is printed, in quotes such as '0.4321', got {self.text[:40]!r}")

    @property
    def decimal(self) -> Decimal:
        """Its value, exactly."""
        return Decimal(self.text.replace("−", "-"))

    @property
    def decimals(self) -> int:
        """How many digits are printed behind the decimal point."""
        exponent = self.decimal.as_tuple().exponent
        return max(-exponent, 0) if isinstance(exponent, int) else 0

    def agree_with(self, value: float | Decimal) -> bool:
        """Say whether a value, rounded to as many digits or cut off after them, is what is printed."""
        if not isfinite(value):
            return False
        unit = Decimal((0, (1,), int(self.decimal.as_tuple().exponent)))
        exact = Decimal(value)
        # The shortest decimal number that is this float: 0.6 is not to be cut off to 0.59.
        shortest = exact if isinstance(value, Decimal) else Decimal(repr(value))
        if abs(exact - self.decimal) > 2 * unit:
            return False
        rounded = (number.quantize(unit, ROUND_HALF_UP) for number in (exact, shortest))
        return self.decimal in (*rounded, shortest.quantize(unit, ROUND_DOWN))


@dataclass(frozen=True, slots=True)
class Published:
    """One number that the source prints."""

    quantity: Quantity
    at: str
    """When, as a person types it: '1' is step 1, 'e100' the last step of epoch 100, '0' the start."""
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


@dataclass(frozen=True, slots=True)
class Erratum:
    """A number that the source prints and that is not what its own method gives."""

    published: Published
    cause: str
    variant: Variant
    """What the printed digits are the result of."""


def product(values: tuple[float, ...], rounded: int | None) -> float | Decimal:
    """Return the product of a quantity's factors, each rounded first where that is asked for."""
    if rounded is None or not all(map(isfinite, values)):
        return prod(values)
    unit = Decimal((0, (1,), -rounded))
    result = Decimal(1)
    for value in values:
        result *= Decimal(value).quantize(unit, ROUND_HALF_UP)
    return result
