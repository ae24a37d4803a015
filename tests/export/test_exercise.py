"""The exercise: a sheet gives nothing away, and its key answers the same questions with the program's values."""

from __future__ import annotations

import re

import pytest

from xortui.core.expression import Constant, Name, names
from xortui.debugger import Debugger
from xortui.export import export_text
from xortui.export.exercise import MAX_IN_A_PART, exercise
from xortui.export.markdown_exercise import BLANK


def at(problem: str, position: str) -> Debugger:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger


PLACES = [("xor", "1"), ("xor", "e100"), ("mazur", "1"), ("xor", "7.20")]
WITH_LEFT_VALUES = [("adam", "30"), ("dropout", "5"), ("spiral", "30")]


@pytest.mark.parametrize(("problem", "position"), PLACES)
def test_the_answers_are_the_values_of_the_step(problem: str, position: str) -> None:
    found = exercise(at(problem, position))
    snapshot = found.derivation.snapshot
    for part in found.parts:
        for _, equation in part.questions:
            value = snapshot.value(equation.target)
            assert value is not None
            assert float(equation.value) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(("problem", "position"), [*PLACES, *WITH_LEFT_VALUES])
@pytest.mark.parametrize("kind", ["", "-latex"])
def test_a_sheet_has_no_answer_and_its_key_has_every_one(problem: str, position: str, kind: str) -> None:
    debugger = at(problem, position)
    sheet = export_text(debugger, f"sheet{kind}")
    key = export_text(debugger, f"key{kind}")
    found = exercise(debugger)
    derivation = found.derivation
    given = {value for _, value in (*derivation.sample, *derivation.settings, *found.given)}
    given |= set(derivation.start.values())
    told = set(re.findall(r"\d\.\d+|\d+", sheet))
    for part in found.parts:
        for number, equation in part.questions:
            assert f"{number}." in sheet
            assert f"{number}." in key
            answer = equation.value.lstrip("-").partition("e")[0]
            if equation.value not in given and len(answer) > 4:
                assert answer not in told, equation.target
                assert answer in key


def test_a_blank_is_a_line_and_no_rule() -> None:
    sheet = export_text(at("xor", "1"), "sheet")
    found = exercise(at("xor", "1"))
    assert sheet.count(BLANK) == 2 * found.count
    assert f"{found.count} questions." in sheet


def test_a_large_network_is_asked_in_part() -> None:
    found = exercise(Debugger("xor", hidden=(16, 16)))
    assert all(len(part.questions) <= MAX_IN_A_PART for part in found.parts)
    assert len(found.parts) >= 5


def test_every_brace_of_the_latex_sheet_is_closed() -> None:
    for problem, position in PLACES:
        for kind in ("sheet-latex", "key-latex"):
            text = export_text(at(problem, position), kind).replace(r"\{", "").replace(r"\}", "")
            assert text.count("{") == text.count("}")
            assert text.count(r"\begin{") == text.count(r"\end{")
            assert text.count("$") % 2 == 0


@pytest.mark.parametrize("problem", ["xor", "mazur", "adam", "dropout", "spiral", "iris", "xor-skip", "overfitting"])
def test_each_question_is_answered_from_what_the_sheet_tells(problem: str) -> None:
    found = exercise(at(problem, "30"))
    derivation = found.derivation
    told = {name for name, _ in (*derivation.sample, *derivation.settings, *found.given)} | set(derivation.start)
    for part in found.parts:
        for _, equation in part.questions:
            for name in names(equation.expression):
                operation = derivation.snapshot.program.by_target.get(name)
                is_read_off = operation is not None and isinstance(operation.expression, Name | Constant)
                assert name in told or is_read_off, f"{equation.target} needs {name}"
            told.add(equation.target)


def test_what_earlier_steps_have_left_is_given_as_it_was_before_the_step() -> None:
    debugger = at("adam", "30")
    before = debugger.snapshot(debugger.route.end_of(29))
    given = dict(exercise(debugger).given)
    left = [name for name in given if name.endswith("(w1)")]
    assert len(left) == 3
    for name in left:
        assert float(given[name]) == pytest.approx(before.value(name), rel=1e-5)


def test_what_is_given_stands_on_the_sheet_and_on_its_key() -> None:
    for name in ("sheet", "key", "sheet-latex", "key-latex"):
        assert "What is given besides:" in export_text(at("adam", "30"), name)
        assert "What is given besides:" not in export_text(at("xor", "1"), name)
