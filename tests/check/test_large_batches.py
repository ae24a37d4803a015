"""A right program stays right however many samples a step takes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.check.hand_ins.generator import write
from tests.check.hand_ins.networks import LARGE_NETWORKS, Network, random_data
from tests.check.hand_ins.shapes.script_batch import SCRIPT_BATCH
from tests.check.hand_ins.styles import STYLES
from tests.check.written_files import changed, line_of, said, said_of_file
from xortui.check.judgement.findings import AVERAGED_AGAIN, NOT_AVERAGED
from xortui.check.recognition import chains
from xortui.check.tracing import tape
from xortui.check.undecided import UndecidedError
from xortui.check.understanding import Rate, rate_of
from xortui.check.verdict import OPENED

COURSE = """
import numpy as np

rng = np.random.RandomState(2)
X = rng.randn(2, 40)
Y = ((X[0] ** 2 + X[1] ** 2) < 1.2).astype(float).reshape(1, -1)
parameters = {
    "W1": rng.randn(5, 2) * 0.5,
    "b1": np.zeros((5, 1)),
    "W2": rng.randn(1, 5) * 0.5,
    "b2": np.zeros((1, 1)),
}
m = Y.shape[1]
for i in range(2000):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.maximum(0, Z1)
    A2 = 1 / (1 + np.exp(-(parameters["W2"] @ A1 + parameters["b2"])))
    cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    dZ2 = A2 - Y
    dZ1 = (parameters["W2"].T @ dZ2) * (Z1 > 0)
    grads = {
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
    }
    for key in parameters:
        parameters[key] = parameters[key] - 0.5 * grads["d" + key]
"""


@pytest.mark.parametrize("samples", [395, 400, 1000, 3000])
def test_a_full_batch_of_any_size_is_right(samples: int, tmp_path: Path) -> None:
    verdict = said(changed(COURSE, {"randn(2, 40)": f"randn(2, {samples})"}), tmp_path)
    assert verdict["verdict"] == "right"
    assert set(verdict["parameters"].values()) == {"right"}


@pytest.mark.parametrize("samples", [100, 500])
def test_a_mistake_in_a_large_batch_is_named(samples: int, tmp_path: Path) -> None:
    wrong = changed(COURSE, {"randn(2, 40)": f"randn(2, {samples})", "(Z1 > 0)": "(A1 >= 0)"})
    verdict = said(wrong, tmp_path)
    assert [one["id"] for one in verdict["mistakes"]] == ["gate-always-open"]


def test_weights_that_move_are_not_said_to_stand_still_where_their_updates_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tape, "LARGE_BATCH", 10_000)
    monkeypatch.setattr(chains, "MAX_USES", 1_000)
    with pytest.raises(UndecidedError, match="how they are learnt is not understood"):
        said(changed(COURSE, {"randn(2, 40)": "randn(2, 400)"}), tmp_path)


def test_an_error_that_is_turned_round_is_wrong_in_the_table_of_factors(tmp_path: Path) -> None:
    wrong = changed(COURSE, {"dZ2 = A2 - Y": "dZ2 = Y - A2"})
    verdict = said(wrong, tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("error-reversed", line_of("dZ2 = ", wrong))]
    first = verdict["factors"][0]
    assert (first["name"], first["line"]) == ("∂C/∂z6", line_of("dZ2 = ", wrong))
    assert first["theirs"] == -first["right"]


def test_a_file_whose_batch_has_all_its_samples_has_no_more(tmp_path: Path) -> None:
    verdict = said(changed(COURSE, {"randn(2, 40)": "randn(2, 150)"}), tmp_path)
    assert not verdict[OPENED]["has_more_samples"]
    assert len(verdict[OPENED]["samples"]) == 150


@pytest.mark.parametrize(("network", "samples"), LARGE_NETWORKS, ids=lambda one: getattr(one, "name", str(one)))
def test_a_right_large_network_is_right(network: Network, samples: int, tmp_path: Path) -> None:
    data = random_data(network, samples, random.Random(3))
    verdict = said_of_file(write(SCRIPT_BATCH, network, [], STYLES[2], data, epochs=8).source, tmp_path)
    assert verdict["verdict"] == "right"


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [("dZ1 @ X.T / m", "dZ1 @ X.T", NOT_AVERAGED), ("dZ1 @ X.T / m", "dZ1 @ X.T / m / m", AVERAGED_AGAIN)],
)
def test_a_factor_that_is_the_number_of_samples_is_told_as_that(
    before: str, after: str, hint: str, tmp_path: Path
) -> None:
    (mistake,) = said(changed(COURSE, {before: after}), tmp_path)["mistakes"]
    assert (mistake["id"], mistake["hint"]) == ("stray-factor", hint)


@pytest.mark.parametrize(
    ("loss", "step", "told"),
    [
        ("binary-cross-entropy", 1 / 120, "binary-cross-entropy"),
        ("half-squared-error", 1 / 120, "half-squared-error"),
        ("half-squared-error", 2 / 120, "squared-error"),
    ],
)
def test_a_rate_of_1_is_told_of_a_mean(loss: str, step: float, told: str) -> None:
    assert rate_of(loss, step, [], 120) == Rate(told, True, 1.0)
