"""Each operation of the debugger on a file has the line that does it, also what is wrong, and what a batch adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import changed, line_of, said_of_file
from xortui.check.found_training import debugger_on
from xortui.core.program import gradient_sum

SCRIPT = """\
import numpy as np

rng = np.random.default_rng(6)
x = rng.normal(size=(9, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
V, W = rng.normal(size=(2, 2)), rng.normal(size=(2, 1))
c, d = np.ones((1, 2)), np.ones((1, 1))
for epoch in range(60):
    h = np.tanh(x @ V + c)
    o = 1 / (1 + np.exp(-(h @ W + d)))
    e = (o - t) / len(x)
    gW = h.T @ e
    gd = e.sum(0, keepdims=True)
    b = e @ W.T * (1 - h * h)
    gV = x.T @ b
    gc = b.sum(0, keepdims=True)
    W -= 0.3 * gW
    d -= 0.3 * gd
    V -= 0.3 * gV
    c -= 0.3 * gc
"""
LINES = {
    "z1": "h = ",
    "h2": "h = ",
    "ŷ": "o = ",
    "∂C/∂z3": "e = ",
    "∂C/∂w5": "gW = ",
    gradient_sum("w5"): "gW = ",
    gradient_sum("b3"): "gd = ",
    "∂C/∂h1": "b = ",
    "∂h2/∂z2": "b = ",
    "∂C/∂z2": "b = ",
    "∂C/∂w1": "gV = ",
    "∂C/∂w4": "gV = ",
    gradient_sum("w3"): "gV = ",
    gradient_sum("b2"): "gc = ",
    "w5": "W -=",
    "b3": "d -=",
    "w1": "V -=",
    "b1": "c -=",
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"b = e @ W.T * (1 - h * h)": "b = e @ W.T"},
        {"b = e @ W.T * (1 - h * h)": "b = e @ W.T * (1 - h)"},
        {"b = e @ W.T * (1 - h * h)": "b = e @ W.T * h * (1 - h)"},
        {"gW = h.T @ e": "gW = (x @ V + c).T @ e"},
    ],
)
def test_each_has_its_own(changes: dict[str, str], tmp_path: Path) -> None:
    source = changed(SCRIPT, changes)
    debugger = debugger_on(said_of_file(source, tmp_path))
    program = debugger.timeline.program
    assert debugger.source is not None
    told = {
        name: debugger.source.line_of(program, program.by_target[name]) for name in LINES if name in program.by_target
    }
    assert told == {name: line_of(LINES[name], source) for name in told}
    assert len(told) >= len(LINES) - 2


def test_a_mistake_in_two_layers_that_stands_beside_another_has_its_line_in_both(tmp_path: Path) -> None:
    source = """\
import numpy as np

rng = np.random.default_rng(6)
x = rng.normal(size=(9, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
W = [rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), rng.normal(size=(3, 1))]
for epoch in range(60):
    a = [x]
    for U in W:
        a.append(1 / (1 + np.exp(-(a[-1] @ U))))
    d = [None, None, (a[-1] - t) / 9]
    for i in (1, 0):
        d[i] = d[i + 1] @ W[i + 1].T * (1 - a[i + 1])
    for i in range(3):
        W[i] = (1 + 0.3 * 0.01) * W[i] - 0.3 * a[i].T @ d[i]
"""
    verdict = said_of_file(source, tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["slope-half", "decay-sign"]
    debugger = debugger_on(verdict)
    program = debugger.timeline.program
    assert debugger.source is not None
    slopes = [debugger.source.line_of(program, program.by_target[f"∂h{n}/∂z{n}"]) for n in range(1, 7)]
    assert slopes == 6 * [line_of("d[i] = ", source)]
