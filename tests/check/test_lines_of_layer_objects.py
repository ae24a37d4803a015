"""Layer objects with one method for all of them: a mistake is in the method's line, not where it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_lines_of_shared_objects import LAYERS as THREE_LAYERS
from tests.check.written_files import changed, line_of, said

LAYERS = """import math
import random
random.seed(8)
class Layer:
    def __init__(self, before, units):
        self.before = before
        self.w = [[random.uniform(-1, 1) for _ in range(before)] for _ in range(units)]
        self.b = [random.uniform(-1, 1) for _ in range(units)]
    def forward(self, x):
        self.x = x
        self.a = []
        for row, bias in zip(self.w, self.b):
            z = bias
            for weight, value in zip(row, x):
                z += weight * value
            self.a.append(1 / (1 + math.exp(-z)))
        return self.a
    def backward(self, error):
        self.d = [e * a * (1 - a) for e, a in zip(error, self.a)]
        return [sum(self.w[k][j] * self.d[k] for k in range(len(self.d))) for j in range(self.before)]
    def update(self, rate):
        total = 0.0
        for delta in self.d:
            total += delta
        for k in range(len(self.d)):
            for j in range(self.before):
                self.w[k][j] -= rate * self.d[k] * self.x[j]
            self.b[k] -= rate * {delta}
hidden = Layer(2, 3)
output = Layer(3, 1)
for epoch in range(400):
    for x, t in [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]:
        o = output.forward(hidden.forward(x))
        hidden.backward(output.backward([o[0] - t]))
        output.update(0.3)
        hidden.update(0.3)
"""


def test_a_sum_over_units_is_told_in_the_method_that_makes_it(tmp_path: Path) -> None:
    source = LAYERS.format(delta="total")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == "bias-over-all-units"
    assert mistake["line"] == line_of("total += delta", source)
    assert "np." not in mistake["hint"]


def test_a_delta_of_each_unit_is_right(tmp_path: Path) -> None:
    assert said(LAYERS.format(delta="self.d[k]"), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(("old", "new"), [("* self.x[j]", "* self.x[0]"), ("* self.x[j]", "")])
def test_a_wrong_factor_is_told_in_the_methods_line(old: str, new: str, tmp_path: Path) -> None:
    source = LAYERS.format(delta="self.d[k]").replace(old, new)
    found = said(source, tmp_path)
    assert {one["line"] for one in found["mistakes"]} == {line_of("self.w[k][j] -=", source)}


def test_an_unknown_slope_is_looked_for_where_it_is_made_and_not_where_what_is_right_is_passed_back_too(
    tmp_path: Path,
) -> None:
    wrong = changed(THREE_LAYERS, {"(1 - self.a ** 2)": "(2 - self.a ** 2)"})
    found = said(wrong, tmp_path)
    line = line_of("(2 - self.a ** 2)", wrong)
    assert found["verdict"] == "wrong"
    assert found["reason"].startswith(f"Look at line {line}: ")


BY_INDEX = {
    "e * a * (1 - a) for e, a in zip(error, self.a)": (
        "error[k] * self.a[k] * (1 - self.a[k]) for k in range(len(error))"
    )
}


@pytest.mark.parametrize("slope", [{}, BY_INDEX], ids=["zip", "index"])
def test_weights_of_the_unit_beside_are_told_where_they_are_multiplied(slope: dict[str, str], tmp_path: Path) -> None:
    right = changed(LAYERS.format(delta="self.d[k]"), slope)
    source = changed(right, {"self.w[k][j] * self.d[k]": "self.w[k][j - 1] * self.d[k]"})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == "weights-of-other-unit"
    assert mistake["line"] == line_of("self.w[k][j - 1]", source)


def test_square_gradients_that_are_reshaped_with_the_others_are_told_with_them(tmp_path: Path) -> None:
    reshaped = "(delta.T @ self.x).reshape(self.w.shape)"
    source = changed(THREE_LAYERS, {"self.x.T @ delta": reshaped})
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == "gradient-reshaped"
    assert mistake["line"] == line_of(reshaped, source)
    assert mistake["parameters"] == ["net[0].w", "net[1].w", "net[2].w"]
