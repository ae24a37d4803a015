"""Whether the samples of a large batch that were followed are enough to judge a file by them."""

from __future__ import annotations

from xortui.check.examination import StepReading
from xortui.check.recognition.sizes_in_file import layers_in_file, table_of, values_in_file
from xortui.check.watching import WatchedRun


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
    lengths = {length for place in places if place is not None for length in place.shape}
    return any(tape.count_followed(length) < length for length in lengths)
