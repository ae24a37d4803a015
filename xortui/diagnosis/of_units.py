"""Causes that lie in units: equal ones, dead ones, saturated ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from xortui.core.activations import steepest
from xortui.core.network import Parameter, Unit
from xortui.core.program import derivative
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.useless_units import grouped, is_dead, matching_parameters, one_sided_units
from xortui.diagnosis.wording import counted, listed, number, tuple_of
from xortui.language.phrase import phrase, plural

SAME = 1e-9
"""Weights that differ by less than this share are equal."""
NOTHING = 1e-3
"""Weights that are smaller are compared as if they were so large."""
FLAT = 0.01
"""A unit is saturated for a sample where its slope is below this share of the steepest that it has."""
MOSTLY = 0.75
"""A layer is saturated where this share of its units is, counted for each sample."""
USUAL = 1.0
"""The size to which the largest weight is brought for comparison."""


def equal_units(evidence: Evidence) -> Finding | None:
    """Tell hidden units that have equal weights, to and from them: they stay equal."""
    if not evidence.is_in_trouble:
        return None
    for layer, units in enumerate(evidence.hidden, start=1):
        groups = grouped(units, partial(_has_been_same, evidence))
        same = [group for group in groups if len(group) > 1]
        if same:
            return _equal(evidence, layer, same, len(groups))
    return None


def _equal(evidence: Evidence, layer: int, same: list[list[Unit]], different: int) -> Finding:
    group = same[0]
    names = [unit.name for unit in group]
    weights = [evidence.case.start[place] for place, _ in _weights(evidence)]
    is_zero = not any(weights)
    helps = phrase("Start with random weights.")
    if not _is_same(evidence, group[0], group[1], _by_name(evidence, evidence.case.start)):
        why = phrase("they have been given equal weights")
        helps = phrase("Give them different weights.")
    elif is_zero:
        why = phrase("all weights start at 0")
    else:
        why = phrase("they start with equal weights")
    own = [parameter.name for parameter in evidence.network.incoming[group[0].name]]
    state = _by_name(evidence, evidence.case.now)
    shown = ", ".join(f"{name} = {number(state[name])}" for name in own[:3])
    return Finding(
        id="equal-units",
        sentence=(
            phrase(
                "Hidden units {names} are the same unit: {why}, so they get equal gradients, and "
                "after {steps} they still agree ({shown}). Layer {layer} does the work of "
                "{different}.",
                names=listed(names),
                why=why,
                steps=counted(evidence.case.steps, "step"),
                shown=shown,
                layer=layer,
                different=counted(different, "unit"),
            )
        ),
        numbers={"units": names, "layer": layer, "different units": different},
        look_at=phrase(
            "the gradients {gradients}",
            gradients=listed([f"∂C/∂{p.name}" for unit in group for p in _first(evidence, unit)]),
        ),
        helps=helps,
    )


def _first(evidence: Evidence, unit: Unit) -> tuple[Parameter, ...]:
    return evidence.network.incoming[unit.name][:1]


def _weights(evidence: Evidence) -> list[tuple[int, str]]:
    """Return place and name of each weight that is no bias."""
    found = []
    for place, parameter in enumerate(evidence.network.parameters):
        if parameter.source is not None:
            found.append((place, parameter.name))
    return found


def _by_name(evidence: Evidence, state: Sequence[float]) -> dict[str, float]:
    return dict(zip(evidence.program.state, state, strict=True))


def _has_been_same(evidence: Evidence, first: Unit, second: Unit) -> bool:
    """Say whether two units have equal weights, and had them before they were trained.

    Units whose weights all shrink to nothing agree in the end, too: that is what another cause does to them.
    """
    now = _by_name(evidence, evidence.case.now)
    if not _is_same(evidence, first, second, now):
        return False
    if _is_same(evidence, first, second, _by_name(evidence, evidence.case.start)):
        return True
    # An edit on the way here made them equal, to the last bit.
    pairs = matching_parameters(evidence.network, first, second)
    is_any = any(abs(now[mine]) > NOTHING for mine, _ in pairs)
    return is_any and all(now[mine] == now[theirs] for mine, theirs in pairs)


def _is_same(evidence: Evidence, first: Unit, second: Unit, state: Mapping[str, float]) -> bool:
    """Say whether two units of a layer have equal weights, to and from them."""
    for mine, theirs in matching_parameters(evidence.network, first, second):
        largest = max(abs(state[mine]), abs(state[theirs]), NOTHING)
        if abs(state[mine] - state[theirs]) > SAME * largest:
            return False
    return True


def dead_units(evidence: Evidence) -> Finding | None:
    """Tell units of ReLU that are 0 for every sample."""
    if not evidence.is_in_trouble:
        return None
    nearest = largest_sums_of_dead(evidence)
    if not nearest:
        return None
    dead = list(nearest)
    count = len(one_sided_units(evidence.network))
    first = dead[0]
    unit = next(unit for layer in evidence.network.units for unit in layer if unit.name == first)
    closest = ", ".join(phrase("{number} for {name}", number=number(nearest[name]), name=name) for name in dead[:3])
    return Finding(
        id="dead-units",
        sentence=(
            plural(
                "{dead} is dead: the weighted sum is above 0 for none of the {samples} samples "
                "(at most {closest}), so ReLU gives 0 with slope 0, and no step ever moves the "
                "weights that lead there. {left} of {units} are left.",
                "{dead} are dead: the weighted sum is above 0 for none of the {samples} samples "
                "(at most {closest}), so ReLU gives 0 with slope 0, and no step ever moves the "
                "weights that lead there. {left} of {units} are left.",
                len(dead),
                dead=listed(dead),
                samples=len(evidence.case.samples),
                closest=closest,
                left=count - len(dead),
                units=counted(count, "unit"),
            )
        ),
        numbers={"dead": dead, "units": count, "largest sums": list(nearest.values())},
        look_at=phrase(
            "{z} and {slope} of any sample", z=unit.weighted_sum, slope=derivative(first, unit.weighted_sum)
        ),
        helps=phrase("Start with other or smaller weights, take a smaller learning rate, or leaky-relu."),
    )


def largest_sums_of_dead(evidence: Evidence) -> dict[str, float]:
    """Return the units of ReLU that are 0 for every sample, by their names, and the largest weighted sum of each."""
    nearest: dict[str, float] = {}
    for unit in one_sided_units(evidence.network):
        sums = evidence.by_sample(unit.weighted_sum)
        slopes = evidence.by_sample(derivative(unit.name, unit.weighted_sum))
        if is_dead(sums, slopes):
            nearest[unit.name] = float(sums.max())
    return nearest


def saturated_units(evidence: Evidence) -> Finding | None:
    """Tell a layer of flat units, where smaller weights make it learn."""
    if not evidence.is_in_trouble:
        return None
    for layer, units in enumerate(evidence.network.units[1:], start=1):
        activation = evidence.network.activations[layer - 1]
        if not steepest(activation) or not all(derivative(u.name, u.weighted_sum) in evidence.values for u in units):
            continue
        slopes = np.array([evidence.by_sample(derivative(unit.name, unit.weighted_sum)) for unit in units])
        is_flat = np.abs(slopes) < FLAT * steepest(activation)
        is_last = layer == len(evidence.network.layers) - 1
        if is_last:
            is_flat &= _are_wrong(evidence)
        if is_flat.mean() >= (0.25 if is_last else MOSTLY):
            found = _saturated(evidence, layer, slopes, is_flat)
            if found is not None:
                return found
    return None


def _are_wrong(evidence: Evidence) -> np.ndarray:
    """Return for each output and sample whether it is far from its target: else it is flat as it should be."""
    targets = np.array([y for _, y in evidence.case.samples], dtype=float).T
    outputs = np.array([evidence.by_sample(unit.name) for unit in evidence.network.units[-1]])
    return np.asarray(np.abs(outputs - targets) > 0.5)


def _saturated(evidence: Evidence, layer: int, slopes: np.ndarray, is_flat: np.ndarray) -> Finding | None:
    units = evidence.network.units[layer]
    places = [place for place, _ in _weights(evidence)]
    start = list(evidence.case.start)
    largest = max(abs(start[place]) for place in places)
    factor = USUAL / largest if largest > 0 else 1.0
    for place in range(len(evidence.network.parameter_names)):
        start[place] *= factor
    trained = evidence.from_start(state=tuple(start)) if factor < 1 else None
    if trained is None or not evidence.helps(trained):
        return None
    flat_units = [unit.name for unit, row in zip(units, is_flat, strict=True) if row.any()]
    sums = np.array([evidence.by_sample(unit.weighted_sum) for unit in units])
    samples = [place for place in range(is_flat.shape[1]) if is_flat[:, place].any()]
    shown = listed([tuple_of(evidence.case.samples[place][0]) for place in samples])
    greatest = float(np.abs(slopes[is_flat]).max())
    nearest = float(np.abs(sums[is_flat]).min())
    activation = evidence.network.activations[layer - 1]
    return Finding(
        id="saturated-units",
        sentence=(
            phrase(
                "Layer {layer} is saturated: {units} have |z| of {nearest} and more for the "
                "samples {shown}, where the slope of {activation} is at most {steepest} (of "
                "{at_0} at 0), so hardly any gradient passes. The largest weight at the "
                "start is {largest}.",
                layer=layer,
                units=listed(flat_units),
                nearest=number(nearest),
                shown=shown,
                activation=activation,
                steepest=number(greatest),
                at_0=f"{steepest(activation):g}",
                largest=number(largest),
            )
        ),
        numbers={
            "layer": layer,
            "units": flat_units,
            "samples": [place + 1 for place in samples],
            "steepest slope": greatest,
            "least |z|": nearest,
        },
        look_at=phrase(
            "{slope} of sample {sample}", slope=derivative(units[0].name, units[0].weighted_sum), sample=samples[0] + 1
        ),
        helps=(
            phrase(
                "With all weights of the start times {factor}, the loss comes to {loss} in {epochs}.",
                factor=number(factor),
                loss=number(trained.loss),
                epochs=counted(trained.epochs, "epoch"),
            )
        ),
    )
