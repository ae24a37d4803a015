"""Updates that only give a loop's variable, or an argument, another array: no weight ever moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.check.written_files import line_of, said, said_of_file, written
from xortui.check.lost_updates import on_lost_updates
from xortui.check.process import checked
from xortui.check.running.limits import Limits

NET = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
W1, b1 = rng.normal(size=(2, 4)), np.zeros((1, 4))
W2, b2 = rng.normal(size=(4, 1)), np.zeros((1, 1))
def descend(p, g):
    p -= 0.05 * g
for epoch in range(40):
    h = np.tanh(X @ W1 + b1)
    out = h @ W2 + b2
    d2 = (out - Y) / 6
    d1 = d2 @ W2.T * (1 - h ** 2)
    grads = [X.T @ d1, d1.sum(0, keepdims=True), h.T @ d2, d2.sum(0, keepdims=True)]
    for weight, g in zip([W1, b1, W2, b2], grads):
        descend(weight, g)
"""
IN_LOOP = NET.replace("descend(weight, g)", "weight = weight - 0.05 * g")
IN_FUNCTION = NET.replace("p -= 0.05 * g", "p = p - 0.05 * g")
RETURNED = IN_FUNCTION.replace("0.05 * g\n", "0.05 * g\n    return p\n").replace(
    "  descend(", "  weight[...] = descend("
)
KEPT = """\
import numpy as np
rng = np.random.default_rng(0)
found = []
for p in [rng.normal(size=3), rng.normal(size=3)]:
    for trial in range(5):
        p = p - 0.1 * np.sign(p)
    found.append(p)
"""


def names_and_lines(source: str, folder: Path) -> list[tuple[str, int]]:
    verdict = on_lost_updates(source, lambda text: said(text, folder))
    assert verdict is not None
    assert set(verdict["parameters"].values()) == {"never moves"}
    return [(one["id"], one["line"]) for one in verdict["mistakes"]]


@pytest.mark.parametrize(
    ("source", "line"), [(IN_LOOP, "weight = weight - 0.05"), (IN_FUNCTION, "p = p - 0.05")], ids=["loop", "function"]
)
def test_they_are_named_in_their_line(source: str, line: str, tmp_path: Path) -> None:
    assert names_and_lines(source, tmp_path) == [("layer-never-updated", line_of(line, source))]


def test_two_in_one_line_are_named(tmp_path: Path) -> None:
    source = IN_LOOP.replace("for weight, g in", "for weight, g, bias, k in").replace(
        "zip([W1, b1, W2, b2], grads)", "[(W1, grads[0], b1, grads[1]), (W2, grads[2], b2, grads[3])]"
    )
    source = source.replace("weight - 0.05 * g", "weight - 0.05 * g; bias = bias - 0.05 * k")
    assert names_and_lines(source, tmp_path) == [("layer-never-updated", line_of("weight = weight", source))]


def test_they_are_named_with_what_else_is_wrong(tmp_path: Path) -> None:
    source = IN_LOOP.replace(" * (1 - h ** 2)", "")
    expected = [("layer-never-updated", line_of("weight = ", source)), ("slope-missing", line_of("d1 = ", source))]
    assert names_and_lines(source, tmp_path) == expected


def test_the_whole_check_says_so(tmp_path: Path) -> None:
    verdict = said_of_file(IN_LOOP, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert [one["id"] for one in verdict["mistakes"]] == ["layer-never-updated"]


def test_arrays_that_are_changed_in_place_are_updated(tmp_path: Path) -> None:
    assert said(NET, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("source", [NET, KEPT, RETURNED])
def test_nothing_is_lost_where_somebody_reads_what_is_changed(source: str) -> None:
    def never_asked(text: str) -> dict[str, Any]:
        pytest.fail(f"examined with updates in place: {text}")

    assert on_lost_updates(source, never_asked) is None


LARGE = """
import numpy as np
rng = np.random.default_rng(0)
x = np.linspace(-1, 1, 80)[:, None]
y = np.sin(3 * x)
W1, b1 = rng.normal(size=(1, 16)), np.zeros(16)
W2, b2 = rng.normal(size=(16, 16)) / 4, np.zeros(16)
W3, b3 = rng.normal(size=(16, 1)) / 4, np.zeros(1)
for epoch in range(300):
    a1 = np.tanh(x @ W1 + b1)
    a2 = np.tanh(a1 @ W2 + b2)
    d3 = 2 * (a2 @ W3 + b3 - y) / len(x)
    d2 = d3 @ W3.T * (1 - a2 ** 2)
    d1 = d2 @ W2.T * (1 - a1 ** 2)
    grads = [x.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0)]
    for p, g in zip([W1, b1, W2, b2, W3, b3], grads):
        p = p - 0.05 * g
"""


def test_updates_that_are_lost_are_named_where_a_step_is_large(tmp_path: Path) -> None:
    (found,) = checked(written(LARGE, tmp_path), limits=Limits(seconds=60))["mistakes"]
    assert (found["id"], found["line"]) == ("layer-never-updated", line_of("p = p - ", LARGE))


PARTLY = """\
import numpy as np

rng = np.random.default_rng(4)
weights = [rng.normal(size=shape) * 0.7 for shape in ((2, 6), (6, 3))]
biases = [rng.normal(size=n) * 0.1 for n in (6, 3)]
X = rng.normal(size=(40, 2))
Y = np.eye(3)[rng.integers(0, 3, 40)]


def forward():
    acts = [X]
    for w, b in zip(weights, biases):
        acts.append(1 / (1 + np.exp(-(acts[-1] @ w + b))))
    return acts


for epoch in range(60):
    acts = forward()
    d2 = (acts[2] - Y) * acts[2] * (1 - acts[2]) / len(X)
    d1 = d2 @ weights[1].T * acts[1] * (1 - acts[1])
    for w, dw in zip(weights, (X.T @ d1, acts[1].T @ d2)):
        w = w - 0.5 * dw
    for b, db in zip(biases, (d1.sum(axis=0), d2.sum(axis=0))):
        b -= 0.5 * db
"""


def test_arrays_whose_updates_a_loop_loses_are_told_beside_those_that_learn(tmp_path: Path) -> None:
    verdict = said_of_file(PARTLY, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [
        ("layer-never-updated", line_of("w = w - 0.5", PARTLY))
    ]
    assert verdict["parameters"] == {
        "weights[0]": "never moves",
        "biases[0]": "right",
        "weights[1]": "never moves",
        "biases[1]": "right",
    }
