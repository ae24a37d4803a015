"""Whether the samples of a large batch that were followed are enough to judge a file by them."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.check.examination import StepReading
from xortui.check.recognition.sizes_in_file import layers_in_file, table_of, values_in_file
from xortui.check.tracing.sampled_tape import SampledTape
from xortui.check.verdict import RIGHT
from xortui.check.watching import LARGEST_STEP, WatchedRun


def has_all_layers(seen: WatchedRun, reading: StepReading) -> bool:
    """Say whether all units of a network were followed.

    Raises:
        SamplesNeededError: if they were, and the data of the samples that were not followed is not known.
    """
    forward = reading.forward
    layers = reading.model.layers
    if layers_in_file(seen.trace.tape, forward, layers) != tuple(layers):
        return False
    for columns in (forward.inputs, *(() if reading.evaluated.errors else (forward.targets,))):
        values_in_file(seen.trace.tape, table_of(columns, forward.samples), forward.batch)
    return True


def learns_of_samples(seen: WatchedRun) -> bool:
    """Say whether some array that is learnt is as long as a large batch, and a part of it was followed."""
    tape = seen.trace.tape
    places = [seen.trace.places.get(version) for chain in seen.chains for version in chain.versions]
    shapes = {place.shape for place in places if place is not None}
    return isinstance(tape, SampledTape) and any(tape.followed_cells(shape) is not None for shape in shapes)


def is_too_large_whole(seen: WatchedRun) -> bool:
    """Say whether a training of which some samples were followed is too large to be examined with all of them."""
    tape = seen.trace.tape
    step = seen.steps[len(seen.steps) // 2]
    return isinstance(tape, SampledTape) and (step.end - step.start) * tape.samples_for_each() > LARGEST_STEP


def is_sure(verdict: Mapping[str, object]) -> bool:
    """Say whether a verdict on some samples of each batch holds for all: it is right, or says what is wrong."""
    return verdict["verdict"] == RIGHT or bool(verdict["mistakes"])
