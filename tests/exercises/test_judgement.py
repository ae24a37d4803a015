"""What counts as right, and how far off an answer is."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger, Position
from xortui.exercises.exercise import Course, Exercise, Solution, kind_of, next_course, next_value, solve
from xortui.exercises.judgement import Given, Judgement, judged, significant_digits
from xortui.exercises.score import Score

ASKED = Exercise(Position(1, 0), asked="z1")
COURSE = Exercise(Position(1, 0), course=Course.STEP)


def refuse(text: str) -> float:
    raise ValueError(f"no expression: {text}")


def judge(text: str, value: float, exercise: Exercise = ASKED) -> Judgement:
    return judged(exercise, Solution(value), text, refuse)


@pytest.mark.parametrize(
    ("text", "value", "is_right"),
    [
        ("0.2356", 0.23555, True),
        ("0.24", 0.2356, True),  # rounded to two digits
        (".24", 0.2356, True),
        ("0.2", 0.2356, False),  # one digit says too little
        ("0.23", 0.2356, False),
        ("0.2340", 0.2356, True),  # within one per cent
        ("-0.0125", -0.01253, True),
        ("−0.0125", -0.01253, True),
        ("0.0125", -0.01253, False),
        ("1.3e-5", 0.0000129, True),
        ("1.3e−5", 0.0000129, True),
        ("0", 0.0, True),
        ("0.0001", 0.0, False),
        ("0", 0.0001, False),
        ("12", 12.4, True),
        ("12", 12.6, False),
        ("0,24", 0.2356, True),
        ("−0,0125", -0.01253, True),
        ("minus 0.0125", -0.01253, True),
    ],
)  # fmt: skip
def test_a_number_is_right_if_it_is_near_or_the_value_rounded(text: str, value: float, is_right: bool) -> None:
    found = judge(text, value)
    assert found.given is Given.NUMBER
    assert found.is_right == is_right


def test_how_far_off_is_told_with_its_sign() -> None:
    assert judge("0.5", 0.3).off == pytest.approx(0.2)
    assert judge("0.1", 0.3).off == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("text", "value", "is_right"),
    [("+", 0.3, True), ("-", 0.3, False), ("−", -2, True), ("positive", -2, False), ("zero", 0, True), ("+", 0, False)],
)
def test_a_sign_alone_is_an_answer(text: str, value: float, is_right: bool) -> None:
    found = judge(text, value)
    assert found.given is Given.SIGN
    assert found.is_right == is_right


@pytest.mark.parametrize(
    ("text", "rise", "is_right"),
    [("falls", -0.1, True), ("f", -0.1, True), ("Rises", -0.1, False), ("same", 0.0, True), ("+", 0.2, True)],
)
def test_a_loss_falls_rises_or_stays(text: str, rise: float, is_right: bool) -> None:
    assert judge(text, rise, COURSE).is_right == is_right


def test_an_expression_is_worked_out() -> None:
    found = judged(ASKED, Solution(0.25), "h1*(1-h1)", lambda text: {"h1*(1-h1)": 0.25}[text])
    assert found == Judgement(Given.NUMBER, is_right=True, guess=0.25)


@pytest.mark.parametrize("text", ["", "nonsense", "nan", "inf", "1e999", "1_0"])
def test_what_is_no_answer_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        judge(text, 1.0)


def test_what_may_be_a_thousand_is_no_number_with_a_comma() -> None:
    with pytest.raises(ValueError, match="no expression: 1,234"):
        judge("1,234", 1.234)


def test_no_course_is_refused_with_what_was_expected() -> None:
    with pytest.raises(ValueError, match="expected falls, rises or same, got"):
        judge("0.5", -0.1, COURSE)


def test_giving_up_is_not_right() -> None:
    assert judge("?", 1.0) == Judgement(Given.NOTHING, is_right=False)


@pytest.mark.parametrize(("text", "digits"), [("0.24", 2), ("-0.0125", 3), ("12", 2), ("1.30e-5", 3), ("0", 0)])
def test_significant_digits_are_counted_from_the_first_that_is_not_0(text: str, digits: int) -> None:
    assert significant_digits(text) == digits


class TestExercises:
    """What is asked for, and what is right."""

    def test_the_next_value_is_that_of_the_next_operation(self) -> None:
        debugger = Debugger("xor")
        assert next_value(debugger) == Exercise(Position(1, 0), asked="z1")
        debugger.step("sample")
        assert next_value(debugger) == Exercise(Position(2, 0), asked="z1")
        debugger.step()
        assert next_value(debugger) == Exercise(Position(2, 1), asked="h1")

    def test_the_solution_is_what_the_step_computes(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("7.13")
        exercise = next_value(debugger)
        solution = solve(exercise, debugger)
        debugger.step()
        assert solution.value == debugger.snapshot().value(exercise.asked)

    def test_a_step_is_followed_on_its_own_sample(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("7.20")
        exercise = next_course(debugger)
        solution = solve(exercise, debugger)
        assert debugger.position == Position(7, 20)
        debugger.go_to("7")
        after = debugger.snapshot()
        assert solution.before == after.value("C")
        (output,) = after.outputs(3)
        assert solution.after == pytest.approx(0.5 * (output - 1) ** 2)

    def test_an_epoch_is_followed_by_its_mean(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("e2")
        exercise = next_course(debugger)
        assert exercise.course is Course.EPOCH
        solution = solve(exercise, debugger)
        assert solution.before == debugger.timeline.mean_loss(2)
        assert solution.after == debugger.timeline.mean_loss(3)
        assert debugger.position == debugger.route.parse("e2")

    def test_at_the_end_of_time_nothing_is_asked(self) -> None:
        debugger = Debugger("diverging")
        debugger.go_to("100000")
        with pytest.raises(ValueError, match="training diverged"):
            next_value(debugger)

    def test_factors_of_one_kind_are_counted_together(self) -> None:
        by_target = Debugger("xor").timeline.program.by_target
        assert kind_of(by_target["∂h1/∂z1"]) == kind_of(by_target["∂h2/∂z2"]) == "∂h/∂z"
        assert kind_of(by_target["w3"]) == "w ←"


def test_the_score_is_kept_by_kind() -> None:
    score = Score([("z", 1, 2)])
    score.note("∂h/∂z", is_right=True)
    score.note("z", is_right=False)
    assert score.rows == (("z", 1, 3), ("∂h/∂z", 1, 1))
    assert score.lines() == ["2 of 4 right", "z: 1 of 3", "∂h/∂z: 1 of 1"]
    assert score.weakest == "z: 1 of 3"
    assert Score([("z", 2, 2)]).weakest == ""
