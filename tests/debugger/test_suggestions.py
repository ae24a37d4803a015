"""The ready-made breakpoints on the curves that they are made for."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.breakpoints import STARTS_TO_FALL, suggestions


@pytest.mark.parametrize(
    ("problem", "meaning", "epochs"),
    [
        ("xor", "loss starts to fall", [740]),
        ("xor", "loss has stopped falling", [12, 1531]),
        ("xor-bce", "loss starts to fall", [110]),
        ("xor-tanh", "loss starts to fall", [43]),
        ("stuck", "loss starts to fall", [87]),
        ("stuck", "loss has stopped falling", [5, 254]),
        ("goodfellow", "loss has stopped falling", []),
    ],
)
def test_ready_made_breakpoints_find_where_the_curve_bends(problem: str, meaning: str, epochs: list[int]) -> None:
    debugger = Debugger(problem)
    ready = dict(suggestions(debugger.problem.network, "w1"))
    debugger.breakpoints.add(ready[meaning])
    found = []
    while debugger.run(4 * 2000 - debugger.position.step).reason == "breakpoint":
        found.append(debugger.snapshot().epoch)
    assert found == epochs


def test_a_long_ready_made_condition_is_told_in_words() -> None:
    debugger = Debugger("xor")
    made = debugger.breakpoints.add(STARTS_TO_FALL)
    assert str(made) == "breakpoint 1: loss starts to fall"
    assert debugger.run().message == "breakpoint 1: loss starts to fall"
    assert str(debugger.breakpoints.add("loss < 0.05")) == "breakpoint 2: loss < 0.05"
