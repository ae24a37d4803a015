"""xortui predict, in this process: what is printed, and every mistake one line and status 2."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from xortui.cli import main
from xortui.debugger import Debugger
from xortui.problems import load_problem

SCALED = """
[network]
layers = [1, 3, 1]
activations = ["tanh", "linear"]
[training]
learning_rate = 0.05
[data]
file = "heights.csv"
scaling = { x = "standard", y = "minmax" }
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["predict", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["predict", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


def test_every_sample_is_answered_as_the_samples_pane_answers(capsys: pytest.CaptureFixture[str]) -> None:
    debugger = Debugger("iris")
    debugger.go_to("e20")
    snapshot = debugger.snapshot()
    for number in (1, 70, 150):
        x, _ = snapshot.samples[number - 1]
        lines = told(capsys, "iris", "--at", "e20", "--x", ",".join(map(str, x)))
        for name, output in zip(("ŷ1", "ŷ2", "ŷ3"), snapshot.outputs(number), strict=True):
            (line,) = [line for line in lines if line.startswith(f"{name} = ")]
            assert float(line.split(" = ")[-1].replace("−", "-")) == pytest.approx(output, abs=6e-7, rel=1e-3)
        assert lines[0].endswith(
            f"class {load_problem('iris').names.classes[snapshot.outputs(number).index(max(snapshot.outputs(number)))]}"
        )


def test_a_file_of_points_is_answered_in_full(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("note,x2,x1\nfirst,0,1\nsecond,-1.5,0.25\n")
    rows = list(csv.reader(told(capsys, "xor", "--at", "e2000", "--points", str(points))))
    assert rows[0] == ["x1", "x2", "yhat", "class"]
    debugger = Debugger("xor")
    debugger.go_to("e2000")
    assert rows[1] == ["1.0", "0.0", repr(debugger.snapshot().outputs(3)[0]), "1"]
    assert rows[2][:2] == ["0.25", "-1.5"]


def test_a_point_is_in_the_numbers_of_its_file_and_so_is_the_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "heights.csv").write_text("height,weight\n150,50\n160,58\n170,69\n180,80\n190,95\n")
    (tmp_path / "heights.toml").write_text(SCALED)
    path = str(tmp_path / "heights.toml")
    first, made, *_ = told(capsys, path, "--at", "e500", "--x", "170")
    assert first.startswith("height 170: ŷ ")
    assert made == "x1 = height = 0"
    weight = float(first.rpartition("weight ")[2])
    assert weight == pytest.approx(69, abs=2)


def test_made_inputs_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "made.toml").write_text(
        'features = ["x1*x2"]\n[network]\nlayers = [3, 2, 1]\n[data]\nshape = "xor"\nsamples = 8\n'
    )
    lines = told(capsys, str(tmp_path / "made.toml"), "--at", "e1", "--x=-0.5,0.25")
    assert "x3 = x1·x2 = −0.125000" in lines


def test_a_negative_number_may_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--at", "0", "--x", "-1,0")[0].startswith("x1 −1, x2 0: ŷ ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "predict: expected either --x or --points"),
        (("--x", "1,0", "--points", "p.csv"), "predict: expected either --x or --points"),
        (("--x", "1"), "--x: expected 2 numbers, x1, x2, got 1"),
        (("--x", "1,zwei"), "--x: expected a number, got 'zwei'"),
        (("--x", "1,1e999"), "--x: expected finite numbers"),
        (("--x", "1,0", "--at", "soon"), "--at: expected a step"),
        (("--points", "nowhere.csv"), "--points: nowhere.csv: no such file"),
        (("nowhere", "--x", "1,0"), "nowhere: no such problem"),
        (("diverging", "--at", "e2000", "--x", "1,0"), ""),
    ],
)
def test_what_is_not_possible_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    if said:
        assert said in refused(capsys, *arguments)
        return
    assert main(["predict", *arguments]) == 1
    assert "diverged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected lines of numbers, got none"),
        ("x1,x2\n", "expected points after the header, got none"),
        ("1,2\n3\n", "line 2: expected 2 numbers, x1, x2, got 1"),
        ("1,2\n3,four\n", "line 2: expected a number, got 'four'"),
    ],
)
def test_a_damaged_file_of_points_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text)
    assert said in refused(capsys, "--points", str(path))
