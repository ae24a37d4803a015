"""Recognise the network in one step of a program: inputs, units, activations, outputs and targets.

A unit is a sum of learnt numbers times values; its activation is what the next layer multiplies. A target is what an
output is compared with. Nothing is known by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import COUNTS, OPERANDS, part_of
from xortui.check.tracing.tape import Op, Tape

Key = tuple[object, ...]
OFTEN = 0.8
"""In which part of the steps a number is come by that is part of a formula, and no data."""
MAX_NODES_AFTER = 5_000
"""Nodes after a step in which something may still be put in the place of a weight."""


@dataclass(slots=True)
class Term:
    """A part of a weighted sum: factor · parameter · value."""

    parameter: int
    """The root that is learnt, or that could be."""
    factor: float
    value: int
    """The node that it is multiplied with; 0 for a bias."""


@dataclass(slots=True)
class Sum:
    """A weighted sum, computed for one sample."""

    node: int
    terms: tuple[Term, ...]


@dataclass(slots=True)
class Unit:
    """A unit of the network: the same parameters in each sample."""

    parameters: tuple[int, ...]
    layer: int
    sums: dict[int, int] = field(default_factory=dict)
    """Sample → the node of its weighted sum."""
    values: dict[int, int] = field(default_factory=dict)
    """Sample → the node of its activation."""
    weights: dict[Key, Term] = field(default_factory=dict)
    """What it is multiplied with ("x", 0) or ("u", 3) → the term, of the first sample."""
    bias: Term | None = None


@dataclass(slots=True)
class Forward:
    """The network of one step, in nodes of the tape."""

    part: list[int]
    """All nodes of the step, in the order of the tape."""
    roots: set[int]
    parameters: dict[int, int]
    """Root → the number of its chain; −1 for one that never moves."""
    inputs: list[dict[int, int]]
    """For each input: sample → root."""
    units: list[Unit]
    outputs: list[dict[int, int]]
    """For each output: sample → node."""
    output_units: list[int]
    targets: list[dict[int, int]]
    """For each output: sample → root, or node computed from roots that are data."""
    samples: int
    replaced: dict[int, int] = field(default_factory=dict)
    """Root of a weight that is overwritten → what the step puts in its place."""
    comparison: int = 0
    """The first node in which an output is compared with a target of another sample; 0 if none is."""


CONSTANT = int(Op.CONSTANT)
LEAF = int(Op.LEAF)
ADD = int(Op.ADD)
SUB = int(Op.SUB)
MUL = int(Op.MUL)
DIV = int(Op.DIV)
NEG = int(Op.NEG)
MAX = int(Op.MAX)
MIN = int(Op.MIN)
_COMPARING = frozenset({ADD, SUB, DIV})
_OF_FACTORS = frozenset(map(int, (Op.MUL, Op.DIV, Op.POW, Op.WHERE, Op.GT, Op.GE, Op.LT, Op.LE)))
# An attribute of an enumeration costs more than the rest of a loop here.


class NotRecognisedError(Exception):
    """The step is not that of a network that is known; the message says what is missing."""


class NoTargetError(NotRecognisedError):
    """Nothing was found that an output is compared with."""


class _Part:
    """The nodes of one step, with what each depends on."""

    def __init__(self, tape: Tape, found: Sequence[Chain], step: Step, also: Iterable[int] = ()) -> None:
        self.tape = tape
        self.start = {chain.at(step.start): number for number, chain in enumerate(found)}
        self.end = {number: chain.at(step.end) for number, chain in enumerate(found)}
        self.step = step
        self.count_of_steps = max(len(chain.versions) for chain in found)
        wanted = [node for node in self.end.values() if node > step.start]
        wanted += also
        self.nodes = part_of(tape, wanted, since=step.start)
        numbers = np.array(self.nodes, np.int64)
        ops = tape.op[numbers].tolist()
        self.op = dict(zip(self.nodes, ops, strict=True))
        """Node → what it did."""
        self.value = dict(zip(self.nodes, tape.value[numbers].tolist(), strict=True))
        """Node → the value that it had."""
        self.parts: dict[int, tuple[int, ...]] = {}
        """Node → what it was computed from; of roots, nothing."""
        self.users: dict[int, list[int]] = {}
        columns = zip(
            self.nodes, ops, tape.a[numbers].tolist(), tape.b[numbers].tolist(), tape.c[numbers].tolist(), strict=True
        )
        for node, op, a, b, c in columns:
            count = COUNTS[op]
            if node <= step.start or not count:
                self.parts[node] = ()
                continue
            parts = (a, b, c)[:count]
            self.parts[node] = parts
            for part in parts:
                self.users.setdefault(part, []).append(node)
        for node in self._prepared_inputs():
            for part in self.parts[node]:
                self.users[part].remove(node)
            self.parts[node] = ()
        self.operations = [node for node in self.nodes if self.parts[node]]
        """The nodes that are computed in the step."""
        self.roots = [node for node in self.nodes if not self.parts[node]]

    def _prepared_inputs(self) -> list[int]:
        """Return the nodes that are data made ready in the step, x / 255 for x, and multiplied with what is learnt."""
        found = []
        for root in self.start:
            for user in self.users.get(root, ()):
                if self.op[user] == MUL:
                    found += [one for one in self.parts[user] if one != root and self._is_prepared(one)]
        return found

    def _is_prepared(self, node: int) -> bool:
        """Say whether a node is computed from one number of the data and from constants."""
        if not self.parts[node] or node in self.start or self.op[node] == NEG:
            return False
        while self.parts[node]:
            moving = [one for one in self.parts[node] if self.op[one] != CONSTANT]
            if len(moving) != 1 or moving[0] in self.start:
                return False
            node = moving[0]
        return bool(self.op[node] == LEAF)

    def is_root(self, node: int) -> bool:
        """Say whether a node is taken as it is at the start of the step."""
        return not self.parts[node]

    def is_constant(self, node: int) -> bool:
        """Say whether a root is a number of the formulas: written there, or made anew in every step."""
        op = self.op[node]
        return op == CONSTANT or (op == LEAF and node > self.step.start)

    def is_start(self, node: int) -> bool:
        """Say whether a number is the 0 that a running total begins with: written in a formula, not in the data."""
        return self.value[node] == 0 and self.is_written_always(node)

    def is_written_always(self, node: int) -> bool:
        """Say whether a number stands in the file where every step comes by."""
        return bool(self.op[node] == LEAF and self.tape.written[node] > OFTEN * self.count_of_steps)

    def is_always_one(self, node: int) -> bool:
        """Say whether the number that is made at a place of the file is 1 in every step."""
        tape = self.tape
        made = np.nonzero((tape.site[: tape.length] == tape.site[node]) & (tape.op[: tape.length] == LEAF))[0]
        offsets = made - np.searchsorted(tape.block[: tape.length], tape.block[made])
        return bool(np.all(tape.value[made[offsets == _offset(tape, node)]] == 1))

    def is_factor(self, node: int) -> bool:
        """Say whether a number that stands in the file is only multiplied or compared with: a rate, a slope."""
        if self.op[node] != LEAF or not self.tape.written[node]:
            return False
        for user in self.users_of(node):
            op = self.op[user]
            if op == DIV and self.parts[user][0] == node:
                return False
            if op not in _OF_FACTORS:
                return False
        return True

    def is_only_added(self, node: int) -> bool:
        """Say whether a number is in sums alone."""
        return all(self.op[user] == ADD for user in self.users_of(node))

    def unsigned(self, node: int) -> tuple[int, float]:
        """Return what a node is plus or minus of, with the sign."""
        sign = 1.0
        while self.parts[node] and self.op[node] == NEG:
            node = self.parts[node][0]
            sign = -sign
        return node, sign

    def users_of(self, node: int) -> list[int]:
        """Return the nodes of the step that are computed from a node."""
        return self.users.get(node, [])


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
    part = _Part(tape, found, step)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    if not parameters:
        raise NotRecognisedError("no step of training was found")
    inputs: set[int] = set()
    compared: list[tuple[int, int]] = []
    frozen: set[int] = set()
    for _ in range(frozen_levels + 1):
        frozen |= {root for _, root in compared}
        known = {**parameters, **dict.fromkeys(frozen, -1)}
        inputs = _inputs(part, known)
        frozen |= still_weights(part, known, inputs)
        inputs = (inputs | _inputs(part, {**parameters, **dict.fromkeys(frozen, -1)})) - frozen
        compared = _compared(part, parameters, inputs, frozen)
        if not compared:
            raise NoTargetError(
                "no target was found that an output is compared with: look whether the backward pass begins with one"
            )
    replaced = _replaced(part, frozen)
    if replaced:
        part = _Part(tape, found, step, replaced.values())
    network = _network(part, parameters, frozen, compared)
    network.replaced = {root: node for root, node in replaced.items() if root in network.parameters}
    return network


def _replaced(part: _Part, still: Iterable[int]) -> dict[int, int]:
    """Return the weights that a step puts others in the place of, without adding to them, with the new ones."""
    computed = sorted(root for root in still if OPERANDS[part.op[root]])
    after = range(part.step.start + 1, min(part.step.end + MAX_NODES_AFTER, part.tape.length))
    return successors(part.tape, computed, after) if computed else {}


def successors(tape: Tape, nodes: Sequence[int], later: Iterable[int]) -> dict[int, int]:
    """Return for nodes what was computed later at the same places of the file, in the same order.

    Args:
        tape: where they stand.
        nodes: in the order of the tape, or in the opposite one.
        later: the nodes that may come in their place, in the same order.
    """
    waiting: dict[tuple[int, int], list[int]] = {}
    for node in nodes:
        waiting.setdefault((int(tape.site[node]), _offset(tape, node)), []).append(node)
    sites = {site for site, _ in waiting}
    found = {}
    for node in later:
        site = int(tape.site[node])
        if site in sites:
            group = waiting.get((site, _offset(tape, node)))
            if group:
                found[group.pop(0)] = node
    return found


def _offset(tape: Tape, node: int) -> int:
    """Return the place of a node in the array it was computed in."""
    return node - int(np.searchsorted(tape.block[: tape.length], tape.block[node]))


def _inputs(part: _Part, parameters: Mapping[int, int]) -> set[int]:
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
                other, _ = part.unsigned(one)
                if one != node and part.is_root(other) and other not in parameters:
                    found.add(other)
    return {root for root in found if part.op[root] != CONSTANT}


def still_weights(part: _Part, parameters: Mapping[int, int], inputs: set[int]) -> set[int]:
    """Return the roots that are weights though no step adds to them: of a layer that is never updated, or overwritten.

    They are added up like the products of the weights that are learnt, on the same side of each product; above the
    first layer, they are multiplied with what weights have made.
    """
    sides = {slot for root in parameters for slot in _sides(part, root)}
    found: set[int] = set()
    made = set(parameters) | inputs
    on_others = _depends(
        part,
        {
            node
            for node in part.roots
            if node not in made and not part.is_constant(node) and not _is_added_up(part, node)
        },
    )
    on_parameters = _depends(part, parameters)
    for node in part.operations:
        if part.op[node] != MUL or not _is_in_sum(part, node):
            continue
        left, right = part.parts[node]
        for slot, (weight, value) in enumerate(((left, right), (right, left))):
            if not _may_be_weight(part, weight, parameters, inputs):
                continue
            is_above = value in on_parameters and value not in on_others and not part.is_root(value)
            is_first = _may_be_weight(part, value, parameters, set()) and slot in sides and len(sides) == 1
            if is_above or is_first:
                found.add(weight)
    return found


def _may_be_weight(part: _Part, node: int, parameters: Mapping[int, int], inputs: set[int]) -> bool:
    return part.is_root(node) and not part.is_constant(node) and node not in parameters and node not in inputs


def _sides(part: _Part, root: int) -> set[int]:
    """Return whether a number stands on the left (0) or on the right (1) of the products it is in."""
    sides = set()
    for user in part.users_of(root):
        if part.op[user] == MUL and _is_in_sum(part, user):
            left, right = part.parts[user]
            other = right if left == root else left
            if part.is_root(other) or part.op[other] != MUL:
                sides.add(0 if left == root else 1)
    return sides


def _is_in_sum(part: _Part, product: int) -> bool:
    """Say whether a product is added to others."""
    return any(part.op[user] == ADD for user in part.users_of(product))


def _is_added_up(part: _Part, root: int) -> bool:
    return any(part.op[user] == MUL and _is_in_sum(part, user) for user in part.users_of(root))


def _depends(part: _Part, sources: Iterable[int]) -> set[int]:
    """Return the nodes of a step that depend on some roots."""
    found = set(sources)
    parts = part.parts
    for node in part.operations:
        if not found.isdisjoint(parts[node]):
            found.add(node)
    return found


def _compared(part: _Part, parameters: Mapping[int, int], inputs: set[int], frozen: set[int]) -> list[tuple[int, int]]:
    """Return pairs of a value that only inputs and parameters make, and what is first added to it or taken off it."""
    others = {
        root
        for root in part.roots
        if root not in parameters and root not in inputs and root not in frozen and _may_be_target(part, root)
    }
    on_others = _depends(part, others)
    on_parameters = _depends(part, {*parameters, *frozen})
    pairs: list[tuple[int, int]] = []
    totals: set[tuple[int, int]] = set()
    for node in part.operations:
        op = part.op[node]
        if op not in _COMPARING:
            continue
        left, right = part.parts[node]
        if op == DIV:
            if (
                left in on_others
                and left not in on_parameters
                and _is_value(right, on_parameters, on_others, parameters)
            ):
                pairs.append((right, left))
            continue
        for value, other in ((left, right), (right, left)):
            if op == ADD and part.is_start(other):
                continue
            is_other = other in on_others and other not in on_parameters
            is_other = is_other or (op == SUB and other in inputs)
            if is_other and _is_value(value, on_parameters, on_others, parameters):
                pairs.append((value, other))
                if op == ADD and part.is_root(other) and part.value[other] == 0:
                    totals.add((value, other))
    # A running total begins with 0 and so does many a bias; but nothing is learnt from a target through a total.
    return [pair for pair in pairs if pair not in totals] or pairs


def _may_be_target(part: _Part, root: int) -> bool:
    """Say whether a root is data, and not a number of the formulas."""
    if part.op[root] == LEAF and root > part.step.start:
        return True
    is_of_formula = part.is_constant(root) or part.is_factor(root)
    return not is_of_formula and not (part.is_start(root) and part.is_only_added(root))


def _is_value(node: int, on_parameters: set[int], on_others: set[int], parameters: Mapping[int, int]) -> bool:
    return node in on_parameters and node not in on_others and node not in parameters


def _output_of(part: _Part, node: int) -> int:
    """Return the output that a compared value is: ŷ of 1 − ŷ, −ŷ or a ŷ kept from 0 and 1."""
    while not part.is_root(node):
        op = part.op[node]
        parts = part.parts[node]
        values = [float(part.value[one]) for one in parts]
        constants = [part.is_constant(one) for one in parts]
        if op == NEG:
            node = parts[0]
        elif op == SUB and constants[0] and values[0] == 1:
            node = parts[1]
        elif op in (ADD, SUB) and constants[1] and abs(values[1]) < 1e-3:
            node = parts[0]
        elif op in (MAX, MIN) and any(constants):
            limit = values[constants.index(True)]
            if limit == 0 or min(abs(limit), abs(1 - limit)) > 1e-2:
                return node
            node = parts[constants.index(False)]
        else:
            return node
    return node


Form = dict[int, tuple[float, int]]
"""A sum that is linear in parameters: parameter → factor and value."""


class _Forms:
    """The linear forms of the nodes of a step."""

    def __init__(self, part: _Part, learnt: set[int], forward: Callable[[int], bool]) -> None:
        self.part = part
        self.of: dict[int, Form] = {}
        for node in part.nodes:
            if node in learnt:
                self.of[node] = {node: (1.0, 0)}
            elif not part.is_root(node) and forward(node):
                form = self._form(node)
                if form:
                    self.of[node] = form

    def is_parameter(self, node: int) -> bool:
        form = self.of.get(node)
        return form is not None and len(form) == 1 and next(iter(form.values()))[1] == 0

    def _form(self, node: int) -> Form | None:
        op = self.part.op[node]
        parts = self.part.parts[node]
        if op == NEG:
            form = self.of.get(parts[0])
            return None if form is None else _scaled(form, -1.0)
        if op == MUL:
            return self._product(*parts)
        if op == DIV and self.part.is_constant(parts[1]):
            form = self.of.get(parts[0])
            divisor = float(self.part.value[parts[1]])
            return None if form is None or not divisor else _scaled(form, 1 / divisor)
        if op in (ADD, SUB):
            return self._sum(op, *parts)
        return None

    def _product(self, left: int, right: int) -> Form | None:
        for one, other in ((left, right), (right, left)):
            form = self.of.get(one)
            if form is None:
                continue
            if self.part.is_constant(other):
                value = float(self.part.value[other])
                # A unit of ReLU that is silent may give a 0 that is written in the file.
                if self.is_parameter(one) and (self.part.op[other] == LEAF or not value):
                    (parameter, (factor, _)) = next(iter(form.items()))
                    return {parameter: (factor, other)}
                return _scaled(form, value)
        for one, other in ((left, right), (right, left)):
            if self.is_parameter(one) and not self.is_parameter(other):
                (parameter, (factor, _)) = next(iter(self.of[one].items()))
                value, sign = self.part.unsigned(other)
                return {parameter: (sign * factor, value)}
        return None

    def _sum(self, op: int, left: int, right: int) -> Form | None:
        one = self.of.get(left)
        other = self.of.get(right)
        if other is not None and op == SUB:
            other = _scaled(other, -1.0)
        if one is None and other is None:
            return None
        for form, rest in ((one, right), (other, left)):
            missing = self.of.get(rest)
            if form is not None and missing is None:
                is_zero = self.part.value[rest] == 0 and (self.part.is_constant(rest) or self.part.is_start(rest))
                return form if is_zero else None
        assert one is not None
        assert other is not None
        if set(one) & set(other):
            return None
        return {**one, **other}


def _scaled(form: Form, factor: float) -> Form:
    return {parameter: (factor * old, value) for parameter, (old, value) in form.items()}


def _network(part: _Part, parameters: Mapping[int, int], frozen: set[int], compared: list[tuple[int, int]]) -> Forward:
    outputs = list(dict.fromkeys(_output_of(part, value) for value, _ in compared))
    forward = set(part_of(part.tape, outputs, roots=part.roots))
    learnt = set(parameters) | frozen
    forms = _Forms(part, learnt, forward.__contains__)
    sums = _weighted_sums(part, forms, forward)
    if not sums:
        raise NotRecognisedError("no weighted sums were found between the inputs and the outputs")
    return _assembled(part, parameters, _Layers(part, sums), outputs, compared)


def _weighted_sums(part: _Part, forms: _Forms, forward: set[int]) -> dict[int, Sum]:
    """Return the sums that are complete: no sum of the step adds further parameters to them."""
    is_part: dict[int, bool] = {}
    for node in reversed(part.nodes):
        form = forms.of.get(node)
        if form is None:
            continue
        is_part[node] = False
        for user in part.users_of(node):
            bigger = forms.of.get(user)
            if user in forward and bigger is not None and set(form) <= set(bigger):
                is_part[node] = is_part[node] or set(form) < set(bigger) or is_part.get(user, False)
    found: dict[int, Sum] = {}
    for node in part.nodes:
        form = forms.of.get(node)
        if form is None or node not in forward or part.is_root(node) or all(not value for _, value in form.values()):
            continue
        known = [one for one in _same_sum(part, forms, node, set(form)) if one in found]
        if is_part[node] or known:
            continue
        terms = tuple(Term(parameter, factor, value) for parameter, (factor, value) in form.items())
        found[node] = Sum(node, terms)
    return found


def _same_sum(part: _Part, forms: _Forms, node: int, parameters: set[int]) -> Iterator[int]:
    """Yield the sums that a sum is but a multiple of: z of −z."""
    for one in part.parts[node]:
        form = forms.of.get(one)
        if form is not None and set(form) == parameters:
            yield one
            yield from _same_sum(part, forms, one, parameters)


class _Layers:
    """Sorts weighted sums into units, layers and samples."""

    def __init__(self, part: _Part, sums: Mapping[int, Sum]) -> None:
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
        self.inputs: dict[Key, int] = {}
        """Roots over the samples → the number of the input."""
        self._known: dict[tuple[frozenset[object], int], int] = {}
        self._turns: dict[tuple[frozenset[object], int], int] = {}
        self._behind: dict[int, frozenset[int]] = {}
        self._units: list[Unit] = []

    def behind(self, node: int) -> frozenset[int]:
        """Return the weighted sums that a value is computed from directly."""
        known = self._behind.get(node)
        if known is not None:
            return known
        found: frozenset[int] = frozenset()
        if node in self.sums:
            found = frozenset({self._original(node)})
        elif not self.part.is_root(node):
            for one in self.part.parts[node]:
                found |= self.behind(one)
        self._behind[node] = found
        return found

    def _original(self, node: int) -> int:
        """Return the first of the weighted sums that are the same as one."""
        if node not in self._first:
            one = self.sums[node]
            identity: set[object] = set()
            for term in one.terms:
                behind = self.behind(term.value) if term.value else frozenset()
                identity.add((term.parameter, term.factor, behind or term.value))
            # The same sample twice in a batch is two samples; the same pass computed twice is one.
            same = frozenset(identity)
            block = int(self.part.tape.block[node])
            turn = self._turns.setdefault((same, block), 0)
            self._turns[same, block] = turn + 1
            self._first[node] = self._known.setdefault((same, turn), node)
        return self._first[node]

    def units(self) -> list[Unit]:
        """Return the units, those nearest to the inputs first.

        Raises:
            NotRecognisedError: if a unit mixes samples.
        """
        groups: dict[tuple[int, ...], list[Sum]] = {}
        for one in self.sums.values():
            if self._original(one.node) != one.node:
                continue
            groups.setdefault(tuple(sorted(term.parameter for term in one.terms)), []).append(one)
        group_of = {one.node: key for key, group in groups.items() for one in group}
        depths: dict[tuple[int, ...], int] = {}

        def depth(key: tuple[int, ...]) -> int:
            if key not in depths:
                below = 0
                for term in groups[key][0].terms:
                    for node in self.behind(term.value) if term.value else ():
                        below = max(below, depth(group_of[node]))
                depths[key] = below + 1
            return depths[key]

        for key in sorted(groups, key=lambda each: (depth(each), each[0])):
            unit = Unit(key, depth(key))
            self._fill(unit, len(self._units), groups[key])
            self._units.append(unit)
        return self._units

    def _fill(self, unit: Unit, number: int, group: Sequence[Sum]) -> None:
        """Give each weighted sum of a unit its sample, and each parameter what it is multiplied with."""
        by_sample: dict[int, Sum] = {}
        for position, one in enumerate(group):
            sample = self._sample(one, position)
            self.unit_of[one.node] = number
            self.sample_of[one.node] = sample
            by_sample.setdefault(sample, one)
            unit.sums.setdefault(sample, one.node)
        terms: dict[int, dict[int, Term]] = {}
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

    def _place_silent(self, unit: Unit, silent: Sequence[Mapping[int, Term]]) -> None:
        """Let the weights that are multiplied with a written 0 lead to the units below that lead nowhere yet."""
        below = [number for number, other in enumerate(self._units) if other.layer == unit.layer - 1]
        missing = [number for number in below if ("u", number) not in unit.weights]
        if len(missing) != len(silent):
            raise NotRecognisedError("it is not known which unit a weight leads to, as the unit is silent")
        for number, terms in zip(missing, silent, strict=True):
            unit.weights["u", number] = terms[min(terms)]
            for sample, term in terms.items():
                self.values.setdefault((number, sample), term.value)

    def _sample(self, one: Sum, next_sample: int) -> int:
        samples = set()
        for term in one.terms:
            if term.value:
                samples |= {self.sample_of[node] for node in self.behind(term.value)}
        if len(samples) > 1:
            raise NotRecognisedError("the output of a sample depends on other samples of its batch")
        return samples.pop() if samples else next_sample

    def _place(self, unit: Unit, terms: Mapping[int, Term], *, is_above: bool) -> None:
        above = [term for term in terms.values() if term.value and self.behind(term.value)]
        first = above[0] if above else terms[min(terms)]
        is_bias = all(not term.value or self._is_one(term.value) for term in terms.values())
        if is_above and not is_bias and not above:
            is_bias = all(self.part.value[term.value] == 1 for term in terms.values())
        if is_bias:
            if unit.bias is not None:
                raise NotRecognisedError("a unit has two biases")
            unit.bias = Term(first.parameter, first.factor, 0)
            return
        behind = self.behind(first.value)
        if not behind:
            roots: Key = tuple(terms[sample].value for sample in sorted(terms))
            key: Key = ("x", self._input(unit, roots))
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

    def _input(self, unit: Unit, roots: Key) -> int:
        """Return the number of an input by what it is over the samples; equal ones are told apart by their order."""
        turn = 0
        while ("x", self.inputs.get((*roots, turn), -1)) in unit.weights:
            turn += 1
        return self.inputs.setdefault((*roots, turn), len(self.inputs))

    def _is_one(self, node: int) -> bool:
        if self.part.value[node] != 1:
            return False
        if self.part.op[node] == LEAF and not self.part.tape.written[node]:
            return node > self.part.step.start and self.part.is_always_one(node)
        return self.part.is_constant(node) or self.part.is_written_always(node)


def _assembled(
    part: _Part,
    parameters: Mapping[int, int],
    layers: _Layers,
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
    )
    for unit in units:
        for parameter in unit.parameters:
            found.parameters[parameter] = parameters.get(parameter, -1)
    by_unit: dict[int, dict[int, int]] = {}
    for node in outputs:
        number, sample = _unit_of_output(part, layers, node)
        by_unit.setdefault(number, {})[sample] = node
    targets_of: dict[int, list[int]] = {}
    for value, other in compared:
        targets_of.setdefault(_output_of(part, value), []).append(_target_of(part, other))
    target_of = {output: targets[0] for output, targets in targets_of.items()}
    _add_silent_outputs(part, layers, units, by_unit)
    for number in sorted(by_unit):
        nodes = by_unit[number]
        if len(nodes) != samples:
            raise NotRecognisedError("not every sample has an output and a target")
        found.output_units.append(number)
        found.outputs.append(nodes)
        own = _own_targets(nodes, targets_of)
        if own:
            target_of.update(own)
            found.comparison = _comparison(part, compared, own)
        found.targets.append({sample: target_of.get(node, 0) for sample, node in nodes.items()})
        for sample, node in nodes.items():
            layers.values.setdefault((number, sample), node)
    for (number, sample), node in layers.values.items():
        units[number].values[sample] = node
    return found


def _own_targets(outputs: Mapping[int, int], targets_of: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the target of each of a unit's outputs that are all compared with all targets; nothing if they are not.

    Of (n,) and (n, 1) the difference is (n, n).
    """
    everything = {frozenset(targets_of.get(node, ())) for node in outputs.values()}
    targets = sorted(next(iter(everything)))
    if len(outputs) < 2 or len(everything) > 1 or len(targets) != len(outputs):
        return {}
    return {outputs[sample]: target for sample, target in zip(sorted(outputs), targets, strict=True)}


def _comparison(part: _Part, compared: Iterable[tuple[int, int]], own: Mapping[int, int]) -> int:
    """Return the first node in which an output is compared with another's target."""
    pairs = {frozenset(pair) for pair in compared if own.get(pair[0], pair[1]) != pair[1]}
    return next(node for node in part.operations if frozenset(part.parts[node]) in pairs)


def _inputs_by_sample(layers: _Layers, samples: int) -> list[dict[int, int]]:
    return [dict(zip(range(samples), roots[:-1], strict=False)) for roots in layers.inputs]  # type: ignore[arg-type]


def _unit_of_output(part: _Part, layers: _Layers, node: int) -> tuple[int, int]:
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


def _target_of(part: _Part, node: int) -> int:
    """Return the target in what an output is compared with: t of 1 − t, or of −t."""
    while not part.is_root(node):
        parts = part.parts[node]
        op = part.op[node]
        if op == NEG:
            node = parts[0]
        elif op == SUB and part.is_constant(parts[0]):
            node = parts[1]
        else:
            return node
    return node


def _add_silent_outputs(
    part: _Part, layers: _Layers, units: Sequence[Unit], by_unit: dict[int, dict[int, int]]
) -> None:
    """Add the outputs of a softmax that nothing is taken from: their target is 0."""
    known = {node for nodes in by_unit.values() for node in nodes.values()}
    wholes = set()
    for node in known:
        if part.op[node] == DIV and len(layers.behind(node)) > 1:
            wholes.add(part.parts[node][1])
    for node in part.nodes:
        if node in known or part.is_root(node) or part.op[node] != DIV:
            continue
        above, below = part.parts[node]
        behind = layers.behind(above)
        is_alike = below in wholes or layers.behind(below) in {layers.behind(one) for one in wholes}
        if is_alike and len(behind) >= 1:
            number, sample = _unit_of_output(part, layers, node)
            if units[number].layer == max(unit.layer for unit in units):
                by_unit.setdefault(number, {}).setdefault(sample, node)
