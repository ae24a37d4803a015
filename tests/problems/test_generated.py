from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.problems.data import MAX_SAMPLES
from xortui.problems.generated import SHAPES, generate

EVERY_SHAPE = pytest.mark.parametrize("shape", ["circle", "moons", "spiral", "blobs", "xor"])


def error(shape: str = "moons", samples: int = 4, noise: float = 0.0) -> str:
    with pytest.raises(ValueError, match="expected") as caught:
        generate(shape, samples, noise, 1)
    assert str(caught.value).isprintable()
    return str(caught.value)


def points(shape: str, label: int) -> list[tuple[float, ...]]:
    """Return many points of one class, without noise."""
    return [x for x, y in generate(shape, 2_000, 0.0, 7) if y == (float(label),)]


@pytest.mark.parametrize(
    ("shape", "first", "second"),
    [
        ("circle", (-0.736681, 0.864662), (0.025855, -0.241957)),
        ("moons", (0.928985, 0.216504), (0.193117, -0.181777)),
        ("spiral", (0.082988, 0.017579), (0.132773, -0.185141)),
        ("blobs", (-0.443668, -0.418133), (0.312733, 0.432061)),
    ],
)
def test_a_seed_gives_the_same_samples_everywhere(
    shape: str, first: tuple[float, float], second: tuple[float, float]
) -> None:
    assert generate(shape, 2, 0.1, 1) == ((first, (0.0,)), (second, (1.0,)))


@EVERY_SHAPE
def test_another_seed_gives_other_samples(shape: str) -> None:
    assert generate(shape, 2, 0.1, 1) != generate(shape, 2, 0.1, 2)


@EVERY_SHAPE
@given(samples=st.integers(2, 40), noise=st.floats(0, 10), seed=st.integers(0, 2**64))
def test_classes_alternate_and_coordinates_are_finite_and_short(
    shape: str, samples: int, noise: float, seed: int
) -> None:
    drawn = generate(shape, samples, noise, seed)
    assert [y for _, y in drawn] == [(float(number % 2),) for number in range(samples)]
    for x, _ in drawn:
        assert len(x) == 2
        assert all(math.isfinite(value) and value == round(value, 6) for value in x)


def test_a_coordinate_that_is_rounded_to_zero_has_no_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "dot", lambda _uniform, _label: (-1e-9, -0.25))
    assert repr(generate("dot", 2, 0.0, 1)[0]) == "((0.0, -0.25), (0.0,))"


@EVERY_SHAPE
def test_fewer_samples_are_the_first_of_more(shape: str) -> None:
    assert generate(shape, 5, 0.3, 3) == generate(shape, 9, 0.3, 3)[:5]


@EVERY_SHAPE
def test_noise_moves_the_points_of_a_seed_in_proportion(shape: str) -> None:
    clean, little, much = (generate(shape, 2_000, noise, 5) for noise in (0.0, 0.1, 1.0))
    for (at, _), (near, _), (far, _) in zip(clean, little, much, strict=True):
        for place, by_little, by_much in zip(at, near, far, strict=True):
            assert by_much - place == pytest.approx(10 * (by_little - place), abs=2e-5)
    errors = [b - a for (at, _), (far, _) in zip(clean, much, strict=True) for a, b in zip(at, far, strict=True)]
    assert statistics.fmean(errors) == pytest.approx(0.0, abs=0.06)
    assert statistics.stdev(errors) == pytest.approx(1.0, abs=0.05)
    assert sum(abs(distance) < 1.0 for distance in errors) / len(errors) == pytest.approx(0.6827, abs=0.03)


def test_noise_in_the_two_coordinates_is_independent() -> None:
    clean, noisy = generate("moons", 2_000, 0.0, 5), generate("moons", 2_000, 1.0, 5)
    moved = [(b[0] - a[0], b[1] - a[1]) for (a, _), (b, _) in zip(clean, noisy, strict=True)]
    across, up = zip(*moved, strict=True)
    assert statistics.correlation(across, up) == pytest.approx(0.0, abs=0.07)


def test_the_circle_is_half_of_the_square() -> None:
    inside = [math.hypot(*point) for point in points("circle", 1)]
    assert max(inside) <= math.sqrt(2 / math.pi) + 1e-6
    assert statistics.fmean(distance**2 for distance in inside) == pytest.approx(1 / math.pi, abs=0.02)
    outside = points("circle", 0)
    assert min(math.hypot(*point) for point in outside) >= math.sqrt(2 / math.pi) - 1e-6
    assert all(-1 <= value <= 1 for point in outside for value in point)
    # Both together are even in the square: E[x1² + x2²] = 2/3.
    both = inside + [math.hypot(*point) for point in outside]
    assert statistics.fmean(distance**2 for distance in both) == pytest.approx(2 / 3, abs=0.03)


def test_moons_are_half_circles_that_reach_into_each_other() -> None:
    upper, lower = points("moons", 0), points("moons", 1)
    assert all(math.hypot(a, b) == pytest.approx(1.0, abs=2e-6) and b >= 0 for a, b in upper)
    assert all(math.hypot(a - 1, b - 0.5) == pytest.approx(1.0, abs=2e-6) and b <= 0.5 for a, b in lower)
    for moon, middle in ((upper, 0.0), (lower, 1.0)):
        assert statistics.fmean(a for a, _ in moon) == pytest.approx(middle, abs=0.07)
        assert min(a for a, _ in moon) < middle - 0.99
        assert max(a for a, _ in moon) > middle + 0.99


@pytest.mark.parametrize("label", [0, 1])
def test_an_arm_of_the_spiral_turns_one_and_a_half_times(label: int) -> None:
    arm = points("spiral", label)
    radii = [math.hypot(*point) for point in arm]
    assert min(radii) == pytest.approx(0.1, abs=0.005)
    assert max(radii) == pytest.approx(1.0, abs=0.005)
    assert max(radii) <= 1.0
    for (a, b), radius in zip(arm, radii, strict=True):
        angle = 3 * math.pi * (radius - 0.1) / 0.9 + math.pi * label
        assert (a, b) == pytest.approx((radius * math.cos(angle), radius * math.sin(angle)), abs=2e-5)


@pytest.mark.parametrize(("label", "centre"), [(0, -0.5), (1, 0.5)])
def test_a_blob_is_a_round_cloud(label: int, centre: float) -> None:
    across, up = zip(*points("blobs", label), strict=True)
    for values in (across, up):
        assert statistics.fmean(values) == pytest.approx(centre, abs=0.02)
        assert statistics.stdev(values) == pytest.approx(0.2, abs=0.02)
    assert statistics.correlation(across, up) == pytest.approx(0.0, abs=0.1)


def test_an_unknown_shape_is_said_with_those_there_are() -> None:
    assert (
        error("mo\no")
        == "shape: expected one of circle, moons, spiral, blobs, gaussian, xor, plane, bump, sine, step, got 'mo\\no'"
    )
    assert list(SHAPES) == ["circle", "moons", "spiral", "blobs", "gaussian", "xor"]


@pytest.mark.parametrize("samples", [-1, 1, MAX_SAMPLES + 1])
def test_there_are_at_least_2_samples_and_not_too_many(samples: int) -> None:
    assert error(samples=samples) == f"samples: expected a whole number from 2 to 10,000, got {samples}"
    assert len(generate("moons", MAX_SAMPLES, 0.0, 1)) == MAX_SAMPLES


@pytest.mark.parametrize("noise", [-0.1, 10.5, math.inf, math.nan])
def test_noise_is_a_number_from_0_to_10(noise: float) -> None:
    assert error(noise=noise) == f"noise: expected a number from 0 to 10, got {noise}"
