"""Editing: values typed, and values from a file, which are one fork and one undo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xortui.commands.editing import set_values, undo
from xortui.commands.workbench import Workbench
from xortui.core.array_files import npz_bytes
from xortui.debugger import Debugger

ARRAYS = {
    "W1": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "b1": np.array([0.5, 0.25]),
    "W2": np.array([[5.0], [6.0]]),
    "b2": np.array([-1.0]),
}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.npz").write_bytes(npz_bytes(ARRAYS))
    (tmp_path / "names.csv").write_text("name,value\nw1,0.5\nb3,-1\n")
    debugger = Debugger("xor")
    debugger.go_to("5.3")
    return Workbench(debugger)


def values(bench: Workbench, *names: str) -> list[float | None]:
    return [bench.debugger.snapshot().value(name) for name in names]


def test_all_weights_of_a_file_are_one_fork_and_one_undo(bench: Workbench) -> None:
    before = values(bench, *bench.debugger.problem.network.parameter_names)
    set_values(bench, "net.npz")
    assert len(bench.debugger.forks) == 2
    assert len(bench.debugger.edits) == 9
    assert values(bench, "w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3") == [
        *(1.0, 2.0, 3.0, 4.0, 0.5, 0.25),
        *(5.0, 6.0, -1.0),
    ]
    assert "and 4 more at 5.3: on fork 1 now" in bench.message
    undo(bench)
    assert values(bench, *bench.debugger.problem.network.parameter_names) == before
    assert len(bench.debugger.forks) == 1
    assert bench.debugger.edits == ()


def test_parameters_of_a_model_are_edited_by_their_places_in_its_arrays() -> None:
    layers = [(ARRAYS["W1"], ARRAYS["b1"]), (ARRAYS["W2"], ARRAYS["b2"])]
    bench = Workbench(Debugger.from_arrays(layers, np.eye(2), np.array([0.0, 1.0])))
    set_values(bench, "W1[0,1] = 7, b2[0] = 8, w1 = 9")
    assert values(bench, "w1", "w2", "b3") == [9.0, 7.0, 8.0]


def test_a_file_may_name_some_parameters(bench: Workbench) -> None:
    set_values(bench, "names.csv")
    assert values(bench, "w1", "b3") == [0.5, -1.0]
    assert len(bench.debugger.edits) == 2


def test_the_rows_of_a_square_matrix_may_belong_to_the_outputs(bench: Workbench, tmp_path: Path) -> None:
    arrays = {**ARRAYS, "W2": ARRAYS["W2"].T}
    (tmp_path / "torch.npz").write_bytes(npz_bytes(arrays))
    set_values(bench, "torch.npz rows=outputs")
    assert values(bench, "w2", "w3") == [3.0, 2.0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("none.csv", "none.csv: no such file"),
        ("net.npz rows=x", "expected rows=inputs or rows=outputs behind the file, got 'rows=x'"),
        ("bad.csv", "bad.csv line 2: expected the name of a parameter and a number, w1 … w6, b1 … b3, got 'w9 1'"),
        ("twice.csv", "twice.csv line 2: w1 is given twice"),
        ("wide.csv", "wide.csv: weights: expected 2 for a 2-2-1 network, one for each layer after the inputs, got 1"),
        ("empty.csv", "empty.csv: expected rows of numbers, got none"),
        ("latin.csv", "latin.csv: not UTF-8 text (byte 0)"),
    ],
)
def test_what_a_file_has_wrong_is_told_in_a_line(bench: Workbench, tmp_path: Path, text: str, told: str) -> None:
    for name, content in {
        "bad.csv": b"w1,1\nw9,1\n",
        "twice.csv": b"w1,1\nw1,2\n",
        "wide.csv": b"1,2\n",
        "empty.csv": b"",
        "latin.csv": b"\xe9\xe8,1\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        set_values(bench, text)
    assert str(caught.value).startswith(told)
    assert bench.debugger.edits == ()


def test_a_file_that_changes_nothing_is_told(bench: Workbench) -> None:
    set_values(bench, "net.npz")
    with pytest.raises(ValueError, match="all 9 values are so already"):
        set_values(bench, "net.npz")
