"""Showing the screen for a script where there is no terminal: one line, and what works instead."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import xortui
from xortui.showing import opened_line

LAYERS = [([[0.1], [0.2]], [0.0])]
X = [[0, 1], [1, 0]]
INSTEAD = "Debugger.from_model(model, X, y) needs none"


def test_without_a_terminal_debug_says_so_in_one_line() -> None:
    code = f"import xortui\ntry: xortui.debug({LAYERS}, {X}, [1, 0])\nexcept RuntimeError as error: print(error)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, input="")
    assert (result.stdout, result.stderr) == (f"xortui.debug: stdin is not a terminal; {INSTEAD}\n", "")


def test_in_the_cell_of_a_notebook_it_says_that(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = type("OutStream", (), {"__module__": "ipykernel.iostream", "isatty": lambda _: False, "write": len})
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    with monkeypatch.context() as context:
        context.setattr(sys, "stdout", stream())
        with pytest.raises(RuntimeError) as caught:
            xortui.debug(LAYERS, X, [1, 0])
    assert str(caught.value) == f"xortui.debug: a notebook cell is not a terminal; run it in one, or: {INSTEAD}"


@pytest.mark.parametrize(("update", "said"), [("sample", "each sample"), ("epoch", "each epoch"), (2, "2 samples")])
def test_what_is_told_first_says_how_it_is_trained(update: str | int, said: str) -> None:
    debugger = xortui.Debugger.from_arrays(LAYERS, X, [1, 0], learning_rate=0.25, update=update)
    assert opened_line(debugger.problem) == (
        f"half-squared-error, η 0.25, update after {said}; {{about}} tells what was read"
    )
