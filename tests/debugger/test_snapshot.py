from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from tests.debugger.problems import RUNNING, XOR, trained
from xortui.core.network import Network
from xortui.debugger import Debugger, Position, Snapshot
from xortui.problems import Start


def at(position: str, debugger: Debugger | None = None) -> Snapshot:
    debugger = debugger or Debugger("xor")
    debugger.go_to(position)
    return debugger.snapshot()


def test_nothing_is_known_before_it_has_been_computed() -> None:
    snapshot = at("1.3")
    assert snapshot.operation is not None
    assert snapshot.operation.target == "z2"
    for name in ("z1", "h1", "z2"):
        assert snapshot.value(name) is not None
    for name in ("h2", "ŷ", "C", "∂C/∂ŷ", "∂C/∂w1"):
        assert snapshot.value(name) is None
    assert snapshot.gradient("w1") is None
    assert snapshot.change("w1") is None
    assert [snapshot.result(o) is not None for o in snapshot.program.operations[:5]] == [True] * 3 + [False] * 2


def test_the_start_knows_the_parameters_and_no_sample() -> None:
    snapshot = at("0")
    assert snapshot.is_start
    assert snapshot.is_complete
    assert (snapshot.operation, snapshot.sample, snapshot.x, snapshot.y, snapshot.epoch) == (None, None, None, None, 0)
    assert snapshot.value("x1") is None
    assert snapshot.state == list(XOR.initial_parameters().values())
    assert list(snapshot.losses.means) == []


def test_a_parameter_has_its_old_value_until_its_update_has_run() -> None:
    debugger = Debugger("xor")
    start = at("0", debugger).state
    update = debugger.timeline.program.assignments["w3"][0]
    before, after = at(f"1.{update - 1}", debugger), at(f"1.{update}", debugger)
    assert before.value("w3") == start[2]
    gradient = after.gradient("w3")
    assert gradient is not None
    assert after.value("w3") == start[2] - 0.5 * gradient
    assert after.change("w3") == start[2] - 0.5 * gradient - start[2]
    assert after.value("w4") == start[3]


def test_the_state_of_a_complete_step_is_the_timelines() -> None:
    for problem in RUNNING.values():
        debugger = Debugger(problem)
        for step in (1, 2, 4, 9):
            snapshot = at(str(step), debugger)
            engine = debugger.timeline.state_after(step)
            assert snapshot.state == (engine if debugger.timeline.engine.name == "floats" else pytest.approx(engine))


@pytest.mark.parametrize("name", RUNNING)
def test_the_state_is_the_value_of_each_of_its_names(name: str) -> None:
    debugger = Debugger(RUNNING[name])
    for step in (6, 7, 8):
        length = debugger.route.length(step)
        for operation in range(1, length + 1, max(length // 12, 1)):
            debugger.go_to(Position(step, operation))
            snapshot = debugger.snapshot()
            assert snapshot.state == [snapshot.value(state) for state in snapshot.program.state]


def test_a_gradient_sum_is_shown_growing_and_then_reset() -> None:
    debugger = Debugger(trained(XOR, update="epoch"))
    program = debugger.timeline.program
    grown, reset = program.assignments["Σg(w5)"]
    sums = [at(f"{step}.{grown}", debugger).value("Σg(w5)") for step in (1, 2, 3, 4)]
    gradients = [at(f"{step}.{grown}", debugger).gradient("w5") for step in (1, 2, 3, 4)]
    total = 0.0
    for value, gradient in zip(sums, gradients, strict=True):
        assert gradient is not None
        total += gradient
        assert value == total
    assert at(f"4.{reset}", debugger).value("Σg(w5)") == 0.0


def test_inputs_targets_and_settings_have_their_values() -> None:
    snapshot = at("2.1")
    assert [snapshot.value(name) for name in ("x1", "x2", "y", "η", "m")] == [0.0, 1.0, 1.0, 0.5, 1.0]
    with pytest.raises(KeyError):
        snapshot.value("w7")


def test_outputs_of_every_sample_are_those_of_this_positions_parameters() -> None:
    debugger = Debugger("xor")
    trained_xor = at("e4000", debugger)
    assert [round(trained_xor.outputs(sample)[0]) for sample in (1, 2, 3, 4)] == [0, 1, 1, 0]
    complete = at("480", debugger)
    assert complete.outputs(1) == (at("481.6", debugger).value("ŷ"),)


def test_a_saturated_factor_is_no_trouble() -> None:
    saturated = replace(XOR, network=Network(loss="binary-cross-entropy"), start=Start(parameters={"b3": 800.0}))
    snapshot = at("1", Debugger(saturated))
    factor = snapshot.program.by_target["∂C/∂ŷ"]
    assert snapshot.saturated(factor)
    assert snapshot.result(factor) == float("inf")
    assert not snapshot.saturated(snapshot.program.by_target["∂C/∂z3"])
    assert snapshot.gradient("b3") == 1.0
    assert snapshot.trouble is None


def test_a_snapshot_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        at("1").epoch = 3  # type: ignore[misc]  # wrong on purpose


class TestUsed:
    """The pass of a step and the update after it know one name by two values."""

    def test_a_parameter_keeps_the_value_that_the_pass_read(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3")
        snapshot = debugger.snapshot()
        before = dict(zip(snapshot.program.state, snapshot.before, strict=True))
        for name in snapshot.program.network.parameter_names:
            assert snapshot.used(name) == before[name]
        assert snapshot.has_moved("w5")
        h1, h2 = snapshot.value("h1") or 0.0, snapshot.value("h2") or 0.0
        total = before["w5"] * h1 + before["w6"] * h2 + before["b3"]
        assert snapshot.value("z3") == pytest.approx(total, abs=1e-15)

    def test_an_edit_before_a_name_is_read_is_what_the_pass_reads(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3.2")
        debugger.edit("w5", 2.0)
        debugger.step("sample")
        assert debugger.snapshot().used("w5") == 2.0

    def test_an_edit_after_a_name_was_read_is_not(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3.8")
        old = debugger.snapshot().value("w5")
        debugger.edit("w5", 2.0)
        assert debugger.snapshot().used("w5") == old
        assert debugger.snapshot().value("w5") == 2.0


def test_the_change_in_an_epoch_is_from_where_it_began() -> None:
    debugger = Debugger("xor")
    assert debugger.snapshot().change_in_epoch("w5") is None
    before = debugger.snapshot().state
    place = debugger.timeline.program.state_index["w5"]
    for step in (1, 2, 3, 4):
        debugger.go_to(step)
        snapshot = debugger.snapshot()
        assert snapshot.change_in_epoch("w5") == snapshot.state[place] - before[place]
    begun = debugger.snapshot().state
    debugger.go_to("5.12")
    assert debugger.snapshot().change_in_epoch("w5") == 0.0
    debugger.go_to("e2")
    assert debugger.snapshot().change_in_epoch("w5") == debugger.snapshot().state[place] - begun[place]
    debugger.edit("w5", 3.0)
    assert debugger.snapshot().change_in_epoch("w5") == 3.0 - begun[place]
