"""How large a network is in the file, where a part of each large array was followed."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.check.recognition.forward import Forward, FoundUnit
from xortui.check.tracing.partial_tape import PartialTape
from xortui.check.tracing.tape import Tape


def samples_in_file(tape: Tape, units: Sequence[FoundUnit], samples: int) -> int:
    """Return how many samples a step takes in the file.

    Args:
        tape: what was followed.
        units: the network.
        samples: how many of them were followed.
    """
    if not isinstance(tape, PartialTape) or samples < 2:
        return samples
    counts = [tape.count_along(unit.sums[0], unit.sums[1]) for unit in units]
    return max(samples, *counts)


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
