"""∂C/∂x of the inputs, where a problem asks for it: on the screen, in conditions, in the trace and on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.debugger.trace import trace_record
from xortui.export.markdown_document import markdown_document
from xortui.problems import load_problem
from xortui.render.numbers import fixed
from xortui.render.row import plain
from xortui.render.view import View
from xortui.render.weights import weights_rows

XOR = load_problem("xor")
WITH_INPUTS = replace(XOR, training=Training(input_gradients=True))


def stepped() -> Debugger:
    debugger = Debugger(WITH_INPUTS)
    debugger.run(2)
    return debugger


@pytest.mark.parametrize("width", [42, 60, 90, 120])
def test_the_weights_list_the_inputs_below_the_parameters(width: int) -> None:
    snapshot = stepped().snapshot()
    rows = [plain(row) for row in weights_rows(snapshot, View("w1"), width, 14)]
    assert [row.split()[0] for row in rows[10:12]] == ["x1", "x2"]
    assert fixed(snapshot.value("∂C/∂x1"), 8).strip().lstrip("+") in rows[10]
    assert all(len(row) == width for row in rows)


def test_the_last_parameter_brings_the_inputs_into_a_low_pane() -> None:
    rows = [plain(row) for row in weights_rows(stepped().snapshot(), View("b3"), 42, 6)]
    assert [row.split()[0].lstrip("▸→") for row in rows[3:]] == ["b3", "x1", "x2"]


def test_without_the_key_there_are_none() -> None:
    debugger = Debugger(XOR)
    debugger.run(2)
    rows = [plain(row) for row in weights_rows(debugger.snapshot(), View("w1"), 42, 14)]
    assert not any(row.strip().startswith("x") for row in rows)
    assert "input_gradients" not in trace_record(debugger.snapshot())


def test_the_derivative_is_the_sum_over_the_units_that_read_the_input() -> None:
    snapshot = stepped().snapshot()

    def value(name: str) -> float:
        found = snapshot.value(name)
        assert found is not None
        return found

    expected = value("∂C/∂z1") * value("∂z1/∂x1") + value("∂C/∂z2") * value("∂z2/∂x1")
    assert value("dC/dx1") == expected
    assert value("∂z1/∂x1") == snapshot.used("w1")


def test_it_can_be_waited_for_and_traced_and_printed() -> None:
    debugger = stepped()
    snapshot = debugger.snapshot()
    assert trace_record(snapshot)["input_gradients"] == {name: snapshot.value(f"∂C/∂{name}") for name in ("x1", "x2")}
    assert "## Derivatives by the inputs" in markdown_document(debugger)
    debugger.run(4000, until="abs(dC/dx1) < 1e-3")
    assert abs(debugger.snapshot().value("dC/dx1") or 0.0) < 1e-3


def test_all_other_operations_keep_their_order() -> None:
    plainly = [str(o) for o in Debugger(XOR).timeline.program.operations]
    with_inputs = [str(o) for o in Debugger(WITH_INPUTS).timeline.program.operations]
    assert [line for line in with_inputs if "/∂x" not in line] == plainly
