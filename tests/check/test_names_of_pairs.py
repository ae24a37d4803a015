"""Two mistakes in one file are both named, whichever of them hides the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_lines_and_names_of_pairs import NEURONS, ROWS
from tests.check.test_lines_beside_the_same_unit import LISTS
from tests.check.written_files import changed, line_of, said
from xortui.check.verdict import LOOKED_AT

ARRAYS = """\
import numpy as np
rng = np.random.default_rng(7)
data = rng.normal(size=(5, 3))
wanted = rng.uniform(0.2, 0.8, size=(5, 2))
net = {"V": rng.normal(size=(3, 4)), "c": rng.normal(size=4), "U": rng.normal(size=(4, 2)), "d": rng.normal(size=2)}
eta = 0.15
def squash(z):
    return 1 / (1 + np.exp(-z))
def grads(net, x, t):
    hidden = np.tanh(x @ net["V"] + net["c"])
    out = squash(hidden @ net["U"] + net["d"])
    miss = out - t
    top = miss * out * (1 - out)
    low = (net["U"] @ top) * (1 - hidden ** 2)
    found = {}
    found["U"] = np.outer(hidden, top)
    found["d"] = top
    found["V"] = np.outer(x, low)
    found["c"] = low
    return found
for sweep in range(12):
    for x, t in zip(data, wanted):
        found = grads(net, x, t)
        for key in net:
            net[key] = net[key] - eta * found[key]
"""
WEIGHT_IN_TOP = {"np.outer(hidden, top)": 'net["U"] * top'}
WEIGHT_IN_LOW = {"np.outer(x, low)": 'net["V"] * low'}


def names_and_lines(source: str, folder: Path) -> dict[str, int]:
    mistakes: list[dict[str, object]] = said(source, folder)["mistakes"]
    return {str(one["id"]): int(str(one["line"])) for one in mistakes}


def test_without_a_mistake_it_is_right(tmp_path: Path) -> None:
    assert said(ARRAYS, tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (WEIGHT_IN_TOP, {"weight-for-input": 'found["U"] ='}),
        ({**WEIGHT_IN_TOP, "(1 - hidden ** 2)": "(1 - hidden)"},
         {"weight-for-input": 'found["U"] =', "slope-half": "low ="}),
        ({**WEIGHT_IN_LOW, ' * (1 - hidden ** 2)': ""}, {"weight-for-input": 'found["V"] =', "slope-missing": "low ="}),
    ],
)  # fmt: skip
def test_weights_in_the_place_of_inputs_hide_nothing(
    changes: dict[str, str], named: dict[str, str], tmp_path: Path
) -> None:
    wrong = changed(ARRAYS, changes)
    assert names_and_lines(wrong, tmp_path) == {name: line_of(text, wrong) for name, text in named.items()}


def test_a_sign_of_one_array_is_nothing_that_is_passed_back(tmp_path: Path) -> None:
    wrong = changed(ARRAYS, {**WEIGHT_IN_LOW, 'found["c"] = low': 'found["c"] = -low'})
    assert names_and_lines(wrong, tmp_path).keys() == {"weight-for-input", "uphill"}


OWN_OUTPUT = {"neuron.delta * signal[i]": "neuron.delta * neuron.out"}
OUTPUTS_GO_BACK = {"f.delta * f.w[j]": "f.out * f.w[j]"}
NO_WEIGHTS_GO_BACK = {"f.delta * f.w[j]": "f.delta"}
HALF_OF_SLOPES = {"layers[l + 1]) * neuron.out * (1 - neuron.out)": "layers[l + 1]) * (1 - neuron.out)"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({**OWN_OUTPUT, **OUTPUTS_GO_BACK}, {"own-activation", "value-for-delta"}),
        ({**NO_WEIGHTS_GO_BACK, **HALF_OF_SLOPES}, {"weights-missing", "slope-half"}),
        ({**OWN_OUTPUT, **NO_WEIGHTS_GO_BACK}, {"own-activation", "weights-missing"}),
    ],
)
def test_mistakes_that_loops_make_in_several_layers_are_named_though_each_hides_the_other(
    changes: dict[str, str], named: set[str], tmp_path: Path
) -> None:
    assert names_and_lines(changed(NEURONS, changes), tmp_path).keys() == named


def test_a_factor_is_named_beside_weights_that_are_updated_too_early(tmp_path: Path) -> None:
    early = {
        "    d1 = d2 @ W2.T * (1 - h ** 2)\n": "",
        "    gW2 = gW2 + (lam / m) * W2\n": "    W2 -= 0.1 * gW2\n    d1 = d2 @ W2.T * (1 - h ** 2)\n",
        "    gW1 = X.T @ d1 / m\n": "",
        "    gW1 = gW1 + (lam / m) * W1\n": "    gW1 = 2 * X.T @ d1 / m\n",
    }
    wrong = changed(ROWS, early).replace("    W2 -= 0.1 * gW2\n    b2", "    b2")
    assert names_and_lines(wrong, tmp_path) == {
        "weights-updated": line_of("d1 = d2", wrong),
        "stray-factor": line_of("gW1 = 2", wrong),
    }


def test_an_error_that_is_turned_round_is_named_beside_weights_that_are_overwritten(tmp_path: Path) -> None:
    plain = changed(ROWS, {"    gW2 = gW2 + (lam / m) * W2\n": "", "    gW1 = gW1 + (lam / m) * W1\n": ""})
    wrong = changed(plain, {"p - Y": "Y - p", "W1 -= 0.1 * gW1": "W1 = -0.1 * gW1"})
    assert names_and_lines(wrong, tmp_path) == {
        "error-reversed": line_of("d2 = ", wrong),
        "assigned": line_of("W1 = -0.1", wrong),
    }


def test_a_wrong_sign_is_named_beside_values_that_are_passed_back(tmp_path: Path) -> None:
    wrong = changed(ARRAYS, {'(net["U"] @ top)': '(net["U"] @ out)', "np.outer(hidden, top)": "-np.outer(hidden, top)"})
    assert names_and_lines(wrong, tmp_path).keys() == {"value-for-delta", "uphill"}


WITHOUT_DECAY = {"    gW2 = gW2 + (lam / m) * W2\n": "", "    gW1 = gW1 + (lam / m) * W1\n": ""}
NO_RATE_BELOW = {"W1 -= 0.1 * gW1": "W1 -= gW1", "b1 -= 0.1 * d1": "b1 -= d1"}
UPHILL_ABOVE = {"W2 -= ": "W2 += ", "b2 -= ": "b2 += "}
HALF_THE_RATE_BELOW = {"W1 -= 0.1 *": "W1 -= 0.05 *", "b1 -= 0.1 *": "b1 -= 0.05 *"}
TWICE_THE_GRADIENT_BELOW = {"0.1 * gW1": "0.1 * (2 * X.T @ d1 / m)", "0.1 * d1": "0.1 * (2 * d1)"}


def test_a_rate_that_is_missing_is_named_beside_steps_uphill(tmp_path: Path) -> None:
    wrong = changed(ROWS, {**WITHOUT_DECAY, **NO_RATE_BELOW, **UPHILL_ABOVE})
    verdict = said(wrong, tmp_path)
    assert names_and_lines(wrong, tmp_path) == {
        "rate-missing": line_of("W1 -= ", wrong),
        "uphill": line_of("W2 += ", wrong),
    }
    assert verdict["parameters"] == {"W1": "scaled", "b1": "scaled", "W2": "wrong", "b2": "wrong"}


def test_a_factor_within_the_gradient_of_a_layer_is_no_rate_of_its_own(tmp_path: Path) -> None:
    wrong = changed(ROWS, {**WITHOUT_DECAY, **TWICE_THE_GRADIENT_BELOW})
    assert names_and_lines(wrong, tmp_path) == {"stray-factor": line_of("W1 -= ", wrong)}
    plan = changed(ROWS, {**WITHOUT_DECAY, **HALF_THE_RATE_BELOW})
    assert said(plan, tmp_path)["verdict"] == "right"


SLOPE_TWICE = {"miss * out * (1 - out)": "miss * steep(out) * steep(out)"}
SLOPE_WITH_PLUS = {"def grads": "def steep(a):\n    return a * (1 + a)\ndef grads"}
SLOPE_OF_ALL = {"def grads": "def steep(a):\n    return (a * (1 - a)) ** 2\ndef grads"}
ONE_CALL = {"miss * out * (1 - out)": "miss * steep(out)"}


def test_a_slope_that_is_wrong_and_taken_twice_has_both_names(tmp_path: Path) -> None:
    wrong = changed(ARRAYS, {**SLOPE_TWICE, **SLOPE_WITH_PLUS})
    assert names_and_lines(wrong, tmp_path) == {
        "slope-with-plus": line_of("return a * (1 + a)", wrong),
        "slope-twice": line_of("top = ", wrong),
    }


def test_a_slope_that_is_squared_in_its_formula_has_one_name(tmp_path: Path) -> None:
    wrong = changed(ARRAYS, {**ONE_CALL, **SLOPE_OF_ALL})
    assert names_and_lines(wrong, tmp_path).keys() == {"slope-twice"}


def test_a_slope_of_the_wrong_sign_is_in_no_update_that_goes_uphill(tmp_path: Path) -> None:
    wrong = changed(LISTS, {"y[k] * (1 - y[k])": "y[k] * (0 - y[k])"})
    verdict = said(wrong, tmp_path)
    assert verdict["verdict"] == "wrong"
    assert [one["id"] for one in verdict["mistakes"]] == []
    assert verdict[LOOKED_AT] == line_of("d_out = ", wrong)


OUTPUT_ALONE = {"miss = out - t": "miss = out"}
OUTPUTS_OF_NEURONS = {"(t - out.out) *": "(0 - out.out) *"}
NO_SLOPE_BELOW = {"for f in layers[l + 1]) * neuron.out * (1 - neuron.out)": "for f in layers[l + 1])"}


@pytest.mark.parametrize(
    ("program", "changes", "named"),
    [
        (ARRAYS, {**OUTPUT_ALONE, "out * (1 - out)": "out ** 2 * (1 - out) ** 2"}, {"output-for-error", "slope-twice"}),
        (ARRAYS, {**OUTPUT_ALONE, **WEIGHT_IN_TOP}, {"output-for-error", "weight-for-input"}),
        (NEURONS, {**OUTPUTS_OF_NEURONS, **NO_SLOPE_BELOW}, {"output-for-error", "slope-missing"}),
    ],
)
def test_outputs_in_the_place_of_errors_are_named_beside_another_mistake(
    program: str, changes: dict[str, str], named: set[str], tmp_path: Path
) -> None:
    assert names_and_lines(changed(program, changes), tmp_path).keys() == named


def test_a_size_is_named_beside_outputs_in_the_place_of_errors(tmp_path: Path) -> None:
    wrong = changed(ROWS, {**WITHOUT_DECAY, "p - Y": "p", "d1.sum(axis=0) / m": "d1.mean(axis=0) / m"})
    assert names_and_lines(wrong, tmp_path).keys() == {"output-for-error", "bias-averaged"}
