"""Two mistakes in one file are both named, whichever of them hides the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_labels import said
from tests.check.test_lines_and_names_of_pairs import changed, line_of

ARRAYS = """\
import numpy as np
rng = np.random.default_rng(7)
data = rng.normal(size=(5, 3))
wanted = rng.uniform(0.2, 0.8, size=(5, 2))
net = {"V": rng.normal(size=(3, 4)), "c": rng.normal(size=4), "U": rng.normal(size=(4, 2)), "d": rng.normal(size=2)}
eta = 0.15
def squash(z):
    return 1 / (1 + np.exp(-z))
def grads(net, x, t):
    hidden = np.tanh(x @ net["V"] + net["c"])
    out = squash(hidden @ net["U"] + net["d"])
    miss = out - t
    top = miss * out * (1 - out)
    low = (net["U"] @ top) * (1 - hidden ** 2)
    found = {}
    found["U"] = np.outer(hidden, top)
    found["d"] = top
    found["V"] = np.outer(x, low)
    found["c"] = low
    return found
for sweep in range(12):
    for x, t in zip(data, wanted):
        found = grads(net, x, t)
        for key in net:
            net[key] = net[key] - eta * found[key]
"""
WEIGHT_IN_TOP = {"np.outer(hidden, top)": 'net["U"] * top'}
WEIGHT_IN_LOW = {"np.outer(x, low)": 'net["V"] * low'}


def names_and_lines(source: str, folder: Path) -> dict[str, int]:
    mistakes: list[dict[str, object]] = said(source, folder)["mistakes"]  # type: ignore[assignment]
    return {str(one["id"]): int(str(one["line"])) for one in mistakes}


def test_without_a_mistake_it_is_right(tmp_path: Path) -> None:
    assert said(ARRAYS, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (WEIGHT_IN_TOP, {"weight-for-input": 'found["U"] ='}),
        ({**WEIGHT_IN_TOP, "(1 - hidden ** 2)": "(1 - hidden)"},
         {"weight-for-input": 'found["U"] =', "slope-half": "low ="}),
        ({**WEIGHT_IN_LOW, ' * (1 - hidden ** 2)': ""}, {"weight-for-input": 'found["V"] =', "slope-missing": "low ="}),
    ],
)  # fmt: skip
def test_weights_in_the_place_of_inputs_hide_nothing(
    changes: dict[str, str], named: dict[str, str], tmp_path: Path
) -> None:
    wrong = changed(ARRAYS, changes)
    assert names_and_lines(wrong, tmp_path) == {name: line_of(wrong, text) for name, text in named.items()}


def test_a_sign_of_one_array_is_nothing_that_is_passed_back(tmp_path: Path) -> None:
    wrong = changed(ARRAYS, {**WEIGHT_IN_LOW, 'found["c"] = low': 'found["c"] = -low'})
    assert names_and_lines(wrong, tmp_path).keys() == {"weight-for-input", "uphill"}
