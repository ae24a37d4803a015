"""Giving away: what a tour's text or the screen tells of an answer before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from xortui.core.spelling import UnknownNameError
from xortui.debugger import Debugger, Position
from xortui.exercises.exercise import Exercise
from xortui.tours.covers import LOSS_OF_EPOCHS, NOTHING, Covers, reads_of
from xortui.tours.tour import Asked, Fault, Stop, Written
from xortui.tours.wording import conditions_in, holes


def faults_of_giving_away(stop: Stop, covers: Covers, debugger: Debugger, at: Position) -> list[Fault]:
    """Return where the answer to a choice can be read before it is given.

    Args:
        stop: with the question.
        covers: what the question covers.
        debugger: on the stop's fork.
        at: the position of the stop.
    """
    asked = stop.asked
    if asked is None or covers.hides_nothing:
        return []
    faults = []
    if asked.covers is None:
        faults += _standing(asked, debugger, at)
    for written in _before(stop, asked):
        for name, position in _values_told(written, debugger, at):
            if _is_given_away(name, position, asked, covers, debugger, at):
                told = f"the text tells {name}, which the question covers; leave it out, or say 'covers: {NOTHING}'"
                faults.append(Fault(written.line, told))
    return faults


def faults_of_telling_value(stop: Stop, exercise: Exercise, debugger: Debugger, at: Position) -> list[Fault]:
    """Return where the text before a question for a value tells that value."""
    asked = stop.asked
    if asked is None or not exercise.asked:
        return []
    faults = []
    for written in _before(stop, asked):
        for name, position in _values_told(written, debugger, at):
            is_of_step = position.step == exercise.position.step
            if name == exercise.asked and is_of_step and position > exercise.position:
                faults.append(Fault(written.line, f"the text tells {name}, which the question asks for; leave it out"))
    return faults


def _standing(asked: Asked, debugger: Debugger, at: Position) -> list[Fault]:
    """Say where what makes an answer right stands on the screen, and can't be covered."""
    faults = []
    for condition in asked.conditions:
        if condition is None:
            continue
        read = reads_of(condition.text, debugger, at)
        if read.kept and not (read.values or read.reads_loss or read.is_ahead):
            told = (
                f"the answer stands on the screen: {read.kept[0]} is there before the question; ask for what comes "
                f"next, or say 'covers: {NOTHING}' if it may be looked up"
            )
            faults.append(Fault(condition.line, told))
    return faults[:1]


def _before(stop: Stop, asked: Asked) -> Iterator[Written]:
    """Yield what can be read while the question is open."""
    yield from stop.text
    if asked.kind == "choice":
        yield asked.written


def _values_told(written: Written, debugger: Debugger, at: Position) -> Iterator[tuple[str, Position]]:
    """Yield what a text tells: the names of values, 'loss', and where each is computed."""
    try:
        found = list(holes(written.text))
    except ValueError:
        return  # is told where the text is filled
    for hole in found:
        if not hole.command:
            yield from _names_read(hole.expression, hole.position, debugger, at)


def _names_read(expression: str, where: str, debugger: Debugger, at: Position) -> Iterator[tuple[str, Position]]:
    """Yield the names of the values that an expression reads, 'loss', and where each is computed."""
    try:
        watched = debugger.watches.check(expression).expression
        position = debugger.route.parse(where) if where else at
    except (UnknownNameError, ValueError):
        return  # is told where the text is filled
    for value in watched.values:
        yield value.name, position
    if watched.aggregates:
        yield LOSS_OF_EPOCHS, position


def _is_given_away(
    name: str, position: Position, asked: Asked, covers: Covers, debugger: Debugger, at: Position
) -> bool:
    """Say whether a value that a text tells is covered, or makes one of the answers right."""
    if name == LOSS_OF_EPOCHS and covers.hides_loss and position <= at:
        return position == at
    if name in covers.values and position.step == at.step:
        return True
    for condition in asked.conditions:
        if condition is None:
            continue
        for expression, where in conditions_in(condition.text):
            read = list(_names_read(expression, where, debugger, at))
            if position > at and (name, position) in read:
                return True
    return False
