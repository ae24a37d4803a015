"""Find the mistakes that reproduce somebody's steps: one, two or three of the catalogue, and all that fit equally well.

A set of mistakes fits if the program with them moves every parameter in the same direction as theirs, at every point.
How far each moves is looked at afterwards: a factor of its own is another mistake, see `scales`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.judgement.judge import TOLERANCE, Judged, commonest, given_for, largest, same, steps_of, tied
from xortui.check.judgement.scales import ANOMALIES
from xortui.check.lockstep import Floats, Ran
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated
from xortui.core.backpropagation import write_program
from xortui.core.mistake import EVERY_LAYER, Mistake, Place
from xortui.core.mistakes import BY_ID, INDISTINGUISHABLE, MISTAKES
from xortui.core.program import LEARNING_RATE, Program
from xortui.core.training import Training

MAX_MISTAKES = 3
"""Mistakes that are searched for together."""
BEAM = 6
ROUNDING = 1e-13
"""How far a step may be from another, in parts of the largest step of all."""
GUESSED_RATE = 1e-3
OF_BATCHES = ("sums-overwritten",)
"""Mistakes that are made in a batch's sums."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake at a place."""

    mistake: Mistake
    place: Place


@dataclass(frozen=True, slots=True)
class Explanation:
    """Mistakes that together give the direction of steps that were seen."""

    planted: tuple[Planted, ...]
    program: Program
    rate: float
    """The learning rate at which the program was run."""
    ratios: Mapping[str, float]
    """The parameters whose direction they give → how far theirs moves, as a multiple of the program's."""
    ran: Ran
    """The program's run."""
    steps: Mapping[str, Floats]
    """How far it moves each parameter, at each point."""

    @property
    def explained(self) -> frozenset[str]:
        """The parameters whose steps they give, up to a factor."""
        return frozenset(self.ratios)


class Search:
    """Looks for mistakes in one step, for one loss."""

    def __init__(self, model: Model, forward: Forward, evaluated: Evaluated, judged: Judged, seconds: float) -> None:
        """Take what is to be explained, and how long to look for it."""
        self._theirs = judged.theirs
        self._judged = judged
        self._given = given_for(model, forward, evaluated, 1.0)
        self._model = model
        self._names = tuple(model.roots)
        self._everything = frozenset(self._names)
        self._scale = largest(self._theirs.values())
        self._count = evaluated.count
        self._is_batch = forward.samples > 1
        self._rates: dict[float, Floats] = {}
        """Learning rate → the array that it is given as, always the same one."""
        self._nothing = np.zeros((self._count, 1))
        self._ends_at = time.monotonic() + seconds

    def explanations(self, most: int = MAX_MISTAKES) -> list[Explanation]:
        """Return the smallest sets of at most so many mistakes that give every step; none, if none does."""
        start = self._tried((), self._judged.program)
        if start.explained == self._everything:
            return [start]
        beam = [start]
        for size in range(1, most + 1):
            found = []
            for before in beam:
                for planted in self._singles(before):
                    if time.monotonic() > self._ends_at:
                        break
                    after = self._with(before, planted)
                    if after is not None:
                        found.append(after)
            if self._is_batch and len(beam) <= BEAM:
                found += [after for before in beam for after in self._in_batches(before)]
            whole = [one for one in found if one.explained == self._everything]
            if whole:
                return whole + [one for one in self._alike(whole) if one.explained == self._everything]
            beam = self._best(start, found, size)
            if not beam:
                break
        return []

    def _singles(self, before: Explanation) -> Iterator[Planted]:
        """Yield what may explain more: mistakes at places that spoil nothing of what moves as it should already."""
        moving = {name for name, ratio in before.ratios.items() if ratio and self._theirs[name].any()}
        for mistake in MISTAKES:
            if mistake.id in ANOMALIES:
                continue
            for place in mistake.places(before.program):
                if moving.isdisjoint(place.parameters):
                    yield Planted(mistake, place)

    def _alike(self, whole: Sequence[Explanation]) -> Iterator[Explanation]:
        """Yield the first explanation with one of its mistakes changed for another that no numbers can tell from it."""
        first = whole[0]
        known = {tuple(one.mistake.id for one in explanation.planted) for explanation in whole}
        for number, planted in enumerate(first.planted):
            for group in INDISTINGUISHABLE:
                for identity in group.ids if planted.mistake.id in group.ids else ():
                    ids = [one.mistake.id for one in first.planted]
                    ids[number] = identity
                    if tuple(ids) not in known:
                        yield from self._exchanged(first, number, BY_ID[identity])

    def _exchanged(self, first: Explanation, number: int, mistake: Mistake) -> Iterator[Explanation]:
        """Yield an explanation with another mistake in the place of one of its mistakes."""
        program = self._judged.program
        exchanged = []
        for k, planted in enumerate(first.planted):
            one = planted
            if k == number:
                places = [place for place in mistake.places(program) if place.layer == planted.place.layer]
                if not places:
                    return
                one = Planted(mistake, places[0])
            program = one.mistake.plant(program, one.place)
            exchanged.append(one)
        yield self._tried(tuple(exchanged), program)

    def _in_batches(self, before: Explanation) -> Iterator[Explanation]:
        """Yield what mistakes in the sums of a batch explain besides."""
        if before.program.batched:
            return
        network = self._judged.program.network
        batched = write_program(network, Training(update="epoch"))
        for one in before.planted:
            if one.place not in one.mistake.places(batched):
                return
            batched = one.mistake.plant(batched, one.place)
        for mistake in MISTAKES:
            if mistake.id in OF_BATCHES:
                for place in mistake.places(batched):
                    if time.monotonic() > self._ends_at:
                        return
                    yield self._tried((*before.planted, Planted(mistake, place)), mistake.plant(batched, place))

    def _with(self, before: Explanation, planted: Planted) -> Explanation | None:
        for one in before.planted:
            is_same_place = planted.place.layer in (one.place.layer, EVERY_LAYER) or one.place.layer == EVERY_LAYER
            if planted.mistake.id == one.mistake.id and is_same_place:
                return None
        program = planted.mistake.plant(before.program, planted.place)
        if program.operations == before.program.operations:
            return None
        return self._tried((*before.planted, planted), program, before)

    def _tried(self, planted: tuple[Planted, ...], program: Program, like: Explanation | None = None) -> Explanation:
        """Run a program, at the learning rate that fits it best.

        Args:
            planted: the mistakes in it.
            program: what is run.
            like: what is known of a program that it shares operations with.
        """
        rate = like.rate if like is not None else self._judged.rate or GUESSED_RATE
        tried = self._compared(planted, program, rate, like)
        common = commonest(tried.ratios.values())
        if common and not same(common, 1.0):
            return self._compared(planted, program, rate * common, tried)
        return tried

    def _compared(
        self, planted: tuple[Planted, ...], program: Program, rate: float, like: Explanation | None
    ) -> Explanation:
        """Run a program, and compare how it moves each parameter with theirs."""
        given = {**self._given, LEARNING_RATE: self._rates.setdefault(rate, np.asarray(rate))}
        for name in program.state:
            given.setdefault(name, self._nothing)
        ran = Ran(program, given, None if like is None else like.ran)
        moved = [name for name in self._names if like is None or ran.values[name] is not like.ran.values[name]]
        steps = {} if like is None else dict(like.steps)
        steps.update(steps_of(ran.values, given, self._count, moved))
        ratios = {}
        for name, step in tied(self._model, steps).items():
            if like is not None and step is like.steps[name] and name not in moved:
                ratio = like.ratios.get(name)
            else:
                ratio = ratio_of(self._theirs[name], step, ROUNDING * self._scale)
            if ratio is not None:
                ratios[name] = ratio
        return Explanation(planted, program, rate, ratios, ran, steps)

    def _best(self, start: Explanation, found: Sequence[Explanation], size: int) -> list[Explanation]:
        """Return the sets that explain most; if none explains more than nothing planted, those that spoil nothing."""
        better = [one for one in found if start.explained < one.explained]
        better.sort(key=lambda one: -len(one.explained))
        if better:
            return _different(better)[:BEAM]
        if size > 1:
            return []
        return [one for one in found if start.explained <= one.explained]


def ratio_of(theirs: Floats, right: Floats, rounding: float) -> float | None:
    """Return what multiple of one step another is at every point; None if it is not the same at all."""
    if not np.isfinite(theirs).all() or not np.isfinite(right).all():
        return None
    allowed = TOLERANCE * float(np.max(np.abs(theirs))) + rounding
    square = float(np.dot(right, right))
    if not theirs.any():
        return 1.0 if float(np.max(np.abs(right))) <= rounding else 0.0
    if float(np.max(np.abs(theirs))) <= rounding:
        return 1.0 if float(np.max(np.abs(right))) <= rounding else None
    if not square:
        return None
    ratio = float(np.dot(theirs, right)) / square
    is_same = float(np.max(np.abs(theirs - ratio * right))) <= allowed
    return ratio if is_same else None


def _different(found: Sequence[Explanation]) -> list[Explanation]:
    """Return explanations without those that explain the same parameters at the same rate."""
    kept: dict[tuple[frozenset[str], str], Explanation] = {}
    for one in found:
        kept.setdefault((one.explained, f"{one.rate:.6g}"), one)
    return list(kept.values())
