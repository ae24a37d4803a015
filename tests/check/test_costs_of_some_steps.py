"""A cost of the file tells what its steps follow wherever it is computed: in some steps alone, or in a helper."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, names_and_lines, said, said_of_file
from xortui.check.undecided import UndecidedError

SIGNED = """
import numpy as np

rng = np.random.default_rng(3)
X = rng.choice([-1.0, 1.0], size=(12, 3)) + 0.1 * rng.normal(size=(12, 3))
T = np.sign(X[:, :1] * X[:, 1:2])
V = rng.normal(size=(3, 6)) * 0.5
c = np.zeros(6)
W = rng.normal(size=(6, 1)) * 0.5
b = np.zeros(1)
rate = 0.05


def forward(X):
    h = np.tanh(X @ V + c)
    return h, np.tanh(h @ W + b)


def cost(y, t):
    return -0.5 * np.sum((1 + t) * np.log(1 + y) + (1 - t) * np.log(1 - y))


for n in range(400):
    h, y = forward(X)
    if n % 100 == 0:
        print(n, cost(y, T))
    d = y - T
    back = d @ W.T * (1 - h ** 2)
    W -= rate * h.T @ d
    b -= rate * d.sum(0)
    V -= rate * X.T @ back
    c -= rate * back.sum(0)
"""
"""Labels −1 and +1, a tanh at the output, and the cross-entropy of (1 + y) / 2."""
PRINTED = """    if n % 100 == 0:
        print(n, cost(y, T))
"""
WHOLE = "cost(forward(X)[1], T)"
LAST_UPDATE = "    c -= rate * back.sum(0)\n"
PLACES = {
    "in some steps": {},
    "in the first step": {"n % 100 == 0": "n == 0"},
    "by a forward pass of its own": {"print(n, cost(y, T))": f"print(n, {WHOLE})"},
    "after the update": {PRINTED: "", LAST_UPDATE: f"{LAST_UPDATE}    if n % 100 == 0:\n        print({WHOLE})\n"},
    "with numbers that keep it finite": {"np.log(1 + y)": "np.log(1 + y + 1e-8)", "(1 - y)": "(1 - y + 1e-8)"},
    "as a mean": {"-0.5 * np.sum": "-0.5 * np.mean"},
    "beside another": {"print(n, cost(y, T))": "print(np.mean((y - T) ** 2), cost(y, T))"},
}
"""Where and how the cost is computed."""
STEPS = SIGNED[SIGNED.index("for n in") :]
ONE_BY_ONE = """for epoch in range(40):
    for x, t in zip(X, T):
        h, y = forward(x)
        d = y - t
        back = (W @ d) * (1 - h ** 2)
        W -= rate * np.outer(h, d)
        b -= rate * d
        V -= rate * np.outer(x, back)
        c -= rate * back
    if epoch % 10 == 0:
        print(cost(forward(X)[1], T))
"""
BATCHES = """for epoch in range(40):
    for k in range(0, len(X), 5):
        x, t = X[k:k + 5], T[k:k + 5]
        h, y = forward(x)
        if epoch == 0:
            print(cost(y, t))
        d = (y - t) / len(x)
        back = d @ W.T * (1 - h ** 2)
        W -= rate * h.T @ d
        b -= rate * d.sum(0)
        V -= rate * x.T @ back
        c -= rate * back.sum(0)
"""
POISSON = {
    "np.sign(X[:, :1] * X[:, 1:2])": "rng.poisson(2.0, size=(12, 1)).astype(float)",
    "np.tanh(h @ W + b)": "np.exp(h @ W + b)",
    "-0.5 * np.sum((1 + t) * np.log(1 + y) + (1 - t) * np.log(1 - y))": "np.sum(y - t * np.log(y))",
    "rate = 0.05": "rate = 0.005",
}
POSITIVE = {
    "np.sign(X[:, :1] * X[:, 1:2])": "rng.exponential(2.0, size=(12, 1))",
    "np.tanh(h @ W + b)": "np.log(1 + np.exp(h @ W + b))",
    "-0.5 * np.sum((1 + t) * np.log(1 + y) + (1 - t) * np.log(1 - y))": "np.sum(t / y + np.log(y))",
    "d = y - T": "d = (y - T) / y ** 2 * (1 - np.exp(-y))",
    "rate = 0.05": "rate = 0.005",
}


@pytest.mark.parametrize("place", PLACES)
def test_steps_that_follow_the_cost_are_right_wherever_it_is_computed(place: str, tmp_path: Path) -> None:
    verdict = said(changed(SIGNED, PLACES[place]), tmp_path)
    assert (verdict["verdict"], verdict["loss"]) == ("right", "of-its-own")
    assert "Its steps follow the loss that the file computes, at a rate of" in verdict["understood"]


@pytest.mark.parametrize("steps", [ONE_BY_ONE, BATCHES])
def test_so_are_steps_of_one_sample_and_of_batches(steps: str, tmp_path: Path) -> None:
    verdict = said(changed(SIGNED, {STEPS: steps}), tmp_path)
    assert (verdict["verdict"], verdict["loss"]) == ("right", "of-its-own")


@pytest.mark.parametrize("place", ["in some steps", "in the first step", "by a forward pass of its own"])
@pytest.mark.parametrize(
    ("before", "after", "identity"),
    [
        ("d @ W.T * (1 - h ** 2)", "d @ W.T * (1 - h)", "slope-half"),
        ("d @ W.T * (1 - h ** 2)", "d @ W.T", "slope-missing"),
        ("W -= rate", "W += rate", "uphill"),
        ("b -= rate * d.sum(0)", "b -= rate * d.mean(0)", "bias-averaged"),
    ],
)
def test_a_mistake_behind_the_outputs_is_told_alone(
    before: str, after: str, identity: str, place: str, tmp_path: Path
) -> None:
    wrong = changed(SIGNED, {**PLACES[place], before: after})
    line = line_of("back = ", wrong) if "W.T" in after else line_of(after, wrong)
    assert names_and_lines(wrong, tmp_path) == {(identity, line)}


@pytest.mark.parametrize("place", PLACES)
def test_steps_that_do_not_follow_the_cost_are_not_right(place: str, tmp_path: Path) -> None:
    for wrong in ("d = (y - T) * y", "d = y - T if n < 2 else (y - T) * (1 - y)"):
        assert said_of_file(changed(SIGNED, {**PLACES[place], "d = y - T": wrong}), tmp_path)["verdict"] != "right"


@pytest.mark.parametrize("cost", ["np.sum((y - t) ** 2)", "np.sum(np.log(1 + np.exp(-t * y)))"])
def test_beside_another_cost_the_slope_is_missing(cost: str, tmp_path: Path) -> None:
    body = "-0.5 * np.sum((1 + t) * np.log(1 + y) + (1 - t) * np.log(1 - y))"
    wrong = changed(SIGNED, {body: cost})
    assert names_and_lines(wrong, tmp_path) == {("slope-missing", line_of("d = y - T", wrong))}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({PRINTED: "", LAST_UPDATE: f"{LAST_UPDATE}print({WHOLE})\n"}, "may compute the cost"),
        ({"cost(y, T)": "cost(forward(X[:5] ** 2)[1], T[:5])"}, "from which outputs is not known"),
    ],
)
def test_nobody_is_accused_where_the_cost_is_not_known_well(
    changes: dict[str, str], reason: str, tmp_path: Path
) -> None:
    source = changed(SIGNED, changes)
    with pytest.raises(UndecidedError, match=f"line {line_of('return -0.5', source)} .*{reason}"):
        said(source, tmp_path)


@pytest.mark.parametrize("network", [POISSON, POSITIVE])
@pytest.mark.parametrize("place", ["in some steps", "in the first step"])
def test_other_costs_and_outputs_are_judged_by_steps_that_compute_them(
    network: dict[str, str], place: str, tmp_path: Path
) -> None:
    right = changed(SIGNED, {**network, **PLACES[place]})
    assert said(right, tmp_path)["verdict"] == "right"
    wrong = said(changed(right, {"(1 - h ** 2)": "(1 - h)"}), tmp_path)
    assert wrong["verdict"] == "wrong"
    assert {name for name, verdict in wrong["parameters"].items() if verdict == "wrong"} == {"V", "c"}


def test_a_first_step_that_is_not_like_the_others_tells_nothing_of_these(tmp_path: Path) -> None:
    changes = {**POISSON, **PLACES["in the first step"], "d = y - T": "d = y - T if n == 0 else (y - T) * y"}
    assert said_of_file(changed(SIGNED, changes), tmp_path)["verdict"] == "undecided"


@pytest.mark.parametrize(("samples", "units"), [(12, 6), (2000, 20)])
def test_the_cost_of_the_first_step_is_known_in_batches_of_any_size(samples: int, units: int, tmp_path: Path) -> None:
    sizes = {
        "size=(12, 3)": f"size=({samples}, 3)",
        "size=(3, 6)": f"size=(3, {units})",
        "np.zeros(6)": f"np.zeros({units})",
        "size=(6, 1)": f"size=({units}, 1)",
        "rate = 0.05": f"rate = {0.5 / samples}",
    }
    verdict = said(changed(SIGNED, {**PLACES["in the first step"], **sizes}), tmp_path)
    assert (verdict["verdict"], verdict["loss"]) == ("right", "of-its-own")
