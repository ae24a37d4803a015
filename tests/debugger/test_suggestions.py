"""The ready-made breakpoints on the curves that they are made for."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.breakpoints import suggestions


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
