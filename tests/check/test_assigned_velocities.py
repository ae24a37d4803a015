"""Velocities that are put in the place of parameters, which then look like parameters with weight decay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.momentum_programs import LISTS, ROWS, without_velocities
from tests.check.written_files import changed, said_of_file

EVERY = {f"    {name} += v{name}": f"    {name} = v{name}" for name in ("W3", "W2", "b2", "W1", "b1")}


@pytest.mark.parametrize(
    ("program", "changes", "line", "names"),
    [
        (ROWS, {"    W2 += vW2": "    W2 = vW2"}, "    W2 = vW2", ["W2"]),
        (ROWS, {"    b1 += vb1": "    b1 = vb1"}, "    b1 = vb1", ["b1"]),
        (ROWS, EVERY, "    W", ["W3", "W2", "b2", "W1", "b1"]),
        (LISTS, {"w1[j][i] += vw1": "w1[j][i] = vw1"}, "                w1[j][i] = vw1", ["w1"]),
    ],
    ids=["weights", "biases", "all", "lists"],
)
def test_a_velocity_in_the_place_of_a_parameter_is_named(
    program: str, changes: dict[str, str], line: str, names: list[str], tmp_path: Path
) -> None:
    source = changed(program, changes)
    found = said_of_file(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["velocity-assigned"]
    lines = [number for number, text in enumerate(source.splitlines(), 1) if text.startswith(line)]
    assert found["mistakes"][0]["line"] in lines
    assert set(found["mistakes"][0]["parameters"]) == set(names)
    assert {name for name, state in found["parameters"].items() if state != "right"} == set(names)


@pytest.mark.parametrize("zero", ["np.zeros((1, 3))", "0", "0.0"])
def test_weight_decay_of_parameters_that_begin_with_0_is_right(zero: str, tmp_path: Path) -> None:
    source = without_velocities(ROWS)
    for name in ("W1", "b1", "W2", "b2", "W3"):
        source = source.replace(f"    {name} -= lr * g{name}", f"    {name} = 0.99 * {name} - lr * g{name}")
    source = changed(source, {"b1 = np.zeros((1, 3))": f"b1 = {zero}", "b2 = np.zeros((1, 3))": f"b2 = {zero}"})
    assert said_of_file(source, tmp_path)["verdict"] == "right"
