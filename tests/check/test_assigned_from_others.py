"""Updates that put another array, less a step, in the place of a parameter: it fits where both have the same shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.momentum_programs import ROWS, without_velocities
from tests.check.written_files import changed, said_of_file

PROGRAM = without_velocities(ROWS)
STEPS = {name: f"    {name} -= lr * g{name}" for name in ("W1", "b1", "W2", "b2")}


def begun(name: str, other: str) -> dict[str, str]:
    """Return the change that lets the update of an array begin with another one."""
    return {STEPS[name]: f"    {name} = {other} - lr * g{name}"}


@pytest.mark.parametrize(
    ("name", "other"),
    [("W2", "W1"), ("W1", "W2"), ("b2", "b1")],
    ids=["with old weights", "with new weights", "with biases"],
)
def test_an_update_that_begins_with_another_array_is_named(name: str, other: str, tmp_path: Path) -> None:
    source = changed(PROGRAM, begun(name, other))
    found = said_of_file(source, tmp_path)
    line = source[: source.index(f"    {name} = {other} -")].count("\n") + 1
    mistakes = [(one["id"], one["line"], one["parameters"]) for one in found["mistakes"]]
    assert mistakes == [("assigned-from-other", line, [name])]
    assert [one for one, state in found["parameters"].items() if state != "right"] == [name]


def test_a_slope_that_is_wrong_besides_is_named_too(tmp_path: Path) -> None:
    found = said_of_file(changed(PROGRAM, {**begun("W2", "W1"), "(1 - a1 ** 2)": "a1"}), tmp_path)
    assert {one["id"] for one in found["mistakes"]} == {"activation-for-slope", "assigned-from-other"}


def test_an_update_without_an_old_value_is_called_so_where_a_matrix_product_comes_last(tmp_path: Path) -> None:
    found = said_of_file(changed(PROGRAM, {STEPS["W2"]: "    W2 = -lr * a1.T @ d2"}), tmp_path)
    assert [(one["id"], one["parameters"]) for one in found["mistakes"]] == [("assigned", ["W2"])]


def test_a_mean_of_two_arrays_accuses_nobody(tmp_path: Path) -> None:
    source = changed(PROGRAM, {STEPS["W2"]: "    W2 = 0.5 * W2 + 0.5 * W1 - lr * gW2"})
    assert said_of_file(source, tmp_path)["verdict"] == "undecided"
