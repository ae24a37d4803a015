"""The nodes of one step, with what each was computed from and what was computed from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.looked_ahead import in_network, looked_ahead
from xortui.check.recognition.prepared_inputs import PreparedInputs
from xortui.check.recognition.successors import offset_in_block
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, LEAF, MUL, NEG, SUB
from xortui.check.tracing.tape import COUNTS, Op, Tape

OFTEN = 0.8
"""A number that is written in the file belongs to a formula if at least this share of the steps computes with it."""
_OF_FACTORS = frozenset(map(int, (Op.MUL, Op.DIV, Op.POW, Op.WHERE, Op.GT, Op.GE, Op.LT, Op.LE)))


class StepPart:
    """The nodes of one step, with what each depends on."""

    def __init__(self, tape: Tape, found: Sequence[Chain], step: Step, also: Iterable[int] = ()) -> None:
        """Collect what the new values of all that is learnt, and some nodes more, were computed from."""
        self.tape = tape
        self.start = {chain.at(step.start): number for number, chain in enumerate(found)}
        self.end = {number: chain.at(step.end) for number, chain in enumerate(found)}
        self.step = step
        self.first_update = min(chain.versions[1] for chain in found if len(chain.versions) > 1)
        """The first new value of anything that is learnt."""
        self.first_sites = frozenset(int(tape.site[chain.versions[0]]) for chain in found)
        """The places of the file where what is learnt was made, before any update."""
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
        prepared = PreparedInputs(tape, found, step).nodes(self.op, self.parts, self.users)
        self.behind_inputs = frozenset(part_of(tape, prepared, since=step.start))
        """What the inputs that are prepared in the step are made of, and they themselves: no weights."""
        for node in prepared:
            for part in self.parts[node]:
                self.users[part].remove(node)
            self.parts[node] = ()
        self._always: dict[int, dict[int, float]] = {}
        """Place of the file → the numbers made there that are the same in every step."""
        self.masks: dict[int, float] = {}
        """Nodes that are masks, drawn anew in every step → the value at which they let everything through."""
        self.operations = [node for node in self.nodes if self.parts[node]]
        """The nodes that are computed in the step."""
        self.roots = [node for node in self.nodes if not self.parts[node]]
        self.fixed_masks: frozenset[int] = frozenset()
        """Numbers of masks that weights are multiplied with, the same in every step."""

    def with_data(self, value: float) -> int:
        """Add a number of the data that nothing is computed from, and return its node."""
        node = self.tape.one(Op.LEAF, value)
        self.tape.settle()
        self.nodes.append(node)
        self.roots.append(node)
        self.op[node] = LEAF
        self.value[node] = value
        self.parts[node] = ()
        return node

    def take_masks(self, nodes: Mapping[int, float]) -> None:
        """Take masks as they are, whatever they were computed from."""
        self.masks.update(nodes)
        self.take(nodes)

    def look_ahead(self) -> dict[int, int]:
        """Take what stands in the network for a weight a step ahead as it is; return it → the weight."""
        candidates = looked_ahead(self.tape, self.operations, self.step.start, self.start.keys() & self.parts.keys())
        if not candidates:
            return {}
        ends = {node: number for number, node in self.end.items() if node > self.step.start}
        found = in_network(candidates, ends, self.users_of)
        self.take(found)
        return found

    def take(self, nodes: Iterable[int]) -> None:
        """Take nodes as they are."""
        for node in nodes:
            for part in self.parts[node]:
                self.users[part].remove(node)
            self.parts[node] = ()
        self.operations = [node for node in self.nodes if self.parts[node]]
        self.roots = [node for node in self.nodes if not self.parts[node]]
        self.__dict__.pop("products_in_sums", None)

    @cached_property
    def products_in_sums(self) -> list[tuple[int, int]]:
        """The factors of each product of the step that is added to something."""
        op = self.op
        added = {part for node in self.operations if op[node] == ADD for part in self.parts[node]}
        products = (self.parts[node] for node in self.operations if op[node] == MUL and node in added)
        return [(left, right) for left, right in products]

    def is_root(self, node: int) -> bool:
        """Say whether a node is taken as it is at the start of the step."""
        return not self.parts[node]

    def is_constant(self, node: int) -> bool:
        """Say whether a root is a number of the formulas: written there, or made anew in every step."""
        op = self.op[node]
        return op == CONSTANT or (op == LEAF and self.tape.made_at(node) > self.step.start)

    def is_start(self, node: int) -> bool:
        """Say whether a number is the 0 that a running total begins with: written in a formula, not in the data."""
        return self.value[node] == 0 and self.is_written_always(node)

    def is_written_always(self, node: int) -> bool:
        """Say whether a number stands in the file where every step comes by."""
        return bool(self.op[node] == LEAF and self.tape.written[node] > OFTEN * self.count_of_steps)

    def is_always(self, value: float, node: int) -> bool:
        """Say whether the number that is made where a node is made has one value in every step."""
        site = int(self.tape.site[node])
        if site not in self._always:
            self._always[site] = self._same_at(site)
        return self._always[site].get(offset_in_block(self.tape, node)) == value

    def _same_at(self, site: int) -> dict[int, float]:
        """Return the numbers that are made at a place of the file and are the same in every step, by their place.

        Args:
            site: where they are made.

        Returns:
            The place of a number in the array it is made in → its value.
        """
        tape = self.tape
        made = np.nonzero((tape.site[: tape.length] == site) & (tape.op[: tape.length] == LEAF))[0]
        if not made.size:
            return {}
        offsets = made - np.searchsorted(tape.block[: tape.length], tape.block[made])
        order = np.argsort(offsets, kind="stable")
        places, firsts = np.unique(offsets[order], return_index=True)
        values = tape.value[made[order]]
        lowest = np.minimum.reduceat(values, firsts)
        highest = np.maximum.reduceat(values, firsts)
        is_same = lowest == highest
        return dict(zip(places[is_same].tolist(), lowest[is_same].tolist(), strict=True))

    def is_factor(self, node: int) -> bool:
        """Say whether a number that stands in the file is only multiplied or compared with: a rate, a slope."""
        if self.op[node] != LEAF or not self.tape.written[node]:
            return False
        return self._only_multiplies(node)

    def _only_multiplies(self, node: int) -> bool:
        """Say whether a number is only multiplied or compared with, or less than 1 by a number that is: 1 − keep."""
        for user in self.users_of(node):
            op = self.op[user]
            if op == DIV and self.parts[user][0] == node:
                return False
            if op == SUB and self.op[self.parts[user][0]] == CONSTANT and self._only_multiplies(user):
                continue
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


def depending_on(part: StepPart, sources: Iterable[int]) -> set[int]:
    """Return the nodes of a step that depend on some roots."""
    found = set(sources)
    parts = part.parts
    for node in part.operations:
        if not found.isdisjoint(parts[node]):
            found.add(node)
    return found
