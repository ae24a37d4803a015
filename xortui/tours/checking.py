"""Checking a tour: it is played to its end, and what no longer holds is told with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress

from xortui.debugger import START, Debugger
from xortui.debugger.comparison import parting as parting_of
from xortui.debugger.expressions import COUNTERS
from xortui.debugger.forks import MENDED
from xortui.exercises.choice import LETTERS
from xortui.exercises.exercise import Exercise
from xortui.problems import Problem
from xortui.render.tour import STEADY_LINES, GivenAnswer, page_lines
from xortui.tours.covers import covers_of
from xortui.tours.giving_away import faults_of_giving_away, faults_of_telling_value
from xortui.tours.opening import HeaderError, debugger_of, next_tour
from xortui.tours.player import Player
from xortui.tours.reading import read_tour
from xortui.tours.stand import compared_fork, evaluated, make
from xortui.tours.tour import Fault, Stop, Tour, Written
from xortui.tours.wording import filled, holes, loose_numbers, settled

WIDTH = 80
"""Columns of the screen on which a stop must have room."""


def faults_of(name: str, text: str, folder: str, panes: Collection[str], commands: Collection[str]) -> list[Fault]:
    """Return what is wrong with a tour, by its lines.

    Args:
        name: what it is called.
        text: its Markdown.
        folder: where its file is.
        panes: the names of what can be looked at.
        commands: the ids of the commands, and of their ways back.
    """
    tour, faults = read_tour(name, text, folder)
    if tour is None:
        return faults
    try:
        debugger = debugger_of(tour)
    except HeaderError as error:
        return sorted([*faults, Fault(error.line, str(error))], key=lambda fault: fault.line)
    broken = {fault.line for fault in faults}
    for place, stop in enumerate(tour.stops):
        end = tour.stops[place + 1].title.line if place + 1 < len(tour.stops) else len(text)
        # Of a stop that can't be read, nothing can be said but that.
        if broken.isdisjoint(range(stop.title.line, end)):
            faults += _faults_of_stop(tour, place, stop, debugger, panes, commands)
            faults += _faults_of_keys(stop, commands)
    return sorted(dict.fromkeys(faults), key=lambda fault: fault.line)


def _faults_of_stop(
    tour: Tour, place: int, stop: Stop, debugger: Debugger, panes: Collection[str], commands: Collection[str]
) -> list[Fault]:
    """Go to a stop from the one before it, and return what is wrong there."""
    if place == 0:
        debugger.rewind()
    for move in stop.moves:
        try:
            make(move, debugger)
        except ValueError as error:
            return [Fault(move.written.line, _led(str(error), move.kind))]
    player = Player(tour, debugger, panes, following=next_tour(tour.name))
    player.take(place)
    faults = []
    if stop.look is not None:
        try:
            _ = player.look
        except ValueError as error:
            faults.append(Fault(stop.look.line, str(error)))
    if stop.compared is not None:
        faults += _faults_of_comparison(stop.compared, debugger)
    for claim in stop.claims:
        faults += _faults_of_claim(claim, debugger)
    wrong_answers = _faults_of_answers(stop, debugger)
    faults += wrong_answers
    faults += _faults_of_texts(stop, debugger, commands)
    if not wrong_answers:
        faults += _faults_of_question(player, stop, debugger)
    if not faults:
        faults += _faults_of_room(player, stop)
    return faults


def _faults_of_comparison(compared: Written, debugger: Debugger) -> list[Fault]:
    """Say if there is no such fork to be compared with, or nothing to be seen of it yet."""
    try:
        other = debugger.fork_numbered(compared_fork(compared.text, debugger))
    except ValueError as error:
        return [Fault(compared.line, str(error))]
    parting = START if other.number == MENDED else parting_of(debugger.fork.history, other.history)
    if parting is None or debugger.position > parting:
        return []
    told = f"compare: both are the same up to {parting}; expected a place after it, got {debugger.position}"
    return [Fault(compared.line, told)]


def _faults_of_question(player: Player, stop: Stop, debugger: Debugger) -> list[Fault]:
    """Say if a question can't be asked, or its answer can be read before."""
    asked = stop.asked
    if asked is None:
        return []
    at = debugger.position
    if asked.kind != "choice":
        try:
            exercise = player.question()
        except ValueError as error:
            return [Fault(asked.written.line, str(error))]
        return faults_of_telling_value(stop, exercise, debugger, at) if isinstance(exercise, Exercise) else []
    try:
        covers = covers_of(asked, debugger, at)
    except ValueError as error:
        return [Fault(asked.covers.line if asked.covers is not None else asked.written.line, str(error))]
    return faults_of_giving_away(stop, covers, debugger, at)


def _led(message: str, kind: str) -> str:
    return message if message.startswith(f"{kind}:") else f"{kind}: {message}"


def _faults_of_claim(claim: Written, debugger: Debugger) -> list[Fault]:
    try:
        is_true = _is_true(claim, debugger)
    except ValueError as error:
        return [Fault(claim.line, f"holds: {error}")]
    return [] if is_true else [Fault(claim.line, f"holds: {claim.text} is false at {debugger.position}")]


def _faults_of_answers(stop: Stop, debugger: Debugger) -> list[Fault]:
    """Say where an answer is right or wrong that what is computed makes the other."""
    asked = stop.asked
    if asked is None:
        return []
    faults = []
    for place, condition in enumerate(asked.conditions):
        if condition is None:
            continue
        is_right = place == asked.right
        kind = "right" if is_right else "wrong"
        try:
            is_true = _is_true(condition, debugger)
        except ValueError as error:
            faults.append(Fault(condition.line, f"the {kind} answer: {error}"))
            continue
        if is_true != is_right:
            value = "true" if is_true else "false"
            told = f"the {kind} answer: {condition.text} is {value} at {debugger.position}"
            faults.append(Fault(condition.line, told))
    return faults


def _is_true(condition: Written, debugger: Debugger) -> bool:
    """Say whether a condition is true where a debugger stands.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    value = settled(condition.text, lambda expression, at: evaluated(debugger, expression, at))
    if not isinstance(value, bool):
        raise ValueError(f"expected a condition such as w5 > 0, got {condition.text[:40]!r}")
    return value


def _faults_of_texts(stop: Stop, debugger: Debugger, commands: Collection[str]) -> list[Fault]:
    """Return what is wrong in the texts of a stop: numbers that nothing holds, and expressions without a value."""
    faults = []
    printed = _printed(debugger.problem)
    for written in _texts(stop):
        for number in loose_numbers(written.text, commands):
            if number.replace("−", "-") in printed:
                continue
            told = f"{number} is neither computed nor checked; expected {_suited(number, debugger)}"
            faults.append(Fault(written.line, told))
        try:
            filled(written.text, lambda expression, at: evaluated(debugger, expression, at))
        except ValueError as error:
            faults.append(Fault(written.line, str(error)))
    return faults


def _suited(number: str, debugger: Debugger) -> str:
    """Return what may be written in place of a number: what has that value here, if it is a setting or a count."""
    for name in (*COUNTERS, *debugger.timeline.program.settings):
        value = debugger.snapshot().value(name)
        if value is not None and f"{value:g}" == number.replace(",", ""):
            return f"{{{name}}}, which is {number} here"
    return f"{{w1}}, or {{w1 = {number}}}"


def _faults_of_keys(stop: Stop, commands: Collection[str]) -> list[Fault]:
    faults = []
    for written in _texts(stop):
        with suppress(ValueError):  # is told where the text is filled
            for hole in holes(written.text):
                if hole.command and hole.command not in commands:
                    told = f"key: there is no command {hole.command[:30]!r}; expected one such as edit, or edit.back"
                    faults.append(Fault(written.line, told))
    return faults


def _printed(problem: Problem) -> frozenset[str]:
    """Return the numbers that a problem's source prints: a text may quote them."""
    published = [*problem.published, *[erratum.published for erratum in problem.errata]]
    return frozenset(number.printed.text for number in published)


def _texts(stop: Stop) -> Iterable[Written]:
    yield stop.title
    yield from stop.text
    yield from stop.after
    if stop.asked is not None and stop.asked.kind == "choice":
        yield stop.asked.written
        yield from stop.asked.options


def _faults_of_room(player: Player, stop: Stop) -> list[Fault]:
    """Say if a stop has more lines than a screen has room for, with its question or when that is answered."""
    faults = []
    for _ in range(2):
        lines = len(page_lines(player.page(), WIDTH))
        if lines > STEADY_LINES:
            when = "with its question" if player.has_question else "its text"
            told = f"{when} has {lines} lines of {WIDTH} characters; expected at most {STEADY_LINES}"
            faults.append(Fault(stop.title.line, told))
        player.note_answer(_longest_given(stop))
    return faults[:1]


def _longest_given(stop: Stop) -> GivenAnswer:
    """Return a wrong answer, which takes more room on the page than the right one."""
    asked = stop.asked
    if asked is None or asked.kind != "choice":
        return GivenAnswer("−0.0001234", "−0.0001234", is_right=False)
    wrong = 1 if asked.right == 0 else 0
    return GivenAnswer(LETTERS[wrong], LETTERS[asked.right], is_right=False)
