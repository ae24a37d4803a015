"""The source's own names for parameters, units and samples, beside those of the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from xortui.problems.table import one_line

MAX_NAME_LENGTH = 40
"""Letters of a name."""
_DERIVATIVE = r"[∂d](?P<of>[^/]+)/[∂d](?P<by>[^/]+)"
_BELONGING = r"(?P<what>[^()]+)\((?P<of>[^()]+)\)"
_CHANGE = "Δ"
_WORD = re.compile(r"[^\s()\[\]<>=!≤≥≠+*/·,−-]+(?:\[[\d,()]*\])?")
"""What may be a name in an expression, such as W11 or W1[0,1]."""


@dataclass(frozen=True)
class SourceNames:
    """What a problem's source calls things that have other names here. Empty where it gives none."""

    pairs: tuple[tuple[str, str], ...] = ()
    """The program's name of a parameter, a unit or a weighted sum, and the source's."""
    samples: tuple[str, ...] = ()
    """Of the samples, in their order."""

    def __post_init__(self) -> None:
        """Make each a short text of one line."""
        object.__setattr__(self, "pairs", tuple([(name, _short(given)) for name, given in self.pairs]))
        object.__setattr__(self, "samples", tuple(map(_short, self.samples)))

    def __bool__(self) -> bool:
        """Say whether anything has a name of its own."""
        return bool(self.pairs or self.samples)

    def of(self, name: str) -> str:
        """Return what the source calls a parameter, a unit or a weighted sum; '' if it has no name of its own."""
        return self._by_own.get(name, "")

    def in_source(self, name: str) -> str:
        """Return a name of the program as the source would write it: ∂C/∂w5 → ∂C/∂W11."""
        return _translated(name, lambda part: self._by_own.get(part, part))

    def in_program(self, typed: str) -> str:
        """Return the program's name for what is written with the source's names: dC/dW11 → dC/dw5."""
        return _translated(typed, lambda part: self._by_given.get(part, part))

    def in_expression(self, typed: str) -> str:
        """Return an expression with the program's names in place of the source's: dC/dW11 > 0 → dC/dw5 > 0."""
        return _WORD.sub(lambda match: self._word(match[0]), typed) if self.pairs else typed

    def _word(self, word: str) -> str:
        own = self._by_given.get(word)
        if own is None and word[0] in "d∂":
            behind = self._by_given.get(word[1:])
            own = f"{word[0]}{behind}" if behind is not None else None
        return word if own is None else own

    def check(self, known: Iterable[str], samples: int) -> None:
        """Check that the names are of things that there are, and are told apart from each other.

        Args:
            known: the names of the parameters, the units and the weighted sums.
            samples: how many samples there are.

        Raises:
            ValueError: if they are not; the line says what was expected.
        """
        names = set(known)
        for name, given in self.pairs:
            if name not in names:
                raise ValueError(f"{name!r}: no parameter, unit, weighted sum or loss of this network is called so")
            if not given:
                raise ValueError(f"{name}: expected a name, got an empty text")
            if given in names and given != name and not self.of(given):
                raise ValueError(f"{name}: {given!r} is the name of another value here; give that one a name, too")
        if len(self._by_given) < len(self.pairs):
            raise ValueError("parameters: expected names that differ")
        if self.samples and len(self.samples) != samples:
            raise ValueError(f"samples: expected {samples} names, one for each sample, got {len(self.samples)}")

    @cached_property
    def _by_own(self) -> dict[str, str]:
        return dict(self.pairs)

    @cached_property
    def _by_given(self) -> dict[str, str]:
        return {given: name for name, given in self.pairs}


def _short(text: str) -> str:
    return one_line(" ".join(text.split()))[:MAX_NAME_LENGTH]


def _translated(name: str, part: Callable[[str], str]) -> str:
    """Return a name with the parts that it is made of replaced: ∂a/∂b, g(w), Δw, or the name itself."""
    whole = part(name)
    if whole != name:
        return whole
    if match := re.fullmatch(_DERIVATIVE, name):
        return f"{name[0]}{part(match['of'])}/{name[0]}{part(match['by'])}"
    if match := re.fullmatch(_BELONGING, name):
        return f"{match['what']}({part(match['of'])})"
    if name.startswith(_CHANGE):
        return f"{_CHANGE}{part(name.removeprefix(_CHANGE))}"
    return name


NO_NAMES = SourceNames()
