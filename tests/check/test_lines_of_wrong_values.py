"""A wrong value in a product that an update multiplies in later: the mistake is made in the line of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

SCALARS = """\
import math
import random

random.seed(3)


def sig(z):
    return 1 / (1 + math.exp(-z))


def dsig(z):
    return sig(z) * (1 - sig(z))


data = [(-0.4, -1.1, 1.0), (2.1, 1.5, 0.0), (1.2, -0.9, 0.0), (-1.4, 0.7, 1.0), (0.3, 0.8, 1.0)]
w1, w2, w3, w4, w5, w6 = [random.gauss(0, 1) for _ in range(6)]
b1, b2, b3 = 0.1, -0.1, 0.2
rate = 0.2
for epoch in range(200):
    for p, q, t in data:
        s1 = w1 * p + w2 * q + b1
        s2 = w3 * p + w4 * q + b2
        h1 = sig(s1)
        h2 = sig(s2)
        so = w5 * h1 + w6 * h2 + b3
        o = sig(so)
        dL_do = -2 * (t - o)
        do_dw5 = h1 * dsig(so)
        do_dw6 = h2 * dsig(so)
        do_db3 = dsig(so)
        do_dh1 = w5 * dsig(so)
        do_dh2 = w6 * dsig(so)
        dh1_dw1 = p * dsig(s1)
        dh1_dw2 = q * dsig(s1)
        dh1_db1 = dsig(s1)
        dh2_dw3 = p * dsig(s2)
        dh2_dw4 = q * dsig(s2)
        dh2_db2 = dsig(s2)
        w1 -= rate * dL_do * do_dh1 * dh1_dw1
        w2 -= rate * dL_do * do_dh1 * dh1_dw2
        b1 -= rate * dL_do * do_dh1 * dh1_db1
        w3 -= rate * dL_do * do_dh2 * dh2_dw3
        w4 -= rate * dL_do * do_dh2 * dh2_dw4
        b2 -= rate * dL_do * do_dh2 * dh2_db2
        w5 -= rate * dL_do * do_dw5
        w6 -= rate * dL_do * do_dw6
        b3 -= rate * dL_do * do_db3
"""
DICT = """\
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 2))
Y = rng.integers(0, 2, 8)
P = {k: rng.normal() for k in ("w11", "w12", "w21", "w22", "v1", "v2", "b1", "b2", "c")}


def f(z):
    return np.tanh(z)


def df(a):
    return 1 - a * a


for epoch in range(100):
    for x, y in zip(X, Y):
        a1 = f(P["w11"] * x[0] + P["w12"] * x[1] + P["b1"])
        a2 = f(P["w21"] * x[0] + P["w22"] * x[1] + P["b2"])
        out = P["v1"] * a1 + P["v2"] * a2 + P["c"]
        err = out - y
        back1 = err * P["v1"]
        back2 = err * P["v2"]
        local = {}
        local["w11"] = x[0] * df(a1)
        local["w12"] = x[1] * df(a1)
        local["b1"] = df(a1)
        local["w21"] = x[0] * df(a2)
        local["w22"] = x[1] * df(a2)
        local["b2"] = df(a2)
        G = {"v1": err * a1, "v2": err * a2, "c": err}
        G["w11"] = back1 * local["w11"]
        G["w12"] = back1 * local["w12"]
        G["b1"] = back1 * local["b1"]
        G["w21"] = back2 * local["w21"]
        G["w22"] = back2 * local["w22"]
        G["b2"] = back2 * local["b2"]
        for k in P:
            P[k] -= 0.05 * G[k]
"""
LISTS = """\
import random
import math

random.seed(5)
data = [([0.3, -1.2, 0.8], 1), ([-0.5, 0.4, 1.1], 0), ([1.3, 0.2, -0.7], 1), ([-1.0, -0.6, 0.1], 0)]
W = [[random.uniform(-1, 1) for i in range(3)] for j in range(3)]
B = [0.1, 0.0, -0.1]
V = [random.uniform(-1, 1) for j in range(3)]
c = 0.0


def sig(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(100):
    for x, t in data:
        h = []
        for j in range(3):
            h.append(sig(sum(W[j][i] * x[i] for i in range(3)) + B[j]))
        o = sig(sum(V[j] * h[j] for j in range(3)) + c)
        err = (o - t) * o * (1 - o)
        slopes = [a * (1 - a) for a in h]
        back = [err * V[j] for j in range(3)]
        grad_W = []
        for j in range(3):
            row = []
            for i in range(3):
                local = x[i] * slopes[j]
                row.append(back[j] * local)
            grad_W.append(row)
        grad_V = [err * a for a in h]
        for j in range(3):
            for i in range(3):
                W[j][i] -= 0.5 * grad_W[j][i]
            B[j] -= 0.5 * back[j] * slopes[j]
            V[j] -= 0.5 * grad_V[j]
        c -= 0.5 * err
"""


@pytest.mark.parametrize("program", [SCALARS, DICT, LISTS])
def test_the_programs_are_right_as_they_stand(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("dh2_dw4 = q * dsig(s2)", "dh2_dw4 = p * dsig(s2)", "activation-of-other-unit"),
        ("dh2_dw3 = p * dsig(s2)", "dh2_dw3 = q * dsig(s2)", "activation-of-other-unit"),
        ("do_dw6 = h2 * dsig(so)", "do_dw6 = h1 * dsig(so)", "activation-of-other-unit"),
        ("do_dw6 = h2 * dsig(so)", "do_dw6 = s2 * dsig(so)", "sum-for-activation"),
        ("do_dh2 = w6 * dsig(so)", "do_dh2 = w5 * dsig(so)", "weights-of-other-unit"),
        ("dh2_dw4 = q * dsig(s2)", "dh2_dw4 = w4 * dsig(s2)", "weight-for-input"),
        ("dh2_dw4 = q * dsig(s2)", "dh2_dw4 = dsig(s2)", "input-missing"),
        ("dh2_dw4 = q * dsig(s2)", "dh2_dw4 = q", "slope-missing-in-weights"),
        ("do_dw6 = h2 * dsig(so)", "do_dw6 = h2", "slope-missing-in-gradients"),
        ("do_db3 = dsig(so)", "do_db3 = 1", "slope-missing-in-biases"),
    ],
)
def test_a_product_with_a_name_of_its_own_is_told_and_not_its_update(
    before: str, after: str, name: str, tmp_path: Path
) -> None:
    wrong = changed(SCALARS, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(name, line_of(after, wrong))}


def test_the_slope_of_another_unit_is_told_where_it_is_first_multiplied(tmp_path: Path) -> None:
    wrong = changed(
        SCALARS, {"p * dsig(s2)": "p * dsig(s1)", "q * dsig(s2)": "q * dsig(s1)", "db2 = dsig(s2)": "db2 = dsig(s1)"}
    )
    assert names_and_lines(wrong, tmp_path) == {("slope-of-other-unit", line_of("dh2_dw3 = ", wrong))}


def test_a_product_in_several_lines_is_told_where_the_wrong_value_comes_in(tmp_path: Path) -> None:
    lines = {
        "        dh2_dw4 = q * dsig(s2)\n": "        slope2 = dsig(s2)\n        dh2_dw4 = p * slope2\n",
        "        w1 -=": "        up2 = dL_do * do_dh2\n        g4 = up2 * dh2_dw4\n        w1 -=",
        "rate * dL_do * do_dh2 * dh2_dw4": "rate * g4",
    }
    wrong = changed(SCALARS, lines)
    assert names_and_lines(wrong, tmp_path) == {("activation-of-other-unit", line_of("dh2_dw4 = p", wrong))}


def test_a_wrong_value_that_only_the_update_takes_is_told_there(tmp_path: Path) -> None:
    wrong = changed(SCALARS, {"rate * dL_do * do_dw6": "rate * dL_do * do_dw5"})
    assert names_and_lines(wrong, tmp_path) == {("activation-of-other-unit", line_of("w6 -= ", wrong))}


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ('local["w22"] = x[1] * df(a2)', 'local["w22"] = x[0] * df(a2)', "activation-of-other-unit"),
        ('local["w11"] = x[0] * df(a1)', 'local["w11"] = x[1] * df(a1)', "activation-of-other-unit"),
        ('local["w22"] = x[1] * df(a2)', 'local["w22"] = df(a2)', "input-missing"),
        ('local["w22"] = x[1] * df(a2)', 'local["w22"] = x[1]', "slope-missing-in-weights"),
    ],
)
def test_so_it_is_for_entries_of_a_dict(before: str, after: str, name: str, tmp_path: Path) -> None:
    wrong = changed(DICT, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(name, line_of(after, wrong))}


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("local = x[i] * slopes[j]", "local = x[j] * slopes[j]", "activation-of-other-unit"),
        ("local = x[i] * slopes[j]", "local = x[0] * slopes[j]", "activation-of-other-unit"),
        ("local = x[i] * slopes[j]", "local = h[i] * slopes[j]", "own-activation"),
        ("[err * a for a in h]", "[err * h[0] for a in h]", "activation-of-other-unit"),
    ],
)
def test_so_it_is_for_lists_that_loops_fill(before: str, after: str, name: str, tmp_path: Path) -> None:
    wrong = changed(LISTS, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(name, line_of(after, wrong))}
