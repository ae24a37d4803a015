"""Where a stop stands: its position on some fork, what is set up there, and what its text says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xortui.core.spelling import UnknownNameError
from xortui.debugger import Debugger, Position, Reason
from xortui.debugger.edits import editable_name
from xortui.debugger.expressions import is_truth
from xortui.debugger.forks import MENDED
from xortui.debugger.mended import NAME
from xortui.debugger.watcher import Watcher
from xortui.debugger.watches import Watch
from xortui.render.numbers import short
from xortui.tours.tour import Move

ORIGINAL = "original"
"""Begins a position on the history without edits: 'go: original e100'."""
MISTAKE = "mistake"
"""What can be revealed."""
DIGITS_OF_LOSS = 4
FURTHEST = 200_000
"""Steps at the most to a stop: a class does not wait."""


class Stand(NamedTuple):
    """A place in one history."""

    fork: int
    position: Position


def make(move: Move, debugger: Debugger) -> None:
    """Go where a stop is, or set up what it says.

    Raises:
        ValueError: if that can't be done; the line says what was expected.
    """
    WAYS[move.kind](debugger, move.written.text)


def _go(debugger: Debugger, text: str) -> None:
    first, _, rest = text.partition(" ")
    if first == ORIGINAL:
        debugger.rewind()
        debugger.switch(0)
        text = rest.strip() or "0"
    position = debugger.route.parse(text)
    if position.step > FURTHEST:
        raise ValueError(f"go: expected a step of at most {FURTHEST:,}, got {position.step:,}")
    stop = debugger.go_to(position)
    if stop.reason is Reason.DIVERGED:
        raise ValueError(f"go: {text} is not reached: training {stop.message}")


def _edit(debugger: Debugger, text: str) -> None:
    values = {}
    for part in text.split(","):
        name, sign, value = part.partition("=")
        try:
            number = float(value.replace("−", "-"))
        except ValueError:
            raise ValueError(
                f"edit: expected a name, = and a number, such as w5 = 1, got {part.strip()[:30]!r}"
            ) from None
        del sign
        values[editable_name(debugger.problem, name)] = number
    debugger.edit_together(values)


def _run(debugger: Debugger, text: str) -> None:
    """Run on to the next breakpoint."""
    try:
        steps = int(text.replace(",", ""))
    except ValueError:
        steps = 0
    if not 1 <= steps <= FURTHEST:
        raise ValueError(f"run: expected how many steps at the most, from 1 to {FURTHEST:,}, got {text[:30]!r}")
    if debugger.run(steps).reason is not Reason.BREAKPOINT:
        reached = _loss_reached(debugger)
        raise ValueError(f"run: no breakpoint stops it within {steps:,} steps; it is at {debugger.position}{reached}")


def _loss_reached(debugger: Debugger) -> str:
    """Return the mean loss that a run has come to, as the end of a sentence; empty if no epoch is complete."""
    epochs = debugger.complete_steps // len(debugger.problem.samples)
    if epochs < 1:
        return ""
    return f", where the loss is {short(debugger.timeline.mean_loss(epochs), DIGITS_OF_LOSS)}"


def _when_computed(watch: Watch, debugger: Debugger, position: Position) -> str:
    """Return a position at which an expression has a value: of the same step, if that computes what it reads."""
    by_target = debugger.timeline.program.by_target
    numbers = [by_target[value.name].number for value in watch.expression.values if value.name in by_target]
    last = max(numbers, default=0)
    return f"{position.step}.{last}" if last > position.operation else f"{position.step + 1}"


def _break(debugger: Debugger, text: str) -> None:
    """Set a breakpoint, unless it is there already: a stop may be visited anew."""
    wanted = debugger.breakpoints.check(text).text
    if wanted not in [made.text for made in debugger.breakpoints]:
        debugger.breakpoints.add(text)


def _watch(debugger: Debugger, text: str) -> None:
    debugger.watches.add(text)


def _reveal(debugger: Debugger, text: str) -> None:
    """Tell which mistake is planted."""
    if not debugger.mistakes:
        raise ValueError("reveal: no mistake is planted; expected a line 'mistake: …' in the header")
    if text != MISTAKE:
        raise ValueError(f"reveal: expected {MISTAKE}, got {text[:30]!r}")
    debugger.reveal()


WAYS: dict[str, Callable[[Debugger, str], None]] = {
    "go": _go,
    "run": _run,
    "edit": _edit,
    "break": _break,
    "watch": _watch,
    "reveal": _reveal,
}
"""What does each kind of move."""


def compared_fork(text: str, debugger: Debugger) -> int:
    """Return the number of the fork that a stop compares its own with.

    Raises:
        ValueError: if there is no such fork, or it is the stop's own; the line says what was expected.
    """
    name = text.strip()
    if name == NAME and debugger.mistakes and debugger.hides_mistakes:
        raise ValueError(f"compare: {NAME} is hidden, as the mistake is; expected a line 'reveal: {MISTAKE}' before it")
    known = {fork.title: fork.number for fork in debugger.others}
    for fork in debugger.others:
        known[str(fork.number)] = fork.number
        if fork.number == 0:
            known[ORIGINAL] = 0
        if fork.number == MENDED:
            known[NAME] = MENDED
    if name not in known:
        others = ", ".join(known) or "a fork, which an edit makes"
        raise ValueError(f"compare: expected one of {others}, got {name[:30]!r}")
    return known[name]


def return_to(stand: Stand, debugger: Debugger) -> None:
    """Go to a place where one has been.

    Raises:
        ValueError: if its fork is gone.
    """
    if debugger.fork.number != stand.fork:
        debugger.fork_numbered(stand.fork)  # says whether it is there
        debugger.rewind()
        debugger.switch(stand.fork)
    debugger.go_to(stand.position)


def stand_of(debugger: Debugger) -> Stand:
    """Return where a debugger stands."""
    return Stand(debugger.fork.number, debugger.position)


def evaluated(debugger: Debugger, expression: str, at: str = "") -> float | bool:
    """Return the value of an expression where a debugger stands, or at another position of its fork.

    Raises:
        ValueError: if it is none, or has no value there; the line says what was expected.
    """
    try:
        watch = debugger.watches.check(expression)
    except UnknownNameError as error:
        raise ValueError(str(error)) from None
    position = debugger.route.parse(at) if at else debugger.position
    if position.step > FURTHEST:
        raise ValueError(f"expected a step of at most {FURTHEST:,}, got {position.step:,}")
    timeline = debugger.timeline
    timeline.advance(position.step)
    if timeline.end is not None and position > timeline.end:
        raise ValueError(f"{watch.text} at {at} is not reached: training diverged at {timeline.end}")
    (reading,) = Watcher(timeline, [watch]).read(position)
    if reading.now is None:
        raise ValueError(
            f"{watch.text} is not computed yet at {position}; say at which position, "
            f"such as {watch.text} at {_when_computed(watch, debugger, position)}"
        )
    return bool(reading.now) if is_truth(watch.expression.node) else reading.now
