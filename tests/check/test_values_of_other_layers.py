"""Weights that learn with the values of another layer of another size are named, with the line that multiplies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """\
import math
import random
random.seed(8)
SIZES = [3, 5, 2]
def act(z):
    return 1 / (1 + math.exp(-z))
units = [[[random.uniform(-1, 1) for _ in range(n + 1)] for _ in range(m)] for n, m in zip(SIZES, SIZES[1:])]
rows = [([random.uniform(-1, 1) for _ in range(SIZES[0])], [random.random() for _ in range(SIZES[-1])])
        for _ in range(7)]
for epoch in range(25):
    for row, target in rows:
        values = [row]
        for layer in units:
            sums = [sum(w * v for w, v in zip(unit, values[-1])) + unit[-1] for unit in layer]
            values.append([act(z) for z in sums])
        delta = [(o - t) * o * (1 - o) for o, t in zip(values[-1], target)]
        deltas = [delta]
        for n in range(len(units) - 1, 0, -1):
            back = [sum(unit[j] * d for unit, d in zip(units[n], deltas[0])) for j in range(len(values[n]))]
            deltas.insert(0, [e * a * (1 - a) for e, a in zip(back, values[n])])
        for n, layer in enumerate(units):
            given = values[n]
            for unit, d in zip(layer, deltas[n]):
                for j in range(min(len(given), len(unit) - 1)):
                    unit[j] -= 0.4 * d * given[j]
                unit[-1] -= 0.4 * d
"""
OF_INPUTS = {"given = values[n]": "given = row"}
LINE = "unit[j] -="

ARRAYS = """\
import numpy as np
rng = np.random.default_rng(12)
H, M = 5, 6
X = rng.normal(size=(M, 3))
T = rng.uniform(0.1, 0.9, (M, 2))
V, c = rng.normal(size=(3, H)), np.zeros(H)
W, b = rng.normal(size=(H, 2)), np.zeros(2)
def s(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(40):
    a = s(X @ V + c)
    y = s(a @ W + b)
    d = (y - T) * y * (1 - y)
    e = d @ W.T * a * (1 - a)
    W -= 0.2 * a.T @ d
    V -= 0.2 * X.T @ e
    b -= 0.2 * d.sum(axis=0)
    c -= 0.2 * e.sum(axis=0)
"""
WITHOUT_BIASES = {
    " + c": "",
    " + b": "",
    "    b -= 0.2 * d.sum(axis=0)\n    c -= 0.2 * e.sum(axis=0)\n": "",
}
SHORT = {"W -= 0.2 * a.T @ d": "W[:3] -= 0.2 * X.T @ d"}
LONG = {"H, M = 5, 6": "H, M = 2, 6", "W -= 0.2 * a.T @ d": "W -= 0.2 * X[:, :H].T @ d"}


@pytest.mark.parametrize("sizes", ["[3, 5, 2]", "[5, 3, 2]", "[2, 4, 3, 2]"])
def test_the_values_of_the_layer_below_are_right(sizes: str, tmp_path: Path) -> None:
    assert said(LISTS.replace("[3, 5, 2]", sizes), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"[3, 5, 2]": "[5, 3, 2]"},
        {"[3, 5, 2]": "[4, 3, 2]", "min(len(given), len(unit) - 1)": "len(given)"},
        {"given = row": "given = row + [1]"},
        {"[3, 5, 2]": "[3, 4, 5, 2]"},
    ],
    ids=["shorter", "longer", "one goes into the bias", "with a 1 behind", "several layers"],
)
def test_inputs_for_the_values_of_the_layer_below_are_named(changes: dict[str, str], tmp_path: Path) -> None:
    source = changed(changed(LISTS, OF_INPUTS), changes)
    verdict = said(source, tmp_path)
    (mistake,) = verdict["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("other-activation", line_of(LINE, source))
    assert "the values of the inputs, as many as fit" in mistake["sentence"]
    assert verdict["parameters"]["units[0]"] == "right"
    assert all(told == "wrong" for name, told in verdict["parameters"].items() if name != "units[0]")


def test_the_values_of_a_hidden_layer_and_of_the_layer_itself_are_named(tmp_path: Path) -> None:
    source = changed(LISTS, {"[3, 5, 2]": "[4, 3, 5, 2]", "given = values[n]": "given = values[min(n, 1)]"})
    assert names_and_lines(source, tmp_path) == {("other-activation", line_of(LINE, source))}
    assert "of layer 1" in said(source, tmp_path)["mistakes"][0]["sentence"]
    source = changed(LISTS, {"given = values[n]": "given = values[n + n]"})
    assert names_and_lines(source, tmp_path) == {("own-activation", line_of(LINE, source))}


@pytest.mark.parametrize(("slope", "name"), [("e * a", "activation-for-slope"), ("e * (1 - a)", "slope-half")])
def test_they_are_named_beside_a_wrong_slope(slope: str, name: str, tmp_path: Path) -> None:
    source = changed(LISTS, {**OF_INPUTS, "e * a * (1 - a)": slope})
    expected = {(name, line_of(f"[{slope} for", source)), ("other-activation", line_of(LINE, source))}
    assert names_and_lines(source, tmp_path) == expected


@pytest.mark.parametrize("biases", [{}, WITHOUT_BIASES], ids=["biases", "no biases"])
@pytest.mark.parametrize("changes", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("samples", [6, 1])
def test_they_are_named_in_arrays(
    changes: dict[str, str], biases: dict[str, str], samples: int, tmp_path: Path
) -> None:
    source = changed(changed(ARRAYS, changes), biases).replace(", 6\n", f", {samples}\n")
    verdict = said(source, tmp_path)
    line = line_of(list(changes.values())[-1], source)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("other-activation", line)]
    assert {name for name, told in verdict["parameters"].items() if told != "right"} == {"W"}


def test_they_are_named_beside_steps_uphill(tmp_path: Path) -> None:
    source = changed(changed(ARRAYS, SHORT), {"W[:3] -=": "W[:3] +="})
    line = line_of("W[:3]", source)
    assert names_and_lines(source, tmp_path) == {("uphill", line), ("other-activation", line)}


def test_other_values_of_no_layer_are_not_named(tmp_path: Path) -> None:
    source = changed(ARRAYS, {"W -= 0.2 * a.T @ d": "W[:3] -= 0.2 * np.sin(X).T @ d"})
    verdict = said(source, tmp_path)
    assert (verdict["verdict"], verdict["mistakes"]) == ("wrong", [])
