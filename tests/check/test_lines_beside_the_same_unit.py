"""What is wrong with one array alone is named in its own line, not in that of another layer, and by the unit's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said

LISTS = """\
import math
import random

random.seed(12)
inner = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
inner_shift = [random.uniform(-1, 1) for _ in range(3)]
outer = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
outer_shift = [random.uniform(-1, 1) for _ in range(2)]


def squash(z):
    return 1 / (1 + math.exp(-z))


def ask(x):
    h = [squash(inner_shift[j] + inner[j][0] * x[0] + inner[j][1] * x[1]) for j in range(3)]
    y = [squash(outer_shift[k] + sum(outer[k][j] * h[j] for j in range(3))) for k in range(2)]
    return h, y


def learn(x, t, rate):
    h, y = ask(x)
    d_out = [(y[k] - t[k]) * y[k] * (1 - y[k]) for k in range(2)]
    d_in = [sum(d_out[k] * outer[k][j] for k in range(2)) * h[j] * (1 - h[j]) for j in range(3)]
    for k in range(2):
        for j in range(3):
            outer[k][j] -= rate * d_out[k] * h[j]
        outer_shift[k] -= rate * d_out[k]
    for j in range(3):
        for i in range(2):
            inner[j][i] -= rate * d_in[j] * x[i]
        inner_shift[j] -= rate * d_in[j]


lessons = [((0.2, 0.9), (0, 1)), ((0.7, 0.4), (1, 1)), ((0.1, 0.3), (1, 0)), ((0.8, 0.6), (0, 0))]
for epoch in range(60):
    for x, t in lessons:
        learn(x, t, 0.5)
"""
OF_OUTER = "outer_shift[k] -= rate * d_out[k]"
OF_INNER = "inner_shift[j] -= rate * d_in[j]"
UNITS = """\
import math
import random


class Wire:
    def __init__(self, before, after):
        self.before = before
        self.after = after
        self.strength = random.uniform(-1, 1)
        before.leaving.append(self)
        after.coming.append(self)


class Unit:
    def __init__(self):
        self.coming = []
        self.leaving = []
        self.shift = random.uniform(-1, 1)
        self.y = 0.0
        self.d = 0.0

    def fire(self):
        self.y = math.tanh(self.shift + sum(wire.strength * wire.before.y for wire in self.coming))


random.seed(8)
sensors = [Unit(), Unit()]
middle = [Unit(), Unit(), Unit()]
motors = [Unit(), Unit()]
for unit in middle:
    for sensor in sensors:
        Wire(sensor, unit)
for motor in motors:
    for unit in middle:
        Wire(unit, motor)


def learn(x, t, rate):
    for sensor, value in zip(sensors, x):
        sensor.y = value
    for unit in middle + motors:
        unit.fire()
    for motor, wanted in zip(motors, t):
        motor.d = (wanted - motor.y) * (1 - motor.y ** 2)
    for unit in middle:
        unit.d = (1 - unit.y ** 2) * sum(wire.strength * wire.after.d for wire in unit.leaving)
    for unit in middle + motors:
        for wire in unit.coming:
            wire.strength += rate * unit.d * wire.before.y
    for unit in motors + middle:
        unit.shift += rate * unit.d


lessons = [((0.2, 0.9), (-0.5, 0.5)), ((0.7, 0.4), (0.5, 0.3)), ((0.1, 0.3), (0.6, -0.2)), ((0.8, 0.6), (-0.3, 0.4))]
for epoch in range(60):
    for x, t in lessons:
        learn(x, t, 0.1)
"""
BATCH = changed(
    LISTS,
    {
        "def learn(x, t, rate):": "def learn(x, t, g):",
        "outer[k][j] -= rate * d_out": 'g["outer"][k][j] += d_out',
        "outer_shift[k] -= rate * d_out": 'g["outer_shift"][k] += d_out',
        "inner[j][i] -= rate * d_in": 'g["inner"][j][i] += d_in',
        "inner_shift[j] -= rate * d_in": 'g["inner_shift"][j] += d_in',
        "    for x, t in lessons:\n        learn(x, t, 0.5)\n": """\
    g = {
        "outer": [[0.0] * 3 for _ in range(2)],
        "outer_shift": [0.0] * 2,
        "inner": [[0.0] * 2 for _ in range(3)],
        "inner_shift": [0.0] * 3,
    }
    for x, t in lessons:
        learn(x, t, g)
    for rows, name in [(outer, "outer"), (inner, "inner")]:
        for row, of_row in zip(rows, g[name]):
            for n in range(len(row)):
                row[n] -= 0.5 * of_row[n]
    for k in range(2):
        outer_shift[k] -= 0.5 * g["outer_shift"][k]
    for n in range(3):
        inner_shift[n] -= 0.5 * g["inner_shift"][n]
""",
    },
)
SLOPES = """\
import numpy as np

rng = np.random.default_rng(5)
X = rng.random((6, 3))
T = (X.sum(axis=1, keepdims=True) > 1.5).astype(float)
V = rng.normal(size=(3, 4))
v = np.zeros((1, 4))
U = rng.normal(size=(4, 1))
u = np.zeros((1, 1))
rate = 1.0
for epoch in range(200):
    H = 1 / (1 + np.exp(-(X @ V + v)))
    Y = 1 / (1 + np.exp(-(H @ U + u)))
    error = T - Y
    d_out = 2 * error * Y * (1 - Y)
    d_in = d_out @ U.T * H * (1 - H)
    U += H.T @ d_out
    u += d_out.sum(axis=0, keepdims=True)
    V += X.T @ d_in
    v += d_in.sum(axis=0, keepdims=True)
"""

BEFORE = changed(
    SLOPES,
    {
        "rate = 1.0": "rate = 0.3",
        "    U += H.T @ d_out\n": """\
    dU = rate * H.T @ d_out
    du = rate * d_out.sum(axis=0, keepdims=True)
    dV = rate * X.T @ d_in
    dv = rate * d_in.sum(axis=0, keepdims=True)
    U = U + dU
""",
        "u += d_out.sum(axis=0, keepdims=True)": "u = u + du",
        "V += X.T @ d_in": "V = V + dV",
        "v += d_in.sum(axis=0, keepdims=True)": "v = v + dv",
    },
)


@pytest.mark.parametrize("program", [LISTS, BATCH, UNITS, SLOPES, BEFORE])
def test_without_a_mistake_they_are_right(program: str, tmp_path: Path) -> None:
    assert said(program, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (OF_OUTER, "outer[k][j] -= rate * d_out[k] * h[j]"),
        (OF_INNER, "inner[j][i] -= rate * d_in[j] * x[i]"),
    ],
)
def test_biases_of_a_list_of_their_own_are_missed_in_their_layer(missing: str, line: str, tmp_path: Path) -> None:
    wrong = changed(LISTS, {missing: "pass"})
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of(line, wrong))}


@pytest.mark.parametrize("update", [OF_OUTER, OF_INNER])
def test_an_update_that_an_inner_loop_repeats_is_named(update: str, tmp_path: Path) -> None:
    wrong = changed(LISTS, {f"    {update}": f"        {update}"})
    (found,) = said(wrong, tmp_path)["mistakes"]
    assert (found["id"], found["line"]) == ("stray-factor", line_of(update, wrong))
    assert found["parameters"] == [update.partition("[")[0]]


@pytest.mark.parametrize(
    ("before", "after", "name", "line"),
    [
        ('g["outer_shift"][k] += d_out[k]', "pass", "bias-never-updated", 'g["outer"][k][j] += '),
        ('g["inner"][j][i] += d_in[j] * x[i]', "pass", "layer-never-updated", 'g["inner_shift"][j] += '),
        ('-= 0.5 * g["outer_shift"]', '-= 0 * g["outer_shift"]', "bias-never-updated", "outer_shift[k] -= "),
        ('["inner_shift"][j] += d_in[j]', '["inner_shift"][j] = d_in[j]', "sums-overwritten", '["inner_shift"][j] = '),
        ("outer_shift[k] -= 0.5 *", "outer_shift[k] -= 1.5 *", "stray-factor", "outer_shift[k] -= "),
    ],
)
def test_what_is_wrong_with_a_sum_over_a_batch_is_named_where_it_is_made(
    before: str, after: str, name: str, line: str, tmp_path: Path
) -> None:
    wrong = changed(BATCH, {before: after})
    assert names_and_lines(wrong, tmp_path) == {(name, line_of(line, wrong))}


@pytest.mark.parametrize("line", ["dU = rate * ", "du = rate * ", "dV = rate * ", "dv = rate * "])
def test_a_rate_that_is_missing_is_named_where_other_gradients_get_it(line: str, tmp_path: Path) -> None:
    wrong = changed(BEFORE, {line: line.removesuffix("rate * ")})
    assert names_and_lines(wrong, tmp_path) == {("rate-missing", line_of(line.removesuffix("rate * "), wrong))}


def test_a_bias_to_which_0_is_added_is_not_overwritten(tmp_path: Path) -> None:
    wrong = changed(BEFORE, {"u = u + du": "u = u + 0"})
    verdict = said(wrong, tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["bias-never-updated"]
    assert verdict["parameters"] == {"V": "right", "v": "right", "U": "right", "u": "never moves"}


def test_biases_that_add_zeros_are_named_in_their_update(tmp_path: Path) -> None:
    wrong = changed(SLOPES, {"v += d_in.sum(axis=0, keepdims=True)": "v += np.zeros((1, 4))"})
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of("v += ", wrong))}


def test_an_update_of_all_layers_that_an_inner_loop_repeats_is_told_once(tmp_path: Path) -> None:
    update = "unit.shift += rate * unit.d\n"
    loop = "    for unit in motors + middle:\n        "
    wrong = changed(UNITS, {loop + update: f"{loop}for _ in unit.coming:\n            {update}"})
    (found,) = said(wrong, tmp_path)["mistakes"]
    assert (found["id"], found["line"]) == ("stray-factor", line_of(update, wrong))
    assert found["parameters"] == ["middle[*].shift", "motors[*].shift"]
    assert "a factor 2, 3 that" in found["sentence"]


def test_units_that_a_loop_leaves_out_are_named_in_its_line(tmp_path: Path) -> None:
    wrong = changed(UNITS, {"for unit in motors + middle:": "for unit in motors:"})
    assert names_and_lines(wrong, tmp_path) == {("bias-never-updated", line_of("for unit in motors:", wrong))}


def test_weights_and_biases_of_linked_units_have_the_names_of_these(tmp_path: Path) -> None:
    names = ["middle[*].coming[*].strength", "middle[*].shift", "motors[*].coming[*].strength", "motors[*].shift"]
    assert sorted(said(UNITS, tmp_path)["parameters"]) == names


def test_a_factor_of_weights_alone_is_named_in_their_update(tmp_path: Path) -> None:
    wrong = changed(
        SLOPES,
        {
            "2 * error * Y * (1 - Y)": "error * Y * (1 - Y) / len(X)",
            "U += H.T @ d_out": "U += rate / len(X) * (H.T @ d_out)",
            "d_in = d_out @ U.T * H * (1 - H)": "d_in = d_out @ U.T",
        },
    )
    assert ("stray-factor", line_of("U += ", wrong)) in names_and_lines(wrong, tmp_path)


def test_weights_that_go_alike_are_right_beside_a_bias_without_its_slope(tmp_path: Path) -> None:
    wrong = changed(SLOPES, {"u += d_out.sum(": "u += 2 * error.sum("})
    found = said(wrong, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["slope-missing-in-biases"]
    assert found["parameters"] == {"V": "right", "v": "right", "U": "right", "u": "wrong"}
