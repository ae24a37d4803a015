"""Networks without a name here: what their steps are told to be, and that nobody is accused who may mean it."""

from pathlib import Path
from typing import Any

import pytest

from tests.check.written_files import changed, line_of, written
from xortui.check.differentiation.differentiated import differentiated
from xortui.check.examine import verdict_on
from xortui.check.undecided import UndecidedError
from xortui.check.watching import watched

PROGRAMS = Path(__file__).parent / "programs"

SAID = {
    "two_heads": {},
    "huber": {},
    "weighted_samples": {},
    "linear_outputs_again": {},
    "softmax_of_two_squared_error": {},
    "layer_norm_means_missing": {"W1": "wrong", "b1": "wrong"},
    "hinge_slope_missing": {"W": "wrong", "b": "wrong"},
    "two_outputs_one_path": {"w3": "wrong", "w4": "wrong", "b2": "wrong"},
}
"""Program → its parameters that are not right."""

NAMED = {"two_outputs_one_path": "t2 = "}
"""Program → how the line begins in which a part of what should go back is left out."""

MEANT = (
    "actor_critic",
    "sparse_skip",
    "turns_skip",
    "probe_head",
    "truncated_recurrent",
    "clipped_skip",
    "straight_through",
    "softmax_of_two_slope_besides",
)
"""Programs whose steps are not the gradient of one loss, and may be meant so."""


def path_of(name: str) -> Path:
    return PROGRAMS / f"{name}.py"


@pytest.mark.parametrize("name", SAID)
def test_steps_of_a_network_without_a_name_are_judged_by_numbers(name: str) -> None:
    path = path_of(name)
    found = differentiated(watched(path, path.read_text("utf-8")))
    parameters = found["parameters"]
    assert {key: said for key, said in parameters.items() if said != "right"} == SAID[name]
    assert found["verdict"] == ("wrong" if SAID[name] else "right")
    assert "right" in parameters.values()
    source = path.read_text("utf-8")
    named = [("one-path", line_of(NAMED[name], source))] if name in NAMED else []
    assert [(one["id"], one["line"]) for one in found["mistakes"]] == named
    assert found["reason"].startswith("Look at line ") == bool(SAID[name] and not named)


def test_a_file_is_judged_so_where_its_network_is_not_recognised() -> None:
    path = path_of("two_heads")
    assert verdict_on(path, path.read_text("utf-8"))["verdict"] == "right"


@pytest.mark.parametrize("name", MEANT)
def test_nobody_is_accused_of_what_may_be_meant(name: str) -> None:
    path = path_of(name)
    seen = watched(path, path.read_text("utf-8"))
    with pytest.raises(UndecidedError):
        differentiated(seen)


def test_a_bias_that_is_never_updated_is_not_called_right(tmp_path: Path) -> None:
    source = path_of("two_heads").read_text("utf-8").replace("for k in P:", 'for k in "WUcVd":')
    path = tmp_path / "net.py"
    path.write_text(source.replace('"b": np.zeros(6)', '"b": rs.randn(6) * 0.1'), "utf-8")
    with pytest.raises(UndecidedError):
        differentiated(watched(path, path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("value", "slope", "wrong"),
    [
        ("np.log(1 + z * z)", "2 * z / (1 + z * z)", "2 * h / (1 + h * h)"),
        ("np.log(1 + z * z)", "2 * z / (1 + z * z)", "1"),
        ("z * np.exp(-z * z)", "(1 - 2 * z * z) * np.exp(-z * z)", "(1 - 2 * h * h) * np.exp(-h * h)"),
    ],
)
def test_the_line_of_a_wrong_slope_of_an_activation_without_a_name_is_told(
    value: str, slope: str, wrong: str, tmp_path: Path
) -> None:
    source = OWN_ACTIVATION.replace("VALUE", value)
    path = tmp_path / "net.py"
    path.write_text(source.replace("SLOPE", slope), "utf-8")
    assert verdict_on(path, path.read_text("utf-8"))["verdict"] == "right"
    path.write_text(source.replace("SLOPE", wrong), "utf-8")
    found = verdict_on(path, path.read_text("utf-8"))
    line = line_of("dz = ", source)
    assert str(found["reason"]).startswith(f"Look at line {line}: ")


def test_the_line_that_calls_a_slope_for_another_value_is_told_and_not_the_function(tmp_path: Path) -> None:
    function = "def slope(a):\n    return 2 * a / (1 + a * a)\n\n\nfor epoch"
    source = OWN_ACTIVATION.replace("VALUE", "np.log(1 + z * z)").replace("for epoch", function)
    path = tmp_path / "net.py"
    path.write_text(source.replace("(SLOPE)", "slope(z)"), "utf-8")
    assert verdict_on(path, path.read_text("utf-8"))["verdict"] == "right"
    wrong = source.replace("(SLOPE)", "slope(h)")
    path.write_text(wrong, "utf-8")
    found = verdict_on(path, path.read_text("utf-8"))
    assert str(found["reason"]).startswith(f"Look at line {line_of('slope(h)', wrong)}: ")


OWN_ACTIVATION = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 3))
T = rng.normal(size=(6, 2))
W = rng.normal(size=(3, 4))
b = rng.normal(size=4) * 0.1
V = rng.normal(size=(4, 2))

for epoch in range(40):
    z = X @ W + b
    h = VALUE
    d = (h @ V - T) / len(X)
    dh = d @ V.T
    dz = dh * (SLOPE)
    V -= 0.05 * h.T @ d
    W -= 0.05 * X.T @ dz
    b -= 0.05 * dz.sum(0)
"""


SKIP = "skip_connection_path_missing"
RESIDUAL = "residual_path_missing"
PATHS = [
    (SKIP, {}, {"W1", "b1"}, "dh = dg @ self.W2.T"),
    (SKIP, {"dh = dg @ self.W2.T": "dh = ds"}, {"W1", "b1"}, "dz = dh"),
    (RESIDUAL, {}, {"V"}, "dh = da @ W.T"),
    (RESIDUAL, {"da @ W.T": "da @ W.T + dg", "@ U.T + dk": "@ U.T"}, {"V", "W"}, "dg = db @ U.T"),
]
WHOLE = [(SKIP, {"dh = dg @ self.W2.T": "dh = dg @ self.W2.T + ds"}), (RESIDUAL, {"da @ W.T": "da @ W.T + dg"})]


def verdict_on_changed(name: str, changes: dict[str, str], folder: Path) -> tuple[dict[str, Any], str]:
    source = changed(path_of(name).read_text("utf-8"), changes)
    path = written(source, folder)
    return differentiated(watched(path, source)), source


@pytest.mark.parametrize(("name", "changes", "spoilt", "line"), PATHS)
def test_a_path_that_is_left_out_is_told(
    name: str, changes: dict[str, str], spoilt: set[str], line: str, tmp_path: Path
) -> None:
    found, source = verdict_on_changed(name, changes, tmp_path)
    (mistake,) = found["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("one-path", line_of(line, source))
    assert {key for key, said in found["parameters"].items() if said == "wrong"} == spoilt == {*mistake["parameters"]}


@pytest.mark.parametrize(("name", "changes"), WHOLE)
def test_with_all_paths_the_steps_are_right(name: str, changes: dict[str, str], tmp_path: Path) -> None:
    found, _ = verdict_on_changed(name, changes, tmp_path)
    assert (found["verdict"], found["mistakes"]) == ("right", [])


def test_it_is_told_beside_what_has_no_name(tmp_path: Path) -> None:
    found, source = verdict_on_changed(RESIDUAL, {"o -= rate * k.T @ e": "o -= rate * g.T @ e"}, tmp_path)
    (mistake,) = found["mistakes"]
    assert (mistake["parameters"], mistake["line"]) == (["V"], line_of("dh = da @ W.T", source))
    assert found["reason"].startswith("What is wrong besides, with o, has no name here. ")
