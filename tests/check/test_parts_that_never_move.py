"""A file is not called right if its biases learn, and numbers that may be its weights never move; or the other way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_lines_beside_the_same_unit import LISTS
from tests.check.test_overwritten_updates import CELLS
from tests.check.written_files import changed, said_of_file

TWO = {
    "top = Cell([0.5, -0.2, 0.8], 0.4)": "top = [Cell([0.5, -0.2, 0.8], 0.4), Cell([0.1, 0.6, -0.7], -0.2)]",
    "        got = top.compute([cell.compute(xs) for cell in middle])\n": (
        "        hs = [cell.compute(xs) for cell in middle]\n"
        "        got = [cell.compute(hs) for cell in top]\n"
        "        cost = sum((t - y) ** 2 for t, y in zip(wanted, got))\n"
    ),
    "zip(middle, top.adapt(wanted - got, 0.8)):": (
        "zip(middle, [sum(part) for part in zip(*[c.adapt(t - y, 0.8) for c, t, y in zip(top, wanted, got)])]):"
    ),
    "((0.1, 0.9), 0.3), ((0.8, 0.2), 0.9), ((0.4, 0.5), 0.1)": (
        "((0.1, 0.9), (0.3, 0.7)), ((0.8, 0.2), (0.9, 0.4)), ((0.4, 0.5), (0.1, 0.6))"
    ),
}
"""What gives the cells two outputs, and a cost that they print."""


def test_cells_with_two_outputs_are_right(tmp_path: Path) -> None:
    assert said_of_file(changed(CELLS, TWO), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("still", ["self.weights[k] += rate * e * self.xs[k]", "self.threshold -= rate * e"])
def test_cells_of_which_a_part_never_moves_are_not_right(still: str, tmp_path: Path) -> None:
    assert said_of_file(changed(CELLS, {**TWO, still: "pass"}), tmp_path)["verdict"] != "right"


def test_lists_of_which_the_weights_never_move_are_not_right(tmp_path: Path) -> None:
    still = {"outer[k][j] -= rate * d_out[k] * h[j]": "pass", "inner[j][i] -= rate * d_in[j] * x[i]": "pass"}
    assert said_of_file(changed(LISTS, still), tmp_path)["verdict"] != "right"


SENSITIVITIES = """\
import numpy as np

rng = np.random.default_rng(6)
X = rng.uniform(-1, 1, size=(8, 2))
D = np.sign(X.prod(axis=1)) * 0.8


def run(net, x):
    V, v, u, c = net
    h = np.tanh(V @ x - v)
    return h, np.tanh(u @ h - c)


def sensitivities(net, x, h, y):
    V, v, u, c = net
    top = 1 - y * y
    way = top * u * (1 - h * h)
    return np.outer(way, x), -way, top * h, -top


def moved(net, slopes, miss, eta):
    return [p + eta * miss * s for p, s in zip(net, slopes)]


net = [rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=3), rng.normal()]
for turn in range(200):
    total = 0.0
    for x, d in zip(X, D):
        h, y = run(net, x)
        total += 0.5 * (d - y) ** 2
        net = moved(net, sensitivities(net, x, h, y), d - y, 0.2)
"""


def test_steps_along_the_outputs_whatever_their_error_are_not_right(tmp_path: Path) -> None:
    assert said_of_file(SENSITIVITIES, tmp_path)["verdict"] == "right"
    assert said_of_file(changed(SENSITIVITIES, {"eta * miss * s": "eta * s"}), tmp_path)["verdict"] != "right"
