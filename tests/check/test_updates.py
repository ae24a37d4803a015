"""Optimizers that somebody has written: their gradients are judged, whatever the update does with them."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.check import written_files
from xortui.check.recognition.gradients import takes_a_share
from xortui.check.undecided import UndecidedError

PROGRAM = """\
import numpy as np
rng = np.random.RandomState(4)
X = rng.randn(8, 2)
Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
P = {"W1": rng.randn(2, 3), "b1": np.zeros(3), "W2": rng.randn(3, 1), "b2": np.zeros(1)}

def gradients(P):
    h = np.tanh(X @ P["W1"] + P["b1"])
    o = 1 / (1 + np.exp(-(h @ P["W2"] + P["b2"])))
    e = (o - Y) / len(X)
    d = e @ P["W2"].T * SLOPE
    return {"W1": X.T @ d, "b1": d.sum(0), "W2": h.T @ e, "b2": e.sum(0)}

m = {k: np.zeros_like(w) for k, w in P.items()}
v = {k: np.zeros_like(w) for k, w in P.items()}
for t in range(1, 40):
    G = gradients(WHERE)
    for k in P:
        g = G[k]
        UPDATE
"""
UPDATES = {
    "Adam": """
        m[k] += 0.1 * (g - m[k])
        v[k] += 0.01 * (g * g - v[k])
        P[k] = P[k] - 0.02 * m[k] / (1 - 0.9 ** t) / (np.sqrt(v[k] / (1 - 0.99 ** t)) + 1e-8)""",
    "Adagrad": """
        v[k] += g ** 2
        P[k] -= 0.2 * g / (v[k] ** 0.5 + 1e-8)""",
    "Adadelta": """
        v[k] = 0.9 * v[k] + 0.1 * g * g
        step = np.sqrt(m[k] + 1e-6) / np.sqrt(v[k] + 1e-6) * g
        m[k] = 0.9 * m[k] + 0.1 * step * step
        P[k] = P[k] - step""",
    "Rprop": """
        same = g * m[k]
        v[k] = np.where(same > 0, np.minimum((v[k] + 0.01) * 1.2, 1.0), (v[k] + 0.01) * 0.5)
        P[k] = P[k] - np.sign(g) * v[k]
        m[k] = g""",
    "cut off at a value": """
        P[k] -= 0.5 * np.clip(g, -0.05, 0.05)""",
    "cut off at a length": """
        length = np.sqrt(sum((one * one).sum() for one in G.values()))
        P[k] -= 0.5 * (g * 0.1 / length if length > 0.1 else g)""",
}
UPDATES |= {
    "cut off at a value in one layer, with decay": """
        if k == "W1":
            P[k] -= 0.5 * np.clip(g + 0.001 * P[k], -0.05, 0.05)
        elif k == "W2":
            P[k] -= 0.5 * (g + 0.001 * P[k])
        else:
            P[k] -= 0.5 * g""",
}
NESTEROV = """
        m[k] = 0.8 * m[k] - 0.1 * g
        P[k] = P[k] + m[k]"""
RIGHT_SLOPE = "(1 - h * h)"


def said(update: str, folder: Path, slope: str = RIGHT_SLOPE, where: str = "P") -> dict[str, Any]:
    source = PROGRAM.replace("        UPDATE", update.strip("\n")).replace("SLOPE", slope).replace("WHERE", where)
    return written_files.said(source, folder)


@pytest.mark.parametrize("name", UPDATES)
def test_right_gradients_are_right_whatever_is_done_with_them(name: str, tmp_path: Path) -> None:
    found = said(UPDATES[name], tmp_path)
    assert found["verdict"] == "right"
    assert found["parameters"] == dict.fromkeys(("W1", "b1", "W2", "b2"), "right")
    assert found["learning_rate"] is None
    assert "is not judged" in found["understood"]


@pytest.mark.parametrize("name", ["Adam", "Rprop", "cut off at a length"])
def test_a_mistake_in_the_gradient_is_named(name: str, tmp_path: Path) -> None:
    found = said(UPDATES[name], tmp_path, slope="h")
    assert found["parameters"] == {"W1": "wrong", "b1": "wrong", "W2": "right", "b2": "right"}
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == [("activation-for-slope", 11)]


@pytest.mark.parametrize("slope", [RIGHT_SLOPE, "h"])
@pytest.mark.parametrize("name", ["Adam", "Adagrad", "Adadelta", "Rprop", "cut off at a value"])
def test_gradients_of_weights_that_add_up_before_the_update_are_named(name: str, slope: str, tmp_path: Path) -> None:
    sums = """
        if "W" in k:
            m["total of " + k] = m.get("total of " + k, 0.0) + g
            g = m["total of " + k]
"""
    found = said(sums + UPDATES[name].strip("\n"), tmp_path, slope=slope)
    added_up = [one for one in found["mistakes"] if one["id"] == "sums-never-reset"]
    assert [one["parameters"] for one in added_up] == [["W1", "W2"]]
    assert [one["id"] for one in found["mistakes"] if one not in added_up] == ["activation-for-slope"] * (slope == "h")
    assert found["parameters"]["b2"] == "right"


def test_rounding_makes_no_other_share_of_a_small_gradient() -> None:
    gradient = np.array([7.3e-10, 1.0])
    values = [np.array([1.37, 1.7]) - 0.13 * times * gradient for times in range(-1, 3)]
    steps = [after - before for before, after in itertools.pairwise(values)]
    assert np.ptp(np.stack(steps)[:, 0]) > 0
    assert takes_a_share(gradient, steps, values[0])
    steps[0] *= np.array([1.0, 1.01])
    assert not takes_a_share(gradient, steps, values[0])


def test_an_update_uphill_is_called_so(tmp_path: Path) -> None:
    found = said(UPDATES["cut off at a value"].replace("-= 0.5", "+= 0.5"), tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["uphill"]


def test_a_step_may_look_ahead(tmp_path: Path) -> None:
    where = "{k: P[k] + 0.8 * m[k] for k in P}"
    assert said(NESTEROV, tmp_path, where=where)["verdict"] == "right"
    found = said(NESTEROV, tmp_path, slope="h", where=where)
    assert [one["id"] for one in found["mistakes"]] == ["activation-for-slope"]


def test_an_update_that_takes_no_notice_of_the_sign_of_the_gradient_is_not_called_right(tmp_path: Path) -> None:
    squared = UPDATES["Adam"].replace("(g - m[k])", "(g * g - m[k])")
    with pytest.raises(UndecidedError, match="the same way for a gradient and for its opposite"):
        said(squared, tmp_path)


RUN_AWAY = """
import numpy as np
rng = np.random.default_rng(3)
X, Y = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
W1, W2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))
for epoch in range(300):
    h = np.maximum(X @ W1, 0)
    error = h @ W2 - Y
    d1 = error @ W2.T * (h > 0)
    W2 += h.T @ error
    W1 += X.T @ d1
"""


def test_where_all_updates_go_uphill_one_sign_is_to_be_turned_and_no_factors_are_shown_that_are_no_numbers(
    tmp_path: Path,
) -> None:
    found = written_files.said_of_file(RUN_AWAY, tmp_path)
    (uphill,) = found["mistakes"]
    assert (uphill["id"], uphill["line"]) == ("uphill", written_files.line_of("error = ", RUN_AWAY))
    assert uphill["hint"] == "Turn one sign: that of the error, or that of all updates."
    assert found["factors"] == []


def test_a_step_that_is_multiplied_with_the_parameter_itself_is_wrong(tmp_path: Path) -> None:
    update = """
        P[k] -= 0.3 * g * (P[k] if k == "b2" else 1)"""
    found = said(update, tmp_path)
    assert found["parameters"] == {"W1": "right", "b1": "right", "W2": "right", "b2": "wrong"}


def test_steps_that_are_all_multiplied_with_their_parameters_are_undecided(tmp_path: Path) -> None:
    update = "        v[k][...] = 0\n        v[k] += g\n        P[k] -= 0.3 * v[k] * P[k]"
    source = PROGRAM.replace("        UPDATE", update).replace("SLOPE", RIGHT_SLOPE)
    source = source.replace("WHERE", "P").replace("np.zeros(3)", "rng.randn(3)").replace("np.zeros(1)", "rng.randn(1)")
    with pytest.raises(UndecidedError, match="multiplies the step of W1, b1, W2, b2 with itself"):
        written_files.said(source, tmp_path)


def test_an_update_that_goes_in_one_direction_alone_is_not_called_right(tmp_path: Path) -> None:
    update = """
        P[k] -= 0.3 * (np.maximum(g, 0) if k == "W2" else g)"""
    with pytest.raises(UndecidedError, match="moves W2 in one direction alone"):
        said(update, tmp_path)
