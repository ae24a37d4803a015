"""What a question of a tour's own covers: values of its step and the loss, until it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xortui.core.program import Program
from xortui.core.spelling import UnknownNameError, known_name
from xortui.debugger import Debugger, Position
from xortui.debugger.conditions import Watched
from xortui.debugger.cover import Cover
from xortui.tours.tour import Asked
from xortui.tours.wording import conditions_in

NOTHING = "nothing"
"""Said where all that the question asks for may be looked up."""
LOSS_OF_EPOCHS = "loss"
"""Said where the mean losses of all epochs are covered."""


class Covers(NamedTuple):
    """What a choice covers, besides all that comes after it."""

    values: tuple[str, ...] = ()
    """Values that the step of the stop has computed."""
    hides_loss: bool = False
    hides_nothing: bool = False
    """Whether even what comes after the stop may be looked up."""

    @property
    def cover(self) -> Cover | None:
        """What is hidden while it is asked."""
        return None if self.hides_nothing else Cover(is_choice=True, hides_loss=self.hides_loss)

    def position(self, stop: Position, program: Program) -> Position:
        """Return where one stands while it is asked: before the first value that is covered has been computed."""
        numbers = [number - 1 for number in _numbers(self.values, program) if number <= stop.operation]
        return Position(stop.step, min(numbers, default=stop.operation))


class Read(NamedTuple):
    """What a condition reads, and where that stands."""

    values: tuple[str, ...] = ()
    """Values that the step of the stop has computed."""
    reads_loss: bool = False
    """Whether it reads what epochs came to, up to the stop."""
    kept: tuple[str, ...] = ()
    """Parameters and what else can't be covered, as it stands on the screen all the time."""
    is_ahead: bool = False
    """Whether it reads something that comes after the stop."""


def covers_of(asked: Asked, debugger: Debugger, stop: Position) -> Covers:
    """Return what a choice covers: what its file says, or else what makes its answers right.

    Raises:
        ValueError: if the file names something that can't be covered; the line says what was expected.
    """
    if asked.covers is None:
        return _of_conditions(asked, debugger, stop)
    words = [word.strip() for word in asked.covers.text.split(",")]
    if words == [NOTHING]:
        return Covers(hides_nothing=True)
    program = debugger.timeline.program
    values = []
    for word in words:
        if word == LOSS_OF_EPOCHS:
            continue
        values.append(_value_named(word, program))
    return Covers(tuple(values), hides_loss=LOSS_OF_EPOCHS in words)


def _of_conditions(asked: Asked, debugger: Debugger, stop: Position) -> Covers:
    """Return what has to be covered, as it makes an answer right."""
    values: dict[str, None] = {}
    hides_loss = False
    for condition in asked.conditions:
        if condition is not None:
            read = reads_of(condition.text, debugger, stop)
            if read.is_ahead:
                continue  # what decides comes later
            values |= dict.fromkeys(read.values)
            hides_loss = hides_loss or read.reads_loss
    return Covers(tuple(values), hides_loss=hides_loss)


def _value_named(word: str, program: Program) -> str:
    """Return the program's name of a value that can be covered.

    Raises:
        ValueError: if there is none of that name, or it stands on the screen all the time.
    """
    expected = f"covers: expected {NOTHING}, {LOSS_OF_EPOCHS} or values that this step computes, with commas"
    try:
        name = known_name(word, (*program.state, *program.inputs, *program.targets, *program.by_target))
    except UnknownNameError as error:
        raise ValueError(f"{expected}: {error}") from None
    if name in program.state or not _numbers([name], program):
        raise ValueError(f"{expected}: {name} is there before this step")
    return name


def _numbers(names: tuple[str, ...] | list[str], program: Program) -> list[int]:
    """Return the numbers of the operations that compute some values; none of parameters, which are kept."""
    return [operation.number for operation in program.operations if operation.target in names]


def reads_of(condition: str, debugger: Debugger, stop: Position) -> Read:
    """Return what a condition reads of what stands on the screen where a stop is."""
    program = debugger.timeline.program
    values: dict[str, None] = {}
    kept: dict[str, None] = {}
    reads_loss = False
    is_ahead = False
    for watched, position in _expressions(condition, debugger, stop):
        is_later = position > stop
        if watched.aggregates:
            is_ahead = is_ahead or is_later
            reads_loss = reads_loss or not is_later
        for value in watched.values:
            operation = program.by_target.get(value.name)
            is_kept = value.name in program.state or operation is None
            if operation is not None and not is_kept and position.step == stop.step:
                if operation.number <= stop.operation:
                    values[value.name] = None  # also where it is read later in the step: it stays what it is
                else:
                    is_ahead = True
            elif is_later:
                is_ahead = True
            elif is_kept:
                kept[value.name] = None
    return Read(values=tuple(values), reads_loss=reads_loss, kept=tuple(kept), is_ahead=is_ahead)


def _expressions(condition: str, debugger: Debugger, stop: Position) -> Iterator[tuple[Watched, Position]]:
    """Yield every expression of a condition, and where it is computed; those that are wrong are left out."""
    for expression, at in conditions_in(condition):
        try:
            watch = debugger.watches.check(expression)
            position = debugger.route.parse(at) if at else stop
        except (UnknownNameError, ValueError):
            continue  # is told where the answers are checked
        yield watch.expression, position
