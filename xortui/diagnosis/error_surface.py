"""The error surface: C on a plane through the parameters, around where one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import Answers, compile_answers
from xortui.core.engines import Sample
from xortui.core.hessian import HessianOf
from xortui.core.program import Program

MAX_FOR_AXES = 120
"""Parameters up to which the plane is that of two eigenvectors; of more, their Hessian takes too long for a picture."""
MAX_AT_ONCE = 150_000
"""Points times samples times parameters that are computed for one picture; where there are more, fewer points are
computed, and C is taken as straight between them."""
MIN_POINTS = 12
"""Rows or columns of points that are computed at least."""
FLAT = 1e-5
"""An eigenvalue of less than this share of the greatest is one of a flat direction."""


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One direction in the space of the parameters."""

    name: str
    """'w1', or '' for an eigenvector."""
    parts: Floats
    """Its length along each parameter, in the order of the network; together of length 1."""
    eigenvalue: float | None = None
    """The curvature of the mean loss along it, if it is an eigenvector."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Two directions, the first of which goes to the right, and the second upwards."""

    across: Direction
    up: Direction
    down: Floats | None
    """The direction that curves down most; None if none does, or it is not known."""

    @property
    def is_of_eigenvectors(self) -> bool:
        """Whether its directions are eigenvectors."""
        return not self.across.name

    def place(self, state: Sequence[float], origin: Sequence[float]) -> tuple[float, float]:
        """Return where a state stands on the plane: the values of its two parameters, or how far it is from the origin.

        Args:
            state: the state vector, or only the parameters.
            origin: what eigenvectors are measured from.
        """
        count = len(self.across.parts)
        point = np.array(state[:count])
        if self.is_of_eigenvectors:
            point = point - np.array(origin[:count])
        return float(point @ self.across.parts), float(point @ self.up.parts)


def plane_of(program: Program, samples: tuple[Sample, ...], state: Sequence[float], wanted: tuple[str, ...]) -> Plane:
    """Return the plane of two parameters, or of the two eigenvectors that say most.

    Args:
        program: what is trained.
        samples: over which the mean loss is taken.
        state: where the Hessian is taken.
        wanted: two parameters; none for eigenvectors.
    """
    names = program.network.parameter_names
    axes = _axes(program, samples, tuple(state))
    down = None if axes is None or not axes[0][0] < -FLAT * abs(axes[0][-1]) else axes[1][:, 0]
    if wanted or axes is None:
        first, second = wanted or _two_of(names)
        return Plane(_along(names, first), _along(names, second), down)
    values, vectors = axes
    # Downwards, if any direction is; else the one of the two steepest that is less steep.
    other = 0 if down is not None else max(len(values) - 2, 0)
    steepest = len(values) - 1
    return Plane(
        Direction("", vectors[:, other], float(values[other])),
        Direction("", vectors[:, steepest], float(values[steepest])),
        down,
    )


def _two_of(names: Sequence[str]) -> tuple[str, str]:
    return names[0], names[min(1, len(names) - 1)]


def _along(names: Sequence[str], name: str) -> Direction:
    parts = np.zeros(len(names))
    parts[names.index(name)] = 1.0
    return Direction(name, parts)


@lru_cache(maxsize=16)
def _axes(program: Program, samples: tuple[Sample, ...], state: tuple[float, ...]) -> tuple[Floats, Floats] | None:
    """Return eigenvalues and eigenvectors; None where they take too long, or are no finite numbers."""
    count = len(program.network.parameter_names)
    if not 2 <= count <= MAX_FOR_AXES:
        return None
    found = _hessian_of(program, samples).at(state)
    return found.axes() if found.is_finite else None


@lru_cache(maxsize=4)
def _hessian_of(program: Program, samples: tuple[Sample, ...]) -> HessianOf:
    return HessianOf(program, samples)


@lru_cache(maxsize=4)
def _answers(program: Program) -> Answers:
    return compile_answers(program, ARRAY_FUNCTIONS)


def losses_on(
    program: Program, samples: Sequence[Sample], state: Sequence[float], plane: Plane, across: Floats, up: Floats
) -> Floats:
    """Return the mean loss of some samples at points of a plane through a state.

    Args:
        program: what is trained.
        samples: one or more.
        state: the state vector at the place from which the points are away.
        plane: its directions.
        across: how far from the state each column is, along the first direction.
        up: how far each row is, along the second.

    Returns:
        Of shape (rows, columns); where it is no finite number, that.
    """
    work = len(across) * len(up) * len(samples) * len(plane.across.parts)
    thinner = max(1.0, float(np.sqrt(work / MAX_AT_ONCE)))
    some_across = _thinned(across, thinner)
    some_up = _thinned(up, thinner)
    count = len(plane.across.parts)
    columns, rows = np.meshgrid(some_across, some_up)
    points: list[Floats | float] = []
    for place, value in enumerate(state):
        if place >= count or not (plane.across.parts[place] or plane.up.parts[place]):
            points.append(float(value))
            continue
        moved = value + plane.across.parts[place] * columns + plane.up.parts[place] * rows
        points.append(moved.ravel()[:, None])
    inputs, targets = _columns(tuple(samples))
    with np.errstate(all="ignore"):
        *_, loss = _answers(program)(points, inputs, targets)
        means = np.broadcast_to(loss, (columns.size, len(samples))).mean(axis=1)
    found: Floats = means.reshape(columns.shape)
    if found.shape == (len(up), len(across)):
        return found
    # Between the points that were computed, C is taken as straight.
    wide = np.array([np.interp(across, some_across, row) for row in found])
    return np.array([np.interp(up, some_up, column) for column in wide.T]).T


def _thinned(places: Floats, thinner: float) -> Floats:
    """Return so many times fewer places from the first to the last, but not too few."""
    count = max(round(len(places) / thinner), min(MIN_POINTS, len(places)))
    return places if count == len(places) else np.linspace(places[0], places[-1], count)


@lru_cache(maxsize=8)
def _columns(samples: tuple[Sample, ...]) -> tuple[list[Floats], list[Floats]]:
    """Return an array for each input, and one for each target."""
    inputs = np.array([x for x, _ in samples], dtype=float).T
    targets = np.array([y for _, y in samples], dtype=float).T
    return list(inputs), list(targets)
