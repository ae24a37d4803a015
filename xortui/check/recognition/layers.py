"""Weighted sums sorted into units, layers and samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xortui.check.recognition.forward import FoundUnit, NotRecognisedError, SourceKey, WeightedSum, WeightedTerm
from xortui.check.recognition.repetitions import Repetitions
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import LEAF

IN_OWN_LAYER = "a unit takes values of its own layer, as in a recurrent network"


class Layers:
    """Sorts weighted sums into units, layers and samples."""

    def __init__(self, part: StepPart, sums: Mapping[int, WeightedSum]) -> None:
        """Take the weighted sums of a step."""
        self.part = part
        self.sums = sums
        self.values: dict[tuple[int, int], int] = {}
        """Unit and sample → the node of the unit's activation."""
        self._first: dict[int, int] = {}
        """Weighted sum → the same one where it was computed first, if it is computed twice."""
        self.unit_of: dict[int, int] = {}
        """Weighted sum → its unit."""
        self.sample_of: dict[int, int] = {}
        """Weighted sum → its sample."""
        self.inputs: dict[SourceKey, int] = {}
        """Roots over the samples → the number of the input."""
        self._known: dict[tuple[frozenset[object], int], int] = {}
        self._repetitions = Repetitions(part)
        self._behind: dict[int, frozenset[int]] = {}
        self._units: list[FoundUnit] = []
        self._beside = self._roots_beside_values()
        """Roots in sums of what comes from below: the 1 of a bias neuron, which no input is."""

    def _roots_beside_values(self) -> set[int]:
        """Return the roots that are multiplied in sums of which other terms come from a layer below."""
        found: set[int] = set()
        for one in self.sums.values():
            values = [term.value for term in one.terms if term.value]
            if any(self.behind(value) for value in values):
                found.update(value for value in values if not self.behind(value))
        return found

    def behind(self, node: int) -> frozenset[int]:
        """Return the weighted sums that a value is computed from directly."""
        known = self._behind.get(node)
        if known is not None:
            return known
        # A batch's total has thousands of numbers one behind the other: no function calls itself for each.
        waiting = [node]
        while waiting:
            at = waiting[-1]
            missing = [one for one in self._computed_from(at) if one not in self._behind]
            if at not in self._behind and missing:
                waiting += reversed(missing)
                continue
            waiting.pop()
            if at not in self._behind:
                self._behind[at] = self._directly_behind(at)
        return self._behind[node]

    def _computed_from(self, node: int) -> list[int]:
        """Return what must be known before it is known which weighted sums a value is computed from."""
        if node in self.sums:
            return [term.value for term in self.sums[node].terms if term.value]
        return list(self.part.parts[node])

    def _directly_behind(self, node: int) -> frozenset[int]:
        """Return the weighted sums behind a value, where those behind all that it is computed from are known."""
        if node in self.sums:
            return frozenset({self._original(node)})
        found: frozenset[int] = frozenset()
        for one in self.part.parts[node]:
            found |= self._behind[one]
        return found

    def _original(self, node: int) -> int:
        """Return the first of the weighted sums that are the same as one."""
        if node not in self._first:
            one = self.sums[node]
            identity: set[object] = set()
            for term in one.terms:
                behind = self.behind(term.value) if term.value else frozenset()
                identity.add((term.parameter, term.factor, behind or term.value))
            same = frozenset(identity)
            turn = self._repetitions.turn(same, node)
            self._first[node] = self._known.setdefault((same, turn), node)
        return self._first[node]

    def units(self) -> list[FoundUnit]:
        """Return the units, those nearest to the inputs first.

        Raises:
            NotRecognisedError: if a unit mixes samples.
        """
        groups: dict[tuple[int, ...], list[WeightedSum]] = {}
        for one in self.sums.values():
            if self._original(one.node) != one.node:
                continue
            groups.setdefault(tuple(sorted(term.parameter for term in one.terms)), []).append(one)
        depths = self._depths(groups)
        for key in sorted(groups, key=lambda each: (depths[each], each[0])):
            unit = FoundUnit(key, depths[key])
            self._fill(unit, len(self._units), groups[key])
            self._units.append(unit)
        return self._units

    def _depths(self, groups: Mapping[tuple[int, ...], Sequence[WeightedSum]]) -> dict[tuple[int, ...], int]:
        """Return the layer of each unit: one more than the highest of the units that it takes values from.

        Args:
            groups: the parameters of a unit → its weighted sums.

        Raises:
            NotRecognisedError: if a unit takes values from itself, by way of others.
        """
        group_of = {one.node: key for key, group in groups.items() for one in group}
        depths: dict[tuple[int, ...], int] = {}
        below: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
        waiting = list(groups)
        while waiting:
            key = waiting[-1]
            if key in depths:
                waiting.pop()
            elif key in below:
                depths[key] = 1 + max((depths[one] for one in below[key]), default=0)
                waiting.pop()
            else:
                values = [term.value for term in groups[key][0].terms if term.value]
                below[key] = {group_of[node] for value in values for node in self.behind(value)}
                missing = [one for one in below[key] if one not in depths]
                if any(one in below for one in missing):
                    raise NotRecognisedError(IN_OWN_LAYER)
                waiting += missing
        return depths

    def _fill(self, unit: FoundUnit, number: int, group: Sequence[WeightedSum]) -> None:
        """Give each weighted sum of a unit its sample, and each parameter what it is multiplied with."""
        by_sample: dict[int, WeightedSum] = {}
        for position, one in enumerate(group):
            sample = self._sample(one, position)
            self.unit_of[one.node] = number
            self.sample_of[one.node] = sample
            by_sample.setdefault(sample, one)
            unit.sums.setdefault(sample, one.node)
        terms: dict[int, dict[int, WeightedTerm]] = {}
        for sample, one in by_sample.items():
            for term in one.terms:
                terms.setdefault(term.parameter, {})[sample] = term
        is_above = any(self.behind(term.value) for one in by_sample.values() for term in one.terms if term.value)
        silent = []
        for parameter in unit.parameters:
            if is_above and all(self._is_silent(term.value) for term in terms[parameter].values()):
                silent.append(terms[parameter])
            else:
                self._place(unit, terms[parameter], is_above=is_above)
        if silent:
            self._place_silent(unit, silent)

    def _is_silent(self, value: int) -> bool:
        """Say whether a value is the 0 that a unit of ReLU gives in a branch of its own."""
        return bool(value) and self.part.is_constant(value) and self.part.value[value] == 0

    def _place_silent(self, unit: FoundUnit, silent: Sequence[Mapping[int, WeightedTerm]]) -> None:
        """Let the weights that are multiplied with a written 0 lead to the units below that lead nowhere yet."""
        below = [number for number, other in enumerate(self._units) if other.layer == unit.layer - 1]
        missing = [number for number in below if ("u", number) not in unit.weights]
        if len(missing) != len(silent):
            raise NotRecognisedError("it is not known which unit a weight leads to, as the unit is silent")
        for number, terms in zip(missing, silent, strict=True):
            unit.weights["u", number] = terms[min(terms)]
            for sample, term in terms.items():
                self.values.setdefault((number, sample), term.value)

    def _sample(self, one: WeightedSum, next_sample: int) -> int:
        samples = set()
        for term in one.terms:
            if term.value:
                behind = self.behind(term.value)
                if not behind <= self.sample_of.keys():
                    raise NotRecognisedError(IN_OWN_LAYER)
                samples |= {self.sample_of[node] for node in behind}
        if len(samples) > 1:
            raise NotRecognisedError("the output of a sample depends on other samples of its batch")
        return samples.pop() if samples else next_sample

    def _place(self, unit: FoundUnit, terms: Mapping[int, WeightedTerm], *, is_above: bool) -> None:
        above = [term for term in terms.values() if term.value and self.behind(term.value)]
        first = above[0] if above else terms[min(terms)]
        constants = {self._constant(term.value, is_above=is_above and not above) for term in terms.values()}
        if len(constants) == 1 and constants <= {1.0, -1.0}:
            if unit.bias is not None:
                raise NotRecognisedError("a unit has two biases")
            unit.bias = WeightedTerm(first.parameter, first.factor * constants.pop(), 0)
            return
        behind = self.behind(first.value)
        if not behind:
            roots: SourceKey = tuple(terms[sample].value for sample in sorted(terms))
            key: SourceKey = ("x", self._input(unit, roots))
        elif len(behind) == 1:
            key = ("u", self.unit_of[next(iter(behind))])
            for sample, term in terms.items():
                for node in self.behind(term.value):
                    self.values.setdefault((self.unit_of[node], sample), term.value)
        else:
            raise NotRecognisedError("a value between the layers depends on several units")
        if key in unit.weights:
            raise NotRecognisedError("two weights lead from one unit to another")
        unit.weights[key] = first

    def _input(self, unit: FoundUnit, roots: SourceKey) -> int:
        """Return the number of an input by what it is over the samples; equal ones are told apart by their order."""
        turn = 0
        while ("x", self.inputs.get((*roots, turn), -1)) in unit.weights:
            turn += 1
        return self.inputs.setdefault((*roots, turn), len(self.inputs))

    def _constant(self, node: int, *, is_above: bool) -> float:
        """Return what a bias is multiplied with: 1, or −1 for a threshold; 0 if it is no constant.

        Args:
            node: what is multiplied; 0 for nothing.
            is_above: whether it stands in a layer above the first beside what comes from below, and so is no input.
        """
        if not node:
            return 1.0
        value = float(self.part.value[node])
        if abs(value) != 1:
            return 0.0
        if value == 1 and (is_above or node in self._beside):
            return value
        if self.part.op[node] == LEAF and not self.part.tape.written[node]:
            is_fixed = node > self.part.step.start and self.part.is_always(value, node)
        else:
            is_fixed = self.part.is_constant(node) or self.part.is_written_always(node)
        return value if is_fixed else 0.0
