"""Samples drawn from a seed: points, and to which of two figures they belong or how high a surface is there."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from xortui.core.engines import Sample
from xortui.problems.data import MAX_SAMPLES

MAX_NOISE = 10.0
DECIMALS = 6
"""Coordinates are rounded, so that every machine draws the same samples."""
RADIUS = math.sqrt(2.0 / math.pi)
"""Of the circle that covers half of the square [−1, 1]²: π·r² = 4 / 2."""
TURNS = 1.5
INNERMOST = 0.1
"""Where the arms of the spiral begin; at 0 both would be one point."""
CENTRE = 0.5
DEVIATION = 0.2
WIDTH_OF_BUMP = 0.4


def circle(uniform: Callable[[], float], label: int) -> tuple[float, float]:
    """Draw a point of the square [−1, 1]²: of the disc |p| < √(2/π), which is half of it, for 1, of the rest for 0.

    Points are drawn evenly from the square until one is of the class.
    """
    while True:
        point = 2.0 * uniform() - 1.0, 2.0 * uniform() - 1.0
        if (math.hypot(*point) < RADIUS) == bool(label):
            return point


def moons(uniform: Callable[[], float], label: int) -> tuple[float, float]:
    """Draw a point of one of two half circles that reach into each other.

    With t even in [0, π): (cos t, sin t) for 0 and (1 − cos t, ½ − sin t) for 1.

    Source: make_moons of scikit-learn, which takes t at equal distances.
    """
    angle = math.pi * uniform()
    return (1.0 - math.cos(angle), 0.5 - math.sin(angle)) if label else (math.cos(angle), math.sin(angle))


def spiral(uniform: Callable[[], float], label: int) -> tuple[float, float]:
    """Draw a point of one of two arms that wind around each other one and a half times, within [−1, 1]².

    With t even in [0, 1), r = 0.1 + 0.9·t and φ = 3π·t, plus π for 1: (r·cos φ, r·sin φ).
    """
    share = uniform()
    radius = INNERMOST + (1.0 - INNERMOST) * share
    angle = 2.0 * math.pi * TURNS * share + math.pi * label
    return radius * math.cos(angle), radius * math.sin(angle)


def blobs(uniform: Callable[[], float], label: int) -> tuple[float, float]:
    """Draw a point of one of two round clouds: N(−½, 0.2²) in both coordinates for 0, N(½, 0.2²) for 1."""
    centre = CENTRE if label else -CENTRE
    across, up = _normal_pair(uniform)
    return centre + DEVIATION * across, centre + DEVIATION * up


def quadrants(uniform: Callable[[], float], label: int) -> tuple[float, float]:
    """Draw a point of the square [−1, 1]²: x1 and x2 have one sign for 0, and two signs for 1."""
    across = 2.0 * uniform() - 1.0
    up = uniform()
    is_below = (across < 0.0) != bool(label)
    return across, -up if is_below else up


def plane(x: Sequence[float]) -> float:
    """Return the mean of the inputs: a line for one input, a plane for two."""
    return sum(x) / len(x)


def bump(x: Sequence[float]) -> float:
    """Return e^(−|x|² / (2·0.4²)): one round hill, a Gaussian."""
    squares = sum([place * place for place in x])
    return math.exp(-squares / (2.0 * WIDTH_OF_BUMP * WIDTH_OF_BUMP))


def sine(x: Sequence[float]) -> float:
    """Return sin(π·m) for the mean m of the inputs: one whole wave."""
    return math.sin(math.pi * plane(x))


def step(x: Sequence[float]) -> float:
    """Return 1 where the mean of the inputs is above 0, else 0."""
    return 1.0 if plane(x) > 0.0 else 0.0


SHAPES = {
    "circle": circle,
    "moons": moons,
    "spiral": spiral,
    "blobs": blobs,
    "gaussian": blobs,
    "xor": quadrants,
}
"""Name → draws a point of a class, 0 or 1, from even draws in [0, 1)."""
SURFACES = {"plane": plane, "bump": bump, "sine": sine, "step": step}
"""Name → what y is at a point of any number of inputs."""


def generate(shape: str, samples: int, noise: float, seed: int, inputs: int = 2) -> tuple[Sample, ...]:
    """Return samples of a shape: ((x1, x2), (y,)) whose y is 0 and 1 in turn, or points of a surface with its y.

    Of a figure each is a point plus N(0, noise²) in both coordinates; y is that of the point without the noise. Of a
    surface x is even in [−1, 1] and y has the noise. The same seed draws the same points whatever the noise, and the
    first n samples whatever their number.

    Args:
        shape: one of `SHAPES` or of `SURFACES`.
        samples: how many, from 2 to `MAX_SAMPLES`.
        noise: the standard deviation of the noise, from 0 to `MAX_NOISE`.
        seed: of Python's generator, whose `random()` gives the same numbers in every version.
        inputs: how many x a sample has; two for the figures.

    Raises:
        ValueError: if one of them is not possible; the message says which and what was expected.
    """
    if shape not in SHAPES and shape not in SURFACES:
        raise ValueError(f"shape: expected one of {', '.join((*SHAPES, *SURFACES))}, got {shape[:40]!r}")
    if not 2 <= samples <= MAX_SAMPLES:
        raise ValueError(f"samples: expected a whole number from 2 to {MAX_SAMPLES:,}, got {samples}")
    if not 0.0 <= noise <= MAX_NOISE:
        raise ValueError(f"noise: expected a number from 0 to {MAX_NOISE:g}, got {noise}")
    uniform = random.Random(seed).random
    if shape in SURFACES:
        return tuple(_point(SURFACES[shape], inputs, noise, uniform) for _ in range(samples))
    return tuple(_sample(SHAPES[shape], number % 2, noise, uniform) for number in range(samples))


def _point(
    height: Callable[[Sequence[float]], float],
    inputs: int,
    noise: float,
    uniform: Callable[[], float],
) -> Sample:
    """Draw a point of a surface."""
    x = tuple([round(2.0 * uniform() - 1.0, DECIMALS) + 0.0 for _ in range(inputs)])
    error, _ = _normal_pair(uniform)
    return x, (round(height(x) + noise * error, DECIMALS) + 0.0,)


def _sample(
    draw: Callable[[Callable[[], float], int], tuple[float, float]],
    label: int,
    noise: float,
    uniform: Callable[[], float],
) -> Sample:
    point = draw(uniform, label)
    x = (place + noise * error for place, error in zip(point, _normal_pair(uniform), strict=True))
    return tuple(round(place, DECIMALS) + 0.0 for place in x), (float(label),)  # + 0.0 makes −0.0 a 0.0


def _normal_pair(uniform: Callable[[], float]) -> tuple[float, float]:
    """Return two independent draws of N(0, 1) from two even ones, u and v: √(−2·ln(1 − u)) · (cos 2πv, sin 2πv).

    Source: Box and Muller, Annals of Mathematical Statistics 1958. 1 − u is never 0.
    """
    radius, angle = math.sqrt(-2.0 * math.log(1.0 - uniform())), 2.0 * math.pi * uniform()
    return radius * math.cos(angle), radius * math.sin(angle)
