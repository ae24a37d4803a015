"""States of a program with parameters at random."""

from __future__ import annotations

import numpy as np

from xortui.check.probing.groups import Group, read, try_to_write, write
from xortui.check.probing.probe import Probe
from xortui.check.probing.roles import Roles
from xortui.check.probing.saved_state import Floats, SavedState


def at_random(probe: Probe, roles: Roles, rng: np.random.Generator, *, with_data: bool) -> SavedState:
    """Go to a state with parameters at random, what the outputs carry along too, and no memory.

    Args:
        probe: of the program.
        roles: of its numbers.
        rng: where the numbers come from.
        with_data: whether inputs and targets are random too.
    """
    probe.base.restore()
    for group in [*roles.parameters, *roles.forgotten, *roles.carried]:
        for place in group.places:
            shape = np.shape(probe.base.places[place])
            scale = 1.0 / np.sqrt(max(1.0, min(shape, default=1) / 3))
            size = rng.uniform(0.25, 1.0, shape) * scale
            probe.base.write(place, size * rng.choice([-1.0, 1.0], shape))
    for group in roles.memory:
        values = read(group, probe.base)
        if values is not None:
            write(group, 0 * values, probe.base)
    if with_data:
        _write_data(probe, roles, rng)
    return probe.saved()


def _write_data(probe: Probe, roles: Roles, rng: np.random.Generator) -> None:
    for group in roles.still:
        values = read(group, probe.base)
        if group in roles.forgotten or values is None or not _is_data(probe, group, values):
            continue
        low = 0.1 if values.min() >= 0 else -1.0
        try_to_write(group, rng.uniform(low, 1.0, values.size), probe.base)
    for group in roles.given:
        values = read(group, probe.base)
        if values is not None and _is_data(probe, group, values):
            try_to_write(group, _shares(group, values, rng.uniform(0.1, 0.9, values.size), probe.base), probe.base)


def _is_data(probe: Probe, group: Group, values: Floats) -> bool:
    """Say whether numbers that never move are samples, and not a constant of the program."""
    return values.size > 1 or probe.is_named(group)


def _shares(group: Group, before: Floats, values: Floats, state: SavedState) -> Floats:
    """Return random targets as shares of a whole, if the targets are such."""
    shape: tuple[int, ...] = (len(before),)
    if len(group.places) == 1:
        shape = np.shape(state.places[group.places[0]])
    elif len({place.parts[-2] for place in group.places}) > 1:
        shape = (len({place.parts[-2] for place in group.places}), -1)
    try:
        old = before.reshape(shape)
    except ValueError:
        return values
    new = values.reshape(old.shape)
    for axis in range(old.ndim - 1, -1, -1):
        if old.shape[axis] > 1 and np.allclose(old.sum(axis=axis), 1):
            return np.asarray(new / new.sum(axis=axis, keepdims=True)).ravel()
    return values
