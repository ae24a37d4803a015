"""Edits of a sample's columns: what is made from them follows, and a column's name takes the units of the data."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.debugger.test_session import everything
from xortui.commands.editing import set_values, undo
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter, resume
from xortui.problems.problem_file import load_problem, read_problem

MADE = """
features = ["x1^2", "x1*x2", "sin(pi*x2)", "cos(x1)"]
[network]
layers = [6, 3, 1]
activations = ["tanh", "sigmoid"]
[data]
shape = "xor"
samples = 8
"""
CLUB = "height,weight,jump\n180,75,31\n165,60,28\n172,68,35\n190,90,24\n"
SCALED = """
features = ["x1*x2"]
[network]
layers = [3, 2, 1]
activations = ["tanh", "linear"]
[data]
file = "club.csv"
scaling = { x = "standard", y = "standard" }
"""


@pytest.fixture
def made() -> Debugger:
    debugger = Debugger(read_problem(MADE, "made", "made.toml"))
    debugger.go_to("3.0")
    return debugger


@pytest.fixture
def scaled(tmp_path: Path) -> Debugger:
    (tmp_path / "club.csv").write_text(CLUB)
    (tmp_path / "club.toml").write_text(SCALED)
    debugger = Debugger(load_problem(tmp_path / "club.toml"))
    debugger.go_to("2.0")
    return debugger


def inputs(debugger: Debugger) -> list[float]:
    x = debugger.snapshot().x
    assert x is not None
    return list(x)


def expected(x1: float, x2: float) -> list[float]:
    return [x1, x2, x1 * x1, x1 * x2, math.sin(math.pi * x2), math.cos(x1)]


def test_inputs_that_are_made_from_an_edited_one_follow_forwards_and_back(made: Debugger) -> None:
    _, x2, *_ = inputs(made)
    before = inputs(made)
    taken = made.snapshot().sample
    edit = made.edit("x1", 0.75)
    assert (edit.name, edit.value) == ("x1", 0.75)
    assert [edit.name for edit in made.edits] == ["x1", "x3", "x4", "x6"]  # and not x5, which x1 is no part of
    assert inputs(made) == expected(0.75, x2)
    made.step("sample")
    snapshot = made.snapshot()
    assert snapshot.value("∂z1/∂w1") == 0.75
    assert snapshot.used("w7") is not None
    made.go_to(f"{3 + 8}.0")  # the same sample, an epoch later
    assert made.snapshot().sample == taken
    assert inputs(made) == expected(0.75, x2)
    made.go_to("2.3")
    made.go_to("3.0")
    assert inputs(made) == expected(0.75, x2)
    made.switch(0)
    assert inputs(made) == before


def test_they_are_one_undo_and_one_fork_and_a_session_keeps_them(made: Debugger) -> None:
    before = inputs(made)
    made.edit("x2", -0.5)
    assert len(made.forks) == 2
    made.run(3)
    again, _ = resume(json.loads(SessionWriter(made).text({})))
    assert everything(again) == everything(made)
    made.go_to("3.0")
    assert {edit.name for edit in made.undo()} == {"x2", "x4", "x5"}
    assert inputs(made) == before
    assert len(made.forks) == 1


def test_two_at_once_make_one_value_and_one_that_is_made_is_not_edited(made: Debugger) -> None:
    made.edit_together({"x1": 0.5, "x2": -0.25})
    assert inputs(made) == expected(0.5, -0.25)
    for values in ({"x4": 1.0}, {"x1": 1.0, "x4": 1.0}):
        with pytest.raises(ValueError, match="x4 is made from x1 and x2: x1·x2; edit that"):
            made.edit_together(values)
    with pytest.raises(ValueError, match="x3 is made from x1: x1²; edit that"):
        made.edit("x3", 1.0)
    assert inputs(made) == expected(0.5, -0.25)


@pytest.mark.parametrize("value", [math.inf, math.nan, 1e80])
def test_what_no_sample_may_have_is_refused_and_nothing_is_edited(made: Debugger, value: float) -> None:
    with pytest.raises(ValueError, match=r"expected (a finite number|finite numbers)"):
        made.edit("x1", value)
    assert made.edits == ()


def test_a_session_of_before_with_the_input_alone_opens_as_it_was(made: Debugger) -> None:
    before = inputs(made)
    made.edit("x1", 0.75)
    session = json.loads(SessionWriter(made).text({}))
    session["forks"][1]["edits"] = session["forks"][1]["edits"][:1]
    again, _ = resume(session)
    assert inputs(again) == [0.75, *before[1:]]


def test_at_the_prompt_and_on_the_screen_it_is_the_same_command(made: Debugger) -> None:
    before = inputs(made)
    bench = Workbench(made)
    set_values(bench, "x1 = 0.75")
    assert inputs(made) == expected(0.75, before[1])
    assert "x3 " in bench.message
    undo(bench)
    assert inputs(made) == before


def test_a_column_is_edited_by_its_name_in_its_own_units(scaled: Debugger) -> None:
    scaling = scaled.problem.scaling
    assert scaling is not None
    _, x2, _ = inputs(scaled)
    scaled.edit("height", 185)
    x1 = scaling.x[0].scaled(185.0)
    assert inputs(scaled) == [x1, x2, x1 * x2]
    scaled.edit_together({"Weight": 70, "jump": 30})
    assert inputs(scaled)[1] == scaling.x[1].scaled(70.0)
    assert scaled.snapshot().value("y") == scaling.y[0].scaled(30.0)
    scaled.edit("x1", 0.5)
    assert inputs(scaled)[0] == 0.5


def test_columns_that_are_called_like_values_of_the_program_are_those(tmp_path: Path) -> None:
    text = "[data]\nfile = 'swapped.csv'\n"
    (tmp_path / "swapped.csv").write_text("x2,x1,y\n0.5,0.25,1\n0.75,0.125,0\n")
    debugger = Debugger(read_problem(text, "swapped", "swapped.toml", tmp_path))
    debugger.go_to("1.0")
    debugger.edit("x1", 0.375)
    assert inputs(debugger) == [0.375, 0.25]
