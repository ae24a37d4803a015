"""Find the mistakes that reproduce somebody's steps: one, two or three of the catalogue, and all that fit equally well.

A set of mistakes fits if the program with them moves every parameter in the same direction as theirs, at every point.
How far each moves is looked at afterwards: a factor of its own is another mistake, see `scales`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.judgement.effort import Effort
from xortui.check.judgement.judge import (
    TOLERANCE,
    Judged,
    are_their_own,
    commonest,
    given_for,
    largest,
    same,
    size_of,
    steps_of,
    tied,
)
from xortui.check.judgement.symptoms import SYMPTOMS, Shows
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated
from xortui.core.backpropagation import write_program
from xortui.core.lockstep import Floats, LockstepRun
from xortui.core.mistake import EVERY_LAYER, Mistake, Place, PlacedMistake, confined, in_units_alone, with_mistakes
from xortui.core.mistakes import BY_ID, INDISTINGUISHABLE, MISTAKES
from xortui.core.network import Unit
from xortui.core.program import LEARNING_RATE, Program
from xortui.core.training import Training

MAX_MISTAKES = 3
"""Mistakes that are searched for together."""
SHARE_OF_RARE = 0.25
"""Which part of the effort that is left is spent on rare mistakes."""
BEAM = 6
ROUNDING = 1e-13
"""How far a step may be from another, in parts of the largest step of all."""
MAX_ODD = 2
"""How many parameters of a unit are taken for slips one by one."""
MAX_ODD_UNITS = 2
"""Units of a layer, up to which all may have such slips."""
SHARE_OF_GUESS = 0.125
"""Which part of the time of a run it takes to write a program and to compute the step of one parameter."""
SHARE_OF_GUESSES = 0.5
"""Which part of the effort that is left is spent on finding what is likely to explain all."""
SHARE_OF_UNLIKELY = 0.5
"""Which part of it is spent then on what explains less."""
GUESSED_RATE = 1e-3
SMALLEST_RATE = 1e-6
"""A program that is run at a smaller rate takes steps of which rounding beside its weights leaves too little."""
CLEAR_RATE = 1e-4
"""The rate at which it is run instead."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Mistakes that together give the direction of steps that were seen."""

    mistakes: tuple[PlacedMistake, ...]
    program: Program
    rate: float
    """The learning rate at which the program was run."""
    ratios: Mapping[str, float]
    """The parameters whose direction they give → how far theirs moves, as a multiple of the program's."""
    run: LockstepRun
    """The program's run."""
    steps: Mapping[str, Floats]
    """How far it moves each parameter, at each point."""

    @property
    def explained(self) -> frozenset[str]:
        """The parameters whose steps they give, up to a factor."""
        return frozenset(self.ratios)


Single = tuple[PlacedMistake, PlacedMistake]
"""A mistake, and the same as it is made in all units."""


class Search:
    """Looks for mistakes in one step, for one loss."""

    def __init__(
        self,
        model: Model,
        forward: Forward,
        evaluated: Evaluated,
        judged: Judged,
        effort: Effort,
        *,
        adds_samples: bool = True,
        besides: Collection[str] = (),
    ) -> None:
        """Take what is to be explained.

        Args:
            model: the network, as xortui has it.
            forward: the network, as the file has it.
            evaluated: the step at random points.
            judged: the step beside the right one.
            effort: how long to look for mistakes.
            adds_samples: whether a batch's gradients are added up sample by sample, so that a sum can go wrong.
            besides: parameters whose steps need no explanation.
        """
        self._theirs = {name: step for name, step in judged.theirs.items() if name not in besides}
        self._judged = judged
        self._given = given_for(model, forward, evaluated, 1.0)
        self._model = model
        self._names = tuple(name for name in model.roots if name not in besides)
        self._everything = frozenset(self._names)
        self._scale = largest(self._theirs.values())
        self._sizes = {name: size_of(step) for name, step in self._theirs.items()}
        self._are_tied = not are_their_own(model)
        self._count = evaluated.count
        self._has_batch = forward.samples > 1
        self._adds_samples = self._has_batch and adds_samples
        self._rates: dict[float, Floats] = {}
        """Learning rate → the array that it is given as, always the same one."""
        self._nothing = np.zeros((self._count, 1))
        self._effort = effort
        self._needs_likely = False
        """Whether what explains nothing of the last layer is not tried where there is no time for all."""
        self._tried_alone: frozenset[PlacedMistake] = frozenset()
        """Mistakes that are not tried in pairs: each leaves something wrong that no single mistake explains."""
        self._programs: dict[tuple[PlacedMistake, ...], Program] = {}
        """One mistake, or two one after the other → the program with them."""

    def explanations(self, most: int = MAX_MISTAKES, *, takes_loops: bool = False) -> list[Explanation]:
        """Return the smallest sets of at most so many mistakes that give every step; none, if none does.

        Args:
            most: how many mistakes.
            takes_loops: whether a mistake that is made in several layers is taken further as one.
        """
        start = self._tried((), self._judged.program)
        if start.explained == self._everything:
            return [start]
        beam = [start]
        for size in range(1, most + 1):
            self._needs_likely = takes_loops or size == most
            found = self._with_one_more(beam)
            whole = self._explaining_all(found)
            if not whole and len(beam) <= BEAM:
                found += self._with_rare_ones(beam)
                whole = self._explaining_all(found)
            if whole:
                # A mistake in a whole layer that leaves some units as they are is likelier than one in the others.
                whole.sort(key=lambda one: sum(bool(placed.place.units) for placed in one.mistakes))
                return whole + self._explaining_all(self._alike(whole))
            beam = self._best(start, found, size)
            if not beam:
                break
            # Where more are equally good, one more of each takes longer than there is time.
            tried = beam if len(beam) <= BEAM else []
            further = list(itertools.chain.from_iterable(map(self._in_further_layers, tried)))
            whole = self._explaining_all(further)
            if whole:
                return [min(whole, key=_made_everywhere)]
            if takes_loops and further:
                beam = self._best(start, [*found, *further], size)
        return []

    def _with_rare_ones(self, beam: Sequence[Explanation]) -> list[Explanation]:
        """Return explanations with a rare mistake more, as many as there is time for beside others."""
        whole = self._effort
        self._effort = whole.part(SHARE_OF_RARE)
        found: list[Explanation] = []
        if self._has_batch and not self._adds_samples:
            # In a matrix, the sums over the samples are the last to go wrong, and only those of biases are written.
            biases = {one.name for one in self._judged.program.network.parameters if one.source is None}
            for before in beam:
                if biases >= self._everything - before.explained:
                    found += self._in_batches(before)
        if not self._explaining_all(found):
            found += self._with_one_more(beam, are_rare=True)
        self._effort = whole
        return found

    def _explaining_all(self, found: Iterable[Explanation]) -> list[Explanation]:
        """Return those explanations that give the steps of all parameters."""
        return [one for one in found if one.explained == self._everything]

    def _with_one_more(self, beam: Sequence[Explanation], *, are_rare: bool = False) -> list[Explanation]:
        """Return explanations with one mistake more, as many as there is time for.

        Args:
            beam: what one is added to.
            are_rare: whether the rare mistakes are tried, and not the others.
        """
        found: list[Explanation] = []
        if self._adds_samples and len(beam) <= BEAM and not are_rare:
            for before in beam:
                found += self._in_batches(before)
        for before in beam:
            if self._effort.is_spent:
                break
            planted: dict[tuple[str, Place], Program] = {}
            singles = list(self._singles(before, are_rare=are_rare))
            likely, unlikely = self._likelier_first(before, singles, planted)
            found += self._with_each(before, likely, planted)
            # None of the less likely explains all, and some effort is left for what comes after them.
            if unlikely and not self._explaining_all(found):
                whole = self._effort
                self._effort = whole.part(SHARE_OF_UNLIKELY)
                found += self._with_each(before, unlikely, planted)
                self._effort = whole
            # The others of the beam would give the same mistakes in another order.
            if self._explaining_all(found):
                break
        return found

    def _with_each(
        self, before: Explanation, singles: Sequence[Single], planted: dict[tuple[str, Place], Program]
    ) -> Iterator[Explanation]:
        """Yield an explanation with one mistake more, for each that there is time for; see `_with`."""
        for placed, everywhere in singles:
            if self._effort.is_spent:
                return
            after = self._with(before, placed, everywhere, planted)
            if after is not None:
                yield after

    def _likelier_first(
        self, before: Explanation, singles: Sequence[Single], planted: dict[tuple[str, Place], Program]
    ) -> tuple[Sequence[Single], Sequence[Single]]:
        """Return mistakes in their order; where not all can be tried, those of which one may explain all and others.

        Such a one gives the step of each parameter that nothing gives yet. The step of one of these is computed alone:
        of a parameter of the last layer that has any, on which the fewest operations have an influence. A mistake that
        spoils it only through other layers is unlikely, and is not computed.

        Args:
            before: what is known already.
            singles: mistakes that may explain more.
            planted: the programs with mistakes in all units; those that are written here are added.
        """
        wanted = len(singles) * len(before.program.operations)
        missing = [
            one
            for one in self._judged.program.network.parameters
            if one.name in self._everything and one.name not in before.explained
        ]
        if self._are_tied or not missing or 2 * wanted <= self._effort.operations:
            return singles, ()
        one = max(missing, key=lambda parameter: (parameter.target.layer, parameter.source is None)).name
        likely = []
        unlikely = []
        guesses = self._effort.part(SHARE_OF_GUESSES)
        for single in singles:
            program = None
            if one in single[0].place.parameters and not guesses.is_spent:
                guesses.spend(int(SHARE_OF_GUESS * len(before.program.operations)))
                program = self._planted(before, *single, planted)
            if program is not None and self._may_give(before, program, one):
                likely.append(single)
            else:
                unlikely.append(single)
        return likely, () if self._needs_likely else unlikely

    def _may_give(self, before: Explanation, program: Program, name: str) -> bool:
        """Say whether a program gives the step of a parameter, or whether that is not known so quickly.

        Args:
            before: what is known without the program.
            program: the one of `before` with one mistake more.
            name: that of the parameter.
        """
        value = before.run.value_with(program, name)
        if value is None:
            return True
        if value is before.run.values[name]:
            return False
        step = steps_of({name: value}, self._given, self._count, [name])[name]
        return ratio_of(self._theirs[name], step, ROUNDING * self._scale, self._sizes[name]) is not None

    def _singles(self, before: Explanation, *, are_rare: bool) -> Iterator[Single]:
        """Yield what may explain more: mistakes at places that spoil nothing of what moves as it should already.

        First come those that spoil nothing in whole layers, then the others, and each of them in odd units alone. Each
        comes with itself as it is made in all units.
        """
        moving = {name for name, ratio in before.ratios.items() if ratio and self._theirs[name].any()}
        sparing: list[PlacedMistake] = []
        spoiling: list[PlacedMistake] = []
        for mistake in MISTAKES:
            symptom = SYMPTOMS[mistake.id]
            if symptom.shows is Shows.SIZE or symptom.is_rare is not are_rare:
                continue
            for place in mistake.places(before.program):
                everywhere = PlacedMistake(mistake, place)
                if everywhere in self._tried_alone:
                    continue
                if moving.isdisjoint(place.parameters):
                    sparing.append(everywhere)
                elif not symptom.is_of_arrays:
                    spoiling.append(everywhere)
        yield from zip(sparing, sparing, strict=True)
        odd_units = tuple(self._odd_units(moving))
        for everywhere in spoiling if odd_units else ():
            yield everywhere, everywhere
            for units in odd_units:
                alone = confined(self._judged.program.network, everywhere.place, units)
                if alone.parameters and moving.isdisjoint(alone.parameters):
                    yield PlacedMistake(everywhere.mistake, alone), everywhere

    def _in_further_layers(self, before: Explanation) -> Iterator[Explanation]:
        """Yield explanations whose mistakes are made in all layers that do not move as they should yet.

        A loop over the hidden layers makes them in each. Then come the same in those that do not move at all, too: they
        pass on what is wrong.
        """
        moving = {name for name, ratio in before.ratios.items() if ratio and self._theirs[name].any()}
        tried: set[tuple[PlacedMistake, ...]] = set()
        for right in (before.explained, frozenset(moving)):
            further = self._further_places(before, right)
            if further and further not in tried:
                tried.add(further)
                yield self._tried((*before.mistakes, *further), with_mistakes(before.program, further), before)

    def _further_places(self, before: Explanation, right: Collection[str]) -> tuple[PlacedMistake, ...]:
        """Return the mistakes of an explanation in other layers, none of whose parameters are right."""
        further = []
        for placed in before.mistakes:
            layer = placed.place.layer
            if layer == EVERY_LAYER or placed.place.units:
                continue
            together = placed.mistake.together
            for place in placed.mistake.places(before.program):
                is_alike = place.layer not in (EVERY_LAYER, layer) and together(place) == together(placed.place)
                if is_alike and self._reaches_what_moves(place) and not set(place.parameters) & set(right):
                    further.append(PlacedMistake(placed.mistake, place))
        program = with_mistakes(before.program, further)
        for one in tuple(further):
            # Half of a slope that is missing is missing, too.
            others = [other for other in further if other is not one]
            if with_mistakes(before.program, others).operations == program.operations:
                further = others
        return tuple(further)

    def _reaches_what_moves(self, place: Place) -> bool:
        """Say whether a parameter of a place's layer, or of one below it, moves at all: else it shows nowhere."""
        parameters = self._judged.program.network.parameters
        below = [one.name for one in parameters if one.target.layer <= place.layer and one.name in self._theirs]
        return any(self._theirs[name].any() for name in below)

    def _odd_units(self, moving: set[str]) -> Iterator[tuple[str, ...]]:
        """Yield the units whose parameters all move otherwise than they should, where others of their layer do not.

        Where units are written out one by one, as w1 … w6 are, a slip is made in one of them; more than one of a layer
        are yielded together as well.
        """
        network = self._judged.program.network
        for layer in network.units[1:]:
            odd = []
            for unit in layer:
                names = [parameter.name for parameter in network.incoming[unit.name] if parameter.name in self._theirs]
                if names and moving.isdisjoint(names):
                    odd.append(unit.name)
            if len(odd) == len(layer):
                continue
            yield from self._odd_parameters(layer, moving)
            for name in odd:
                yield (name,)
            if len(odd) > 1:
                yield tuple(odd)

    def _odd_parameters(self, layer: Sequence[Unit], moving: set[str]) -> Iterator[tuple[str, ...]]:
        """Yield the parameters that move otherwise than they should, where others of their unit do not.

        If every unit of a layer of more than `MAX_ODD_UNITS` has some, they are no slips.
        """
        by_unit = []
        for unit in layer:
            names = [one.name for one in self._judged.program.network.incoming[unit.name] if one.name in self._theirs]
            odd = [name for name in names if name not in moving]
            if odd and len(odd) < len(names) and len(odd) <= MAX_ODD:
                by_unit.append(odd)
        is_in_all = len(by_unit) == len(layer)
        if len(by_unit) <= MAX_ODD_UNITS or not is_in_all:
            for name in itertools.chain.from_iterable(by_unit):
                yield (name,)

    def _alike(self, whole: Sequence[Explanation]) -> Iterator[Explanation]:
        """Yield the first explanation with one of its mistakes changed for another that no numbers can tell from it."""
        first = whole[0]
        known = {tuple(one.mistake.id for one in explanation.mistakes) for explanation in whole}
        for number, placed in enumerate(first.mistakes):
            for identity in _indistinguishable(placed.mistake.id):
                ids = [one.mistake.id for one in first.mistakes]
                ids[number] = identity
                if tuple(ids) not in known:
                    yield from self._exchanged(first, number, BY_ID[identity])

    def _exchanged(self, first: Explanation, number: int, mistake: Mistake) -> Iterator[Explanation]:
        """Yield an explanation with another mistake in the place of one of its mistakes."""
        program = self._in_sums() if first.program.batched else self._judged.program
        exchanged = []
        for k, placed in enumerate(first.mistakes):
            one = placed
            if k == number:
                places = [place for place in mistake.places(program) if place.layer == placed.place.layer]
                if not places:
                    return
                one = PlacedMistake(mistake, places[0])
            program = one.mistake.plant(program, one.place)
            exchanged.append(one)
        yield self._tried(tuple(exchanged), program)

    def _in_batches(self, before: Explanation) -> Iterator[Explanation]:
        """Yield what mistakes in the sums of a batch explain besides."""
        if before.program.batched:
            return
        batched = self._in_sums()
        for one in before.mistakes:
            if one.place not in one.mistake.places(batched):
                return
            batched = one.mistake.plant(batched, one.place)
        for mistake in MISTAKES:
            if SYMPTOMS[mistake.id].is_of_batches:
                for place in mistake.places(batched):
                    if self._effort.is_spent:
                        return
                    mistakes = (*before.mistakes, PlacedMistake(mistake, place))
                    yield self._tried(mistakes, mistake.plant(batched, place))

    def _in_sums(self) -> Program:
        """Return the right program with the sums of a batch's gradients written out."""
        return write_program(self._judged.program.network, Training(update="epoch"))

    def _with(
        self,
        before: Explanation,
        placed: PlacedMistake,
        everywhere: PlacedMistake,
        planted: dict[tuple[str, Place], Program],
    ) -> Explanation | None:
        """Return an explanation with one mistake more; None if it is in it already, or changes nothing.

        Args:
            before: what it is added to.
            placed: the mistake.
            everywhere: the same in all units.
            planted: the programs with mistakes in all units, which are written once for all of them.
        """
        for one in before.mistakes:
            is_everywhere = EVERY_LAYER in (one.place.layer, placed.place.layer)
            is_same_place = is_everywhere or one.place.layer == placed.place.layer
            if placed.mistake.id == one.mistake.id and is_same_place:
                return None
        program = self._planted(before, placed, everywhere, planted)
        if program is None or self._is_known(before.mistakes, placed, program):
            return None
        return self._tried((*before.mistakes, placed), program, before)

    def _planted(
        self,
        before: Explanation,
        placed: PlacedMistake,
        everywhere: PlacedMistake,
        planted: dict[tuple[str, Place], Program],
    ) -> Program | None:
        """Return a program with one mistake more, as `_with` takes them; None if it changes nothing."""
        key = (everywhere.mistake.id, everywhere.place)
        program = planted.get(key)
        if program is None:
            program = everywhere.mistake.plant(before.program, everywhere.place)
            planted[key] = program
        if placed.place.units:
            program = in_units_alone(before.program, program, placed.place.units)
        if program is before.program or program.operations == before.program.operations:
            return None
        return program

    def _is_known(self, mistakes: tuple[PlacedMistake, ...], placed: PlacedMistake, program: Program) -> bool:
        """Say whether a program with two mistakes is the one with the second alone, or with both the other way round.

        One slope that takes the place of another leaves nothing of it.
        """
        if len(mistakes) > 1:
            return False
        self._programs[*mistakes, placed] = program
        others = ((placed,), (placed, *mistakes)) if mistakes else ()
        found = [self._programs[other] for other in others if other in self._programs]
        return any(other.operations == program.operations for other in found)

    def _tried(
        self, mistakes: tuple[PlacedMistake, ...], program: Program, earlier: Explanation | None = None
    ) -> Explanation:
        """Run a program, at the learning rate that fits it best.

        Args:
            mistakes: those in it.
            program: what is run.
            earlier: what is known of a program that it shares operations with.
        """
        rate = self._judged.rate or GUESSED_RATE
        if earlier is not None:
            rate = earlier.rate
        rate = _clear(rate)
        tried = self._compared(mistakes, program, rate, earlier)
        common = commonest(tried.ratios.values())
        better = _clear(rate * common)
        if common and not same(better, rate):
            faster = self._compared(mistakes, program, better, tried)
            # Weights that are updated too early depend on the rate of their own layer.
            if len(faster.explained) >= len(tried.explained):
                return faster
        return tried

    def _compared(
        self, mistakes: tuple[PlacedMistake, ...], program: Program, rate: float, earlier: Explanation | None
    ) -> Explanation:
        """Run a program, and compare how it moves each parameter with theirs."""
        self._effort.spend(len(program.operations))
        given = {**self._given, LEARNING_RATE: self._rates.setdefault(rate, np.asarray(rate))}
        for name in program.state:
            given.setdefault(name, self._nothing)
        if earlier is None:
            run = LockstepRun(program, given)
            moved = list(self._names)
            steps = {}
        else:
            run = LockstepRun(program, given, earlier.run)
            moved = [name for name in self._names if run.values[name] is not earlier.run.values[name]]
            steps = dict(earlier.steps)
        steps.update(steps_of(run.values, given, self._count, moved))
        ratios = {}
        for name, step in (tied(self._model, steps) if self._are_tied else steps).items():
            if earlier is not None and step is earlier.steps[name] and name not in moved:
                ratio = earlier.ratios.get(name)
            else:
                ratio = ratio_of(self._theirs[name], step, ROUNDING * self._scale, self._sizes[name])
            if ratio is not None:
                ratios[name] = ratio
        return Explanation(
            mistakes=mistakes,
            program=program,
            rate=rate,
            ratios=ratios,
            run=run,
            steps=steps,
        )

    def _best(self, start: Explanation, found: Sequence[Explanation], size: int) -> list[Explanation]:
        """Return the sets that explain most; if none explains more than none of them does, those that spoil nothing."""
        better = [one for one in found if start.explained < one.explained]
        better.sort(key=lambda one: -len(one.explained))
        if better:
            return _different(better)[:BEAM]
        if size > 1:
            return []
        found = [one for one in found if start.explained <= one.explained and not _is_rare(one)]
        hiding = self._hiding_each_other(start, found)
        self._tried_alone = frozenset(one.mistakes[0] for one in found) - {one.mistakes[0] for one in hiding}
        # Each place of a mistake that has many is unlikely: those with few come first, while there is effort left.
        count = Counter(one.mistakes[0].mistake.id for one in hiding)
        return sorted(hiding, key=lambda one: count[one.mistakes[0].mistake.id])

    def _hiding_each_other(self, start: Explanation, found: Sequence[Explanation]) -> list[Explanation]:
        """Return the single mistakes of which two may hide each other: those that change all that none explains."""
        missing = self._everything.difference(*(one.explained for one in found))
        changing = [one for one in found if all(one.steps[name] is not start.steps[name] for name in missing)]
        return changing if missing and changing else list(found)


def _clear(rate: float) -> float:
    """Return a rate, or a larger one of the same sign at which no step is lost to rounding."""
    return rate if abs(rate) >= SMALLEST_RATE else math.copysign(CLEAR_RATE, rate)


def _is_rare(found: Explanation) -> bool:
    """Say whether one of the mistakes is rare."""
    return any(SYMPTOMS[one.mistake.id].is_rare for one in found.mistakes)


def _indistinguishable(identity: str) -> Iterator[str]:
    """Yield the mistakes that no numbers can tell from one, and itself."""
    for group in INDISTINGUISHABLE:
        if identity in group.ids:
            yield from group.ids


def ratio_of(theirs: Floats, right: Floats, rounding: float, size: float | None = None) -> float | None:
    """Return what multiple of the right step the file's step is, the same at every point; None if there is none.

    Args:
        theirs: the file's step of one parameter, a number for each point.
        right: the right step, at the same points.
        rounding: a step whose numbers are all this small, or smaller, counts as 0.
        size: the largest absolute number of the file's step, if it is known already.
    """
    if size is None:
        size = size_of(theirs)
    square = float(np.dot(right, right))
    if not math.isfinite(size) or not math.isfinite(square):
        return None
    if size <= rounding:
        if size_of(right) <= rounding:
            return 1.0
        return None if size else 0.0
    if not square:
        return None
    ratio = float(np.dot(theirs, right)) / square
    is_same = size_of(theirs - ratio * right) <= TOLERANCE * size + rounding
    return ratio if is_same else None


def _made_everywhere(explanation: Explanation) -> int:
    """Return how many of the mistakes are made in every layer at once."""
    return sum(placed.place.layer == EVERY_LAYER for placed in explanation.mistakes)


def _different(found: Sequence[Explanation]) -> list[Explanation]:
    """Return explanations without those that explain the same parameters at the same rate.

    One that is made in every layer is kept beside one in a single layer: another mistake may hide it below.
    """
    kept: dict[tuple[frozenset[str], str, bool], Explanation] = {}
    for one in found:
        is_everywhere = any(placed.place.layer == EVERY_LAYER for placed in one.mistakes)
        kept.setdefault((one.explained, f"{one.rate:.6g}", is_everywhere), one)
    return list(kept.values())
