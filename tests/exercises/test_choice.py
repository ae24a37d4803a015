"""Choices: answered by letter, or by words that only one answer has."""

from __future__ import annotations

import pytest

from xortui.exercises.choice import Choice

WAY = Choice("Which way?", ("up", "`down`, by a little", "nowhere: it stays"), 1)


@pytest.mark.parametrize(
    ("typed", "place"), [("b", 1), ("B", 1), ("up", 0), ("Down", 1), ("a little", 1), ("stays.", 2), ("it stays", 2)]
)
def test_words_of_one_answer_are_that_answer(typed: str, place: int) -> None:
    judgement = WAY.judged(typed)
    assert judgement.guess == place
    assert judgement.is_right == (place == 1)


@pytest.mark.parametrize("typed", ["", "d", "sideways", "up stays", "!"])
def test_what_no_answer_has_is_refused_in_a_line(typed: str) -> None:
    with pytest.raises(ValueError, match="expected a, b or c, or its words, or \\? for the answer, got"):
        WAY.judged(typed)


def test_words_that_two_answers_have_name_none_unless_they_are_all_of_one() -> None:
    choice = Choice("Will it learn?", ("yes", "yes, but late"), 0)
    assert choice.judged("yes").guess == 0
    assert choice.judged("but late").guess == 1
    with pytest.raises(ValueError, match="or its words"):
        Choice("Will it?", ("it rises", "it falls"), 0).judged("it")
