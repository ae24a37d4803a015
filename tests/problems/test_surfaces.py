from __future__ import annotations

import math
import statistics
from collections.abc import Callable

import pytest

from xortui.problems.generated import SURFACES, generate

EVERY_SURFACE = pytest.mark.parametrize("surface", ["plane", "bump", "sine", "step"])
HEIGHTS: dict[str, Callable[[float, float], float]] = {
    "plane": lambda m, _: m,
    "bump": lambda _, squares: math.exp(-squares / 0.32),
    "sine": lambda m, _: math.sin(math.pi * m),
    "step": lambda m, _: float(m > 0),
}


def test_every_surface_is_tried_here() -> None:
    assert set(HEIGHTS) == set(SURFACES)


@EVERY_SURFACE
@pytest.mark.parametrize("inputs", [1, 2, 5])
def test_a_surface_has_its_height_at_every_point(surface: str, inputs: int) -> None:
    for x, (y,) in generate(surface, 50, 0.0, 3, inputs):
        assert len(x) == inputs
        assert all(-1.0 <= place <= 1.0 for place in x)
        expected = HEIGHTS[surface](sum(x) / inputs, sum(place**2 for place in x))
        assert y == pytest.approx(expected, abs=1e-6)


@EVERY_SURFACE
def test_noise_of_a_surface_is_in_y_alone(surface: str) -> None:
    clean = generate(surface, 2_000, 0.0, 5, 1)
    noisy = generate(surface, 2_000, 0.5, 5, 1)
    assert [x for x, _ in noisy] == [x for x, _ in clean]
    errors = [far[0] - at[0] for (_, at), (_, far) in zip(clean, noisy, strict=True)]
    assert statistics.fmean(errors) == pytest.approx(0.0, abs=0.05)
    assert statistics.stdev(errors) == pytest.approx(0.5, abs=0.03)


def test_points_of_xor_lie_in_the_quadrants_of_their_class() -> None:
    for (across, up), (y,) in generate("xor", 500, 0.0, 1):
        assert (across * up < 0) == bool(y)


def test_a_surface_has_the_same_points_on_every_machine() -> None:
    assert generate("sine", 2, 0.1, 1, 1) == (((-0.731272,), (-0.7307,)), ((-0.489862,), (-1.110619,)))
