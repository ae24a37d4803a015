"""A file of numbers is read with one line for each mistake in it, and judged without accusing anybody falsely."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.check.numbers import PARAMETERS, columns, document, rounded, step
from xortui.check.numbers.numbers_file import numbers_in
from xortui.check.numbers.numbers_verdict import judged
from xortui.check.verdict import RIGHT, UNDECIDED, WRONG, Verdict
from xortui.render.verdict import verdict_lines

ALL_RIGHT = dict.fromkeys(PARAMETERS, RIGHT)


def verdict(whole: dict[str, Any]) -> Verdict:
    """Return the verdict on a document."""
    return judged(numbers_in(json.dumps(whole)), "mynet.json")


class TestRight:
    """What only scales a step is no mistake."""

    @pytest.mark.parametrize("scale", [1.0, 1 / 3, 2.0, 0.37])
    def test_gradients_by_sums_and_means(self, scale: float) -> None:
        found = verdict(document(scale=scale))
        assert (found["verdict"], found["parameters"]) == (RIGHT, ALL_RIGHT)
        assert found["error"] < 1e-12

    def test_a_step_with_its_learning_rate(self) -> None:
        assert verdict(step(samples=1))["verdict"] == RIGHT

    def test_a_step_without_one_finds_it(self) -> None:
        found = verdict(step(is_told=False))
        assert found["verdict"] == RIGHT
        assert found["learning_rate"] == pytest.approx(0.5)

    def test_columns_and_layers_by_name(self) -> None:
        whole = document()
        for key in ("parameters", "gradients"):
            whole[key] = {f"m{name}": columns(array) for name, array in whole[key].items()}
        whole["layers"] = [{"weights": "mW1", "biases": "mb1"}, {"weights": "mW2", "biases": "mb2"}]
        found = verdict(whole)
        assert (found["verdict"], list(found["parameters"])) == (RIGHT, ["mW1", "mb1", "mW2", "mb2"])
        assert "one column of weights a unit" in found["understood"]

    def test_eight_decimals_are_enough(self) -> None:
        whole = document()
        whole["gradients"] = {name: rounded(array, 8) for name, array in whole["gradients"].items()}
        assert verdict(whole)["verdict"] == RIGHT

    def test_no_slope_at_sigmoid_outputs_is_cross_entropy_and_says_so(self) -> None:
        found = verdict({**document("no slope at the outputs"), "loss": "half-squared-error"})
        assert (found["verdict"], found["loss"]) == (RIGHT, "binary-cross-entropy")
        assert [cause["id"] for cause in found["causes"]] == ["another-loss"]

    def test_a_loss_that_is_not_named_is_no_cause(self) -> None:
        assert verdict(document("no slope at the outputs"))["causes"] == []


class TestWrong:
    """Each parameter is told what it is."""

    def test_a_missing_slope_spoils_the_hidden_layer_alone(self) -> None:
        found = verdict(document("no slope in the hidden layer"))
        assert found["verdict"] == WRONG
        assert found["parameters"] == {"W1": "wrong", "b1": "wrong", "W2": "right", "b2": "right"}
        wrong = {row["name"].partition("[")[0] for row in found["factors"] if not row["is_right"]}
        assert wrong == {"∂C/∂W1", "∂C/∂b1"}
        (mistake,) = found["mistakes"]
        assert (mistake["id"], mistake["line"], mistake["parameters"]) == ("slope-missing", None, ["W1", "b1"])
        names = [row["name"] for row in found["factors"]]
        assert [names[place] for place in (0, 5, 6, 8)] == ["∂C/∂W1[0][0]", "∂C/∂W1[2][1]", "∂C/∂b1[0]", "∂C/∂b1[2]"]

    @pytest.mark.parametrize("samples", [1, 3])
    def test_a_factor_in_one_layer_is_told_with_its_size(self, samples: int) -> None:
        found = verdict(document("a stray factor in the hidden layer", samples=samples))
        assert found["parameters"] == {"W1": "scaled", "b1": "scaled", "W2": "right", "b2": "right"}
        assert found["reason"] == "W1 is 0.5 times what it should be; b1 is 0.5 times what it should be."

    def test_a_bias_that_never_moves(self) -> None:
        found = verdict(step("a bias that never moves"))
        assert (found["verdict"], found["parameters"]) == (WRONG, {**ALL_RIGHT, "b2": "never moves"})
        assert [mistake["id"] for mistake in found["mistakes"]] == ["bias-never-updated"]

    def test_numbers_that_no_mistake_gives_have_no_name(self) -> None:
        whole = document()
        whole["gradients"]["W1"][0][0] += 0.01
        found = verdict(whole)
        assert (found["verdict"], found["parameters"], found["mistakes"]) == (WRONG, {**ALL_RIGHT, "W1": "wrong"}, [])

    def test_the_loss_is_found_before_a_layer_is_accused(self) -> None:
        whole = document("no slope at the outputs")
        whole["gradients"]["b1"] = [0.1, 0.2, 0.3]
        found = verdict(whole)
        assert (found["loss"], found["parameters"]) == ("binary-cross-entropy", {**ALL_RIGHT, "b1": "wrong"})

    def test_targets_beyond_probabilities_leave_out_the_losses_of_probabilities(self) -> None:
        whole = document()
        whole["samples"][0]["y"] = [2.0, -1.0]
        found = verdict(whole)
        assert (found["verdict"], found["loss"]) == (WRONG, "half-squared-error")

    def test_a_step_uphill(self) -> None:
        found = verdict(step(rate=-0.5, is_told=False))
        assert (found["verdict"], [mistake["id"] for mistake in found["mistakes"]]) == (WRONG, ["uphill"])
        assert "Go against the gradient" in " ".join(verdict_lines(found, []))
        assert set(found["parameters"].values()) == {"wrong"}


class TestUndecided:
    """Where the numbers leave something open, it is said what is missing."""

    @pytest.mark.parametrize(
        ("whole", "told"),
        [
            (document(scale=-1.0), "opposite sign"),
            (document(scale=0.37, samples=1), "give more samples than one"),
            (step(samples=1, is_told=False), "the learning rate must be known"),
            ({**document(), "outputs": [[0.5, 0.5]] * 3}, "the two forward passes differ"),
        ],
    )
    def test_it_says_what_to_give(self, whole: dict[str, Any], told: str) -> None:
        found = verdict(whole)
        assert found["verdict"] == UNDECIDED
        assert told in found["reason"]

    def test_few_digits_are_not_a_mistake(self) -> None:
        whole = document()
        whole["gradients"] = {name: rounded(array, 3) for name, array in whole["gradients"].items()}
        found = verdict(whole)
        assert found["verdict"] == UNDECIDED
        assert "too few digits" in found["reason"]

    def test_numbers_that_are_short_by_nature_have_digits_enough(self) -> None:
        whole = {
            "parameters": {"W": [[0.5, 0.25]], "b": [1]},
            "activations": "linear",
            "samples": [{"x": [1, 2], "y": [0.5]}, {"x": [2, 4], "y": [1]}],
            "gradients": {"W": [[5.5, 11]], "b": [3.5]},
        }
        assert verdict(whole)["verdict"] == RIGHT

    def test_rounded_parameters_are_not_a_mistake(self) -> None:
        whole = document()
        whole["parameters"] = json.loads(json.dumps(PARAMETERS))
        whole["parameters"]["W1"] = [[0.1502, 0.2003], [0.2498, -0.3004], [0.7003, 0.0996]]
        found = verdict(whole)
        assert found["verdict"] == UNDECIDED
        assert "rounded parameters" in found["reason"]

    def test_numbers_beyond_the_floats(self) -> None:
        whole = document()
        whole["activations"] = "linear"
        whole["parameters"] = {name: _all(array, 1e200) for name, array in PARAMETERS.items()}
        assert "not finite" in verdict(whole)["reason"]


def _all(array: Any, value: float) -> Any:
    return [_all(inner, value) for inner in array] if isinstance(array, list) else value


class TestReading:
    """Every mistake in a file is one line."""

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"parameters": None}, "parameters: expected an object of arrays"),
            ({"parameters": {}}, "parameters: missing"),
            ({"parameters": {**PARAMETERS, "b1": ["x"]}}, "parameters.b1: expected a number, got 'x'"),
            ({"parameters": {**PARAMETERS, "W1": [[1, 2], [3]]}}, "parameters.W1: expected rows of the same length"),
            ({"parameters": {**PARAMETERS, "W1": []}}, "parameters.W1: expected numbers, got an empty list"),
            ({"parameters": {**PARAMETERS, "W1": [[1, 2], 3]}}, "parameters.W1: expected a list of numbers, or"),
            ({"parameters": {**PARAMETERS, "b1": [1, 2]}}, "parameters.b1: expected 3 biases, got 2"),
            (
                {"parameters": {**PARAMETERS, "W1": [[1, 2, 3]]}},
                "parameters.W1: expected weights for 2 inputs, got 1×3",
            ),
            ({"parameters": {**PARAMETERS, "b1": [float("nan")] * 3}}, "parameters.b1: expected a finite number"),
            ({"parameters": {"b1": [1]}}, "layers: missing"),
            ({"samples": []}, "samples: missing"),
            ({"samples": [{"x": [1, 2]}]}, "samples: sample 1.y: missing"),
            ({"samples": [{"x": [1, 2], "y": [1]}]}, "parameters: expected 1 outputs"),
            ({"samples": [{"x": [1, 2], "y": [1, 2], "z": 1}]}, "samples: sample 1.z: unknown key"),
            ({"gradients": {"W1": [[1]]}}, "gradients: expected the names of the parameters: W1, b1, W2, b2"),
            ({"gradients": {**PARAMETERS, "b2": [1]}}, "gradients.b2: expected the shape of the parameter, 1×2"),
            ({"after": PARAMETERS}, "expected either gradients or after"),
            ({"learning_rate": -1}, "learning_rate: expected a number above 0"),
            ({"activations": "sigmoidal"}, "sigmoidal"),
            ({"activations": 3}, "activations: expected a name"),
            ({"activations": ["sigmoid"]}, "activations: expected 2, one for each layer"),
            ({"loss": "squared"}, "loss: expected one of"),
            ({"loss": "binary-cross-entropy", "activations": "tanh"}, "needs outputs between 0 and 1"),
            ({"units": "sideways"}, "units: expected one of rows, columns"),
            ({"units": "columns"}, "parameters.W1: expected weights for 2 inputs"),
            ({"layers": [{"weights": "W1"}]}, "layers: expected every parameter once"),
            ({"outputs": [[1, 2]]}, "outputs: expected one list for each of 3 samples"),
            ({"outputs": [[1], [1], [1]]}, "outputs: expected 2 numbers"),
            ({"gradient": {}}, "gradient: unknown key; did you mean gradients?"),
        ],
    )
    def test_a_mistake_is_one_line(self, changes: dict[str, Any], told: str) -> None:
        with pytest.raises(ValueError, match=re.escape(told)) as error:
            verdict({**document(), **changes})
        assert str(error.value).isprintable()

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "line 1: this is not JSON"),
            ('{\n"a": }', "line 2: this is not JSON"),
            ("[1]", "expected an object with the key parameters, got a list"),
            ("[" * 100_000, "lists within lists"),
            ('{"parameters": {"W": [[1' + "0" * 5000 + "]]}}", "parameters.W: expected a finite number"),
        ],
    )
    def test_a_text_that_is_none_is_one_line(self, text: str, told: str) -> None:
        with pytest.raises(ValueError, match=told):
            numbers_in(text)

    def test_square_weights_need_to_be_told_which_way_they_lie(self) -> None:
        whole = {
            "parameters": {"W1": [[1, 2], [3, 4]], "W2": [[1, 2], [3, 4]]},
            "samples": [{"x": [1, 2], "y": [1, 0]}],
            "gradients": {"W1": [[0, 0], [0, 0]], "W2": [[0, 0], [0, 0]]},
        }
        with pytest.raises(ValueError, match='units: expected "rows" or "columns"'):
            verdict(whole)
        assert verdict({**whole, "units": "rows"})["parameters"] == {"W1": "never moves", "W2": "never moves"}
