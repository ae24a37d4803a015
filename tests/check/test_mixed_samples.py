"""Samples that are mixed in a batch, and biases of single samples, are told where the network is not recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.stuck import TANH, batch
from tests.check.written_files import line_of, said, said_of_file, written
from xortui.check.between_samples import MixedSamples
from xortui.check.causes.mixed_samples import mixed_samples
from xortui.check.recognition.chains import Uses, chains, steps
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import traced
from xortui.check.undecided import UndecidedError

THREE = "[[0, 0], [0, 1], [1, 1]]"
CLASSES = "[[1, 0], [0, 1], [1, 0]]"


def softmax(axis: str) -> str:
    """Return a program with a softmax whose sum goes along an axis."""
    return batch(
        X=THREE,
        Y=CLASSES,
        W2="rng.normal(0, 1, (3, 2))",
        outputs=2,
        activation=TANH,
        output=(f"np.exp(z) / np.exp(z).sum({axis})", ""),
        rate=0.1,
    )


def bias_of_each_sample(samples: int, units: int) -> str:
    """Return a program with a bias for each sample and unit."""
    rows = [[number % 2, number % 3] for number in range(samples)]
    source = batch(
        X=str(rows),
        Y=str([[number % 2] for number in range(samples)]),
        W1=f"rng.normal(0, 1, (2, {units}))",
        W2=f"rng.normal(0, 1, ({units}, 1))",
        b1=f"np.zeros(({samples}, {units}))",
        rate=0.5,
    )
    return source.replace("D1.sum(axis=0)", "D1")


def found_in(tmp_path: Path, source: str) -> str:
    """Return what is told of a program: id and sentence; '' if nothing is."""
    trace = traced(written(source, tmp_path), source, None, Tape(most_nodes=2_000, enough_blocks=150))
    found = chains(trace.tape, Uses(trace.tape))
    cause = mixed_samples(trace, found, steps(trace.tape, found, Uses(trace.tape)))
    if isinstance(cause, MixedSamples):
        return f"{cause.mistake.id}: {cause.mistake.sentence}"
    return "" if cause is None else f"{cause.id}: {cause.sentence}"


@pytest.mark.parametrize("axis", ["axis=0", ""])
def test_a_softmax_over_the_samples_is_told(tmp_path: Path, axis: str) -> None:
    assert found_in(tmp_path, softmax(axis)).startswith("softmax-over-samples: Softmax is taken over the samples")


@pytest.mark.parametrize(("samples", "units"), [(4, 3), (5, 2)])
def test_a_bias_of_each_sample_is_told(tmp_path: Path, samples: int, units: int) -> None:
    words = found_in(tmp_path, bias_of_each_sample(samples, units))
    assert words.startswith(f"bias-per-sample: b1 has the shape ({samples}, {units}): each of the {samples} samples")


@pytest.mark.parametrize("source", [softmax("axis=1, keepdims=True"), batch()], ids=["softmax", "biases of units"])
def test_nothing_is_told_where_every_sample_stands_alone(tmp_path: Path, source: str) -> None:
    assert found_in(tmp_path, source) == ""


@pytest.mark.parametrize("axis", ["axis=0", ""])
def test_a_softmax_over_the_samples_is_wrong_with_its_line(tmp_path: Path, axis: str) -> None:
    source = softmax(axis)
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert set(verdict["parameters"].values()) == {"wrong"}
    (mistake,) = verdict["mistakes"]
    assert mistake["id"] == "softmax-over-samples"
    assert "np.exp(z).sum(" in source.splitlines()[mistake["line"] - 1]


ALL_PAIRS = """
import numpy as np
rng = np.random.RandomState(1)
x = rng.uniform(-1, 1, (6, 2))
y = {targets}
W1 = rng.uniform(-1, 1, (2, 3))
b1 = rng.uniform(-1, 1, 3)
W2 = rng.uniform(-1, 1, 3)
for step in range(40):
    h = np.tanh(x @ W1 + b1)
    out = h @ W2
    error = {error}
    delta = np.outer(error, W2) * (1 - h ** 2)
    W2 = W2 - 0.1 * h.T @ error
    W1 = W1 - 0.1 * x.T @ delta
    b1 = b1 - 0.1 * delta.sum(axis=0)
"""


def test_an_error_of_all_outputs_and_all_targets_is_wrong_with_its_line(tmp_path: Path) -> None:
    source = ALL_PAIRS.format(targets="rng.uniform(-1, 1, (6, 1))", error="(out - y).mean(axis=0)")
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "wrong"
    (mistake,) = verdict["mistakes"]
    assert mistake["id"] == "error-of-all-pairs"
    assert source.splitlines()[mistake["line"] - 1].strip() == "error = (out - y).mean(axis=0)"


def test_an_error_of_outputs_and_their_own_targets_is_right(tmp_path: Path) -> None:
    source = ALL_PAIRS.format(targets="rng.uniform(-1, 1, 6)", error="out - y")
    assert said(source, tmp_path)["verdict"] == "right"


LARGE_TABLE = """
import numpy as np
rng = np.random.RandomState(2)
x = np.linspace(-2, 2, 40).reshape(40, 1)
y = np.sin(x[:, 0])
w = rng.randn(3)
b = rng.randn(3)
v = rng.randn(3, 1)
c = np.zeros(1)
for step in range(20):
    h = np.tanh(x * w + b)
    error = h @ v + c - {targets}
    w_step, b_step, v_step = np.zeros(3), np.zeros(3), np.zeros((3, 1))
    for j in range(3):
        back = error * v[j] * (1 - h[:, [j]] ** 2)
        v_step[j] = np.mean(error * h[:, [j]])
        w_step[j] = np.mean(back * x)
        b_step[j] = np.mean(back)
    c -= 0.1 * np.mean(error)
    w -= 0.1 * w_step
    b -= 0.1 * b_step
    v -= 0.1 * v_step
"""


def test_a_table_of_thousands_of_errors_is_named_and_what_is_right_all_the_same_is_not(tmp_path: Path) -> None:
    source = LARGE_TABLE.format(targets="y")
    verdict = said(source, tmp_path)
    assert verdict["parameters"] == {"w": "wrong", "b": "wrong", "v": "wrong", "c": "right"}
    (mistake,) = verdict["mistakes"]
    assert (mistake["id"], mistake["parameters"]) == ("error-of-all-pairs", ["w", "b", "v"])
    assert source.splitlines()[mistake["line"] - 1].strip() == "error = h @ v + c - y"


def test_means_over_columns_of_errors_are_right(tmp_path: Path) -> None:
    source = LARGE_TABLE.format(targets="y[:, None]")
    assert said(source, tmp_path)["verdict"] == "right"


GROWING = """import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0], [1], [1], [0]])
np.random.seed(2)
W1 = np.random.randn(2, 3)
b1 = np.zeros((1, 3))
W2 = np.random.randn(3, 1)
b2 = np.zeros((1, 1))
def sig(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(1000):
    h = sig(X @ W1 + b1)
    o = sig(h @ W2 + b2)
    d2 = (o - T) * o * (1 - o)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 = W2 - 0.5 * h.T @ d2
    b2 = b2 - 0.5 * {second}
    W1 = W1 - 0.5 * X.T @ d1
    b1 = b1 - 0.5 * {first}
"""
SUM = ".sum(axis=0, keepdims=True)"


def turned(source: str) -> str:
    """Return the program with samples in columns."""
    source = source.replace("[[0], [1], [1], [0]]", "[[0, 1, 1, 0]]")
    source = source.replace("[[0, 0], [0, 1], [1, 0], [1, 1]]", "[[0, 0, 1, 1], [0, 1, 0, 1]]")
    for before, after in (
        ("randn(2, 3)", "randn(3, 2)"),
        ("randn(3, 1)", "randn(1, 3)"),
        ("zeros((1, 3))", "zeros((3, 1))"),
        ("X @ W1", "W1 @ X"),
        ("h @ W2", "W2 @ h"),
        ("d2 @ W2.T", "W2.T @ d2"),
        ("h.T @ d2", "d2 @ h.T"),
        ("X.T @ d1", "d1 @ X.T"),
        ("axis=0", "axis=1"),
    ):
        source = source.replace(before, after)
    return source


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(("first", "second"), [("d1", "d2"), ("d1", f"d2{SUM}"), (f"d1{SUM}", "d2")])
def test_biases_that_grow_to_one_for_each_sample_are_wrong(
    first: str, second: str, *, is_turned: bool, tmp_path: Path
) -> None:
    source = GROWING.format(first=first, second=second)
    if is_turned:
        source = turned(source)
    found = said(source, tmp_path)
    growing = [name for name, gradient in (("b1", first), ("b2", second)) if SUM not in gradient]
    (mistake,) = found["mistakes"]
    assert found["verdict"] == "wrong"
    assert mistake["id"] == "biases-that-grow"
    assert mistake["parameters"] == growing
    assert mistake["line"] == line_of(f"{growing[0]} = {growing[0]} -", source)
    assert {name for name, verdict in found["parameters"].items() if verdict == "wrong"} == set(growing)


@pytest.mark.parametrize("gradient", ["np.sum(d2, axis=1, keepdims=True)", "d2"])
def test_the_line_that_names_their_gradient_is_told(gradient: str, tmp_path: Path) -> None:
    source = GROWING.format(first=f"d1{SUM}", second="db2").replace("    W2 =", f"    db2 = {gradient}\n    W2 =", 1)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("biases-that-grow", line_of(f"db2 = {gradient}", source))


def test_biases_that_are_summed_are_right(tmp_path: Path) -> None:
    source = GROWING.format(first=f"d1{SUM}", second=f"d2{SUM}")
    assert said(source, tmp_path)["verdict"] == "right"
    assert said(turned(source), tmp_path)["verdict"] == "right"


def test_biases_of_single_samples_from_the_start_are_not_called_right(tmp_path: Path) -> None:
    source = GROWING.format(first="d1", second=f"d2{SUM}").replace("zeros((1, 3))", "zeros((4, 3))")
    with pytest.raises(UndecidedError, match=r"b1 has the shape \(4, 3\): each of the 4 samples has a bias of its own"):
        said(source, tmp_path)


def test_what_is_wrong_besides_is_told_in_its_line(tmp_path: Path) -> None:
    passed_back = "d1 = (o - T) @ W2.T * h * (1 - h)"
    source = GROWING.format(first="d1", second="d2").replace("d1 = d2 @ W2.T * h * (1 - h)", passed_back)
    found = said_of_file(source, tmp_path)
    told = {one["id"]: one["line"] for one in found["mistakes"]}
    assert told == {
        "biases-that-grow": line_of("b1 = b1 -", source),
        "slope-missing-passed-back": line_of(passed_back, source),
    }
    assert found["debugger"]["source"] == source


def test_of_biases_that_a_function_updates_at_least_the_growing_is_told(tmp_path: Path) -> None:
    updated = "def step(old, gradient):\n    return old - 0.5 * gradient\n"
    source = GROWING.format(first="d1", second="d2")
    source = source.replace("b2 = b2 - 0.5 * d2", "b2 = step(b2, d2)").replace(
        "b1 = b1 - 0.5 * d1", "b1 = step(b1, d1)"
    )
    source = source.replace("for epoch", f"{updated}for epoch")
    found = said(source, tmp_path)
    assert found["verdict"] == "wrong"
    assert [one["id"] for one in found["mistakes"]] == ["biases-that-grow"]
    assert found["parameters"]["W1"] == found["parameters"]["W2"] == "right"


def test_of_two_mistakes_that_of_the_biases_is_told_and_the_other_weights_stay_wrong(tmp_path: Path) -> None:
    source = GROWING.format(first="d1", second="d2").replace("W2.T * h * (1 - h)", "W2.T * (1 - h)")
    found = said(source, tmp_path)
    assert found["verdict"] == "wrong"
    assert found["parameters"]["W1"] == found["parameters"]["b1"] == "wrong"
