"""The samples that a file was seen to train with, from its first update on, and how long it keeps their order."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.recognise import recognised
from xortui.check.recognition.same_steps import moved_step
from xortui.check.recognition.sizes_in_file import table_of, values_in_file
from xortui.check.tracing.op_numbers import OPAQUE
from xortui.check.tracing.tape import Nodes
from xortui.core.activations import SOFTMAX
from xortui.core.engines import Sample

if TYPE_CHECKING:
    from xortui.check.examination import Examination

MAX_SAMPLES = 64
"""Samples that a debugger gets."""
SECONDS = 0.3
"""How long steps are looked through for samples."""
ROUNDS = 4
"""If so many times as many samples as are known have brought nothing new, there are no others."""


@dataclass(frozen=True, slots=True)
class SeenSamples:
    """The samples of a file."""

    samples: tuple[Sample, ...]
    """Each once, in the order in which the file takes them first."""
    in_order: int
    """How many of the file's first updates take just these samples, one batch after the other, epoch by epoch."""
    is_order_kept: bool
    """Whether that is so in every update that was looked at."""
    are_all: bool
    """Whether there are no others, as far as was seen."""


class _Taken(NamedTuple):
    """A sample as one step takes it."""

    sample: Sample
    nodes: tuple[int, ...]
    """The numbers of the file that it consists of; of a sample that was not followed, those of the first that was."""
    place: int = 0
    """Its place in the batch, if only some samples were followed; else 0."""

    @property
    def key(self) -> tuple[int, ...]:
        """What tells it from others with the same numbers."""
        return *self.nodes, self.place


def seen_samples(found: Examination) -> SeenSamples:
    """Return the samples that the steps of a file were taken with."""
    first = first_step(found)
    batches, are_all = _batches(found, [*([first] if first is not None else []), *found.watched.all_steps])
    if not any(batches):
        return SeenSamples(tuple(samples_of_step(found, found.reading.forward)), 0, True, True)
    size = found.reading.forward.batch
    samples = _each_once(batches)
    seen = len({one.key for batch in batches for one in batch})
    are_all = are_all and (_have_come_back(batches) or _rows_of_inputs(found, batches) <= seen)
    known = list(itertools.takewhile(bool, batches))
    if first is not None:
        in_order = _in_order(samples, known, size, 0)
        return SeenSamples(tuple(samples), in_order, in_order == len(known), are_all)
    # What the first update of all took is not known: in the usual order it is what comes last in those that follow.
    count = (len(samples) % size or size) if len(samples) > size else 0
    samples = [*samples[len(samples) - count :], *samples[: len(samples) - count]]
    is_kept = _in_order(samples, known, size, 1) == len(known)
    return SeenSamples(tuple(samples), len(known) + 1 if is_kept else 0, is_kept, are_all)


def _in_order(samples: Sequence[Sample], batches: Sequence[Sequence[_Taken]], size: int, begin: int) -> int:
    """Return how many updates take all samples in their order, so many at a time.

    Args:
        samples: in their order.
        batches: the samples of each update.
        size: how many samples an update takes.
        begin: the number of the first of these updates, from 0.
    """
    chunks = [list(samples[start : start + size]) for start in range(0, len(samples), size)]
    for count, batch in enumerate(batches):
        if [taken.sample for taken in batch] != chunks[(begin + count) % len(chunks)]:
            return count
    return len(batches)


def _each_once(batches: Sequence[Sequence[_Taken]]) -> list[Sample]:
    """Return the samples of an epoch, in the order in which they are taken first.

    Samples with the same numbers are two if they come back together, epoch by epoch, or if the file keeps them at two
    places and comes back to each of them.
    """
    taken = [one for batch in batches for one in batch]
    samples = [one.sample for one in taken]
    for period in range(len(set(samples)), min(len(samples) // 2, MAX_SAMPLES) + 1):
        if samples[period:] == samples[:-period]:
            return samples[:period]
    by_place: dict[tuple[int, ...], Sample] = {}
    last_new = 0
    for count, one in enumerate(taken, start=1):
        if one.key not in by_place:
            by_place[one.key] = one.sample
            last_new = count
    comes_back = len(taken) >= 2 * last_new
    return list(by_place.values()) if comes_back else list(dict.fromkeys(samples))


def _have_come_back(batches: Sequence[Sequence[_Taken]]) -> bool:
    """Say whether all samples have come back since the last new one."""
    known: set[Sample] = set()
    since_new = 0
    for batch in batches:
        before = len(known)
        known.update(one.sample for one in batch)
        since_new = 0 if len(known) > before else since_new + len(batch)
    return since_new >= len(known)


def _rows_of_inputs(found: Examination, batches: Sequence[Sequence[_Taken]]) -> int:
    """Return how many samples the array has that holds the inputs; 0 if it is not known, or they lie in several."""
    nodes = [one.nodes[0] for batch in batches for one in batch]
    places = [found.trace.places.get(node) for node in nodes]
    known = [place for place in places if place is not None]
    if len(known) < len(places) or len({(place.path, place.shape) for place in known}) != 1:
        return 0
    shape = known[0].shape
    varying = [axis for axis in range(len(shape)) if len({place.cell[axis] for place in known}) > 1]
    return shape[varying[0]] if len(varying) == 1 else 0


def _batches(found: Examination, steps: Sequence[Step]) -> tuple[list[list[_Taken]], bool]:
    """Return the samples of each step, until no others come, and none of a step that is not known.

    The second of what is returned says whether these are all, as far as was seen.
    """
    batches: list[list[_Taken]] = []
    known: set[Sample] = set()
    since_new = 0
    ends_at = time.process_time() + SECONDS
    most = MAX_SAMPLES
    for step in steps:
        batch = list(_taken(found, step))
        batches.append(batch)
        most = max(most, len(batch))  # of a full batch the next one tells whether these are all
        before = len(known)
        known.update(taken.sample for taken in batch)
        since_new = 0 if len(known) > before else since_new + len(batch)
        if known and since_new >= ROUNDS * len(known):
            break
        if len(known) > most or time.process_time() > ends_at:
            return batches, len(known) <= most and since_new > 0
    return batches, True


def _taken(found: Examination, step: Step) -> Iterator[_Taken]:
    """Yield the samples of a step; nothing if it is not known, or has other inputs."""
    try:
        forward = _forward_of(found, step)
    except NotRecognisedError:
        return
    usual = found.reading.forward
    if (len(forward.inputs), len(forward.targets)) != (len(usual.inputs), len(usual.targets)):
        return
    are_followed = forward.batch == forward.samples
    for number, sample in enumerate(samples_of_step(found, forward)):
        followed = number if are_followed else 0
        nodes = tuple(by_sample[followed] for by_sample in (*forward.inputs, *forward.targets))
        yield _Taken(sample, nodes, 0 if are_followed else number)


def first_step(found: Examination) -> Step | None:
    """Return the step of the first update of all, before which no other tells where it begins; None if it is not known.

    It computes as much for its update as the step that was read.
    """
    tape = found.trace.tape
    known = found.reading.step
    end = found.watched.all_steps[0].start
    updated = [chain.at(end) for chain in found.chains if chain.at(end) != chain.versions[0]]
    if not updated:
        return None
    ends = [chain.at(known.end) for chain in found.chains]
    of_known = part_of(tape, [one for one in ends if one > known.start], since=known.start)
    size = sum(node > known.start and tape.op[node] > OPAQUE for node in of_known)
    of_first = [node for node in part_of(tape, updated) if tape.op[node] > OPAQUE]
    if len(of_first) < size:
        return None
    step = Step(of_first[-size] - 1, end)
    if moved_step(tape, found.chains, known, step) is not None:
        return step
    # It computes something else, as a batch of another size does; what it begins with is a weighted sum.
    begun = {chain.versions[0] for chain in found.chains}
    operands = tape.operands()
    for node in of_first:
        if tape.op[node] > OPAQUE and not begun.isdisjoint(operands[node]) and node > max(begun):
            return Step(node - 1, end)
    return None


def _forward_of(found: Examination, step: Step) -> Forward:
    """Return the network in a step: that of the step that was read, with its own data, if both compute the same.

    Raises:
        NotRecognisedError: if there is none.
    """
    tape = found.trace.tape
    reading = found.reading
    moved = moved_step(tape, found.chains, reading.step, step)
    if moved is None or not moved[reading.forward.data].all():
        return recognised(tape, found.chains, step, frozen_levels=reading.level)
    return replace(
        reading.forward,
        inputs=[_moved(by_sample, moved) for by_sample in reading.forward.inputs],
        targets=[_moved(by_sample, moved) for by_sample in reading.forward.targets],
    )


def _moved(by_sample: Mapping[int, int], moved: Nodes) -> dict[int, int]:
    """Return the nodes of all samples in another step."""
    return {sample: int(moved[node]) for sample, node in by_sample.items()}


def samples_of_step(found: Examination, forward: Forward) -> list[Sample]:
    """Return the samples of one step, as its network has them.

    Raises:
        SamplesNeededError: if only some of them were followed, and the others are not known.
    """
    tape = found.trace.tape
    inputs = values_in_file(tape, table_of(forward.inputs, forward.samples), forward.batch)
    targets = values_in_file(tape, table_of(forward.targets, forward.samples), forward.batch) / forward.label
    if found.reading.model.activations[-1] == SOFTMAX:
        targets[~targets.any(axis=1), 0] = 1.0  # a target of softmax is a class; where none was seen, the first
    return [(tuple(x), tuple(t)) for x, t in zip(inputs.tolist(), targets.tolist(), strict=True)]
