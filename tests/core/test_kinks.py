"""The gradient check where max(0, z) has no one derivative."""

from __future__ import annotations

from dataclasses import replace

from xortui.core.gradient_check import GradientCheck
from xortui.debugger import Debugger
from xortui.problems import Start


def test_at_a_kink_the_derivative_of_either_side_is_right_and_another_is_not() -> None:
    problem = Debugger("xor").problem
    network = replace(problem.network, activations=("relu", "sigmoid"))
    start = Start(seed=1, parameters={"b1": 0.0, "b2": 0.0})
    debugger = Debugger(replace(problem, network=network, start=start))
    debugger.step("sample")
    snapshot = debugger.snapshot()
    assert snapshot.value("z1") == 0.0
    assert snapshot.x is not None
    assert snapshot.y is not None
    check = GradientCheck(snapshot.program)
    gradient = snapshot.gradient("b1")
    assert gradient is not None
    assert check.check("b1", gradient, snapshot.before, snapshot.x, snapshot.y).agrees
    assert not check.check("b1", gradient + 0.5, snapshot.before, snapshot.x, snapshot.y).agrees
