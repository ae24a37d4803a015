"""Biases that learn from sums over the units of one sample each: it fits where there are as many units as samples."""

from __future__ import annotations

import numpy as np

from xortui.check.judgement.judge import Judged, compare, given_for, same
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated
from xortui.core.lockstep import run
from xortui.core.program import LOSS, derivative


def over_units(model: Model, forward: Forward, evaluated: Evaluated, judged: Judged) -> tuple[str, ...]:
    """Return the biases of a layer that learn from the sums over its units, if that is all that is wrong; else ().

    Args:
        model: the network, as xortui has it.
        forward: the network, as the file has it.
        evaluated: the step at random points.
        judged: the step beside the right one.
    """
    network = judged.program.network
    wrong = {name for name in judged.compared if name not in judged.right}
    biases = [one for one in network.parameters if one.name in wrong]
    layers = {one.target.layer for one in biases}
    if len(layers) != 1 or any(one.source is not None for one in biases):
        return ()
    units = network.units[layers.pop()]
    if len(units) != forward.samples or len(biases) < len(units):
        return ()
    values = run(judged.program, given_for(model, forward, evaluated, 1.0))
    deltas = np.stack([values[derivative(LOSS, unit.weighted_sum)] for unit in units])
    for number, bias in enumerate(biases):
        of_units = compare(judged.theirs[bias.name], -deltas[:, :, number].sum(axis=0))
        of_samples = compare(judged.compared[bias.name].right, -deltas[number].sum(axis=1))
        if of_units.ratio is None or not of_samples.ratio or not same(of_units.ratio, judged.rate * of_samples.ratio):
            return ()
    return tuple(bias.name for bias in biases)
