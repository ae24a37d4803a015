"""Values of other samples, or raw inputs, in the gradients of weights.

They are looked for in what the gradients are computed from. A copy of the tape has each sample's own values in their
place, so that everything else in the steps can be judged as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.readings import readings_at
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.forward import NotRecognisedError
from xortui.check.recognition.kept_numbers import numbers_in
from xortui.check.tracing.op_numbers import ABS, ADD, CONSTANT, DIV, LEAF, MUL, NEG, SUB, WHERE
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.value_mistakes import OF_OTHER_SAMPLES, RAW_INPUTS
from xortui.check.watching import WatchedRun

MAX_HOPS = 8
"""Operations by which an input is prepared, at most."""

InputOrUnit = tuple[str, int]
"""What a weight is multiplied with: an input, x, or a unit below, u, and its number."""
Operand = tuple[int, int]
"""A node, and which of its operands: 0 or 1."""


@dataclass(slots=True)
class OtherValues:
    """Values that a gradient is made with, and that are not those of its own samples as they went forward."""

    seen: WatchedRun
    """The training with each sample's own values in their place."""
    found: dict[UnplantedMistake, list[str]] = field(default_factory=dict)
    """Mistake → the parameters that it spoils, in xortui's network; none where values are only computed once more."""
    nodes: dict[UnplantedMistake, int] = field(default_factory=dict)
    """Mistake → the first product with a value that is not the right one."""

    def in_steps(self, steps: Iterable[Step], level: int) -> OtherValues:
        """Return the same with each sample's own values in the place of those computed once more in other steps, too.

        Args:
            steps: which steps.
            level: how many groups of biases that never move are taken to come before the targets.
        """
        seen = self.seen
        for step in steps:
            try:
                readings = readings_at(seen, step, level)
            except NotRecognisedError:
                continue
            others = other_values(seen, readings[0])
            if others is not None and not others.found:
                seen = others.seen
        return replace(self, seen=seen)


def other_values(seen: WatchedRun, reading: StepReading) -> OtherValues | None:
    """Return the values in the gradients of a step that are not those that went forward; None if there are none.

    Args:
        seen: the training.
        reading: the step, in which something is wrong.
    """
    values = _Values(seen, reading)
    replaced: dict[Operand, int] = {}
    spoilt: dict[UnplantedMistake, list[str]] = {}
    nodes: dict[UnplantedMistake, int] = {}
    for name, products in values.products():
        for operand, value, wanted in products:
            if value == wanted:
                continue
            mistake = values.mistake(value, wanted)
            if mistake is None:
                same = values.alike.get(value)
                if same is None or same != wanted:
                    return None
                replaced[operand] = wanted
                continue
            replaced[operand] = wanted
            if name not in spoilt.setdefault(mistake, []):
                spoilt[mistake].append(name)
            nodes[mistake] = min(operand[0], nodes.get(mistake, operand[0]))
    if not replaced:
        return None
    return OtherValues(_with_operands(seen, replaced), spoilt, nodes)


def _with_operands(seen: WatchedRun, replaced: Mapping[Operand, int]) -> WatchedRun:
    """Return a training in which some operations have other operands."""
    tape = seen.trace.tape.copy()
    for (node, slot), value in replaced.items():
        column = tape.b if slot else tape.a
        column[node] = value
    return replace(seen, trace=replace(seen.trace, tape=tape))


class _Values:
    """The values that weights are multiplied with, and those that their gradients are made with."""

    def __init__(self, seen: WatchedRun, reading: StepReading) -> None:
        self._tape = seen.trace.tape
        self._places = seen.trace.places
        self._chains = seen.chains
        self._reading = reading
        forward = reading.forward
        self._own: dict[int, tuple[InputOrUnit, int]] = {}
        """Value of the step → which input or unit it is of, and of which sample."""
        for number, by_sample in enumerate(forward.inputs):
            for sample, node in by_sample.items():
                self._own.setdefault(node, (("x", number), sample))
        for number, unit in enumerate(forward.units):
            for sample, node in unit.values.items():
                self._own.setdefault(node, (("u", number), sample))
        self._of_samples = self._samples_of_errors()
        self._before = self._before_made_ready(forward.inputs)
        self.alike = self._computed_again()
        """Node → the value that went forward and is computed in the same way from the same numbers."""
        self._others = self._inputs_of_other_steps()
        self._arrays = set(self._names_of_arrays())

    def _samples_of_errors(self) -> dict[int, int]:
        """Return for each node that depends on outputs of which samples it does so, a bit for each."""
        forward = self._reading.forward
        parts_of = self._tape.operands()
        found: dict[int, int] = {}
        for number in forward.output_units:
            for sample, node in forward.units[number].sums.items():
                found[node] = 1 << sample
        for node in forward.part:
            if node in found or node in forward.roots:
                continue
            bits = 0
            for part in parts_of[node]:
                bits |= found.get(part, 0)
            if bits:
                found[node] = bits
        return found

    def _before_made_ready(self, inputs: Iterable[Mapping[int, int]]) -> dict[int, int]:
        """Return for each number that inputs of the step were prepared from the input."""
        found: dict[int, int] = {}
        for by_sample in inputs:
            for node in by_sample.values():
                for before in self._made_from(node):
                    found.setdefault(before, node)
        return found

    @cached_property
    def _made_of_drawn(self) -> list[bool]:
        """Whether each node is made of numbers that may be drawn in the step, as noise is, or what hides an input."""
        start = self._reading.step.start
        parts_of = self._tape.operands()
        found = [False] * self._tape.length
        for node in range(start + 1, self._reading.step.end + 1):
            found[node] = self._tape.is_new_since(node, start) or any(found[part] for part in parts_of[node])
        return found

    def _made_from(self, node: int) -> Iterator[int]:
        """Yield what an input was before it was scaled, moved, normalised or hidden, step by step."""
        for _ in range(MAX_HOPS):
            parts = operands(self._tape, node)
            op = self._tape.op[node]
            if op in (ADD, MUL, SUB, WHERE, ABS) and self._made_of_drawn[node]:
                data = [one for one in parts if self._tape.op[one] != CONSTANT and not self._made_of_drawn[one]]
                data = data or [one for one in parts if operands(self._tape, one)]
                if len(data) != 1:
                    return
                node = data[0]
            elif op in (NEG, SUB, DIV):
                node = parts[0]
            elif op in (ADD, MUL):
                data = [part for part in parts if self._tape.op[part] == LEAF]
                if len(data) != 1:
                    data = [part for part in parts if self._tape.op[part] not in (CONSTANT, LEAF)]
                if len(data) != 1:
                    return
                node = data[0]
            else:
                return
            if self._tape.op[node] == CONSTANT:
                return
            yield node

    def _computed_again(self) -> dict[int, int]:
        """Return the nodes of the step that are computed as its inputs are, each with the input."""
        start = self._reading.step.start
        made = [node for node in self._own if self._own[node][0][0] == "x" and operands(self._tape, node)]
        sides = {value for _, _, value in self._sides()}
        wanted = [node for node in (*made, *sides) if node > start]
        if not made or not wanted:
            return {}
        formulas: dict[tuple[object, ...], int] = {}
        first: dict[int, int] = {}
        for node in part_of(self._tape, wanted, since=start):
            parts = operands(self._tape, node)
            if node <= start or not parts:
                is_new = node > start
                key: tuple[object, ...] = (float(self._tape.value[node]),) if is_new else (node, "")
            else:
                key = (int(self._tape.op[node]), *(first[part] for part in parts))
            first[node] = formulas.setdefault(key, node)
        inputs = {first[node]: node for node in reversed(made) if node in first}
        return {node: inputs[first[node]] for node in first if first[node] in inputs and node not in self._own}

    def _inputs_of_other_steps(self) -> set[int]:
        """Return what the weights of the first layer are multiplied with in any step, and what that is made from."""
        versions: set[int] = set()
        for _, root, source in self._weights():
            if source[0] == "x":
                versions.update(self._chains[self._reading.forward.parameters[root]].versions)
        tape = self._tape
        products = np.nonzero(tape.op[: tape.length] == MUL)[0]
        known = np.fromiter(versions, np.int64, len(versions))
        found: set[int] = set()
        for column, other in ((tape.a, tape.b), (tape.b, tape.a)):
            of_weights = products[np.isin(column[products], known)]
            found.update(other[of_weights].tolist())
        found = {node for node in found if node not in self._of_samples and node not in versions}
        # What learnt numbers are multiplied with besides, rates and errors, is none that other weights also have.
        inputs = {node for node in found if self._is_data(node)}
        for node in list(inputs):
            inputs.update(self._made_from(node))
        return inputs

    def _is_data(self, node: int) -> bool:
        """Say whether a number is of the data, or made of it in a few operations."""
        before = [node, *self._made_from(node)]
        return any(one in self._places and self._tape.op[one] == LEAF for one in before)

    def _names_of_arrays(self) -> Iterator[tuple[str, ...]]:
        """Yield the names of the arrays in which the inputs lie, or what they were made from."""
        nodes = [node for by_sample in self._reading.forward.inputs for node in by_sample.values()]
        for node in (*nodes, *self._before):
            place = self._places.get(node)
            if place is not None:
                yield place.path if place.shape else place.path[:1]

    def _is_of_same_array(self, node: int) -> bool:
        """Say whether a number lies where inputs do."""
        place = self._places.get(node)
        return place is not None and (place.path if place.shape else place.path[:1]) in self._arrays

    def _weights(self) -> Iterator[tuple[str, int, InputOrUnit]]:
        """Yield the weights that are learnt: name in xortui's network, root, and what each is multiplied with."""
        reading = self._reading
        names: dict[int, str] = {}
        for name, (root, _) in reading.model.roots.items():
            names.setdefault(root, name)
        for unit in reading.forward.units:
            for source, term in unit.weights.items():
                is_learnt = reading.forward.parameters.get(term.parameter, -1) >= 0
                if is_learnt and term.parameter in names:
                    kind, number = source
                    yield names[term.parameter], term.parameter, (str(kind), int(str(number)))

    def _sides(self) -> Iterator[tuple[int, Operand, int]]:
        """Yield what errors are multiplied with on their way back, and where, and in whose gradients: a bit each."""
        step = self._reading.step
        forward = self._reading.forward
        reached: dict[int, int] = {}
        for number, (_, root, _) in enumerate(self._weights()):
            end = self._chains[forward.parameters[root]].at(step.end)
            reached[end] = reached.get(end, 0) | 1 << number
        for node in reversed(forward.part):
            bits = reached.get(node, 0)
            if not bits or node <= step.start or node in forward.roots:
                continue
            parts = operands(self._tape, node)
            errors = [part for part in parts if part in self._of_samples]
            if self._tape.op[node] == MUL and len(errors) == 1:
                slot = 0 if parts[1] == errors[0] else 1
                yield bits, (node, slot), parts[slot]
            for part in errors:
                reached[part] = reached.get(part, 0) | bits

    def products(self) -> Iterator[tuple[str, list[tuple[Operand, int, int]]]]:
        """Yield for each weight the products that its gradient is made of: where, with what, and with what it should.

        Weights of which they are not all known are left out.
        """
        weights = list(self._weights())
        known = self._products_by_kind([root for _, root, _ in weights])
        for name, root, source in weights:
            found = []
            samples = set()
            for operand, value, sample in known[source[0]].get(root, ()):
                wanted = self._wanted(source, sample)
                if wanted:
                    samples.add(sample)
                    found.append((operand, value, wanted))
            if len(samples) == self._reading.forward.samples == len(found):
                yield name, found

    def _products_by_kind(self, roots: Sequence[int]) -> dict[str, dict[int, list[tuple[Operand, int, int]]]]:
        """Return for inputs, x, and for units, u: root of a weight → where which of their values are in its gradient.

        Args:
            roots: those of the weights, in their order.

        Returns:
            Beside each value stands the sample of the error that it is multiplied with.
        """
        found: dict[str, dict[int, list[tuple[Operand, int, int]]]] = {"x": {}, "u": {}}
        for weights, (node, slot), factor in self._sides():
            bits = self._of_samples[operands(self._tape, node)[1 - slot]]
            if bits & (bits - 1):
                continue
            for kind, by_root in found.items():
                operand, value = self._without_rate((node, slot), factor, kind)
                if self._may_be_value(value, kind):
                    for number in numbers_in(weights):
                        by_root.setdefault(roots[number], []).append((operand, value, bits.bit_length() - 1))
        return found

    def _without_rate(self, operand: Operand, factor: int, kind: str) -> tuple[Operand, int]:
        """Return the value in a factor that may be a rate times a value, and where it stands."""
        is_product = self._tape.op[factor] == MUL and factor > self._reading.step.start
        if is_product and not self._may_be_value(factor, kind):
            for slot, part in enumerate(operands(self._tape, factor)):
                if self._may_be_value(part, kind):
                    return (factor, slot), part
        return operand, factor

    def _wanted(self, source: InputOrUnit, sample: int) -> int:
        """Return the value that a weight is multiplied with in a sample; 0 if it is not known."""
        forward = self._reading.forward
        if source[0] == "x":
            return forward.inputs[source[1]].get(sample, 0)
        return forward.units[source[1]].values.get(sample, 0)

    def _may_be_value(self, node: int, kind: str) -> bool:
        """Say whether a number is a value that a gradient may be made with: of inputs, x, or of units, u."""
        if node in self._own:
            return self._own[node][0][0] == kind
        if kind != "x":
            return False
        return node in self.alike or node in self._before or node in self._others or self._is_of_same_array(node)

    def mistake(self, value: int, wanted: int) -> UnplantedMistake | None:
        """Return what is wrong with a value in the place of another; None if it is of the same sample, or the same."""
        value = self.alike.get(value, value)
        if value == wanted:
            return None
        if value in self._own and self._own[value][1] == self._own[wanted][1]:
            return None
        if self._before.get(value) == wanted:
            return RAW_INPUTS
        if value in self._before and self._own[self._before[value]][1] == self._own[wanted][1]:
            return None
        return OF_OTHER_SAMPLES
