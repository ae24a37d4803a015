"""Commands that ask before they show: for the next value, whether the loss falls, and a whole sheet of exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.commands.command import Command, Way
from xortui.commands.moving import whole
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.exercises.score import kind_told
from xortui.language.phrase import phrase
from xortui.render.fitting import fitting_or_last
from xortui.render.wording import verbatim, worded

if TYPE_CHECKING:
    from xortui.tours.player import Player

MAX_TOLD = 156
"""Characters of news about an answer: two rows of a usual screen."""
DEFAULT_QUESTIONS = 10
MAX_QUESTIONS = 100


def _ask_value(bench: Workbench) -> None:
    """Ask the question that is open once more, or the next of a sheet, or for the next value."""
    practice = bench.practice
    player = _tour_that_asks(bench)
    refusal = _stop_without_question(bench)
    if not practice.is_open and player is not None:
        practice.open_at_stop(player.question())
    if practice.is_open:
        _say(bench, practice.question)
    elif practice.has_sheet:
        _try(bench, of_sheet=True)
    elif refusal:
        bench.say(refusal, is_refusal=True)
    else:
        bench.follow_position()
        _try(bench)


def _try(bench: Workbench, *, of_sheet: bool = False) -> None:
    bench.playback.pause()
    try:
        question = bench.practice.ask_of_sheet() if of_sheet else bench.practice.ask_value()
    except ValueError as error:
        bench.say(verbatim(str(error)), is_refusal=True)
        return
    _say(bench, question)


def _ask_course(bench: Workbench) -> None:
    bench.playback.pause()
    bench.follow_position()
    try:
        question = bench.practice.ask_course()
    except ValueError as error:
        bench.say(verbatim(str(error)), is_refusal=True)
        return
    _say(bench, question)


def _say(bench: Workbench, question: str) -> None:
    bench.say(verbatim(question))


def answer_value(bench: Workbench, text: str) -> None:
    """Judge an answer to the question that is open; where none is, to the one about the next value.

    Raises:
        ValueError: if the text is no answer, or nothing comes next.
    """
    if not bench.practice.is_open:
        player = _tour_that_asks(bench)
        refusal = _stop_without_question(bench)
        if player is not None:
            bench.practice.open_at_stop(player.question())
        elif refusal:
            raise ValueError(worded(refusal, bench.name_of))
        else:
            bench.practice.ask_value()
    _answer(bench, text)


def answer_course(bench: Workbench, text: str) -> None:
    """Judge an answer to the question that is open; where none is, to the one whether the loss falls.

    Raises:
        ValueError: if the text is no answer, or nothing comes next.
    """
    if not bench.practice.is_open:
        bench.practice.ask_course()
    _answer(bench, text)


def _answer(bench: Workbench, text: str) -> None:
    # Loaded when first wanted: most people are not asked anything.
    from xortui.exercises.judgement import GIVE_UP
    from xortui.render.tour import GivenAnswer

    practice = bench.practice
    is_of_tour = _is_of_tour(bench)
    was_last = practice.sheet is not None and practice.sheet.is_done
    outcome = practice.answer(text)
    bench.follow_position()
    if bench.tour is not None and is_of_tour:
        given = "" if outcome.given == GIVE_UP else outcome.given
        bench.tour.note_answer(GivenAnswer(given, outcome.right, is_right=outcome.is_right))
    then = f" ({kind_told(outcome.kind)}: {outcome.tally})"
    if outcome.comes_again:
        then += phrase("; one like it comes again")
    if practice.has_sheet:
        then += phrase("; {guess} goes on")
    elif practice.sheet is not None and was_last:
        practice.sheet = None
        total = practice.score.total
        weakest = practice.score.weakest
        then += phrase("; the sheet is done: {total} right", total=total)
        if weakest:
            then += phrase(", weakest {weakest}", weakest=weakest)
    told = fitting_or_last(outcome.told, MAX_TOLD - len(then))
    bench.say(f"{verbatim(told)}{then}")


def _tour_that_asks(bench: Workbench) -> Player | None:
    """Return the tour, if one stands at a stop of it whose question is not answered yet."""
    player = bench.tour
    if player is None or player.is_left or player.is_away or not player.has_question:
        return None
    return player


def _stop_without_question(bench: Workbench) -> str:
    """Return why nothing can be asked at this stop of a tour, as a wording; empty if something can."""
    player = bench.tour
    if player is None or player.is_left or player.is_away or player.has_question:
        return ""
    then = phrase("{operation}, then {guess}, asks for a value")
    if not player.is_last:
        then = phrase("{tour} goes on; {operation}, then {guess}, asks for a value")
    if player.stop.asked is None:
        return phrase("this stop of the tour asks nothing: {then}", then=then)
    return phrase("the question of this stop is answered: {then}", then=then)


def _is_of_tour(bench: Workbench) -> bool:
    """Say whether the question that is open is that of the tour's stop."""
    player = _tour_that_asks(bench)
    return player is not None and player.question() in (bench.practice.exercise, bench.practice.choice)


def begin_sheet(bench: Workbench, text: str) -> None:
    """Begin a sheet of so many exercises, and of a number if one is given behind it.

    Raises:
        ValueError: if the text says no number of exercises, or there is nothing to ask.
    """
    count, _, number = text.strip().partition(" ")
    questions = (
        whole(count, phrase("how many questions, from 1 to {most}", most=MAX_QUESTIONS)) if count else DEFAULT_QUESTIONS
    )
    if not 1 <= questions <= MAX_QUESTIONS:
        raise ValueError(
            phrase("expected from 1 to {most} questions, got {questions}", most=MAX_QUESTIONS, questions=questions)
        )
    sheet = whole(number, phrase("the number of a sheet, such as 2")) if number else 1
    bench.playback.pause()
    bench.follow_position()
    question = bench.practice.begin_sheet(questions, sheet)
    bench.say(f"{verbatim(question)} {phrase('{guess} answers')}")


def _begin_default_sheet(bench: Workbench) -> None:
    try:
        begin_sheet(bench, "")
    except ValueError as error:
        bench.say(verbatim(str(error)), is_refusal=True)


def _hint(bench: Workbench) -> str:
    return bench.practice.hint


ANSWER = Question(
    name="guess",
    hint="a number, h1*(1-h1), + or −, or ? for the answer",
    answer=answer_value,
    hint_now=_hint,
    is_told=True,
)
WHETHER_IT_FALLS = Question(
    name="falls",
    hint="falls, rises or same, or ? for the answer",
    answer=answer_course,
    hint_now=_hint,
    is_told=True,
)
SHEET = Question(
    name="quiz",
    hint="how many questions, and which sheet: 10 2",
    answer=begin_sheet,
)

PRACTISING = (
    Command(
        id="guess",
        label="guess",
        forth=Way(
            description="Guess the value that comes next, before it is shown; in a quiz, the next question",
            run=_ask_value,
            asks=ANSWER,
        ),
        back=Way(
            description="Guess whether the loss falls: with this step, or from one epoch to the next",
            run=_ask_course,
            asks=WHETHER_IT_FALLS,
        ),
        keeps_question=True,
    ),
    Command(
        id="quiz",
        label="quiz",
        forth=Way(
            description="Ask ten questions about this training, one after the other, and count the right answers",
            run=_begin_default_sheet,
            takes=SHEET,
        ),
    ),
)
