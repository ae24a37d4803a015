"""Biases that never move and are other numbers for each sample of a batch: an array of samples × units."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.check.causes.biases_per_sample import MAX_NODES, weights_of
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import Source
from xortui.check.tracing.op_numbers import ADD, LEAF
from xortui.check.tracing.trace import NamedPlace, Trace


def still_biases_per_sample(trace: Trace, found: Sequence[Chain], step: Step) -> str:
    """Tell the arrays that never move and are added to sums of the same weights, with other numbers for each sample.

    Args:
        trace: what was seen.
        found: what is learnt.
        step: one of its steps.

    Returns:
        A sentence for each of them; '' if there is none.
    """
    added: dict[tuple[frozenset[int], tuple[str, ...]], list[tuple[int, NamedPlace]]] = {}
    for node, place, weights in _additions(trace, found, step):
        added.setdefault((weights, tuple(place.path)), []).append((node, place))
    sentences: dict[tuple[str, ...], str] = {}
    for (_, path), sums in added.items():
        shape = sums[0][1].shape
        cells = {tuple(place.cell) for _, place in sums}
        for axis in (0, 1):
            is_of_one_unit = len({cell[1 - axis] for cell in cells}) == 1
            if len(cells) > 1 and is_of_one_unit and len(cells) == trace.tape.count_followed(shape[axis]):
                line = Source(trace).line(sums[0][0])
                sentences.setdefault(path, _sentence("".join(path), shape, axis, line))
    return " ".join(sentences.values())


def _sentence(name: str, shape: tuple[int, ...], axis: int, line: int) -> str:
    return (
        f"{name} never moves, and has the shape {shape}: line {line} adds numbers of its own to each of the "
        f"{shape[axis]} samples. Each bias is one number for a unit, for all samples: update it with the sum of δ over "
        f"the samples (axis={axis})."
    )


def _additions(trace: Trace, found: Sequence[Chain], step: Step) -> list[tuple[int, NamedPlace, frozenset[int]]]:
    """Return the sums of a number that never moves and a weighted sum, with its place and the weights.

    What is multiplied or compared somewhere, too, as inputs and targets are, is left out.
    """
    tape = trace.tape
    chain_of = {chain.at(step.start): number for number, chain in enumerate(found)}
    additions: list[tuple[int, NamedPlace, frozenset[int]]] = []
    used_otherwise: set[tuple[str, ...]] = set()
    for node in range(step.start + 1, min(step.end, step.start + MAX_NODES) + 1):
        parts = operands(tape, node)
        for part in parts:
            place = trace.places.get(part)
            if tape.op[part] != LEAF or part in chain_of or place is None or len(place.shape) != 2:
                continue
            others = [one for one in parts if one != part]
            is_added = tape.op[node] == ADD and len(others) == 1 and others[0] > step.start
            weights = weights_of(trace, others[0], step, chain_of) if is_added else frozenset()
            if weights:
                additions.append((node, place, weights))
            else:
                used_otherwise.add(tuple(place.path))
    return [one for one in additions if tuple(one[1].path) not in used_otherwise]
