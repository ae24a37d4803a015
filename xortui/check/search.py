"""Find the mistakes that reproduce somebody's steps: one, two or three of the catalogue, and all that fit equally well."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.forward import Forward
from xortui.check.judge import TOLERANCE, Judged, changes_of, given_for, largest, same
from xortui.check.lockstep import Floats, run
from xortui.check.model import Model
from xortui.check.points import Evaluated
from xortui.core.mistake import Mistake, Place
from xortui.core.mistakes import MISTAKES
from xortui.core.program import LEARNING_RATE, Program

MOST = 3
"""Mistakes that are searched for together."""
SECONDS = 3.0
BEAM = 8
ROUNDING = 1e-13
"""How far a step may be from another, in parts of the largest step of all."""
FREE = frozenset({"value-for-delta", "delta-missing", "output-for-error", "cost-for-error"})
"""Mistakes that leave the error out, so that its sign and scale are not known in what follows from them."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake at a place."""

    mistake: Mistake
    place: Place

    @property
    def sentence(self) -> str:
        """What is wrong, of this place."""
        return self.mistake.told(self.place)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Mistakes that together give the steps that were seen."""

    planted: tuple[Planted, ...]
    program: Program
    rate: float
    explained: frozenset[str]
    """The parameters whose steps they give."""


class Search:
    """Looks for mistakes in one step, for one loss."""

    def __init__(self, model: Model, forward: Forward, evaluated: Evaluated, judged: Judged) -> None:
        """Take what is to be explained."""
        self._theirs = changes_of(model, evaluated)
        self._judged = judged
        self._given = given_for(model, forward, evaluated, 1.0)
        self._names = tuple(model.roots)
        self._scale = largest(self._theirs.values())
        self._count = evaluated.count
        self._ends_at = time.monotonic() + SECONDS

    def explanations(self, most: int = MOST) -> list[Explanation]:
        """Return the smallest sets of at most so many mistakes that give every step; none, if none does."""
        everything = frozenset(self._names)
        start = self._tried((), self._judged.program)
        beam = [start]
        singles = list(self._singles(self._judged.program))
        for size in range(1, most + 1):
            found = []
            for before in beam:
                candidates = singles if not before.planted else self._singles(before.program)
                for planted in candidates:
                    if time.monotonic() > self._ends_at:
                        break
                    after = self._with(before, planted)
                    if after is not None:
                        found.append(after)
            whole = [one for one in found if one.explained == everything]
            if whole:
                return _simplest(whole)
            beam = self._best(start, found, size)
            if not beam:
                return []
        return []

    def _singles(self, program: Program) -> Iterator[Planted]:
        for mistake in MISTAKES:
            for place in mistake.places(program):
                yield Planted(mistake, place)

    def _with(self, before: Explanation, planted: Planted) -> Explanation | None:
        if any(planted.mistake.id == one.mistake.id and planted.place.layer == one.place.layer for one in before.planted):
            return None
        program = planted.mistake.plant(before.program, planted.place)
        if program is before.program or program.operations == before.program.operations:
            return None
        return self._tried((*before.planted, planted), program)

    def _tried(self, planted: tuple[Planted, ...], program: Program) -> Explanation:
        """Run a program, at the learning rate that fits it best."""
        rate = self._judged.rate or 1e-3
        is_free = any(one.mistake.id in FREE for one in planted)
        explained, ratio = self._explained(program, rate, is_free=is_free)
        if not same(ratio, 1.0) and (ratio > 0 or not self._judged.rate):
            rate *= ratio
            explained, _ = self._explained(program, rate, is_free=is_free)
        return Explanation(planted, program, rate, explained)

    def _explained(self, program: Program, rate: float, *, is_free: bool) -> tuple[frozenset[str], float]:
        """Return the parameters whose steps a program gives, and the ratio that most of the others have in common."""
        given = {**self._given, LEARNING_RATE: np.asarray(rate)}
        after = run(program, given)
        explained = set()
        ratios: list[float] = []
        scaled: list[tuple[str, float]] = []
        for name in self._names:
            changed = np.broadcast_to(np.asarray(after[name] - given[name]), (self._count, 1))[:, 0]
            theirs = self._theirs[name]
            size = float(np.max(np.abs(theirs)))
            allowed = TOLERANCE * size + ROUNDING * self._scale
            if not np.isfinite(changed).all() or not np.isfinite(theirs).all():
                continue
            if float(np.max(np.abs(theirs - changed))) <= allowed:
                explained.add(name)
                if size > allowed:
                    ratios.append(1.0)
                continue
            square = float(np.dot(changed, changed))
            if square > 0:
                ratio = float(np.dot(theirs, changed)) / square
                if float(np.max(np.abs(theirs - ratio * changed))) <= allowed:
                    ratios.append(ratio)
                    scaled.append((name, ratio))
        if is_free and len({f"{ratio:.6g}" for _, ratio in scaled}) == 1:
            explained |= {name for name, _ in scaled}
        return frozenset(explained), _commonest(ratios)

    def _best(self, start: Explanation, found: Sequence[Explanation], size: int) -> list[Explanation]:
        """Return the sets that explain most; if none explains more than nothing planted, those that spoil nothing."""
        better = [one for one in found if start.explained < one.explained or len(one.explained) > len(start.explained)]
        better.sort(key=lambda one: -len(one.explained))
        if better:
            return _different(better)[:BEAM]
        if size > 1:
            return []
        return [one for one in found if start.explained <= one.explained]


def _commonest(ratios: Iterable[float]) -> float:
    counts: dict[str, list[float]] = {}
    for ratio in ratios:
        counts.setdefault(f"{ratio:.6g}", []).append(ratio)
    if not counts:
        return 1.0
    return max(counts.values(), key=len)[0]


def _different(found: Sequence[Explanation]) -> list[Explanation]:
    """Return explanations without those that explain the same parameters at the same rate."""
    kept: dict[tuple[frozenset[str], str], Explanation] = {}
    for one in found:
        kept.setdefault((one.explained, f"{one.rate:.6g}"), one)
    return list(kept.values())


def _simplest(whole: Sequence[Explanation]) -> list[Explanation]:
    """Return explanations that are different; the rate that somebody would choose first."""
    return sorted(whole, key=lambda one: (len(one.planted), one.rate < 0))


def values_of(explanation: Explanation, given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return every value of a program with the mistakes, at the points."""
    return run(explanation.program, {**given, LEARNING_RATE: np.asarray(explanation.rate)})
