"""Causes that lie in the start: zero weights, equal units, small weights, dead and saturated units, bad luck."""

from __future__ import annotations

from functools import partial

import numpy as np

from xortui.check.causes.cause import Evidence
from xortui.check.shown_activations import shown
from xortui.core.activations import steepest
from xortui.core.network import Unit
from xortui.core.program import derivative
from xortui.diagnosis.learnt import LEARNT_SHARE
from xortui.diagnosis.useless_units import grouped, is_dead, matching_parameters, one_sided_units
from xortui.diagnosis.wording import number

SMALL = 0.1
"""Weights below this make hidden units that hardly differ."""
USUAL = 0.5
"""The mean size to which a small start is brought for comparison."""
PLATEAU = 0.99
"""A loss from here on is that of constant outputs, as a share of it."""
OFF_THE_PLATEAU = 0.9
"""A loss up to here has left it."""
FLAT = 1e-3
"""A slope below this passes nearly nothing back."""
FAR = 10.0
"""Sums of this size are far from 0, where activations are curved."""
OTHER_STARTS = 20
"""Starts that are tried."""
MIN_STARTS = 8
"""Starts that must have been tried to tell anything."""
HIGH = 0.3
"""A loss above this is stuck, as a share of that of constant outputs."""


def _hidden(evidence: Evidence) -> list[tuple[Unit, ...]]:
    return list(evidence.course.network.units[1:-1])


def _is_same_unit(evidence: Evidence, first: Unit, second: Unit) -> bool:
    """Say whether two units have equal parameters, to and from them, at the start and along all steps."""
    course = evidence.course
    for mine, theirs in matching_parameters(course.network, first, second):
        if course.start[mine] != course.start[theirs] or not (course.after[mine] == course.after[theirs]).all():
            return False
    return True


def _equal_units(evidence: Evidence) -> tuple[int, list[list[int]]]:
    """Return the first layer with units that are the same, and their numbers in groups; 0 and none if all differ."""
    for layer, units in enumerate(_hidden(evidence), 1):
        same = []
        for group in grouped(units, partial(_is_same_unit, evidence)):
            if len(group) > 1:
                same.append([units.index(unit) + 1 for unit in group])
        if same:
            return layer, same
    return 0, []


def zero_start(evidence: Evidence) -> str:
    """Tell that all weights begin with 0, and stay equal."""
    if any(evidence.start_weights.values()) or not evidence.is_stuck:
        return ""
    layer, _ = _equal_units(evidence)
    if not layer:
        return ""
    return (
        f"All weights start at 0 ({evidence.files_names(list(evidence.start_weights))}), so the units of layer {layer} "
        f"get equal gradients: they are the same unit after all {len(evidence.course.steps)} steps seen. "
        "Start with small random weights; biases may start at 0."
    )


def symmetric_start(evidence: Evidence) -> str:
    """Tell which hidden units are the same unit."""
    if not any(evidence.start_weights.values()) or not evidence.is_stuck:
        return ""
    layer, groups = _equal_units(evidence)
    if not layer:
        return ""
    group = groups[0]
    named = f"{', '.join(map(str, group[:-1]))} and {group[-1]}"
    left = len(_hidden(evidence)[layer - 1]) - sum(len(group) - 1 for group in groups)
    units = "unit" if left == 1 else "different units"
    return (
        f"Hidden units {named} of layer {layer} are the same unit: they start with equal weights, and after "
        f"{len(evidence.course.steps)} steps their weights still agree to the last digit, as they get equal gradients. "
        f"The layer does the work of {left} {units}. Start with random weights."
    )


def small_start(evidence: Evidence) -> str:
    """Tell that small weights keep the network on its plateau, if larger ones do not."""
    weights = np.array(list(evidence.start_weights.values()))
    size = float(np.abs(weights).mean())
    largest = float(np.abs(weights).max())
    if not _hidden(evidence) or not 0 < largest <= SMALL or not evidence.final >= PLATEAU:
        return ""
    epochs = evidence.epochs
    if epochs is None or not evidence.retraining.can(epochs):
        return ""
    factor = USUAL / size
    larger = evidence.retraining.trained(evidence.retraining.scaled_start(factor), epochs)[1]
    if not larger <= OFF_THE_PLATEAU:
        return ""
    return (
        f"The weights start small, {number(largest)} at most, so the hidden units hardly differ and the loss stays on "
        f"a plateau: {evidence.loss(evidence.final)} after {epochs:,} epochs, and {evidence.loss(1.0)} is that of "
        f"constant outputs. With weights {number(factor)} times as large it falls to {evidence.loss(larger)} in as "
        "many epochs. Start with larger weights."
    )


def saturated(evidence: Evidence) -> str:
    """Tell the first layer whose units are flat for every sample, from the start to the last step seen."""
    course = evidence.course
    if not evidence.is_stuck:
        return ""
    for layer, units in enumerate(course.network.units[1:], 1):
        if not steepest(course.network.activations[layer - 1]):
            continue
        names = [derivative(unit.name, unit.weighted_sum) for unit in units]
        if not all(name in course.along for name in names):
            continue
        greatest = max(float(np.max(np.abs(course.spread(name)))) for name in names)
        nearest = min(float(np.min(np.abs(course.spread(unit.weighted_sum)))) for unit in units)
        if not (greatest < FLAT and nearest > FAR / 2):
            continue
        largest_input = max(abs(value) for x, _ in course.data for value in x)
        largest_weight = max(map(abs, evidence.start_weights.values()))
        if layer == 1 and largest_input > FAR:
            advice = f"The inputs reach {number(largest_input)}: scale them to about 1, or start with smaller weights."
        else:
            advice = f"The weights reach {number(largest_weight)} at the start: start with smaller ones."
        return (
            f"Layer {layer} is saturated: |z| is at least {number(nearest)} in every unit for every sample, so the "
            f"slope of {shown(course.network.activations[layer - 1])} is at most {number(greatest)}, and nearly no "
            f"gradient passes. {advice}"
        )
    return ""


def dead_units(evidence: Evidence) -> str:
    """Tell the units of ReLU that are 0 for every sample in all steps seen."""
    course = evidence.course
    if not evidence.is_stuck or not course.is_whole:
        return ""
    for layer, units in enumerate(_hidden(evidence), 1):
        one_sided = one_sided_units(course.network)
        dead = []
        for place, unit in enumerate(units, 1):
            if unit not in one_sided:
                continue
            slopes = course.spread(derivative(unit.name, unit.weighted_sum))
            if is_dead(course.spread(unit.weighted_sum), slopes):
                dead.append(place)
        if dead:
            units_are = f"Unit {dead[0]} of layer {layer} is" if len(dead) == 1 else _several(dead, layer)
            return (
                f"{units_are} dead: z is never above 0 for any of the {len(course.data)} samples, so ReLU gives 0, and "
                f"its weights get no gradient; {len(units) - len(dead)} of {len(units)} units are left. "
                "Start with other or smaller weights, take a smaller learning rate, or leaky ReLU."
            )
    return ""


def _several(units: list[int], layer: int) -> str:
    return f"Units {', '.join(map(str, units[:-1]))} and {units[-1]} of layer {layer} are"


def bad_start(evidence: Evidence) -> str:
    """Tell that most other starts of the same size learn, where this one does not."""
    epochs = evidence.epochs
    retraining = evidence.retraining
    if epochs is None or not evidence.final > HIGH or not _hidden(evidence) or not retraining.can(5 * epochs):
        return ""
    longer = retraining.trained(evidence.course.start, 5 * epochs)[1]
    if not longer > HIGH:
        return ""
    scale = float(np.sqrt(np.mean(np.square(list(evidence.start_weights.values())))))
    tried = 0
    learnt = 0
    for seed in range(OTHER_STARTS):
        if not retraining.can(epochs):
            break
        tried += 1
        learnt += retraining.trained(retraining.other_start(scale, seed), epochs)[1] <= LEARNT_SHARE
    if tried < MIN_STARTS or 2 * learnt < tried:
        return ""
    return (
        f"The start is a bad one: the loss stays at {evidence.loss(evidence.final)} after {epochs:,} epochs, and at "
        f"{evidence.loss(longer)} after {5 * epochs:,}; of {tried} other random starts with weights of the same size, "
        f"{learnt} learn in {epochs:,} epochs. Start with another seed."
    )
