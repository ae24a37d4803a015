"""How large a network is in the file, where a part of each large array was followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xortui.check.recognition.forward import Forward, FoundUnit
from xortui.check.tracing.partial_tape import PartialTape
from xortui.check.tracing.sampled_tape import SampledTape
from xortui.check.tracing.tape import Nodes, Tape
from xortui.check.undecided import SamplesNeededError
from xortui.core.lockstep import Floats


def samples_in_file(tape: Tape, units: Sequence[FoundUnit], samples: int) -> int:
    """Return how many samples a step takes in the file.

    Args:
        tape: what was followed.
        units: the network.
        samples: how many of them were followed.
    """
    if not isinstance(tape, PartialTape) or samples < 2:
        return samples
    several = [list(unit.sums.values())[:2] for unit in units if len(unit.sums) > 1]
    return max(samples, *(tape.count_along(first, second) for first, second in several))


def layers_in_file(tape: Tape, forward: Forward, layers: Sequence[int]) -> tuple[int, ...]:
    """Return how many units each layer has in the file, inputs first.

    Args:
        tape: what was followed.
        forward: the network.
        layers: how many units of each layer were followed.
    """
    if not isinstance(tape, PartialTape):
        return tuple(layers)
    numbers = sorted({unit.layer for unit in forward.units})
    found = []
    for number, followed in zip(numbers, layers[:-1], strict=True):
        sums = [unit.sums[0] for unit in forward.units if unit.layer == number]
        found.append(max(followed, *(tape.summands(node) for node in sums)))
    outputs = [forward.units[number].sums[0] for number in forward.output_units]
    last = [tape.count_along(outputs[0], node) for node in outputs[1:]]
    return (*found, max(len(outputs), *last, 0))


def table_of(columns: Sequence[Mapping[int, int]], samples: int) -> Nodes:
    """Return samples × columns: the node of each sample in each column; 0 for none."""
    table = np.zeros((samples, len(columns)), np.int64)
    for number, column in enumerate(columns):
        for sample in range(samples):
            table[sample, number] = column.get(sample, 0)
    return table


def values_in_file(tape: Tape, table: Nodes, batch: int) -> Floats:
    """Return the values of all samples of a batch, of which some may have been followed.

    Args:
        tape: what was followed.
        table: samples that were followed × numbers: their nodes, 0 for a 0.
        batch: how many samples a step takes in the file.

    Raises:
        SamplesNeededError: if the values of the others are not known.
    """
    if len(table) == batch or not table.size:
        values: Floats = np.where(table > 0, tape.value[table], 0.0)
        return values
    found = tape.of_all_samples(table) if isinstance(tape, SampledTape) else None
    if found is None or len(found) != batch:
        raise SamplesNeededError
    return found
