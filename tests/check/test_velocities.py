"""Velocities, and gradients, of one array in the steps of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.momentum_programs import CLASS, MOMENTUM, ROWS, without_velocities
from tests.check.written_files import changed, said_of_file

LARGE_BIASES = {"[4, 4, 4, 1]": "[4, 4, 4, 4]", "(X[:1] > X[1:2])": "(X > X[::-1])"}
SHAPES = (
    # shape, what is written in the place of what, the mistake's line, the arrays that are spoilt
    ("rows", {"    W1 += vW1": "    W1 += vW2"}, "    W1 += vW2", ["W1"]),
    ("rows", {"vW1 = mu * vW1 -": "vW1 = mu * vW2 -"}, "    vW1 = mu * vW2", ["W1"]),
    ("rows", {"vb1 = mu * vb1 -": "vb1 = mu * vb2 -"}, "    vb1 = mu * vb2", ["b1"]),
    (
        "rows",
        {"vW1 = mu * vW1 -": "vW2 = mu * vW2 -", "    W1 += vW1": "    W1 += vW2"},
        "    vW2 = mu * vW2 - lr * X.T",
        ["W1", "W2"],
    ),
    ("class", {"self.W1 -= lr * self.vW1": "self.W1 -= lr * self.vW2"}, "        self.W1 -= lr", ["W1"]),
    ("class", {"self.b1 -= lr * self.vb1": "self.b1 -= lr * self.vb2"}, "        self.b1 -= lr", ["b1"]),
    ("class", {"self.vW1 = momentum * self.vW1": "self.vW1 = momentum * self.vW2"}, "        self.vW1 = m", ["W1"]),
    ("class", {"self.vW2 = momentum * self.vW2": "self.vW2 = momentum * self.vW1"}, "        self.vW2 = m", ["W2"]),
    (
        "class",
        {"self.vW1": "self.v", "self.vW2": "self.v"},
        "        self.v = momentum * self.v + e1",
        ["W1", "W2"],
    ),
    ("dicts", {'rate * velocity["db" + str(l)]': 'rate * velocity["db" + str(max(l, 2))]'}, "        params[", ["b1"]),
    (
        "dicts",
        {**LARGE_BIASES, 'beta * velocity["db" + str(l)]': 'beta * velocity["db2"]'},
        '        velocity["db" + str(l)]',
        ["b1", "b3"],
    ),
    ("lists", {"vb1[j] = 0.5 * vb1[j]": "vb1[j] = 0.5 * vw2[j]"}, "            vb1[j] = ", ["b1"]),
    ("lists", {"b1[j] += vb1[j]": "b1[j] += vw2[j]"}, "            b1[j] += vw2", ["b1"]),
)


@pytest.mark.parametrize("shape", MOMENTUM)
def test_a_velocity_for_each_array_is_right(shape: str, tmp_path: Path) -> None:
    assert said_of_file(MOMENTUM[shape], tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(("shape", "changes", "line", "names"), SHAPES)
def test_the_velocity_of_another_array_is_named(
    shape: str, changes: dict[str, str], line: str, names: list[str], tmp_path: Path
) -> None:
    source = changed(MOMENTUM[shape], changes)
    found = said_of_file(source, tmp_path)
    numbers = [number for number, text in enumerate(source.splitlines(), 1) if text.startswith(line)]
    assert [one["id"] for one in found["mistakes"]] == ["velocity-of-other"]
    assert found["mistakes"][0]["line"] in numbers
    assert found["mistakes"][0]["parameters"] == names
    spoilt = [name for name, state in found["parameters"].items() if state != "right"]
    assert spoilt == names


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"W1 -= lr * gW1": "W1 -= lr * gW2"}, ["W1"]),
        ({"W2 -= lr * gW2": "W2 -= lr * gW1"}, ["W2"]),
        ({"W1 -= lr * gW1": "W1 -= lr * gW2", "W2 -= lr * gW2": "W2 -= lr * gW1"}, ["W1", "W2"]),
    ],
)
def test_the_gradient_of_another_array_is_named(changes: dict[str, str], names: list[str], tmp_path: Path) -> None:
    found = said_of_file(changed(without_velocities(ROWS), changes), tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [("gradient-of-other", names)]


def test_a_gradient_that_is_kept_for_another_array_is_named(tmp_path: Path) -> None:
    found = said_of_file(CLASS.replace("self.vW1 = momentum * self.vW1", "self.vW2 = momentum * self.vW1"), tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [("gradient-of-other", ["W2"])]
    assert found["parameters"]["W1"] == "never moves"


@pytest.mark.parametrize("axis", ["", "axis=0", "axis=1, keepdims=True"])
def test_a_velocity_less_the_mean_of_its_array_accuses_nobody(axis: str, tmp_path: Path) -> None:
    centred = ROWS.replace("    W1 += vW1", f"    W1 += vW1 - vW1.mean({axis})")
    assert said_of_file(centred, tmp_path)["verdict"] == "undecided"


def test_steps_with_a_share_of_another_velocity_and_a_mistake_besides_are_not_called_right(tmp_path: Path) -> None:
    source = ROWS.replace("    W1 += vW1", "    W1 += vW2").replace("* (1 - a1 ** 2)", "* a1")
    assert said_of_file(source, tmp_path)["verdict"] != "right"


LAYERS = """\
import numpy as np
rng = np.random.default_rng(14)
class Layer:
    def __init__(self, inputs, units):
        self.W = rng.normal(size=(inputs, units))
        self.b = np.zeros(units)
        self.vW = np.zeros((inputs, units))
        self.vb = np.zeros(units)
    def forward(self, x):
        self.x = x
        self.y = np.tanh(x @ self.W + self.b)
        return self.y
    def backward(self, error):
        delta = error * (1 - self.y ** 2)
        self.gW = self.x.T @ delta
        self.gb = delta.sum(0)
        return delta @ self.W.T
    def update(self, rate, mu):
        for name in ("W", "b"):
            v = velocities.get((self, name), 0) * mu - rate * getattr(self, "g" + name)
            velocities[self, name] = v
            setattr(self, name, getattr(self, name) + v)
velocities = {}
layers = [Layer(3, 3), Layer(3, 3), Layer(3, 3)]
X = rng.normal(size=(8, 3))
Y = np.sin(X[:, ::-1])
for epoch in range(200):
    a = X
    for layer in layers:
        a = layer.forward(a)
    error = (a - Y) / len(X)
    for layer in layers[::-1]:
        error = layer.backward(error)
    for layer in layers:
        layer.update(0.1, 0.8)
"""
BY_NAME = {"get((self, name)": "get(name", "velocities[self, name]": "velocities[name]"}
BY_SHAPE = {
    "get((self, name)": "get(getattr(self, name).shape",
    "velocities[self, name]": "velocities[getattr(self, name).shape]",
}
ONE_ARRAY = {"vb1 = np.zeros_like(b1)\n": "", "vb2 = np.zeros_like(b2)": "vb1 = vb2 = np.zeros_like(b2)"} | {
    f"    v{name} = mu * v{name} - lr *": f"    v{name} *= mu; v{name} -= lr *" for name in ("b1", "b2")
}


def test_a_velocity_for_each_layer_that_is_kept_in_one_place_is_right(tmp_path: Path) -> None:
    assert said_of_file(LAYERS, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("changes", [BY_NAME, BY_SHAPE], ids=["by name", "by shape"])
def test_one_velocity_for_the_arrays_of_all_layers_is_of_none_of_them(changes: dict[str, str], tmp_path: Path) -> None:
    found = said_of_file(changed(LAYERS, changes), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["velocity-of-other"]
    assert set(found["parameters"].values()) == {"wrong"}


def test_two_names_for_one_velocity_spoil_both_arrays(tmp_path: Path) -> None:
    found = said_of_file(changed(ROWS, ONE_ARRAY), tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [("velocity-of-other", ["b1", "b2"])]


FALLING = ROWS + "    lr *= 0.98\n"


def test_velocities_are_right_with_a_rate_that_falls_in_each_epoch(tmp_path: Path) -> None:
    assert said_of_file(FALLING, tmp_path)["verdict"] == "right"


def test_velocities_that_go_uphill_are_told_with_a_rate_that_falls_in_each_epoch(tmp_path: Path) -> None:
    found = said_of_file(FALLING.replace("- lr *", "+ lr *"), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["uphill"]
    assert set(found["parameters"].values()) == {"wrong"}


def test_weights_that_are_read_after_their_update_with_momentum_are_right_themselves(tmp_path: Path) -> None:
    late = changed(
        MOMENTUM["rows"],
        {
            "    d1 = d2 @ W2.T * (1 - a1 ** 2)\n": "",
            "    W2 += vW2\n": "",
            "    vW1 = mu": "    W2 += vW2\n    d1 = d2 @ W2.T * (1 - a1 ** 2)\n    vW1 = mu",
        },
    )
    found = said_of_file(late, tmp_path)
    assert found["parameters"] == {"W1": "wrong", "b1": "wrong", "W2": "right", "b2": "right", "W3": "right"}
    assert [one["id"] for one in found["mistakes"]] == ["weights-updated"]
