"""Steps that take a part of the last gradient, or of the last step, off: by mistake, or by a method that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said
from xortui.check.undecided import UndecidedError

PROGRAM = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(9, 2))
T = np.sin(X[:, :1]) - X[:, 1:]
A = rng.normal(size=(2, 4))
a = np.zeros(4)
B = rng.normal(size=(4, 1))
b = np.zeros(1)
old_A = np.zeros_like(A)
old_a = np.zeros_like(a)
old_B = np.zeros_like(B)
old_b = np.zeros_like(b)
rate = 0.05
for epoch in range(50):
    h = np.tanh(X @ A + a)
    e = (h @ B + b - T) / len(X)
    d = e @ B.T * (1 - h * h)
    grad_A = X.T @ d
    grad_a = d.sum(0)
    grad_B = h.T @ e
    grad_b = e.sum(0)
    A -= rate * grad_A + 0.02 * old_A
    a -= rate * grad_a + 0.02 * old_a
    B -= rate * grad_B + 0.02 * old_B
    b -= rate * grad_b + 0.02 * old_b
    old_A = grad_A
    old_a = grad_a
    old_B = grad_B
    old_b = grad_b
"""
ALL_OFF = {"+ 0.02": "- 0.02"}
NAMED = {"rate = 0.05": "rate = 0.05\nmomentum = 0.02", "+ 0.02": "- momentum"}
DIFFERENCES = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(9, 2))
T = np.sin(X[:, :1]) - X[:, 1:]
A = rng.normal(size=(2, 4))
B = rng.normal(size=(4, 1))
before_A = A
before_B = B
for epoch in range(50):
    h = np.tanh(X @ A)
    e = (h @ B - T) / len(X)
    d = e @ B.T * (1 - h * h)
    next_A = A - 0.1 * X.T @ d + 0.5 * (A - before_A)
    next_B = B - 0.1 * h.T @ e + 0.5 * (B - before_B)
    before_A, before_B = A, B
    A, B = next_A, next_B
"""


@pytest.mark.parametrize("rate_and_share", ["2 * rate * {0} - rate * {1}", "rate * (1.5 * {0} - 0.5 * {1})"])
def test_a_method_that_is_known_is_right(rate_and_share: str, tmp_path: Path) -> None:
    changes = {}
    for name in ("A", "a", "B", "b"):
        after = rate_and_share.format(f"grad_{name}", f"old_{name}")
        changes[f"rate * grad_{name} + 0.02 * old_{name}"] = after
    assert said(changed(PROGRAM, changes), tmp_path)["verdict"] == "right"


def test_the_last_gradient_may_be_added(tmp_path: Path) -> None:
    assert said(PROGRAM, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize("share", ["0.02", "0.025"])
def test_one_array_that_takes_off_what_the_others_add_is_wrong(share: str, tmp_path: Path) -> None:
    source = changed(PROGRAM, {"grad_A + 0.02": "grad_A - 0.02", "0.02": share})
    found = said(source, tmp_path)
    assert found["parameters"] == {"A": "wrong", "a": "right", "B": "right", "b": "right"}
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("momentum-sign", line_of("    A -=", source))]


def test_a_momentum_of_all_arrays_that_is_taken_off_is_wrong(tmp_path: Path) -> None:
    found = said(changed(PROGRAM, NAMED), tmp_path)
    assert set(found["parameters"].values()) == {"wrong"}
    assert [one["id"] for one in found["mistakes"]] == ["momentum-sign"]


def test_a_momentum_that_is_kept_turned_around_in_a_line_of_its_own_is_wrong(tmp_path: Path) -> None:
    changes = {f"old_{name} = grad_{name}": f"old_{name} = -grad_{name}" for name in ("A", "a", "B", "b")}
    found = said(changed(PROGRAM, {**changes, "rate = 0.05": "rate = 0.05\nmu = 0.02", "0.02 *": "mu *"}), tmp_path)
    assert set(found["parameters"].values()) == {"wrong"}


def test_what_may_be_meant_is_undecided(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError, match="takes a part of the last gradient off"):
        said(changed(PROGRAM, ALL_OFF), tmp_path)


def test_the_difference_from_the_weights_before_is_right_in_its_direction_alone(tmp_path: Path) -> None:
    assert said(DIFFERENCES, tmp_path)["verdict"] == "right"
    source = changed(DIFFERENCES, {"(B - before_B)": "(before_B - B)"})
    found = said(source, tmp_path)
    assert found["parameters"] == {"A": "right", "B": "wrong"}
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("momentum-sign", line_of("    next_B", source))]
