"""Features: further inputs of a network that are made from the others, such as x1², x1·x2 or sin x1."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xortui.core.engines import Sample

MAX_FEATURES = 100


@dataclass(frozen=True, slots=True)
class FeatureKind:
    """One way to make an input from others."""

    pattern: re.Pattern[str]
    """What may be typed for it; its groups are the numbers of the inputs it reads."""
    formula: str
    """How it is shown; {0} and {1} stand for the names of the inputs."""
    value: Callable[..., float]
    """Computes it from numbers."""
    array_function: Callable[[Any], Callable[..., Any]]
    """Computes it from arrays, given NumPy's module."""


def _product(a: Any, b: Any) -> Any:
    return a * b


def _square(a: Any) -> Any:
    return a * a


_X = r"x([1-9]\d*)"
_TIMES_PI = r"(?:π|pi)\s*[·*]?\s*"
KINDS = (
    FeatureKind(re.compile(rf"{_X}\s*(?:²|\^\s*2|\*\*\s*2)"), "{0}²", _square, lambda _: _square),
    FeatureKind(re.compile(rf"{_X}\s*[·*]\s*{_X}"), "{0}·{1}", _product, lambda _: _product),
    FeatureKind(re.compile(rf"sin\s*\(?\s*{_X}\s*\)?"), "sin {0}", math.sin, lambda numpy: numpy.sin),
    FeatureKind(re.compile(rf"cos\s*\(?\s*{_X}\s*\)?"), "cos {0}", math.cos, lambda numpy: numpy.cos),
    FeatureKind(
        re.compile(rf"sin\s*\(?\s*{_TIMES_PI}{_X}\s*\)?"),
        "sin π{0}",
        lambda a: math.sin(math.pi * a),
        lambda numpy: lambda a: numpy.sin(math.pi * a),
    ),
    FeatureKind(
        re.compile(rf"cos\s*\(?\s*{_TIMES_PI}{_X}\s*\)?"),
        "cos π{0}",
        lambda a: math.cos(math.pi * a),
        lambda numpy: lambda a: numpy.cos(math.pi * a),
    ),
)
"""Every kind of feature; what is typed is read by the first whose pattern it matches as a whole."""
EXPECTED = "x1^2, x1*x2, sin(x1), cos(x1), sin(pi*x1) or cos(pi*x1)"


@dataclass(frozen=True, slots=True)
class Feature:
    """An input that is made from others."""

    text: str
    """As it is typed: 'x1^2'."""
    kind: FeatureKind
    reads: tuple[int, ...]
    """The places of the inputs it reads, from 0."""

    def value(self, x: Sequence[float]) -> float:
        """Return it for a sample whose first numbers are the inputs that are not made."""
        return self.kind.value(*[x[place] for place in self.reads])

    def array(self, x: Sequence[Any], numpy: Any) -> Any:
        """Return it for arrays of inputs, of any shape that all of them have."""
        return self.kind.array_function(numpy)(*[x[place] for place in self.reads])

    def shown(self, names: Sequence[str]) -> str:
        """Return its formula: 'x1²', or with the names of the columns."""
        return self.kind.formula.format(*[names[place] for place in self.reads])

    def __reduce__(self) -> tuple[Callable[[str, int], Feature], tuple[str, int]]:
        """Pickle what was typed: functions of a table are found again by it."""
        return read_feature, (self.text, max(self.reads) + 1)


def read_feature(text: str, inputs: int) -> Feature:
    """Return the feature that a text means.

    Args:
        text: such as 'x1^2'.
        inputs: how many inputs there are that are not made.

    Raises:
        ValueError: if it is none, or reads an input that there is not.
    """
    for kind in KINDS:
        match = kind.pattern.fullmatch(text.strip())
        if match is None:
            continue
        numbers = [int(digits) for digits in match.groups()]
        for number in numbers:
            if number > inputs:
                last = f"x1 to x{inputs}" if inputs > 1 else "x1"
                raise ValueError(f"expected inputs {last}, got x{str(number)[:20]} in {text.strip()[:40]!r}")
        return Feature(text.strip(), kind, tuple([number - 1 for number in numbers]))
    raise ValueError(f"expected {EXPECTED}, got {text.strip()[:40]!r}")


def with_features(x: Sequence[float], features: Sequence[Feature]) -> tuple[float, ...]:
    """Return the inputs of a sample with those that are made from them behind."""
    return (*x, *[feature.value(x) for feature in features])


def completed(samples: Sequence[Sample], features: Sequence[Feature], inputs: int) -> tuple[Sample, ...]:
    """Return samples with the inputs that are made; one that has all of them already stays as it is."""
    found = []
    for x, y in samples:
        is_whole = len(x) != inputs - len(features)
        found.append((x, y) if is_whole else (with_features(x, features), y))
    return tuple(found)


def feature_names(names: Sequence[str], features: Sequence[Feature], inputs: int) -> tuple[str, ...]:
    """Return what the inputs are called, those that are made by their formulas.

    Args:
        names: of the inputs that are given; x1, x2 … if there are none.
        features: of those that are made.
        inputs: how many there are in all.
    """
    given = inputs - len(features)
    known = list(names[:given]) or [f"x{number + 1}" for number in range(given)]
    return (*known, *[feature.shown(known) for feature in features])
