"""Stops are found again: after going back, after experiments of one's own, and in a session that is resumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.test_practising import Desk
from tests.exercises.pictures import everything
from xortui.commands.layout import read_layout
from xortui.commands.practising import answer_value
from xortui.commands.touring import start_tour
from xortui.debugger import Position
from xortui.debugger.session import SessionWriter, resume
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.problems.table import Table
from xortui.tours.opening import debugger_of
from xortui.tours.reading import read_tour

LESSON = """\
---
title: A lesson
problem: xor
---
## One
go: 1.7
The answer is {yhat}.
ask: value
It is {dC/dyhat at 1.8}.
## Two
go: 1
edit: w5 = 1
go: e2
w5 is {w5}.
## Three
go: original 5
look: weights w6
w5 is {w5}, and `{key edit}` edits it.
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    Path("lesson.md").write_text(LESSON, "utf-8")
    desk = Desk()
    start_tour(desk.bench, "lesson.md")
    return desk


def resumed(desk: Desk) -> Desk:
    """Return a desk at which its session is gone on with."""
    text = SessionWriter(desk.debugger).text(desk.bench.layout.document())
    debugger, table = resume(json.loads(text))
    other = Desk()
    other.debugger = debugger
    other.bench = type(desk.bench)(debugger)
    other.bench.restore(read_layout(table, debugger.problem.network))
    return other


def paragraphs(desk: Desk) -> tuple[str, ...]:
    page = desk.bench.tour_page()
    assert page is not None
    return page.paragraphs


def test_a_stop_is_gone_to_and_its_numbers_are_filled_in(desk: Desk) -> None:
    assert desk.debugger.position == Position(1, 7)
    assert paragraphs(desk) == ("The answer is 0.2927.",)


def test_what_follows_the_question_is_told_when_it_is_answered(desk: Desk) -> None:
    assert desk.bench.practice.is_open
    answer_value(desk.bench, "0.29")
    page = desk.bench.tour_page()
    assert page is not None
    assert (page.paragraphs, page.after) == (("The answer is 0.2927.",), ("It is 0.2927.",))
    desk.press("tour", back=True)
    assert desk.debugger.position == Position(1, 8)  # the first stop: there is none before it
    assert desk.bench.is_refusal


def test_going_on_covers_nothing_any_more(desk: Desk) -> None:
    desk.press("tour")
    assert not desk.bench.practice.is_open
    assert desk.debugger.cover is None
    desk.press("tour", back=True)
    assert desk.bench.practice.is_open


def test_a_fork_of_the_tour_is_made_once(desk: Desk) -> None:
    desk.press("tour")
    assert desk.debugger.fork.number == 1
    assert paragraphs(desk)[0].startswith("w5 is 1.0")
    desk.press("tour")
    assert desk.debugger.fork.number == 0
    desk.press("tour", back=True)
    assert desk.debugger.fork.number == 1
    assert len(desk.debugger.forks) == 2


def test_experiments_are_forks_and_the_way_back_returns_to_the_stop(desk: Desk) -> None:
    desk.press("tour")
    desk.press("tour")
    here = desk.debugger.position
    desk.press("epoch")
    desk.debugger.edit("w1", 3.0)
    assert "returns here" in desk.bench.tour_page().then[0]  # type: ignore[union-attr]  # it is played
    desk.press("tour", back=True)
    assert (desk.debugger.fork.number, desk.debugger.position) == (0, here)
    assert desk.bench.tour is not None
    assert desk.bench.tour.place == 2
    assert len(desk.debugger.forks) == 3


def test_the_way_back_from_experiments_behind_an_answer_returns_to_the_stop_too(desk: Desk) -> None:
    desk.press("tour")
    desk.press("tour", back=True)
    answer_value(desk.bench, "0.29")
    assert not desk.bench.tour.is_away  # type: ignore[union-attr]  # the answer stands there
    desk.press("epoch")
    assert "returns here" in desk.bench.tour_page().then[0]  # type: ignore[union-attr]  # it is played
    desk.press("tour", back=True)
    assert not desk.bench.is_refusal
    assert desk.debugger.position == Position(1, 7)


def test_the_last_stop_does_not_promise_to_go_on(desk: Desk) -> None:
    desk.press("tour")
    desk.press("tour")
    desk.press("epoch")
    page = desk.bench.tour_page()
    assert page is not None
    assert page.then == ("the end; tour.back returns here", "tour.back returns")


def test_a_stop_without_a_question_says_so_and_stays(desk: Desk) -> None:
    desk.press("tour")
    here = desk.debugger.position
    told = "this stop of the tour asks nothing: tour goes on; operation, then guess, asks for a value"
    assert desk.press("guess") == told
    assert desk.bench.is_refusal
    assert not desk.front.told
    assert desk.debugger.position == here
    with pytest.raises(ValueError, match="this stop of the tour asks nothing"):
        answer_value(desk.bench, "0.3")
    assert not desk.bench.practice.is_open
    desk.press("operation")
    assert desk.press("guess").startswith("What is ")


def test_a_stop_whose_question_is_answered_says_so(desk: Desk) -> None:
    answer_value(desk.bench, "0.29")
    assert desk.press("guess").startswith("the question of this stop is answered: tour goes on; ")


def test_where_a_stop_reveals_the_mistake_nobody_is_told_before(tmp_path: Path) -> None:
    text = LESSON.replace("problem: xor", "problem: xor\nmistake: slope-missing")
    tour, _ = read_tour("lesson", text, str(tmp_path))
    assert tour is not None
    assert not debugger_of(tour).hides_mistakes
    tour, _ = read_tour("lesson", text.replace("go: original 5", "go: original 5\nreveal: mistake"), str(tmp_path))
    assert tour is not None
    assert debugger_of(tour).hides_mistakes


def test_where_the_fork_of_a_stop_was_undone_it_is_made_again(desk: Desk) -> None:
    desk.press("tour")
    desk.debugger.undo()
    desk.press("tour", back=True)
    assert desk.bench.tour is not None
    assert desk.bench.tour.place == 1
    assert paragraphs(desk)[0].startswith("w5 is 1.0")


def test_leaving_closes_the_pane_and_the_tour_comes_back(desk: Desk) -> None:
    desk.press("leave")
    assert desk.bench.tour_page() is None
    assert not desk.bench.practice.is_open
    desk.press("sample")
    desk.press("tour")
    assert desk.bench.tour_page() is not None
    assert desk.debugger.position == Position(1, 7)
    desk.press("leave")
    desk.press("leave")
    assert desk.bench.tour_page() is not None


def test_what_is_to_be_looked_at_is_chosen(desk: Desk) -> None:
    desk.press("tour")
    desk.press("tour")
    assert desk.bench.pane_wanted == "weights"
    assert desk.bench.view.parameter == "w6"
    assert paragraphs(desk)[0].endswith("and `edit` edits it.")


def test_a_session_goes_on_at_the_stop(desk: Desk) -> None:
    desk.press("tour")
    desk.press("operation")
    other = resumed(desk)
    assert other.debugger.position == desk.debugger.position
    assert other.bench.layout.tour == desk.bench.layout.tour
    assert paragraphs(other) == paragraphs(desk)
    other.press("tour", back=True)
    assert len(other.debugger.forks) == 2


def test_a_session_goes_on_at_the_answer_to_a_value(desk: Desk) -> None:
    answer_value(desk.bench, "0.29")
    other = resumed(desk)
    assert other.bench.tour_page() == desk.bench.tour_page()
    assert not other.bench.tour.is_away  # type: ignore[union-attr]  # it is played


def test_a_session_whose_tour_is_gone_says_so_and_goes_on(desk: Desk) -> None:
    layout = desk.bench.layout
    Path("lesson.md").unlink()
    other = Desk()
    other.bench.restore(layout)
    assert other.bench.tour is None
    assert other.bench.message.startswith("the tour can't go on: ")
    assert other.bench.message.endswith("lesson.md: cannot be read: No such file or directory")


@pytest.mark.parametrize(
    "tour",
    [
        {"name": "lesson.md", "stop": 9},
        {"name": "lesson.md", "stop": 0, "stands": [[0, 7, 1, 1]]},
        {"name": "lesson.md", "stop": 0, "stands": [[0, 0, 1, 99]]},
    ],
)
def test_a_session_that_tells_of_a_stop_that_is_not_there_goes_on(desk: Desk, tour: dict[str, object]) -> None:
    document = desk.bench.layout.document() | {"tour": tour}
    other = Desk()
    other.bench.restore(read_layout(Table(document, "screen"), other.bench.program.network))
    page = other.bench.tour_page()
    assert page is not None or other.bench.is_refusal


@pytest.mark.usefixtures("desk")
def test_a_tour_of_another_problem_is_refused() -> None:
    other = Desk("mazur")
    with pytest.raises(ValueError, match=r"A lesson is about xor; xortui tour lesson\.md opens it"):
        start_tour(other.bench, "lesson.md")


def test_a_fault_that_is_found_while_it_is_played_is_told_in_its_place(desk: Desk) -> None:
    Path("lesson.md").write_text(LESSON.replace("{w5}.", "{w99}."), "utf-8")
    start_tour(desk.bench, "lesson.md")
    desk.press("tour")
    assert paragraphs(desk)[0].startswith("✗ line 14 of the tour: ")


QUESTION = """\
---
title: A lesson
problem: xor
---
## One
go: e10
edit: b3 = -5
go: e11
look: loss
The bias was edited.
ask: What did that do to the loss?
- [x] it rose <!-- loss > {loss at e10} -->
- [ ] it fell
It is {loss}.
## Two
go: original 1.20
A factor.
ask: Is it negative?
- [ ] yes <!-- dC/dyhat < 0 -->
- [x] no <!-- dC/dyhat > 0 -->
"""


class TestChoices:
    """What a question of a tour's own covers, and what is left of it when it is answered."""

    @pytest.fixture
    def asked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
        monkeypatch.chdir(tmp_path)
        Path("lesson.md").write_text(QUESTION, "utf-8")
        desk = Desk()
        start_tour(desk.bench, "lesson.md")
        return desk

    def test_the_loss_that_is_asked_for_stands_nowhere(self, asked: Desk) -> None:
        told = "0.2458"  # of epoch 11
        assert all(told not in text for text in everything(asked.bench).values())
        answer_value(asked.bench, "b")
        assert told in everything(asked.bench)["loss 150"]

    def test_a_value_that_is_asked_for_is_computed_when_it_is_answered(self, asked: Desk) -> None:
        asked.press("tour")
        assert asked.debugger.position == Position(1, 7)  # ∂C/∂ŷ is the eighth
        assert not asked.bench.tour.is_away  # type: ignore[union-attr]
        answer_value(asked.bench, "b")
        assert asked.debugger.position == Position(1, 20)

    def test_the_question_stays_with_its_answers_marked(self, asked: Desk) -> None:
        answer_value(asked.bench, "b")
        page = asked.bench.tour_page()
        assert page is not None
        assert page.question == "What did that do to the loss?"
        assert page.options == ("a) it rose ✓", "b) it fell ✗")
        assert page.after == ("It is 0.2458.",)

    def test_a_value_stays_with_what_was_answered(self, desk: Desk) -> None:
        answer_value(desk.bench, "0.5")
        page = desk.bench.tour_page()
        assert page is not None
        assert page.question == "What is ∂C/∂ŷ? 0.5 ✗ 0.2927 ✓"

    def test_a_question_is_not_there_elsewhere_and_there_again_at_the_stop(self, asked: Desk) -> None:
        asked.press("sample")
        page = asked.bench.tour_page()
        assert page is not None
        assert (page.question, page.options) == ("", ())
        asked.press("tour", back=True)
        page = asked.bench.tour_page()
        assert page is not None
        assert page.question.startswith("What did that do to the loss?")
        assert asked.bench.practice.is_open

    def test_an_answer_is_to_the_question_though_that_was_withdrawn(self, asked: Desk) -> None:
        asked.press("about")
        assert not asked.bench.practice.is_open
        answer_value(asked.bench, "b")
        assert asked.bench.tour.answered == (0,)  # type: ignore[union-attr]  # it is played

    def test_a_session_keeps_the_answers(self, asked: Desk) -> None:
        answer_value(asked.bench, "b")
        assert resumed(asked).bench.tour_page() == asked.bench.tour_page()

    def test_where_nothing_is_covered_all_stays_to_be_looked_up(self, asked: Desk) -> None:
        Path("lesson.md").write_text(QUESTION.replace("ask: Is", "covers: nothing\nask: Is"), "utf-8")
        start_tour(asked.bench, "lesson.md")
        asked.press("tour")
        assert asked.debugger.position == Position(1, 20)
        assert asked.debugger.cover is None
        assert asked.bench.practice.is_open


COMPARED = """\
---
title: A lesson
problem: xor
---
## One
go: e2
edit: w5 = 1
go: e5
compare: original
look: chain_rule
Two histories.
ask: Which of them is better?
- [x] this one
- [ ] the other
"""


class TestComparisons:
    """Two histories at a stop with a question: they are what the question is about."""

    @pytest.fixture
    def asked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
        monkeypatch.chdir(tmp_path)
        Path("lesson.md").write_text(COMPARED, "utf-8")
        desk = Desk()
        desk.debugger.go_to("e20")
        start_tour(desk.bench, "lesson.md")
        return desk

    def test_they_are_compared_while_it_is_asked_and_nothing_later_is_told(self, asked: Desk) -> None:
        assert asked.bench.practice.is_open
        comparison = asked.bench.comparison()
        assert comparison is not None
        assert [curve.steps for curve in comparison.losses] == [20, 20]
        answer_value(asked.bench, "a")
        comparison = asked.bench.comparison()
        assert comparison is not None
        assert [curve.steps for curve in comparison.losses] == [20, 80]

    def test_a_loss_that_is_asked_for_is_not_compared(self, asked: Desk) -> None:
        Path("lesson.md").write_text(COMPARED.replace("ask:", "covers: loss\nask:"), "utf-8")
        start_tour(asked.bench, "lesson.md")
        assert asked.bench.comparison() is None
        assert asked.press("compare") == ""  # it withdraws the question, and shows both
        assert asked.bench.comparison() is not None

    def test_it_closes_and_opens_beside_the_question(self, asked: Desk) -> None:
        asked.press("compare")
        assert asked.bench.comparison() is None
        assert asked.bench.practice.is_open
        asked.press("compare")
        assert asked.bench.comparison() is not None
        assert asked.bench.practice.is_open
        asked.press("operation")
        assert not asked.bench.practice.is_open


CHOOSING = """\
---
title: A lesson
problem: xor
---
## One
go: 1.7
The answer is there.
ask: What comes next?
- [x] the backward pass
- [ ] the update
"""


@pytest.mark.parametrize(("language", "kind"), [(ENGLISH, "multiple choice"), ("de", "Fragen zum Ankreuzen")])
def test_the_score_says_what_kind_of_question_it_was(
    language: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("choosing.md").write_text(CHOOSING, "utf-8")
    choose_language(language)
    try:
        desk = Desk()
        start_tour(desk.bench, "choosing.md")
        answer_value(desk.bench, "b")
        assert f"({kind}: 0 " in desk.bench.message
        assert desk.bench.practice.score.lines()[1].startswith(f"{kind}: 0 ")
    finally:
        choose_language(ENGLISH)
