"""Gradients made with inputs that were not prepared, or with those of other samples, are told and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.prepared_inputs import OTHER_SAMPLES, PREPARED, TWO_MISTAKES
from tests.check.written_files import said

EVERY = {**PREPARED, **OTHER_SAMPLES}
RIGHT = [(name, inputs) for name, program in EVERY.items() for inputs in program.right]
WRONG = [(name, inputs) for name, program in EVERY.items() for inputs in program.wrong]


@pytest.mark.parametrize(("name", "inputs"), RIGHT)
def test_the_values_that_went_forward_are_right(name: str, inputs: str, tmp_path: Path) -> None:
    assert said(EVERY[name].source.replace("INPUTS", inputs), tmp_path)["verdict"] == "right"


@pytest.mark.parametrize(("name", "inputs"), WRONG)
def test_other_values_are_named(name: str, inputs: str, tmp_path: Path) -> None:
    program = EVERY[name]
    verdict = said(program.source.replace("INPUTS", inputs), tmp_path)
    mistakes: list[dict[str, object]] = verdict["mistakes"]
    (mistake,) = mistakes
    assert (mistake["id"], mistake["line"]) == ("other-activation", program.line)
    assert ("raw inputs" in str(mistake["sentence"])) is (name in PREPARED)
    parameters = verdict["parameters"]
    assert {one for one, told in parameters.items() if told != "right"} == {program.weights}


@pytest.mark.parametrize("inputs", OTHER_SAMPLES["shuffled batches"].wrong)
def test_a_second_mistake_is_named_beside_them(inputs: str, tmp_path: Path) -> None:
    verdict = said(TWO_MISTAKES.source.replace("INPUTS", inputs), tmp_path)
    named = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert named == [("slope-of-activation", 16), ("other-activation", TWO_MISTAKES.line)]
