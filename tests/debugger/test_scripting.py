"""What somebody meets who writes a script: names, numbers of steps, positions and settings as people write them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.debugger.problems import DIVERGING, RUNNING, XOR, trained
from xortui.core.spelling import UnknownNameError
from xortui.debugger import Debugger, Position, Reason, Snapshot
from xortui.problems import load_problem


def at(position: str, debugger: Debugger | None = None) -> Snapshot:
    debugger = debugger or Debugger("xor")
    debugger.go_to(position)
    return debugger.snapshot()


class TestNames:
    """Names are read as conditions and published numbers read them."""

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("dC/dw1", "∂C/∂w1"),
            ("yhat", "ŷ"),
            ("dyhat/dz3", "∂ŷ/∂z3"),
            ("delta3", "∂C/∂z3"),
            ("δ3", "∂C/∂z3"),
            ("eta", "η"),
            ("mu", "μ"),
            (" w5 ", "w5"),
            ("gbar(w1)", "ḡ(w1)"),
        ],
    )
    def test_of_one_value_all_spellings_are_the_same(self, typed: str, shown: str) -> None:
        snapshot = at("4", Debugger(trained(XOR, update="epoch", momentum=0.9)))
        assert snapshot.value(shown) is not None
        assert snapshot.value(typed) == snapshot.value_at(typed, snapshot.length) == snapshot.value(shown)
        assert snapshot.used(typed) == snapshot.used(shown)
        assert not snapshot.has_moved("dC/dw1")

    def test_a_gradient_and_a_change_are_read_too(self) -> None:
        snapshot = at("3")
        assert snapshot.gradient("yhat") == snapshot.value("∂C/∂ŷ") is not None
        assert snapshot.gradient("z3") == snapshot.value("delta3")
        assert snapshot.value("change(w5)") == snapshot.value("Δw5") == snapshot.change("w5") is not None
        assert at("3.4").value("change(w5)") is None

    def test_counters_count_as_on_the_screen(self) -> None:
        snapshot = at("6")
        assert [snapshot.value(name) for name in ("step", "epoch", "sample")] == [6.0, 2.0, 2.0]
        assert at("0").value("epoch") is None

    @pytest.mark.parametrize("problem", RUNNING.values(), ids=list(RUNNING))
    def test_loss_and_error_are_those_of_conditions(self, problem: Any) -> None:
        debugger = Debugger(problem)
        debugger.watches.add("loss")
        debugger.watches.add("error")
        samples = len(problem.samples)
        end = debugger.route.end_of(3 * samples)
        for position in (Position(0, 0), Position(1, 3), Position(*end), Position(end.step, end.operation - 1)):
            debugger.go_to(position)
            snapshot = debugger.snapshot()
            loss, error = (reading.now for reading in snapshot.readings)
            assert snapshot.value("error") == (error if error is None else pytest.approx(error, rel=1e-12))
            assert snapshot.value("loss") == (loss if loss is None else pytest.approx(loss, rel=1e-12))
            assert (snapshot.value("loss") is None) == (position.step < samples)

    def test_the_loss_of_a_snapshot_stays_as_it_is(self) -> None:
        debugger = Debugger("xor")
        snapshot = at("e100", debugger)
        loss = snapshot.value("loss")
        debugger.run(5000)
        debugger.go_to("3")
        debugger.edit("w5", 1.0)
        assert snapshot.value("loss") == loss == at("e100").value("loss")

    def test_where_training_diverged_the_last_whole_epoch_is_told(self) -> None:
        for problem in DIVERGING.values():
            debugger = Debugger(problem)
            debugger.run(20_000)
            debugger.watches.add("loss")
            snapshot = debugger.snapshot()
            assert snapshot.value("loss") == snapshot.readings[0].now

    def test_a_name_that_is_not_there_is_told_in_a_line(self) -> None:
        snapshot = at("3")
        for ask in (snapshot.value, snapshot.gradient, snapshot.change, snapshot.used, snapshot.of_the_step):
            with pytest.raises(KeyError) as caught:
                ask("w99")
            assert isinstance(caught.value, UnknownNameError)
            assert str(caught.value).startswith("there is no 'w99' here; did you mean w")
        with pytest.raises(KeyError) as caught:
            snapshot.value("los")
        assert str(caught.value) == "there is no 'los' here; did you mean loss?"
        with pytest.raises(KeyError, match="there is no 'w99' here"):
            snapshot.value("change(w99)")

    def test_samples_count_from_one(self) -> None:
        snapshot = at("e2000")
        assert [round(snapshot.outputs(sample=sample)[0]) for sample in (1, 2, 3, np.int64(4))] == [0, 1, 1, 0]
        for wrong in (0, -1, 5, 1.5, "1", None):
            with pytest.raises(ValueError, match="expected a sample from 1 to 4, got "):
                snapshot.outputs(wrong)  # type: ignore[arg-type]  # wrong on purpose


class TestSteps:
    """Numbers of steps are whole numbers, however they are written."""

    @pytest.mark.parametrize("steps", [100, 1e2, np.int64(100), np.float64(100)])
    def test_whole_numbers_are_taken(self, steps: float) -> None:
        debugger = Debugger("xor")
        assert debugger.run(steps).position.step == 100
        assert debugger.run_back(steps / 2).position.step == 50

    @pytest.mark.parametrize(
        ("steps", "error", "message"),
        [
            (1.5, ValueError, "run: expected a whole number of steps, got 1.5"),
            (float("nan"), ValueError, "run: expected a whole number of steps, got nan"),
            (float("inf"), ValueError, "run: expected a whole number of steps, got inf"),
            (Fraction(3, 2), TypeError, "run: expected a whole number of steps, got Fraction(3, 2)"),
            ([5], TypeError, "run: expected a whole number of steps, got [5]"),
            (-3, ValueError, "run: expected a number of steps of at least 0, got -3; see run_back"),
            (1e13, ValueError, "run: expected at most 1,000,000,000,000 steps, got 10,000,000,000,000"),
            (
                "loss < 0.1",
                TypeError,
                "run: expected a number of steps, got 'loss < 0.1'; a condition is given as until=…",
            ),
        ],
    )
    def test_what_is_none_is_told_in_a_line(self, steps: Any, error: type[Exception], message: str) -> None:
        debugger = Debugger("xor")
        with pytest.raises(error) as caught:
            debugger.run(steps)
        assert str(caught.value) == message
        with pytest.raises(error, match="run_back: expected "):
            debugger.run_back(steps)
        assert debugger.position == (0, 0)

    def test_a_condition_is_a_text(self) -> None:
        with pytest.raises(TypeError, match=r"run: expected a condition such as 'loss < 0.05', got 0.05"):
            Debugger("xor").run(until=0.05)  # type: ignore[arg-type]  # wrong on purpose


class TestPositions:
    """A whole number is a step; what else is a position is typed."""

    @pytest.mark.parametrize("position", [478, np.int32(478), "478", Position(478, 45), (478, 45)])
    def test_a_step_is_gone_to(self, position: Any) -> None:
        assert Debugger("xor").go_to(position).position == (478, 45)

    def test_the_start_is_step_0(self) -> None:
        debugger = Debugger("xor")
        debugger.run(5)
        assert debugger.go_to(0).reason is Reason.START_OF_TIME

    @pytest.mark.parametrize("position", [478.12, 478.0, None, ["e1"], (1, "a")])
    def test_what_is_no_position_is_told_in_a_line(self, position: Any) -> None:
        with pytest.raises(TypeError) as caught:
            Debugger("xor").go_to(position)
        expected = "go_to: expected a step such as 478, or a string such as '478.12' or 'e120'"
        assert str(caught.value) == f"{expected}, got {position!r}"

    @pytest.mark.parametrize("position", [-1, 10**13, Position(3, 99), (3, -1), (1, 2, 3)])
    def test_a_position_that_is_not_there_is_refused(self, position: Any) -> None:
        debugger = Debugger("xor")
        with pytest.raises(ValueError, match="step"):
            debugger.go_to(position)
        assert debugger.position == (0, 0)


class TestSettings:
    """A debugger takes what the command line takes."""

    def test_seed_rate_and_layers_are_those_of_the_command_line(self) -> None:
        debugger = Debugger("xor", seed=3, learning_rate=0.1, hidden=(4,))
        assert debugger.problem == load_problem("xor").with_overrides(seed=3, learning_rate=0.1, hidden=(4,))
        assert Debugger("xor", hidden=4).problem.network.layers == (2, 4, 1)
        assert Debugger(XOR, hidden=[np.int64(8), 8], seed=np.int64(2)).problem.network.layers == (2, 8, 8, 1)
        assert type(Debugger("xor", learning_rate=np.float32(0.5)).problem.training.learning_rate) is float
        assert Debugger("xor", learning_rate=1).problem.training.learning_rate == 1.0

    @pytest.mark.parametrize(
        ("settings", "error", "message"),
        [
            ({"seed": -1}, ValueError, "seed: expected a whole number of at least 0, got -1"),
            ({"seed": 1.0}, TypeError, "seed: expected a whole number of at least 0, got 1.0"),
            ({"seed": "3"}, TypeError, "seed: expected a whole number of at least 0, got '3'"),
            ({"hidden": 0}, ValueError, "hidden: expected a whole number of at least 1, got 0"),
            ({"hidden": "4"}, TypeError, "hidden: expected a whole number of at least 1, got '4'"),
            ({"hidden": (4, 2.5)}, TypeError, "hidden: expected a whole number of at least 1, got 2.5"),
            ({"learning_rate": "fast"}, TypeError, "learning_rate: expected a finite number of at least 0, got 'fast'"),
            ({"learning_rate": -1}, ValueError, "learning_rate: expected a finite number of at least 0, got -1.0"),
            (
                {"problem": 5},
                TypeError,
                "expected a problem, the name of a built-in one or the path of a file, got '5'",
            ),
            ({"problem": "xr"}, ValueError, "xr: no such problem; did you mean xor?"),
        ],
    )
    def test_what_is_not_possible_is_told_in_a_line(
        self, settings: dict[str, Any], error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            Debugger(**settings)
        assert str(caught.value) == message

    def test_a_problem_is_given_by_its_path_too(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text("samples = [{ x = [0, 0], y = [0] }]")
        assert Debugger(file).problem == Debugger(str(file)).problem

    def test_a_debugger_says_where_it_stands(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3.4")
        assert repr(debugger) == "<Debugger of xor at 3.4>"
