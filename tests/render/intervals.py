"""Numbers as they stand on the screen: each an interval of what may have been rounded to its digits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e[−-]?\d+)?")
"""A number without its sign, as panes and sentences write it."""
MAX_EXACT = 100
"""Whole numbers below this are written without decimals only if they are whole."""


@dataclass(frozen=True)
class Interval:
    """All numbers from a lowest to a highest."""

    low: float
    high: float

    @classmethod
    def read(cls, text: str) -> Interval:
        """Return what a number that is written as this text may be."""
        text = text.replace("−", "-").lstrip("+")
        value = float(text)
        mantissa, _, exponent = text.partition("e")
        _, point, decimals = mantissa.partition(".")
        if not point and not exponent and abs(value) < MAX_EXACT:
            return cls(value, value)
        half = 0.5000001 * 10.0 ** (int(exponent or 0) - len(decimals))
        return cls(value - half, value + half)

    @staticmethod
    def spanning(*values: float) -> Interval:
        """Return the smallest interval that holds some numbers, NaN aside; all numbers if none is left."""
        known = [value for value in values if not math.isnan(value)]
        if not known:
            return Interval(-math.inf, math.inf)
        return Interval(min(known), max(known))

    def meets(self, other: Interval) -> bool:
        """Say whether both can be one number."""
        slack = 1e-12 * max(abs(self.low), abs(self.high), 1e-300)
        return self.low - slack <= other.high and other.low <= self.high + slack

    def through(self, function: Callable[[float], float]) -> Interval:
        """Return what a function that only rises makes of it."""
        return Interval.spanning(function(self.low), function(self.high))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __pos__(self) -> Interval:
        return self

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return Interval.spanning(
            self.low * other.low,
            self.low * other.high,
            self.high * other.low,
            self.high * other.high,
        )

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return Interval(-math.inf, math.inf)
        return self * Interval.spanning(1 / other.low, 1 / other.high)

    def raised(self, exponent: Interval) -> Interval:
        """Return what it is raised to an exponent; it is never below 0."""
        low, high = max(self.low, 0.0), max(self.high, 0.0)
        return Interval.spanning(*(_power(base, end) for base in (low, high) for end in (exponent.low, exponent.high)))

    def squared(self) -> Interval:
        """Return its square."""
        ends = self.low**2, self.high**2
        return Interval(0.0 if self.low <= 0 <= self.high else min(ends), max(ends))


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def _power(base: float, exponent: float) -> float:
    return math.inf if base == 0 and exponent < 0 else base**exponent


def _density(z: Interval) -> Interval:
    ends = [z.low, z.high, *([0.0] if z.low < 0 < z.high else [])]
    return Interval.spanning(*(math.exp(-(end**2) / 2) / math.sqrt(2 * math.pi) for end in ends))


def _is_inside(z: Interval) -> Interval:
    ends = [z.low, z.high, *[place for place in (-1.0, 0.0, 1.0) if z.low < place < z.high]]
    return Interval.spanning(*(float(-1 < end < 1) for end in ends))


def _ln(a: float) -> float:
    return math.log(a) if a > 0 else -math.inf


FUNCTIONS: dict[str, Callable[..., Interval] | Interval] = {
    "HALF": Interval(0.5, 0.5),
    "LEAK": Interval(0.01, 0.01),
    "SHAPE": Interval(math.sqrt(2 / math.pi), math.sqrt(2 / math.pi)),
    "I": Interval.read,
    "sigmoid": lambda z: z.through(_sigmoid),
    "tanh": lambda z: z.through(math.tanh),
    "ln": lambda a: a.through(_ln),
    "ln_sigmoid": lambda z: z.through(lambda value: _ln(_sigmoid(value)) if value > -700 else value),
    "exp": lambda z: z.through(lambda value: math.exp(min(value, 700.0))),
    "square": Interval.squared,
    "greatest": lambda *parts: Interval(max(p.low for p in parts), max(p.high for p in parts)),
    "smallest": lambda *parts: Interval(min(p.low for p in parts), min(p.high for p in parts)),
    "root": lambda a: Interval(max(a.low, 0.0), max(a.high, 0.0)).through(math.sqrt),
    "power": Interval.raised,
    "normal": lambda z: z.through(lambda value: math.erfc(-value / math.sqrt(2)) / 2),
    "density": _density,
    "sign": lambda a: a.through(lambda value: float(value > 0) - float(value < 0)),
    "floor": lambda a: a.through(math.floor),
    "is_inside": _is_inside,
    "is_at_least_0": lambda z: Interval(float(z.low >= 0), float(z.high >= 0)),
    "is_at_most_0": lambda z: Interval(float(z.high <= 0), float(z.low <= 0)),
    "is_positive": lambda z: Interval(float(z.low > 0), float(z.high > 0)),
}


SYMBOLS = (
    ("½", "HALF*"),
    ("I('0.01')", "LEAK"),
    ("·", "*"),
    ("−", "-"),
    ("√(I('2')/π)", "SHAPE"),
    ("max(", "greatest("),
    ("min(", "smallest("),
    ("√(", "root("),
    ("Φ(", "normal("),
    ("φ(", "density("),
    ("⌊", "floor("),
    ("⌋", ")"),
    ("ln σ(", "ln_sigmoid("),
    ("σ(", "sigmoid("),
    ("e^(", "exp("),
)
"""Signs of the formulas and their Python, in the order in which they are replaced."""


def value_of(formula: str) -> Interval:
    """Return what a formula with numbers comes to: '½(0.2927 − 0)²', 'σ(0.3032)', '0.5·0.1 + (−0.2)·0.3'.

    Raises:
        SyntaxError: if the text isn't a formula of numbers alone.
    """
    text = NUMBER.sub(lambda match: f"I('{match[0]}')", formula)
    for symbols, code in SYMBOLS:
        text = text.replace(symbols, code)
    text = re.sub(r"e\^(I\('[^']*'\))", r"exp(\1)", text)
    text = re.sub(r"ln (I\('[^']*'\))", r"ln(\1)", text)
    text = re.sub(r"√(I\('[^']*'\))", r"root(\1)", text)
    text = re.sub(r"\[-I\('1'\) < (.*?) < I\('1'\)\]", r"is_inside(\1)", text)
    text = re.sub(r"\[([^\]]*?) > I\('0'\)\]", r"is_positive(\1)", text)
    text = re.sub(r"\[([^\]]*?) ≥ I\('0'\)\]", r"is_at_least_0(\1)", text)
    text = re.sub(r"\[([^\]]*?) ≤ I\('0'\)\]", r"is_at_most_0(\1)", text)
    result = eval(_with_squares(_with_powers(text)), {"__builtins__": {}}, FUNCTIONS)
    assert isinstance(result, Interval)
    return result


def _with_powers(text: str) -> str:
    """Write I('…')^… as power(I('…'), …); the exponent is a number, or in brackets."""
    while match := re.search(r"(I\('[^']*'\))\^", text):
        end = start = match.end()
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
            if depth == 0 and text[end - 1] == ")":
                break
        text = f"{text[: match.start()]}power({match[1]}, {text[start:end]}){text[end:]}"
    return text


def _with_squares(text: str) -> str:
    """Write (…)² and I('…')² as square(…)."""
    while "²" in text:
        end = text.index("²")
        start, depth = end - 1, 1
        while depth:
            start -= 1
            depth += {")": 1, "(": -1}.get(text[start], 0)
        if text[start - 1 : start] == "I":
            start -= 1
        text = f"{text[:start]}square({text[start:end]}){text[end + 1 :]}"
    return text
