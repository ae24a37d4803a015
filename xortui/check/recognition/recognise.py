"""Recognise the network in one step of a program: inputs, units, activations, outputs and targets.

A unit is a sum of learnt numbers times values; its activation is what the next layer multiplies. A target is what an
output is compared with. Nothing is known by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.fixed_masks import absent_weights, fixed_masks
from xortui.check.recognition.forward import Forward, FoundUnit, NoTargetError, NotRecognisedError
from xortui.check.recognition.layers import Layers
from xortui.check.recognition.masks import masks
from xortui.check.recognition.scaled_outputs import whole_outputs
from xortui.check.recognition.sizes_in_file import samples_in_file
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.recognition.still_weights import added_to, replaced_weights, still_weights
from xortui.check.recognition.target_labels import labels_of
from xortui.check.recognition.targets import (
    are_totals,
    compared_pairs,
    constant_pairs,
    first_comparison,
    output_of,
    own_targets,
    target_in,
    targets_of_inputs,
)
from xortui.check.recognition.weighted_sums import LinearForms, weighted_sums
from xortui.check.tracing.op_numbers import CONSTANT, DIV, EXP, LOG, MUL, NEG, SUB
from xortui.check.tracing.tape import Op, Tape


class Recognition:
    """The network of a step, with ever more groups of roots taken for biases that never move before the targets are.

    Each group is looked for from where the one before it was found.
    """

    def __init__(self, tape: Tape, found: Sequence[Chain], step: Step) -> None:
        """Take everything that was computed, what is learnt, and the step."""
        self._tape = tape
        self._found = found
        self._step = step
        self._part = _step_part(tape, found, step)
        self._parameters = {root: number for root, number in self._part.start.items() if root in self._part.parts}
        self._ahead = self._look_ahead()
        self._levels: list[_Level] = []
        """What has been found at each level so far."""
        self._parts_with: dict[tuple[object, ...], StepPart] = {}
        """Nodes that are looked at besides, and targets → the nodes of the step with them."""
        self._targets: list[int] = []
        """Targets that the step computes of its inputs."""

    def _look_ahead(self) -> dict[int, int]:
        """Take what stands for weights in the network for them, and return it; take masks as they are."""
        ahead = self._part.look_ahead()
        for node, weight in ahead.items():
            self._parameters[node] = self._parameters.pop(weight, self._part.start[weight])
        if self._parameters:
            self._part.take_masks(masks(self._part, self._parameters))
        return ahead

    def network(self, frozen_levels: int) -> Forward:
        """Return the network of the step.

        Args:
            frozen_levels: how many groups of roots are taken for biases that never move before the targets are.

        Raises:
            NotRecognisedError: if it is not a network of weighted sums with one target for each output.
        """
        if not self._parameters:
            raise NotRecognisedError("no step of training was found")
        level = self._level(frozen_levels)
        part = self._part
        replaced = replaced_weights(part, level.frozen)
        if not part.op.keys() >= set(replaced.values()):
            part = self._part_with(tuple(replaced.values()))
        network = _network(part, self._parameters, level.frozen, level.compared)
        network.ahead = self._ahead
        network.labels = labels_of(part, network)
        weights = _weights_by_layer(network.units)
        network.absent = absent_weights(self._tape, self._found, network.parameters, weights)
        network.replaced = {root: node for root, node in replaced.items() if root in network.parameters}
        network.added_to = _added_to(self._tape, self._found, self._step, network)
        return network

    def _part_with(self, also: tuple[int, ...]) -> StepPart:
        """Return the nodes of the step, with some nodes besides what it changes."""
        key = (also, *self._targets)
        if key not in self._parts_with:
            part = _step_part(self._tape, self._found, self._step, also)
            part.look_ahead()
            part.take_masks(masks(part, self._parameters))
            part.take(self._targets)
            self._parts_with[key] = part
        return self._parts_with[key]

    def _level(self, number: int) -> _Level:
        """Return what stands still at a level, and what is compared there.

        Raises:
            NoTargetError: if nothing is, there or at one before.
        """
        while len(self._levels) <= number:
            last = self._levels[-1] if self._levels else None
            if last is not None and not last.compared:
                break
            self._levels.append(self._next_level(last))
        level = self._levels[-1]
        if not level.compared:
            raise NoTargetError(
                "no target was found that an output is compared with: look whether the backward pass begins with one"
            )
        return level

    def _next_level(self, last: _Level | None) -> _Level:
        """Return the level after one; None before the first."""
        part = self._part
        taken = last.frozen | {root for _, root in last.compared} if last is not None else set()
        known = {**self._parameters, **dict.fromkeys(taken, -1)}
        inputs = inputs_of(part, known)
        frozen = taken | still_weights(part, known, inputs)
        inputs = (inputs | inputs_of(part, {**self._parameters, **dict.fromkeys(frozen, -1)})) - frozen
        compared = compared_pairs(part, self._parameters, inputs, frozen)
        if not compared:
            more = targets_of_inputs(part, self._parameters, inputs, frozen)
            self._targets += more
            part.take(more)
            compared = compared_pairs(part, self._parameters, inputs, frozen)
        return _Level(frozen, compared)


class _Level(NamedTuple):
    """What is known of a step where so many groups of roots are taken for biases that never move."""

    frozen: set[int]
    """Roots that are learnt in no step, and stand where weights and biases do."""
    compared: list[tuple[int, int]]
    """Pairs of an output and what it is compared with."""


def recognised(tape: Tape, found: Sequence[Chain], step: Step, *, frozen_levels: int) -> Forward:
    """Return the network of a step.

    Args:
        tape: everything that was computed.
        found: what is learnt.
        step: which step.
        frozen_levels: how many groups of roots are taken for biases that never move before the targets are.

    Raises:
        NotRecognisedError: if it is not a network of weighted sums with one target for each output.
    """
    return Recognition(tape, found, step).network(frozen_levels)


def _added_to(tape: Tape, found: Sequence[Chain], step: Step, network: Forward) -> dict[int, int]:
    """Return for the weights that a step overwrites the number of another weight that it adds to in their place."""
    numbers = set(network.parameters) | set(network.replaced.values())
    for number in network.parameters.values():
        if number >= 0:
            numbers.add(found[number].at(step.end))
    bases = {root: added_to(tape, node, numbers) for root, node in network.replaced.items()}
    return {root: base for root, base in bases.items() if base}


def compares_totals_alone(tape: Tape, found: Sequence[Chain], step: Step) -> bool:
    """Say whether a step compares values with nothing but the zeros at which running totals begin.

    Args:
        tape: everything that was computed.
        found: what is learnt.
        step: which step.
    """
    part = _step_part(tape, found, step)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    compared = compared_pairs(part, parameters, inputs_of(part, parameters), set())
    return bool(compared) and are_totals(part, compared)


def _step_part(tape: Tape, found: Sequence[Chain], step: Step, also: Iterable[int] = ()) -> StepPart:
    """Return the nodes of a step, with the masks of its weights."""
    part = StepPart(tape, found, step, also)
    part.fixed_masks = fixed_masks(part)
    return part


def _weights_by_layer(units: Iterable[FoundUnit]) -> Iterable[set[int]]:
    """Return the roots of the weights that lead to each layer."""
    weights: dict[int, set[int]] = {}
    for unit in units:
        weights.setdefault(unit.layer, set()).update(term.parameter for term in unit.weights.values())
    return weights.values()


def recognised_towards_constants(tape: Tape, found: Sequence[Chain], step: Step) -> Forward:
    """Return the network of a step whose targets are written in its formulas: o − 0.25.

    Args:
        tape: everything that was computed.
        found: what is learnt.
        step: which step.

    Raises:
        NotRecognisedError: if it is not a network of weighted sums with one target for each output.
    """
    part = _step_part(tape, found, step)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    compared = constant_pairs(part, parameters)
    if not compared:
        raise NoTargetError("no constant is taken off an output")
    return _network(part, parameters, set(), compared)


def network_towards(
    tape: Tape, found: Sequence[Chain], step: Step, compared: list[tuple[int, int]], also: Sequence[int]
) -> Forward:
    """Return the network of a step whose outputs and targets are known.

    Args:
        tape: everything that was computed.
        found: what is learnt.
        step: which step.
        compared: each output with its target.
        also: nodes of the step that are looked at besides what it changes.

    Raises:
        NotRecognisedError: if it is not a network of weighted sums.
    """
    part = _step_part(tape, found, step, also)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    return _network(part, parameters, set(), compared)


def recognised_without_targets(
    tape: Tape, found: Sequence[Chain], step: Step, also: Sequence[int] = (), site: int | None = None
) -> Iterator[Forward]:
    """Yield the networks that a step may be of if nothing is compared with a target: those of each possible output.

    Each output gets a target that nothing reads.

    Args:
        tape: everything that was computed.
        found: what is learnt.
        step: which step.
        also: nodes of the step that are looked at besides what it changes.
        site: where outputs are computed, if it is known.
    """
    part = _step_part(tape, found, step, also)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    computed_from = depending_on(part, parameters)
    by_site: dict[int, list[int]] = {}
    for node in part.operations:
        if node in computed_from and part.op[node] in _LAST_OF_ACTIVATIONS:
            by_site.setdefault(int(tape.site[node]), []).append(node)
    for own_site, at_site in by_site.items():
        if site not in (None, own_site):
            continue
        # The products and partial sums of a matrix product are computed at one place.
        nodes = [node for node in at_site if all(tape.site[user] != own_site for user in part.users_of(node))]
        # A loop over layers computes hidden units there, too.
        before = set(part_of(tape, [one for node in nodes for one in part.parts[node]], roots=part.roots))
        last = [node for node in nodes if node not in before]
        for outputs in (nodes, last) if len(last) < len(nodes) else (nodes,):
            compared = [(node, part.with_data(0.0)) for node in outputs]
            try:
                yield _network(part, parameters, set(), compared)
            except NotRecognisedError:
                continue


def _quotient(part: StepPart, node: int) -> tuple[int, int] | None:
    """Return what is divided by what in a node, or in its logarithm: z and the total of exp(z − log(total)).

    None if nothing is divided.
    """
    if part.is_root(node):
        return None
    if part.op[node] == DIV:
        above, below = part.parts[node]
        return above, below
    inner = part.parts[node][0]
    if part.op[node] == EXP and part.parts[inner] and part.op[inner] == SUB:
        above, logarithm = part.parts[inner]
        if part.parts[logarithm] and part.op[logarithm] == LOG:
            return above, part.parts[logarithm][0]
    return None


_LAST_OF_ACTIVATIONS = frozenset(map(int, (Op.DIV, Op.TANH, Op.MAX, Op.WHERE, Op.ADD, Op.MUL)))
"""What the last operation of an activation is: of the logistic function a division."""


def inputs_of(part: StepPart, parameters: Mapping[int, int]) -> set[int]:
    """Return the roots that are multiplied with something learnt."""
    found = set()
    multiples = list(parameters)
    for node in multiples:
        for user in part.users_of(node):
            op = part.op[user]
            if op == NEG:
                multiples.append(user)
            if op != MUL:
                continue
            for one in part.parts[user]:
                if one == node:
                    continue
                other, _ = part.unsigned(one)
                if other in part.fixed_masks:
                    multiples.append(user)
                elif part.is_root(other) and other not in parameters:
                    found.add(other)
    return {root for root in found if part.op[root] != CONSTANT}


def _network(
    part: StepPart, parameters: Mapping[int, int], frozen: set[int], compared: list[tuple[int, int]]
) -> Forward:
    whole = whole_outputs(part, compared)
    if whole is not None:
        compared = whole.compared
    outputs = list(dict.fromkeys(output_of(part, value) for value, _ in compared))
    forward = set(part_of(part.tape, outputs, roots=part.roots))
    learnt = set(parameters) | frozen
    forms = LinearForms(part, learnt, forward.__contains__)
    sums = weighted_sums(part, forms, forward)
    if not sums:
        raise NotRecognisedError("no weighted sums were found between the inputs and the outputs")
    found = _assembled(part, parameters, Layers(part, sums), outputs, compared)
    if whole is not None:
        found.share = whole.share
        found.label = whole.label
    return found


def _assembled(
    part: StepPart,
    parameters: Mapping[int, int],
    layers: Layers,
    outputs: Sequence[int],
    compared: Sequence[tuple[int, int]],
) -> Forward:
    units = layers.units()
    samples = 1 + max(layers.sample_of.values())
    found = Forward(
        part=part.nodes,
        roots={node for node in part.nodes if part.is_root(node)},
        parameters={},
        inputs=_inputs_by_sample(layers, samples),
        units=units,
        outputs=[],
        output_units=[],
        targets=[],
        samples=samples,
        batch=samples_in_file(part.tape, units, samples),
        masks=dict(part.masks),
    )
    if any(len(by_sample) != samples for by_sample in found.inputs):
        raise NotRecognisedError("not every sample has every input")
    for unit in units:
        for parameter in unit.parameters:
            found.parameters[parameter] = parameters.get(parameter, -1)
    by_unit: dict[int, dict[int, int]] = {}
    for node in outputs:
        number, sample = _unit_of_output(part, layers, node)
        by_unit.setdefault(number, {})[sample] = node
    targets_of: dict[int, list[int]] = {}
    for value, other in compared:
        targets_of.setdefault(output_of(part, value), []).append(target_in(part, other))
    target_of = {output: targets[0] for output, targets in targets_of.items()}
    _add_silent_outputs(part, layers, units, by_unit)
    for number in sorted(by_unit):
        nodes = by_unit[number]
        if len(nodes) != samples:
            raise NotRecognisedError("not every sample has an output and a target")
        found.output_units.append(number)
        found.outputs.append(nodes)
        own = own_targets(nodes, targets_of)
        if own:
            target_of.update(own)
            found.comparison = first_comparison(part, compared, own)
        found.targets.append({sample: target_of.get(node, 0) for sample, node in nodes.items()})
        for sample, node in nodes.items():
            layers.values.setdefault((number, sample), node)
    for (number, sample), node in layers.values.items():
        units[number].values[sample] = node
    return found


def _inputs_by_sample(layers: Layers, samples: int) -> list[dict[int, int]]:
    return [dict(zip(range(samples), roots[:-1], strict=False)) for roots in layers.inputs]  # type: ignore[arg-type]


def _unit_of_output(part: StepPart, layers: Layers, node: int) -> tuple[int, int]:
    """Return the unit and the sample of an output; of a softmax, the unit of its numerator."""
    behind = layers.behind(node)
    at = node
    while len(behind) > 1 and not part.is_root(at):
        at = part.parts[at][0]
        behind = layers.behind(at)
    if len(behind) != 1:
        raise NotRecognisedError("an output does not come from one unit")
    one = next(iter(behind))
    return layers.unit_of[one], layers.sample_of[one]


def _add_silent_outputs(
    part: StepPart, layers: Layers, units: Sequence[FoundUnit], by_unit: dict[int, dict[int, int]]
) -> None:
    """Add the outputs of a softmax that nothing is taken from: their target is 0."""
    known = {node for nodes in by_unit.values() for node in nodes.values()}
    wholes = set()
    for node in known:
        quotient = _quotient(part, node)
        if quotient is not None and len(layers.behind(node)) > 1:
            wholes.add(quotient[1])
    behind_wholes = {layers.behind(one) for one in wholes}
    for node in part.nodes if wholes else ():
        quotient = None if node in known else _quotient(part, node)
        if quotient is None:
            continue
        above, below = quotient
        behind = layers.behind(above)
        is_alike = below in wholes or layers.behind(below) in behind_wholes
        if is_alike and len(behind) >= 1:
            number, sample = _unit_of_output(part, layers, node)
            if units[number].layer == max(unit.layer for unit in units):
                by_unit.setdefault(number, {}).setdefault(sample, node)
