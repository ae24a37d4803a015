"""The command xortui sweep, from its arguments to what it prints."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from xortui.cli import main
from xortui.cli.status import INTERRUPTED
from xortui.sweep.findings import Sweep

QUICK = ["sweep", "--starts", "20", "--epochs", "120", "--rates", "8", "--within", "0.3", "--processes", "1"]


def printed(capsys: pytest.CaptureFixture[str], arguments: list[str], status: int = 0) -> str:
    assert main(arguments) == status
    return capsys.readouterr().out


def test_a_sweep_tells_how_many_learn_and_where_the_others_end(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, QUICK)
    assert text.startswith("xor 2-2-1: 20 starts, seeds 1 to 20, gradient-descent, η 8, weights ±1\n")
    assert "of 20 starts learn: " in text
    assert "where they end, and how many" in text
    assert text == printed(capsys, QUICK)


def test_ascii_output_has_no_other_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    assert main(QUICK) == 0
    output.seek(0)
    text = output.read()
    assert "20 starts learn" in text
    assert "weights +-1" in text
    assert "(0, 2/3, 2/3, 1/2)" in text


def test_json_and_csv_hold_every_start(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(printed(capsys, [*QUICK, "--format", "json"]))
    assert record["cells"][0]["starts"] == 20
    assert len(printed(capsys, [*QUICK, "--format", "csv"]).splitlines()) == 21


def test_a_start_is_opened_with_exactly_its_weights(capsys: pytest.CaptureFixture[str]) -> None:
    opened = printed(capsys, [*QUICK, "--open", "seed 17", "--batch", "-ex", "print w1"])
    assert main(["--seed", "17", "--batch", "-ex", "print w1"]) == 0
    assert opened.splitlines()[-1] == capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--starts", "0"], "--starts: expected a whole number from 1 to 1,000,000, got '0'"),
        (["--rates", "1,x"], "--rates: expected numbers from 0 to 1e+06 with commas between them, got '1,x'"),
        (["--rates", "1,1.0"], "--rates: expected each value once, got '1,1.0'"),
        (["--hidden", "2,0"], "--hidden: expected the size of each layer"),
        (["--optimizers", "adams"], "--optimizers: expected some of gradient-descent, momentum"),
        (["--within", "far"], "--within: expected a number above 0 and up to 1000, or side, got 'far'"),
        (["--right", "101"], "--right: expected a number above 0, of at most 100, got '101'"),
        (["--cell", "2", *QUICK[1:]], "--cell: expected a combination from 1 to 1, got 2"),
        (["--open", "lost", *QUICK[1:]], "--open: expected stuck, learnt, end 3 or seed 17"),
        (["--resume"], "no sweep has been stopped here: leave out --resume"),
        (["nowhere"], "nowhere: no such problem"),
        (["--step", "f()"], "--step: expected a Python file to be opened"),
        (["own.py", "--hidden", "3"], "own.py has its own network and rule: leave out --hidden"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    assert main(["sweep", *arguments]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert expected in told


def test_a_stopped_sweep_is_told_as_far_as_it_has_come_and_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = ["sweep", "--starts", "600", "--epochs", "60", "--rates", "8", "--within", "0.3", "--processes", "1"]
    run = Sweep.run

    def interrupted(self: Sweep, processes: int, **_: object) -> None:
        run(self, processes, is_stopped=lambda: bool(self.done))
        raise KeyboardInterrupt

    monkeypatch.setattr(Sweep, "run", interrupted)
    text = printed(capsys, many, status=INTERRUPTED)
    assert "stopped: 500 of 600 starts have been trained" in text
    assert text.endswith("xortui sweep --resume goes on\n")
    monkeypatch.setattr(Sweep, "run", run)
    resumed = printed(capsys, ["sweep", "--resume", "--processes", "1"])
    assert resumed == printed(capsys, many)


def test_a_kept_sweep_is_not_run_again_and_no_other_is_put_in_its_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = str(tmp_path / "kept.json")
    text = printed(capsys, [*QUICK, "--save", path])

    def never(*_: object, **__: object) -> None:
        raise AssertionError("expected nothing to be trained")

    monkeypatch.setattr(Sweep, "run", never)
    assert printed(capsys, [*QUICK, "--save", path]) == text
    assert printed(capsys, ["sweep", "--save", path]) == text
    assert main(["sweep", "--starts", "30", "--save", path]) == 2
    assert "has another sweep" in capsys.readouterr().err


OWN = """\
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [1]], dtype=float)
rng = np.random.default_rng(1)
W1, b1 = rng.uniform(-1, 1, (2, 2)), np.zeros((1, 2))
W2, b2 = rng.uniform(-1, 1, (2, 1)), np.zeros((1, 1))
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(50):
    h = sigmoid(X @ W1 + b1)
    out = sigmoid(h @ W2 + b2)
    d2 = (out - Y) * out * (1 - out)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 -= 4.0 * h.T @ d2
    b2 -= 4.0 * d2.sum(0, keepdims=True)
    W1 -= 4.0 * X.T @ d1
    b1 -= 4.0 * d1.sum(0, keepdims=True)
"""


def test_somebodys_own_file_is_swept_as_it_trains(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mynet.py"
    path.write_text(OWN)
    text = printed(capsys, ["sweep", str(path), "--starts", "20", "--processes", "1"])
    assert text.startswith("mynet 2-2-1: 20 starts, seeds 1 to 20, gradient-descent, η 4, weights ±")
    assert "20 of 20 starts learn" in text
    assert "mynet.py: 20 of 20 learn; this one does, in epoch " in text
