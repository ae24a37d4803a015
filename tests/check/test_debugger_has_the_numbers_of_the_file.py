"""The debugger on somebody's file has that file's numbers after each of its first updates, to the last digits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.check.momentum_programs import MOMENTUM, ROWS, without_velocities
from tests.check.written_files import changed
from xortui.check.found_training import debugger_on
from xortui.check.process import checked
from xortui.debugger import Debugger

LARGE_BATCH = """\
import numpy as np
rng = np.random.default_rng(7)
X = rng.normal(size=(SAMPLES, 2))
Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.normal(size=(2, 12))
b1 = rng.normal(size=(1, 12))
W2 = rng.normal(size=(12, 1))
b2 = np.zeros((1, 1))
lr = 0.5
for epoch in range(200):
    h = np.tanh(X @ W1 + b1)
    o = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (o - Y) / len(X)
    d1 = d2 @ W2.T * (1 - h ** 2)
    W2 = W2 - lr * (h.T @ d2)
    b2 = b2 - lr * d2.sum(axis=0)
    W1 = W1 - lr * (X.T @ d1)
    b1 = b1 - lr * d1.sum(axis=0)
    if epoch % 100 == 0:
        print(-np.mean(Y * np.log(o) + (1 - Y) * np.log(1 - o)))
"""


def opened(source: str, folder: Path) -> Debugger:
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return debugger_on(checked(path))


def of_file(source: str, updates: int) -> list[float]:
    """Return the numbers of W1, b1, W2 … of a file that has trained for so many updates, in the order of the network.

    The network has the weights of a unit together, and the file has them in a column.
    """
    names: dict[str, Any] = {}
    exec(source.replace("range(200)", f"range({updates})"), names)
    numbers: list[float] = []
    for layer in (1, 2, 3):
        numbers += np.ravel(names.get(f"W{layer}", np.zeros((0, 0))).T).tolist()
        numbers += np.ravel(names.get(f"b{layer}", [])).tolist()
    return numbers


def of_debugger(debugger: Debugger, updates: int) -> list[float]:
    """Return the numbers of the parameters that are learnt after so many updates."""
    steps = [step for step in range(1, 2000) if debugger.problem.schedule.ends_batch(step)]
    debugger.timeline.advance(steps[updates - 1])
    state = debugger.timeline.state_after(steps[updates - 1])
    frozen = debugger.problem.network.frozen
    names = debugger.problem.network.parameter_names
    return [value for name, value in zip(names, state, strict=False) if name not in frozen]


def penalized(*changes: tuple[str, str]) -> str:
    """Return a program with changes, each of what is added to a gradient, and of which parameters."""
    source = without_velocities(ROWS)
    for names, penalty in changes:
        for name in names.split():
            update = f"{name} -= lr * (g{name} + {penalty.format(name)})"
            source = changed(source, {f"{name} -= lr * g{name}": update})
    return source


PENALIZED = {
    "weight decay": penalized(("W1 W2 W3", "0.02 * {}")),
    "small weight decay": penalized(("W1 W2 W3", "1e-4 * {}")),
    "weight decay of all": penalized(("W1 W2 W3 b1 b2", "0.02 * {}")),
    "L1": penalized(("W1 W2 W3", "0.01 * np.sign({})")),
    "weight decay and momentum": changed(
        ROWS,
        {
            "@ d3\n": "@ d3 - lr * 0.03 * W3\n",
            "a1.T @ d2\n": "a1.T @ d2 - lr * 0.03 * W2\n",
            "X.T @ d1\n": "X.T @ d1 - lr * 0.03 * W1\n",
        },
    ),
    "none": without_velocities(ROWS),
}


@pytest.mark.parametrize("name", PENALIZED)
def test_updates_with_a_penalty_are_those_of_the_file(name: str, tmp_path: Path) -> None:
    debugger = opened(PENALIZED[name], tmp_path)
    for updates in (1, 2, 7, 30):
        assert of_debugger(debugger, updates) == pytest.approx(of_file(PENALIZED[name], updates), rel=1e-8, abs=1e-11)


@pytest.mark.parametrize("samples", [30, 64, 150])
def test_updates_of_large_batches_are_those_of_the_file(samples: int, tmp_path: Path) -> None:
    source = LARGE_BATCH.replace("SAMPLES", str(samples))
    debugger = opened(source, tmp_path)
    for updates in (1, 2, 5):
        assert of_debugger(debugger, updates) == pytest.approx(of_file(source, updates), rel=1e-8, abs=1e-11)
    assert "larger or smaller" not in debugger.problem.story


@pytest.mark.parametrize("samples", [30, 64, 150])
def test_measured_updates_of_large_batches_are_those_of_the_file(samples: int, tmp_path: Path) -> None:
    """What nothing explains is measured, from the first update on."""
    source = LARGE_BATCH.replace("SAMPLES", str(samples)).replace(
        "W1 = W1 - lr * (X.T @ d1)", "W1 = W1 - 0.01 * W1 ** 3 - lr * (X.T @ d1)"
    )
    debugger = opened(source, tmp_path)
    assert debugger.source is not None
    assert debugger.source.measured is not None
    assert debugger.source.measured.count > 2
    for updates in range(1, debugger.source.measured.count + 1):
        assert of_debugger(debugger, updates) == pytest.approx(of_file(source, updates), rel=1e-8, abs=1e-11)


def test_updates_with_turned_weight_decay_are_those_of_the_file(tmp_path: Path) -> None:
    source = penalized(("W1 W2 W3", "-0.02 * {}"))
    debugger = opened(source, tmp_path)
    assert [one.mistake.id for one in debugger.mistakes] == ["decay-sign"]
    for updates in (1, 2, 7):
        assert of_debugger(debugger, updates) == pytest.approx(of_file(source, updates), rel=1e-8, abs=1e-11)


def test_updates_with_momentum_are_those_of_the_file(tmp_path: Path) -> None:
    debugger = opened(MOMENTUM["rows"], tmp_path)
    for updates in (1, 2, 7, 30):
        assert of_debugger(debugger, updates) == pytest.approx(of_file(MOMENTUM["rows"], updates), rel=1e-8, abs=1e-11)
