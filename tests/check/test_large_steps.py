"""Steps that compute the same are read once, and steps that are too large to be examined are said to be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said
from xortui.check.readings import is_right_with, readings_of
from xortui.check.recognition.same_steps import are_same, moved_step, numbers_that_differ
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import RIGHT
from xortui.check.watching import ENOUGH_OF_LARGE, ENOUGH_STEPS, LARGE_STEP, TOO_LARGE, WatchedRun, watched_whole

MANY_SECONDS = 60
"""How long a program is watched, so that a busy machine sees as much of it."""
BATCH = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=({samples}, {inputs}))
Y = rng.uniform(size=({samples}, 1))
W1 = rng.normal(size=({inputs}, {hidden}))
W2 = rng.normal(size=({hidden}, 1))
for epoch in range(60):
    h = np.tanh(X @ W1)
    e = h @ W2 - Y
    d = e @ W2.T * (1 - h * h)
    W2 -= {rate} * h.T @ e
    W1 -= {rate} * X.T @ d
"""
SAMPLES = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(3, 2))
Y = rng.uniform(size=(3, 1))
W1 = rng.normal(size=(2, 2))
W2 = rng.normal(size=(1, 2))
for epoch in range(20):
    for x, y in zip(X, Y):
        h = np.tanh(W1 @ x)
        e = W2 @ h - y
        d = W2.T @ e * (1 - h * h)
        W2 -= 0.1 * np.outer(e, h)
        W1 -= 0.1 * np.outer(d, x)
"""


def batch(samples: int = 4, inputs: int = 2, hidden: int = 3, rate: str = "0.1") -> str:
    """Return a program that takes all its samples in each step."""
    return BATCH.format(samples=samples, inputs=inputs, hidden=hidden, rate=rate)


def seen(folder: Path, source: str) -> WatchedRun:
    """Run a program, and return what was seen of it, of all its samples."""
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return watched_whole(path, source, seconds=MANY_SECONDS)


def test_steps_with_the_same_batch_are_the_same(tmp_path: Path) -> None:
    run = seen(tmp_path, batch())
    assert all(are_same(run.trace.tape, run.chains, run.steps[1], step) for step in run.steps)


def test_a_step_with_another_rate_is_another_step(tmp_path: Path) -> None:
    run = seen(tmp_path, batch(rate="(0.1 if epoch < 5 else -0.1)"))
    tape = run.trace.tape
    assert are_same(tape, run.chains, run.steps[1], run.steps[2])
    assert not are_same(tape, run.chains, run.steps[1], run.steps[-1])


def test_steps_with_samples_of_their_own_are_found_by_what_they_compute(tmp_path: Path) -> None:
    run = seen(tmp_path, SAMPLES)
    tape = run.trace.tape
    known, following, with_same_sample = run.steps[3], run.steps[4], run.steps[6]
    assert not are_same(tape, run.chains, known, following)
    assert are_same(tape, run.chains, known, with_same_sample)
    moved = moved_step(tape, run.chains, known, following)
    assert moved is not None
    assert moved[run.chains[0].at(known.start)] == run.chains[0].at(following.start)


@pytest.mark.parametrize(("samples", "inputs", "hidden"), [(100, 50, 30), (400, 60, 20), (1000, 784, 100)])
def test_of_a_step_of_too_many_numbers_a_part_is_examined(
    tmp_path: Path, samples: int, inputs: int, hidden: int
) -> None:
    verdict = said(batch(samples, inputs, hidden), tmp_path)
    assert verdict["verdict"] == RIGHT
    network = {"layers": [inputs, hidden, 1], "batch": samples, "followed": [4, 4, 1]}
    assert {key: verdict["network"][key] for key in network} == network
    assert verdict["debugger"] is None


@pytest.mark.parametrize(("samples", "inputs", "hidden"), [(100, 20, 30), (400, 40, 20)])
def test_of_a_step_with_many_samples_all_units_are_examined(
    tmp_path: Path, samples: int, inputs: int, hidden: int
) -> None:
    verdict = said(batch(samples, inputs, hidden), tmp_path)
    assert verdict["verdict"] == RIGHT
    assert verdict["network"]["layers"] == [inputs, hidden, 1]
    assert len(verdict["debugger"]["samples"]) == samples


def test_a_step_of_too_many_numbers_that_takes_arrays_apart_is_said_to_be_too_large(tmp_path: Path) -> None:
    source = batch(400, 40, 20).replace("W1 -= 0.1 * X.T @ d", "for x, g in zip(X, d): W1 -= 0.1 * np.outer(x, g)")
    with pytest.raises(UndecidedError) as raised:
        seen(tmp_path, source)
    assert str(raised.value) == TOO_LARGE


def test_a_step_of_many_numbers_is_examined(tmp_path: Path) -> None:
    assert said(batch(40, 4, 8), tmp_path)["verdict"] == RIGHT


IN_TURN = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(6, 2))
Y = rng.uniform(size=(6, 1))
W1 = rng.normal(size=(2, 3))
W2 = rng.normal(size=(3, 1))
rate = 0.1
for epoch in range(30):
    for some in (slice(0, 3), slice(3, 6)):
        h = np.tanh(X[some] @ W1)
        e = h @ W2 - Y[some]
        d = e @ W2.T * (1 - h * h)
        W2 -= rate * h.T @ e
        W1 -= rate * X[some].T @ d
        {after}
"""


@pytest.mark.parametrize(("after", "is_same"), [("pass", True), ("rate = rate * 0.99", False)])
def test_steps_with_other_samples_compute_the_same_if_no_other_number_differs(
    after: str, is_same: bool, tmp_path: Path
) -> None:
    run = seen(tmp_path, IN_TURN.format(after=after))
    known = run.steps[len(run.steps) // 2]
    other = run.steps[len(run.steps) // 2 + 1]
    reading = readings_of(run)[0][0]
    assert not are_same(run.trace.tape, run.chains, known, other)
    roots, given = reading.forward.roots, reading.evaluated.given
    numbers = numbers_that_differ(run.trace.tape, run.chains, known, other, roots, given)
    assert numbers is not None
    assert (not numbers) is is_same
    assert is_right_with(run, reading, numbers)


def test_of_large_steps_only_a_few_are_watched(tmp_path: Path) -> None:
    large = seen(tmp_path, batch(samples=300, inputs=2, hidden=12))
    step = large.steps[0]
    assert step.end - step.start > LARGE_STEP
    assert ENOUGH_STEPS <= len(large.steps) <= ENOUGH_OF_LARGE + 2
