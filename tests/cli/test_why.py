"""xortui why: of a problem, of a session and of a file, as text and as JSON; what can't be looked at is one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xortui.cli import main
from xortui.commands.layout import Layout
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter
from xortui.debugger.session_file import SessionFile
from xortui.render.view import View

PROGRAM = """\
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
Y = np.array([[0], [1], [1], [0]], float)
W1 = np.full((2, 2), {weight}); b1 = np.zeros(2)
W2 = np.full((2, 1), {weight}); b2 = np.zeros(1)
def s(z): return 1 / (1 + np.exp(-z))
for epoch in range(300):
    h = s(X @ W1 + b1)
    o = s(h @ W2 + b2)
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ W2.T * {slope}
    W2 -= 0.5 * h.T @ d2; b2 -= 0.5 * d2.sum(0)
    W1 -= 0.5 * X.T @ d1; b1 -= 0.5 * d1.sum(0)
"""


def record(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["why", *arguments, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def ids(found: dict[str, object]) -> list[str]:
    causes = found["causes"]
    assert isinstance(causes, list)
    return [cause["id"] for cause in causes]


def test_of_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    found = record(capsys, "cs231n-neuron", "--at", "e50")
    assert (found["problem"], found["epochs"]) == ("cs231n-neuron", 50)
    assert ids(found)[0] == "targets-out-of-range"


def test_of_one_that_learns_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "xor", "--at", "e10"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("xor 2-2-1, η 0.5\nAfter 10 epochs C is ")
    assert "Nothing is wrong: trained on as it is, it has learnt after " in out


def test_of_a_session_it_is_where_that_was_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    debugger = Debugger("dead-relu")
    debugger.go_to("e40")
    path = tmp_path / "left.json"
    SessionFile(path).save(SessionWriter(debugger).text(Layout(View("w1")).document()))
    found = record(capsys, str(path))
    assert found["epochs"] == 40
    assert main(["why", str(path), "--seed", "1"]) == 2
    assert "which has its own problem: leave out --seed" in capsys.readouterr().err


def test_of_a_file_it_is_after_as_many_epochs_as_it_trains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "equal.py"
    path.write_text(PROGRAM.format(weight=0.5, slope="h * (1 - h)"))
    found = record(capsys, str(path))
    assert found["epochs"] == 300
    assert ids(found)[0] == "equal-units"
    assert found["mistakes"] == []
    assert [cause["id"] for cause in found["causes of the file"]] == ["symmetric-start"]  # type: ignore[attr-defined]


def test_of_a_file_that_is_wrong_the_mistake_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(PROGRAM.format(weight="np.random.default_rng(1).normal()", slope="1"))
    assert main(["why", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.index("line 11: d1 = d2 @ W2.T * 1") < out.index("1  the gradients are wrong")


TORN = """\
import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(24, 2))
T = (X[:, :1] > X[:, 1:]).astype(float)
W1 = rng.normal(size=(2, 3)); b1 = np.zeros(3)
W2 = rng.normal(size=(3, 1)); b2 = np.zeros(1)
def s(z): return 1 / (1 + np.exp(-z))
for epoch in range(60):
    order = rng.permutation(24)
    for start in range(0, 24, 6):
        x = X[order[start:start + 6]]; t = T[start:start + 6]
        h = s(x @ W1 + b1)
        o = s(h @ W2 + b2)
        d2 = (o - t) * o * (1 - o)
        d1 = d2 @ W2.T * h * (1 - h)
        W2 -= 0.3 * h.T @ d2; b2 -= 0.3 * d2.sum(0)
        W1 -= 0.3 * x.T @ d1; b1 -= 0.3 * d1.sum(0)
"""


def test_of_a_file_whose_pairs_are_torn_that_comes_first_and_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "torn.py"
    path.write_text(TORN)
    assert main(["why", str(path)]) == 0
    out = capsys.readouterr().out
    first = "1  inputs and targets do not stay together\n  Inputs and targets do not stay together: the inputs"
    assert first in out
    assert out.count("Inputs and targets do not stay together") == 1
    assert "plateau" not in out
    assert main(["why", str(path), "--language", "de"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "1 Eingaben und Zielwerte bleiben nicht zusammen Eingaben und Zielwerte bleiben nicht zusammen: " in told


def test_the_debugger_on_such_a_file_tells_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "torn.py"
    path.write_text(TORN)
    assert main([str(path), "--batch", "-ex", "about", "-ex", "why"]) == 0
    out = capsys.readouterr().out
    about = " ".join(out.split())
    assert "Every step follows the gradient. Inputs and targets do not stay together: the inputs" in about
    assert "1  inputs and targets do not stay together" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "nothing: no such problem"),
        (["xor", "--at", "foo"], "--at: expected a step (478)"),
        (["xor", "--step", "x"], "--step: expected a Python file to be opened"),
        (["mynet.py", "--seed", "3"], "mynet.py has its own network and start: leave out --seed"),
        (["xor", "--format", "xml"], "--format: "),
    ],
)
def test_what_cannot_be_looked_at_is_told_in_a_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert captured.err.count("\n") == 1
