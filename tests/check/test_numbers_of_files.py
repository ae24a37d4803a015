"""The debugger on a file has the file's own numbers: its samples in its order, and its parameters after each update."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.check.written_files import changed, said_of_file
from xortui.check.found_training import debugger_on
from xortui.check.verdict import WRONG
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.debugger.comparison import compare
from xortui.debugger.forks import MENDED
from xortui.prompt.topics import comparison_lines
from xortui.render.comparison import comparison_rows
from xortui.render.row import plain
from xortui.render.status import Transport, status_row
from xortui.render.view import View

BATCHES = """\
import numpy as np

rng = np.random.default_rng(5)
points = rng.normal(size=(12, 2))
kinds = (points > 0).sum(axis=1)
wanted = np.eye(3)[kinds]
U = rng.normal(0, 0.7, (2, 3))
c = np.zeros(3)
V = rng.normal(0, 0.7, (3, 3))
d = np.zeros(3)
states = []
for epoch in range(40):
    order = rng.permutation(12)
    for begin in range(0, 12, 4):
        rows = order[begin:begin + 4]
        x = points[rows]
        t = wanted[rows]
        s = x @ U + c
        h = np.tanh(s)
        z = h @ V + d
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        dz = (p - t) / 4
        ds = dz @ V.T * (1 - h ** 2)
        V -= 0.4 * h.T @ dz
        d -= 0.4 * dz.sum(axis=0)
        U -= 0.4 * x.T @ ds
        c -= 0.4 * ds.sum(axis=0)
        states.append([*U.T.ravel(), *c, *V.T.ravel(), *d])
"""
SAMPLES = """\
import math
import random

random.seed(4)
pairs = [(-0.9, 0.2), (-0.6, 0.7), (-0.3, 0.4), (0.1, 0.9), (0.4, -0.3), (0.7, 0.6), (1.0, 0.5)]
u = [random.uniform(-1, 1) for _ in range(3)]
c = [0.1, 0.0, -0.1]
v = [random.uniform(-1, 1) for _ in range(3)]
d = 0.2
states = []
for epoch in range(60):
    random.shuffle(pairs)
    for x, t in pairs:
        h = [math.tanh(u[j] * x + c[j]) for j in range(3)]
        y = sum(v[j] * h[j] for j in range(3)) + d
        miss = y - t
        back = [miss * v[j] * (1 - h[j] ** 2) for j in range(3)]
        for j in range(3):
            v[j] -= 0.1 * miss * h[j]
            u[j] -= 0.1 * back[j] * x
            c[j] -= 0.1 * back[j]
        d -= 0.1 * miss
        states.append([*u, *c, *v, d])
"""
DEEP = """\
import numpy as np

rng = np.random.RandomState(8)
X = rng.uniform(-1, 1, (9, 2))
T = X[:, :1] * X[:, 1:] + 0.3
A = rng.uniform(-1, 1, (2, 3))
a0 = np.zeros(3)
B = rng.uniform(-1, 1, (3, 2))
b0 = np.zeros(2)
D = rng.uniform(-1, 1, (2, 1))
d0 = np.zeros(1)
states = []
for epoch in range(200):
    h1 = np.tanh(X @ A + a0)
    h2 = np.tanh(h1 @ B + b0)
    out = h2 @ D + d0
    g3 = 2 * (out - T)
    g2 = g3 @ D.T * (1 - h2 ** 2)
    g1 = g2 @ B.T * (1 - h1 ** 2)
    D = D - 0.02 * h2.T @ g3
    d0 = d0 - 0.02 * g3.sum(axis=0)
    B = B - 0.02 * h1.T @ g2
    b0 = b0 - 0.02 * g2.sum(axis=0)
    A = A - 0.02 * X.T @ g1
    a0 = a0 - 0.02 * g1.sum(axis=0)
    states.append([*A.T.ravel(), *a0, *B.T.ravel(), *b0, *D.T.ravel(), *d0])
"""
ORDER_OF_FILE = "The numbers are those of the file in its first {} updates"


def states_of(source: str) -> list[list[float]]:
    """Return the parameters after each update, as the file itself computes them, and nothing looks on."""
    names: dict[str, Any] = {}
    exec(compile(source, "net.py", "exec"), names)
    states: list[list[float]] = names["states"]
    return states


def states_shown(debugger: Debugger, count: int) -> list[list[float]]:
    """Return the parameters after each of the first updates of a debugger."""
    network = debugger.problem.network
    schedule = debugger.problem.schedule
    found: list[list[float]] = []
    step = 0
    while len(found) < count:
        step += 1
        if schedule.ends_batch(step):
            debugger.go_to(f"{step + 1}.0")
            found.append([debugger.snapshot().value(name) or 0.0 for name in network.parameter_names])
    return found


def opened(source: str, folder: Path) -> Debugger:
    return debugger_on(said_of_file(source, folder))


AVERAGED_TWICE = {"c -= 0.4 * ds.sum(axis=0)": "c -= 0.4 * ds.mean(axis=0)"}
SLOPE_BESIDES = {"dz = (p - t) / 4": "dz = (p - t) * p * (1 - p) / 4"}
SUMMED = {"dz = (p - t) / 4": "dz = p - t", "d -= 0.4 * dz.sum(axis=0)": "d -= 0.4 * dz.mean(axis=0)"}


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({}, set()),
        (AVERAGED_TWICE, {"bias-averaged"}),
        (SUMMED, {"bias-averaged"}),
        (SLOPE_BESIDES, {"softmax-slope-besides"}),
        (AVERAGED_TWICE | SLOPE_BESIDES, {"softmax-slope-besides", "bias-averaged"}),
    ],
)
def test_mini_batches_in_another_order_each_epoch_have_the_file_s_numbers_in_the_first(
    changes: dict[str, str], mistakes: set[str], tmp_path: Path
) -> None:
    source = changed(BATCHES, changes)
    debugger = opened(source, tmp_path)
    assert {placed.mistake.id for placed in debugger.mistakes} == mistakes
    assert (debugger.mended is not None) == bool(mistakes)
    assert np.allclose(states_shown(debugger, 3), states_of(source)[:3], rtol=1e-9, atol=1e-12)
    assert ORDER_OF_FILE.format(3) in debugger.problem.story


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({}, []),
        ({"(1 - h2 ** 2)": "h2 * (1 - h2)", "(1 - h1 ** 2)": "h1 * (1 - h1)"}, ["slope-of-other"] * 2),
        ({"B = B - 0.02 *": "B = B - 0.02 * 0.02 *", "b0 = b0 - 0.02 *": "b0 = b0 - 0.02 * 0.02 *"}, ["rate-twice"]),
        ({"a0 = a0 - 0.02": "a0 = -0.02"}, ["assigned"]),
        ({"0.02 * g1.sum(axis=0)": "0.02 * g1.mean(axis=0)"}, ["bias-averaged"]),
    ],
)
def test_every_update_of_a_batch_has_the_file_s_numbers_with_its_mistakes(
    changes: dict[str, str], mistakes: list[str], tmp_path: Path
) -> None:
    source = changed(DEEP, changes)
    debugger = opened(source, tmp_path)
    assert [placed.mistake.id for placed in debugger.mistakes] == mistakes
    assert debugger.problem.training.learning_rate == 0.02
    assert np.allclose(states_shown(debugger, 4), states_of(source)[:4], rtol=1e-9, atol=1e-12)
    assert debugger.problem.network.loss == "squared-error"
    assert debugger.source is not None
    assert debugger.source.goes_as_far


def test_of_a_rate_that_changes_it_is_said_that_the_updates_differ(tmp_path: Path) -> None:
    falling = {
        "0.02 *": "rate *",
        "states = []": "states = []\nrate = 0.02",
        "    h1 = np": "    rate *= 0.9\n    h1 = np",
    }
    debugger = opened(changed(DEEP, falling), tmp_path)
    assert debugger.source is not None
    assert not debugger.source.goes_as_far
    assert "The steps of the file are larger or smaller than here" in debugger.problem.story


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"            c[j] -= 0.1 * back[j]\n": ""},
        {"(1 - h[j] ** 2)": "(1 - h[j])"},
        {"            u[j] -=": "            u[j] +="},
    ],
)
def test_a_list_that_is_shuffled_each_epoch_gives_all_its_samples_and_the_first_is_the_first(
    changes: dict[str, str], tmp_path: Path
) -> None:
    source = changed(SAMPLES, changes)
    debugger = opened(source, tmp_path)
    assert len(debugger.problem.samples) == 7
    assert bool(debugger.mistakes) == bool(changes)
    assert np.allclose(states_shown(debugger, 7), states_of(source)[:7], rtol=1e-9, atol=1e-12)
    assert ORDER_OF_FILE.format(7) in debugger.problem.story


def test_in_an_order_that_stays_all_updates_that_were_seen_are_the_file_s(tmp_path: Path) -> None:
    source = changed(SAMPLES, {"    random.shuffle(pairs)\n": ""})
    debugger = opened(source, tmp_path)
    assert np.allclose(states_shown(debugger, 40), states_of(source)[:40], rtol=1e-9, atol=1e-12)
    assert "another order" not in debugger.problem.story


def test_samples_with_equal_numbers_are_as_many_as_the_file_has(tmp_path: Path) -> None:
    source = changed(BATCHES, {"kinds =": "points[7] = points[2]\nkinds =", "rng.permutation(12)": "range(12)"})
    debugger = opened(source, tmp_path)
    assert len(debugger.problem.samples) == 12
    assert np.allclose(states_shown(debugger, 9), states_of(source)[:9], rtol=1e-9, atol=1e-12)


def test_samples_that_are_drawn_at_random_are_all_there(tmp_path: Path) -> None:
    drawn = {
        "    random.shuffle(pairs)\n": "",
        "    for x, t in pairs:": "    for _ in range(7):\n        x, t = random.choice(pairs)",
    }
    debugger = opened(changed(SAMPLES, drawn), tmp_path)
    assert len(debugger.problem.samples) == 7


def test_of_many_samples_it_is_said_that_there_are_more(tmp_path: Path) -> None:
    many = "pairs = [(k / 45 - 1, (k * k % 7) / 7) for k in range(90)]"
    source = changed(SAMPLES, {"pairs = [": f"{many}\nfew = ["})
    verdict = said_of_file(source, tmp_path)
    assert verdict["verdict"] != WRONG
    story = debugger_on(verdict).problem.story
    assert f"The file has more samples; here are the first {len(verdict['debugger']['samples'])}" in story


def test_inside_the_first_batch_it_is_said_that_nothing_differs_yet(tmp_path: Path) -> None:
    debugger = opened(changed(BATCHES, AVERAGED_TWICE), tmp_path)
    for steps, said in ((1, "the same so far: no update has made them differ yet"), (4, "they part at the start")):
        found = compare(debugger, 0, MENDED, steps)
        assert any(said in plain(row) for row in comparison_rows(found, View("w1"), 80, 20))
        assert said in comparison_lines(Workbench(debugger), found)


def test_on_opening_it_is_said_that_a_breakpoint_stops_at_the_mistake(tmp_path: Path) -> None:
    debugger = opened(changed(SAMPLES, {"(1 - h[j] ** 2)": "(1 - h[j])"}), tmp_path)
    bench = Workbench(debugger)
    assert bench.message.endswith("compare compares with it mended, break stops at it")
    assert "✗ slope-half" in plain(
        status_row(debugger.snapshot(), replace(bench.transport, left_session="xor at 1.45"), 80)
    )
    assert "resume" in plain(status_row(debugger.snapshot(), Transport(left_session="xor at 1.45"), 80))
