"""What is typed and told in German, where somebody answers a question."""

from __future__ import annotations

import pytest

from tests.commands.test_practising import Desk
from tests.exercises.test_judgement import COURSE, judge
from xortui.commands.command import answer
from xortui.commands.practising import ANSWER
from xortui.debugger.comparison import compare
from xortui.render.comparison import comparison_rows
from xortui.render.row import plain

pytestmark = pytest.mark.usefixtures("german")


def test_what_is_wrong_with_an_answer_is_told_in_german_from_its_first_word() -> None:
    desk = Desk(at="1.7")
    desk.press("guess")
    assert not answer(desk.bench, ANSWER, "quatsch")
    assert desk.bench.message == "raten: 'quatsch' gibt es hier nicht (bei Zeichen 1)"


@pytest.mark.parametrize("text", ["positiv", "positive", "+"])
def test_a_sign_may_be_named_in_german_or_in_english(text: str) -> None:
    assert judge(text, 0.3).is_right


@pytest.mark.parametrize("text", ["fällt", "falls", "f", "fäll"])
def test_so_may_what_a_loss_does(text: str) -> None:
    assert judge(text, -0.1, COURSE).is_right


def test_a_parameter_that_is_the_same_in_both_forks_is_said_to_be_so() -> None:
    desk = Desk(at="1")
    desk.debugger.edit("w1", 1.0)
    shown = [plain(row).rstrip() for row in comparison_rows(compare(desk.debugger, 1, 0, 1), desk.bench.view, 80, 14)]
    assert any(row.endswith("    gleich") for row in shown)
    assert not any(row.endswith("same") for row in shown)
