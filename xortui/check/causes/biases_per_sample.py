"""Biases that are added to the sums of single samples: an array of them, in which each sample has its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import ADD, CONSTANT, LEAF, MUL
from xortui.check.tracing.trace import NamedPlace, Trace

MAX_NODES = 4_000
"""Nodes of a step that are looked at."""


class BiasesPerSample(NamedTuple):
    """An array with other biases for each sample."""

    name: str
    shape: tuple[int, ...]
    axis: int
    """Along which the samples lie."""
    update: int
    """The node of the first new value in it."""
    has_grown: bool
    """Whether it began with one bias for all samples."""

    @property
    def samples(self) -> int:
        """How many samples have a bias of their own."""
        return self.shape[self.axis]

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return (
            f"{self.name} has the shape {self.shape}: each of the {self.samples} samples has a bias of its own, which "
            "no other sample learns from and which means nothing for new ones. Give each unit one bias, for all "
            f"samples, and sum its gradient over the samples (axis={self.axis})."
        )


def biases_per_sample(trace: Trace, found: Sequence[Chain], step: Step) -> list[BiasesPerSample]:
    """Return the arrays that are added to sums of the same weights, with other numbers for each sample.

    Args:
        trace: what was seen.
        found: what is learnt.
        step: one of its steps.
    """
    arrays: dict[str, BiasesPerSample] = {}
    for numbers in _added_to_the_same(trace, found, step):
        biases = [found[number] for number in numbers]
        places = [_last_place(trace, bias) for bias in biases]
        known = [place for place in places if place is not None and len(place.shape) == 2]
        names = {place.path for place in known}
        cells = {place.cell for place in known}
        if len(biases) < 2 or len(names) != 1 or len(cells) != len(biases):
            continue
        shape = known[0].shape
        for axis in (0, 1):
            if len({cell[1 - axis] for cell in cells}) == 1 and len(cells) == trace.tape.count_followed(shape[axis]):
                name = "".join(known[0].path)
                update = min(bias.versions[1] for bias in biases)
                has_grown = len({bias.versions[0] for bias in biases}) == 1
                arrays.setdefault(name, BiasesPerSample(name, shape, axis, update, has_grown))
    return list(arrays.values())


def _added_to_the_same(trace: Trace, found: Sequence[Chain], step: Step) -> list[list[int]]:
    """Return which numbers that are learnt are added to weighted sums of the same weights."""
    tape = trace.tape
    chain_of = {chain.at(step.start): number for number, chain in enumerate(found)}
    added: dict[frozenset[int], set[int]] = {}
    for node in range(step.start + 1, min(step.end, step.start + MAX_NODES) + 1):
        if tape.op[node] != ADD:
            continue
        left, right = operands(tape, node)
        for bias, weighted_sum in ((left, right), (right, left)):
            if bias in chain_of and weighted_sum > step.start:
                weights = weights_of(trace, weighted_sum, step, chain_of)
                if weights and chain_of[bias] not in weights:
                    added.setdefault(weights, set()).add(chain_of[bias])
    return [sorted(numbers) for numbers in added.values()]


def _last_place(trace: Trace, chain: Chain) -> NamedPlace | None:
    """Return where the newest value of a number lay: its array may have grown before."""
    known = [trace.places[version] for version in chain.versions if version in trace.places]
    return known[-1] if known else None


def weights_of(trace: Trace, node: int, step: Step, chain_of: dict[int, int]) -> frozenset[int]:
    """Return what is learnt in a sum of products of learnt numbers and inputs; none if it is another value."""
    weights = set()
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if at <= step.start:
            return frozenset()
        op = trace.tape.op[at]
        parts = operands(trace.tape, at)
        if op == ADD:
            waiting += [part for part in parts if trace.tape.op[part] not in (CONSTANT, LEAF)]
        elif op == MUL and any(part in chain_of for part in parts):
            weights |= {chain_of[part] for part in parts if part in chain_of}
        else:
            return frozenset()
    return frozenset(weights)
