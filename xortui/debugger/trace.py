"""The trace: one complete step as plain data, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import isfinite, prod

from xortui.core.chain_rule import Path, paths
from xortui.core.network import Network
from xortui.core.optimizers import VELOCITY
from xortui.core.program import LOSS, Program, derivative, gradient_sum, mean_gradient, moment
from xortui.core.settings import MOMENTUM
from xortui.debugger.snapshot import Snapshot


def finite(value: float | None) -> float | None:
    """Return a number as JSON can hold it: None for what is not finite, 0 for −0."""
    return value + 0.0 if value is not None and isfinite(value) else None


def numbers(values: Iterable[float]) -> list[float | None]:
    """Return a list of numbers as JSON can hold it."""
    return [finite(value) for value in values]


def paths_in_a_step(network: Network) -> int:
    """Return how many paths the gradients of one step sum together, without making them."""
    sizes = network.layers
    return sum((sizes[k - 1] + 1) * sizes[k] * prod(sizes[k + 1 :]) for k in range(1, len(sizes)))


def trace_record(snapshot: Snapshot) -> dict[str, object]:
    """Return a complete step: its sample, its values, every factor of every gradient, and the update.

    A step that updates has the batch's mean gradients, too, if samples are taken in batches, and the velocities, if
    training uses momentum.

    Numbers are in full precision; one that is not finite is None. Samples count from 1, as steps and epochs do.

    Raises:
        ValueError: if the snapshot does not stand at the end of a step.
    """
    if snapshot.sample is None or snapshot.taken is None or not snapshot.is_complete:
        raise ValueError(f"expected a complete step, got position {snapshot.position}")
    x, y = snapshot.taken
    units = [unit for layer in snapshot.program.network.units[1:] for unit in layer]
    hidden = [unit for unit in units if unit.layer < len(snapshot.program.network.layers) - 1]
    names = snapshot.program.network.parameter_names
    return {
        "step": snapshot.position.step,
        "epoch": snapshot.epoch,
        "sample": snapshot.sample + 1,
        "x": numbers(x),
        "y": numbers(y),
        "yhat": [finite(snapshot.value(unit.name)) for unit in snapshot.program.network.units[-1]],
        "loss": finite(snapshot.value(LOSS)),
        "values": {
            **{unit.weighted_sum: finite(snapshot.value(unit.weighted_sum)) for unit in units},
            **{unit.name: finite(snapshot.value(unit.name)) for unit in hidden},
        },
        "parameters": dict(zip(names, numbers(snapshot.begun_with), strict=False)),
        "gradients": {
            name: {
                "value": finite(snapshot.gradient(name)),
                "paths": [[[factor.target, finite(snapshot.result(factor))] for factor in path] for path in found],
            }
            for name, found in _paths(snapshot.program).items()
        },
        **_input_gradients(snapshot),
        **_learnt_from(snapshot),
        "updated": {name: finite(snapshot.value(name)) for name in names},
    }


def _input_gradients(snapshot: Snapshot) -> dict[str, object]:
    """Return ∂C/∂x of every input, where the program computes it."""
    program = snapshot.program
    if not program.training.input_gradients:
        return {}
    return {"input_gradients": {name: finite(snapshot.value(derivative(LOSS, name))) for name in program.inputs}}


def _learnt_from(snapshot: Snapshot) -> dict[str, object]:
    """Return what the update of a step takes in place of the sample's own gradients; nothing if it takes those."""
    program = snapshot.program
    ends_batch = snapshot.length == len(program.operations)
    if not ends_batch:
        return {}
    found: dict[str, object] = {}
    if program.batched:
        total = mean_gradient if program.training.gradients == "mean" else gradient_sum
        key = "mean_gradients" if program.training.gradients == "mean" else "gradient_sums"
        found[key] = {name: finite(snapshot.of_the_step(total(name))) for name in program.trained}
    if VELOCITY in program.moments and len(program.moments) == 1 and MOMENTUM in program.training.read:
        found["velocities"] = {name: finite(snapshot.value(moment(VELOCITY, name))) for name in program.trained}
    elif program.moments:
        found["moments"] = {
            slot: {name: finite(snapshot.value(moment(slot, name))) for name in program.trained}
            for slot in program.moments
        }
    return found


@lru_cache(maxsize=1)
def _paths(program: Program) -> dict[str, list[Path]]:
    """Return every parameter's paths; those of one unit's parameters differ in their last factor alone."""
    ways = {
        unit.name: [path[:-1] for path in paths(program, program.network.incoming[unit.name][0].name)]
        for layer in program.network.units[1:]
        for unit in layer
    }
    return {
        parameter.name: [
            (*way, program.by_target[derivative(parameter.target.weighted_sum, parameter.name)])
            for way in ways[parameter.target.name]
        ]
        for parameter in program.network.parameters
    }
