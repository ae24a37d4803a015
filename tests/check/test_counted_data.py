"""Numbers that a file counts, casts or takes the bits of are its data, also in plain Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said

NETWORK = """
from math import exp
import random
random.seed(3)
INPUTS = len(samples[0][0])
OUTPUTS = len(samples[0][1])
W1 = [[random.uniform(-1, 1) for _ in range(INPUTS)] for _ in range(4)]
W2 = [[random.uniform(-1, 1) for _ in range(4)] for _ in range(OUTPUTS)]
B1 = [random.uniform(-1, 1) for _ in range(4)]
B2 = [random.uniform(-1, 1) for _ in range(OUTPUTS)]
def sigmoid(x):
    return 1.0 / (1.0 + exp(-x))
def train(x, t):
    h = [sigmoid(sum(W1[j][i] * x[i] for i in range(INPUTS)) + B1[j]) for j in range(4)]
    y = [sigmoid(sum(W2[o][j] * h[j] for j in range(4)) + B2[o]) for o in range(OUTPUTS)]
    d2 = [(y[o] - t[o]) * y[o] * (1 - y[o]) for o in range(OUTPUTS)]
    back = [sum(d2[o] * W2[o][j] for o in range(OUTPUTS)) for j in range(4)]
    d1 = [back[j] * h[j] * (1 - h[j]) for j in range(4)]
    for o in range(OUTPUTS):
        for j in range(4):
            W2[o][j] -= 0.4 * d2[o] * h[j]
        B2[o] -= 0.4 * d2[o]
    for j in range(4):
        for i in range(INPUTS):
            W1[j][i] -= 0.4 * d1[j] * x[i]
        B1[j] -= 0.4 * d1[j]
for epoch in range(40):
    for x, t in samples:
        train(x, t)
"""
RIGHT_SLOPE = "back[j] * h[j] * (1 - h[j])"
WRONG_SLOPE = "back[j] * h[j] * (1 + h[j])"
BITS_OF_COUNTERS = """\
samples = []
for n in range(16):
    bits = [(n >> s) & 1 for s in range(4)]
    samples.append((bits, [1 if sum(bits) > 2 else 0]))
"""
BITS_PUT_BEHIND = """\
samples = []
for n in range(8):
    row = []
    for s in range(3):
        row.append((n >> s) & 1)
    samples.append((row, [row.count(1) % 2]))
"""
COUNTERS_IN_TUPLES = """\
samples = []
for a in range(2):
    for b in range(2):
        samples.append(((a, b), (a ^ b,)))
"""
BITS_IN_TUPLES = "samples = [(tuple(n // d % 2 for d in (1, 2, 4)), (float(n > 4), n % 2)) for n in range(8)]\n"
DIGITS = "samples = [([int(c) for c in format(n, '03b')], [n % 2, int(n > 3)]) for n in range(8)]\n"
MAPPED_DIGITS = "samples = [(list(map(int, s)), [int(s[0] != s[1])]) for s in ('00', '01', '10', '11')]\n"
LABELS_OF_COUNTS = """\
samples = []
for n in range(16):
    bits = [1 if n >> k & 1 else -1 for k in range(4)]
    on = bits.count(1)
    samples.append((bits, [0.9 if on >= 2 else 0.1, 0.8 if on % 2 else 0.2]))
"""
DATA = (LABELS_OF_COUNTS, BITS_OF_COUNTERS, BITS_PUT_BEHIND, COUNTERS_IN_TUPLES, BITS_IN_TUPLES, DIGITS, MAPPED_DIGITS)
CURVE = """\
import math
import random
random.seed(2)
w = [random.gauss(0, 1) for _ in range(4)]
b = [random.gauss(0, 1) for _ in range(4)]
v = [random.gauss(0, 1) for _ in range(4)]
c = 0.3
for sweep in range(20):
    for x, t in points:
        h = [math.tanh(w[j] * x + b[j]) for j in range(4)]
        e = sum(v[j] * h[j] for j in range(4)) + c - t
        d = [e * v[j] * (1 - h[j] ** 2) for j in range(4)]
        for j in range(4):
            v[j] -= 0.05 * e * h[j]
            w[j] -= 0.05 * d[j] * x
            b[j] -= 0.05 * d[j]
        c -= 0.05 * e
"""
FROM_MATH = """\
from math import cos
points = list(zip([i / 3 for i in range(9)], [cos(i / 3) for i in range(9)]))
"""
POINTS = {
    "math": "import math\npoints = [(i / 3, math.cos(i / 3)) for i in range(-5, 6)]\n",
    "a name of math": FROM_MATH,
    "numpy": "import numpy as np\npoints = [(i / 3, np.cos(i / 3)) for i in range(-5, 6)]\n",
    "negated": "import math\npoints = [(i / 3, -math.cos(i / 3)) for i in range(-5, 6)]\n",
    "put behind": "import math\npoints = []\nfor i in range(9):\n    points.append([i / 3, math.cos(i / 3)])\n",
    "a function of its own": "def f(x):\n    return x * x - x\npoints = [(i / 3, f(i / 3)) for i in range(-5, 6)]\n",
    "chosen": "points = []\nfor i in range(9):\n    points.append((i / 3, 1.0 if 2 < i < 6 else 0.0))\n",
    "chosen in a function": (
        "def made():\n    found = []\n    for i in range(9):\n        found.append((i / 3, 1 if 2 < i < 6 else 0))\n"
        "    return found\npoints = made()\n"
    ),
    "chosen for each": "xs = [i / 3 for i in range(9)]\npoints = list(zip(xs, [2 if 1 < x < 2 else 0 for x in xs]))\n",
}
"""Where the values of a function come from that is to be learnt."""


@pytest.mark.parametrize("data", DATA)
def test_a_network_of_plain_python_is_recognised_whatever_its_data_are_made_of(data: str, tmp_path: Path) -> None:
    verdict = said(data + NETWORK, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["layers"][1] == 4


@pytest.mark.parametrize("data", DATA)
def test_a_mistake_is_named_whatever_the_data_are_made_of(data: str, tmp_path: Path) -> None:
    source = data + NETWORK.replace(RIGHT_SLOPE, WRONG_SLOPE)
    found = said(source, tmp_path)["mistakes"]
    assert [(one["id"], one["line"]) for one in found] == [("slope-with-plus", line_of("(1 + h[j])", source))]


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_what_a_function_makes_of_counters_is_a_target(points: str, tmp_path: Path) -> None:
    assert said(points + CURVE, tmp_path)["verdict"] == "right"
    wrong = points + CURVE.replace("e * h[j]", "e * x")
    found = said(wrong, tmp_path)["mistakes"]
    assert [(one["id"], one["line"]) for one in found] == [("other-activation", line_of("e * x", wrong))]


def test_slopes_between_two_bounds_are_no_data_in_a_loop_or_a_lambda(tmp_path: Path) -> None:
    source = POINTS["math"] + CURVE.replace("math.tanh(w[j] * x + b[j])", "max(-1.0, min(1.0, w[j] * x + b[j]))")
    in_loop = source.replace("[e * v[j] * (1 - h[j] ** 2) for j in range(4)]", "[e * v[j] * s[j] for j in range(4)]")
    in_loop = in_loop.replace("        d = ", "        s = [1.0 if -1 < a < 1 else 0.0 for a in h]\n        d = ")
    in_lambda = in_loop.replace("[1.0 if -1 < a < 1 else 0.0 for a in h]", "slopes(h)")
    in_lambda = f"slopes = lambda h: [1.0 if -1 < a < 1 else 0.0 for a in h]\n{in_lambda}"
    for program in (in_loop, in_lambda):
        assert said(program, tmp_path)["verdict"] == "right"
