"""Which line is named: where the expression stands that is wrong, or next to which an update is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.check.written_files import line_of, said
from xortui.check.found_training import debugger_on

SCRIPT = """\
import numpy as np

rng = np.random.default_rng(1)
X = np.array([[0.1, 0.9], [0.2, 0.3], [0.8, 0.7], [0.9, 0.2]])
Y = np.array([[1.0, 0.2], [0.0, 0.7], [1.0, 0.4], [0.0, 0.9]])
u = rng.normal(size=(2, 3))
v = rng.normal(size=(3, 3))
w = rng.normal(size=(3, 2))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(30):
    a = sigmoid(X @ u)
    h = sigmoid(a @ v)
    o = sigmoid(h @ w)
    e = o - Y
    back = e
    dw = back * o * (1 - o)
    dv = dw @ w.T * h * (1 - h)
    du = dv @ v.T * a * (1 - a)
    w -= 0.3 * h.T @ dw / 4
    v -= 0.3 * a.T @ dv / 4
    u -= 0.3 * X.T @ du / 4
"""


@pytest.mark.parametrize(
    ("changes", "identity", "line"),
    [
        ({"e = o - Y": "e = o"}, "output-for-error", "    e = o"),
        ({"e = o - Y": "e = -o", "-= 0.3": "+= 0.3"}, "output-for-error", "    e = -o"),
        ({"e = o - Y": "e = 0.5 * (o - Y) ** 2"}, "cost-for-error", "    e = 0.5"),
        ({"    w -= 0.3 * h.T @ dw / 4\n": ""}, "layer-never-updated", "    v -= "),
        ({"    v -= 0.3 * a.T @ dv / 4\n": ""}, "layer-never-updated", "    w -= "),
    ],
)
def test_the_line_is_that_of_the_expression_or_next_to_which_an_update_is_missing(
    changes: dict[str, str], identity: str, line: str, tmp_path: Path
) -> None:
    source = SCRIPT
    for before, after in changes.items():
        source = source.replace(before, after)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == identity
    assert mistake["line"] in (line_of(line, source), line_of("    u -= ", source) if "never" in identity else 0)


def test_what_is_only_fetched_by_its_own_name_is_not_where_the_error_is_named(tmp_path: Path) -> None:
    source = SCRIPT.replace("    e = o - Y\n", "    cache = {'o': o}\n    o = cache['o']\n    e = o\n")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("output-for-error", line_of("    e = o", source))


def test_a_file_with_the_mean_over_its_batch_trains_in_the_debugger_as_by_itself(tmp_path: Path) -> None:
    verdict = said(SCRIPT, tmp_path)
    assert verdict["verdict"] == "right"
    debugger = debugger_on({**verdict, "file": "net.py"})
    debugger.go_to("e30")
    there: dict[str, Any] = {}
    exec(SCRIPT, there)  # the file itself
    names = debugger.problem.network.parameter_names
    state = dict(zip(names, debugger.snapshot().state, strict=False))
    assert [state[name] for name in names[-6:]] == pytest.approx(there["w"].T.ravel().tolist(), rel=1e-9)


def test_a_file_whose_mistake_has_no_name_opens_on_its_own_first_updates(tmp_path: Path) -> None:
    source = SCRIPT.replace("du = dv @ v.T * a * (1 - a)", "du = dv @ v.T * np.sin(a)")
    verdict = said(source, tmp_path)
    assert (verdict["verdict"], verdict["mistakes"]) == ("wrong", [])
    debugger = debugger_on({**verdict, "file": "net.py"})
    assert debugger.source is not None
    assert debugger.source.measured is not None
    count = debugger.source.measured.count
    debugger.go_to(f"e{count}")
    there: dict[str, Any] = {}
    exec(source.replace("range(30)", f"range({count})"), there)  # the file itself
    state = dict(zip(debugger.problem.network.parameter_names, debugger.snapshot().state, strict=False))
    assert [state[f"w{number}"] for number in range(1, 7)] == pytest.approx(there["u"].T.ravel().tolist(), rel=1e-9)
    assert debugger.snapshot().right_value("w1") is not None
    assert debugger.snapshot().right_value("w7") is None


OBJECT = """\
import math
import random

random.seed(2)
DATA = [([0.2, 0.9, 0.4], 1.0), ([0.7, 0.1, 0.6], 0.0), ([0.9, 0.8, 0.1], 1.0), ([0.3, 0.3, 0.9], 0.0)]


def squash(z):
    return 1 / (1 + math.exp(-z))


class Net:
    def __init__(self, rate):
        self.rate = rate
        self.u = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
        self.v = [random.uniform(-1, 1) for _ in range(2)]

    def epoch(self):
        gu = [[0.0] * 3 for _ in range(2)]
        gv = [0.0] * 2
        for x, t in DATA:
            h = [squash(sum(self.u[j][i] * x[i] for i in range(3))) for j in range(2)]
            o = squash(sum(self.v[j] * h[j] for j in range(2)))
            d = (o - t) * o * (1 - o)
            for j in range(2):
                gv[j] += d * h[j]
                for i in range(3):
                    gu[j][i] += d * self.v[j] * h[j] * (1 - h[j]) * x[i]
        for j in range(2):
            self.v[j] -= self.rate * gv[j]
        for j in range(2):
            for i in range(3):
                self.u[j][i] -= self.rate * gu[j][i]


net = Net(0.6)
for _ in range(40):
    net.epoch()
"""


@pytest.mark.parametrize(
    ("before", "after", "identity", "line"),
    [
        ("gu[j][i] += d", "gu[j][i] = d", "sums-overwritten", "gu[j][i] = d"),
        (
            "            for i in range(3):\n                self.u",
            "            for i in range(1, 3):\n                self.u",
            "part-never-updated",
            "for i in range(1, 3):",
        ),
    ],
)
def test_lists_of_numbers_in_an_object(before: str, after: str, identity: str, line: str, tmp_path: Path) -> None:
    source = OBJECT.replace(before, after)
    assert source != OBJECT
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == (identity, line_of(line, source))


GATED = """\
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(8, 3))
Y = rng.normal(size=(8, 2))
A = rng.normal(size=(3, 5))
B = rng.normal(size=(5, 2))
for step in range(40):
    z = X @ A
    h = np.maximum(z, 0)
    o = h @ B
    d = (o - Y) / len(X)
    gB = h.T @ d
    back = d @ B.T
    gate = back.copy()
    gate[back < 0] = 0
    A -= 0.1 * X.T @ gate
    B -= 0.1 * gB
"""


def test_a_gate_that_asks_the_gradient(tmp_path: Path) -> None:
    (mistake,) = said(GATED, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("gate-of-gradient", line_of("gate[back < 0]", GATED))


def test_biases_that_are_not_averaged_where_the_rate_is_one(tmp_path: Path) -> None:
    source = SCRIPT.replace("w = rng.normal(size=(3, 2))", "w = rng.normal(size=(3, 2))\nc = np.zeros((1, 3))")
    source = source.replace("sigmoid(X @ u)", "sigmoid(X @ u + c)").replace("0.3 *", "1.0 *")
    source += "    c -= 1.0 * du.sum(axis=0, keepdims=True)\n"
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("bias-not-averaged", line_of("    c -= ", source))
