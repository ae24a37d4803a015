"""Probing: steps at random weights beside central differences of the outputs, whatever the network is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.check import probed_programs as programs
from xortui.check.asked import AskedError
from xortui.check.probing.probed_fit import Fit, Followed
from xortui.check.probing.probed_losses import PROBED_LOSSES
from xortui.check.probing.probed_verdict import probed
from xortui.check.probing.untraced import Untraced
from xortui.check.process import checked
from xortui.check.template import TEMPLATE
from xortui.check.tracing.trace import traced
from xortui.check.verdict import RIGHT, UNDECIDED, WRONG, Verdict


def judged(
    folder: Path, source: str, step: str | None = "net.train(X, Y)", output: str | None = "net.predict(X)"
) -> Verdict:
    """Judge a program by probing it, in this process."""
    path = folder / "mynet.py"
    path.write_text(source, "utf-8")
    return probed(path, source, step, output)


def changed(source: str, old: str, new: str) -> str:
    """Return a program with one mistake made."""
    assert source.count(old) == 1
    return source.replace(old, new)


class TestNetworksOfAnyKind:
    def test_an_own_activation_is_right(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.OWN_ACTIVATION)
        assert verdict["verdict"] == RIGHT
        assert verdict["parameters"] == dict.fromkeys(["net.W1", "net.b1", "net.W2", "net.b2"], "right")
        assert verdict["loss"] == "half-squared-error"
        assert verdict["learning_rate"] == pytest.approx(0.1)
        assert verdict["error"] < 1e-7
        assert "made wrong on purpose" in verdict["reason"]

    def test_a_wrong_slope_is_wrong_in_the_hidden_layer_alone(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "(1 - 2 * self.z * self.z)", "(1 - self.z * self.z)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == WRONG
        assert verdict["parameters"] == {"net.W1": "wrong", "net.b1": "wrong", "net.W2": "right", "net.b2": "right"}
        assert verdict["mistakes"] == []
        assert "no factor and no line can be named" in verdict["reason"]

    def test_a_factor_in_one_parameter_is_told_as_a_scale(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "0.1 * d.sum(0)", "0.1 * d.mean(0)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == WRONG
        assert verdict["parameters"]["net.b2"] == "scaled"

    def test_a_bias_that_never_moves_is_told(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "self.b1 -= 0.1 * dh.sum(0)", "self.b1 - 0.1 * dh.sum(0)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == WRONG
        assert verdict["parameters"]["net.b1"] == "never moves"

    def test_a_step_that_is_assigned_is_no_weight_decay(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "self.W1 -= 0.1 * x.T @ dh", "self.W1 = -0.1 * x.T @ dh")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == WRONG
        assert verdict["parameters"]["net.W1"] == "wrong"

    def test_a_layer_whose_units_are_dead_is_judged(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "self.z * np.exp(-self.z * self.z)", "np.maximum(self.z, 0)")
        source = changed(source, "(1 - 2 * self.z * self.z) * np.exp(-self.z * self.z)", "self.z > 0")
        source = changed(source, "self.b1 = np.zeros(3)", "self.b1 = np.full(3, -9.0)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == RIGHT
        assert verdict["parameters"] == dict.fromkeys(["net.W1", "net.b1", "net.W2", "net.b2"], "right")

    def test_one_step_uphill_is_wrong_alone(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "self.W1 -= 0.1", "self.W1 += 0.1")
        verdict = judged(tmp_path, changed(source, "self.b1 -= 0.1", "self.b1 += 0.1"))
        assert verdict["parameters"] == {"net.W1": "wrong", "net.b1": "wrong", "net.W2": "right", "net.b2": "right"}

    def test_all_uphill_is_wrong(self, tmp_path: Path) -> None:
        source = changed(programs.SKIP_CONNECTION, "e = predict(x) - t", "e = t - predict(x)")
        verdict = judged(tmp_path, source, "train(x, t)", "predict(x)")
        assert verdict["verdict"] == WRONG
        assert "up the slope" in verdict["reason"]

    @pytest.mark.parametrize(
        ("source", "output", "step", "loss"),
        [
            (programs.SKIP_CONNECTION, "predict(x)", "train(x, t)", "half-squared-error"),
            (programs.SHARED_WEIGHTS, "forward(x)[-1]", "train(x, t)", "binary-cross-entropy"),
            (programs.ELMAN, "net.predict(x)", "net.train(x, t)", "half-squared-error"),
        ],
        ids=["skip connection", "shared weights", "Elman"],
    )
    def test_others_are_right_too(self, tmp_path: Path, source: str, output: str, step: str, loss: str) -> None:
        verdict = judged(tmp_path, source, step, output)
        assert (verdict["verdict"], verdict["loss"]) == (RIGHT, loss)

    @pytest.mark.parametrize(
        ("source", "output", "step", "old", "new", "parameter"),
        [
            (programs.SKIP_CONNECTION, "predict(x)", "train(x, t)", "e * w[2] * (1 - h * h)", "e * w[2]", "w"),
            (programs.SHARED_WEIGHTS, "forward(x)[-1]", "train(x, t)", " + np.outer(da, x)", "", 'params["v"]'),
            (programs.ELMAN, "net.predict(x)", "net.train(x, t)", "outer(d, self.before)", "outer(d, d)", "net.V"),
        ],
        ids=["skip connection", "shared weights", "Elman"],
    )
    def test_others_are_never_right_with_a_mistake(
        self, tmp_path: Path, source: str, output: str, step: str, old: str, new: str, parameter: str
    ) -> None:
        verdict = judged(tmp_path, changed(source, old, new), step, output)
        assert verdict["verdict"] in (WRONG, UNDECIDED)
        assert verdict["parameters"].get(parameter, "wrong") == "wrong"


class TestWhatIsGiven:
    def test_the_outputs_are_guessed_from_the_step(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.OWN_ACTIVATION, output=None)
        assert verdict["verdict"] == RIGHT
        assert "the output is `net.predict(X)` (guessed)" in verdict["understood"]

    def test_the_step_is_guessed_from_the_training_loop(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.OWN_ACTIVATION, step=None, output=None)
        assert verdict["verdict"] == RIGHT
        assert "A step is `net.train(X, Y)` (guessed)" in verdict["understood"]

    def test_a_step_may_be_statements_with_its_data_written_out(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.SKIP_CONNECTION, "a = [0.4, 0.7]; train(a, 0.2)", "predict([0.4, 0.7])")
        assert verdict["verdict"] == RIGHT

    def test_a_file_that_does_not_end_is_stopped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("xortui.check.probing.probed_verdict.FILE_SECONDS", 0.1)
        step = "W -= 0.1 * np.array([[0.5], [1.0]]) * (np.array([0.5, 1.0]) @ W - 0.3)"
        verdict = judged(tmp_path, programs.RUN_ON, step, "np.array([0.5, 1.0]) @ W")
        assert verdict["verdict"] == RIGHT

    @pytest.mark.parametrize(
        ("step", "output", "reason"),
        [
            ("net.train(x, Y)", "net.predict(X)", "needs `x`, which the file does not have; it has net, X, Y"),
            ("net.train(", "net.predict(X)", "the step `net.train(` is not Python"),
            (" ", "net.predict(X)", "the step is empty"),
            ("net.train(X, X.T[:1])", "net.predict(X)", "fails: line"),
            ("net.train(X, Y)", "a = 1", "the output `a = 1` has no value"),
            ("net.train(X, Y)", "net", "gives no array of numbers, but a Net"),
            ("net.train(X, Y)", "[net.W1, 1]", "take the outputs alone"),
            ("net.train(X, Y)", "net.train(X, Y) or net.predict(X)", "changes the weights itself"),
            ("net.predict(X)", "net.predict(X)", "moves no number"),
            ("net.train(X, Y)", "net.predict(X[:1])", "no parameter follows"),
        ],
    )
    def test_what_is_missing_is_told(self, tmp_path: Path, step: str, output: str, reason: str) -> None:
        verdict = judged(tmp_path, programs.OWN_ACTIVATION, step, output)
        assert verdict["verdict"] == UNDECIDED
        assert reason in verdict["reason"]

    @pytest.mark.parametrize(
        ("step", "output", "begin"),
        [
            ("net.train([1], 1)", "Net().predict(1)", "the step `net.train([1], 1)` needs `net`"),
            ("net = Net(); net.train([0.3, 0.9], [1])", "net.predict(1)", "the output `net.predict(1)` needs `net`"),
        ],
    )
    def test_of_a_file_that_makes_no_network_the_template_is_named(
        self, tmp_path: Path, step: str, output: str, begin: str
    ) -> None:
        source = "class Net:\n    def train(self, x, t): self.w = t\n    def predict(self, x): return 0.5\n"
        verdict = judged(tmp_path, source, step, output)
        assert verdict["verdict"] == UNDECIDED
        end = ", which the file does not have: it has only Net; run xortui check --template try.py, and"
        assert verdict["reason"].startswith(f"{begin}{end}")

    def test_weights_in_a_closure_are_out_of_reach(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.IN_A_CLOSURE, "train(x, t)", "predict(x)")
        assert verdict["verdict"] == UNDECIDED
        assert "can be reached" in verdict["reason"]


class TestWhatStepsKeep:
    @pytest.mark.parametrize(
        ("kept", "verdict", "told"),
        [
            ("0.0", RIGHT, ""),
            ("0.9", RIGHT, "keeps 0.9 of the one before it (momentum), kept in kept_w, kept_b"),
            ("1.0", WRONG, "never reset"),
            ("-0.5", WRONG, "takes back 0.5"),
        ],
    )
    def test_momentum_is_right_and_endless_sums_are_wrong(
        self, tmp_path: Path, kept: str, verdict: str, told: str
    ) -> None:
        found = judged(tmp_path, programs.WITH_A_STATE.replace("KEPT", kept), "train(x, t)", "predict(x)")
        assert found["verdict"] == verdict
        assert told in found["reason"]

    @pytest.mark.parametrize("kept", ["1.0", "-0.5"])
    def test_where_random_numbers_are_drawn_in_a_step_what_it_keeps_accuses_nobody(
        self, tmp_path: Path, kept: str
    ) -> None:
        source = "import random\n" + programs.WITH_A_STATE.replace("KEPT", kept)
        source = source.replace("    global w", "    random.random()\n    global w")
        found = judged(tmp_path, source, "train(x, t)", "predict(x)")
        assert found["verdict"] == UNDECIDED
        assert "two steps from the same weights differ" in found["reason"]

    def test_a_state_that_is_out_of_reach_is_undecided(self, tmp_path: Path) -> None:
        found = judged(tmp_path, programs.WITH_A_HIDDEN_STATE, "train(x, t)", "predict(x)")
        assert found["verdict"] == UNDECIDED

    def test_weight_decay_is_told_and_right(self, tmp_path: Path) -> None:
        old = "self.W1 -= 0.1 * x.T @ dh"
        source = changed(programs.OWN_ACTIVATION, old, f"{old} + 0.001 * self.W1")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == RIGHT
        assert "0.001 of net.W1" in verdict["reason"]

    @pytest.mark.parametrize("decay", ["w[0]", "(1 if w[0] > 0 else -1)"])
    def test_decay_of_the_weights_of_a_list_is_right_too(self, tmp_path: Path, decay: str) -> None:
        lines = "    for i in range(5):\n        w[i] -= 0.001 * " + decay.replace("[0]", "[i]")
        source = programs.SKIP_CONNECTION.replace("e * w[2] * (1 - h * h)\n", f"e * w[2] * (1 - h * h)\n{lines}\n")
        verdict = judged(tmp_path, source, "train(x, t)", "predict(x)")
        assert verdict["verdict"] == RIGHT
        assert "weight decay" in verdict["reason"]

    def test_a_difference_that_is_no_mistake_accuses_nobody(self, tmp_path: Path) -> None:
        source = changed(programs.OWN_ACTIVATION, "d @ self.W2.T * slope", "(d @ self.W2.T * slope).astype(np.float16)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == UNDECIDED

    def test_a_bias_that_is_an_input_of_one_accuses_nobody(self, tmp_path: Path) -> None:
        source = changed(programs.SKIP_CONNECTION, "w = [", "bias = 1\nw = [")
        source = source.replace("w[3] * x[0]", "w[3] * bias").replace("0.2 * e * x[0]", "0.2 * e * bias")
        verdict = judged(tmp_path, source, "train(x, t)", "predict(x)")
        assert verdict["verdict"] == RIGHT
        assert "Never moved, and taken for data: bias." in verdict["reason"]

    def test_targets_at_the_end_of_a_row_are_found(self, tmp_path: Path) -> None:
        source = programs.SKIP_CONNECTION + "row = (0.5, -0.8, 0.3)\n"
        verdict = judged(tmp_path, source, "train(row[:2], *row[2:])", "predict(row[:2])")
        assert verdict["verdict"] == RIGHT

    def test_weights_of_an_input_that_happens_to_be_zero_are_judged(self, tmp_path: Path) -> None:
        source = programs.SKIP_CONNECTION.replace(
            "w = [0.3, -0.4, 0.7, 0.2, 0.5]", "a = 0.3\nb = -0.4\nw = [0.7, 0.2, 0.5]"
        )
        for old, new in (("w[0]", "a"), ("w[1]", "b"), ("w[2]", "w[0]"), ("w[3]", "w[1]"), ("w[4]", "w[2]")):
            source = source.replace(old, new)
        source = source.replace("def train(x, t):\n", "def train(x, t):\n    global a, b\n") + "row = (0, 1, 0)\n"
        verdict = judged(tmp_path, source, "train(row[:2], row[2])", "predict(row[:2])")
        assert verdict["verdict"] == RIGHT
        assert verdict["parameters"] == {"a": "right", "b": "right", "w": "right"}

    def test_weights_that_have_become_nan_are_not_right(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.SKIP_CONNECTION + "w[0] = math.nan\n", "train(x, t)", "predict(x)")
        assert verdict["verdict"] == UNDECIDED
        assert "NaN" in verdict["reason"]

    def test_arrays_that_have_become_nan_are_not_right(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.OWN_ACTIVATION + "net.W1 *= np.nan\n")
        assert verdict["verdict"] == UNDECIDED
        assert "NaN" in verdict["reason"]

    def test_an_array_of_ones_that_is_called_a_bias_is_not_accused_of_never_moving(self, tmp_path: Path) -> None:
        source = programs.OWN_ACTIVATION.replace("@ self.W1 + self.b1", "@ self.W1 + self.b1 * self.bias")
        source = changed(source, "self.b1 -= 0.1 * dh.sum(0)", "self.b1 -= 0.1 * dh.sum(0) * self.bias")
        source = changed(
            source, "        self.b1 = np.zeros(3)\n", "        self.b1 = np.zeros(3)\n        self.bias = np.ones(3)\n"
        )
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == RIGHT
        assert "net.bias" not in verdict["parameters"]

    def test_inputs_of_zero_hide_weights(self, tmp_path: Path) -> None:
        verdict = judged(tmp_path, programs.SKIP_CONNECTION, "train((0, 0.4), 0.2)", "predict((0, 0.4))")
        assert verdict["verdict"] == UNDECIDED
        assert "without zeros" in verdict["reason"]

    def test_clipped_steps_accuse_nobody(self, tmp_path: Path) -> None:
        old = "self.W1 -= 0.1 * x.T @ dh"
        source = changed(programs.OWN_ACTIVATION, old, "self.W1 -= 0.1 * np.clip(x.T @ dh, -0.05, 0.05)")
        verdict = judged(tmp_path, source)
        assert verdict["verdict"] == UNDECIDED
        assert "clipping" in verdict["reason"]

    def test_the_state_of_the_program_is_as_before(self, tmp_path: Path) -> None:
        source = programs.OWN_ACTIVATION + "before = [one.copy() for one in (net.W1, net.b1)]\nkept = net\n"
        path = tmp_path / "mynet.py"
        path.write_text(source, "utf-8")
        program = Untraced(path)
        program.run(source, 5)
        from xortui.check.probing.saved_state import SavedState

        state = SavedState(program.spaces(), frozenset({"__main__"}))
        net = program.names["net"]
        weights = net.W1
        exec("net.train(X, Y); net.W1 = net.W1 + 1; new = 1; net = None", program.names)
        state.restore()
        assert program.names["net"] is net
        assert net.W1 is weights
        assert np.array_equal(net.W1, program.names["before"][0])
        assert "new" not in program.names


class TestTemplate:
    FUNCTIONS = programs.SKIP_CONNECTION.partition("x = [")[0] + programs.SKIP_CONNECTION.partition("t = 0.3\n")[2]
    CLASS = programs.OWN_ACTIVATION.partition("net = Net()")[0]

    def filled_in(self, folder: Path, mynet: str, changes: dict[str, str]) -> Verdict:
        """Check the template beside a file, with some of its lines changed."""
        (folder / "mynet.py").write_text(mynet, "utf-8")
        text = TEMPLATE
        for old, new in changes.items():
            text = changed(text, old, new)
        path = folder / "try.py"
        path.write_text(text, "utf-8")
        return checked(path)

    def test_filled_in_for_functions_it_works(self, tmp_path: Path) -> None:
        changes = {
            "import Net  #": "import train, predict  #",
            "net = Net()": "net = None",
            "[[0.3, 0.9]]": "[0.3, 0.9]",
            "[[1.0]]": "1.0",
            "net.train": "train",
            "net.predict": "predict",
        }
        verdict = self.filled_in(tmp_path, self.FUNCTIONS, changes)
        assert (verdict["verdict"], verdict["reason"]) == (RIGHT, verdict["reason"])
        assert verdict["parameters"]

    def test_filled_in_for_a_class_it_works(self, tmp_path: Path) -> None:
        changes = {"from mynet": "import numpy as np\nfrom mynet", "[[0.3, 0.9]]": "np.array([[0.3, 0.9]])"}
        verdict = self.filled_in(tmp_path, self.CLASS, changes)
        assert (verdict["verdict"], verdict["reason"]) == (RIGHT, verdict["reason"])
        assert set(verdict["parameters"]) == {"W1", "b1", "W2", "b2"}


class TestTracedSteps:
    SOURCE = """\
w = 0.5
xs = [0.3, 0.9]


def train(x, t):
    global w
    w -= 0.1 * (w * x - t) * x


if __name__ == "__main__":
    for _ in range(COUNT):
        train(xs[0], 0.2)
"""

    def test_steps_are_taken_after_a_file_that_trains_nothing(self, tmp_path: Path) -> None:
        trace = traced(tmp_path / "mynet.py", self.SOURCE.replace("COUNT", "0"), "a = xs[1]; train(a, 0.2)")
        assert trace.step_begins is not None
        assert trace.tape.length > trace.step_begins + 100

    def test_steps_are_taken_after_a_file_that_trains_for_ever(self, tmp_path: Path) -> None:
        trace = traced(tmp_path / "mynet.py", self.SOURCE.replace("COUNT", "10 ** 9"), "train(xs[1], 0.2)")
        assert trace.was_stopped
        assert trace.step_begins is not None
        assert trace.tape.length > trace.step_begins + 100

    @pytest.mark.parametrize("count", ["0", "10 ** 9"])
    @pytest.mark.parametrize(
        ("step", "told"),
        [("train(x, 0.2)", "needs `x`.*it has w, xs, train"), ("train(", "is not Python"), ("", "is empty")],
    )
    def test_errors_are_told_as_the_steps_own(self, tmp_path: Path, count: str, step: str, told: str) -> None:
        with pytest.raises(AskedError, match=told):
            traced(tmp_path / "mynet.py", self.SOURCE.replace("COUNT", count), step)


class TestFits:
    def test_the_rate_of_most_is_the_rate(self) -> None:
        followed = {"a": Followed(0.1, 0), "b": Followed(0.1, 0), "c": Followed(0.2, 0), "d": Followed(None, 1)}
        fit = Fit(PROBED_LOSSES[0], "t", followed, 0.1)
        assert [fit.verdict(name) for name in followed] == ["right", "right", "scaled", "wrong"]
        assert fit.matched == 3
