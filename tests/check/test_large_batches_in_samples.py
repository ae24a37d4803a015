"""Of a large batch some samples are followed, and what is told are the numbers of all."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.check.written_files import changed, line_of, said, said_of_file, written
from xortui.check.examine import verdict_on_samples
from xortui.check.sampled_batches import is_sure
from xortui.check.tracing.sampled_tape import SAMPLE_COUNTS, SampledTape
from xortui.check.verdict import OPENED
from xortui.check.watching import WatchedRun, watched

ROWS = """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(210, 2))
T = (X[:, :1] * X[:, 1:] > 0) * 1.0
W1 = rng.normal(size=(2, 14))
b1 = np.zeros(14)
W2 = rng.normal(size=(14, 1))
b2 = np.zeros(1)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    y = 1 / (1 + np.exp(-(h @ W2 + b2)))
    delta = (y - T) / len(X)
    hidden = delta @ W2.T * (1 - h * h)
    W2 -= 0.5 * h.T @ delta
    b2 -= 0.5 * delta.sum(axis=0)
    W1 -= 0.5 * X.T @ hidden
    b1 -= 0.5 * hidden.sum(axis=0)
    if epoch % 50 == 0:
        print(-np.mean(T * np.log(y) + (1 - T) * np.log(1 - y)))
"""
SPIRAL = """
import numpy as np

np.random.seed(1)
N, D, K = 60, 2, 3
X = np.zeros((N * K, D))
y = np.zeros(N * K, dtype="uint8")
for j in range(K):
    ix = range(N * j, N * (j + 1))
    r = np.linspace(0.0, 1, N)
    t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * 0.2
    X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
    y[ix] = j
W = 0.5 * np.random.randn(D, 20)
b = np.zeros((1, 20))
W2 = 0.5 * np.random.randn(20, K)
b2 = np.zeros((1, K))
count = X.shape[0]
for i in range(400):
    hidden = np.maximum(0, np.dot(X, W) + b)
    scores = np.dot(hidden, W2) + b2
    e = np.exp(scores)
    probs = e / np.sum(e, axis=1, keepdims=True)
    if i % 100 == 0:
        print(-np.sum(np.log(probs[range(count), y])) / count)
    dscores = probs
    dscores[range(count), y] -= 1
    dscores /= count
    dW2 = np.dot(hidden.T, dscores)
    db2 = np.sum(dscores, axis=0, keepdims=True)
    dhidden = np.dot(dscores, W2.T)
    dhidden[hidden <= 0] = 0
    dW = np.dot(X.T, dhidden)
    db = np.sum(dhidden, axis=0, keepdims=True)
    W += -0.3 * dW
    b += -0.3 * db
    W2 += -0.3 * dW2
    b2 += -0.3 * db2
"""
REGRESSION = """
import numpy as np

rng = np.random.RandomState(0)
X = rng.randn(4, 150)
Y = np.tanh(rng.randn(1, 4) @ X) + 0.01 * rng.randn(1, 150)
params = {"W1": rng.randn(9, 4) * 0.4, "b1": np.zeros((9, 1)), "W2": rng.randn(1, 9) * 0.4, "b2": np.zeros((1, 1))}
for step in range(300):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = 1 / (1 + np.exp(-Z1))
    A2 = params["W2"] @ A1 + params["b2"]
    dZ2 = (A2 - Y) / 150
    dZ1 = (params["W2"].T @ dZ2) * A1 * (1 - A1)
    grads = {"W1": dZ1 @ X.T, "b1": dZ1.sum(1, keepdims=True), "W2": dZ2 @ A1.T, "b2": dZ2.sum(1, keepdims=True)}
    for name in params:
        params[name] = params[name] - 0.2 * grads[name]
    print(np.mean((A2 - Y) ** 2))
"""
PROGRAMS = {"rows": ROWS, "labels": SPIRAL, "columns": REGRESSION}
VECTOR = """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(90, 2))
T = np.tanh(X[:, :1] * X[:, 1:])
shapes = [(2, 20), (20,), (20, 1), (1,)]
theta = rng.normal(size=81) * 0.5
for epoch in range(200):
    W1, b1, W2, b2 = [p.reshape(s) for p, s in zip(np.split(theta, [40, 60, 80]), shapes)]
    h = np.tanh(X @ W1 + b1)
    e = (h @ W2 + b2 - T) / 90
    d = e @ W2.T * (1 - h**2)
    theta = theta - 0.1 * np.concatenate([g.ravel() for g in (X.T @ d, d.sum(0), h.T @ e, e.sum(0))])
"""
WIDE = """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(200, 3))
T = (X[:, :1] > X[:, 1:2]) * 1.0
W1 = rng.normal(size=(3, 24)) * 0.5
b1 = rng.normal(size=24) * 0.1
W2 = rng.normal(size=(24, 22)) * 0.3
b2 = rng.normal(size=22) * 0.1
W3 = rng.normal(size=(22, 1)) * 0.3
b3 = np.zeros(1)
for epoch in range(100):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    y = 1 / (1 + np.exp(-(h2 @ W3 + b3)))
    d3 = (y - T) / 200
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d2 @ W2.T * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
"""


def seen_of(source: str, folder: Path) -> WatchedRun:
    """Watch a program run, without what it prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        return watched(written(source, folder), source)


@pytest.mark.parametrize("name", PROGRAMS)
def test_some_samples_are_followed(name: str, tmp_path: Path) -> None:
    assert seen_of(PROGRAMS[name], tmp_path).is_sampled


def test_a_vector_of_all_weights_is_followed_whole(tmp_path: Path) -> None:
    seen = seen_of(VECTOR, tmp_path)
    assert seen.is_sampled
    assert len(seen.chains) == 81
    assert said(VECTOR, tmp_path)["verdict"] == "right"


def test_of_a_network_with_many_weights_fewer_samples_are_followed(tmp_path: Path) -> None:
    few, more = (seen_of(source, tmp_path).trace.tape.count_followed(200) for source in (WIDE, ROWS))
    assert few == SampledTape(samples=SAMPLE_COUNTS[-1]).count_followed(200)
    assert more == SampledTape(samples=SAMPLE_COUNTS[0]).count_followed(200)
    assert said(WIDE, tmp_path)["verdict"] == "right"


def test_weights_that_are_updated_too_early_are_found_by_some_samples(tmp_path: Path) -> None:
    update = "    W2 -= 0.5 * h1.T @ d2\n"
    before = "    d1 = d2 @"
    source = changed(WIDE, {update: "", before: f"{update}{before}"})
    verdict: dict[str, Any] | None = verdict_on_samples(seen_of(source, tmp_path))
    assert verdict is not None
    assert [one["id"] for one in verdict["mistakes"]] == ["weights-updated"]


@pytest.mark.parametrize(("name", "samples"), [("rows", 210), ("labels", 180), ("columns", 150)])
def test_a_right_program_is_right_and_opens_with_all_its_samples(name: str, samples: int, tmp_path: Path) -> None:
    verdict = said(PROGRAMS[name], tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["batch"] == samples
    assert "followed" not in verdict["network"]
    opened = verdict[OPENED]
    assert opened["update"] == "epoch"
    assert not opened["has_more_samples"]
    data: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(PROGRAMS[name], data)
    inputs = data["X"] if len(data["X"]) == samples else data["X"].T
    assert np.array([x for x, _ in opened["samples"]]).tolist() == inputs.tolist()
    targets = np.array([t for _, t in opened["samples"]])
    if name == "labels":
        assert targets.argmax(axis=1).tolist() == data["y"].tolist()
    else:
        wanted = data["T"] if name == "rows" else data["Y"].T
        assert targets.tolist() == wanted.tolist()


MISTAKES = (
    ("rows", " * (1 - h * h)", " * (1 - h)", "slope-half"),
    ("rows", "b1 -= 0.5 * hidden.sum(axis=0)", "b1 -= 0.5 * hidden.sum()", "bias-over-all-units"),
    ("rows", "W2 -= 0.5 * h.T", "W2 += 0.5 * h.T", "uphill"),
    ("labels", "dhidden[hidden <= 0] = 0", "dhidden[dhidden <= 0] = 0", "gate-of-gradient"),
    ("labels", "dhidden[hidden <= 0] = 0", "pass", "slope-missing"),
    ("columns", " * A1 * (1 - A1)", " * Z1 * (1 - Z1)", "slope-formula-of-sum"),
    ("columns", '"W2": dZ2 @ A1.T, ', '"W2": dZ2 @ Z1.T, ', "sum-for-activation"),
)


@pytest.mark.parametrize(("name", "before", "after", "mistake"), MISTAKES)
def test_a_mistake_is_named_with_its_line(name: str, before: str, after: str, mistake: str, tmp_path: Path) -> None:
    source = changed(PROGRAMS[name], {before: after})
    verdict = said(source, tmp_path)
    ids = [one["id"] for one in verdict["mistakes"]]
    assert ids == [mistake]
    told = after.strip() if after != "pass" else "dhidden = "
    assert verdict["mistakes"][0]["line"] == line_of(told, source)


def test_the_table_has_the_numbers_of_the_sample_of_all_that_shows_it_best(tmp_path: Path) -> None:
    source = changed(ROWS, {" * (1 - h * h)": " * (1 - h)"})
    last = said(source, tmp_path)["factors"][-1]
    row, column = (int(one) for one in last["name"].removeprefix("∂C/∂W1[").removesuffix("]").split(", "))
    data: dict[str, Any] = {"steps": []}
    kept = changed(source, {"    W2 -= 0.5": "    steps.append((h, y - T, W2.copy()))\n    W2 -= 0.5", "300": "12"})
    with contextlib.redirect_stdout(io.StringIO()):
        exec(kept, data)
    told = []
    for h, error, weights in data["steps"]:
        passed_back = data["X"][:, row] * (error @ weights.T)[:, column]
        theirs = passed_back * (1 - h[:, column])
        right = passed_back * (1 - h[:, column] ** 2)
        clearest = int(np.argmax(np.abs(theirs - right)))
        told.append((theirs[clearest], right[clearest]))
    assert any(np.allclose((last["theirs"], last["right"]), numbers, rtol=1e-9, atol=0) for numbers in told)


RESIDUAL = """
import numpy as np

rng = np.random.default_rng(8)
X = rng.normal(size=(240, 2))
T = np.sin(2 * X[:, :1]) * X[:, 1:]
A = rng.normal(size=(2, 10)) * 0.7
B = rng.normal(size=(10, 10)) * 0.3
C = rng.normal(size=(10, 1)) * 0.5
for epoch in range(300):
    first = np.tanh(X @ A)
    inner = np.tanh(first @ B)
    second = first + inner
    out = second @ C
    print(np.mean((out - T) ** 2))
    d_out = (out - T) / len(X)
    d_second = d_out @ C.T
    d_inner = d_second * (1 - inner**2)
    d_first = d_inner @ B.T + d_second
    C -= 0.1 * second.T @ d_out
    B -= 0.1 * first.T @ d_inner
    A -= 0.1 * X.T @ (d_first * (1 - first**2))
"""


def test_a_network_that_is_not_known_is_judged_by_the_cost_of_the_samples_that_are_followed(tmp_path: Path) -> None:
    assert said(RESIDUAL, tmp_path)["verdict"] == "right"
    wrong = changed(RESIDUAL, {"d_inner @ B.T + d_second": "d_inner @ B.T"})
    verdict = said(wrong, tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["one-path"]
    assert verdict["parameters"] == {"A": "wrong", "B": "right", "C": "right"}


NORMALISED = """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(200, 3))
T = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W1 = rng.normal(size=(3, 12)) * 0.6
W2 = rng.normal(size=(12, 1)) * 0.5
for epoch in range(300):
    z = X @ W1
    centred = z - z.mean(axis=0)
    h = np.tanh(centred)
    y = 1 / (1 + np.exp(-(h @ W2)))
    delta = (y - T) / len(X)
    d = delta @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ delta
    W1 -= 0.5 * X.T @ (d - d.mean(axis=0))
    print(-np.mean(T * np.log(y) + (1 - T) * np.log(1 - y)))
"""


def test_a_right_network_that_mixes_the_samples_of_a_batch_is_not_accused(tmp_path: Path) -> None:
    assert "depends on other samples of its batch" in said_of_file(NORMALISED, tmp_path)["reason"]


@pytest.mark.parametrize(
    "order",
    [
        "order = rng.permutation(210); X = X[order]; T = T[order]",
        "both = np.hstack([X, T]); rng.shuffle(both); X = both[:, :2]; T = both[:, 2:]",
        "state = rng.bit_generator.state; rng.shuffle(X); rng.bit_generator.state = state; rng.shuffle(T)",
    ],
)
def test_samples_that_are_shuffled_are_right(order: str, tmp_path: Path) -> None:
    source = changed(ROWS, {"    h = np.tanh": f"    {order}\n    h = np.tanh"})
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["batch"] == 210


def test_batches_of_a_part_of_the_samples_are_right(tmp_path: Path) -> None:
    source = changed(
        ROWS,
        {
            "X = rng.normal(size=(210, 2))": "all_X = rng.normal(size=(700, 2))",
            "T = (X[:, :1] * X[:, 1:] > 0) * 1.0": "all_T = (all_X[:, :1] * all_X[:, 1:] > 0) * 1.0",
            "    h = np.tanh": "    some = rng.choice(700, 90)\n    X, T = all_X[some], all_T[some]\n    h = np.tanh",
        },
    )
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["network"]["batch"] == 90
    assert verdict[OPENED]["update"] == 90
    assert verdict[OPENED]["has_more_samples"]


@pytest.mark.parametrize(
    "changes",
    [
        {"    h = np.tanh": "    X = X[rng.permutation(210)]\n    h = np.tanh"},
        {"    h = np.tanh": "    rng.shuffle(X)\n    h = np.tanh"},
        {"W1 = rng": "T = T[rng.permutation(210)]\nW1 = rng"},
        {"W1 = rng": "rng.shuffle(X)\nW1 = rng"},
    ],
)
def test_inputs_that_are_shuffled_without_their_targets_are_told(changes: dict[str, str], tmp_path: Path) -> None:
    causes = said(changed(ROWS, changes), tmp_path)["causes"]
    assert "torn-pairs" in [cause["id"] for cause in causes]
    assert any(" of 210 " in cause["sentence"] for cause in causes)


def test_equal_inputs_of_several_classes_tear_nothing(tmp_path: Path) -> None:
    verdict = verdict_on_samples(seen_of(SPIRAL, tmp_path))
    assert verdict is not None
    assert is_sure(verdict)


def test_biases_that_are_not_summed_over_a_large_batch_are_named(tmp_path: Path) -> None:
    source = changed(
        ROWS,
        {
            "b1 -= 0.5 * hidden.sum(axis=0)": "b1 = b1 - 0.5 * hidden",
            "b2 -= 0.5 * delta.sum(axis=0)": "b2 = b2 - 0.5 * delta",
        },
    )
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == "biases-that-grow"
    assert "b1 has the shape (210, 14)" in mistake["sentence"]


def test_biases_of_each_sample_of_a_large_batch_are_not_called_right(tmp_path: Path) -> None:
    source = changed(
        ROWS,
        {
            "b1 = np.zeros(14)": "b1 = np.zeros((210, 14))",
            "b2 = np.zeros(1)": "b2 = np.zeros((210, 1))",
            "b1 -= 0.5 * hidden.sum(axis=0)": "b1 -= 0.5 * hidden",
            "b2 -= 0.5 * delta.sum(axis=0)": "b2 -= 0.5 * delta",
        },
    )
    assert said_of_file(source, tmp_path)["verdict"] == "undecided"


def test_a_softmax_through_its_whole_derivative_is_right(tmp_path: Path) -> None:
    whole = """
    dp = np.zeros_like(probs)
    dp[range(count), y] = -1.0 / (count * probs[range(count), y])
    J = np.einsum("ri,ij->rij", probs, np.eye(K)) - np.einsum("ri,rj->rij", probs, probs)
    dscores = np.einsum("ri,rij->rj", dp, J)
"""
    simple = "\n    dscores = probs\n    dscores[range(count), y] -= 1\n    dscores /= count\n"
    source = changed(SPIRAL, {simple: whole, "    if i % 100 == 0:\n    ": ""})
    assert said(source, tmp_path)["verdict"] == "right"
