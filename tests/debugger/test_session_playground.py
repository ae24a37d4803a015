"""A session keeps test samples, made inputs, dropout and what the answers are pictured by."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.debugger.test_session import everything
from xortui.commands.layout import Layout, read_layout
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter, resume
from xortui.problems.problem_file import read_problem
from xortui.render.view import View

TEXT = """
features = ["x1*x2"]
[network]
layers = [3, 4, 1]
activations = ["tanh", "sigmoid"]
[training]
dropout = 0.25
[data]
shape = "xor"
samples = 20
test = 0.25
"""
LAYOUT = Layout(View("w1", mapped="confusion", axes=(1, 0)))


def saved() -> Debugger:
    debugger = Debugger(read_problem(TEXT, "made", "made.toml"))
    debugger.watches.add("test_loss")
    debugger.breakpoints.add("accuracy > 0.99 and test_loss falls")
    debugger.go_to("e4")
    debugger.edit("w5", 0.25)
    debugger.go_to("e9")
    return debugger


def test_a_session_goes_on_with_the_same_numbers_and_pictures() -> None:
    debugger = saved()
    found, rest = resume(json.loads(SessionWriter(debugger).text(LAYOUT.document())))
    assert everything(found) == everything(debugger)
    assert found.snapshot().tested == debugger.snapshot().tested
    assert read_layout(rest, found.problem.network) == LAYOUT
    debugger.step("epoch")
    found.step("epoch")
    assert found.snapshot().state == debugger.snapshot().state


@pytest.mark.parametrize("axes", [[0, 0], [0, 3], [0], [-1, 1], [0.5, 1], "x1", [True, False]])
def test_axes_that_there_are_not_are_refused_in_one_line(axes: object) -> None:
    document = json.loads(SessionWriter(saved()).text({**LAYOUT.document(), "axes": axes}))
    found, rest = resume(document)
    with pytest.raises(ValueError, match=r"layout\.axes: expected"):
        read_layout(rest, found.problem.network)


def test_a_layout_without_axes_has_the_first_two() -> None:
    plain = replace(LAYOUT, view=replace(LAYOUT.view, axes=(0, 1)))
    assert "axes" not in plain.document()
