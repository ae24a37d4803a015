"""The debugger on a file says so where it has not all the samples of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.check.written_files import said
from xortui.check.found_training import debugger_on
from xortui.commands.workbench import Workbench
from xortui.debugger.session import SessionWriter, resume

IN_BATCHES = """\
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(ROWS, 3))
Y = rng.uniform(0.1, 0.9, (ROWS, 1))
W1 = rng.normal(size=(3, 3))
b1 = np.zeros(3)
W2 = rng.normal(size=(3, 1))
b2 = np.zeros(1)
for epoch in range(EPOCHS):
    order = rng.permutation(ROWS)
    for start in range(0, ROWS, 10):
        chosen = order[start : start + 10]
        x = X[chosen]
        h = np.tanh(x @ W1 + b1)
        out = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = (out - Y[chosen]) * out * (1 - out)
        d1 = d2 @ W2.T * (1 - h ** 2)
        W2 -= 0.1 * h.T @ d2 DIVIDED
        b2 -= 0.1 * d2.sum(axis=0)
        W1 -= 0.1 * x.T @ d1 DIVIDED
        b1 -= 0.1 * d1.sum(axis=0)
"""


def in_batches(rows: int, epochs: int, divided: str = "") -> str:
    """Return a program that takes its samples in batches of 10."""
    return IN_BATCHES.replace("ROWS", str(rows)).replace("EPOCHS", str(epochs)).replace(" DIVIDED", divided)


def test_of_many_samples_those_that_were_seen_are_said_to_be_a_part(tmp_path: Path) -> None:
    verdict = said(in_batches(600, 30), tmp_path)
    debugger = debugger_on(verdict)
    shown = len(debugger.problem.samples)
    assert shown < 600
    assert f"The file has more samples; here are the first {shown} that it takes." in debugger.problem.story
    assert "after that it takes other samples" in debugger.problem.story
    assert f"Only {shown} of its samples are here: about tells more." in Workbench(debugger).message
    again, _ = resume(json.loads(SessionWriter(debugger).text({})))
    assert again.source is not None
    assert again.source.has_more_samples


@pytest.mark.parametrize(("rows", "epochs"), [(20, 40), (50, 2)])
def test_where_all_samples_are_seen_nothing_is_said_of_others(rows: int, epochs: int, tmp_path: Path) -> None:
    debugger = debugger_on(said(in_batches(rows, epochs), tmp_path))
    assert len(debugger.problem.samples) == rows
    assert "more samples" not in debugger.problem.story
    assert "of its samples" not in Workbench(debugger).message


def test_the_updates_of_a_file_whose_weights_go_less_far_than_its_biases_are_followed(tmp_path: Path) -> None:
    verdict = said(in_batches(40, 40, " / 10"), tmp_path)
    debugger = debugger_on(verdict)
    assert verdict["verdict"] == "wrong"
    debugger.go_to("10")
    snapshot = debugger.snapshot()
    assert snapshot.value("w1") == pytest.approx(verdict["debugger"]["updates"][0]["w1"], rel=1e-9)
    assert snapshot.right_value("w1") is not None
    assert snapshot.right_value("b1") is None
