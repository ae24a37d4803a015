"""Guessing what comes next: asked, covered, judged, and withdrawn by whatever moves on."""

from __future__ import annotations

import pytest

from tests.commands.benches import NoScreen
from xortui.commands.layout import read_layout
from xortui.commands.practising import answer_value, begin_sheet
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger, Position
from xortui.problems.table import Table


class Desk:
    """A workbench, and a front end that shows nothing."""

    def __init__(self, name: str = "xor", at: str = "0") -> None:
        self.debugger = Debugger(name)
        self.debugger.go_to(at)
        self.bench = Workbench(self.debugger)
        self.front = NoScreen()

    def press(self, command: str, *, back: bool = False) -> str:
        COMMANDS[command].obey(self.bench, self.front, back=back)
        return self.bench.message


def test_guessing_stands_before_the_next_value_and_covers_it() -> None:
    desk = Desk(at="1.7")
    assert desk.press("guess") == "What is ∂C/∂ŷ? How much does C change when ŷ changes?"
    assert desk.debugger.cover is not None
    assert desk.debugger.position == Position(1, 7)
    assert len(desk.front.told) == 1


def test_the_hint_has_an_expression_of_this_network() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    assert desk.bench.practice.hint == "a number, h1*(1-h1), + or −, or ? for the answer"
    desk = Desk("adam", at="1.3")
    desk.press("guess")
    assert desk.bench.practice.hint == "a number, 2*w1, + or −, or ? for the answer"


def test_between_two_steps_the_next_one_is_begun() -> None:
    desk = Desk(at="1")
    desk.press("guess")
    assert desk.debugger.position == Position(2, 0)


def test_an_answer_is_judged_and_then_it_is_shown() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    answer_value(desk.bench, "0.3")
    assert (
        desk.bench.message
        == "✗ Not right, 0.0073 too high (2.5 %). ∂C/∂ŷ = ŷ − y = 0.2927 − 0 = 0.2927 (∂C/∂ŷ: 0 of 1)"
    )
    assert desk.debugger.position == Position(1, 8)
    assert desk.debugger.cover is None
    answer_value(desk.bench, "yhat*(1-yhat)")
    assert desk.bench.message == "✓ Right. ∂ŷ/∂z3 = ŷ·(1 − ŷ) = 0.2927·(1 − 0.2927) = 0.2070 (∂ŷ/∂z: 1 of 1)"
    assert desk.bench.practice.score.lines() == ["1 of 2 right", "∂C/∂ŷ: 0 of 1", "∂ŷ/∂z: 1 of 1"]


def test_how_a_machine_rounds_is_not_called_off() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    answer_value(desk.bench, repr(right_answer(desk) * (1 + 1e-14)))
    assert desk.bench.message.startswith("✓ Right. ∂C/∂ŷ = ")


def test_an_answer_that_is_very_near_is_told_in_a_few_letters() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    answer_value(desk.bench, repr(right_answer(desk) * (1 + 1e-7)))
    assert "too high (under 0.001 %). " in desk.bench.message


def test_what_is_no_answer_leaves_the_question_open() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    for text in ("", "h9", "dC/dw1", "dC/dyhat", "(", "{goto}"):
        with pytest.raises(ValueError, match=r"^[^\n]+$"):
            answer_value(desk.bench, text)
    assert desk.bench.practice.is_open
    assert desk.bench.practice.score.total.asked == 0


def test_the_loss_of_a_step_falls() -> None:
    desk = Desk(at="1.7")
    assert desk.press("guess", back=True) == "Does C of this sample fall with this step's update?"
    answer_value(desk.bench, "rises")
    assert desk.bench.message == "✗ Not right. C of this sample falls: 0.0428, then 0.0397 (loss over a step: 0 of 1)"
    assert desk.debugger.position == Position(1, 45)


def test_at_the_end_of_an_epoch_the_next_one_is_asked_about() -> None:
    desk = Desk(at="e1")
    assert desk.press("guess", back=True) == "Does the mean of C fall in the next epoch?"
    answer_value(desk.bench, "f")
    assert desk.bench.message.startswith("✓ Right. The mean of C falls: ")
    assert desk.debugger.position == desk.debugger.route.parse("e2")


@pytest.mark.parametrize("command", ["operation", "sample", "epoch", "goto", "about", "compare", "export", "edit"])
def test_what_moves_on_or_tells_more_withdraws_the_question(command: str) -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    desk.press(command)
    assert desk.debugger.cover is None
    assert not desk.bench.practice.is_open


@pytest.mark.parametrize("command", [command.id for command in COMMANDS.values() if command.is_about_picture])
def test_what_only_changes_the_picture_keeps_it(command: str) -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    desk.press(command)
    assert desk.bench.practice.is_open


def test_at_the_end_of_time_it_is_said_that_nothing_comes() -> None:
    desk = Desk("diverging", at="100000")
    assert desk.press("guess").endswith("nothing comes next")
    assert desk.bench.is_refusal
    assert not desk.front.told


def test_no_question_can_be_asked_of_a_value_that_is_not_finite() -> None:
    desk = Desk("diverging", at="100000")
    end = desk.debugger.position
    desk.debugger.back()
    desk.press("guess")
    answer_value(desk.bench, "?")
    assert desk.debugger.position == end


class TestSheets:
    """Ten questions one after the other."""

    def test_a_sheet_ends_with_the_score(self) -> None:
        desk = Desk()
        begin_sheet(desk.bench, "2")
        assert desk.bench.message.startswith("1 of 2: What is ")
        answer_value(desk.bench, "?")
        assert "; one like it comes again; guess goes on" in desk.bench.message
        while desk.bench.practice.has_sheet:
            assert " of 4: " in desk.press("guess") or " of 3: " in desk.bench.message or "5: " in desk.bench.message
            answer_value(desk.bench, str(right_answer(desk)))
        assert "the sheet is done: " in desk.bench.message
        assert desk.bench.practice.sheet is None

    @pytest.mark.parametrize("text", ["0", "101", "ten", "-1", "1 x", "99999999999999999999"])
    def test_a_number_of_questions_that_cannot_be_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="expected"):
            begin_sheet(Desk().bench, text)


def right_answer(desk: Desk) -> float:
    from xortui.exercises.exercise import solve

    exercise = desk.bench.practice.exercise
    assert exercise is not None
    assert exercise.course is None
    return solve(exercise, desk.debugger).value


def test_a_session_keeps_the_score() -> None:
    desk = Desk()
    answer_value(desk.bench, "1")
    document = desk.bench.layout.document()
    assert document["score"] == [["z", 0, 1]]
    layout = read_layout(Table(document, "screen"), desk.bench.program.network)
    other = Desk()
    other.bench.restore(layout)
    answer_value(other.bench, "1")
    assert other.bench.practice.score.rows == (("z", 0, 2),)


def test_a_score_that_cannot_be_is_refused_in_a_line() -> None:
    document = Desk().bench.layout.document() | {"score": [["z", 2, 1]]}
    with pytest.raises(ValueError, match="score: expected a list"):
        read_layout(Table(document, "screen"), Desk().bench.program.network)
