"""Mistakes beside which nothing is right: with weight decay, without any target, in one half of a slope."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import said
from xortui.check.found_training import debugger_on

BATCH = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(4, 3))
Y = rng.random((4, 2))
W1 = rng.normal(size=(3, 4))
b1 = np.zeros(4)
W2 = rng.normal(size=(4, 2))
b2 = np.zeros(2)
def s(z):
    return 1 / (1 + np.exp(-z))
for i in range(20):
    h = s(X @ W1 + b1)
    o = s(h @ W2 + b2)
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ W2.T * h * (1 - h)
    gW2 = h.T @ d2 + 0.01 * W2
    gW1 = X.T @ d1 + 0.01 * W1
    W2 -= 0.1 * gW2
    b2 -= 0.1 * d2.sum(0)
    W1 -= 0.1 * gW1
    b1 -= 0.1 * d1.sum(0)
"""


def mistakes(source: str, folder: Path) -> list[tuple[str, int]]:
    verdict = said(source, folder)
    return [(mistake["id"], mistake["line"]) for mistake in verdict["mistakes"]]


def test_weight_decay_hides_no_mistake_in_all_gradients(tmp_path: Path) -> None:
    half = BATCH.replace("* o * (1 - o)", "* (1 - o)").replace("* h * (1 - h)", "* (1 - h)")
    assert mistakes(half, tmp_path) == [("slope-half", 14), ("slope-half", 15)]


def test_weight_decay_that_lets_weights_grow_is_found_beside_wrong_gradients(tmp_path: Path) -> None:
    grown = BATCH.replace("+ 0.01", "- 0.01").replace("* h * (1 - h)", "")
    assert {identity for identity, _ in mistakes(grown, tmp_path)} == {"slope-missing", "decay-sign"}


def test_outputs_that_stand_for_the_errors_are_found_without_any_target(tmp_path: Path) -> None:
    program = BATCH.replace("(o - Y)", "o")
    assert mistakes(program, tmp_path) == [("output-for-error", 14)]


def test_a_slope_with_another_layers_value_in_one_half_is_named(tmp_path: Path) -> None:
    program = BATCH.replace("size=(4, 2)", "size=(4, 4)").replace("(4, 2))", "(4, 4))").replace("zeros(2)", "zeros(4)")
    mixed = program.replace("* h * (1 - h)", "* h * (1 - o)")
    assert mistakes(mixed, tmp_path) == [("slope-of-other-layer", 15)]


def test_biases_with_a_rate_of_their_own_are_no_mistake(tmp_path: Path) -> None:
    program = BATCH.replace("b2 -= 0.1", "b2 -= 0.2").replace("b1 -= 0.1", "b1 -= 0.2")
    assert said(program, tmp_path)["verdict"] == "right"


def test_l1_is_no_mistake(tmp_path: Path) -> None:
    program = BATCH.replace("0.01 * W2", "0.01 * np.sign(W2)").replace("0.01 * W1", "0.01 * np.sign(W1)")
    assert said(program, tmp_path)["verdict"] == "right"


def test_a_matrix_of_nested_lists_has_one_name_although_its_first_row_holds_the_biases(tmp_path: Path) -> None:
    program = """\
import math
v = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]
w = [0.2, 0.7, -0.3]
def f(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(50):
    for x, t in [((0.2, 0.9), 0.3), ((0.7, 0.1), 0.8)]:
        h = []
        for j in range(2):
            z = v[0][j]
            for i in range(2):
                z += v[i + 1][j] * x[i]
            h.append(f(z))
        o = f(w[0] + w[1] * h[0] + w[2] * h[1])
        d = (o - t) * o * (1 - o)
        for j in range(2):
            e = d * w[j + 1] * h[j] * (1 - h[j])
            v[0][j] -= 0.5 * e
            for i in range(2):
                v[i + 1][j] -= 0.5 * e * x[i]
            w[j + 1] -= 0.5 * d * h[j]
        w[0] -= 0.5 * d
"""
    assert said(program, tmp_path)["parameters"] == {"v": "right", "w": "right"}


def test_a_factor_in_one_unit_alone_is_opened_in_the_debugger_and_told_in_the_names_of_the_file(tmp_path: Path) -> None:
    program = """\
import math
w11, w12, w21, w22, v1, v2 = 0.15, 0.25, 0.2, 0.3, 0.4, 0.5
def f(z):
    return 1 / (1 + math.exp(-z))
for epoch in range(50):
    for x1, x2, t in [(0.05, 0.1, 0.9), (0.7, 0.2, 0.1)]:
        h1 = f(w11 * x1 + w12 * x2)
        h2 = f(w21 * x1 + w22 * x2)
        o = f(v1 * h1 + v2 * h2)
        d = (o - t) * o * (1 - o)
        d1 = d * v1 * h1 * (1 - h1)
        d2 = 2 * d * v2 * h2 * (1 - h2)
        v1, v2 = v1 - 0.5 * d * h1, v2 - 0.5 * d * h2
        w11, w12 = w11 - 0.5 * d1 * x1, w12 - 0.5 * d1 * x2
        w21, w22 = w21 - 0.5 * d2 * x1, w22 - 0.5 * d2 * x2
"""
    verdict = said(program, tmp_path)
    assert verdict["learning_rate"] == 0.5
    assert verdict["factors"][-1]["name"] in ("∂C/∂w21", "∂C/∂w22")
    debugger = debugger_on(verdict)
    (planted,) = debugger.mistakes
    assert planted.mistake.id == "stray-factor"
    assert planted.place.units == ("w3", "w4")


TOTALS = """\
import math, random
random.seed(5)
w = [[random.uniform(-1, 1) for j in range(3)] for i in range(2)]
v = [[random.uniform(-1, 1) for k in range(2)] for j in range(3)]
for epoch in range(20):
    for x, t in (([0.2, 0.7], [1, 0]), ([0.9, 0.1], [0, 1]), ([0.4, 0.5], [1, 1])):
        h = [math.tanh(sum(x[i] * w[i][j] for i in range(2))) for j in range(3)]
        o = [sum(h[j] * v[j][k] for j in range(3)) for k in range(2)]
        d = [o[k] - t[k] for k in range(2)]
        back = []
        BEFORE
        for j in range(3):
            WITHIN
            for k in range(2):
                total += d[k] * v[j][k]
            back.append(total * (1 - h[j] ** 2))
        for j in range(3):
            for k in range(2):
                v[j][k] -= 0.1 * d[k] * h[j]
            for i in range(2):
                w[i][j] -= 0.1 * back[j] * x[i]
"""


def test_a_total_that_goes_on_from_unit_to_unit_spoils_what_it_is_passed_back_to(tmp_path: Path) -> None:
    program = TOTALS.replace("BEFORE", "total = 0.0").replace("WITHIN", "pass")
    verdict = said(program, tmp_path)
    assert verdict["parameters"] == {"w": "wrong", "v": "right"}
    # Line 15 adds to what is left of the unit before; line 16 only reads the sum that is wrong by then.
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("errors-add-up", 15)]


def test_a_total_that_begins_anew_for_each_unit_is_right(tmp_path: Path) -> None:
    program = TOTALS.replace("BEFORE", "pass").replace("WITHIN", "total = 0.0")
    assert said(program, tmp_path)["verdict"] == "right"
