"""Commands that move through time: by an operation, a step or an epoch, freely, to the start, or to any position."""

from __future__ import annotations

from collections.abc import Callable

from xortui.commands.command import Command, Way
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.debugger import Position, Reason, Unit
from xortui.debugger.forks import Fork
from xortui.language.phrase import phrase

MAX_DIGITS = 15
"""Digits of a whole number that a person types."""


def _forth(unit: Unit) -> Callable[[Workbench], None]:
    return lambda bench: _move(bench, unit, back=False)


def _back(unit: Unit) -> Callable[[Workbench], None]:
    return lambda bench: _move(bench, unit, back=True)


def _move(bench: Workbench, unit: Unit, *, back: bool) -> None:
    bench.playback.pause()
    bench.follow_position()
    stop = bench.debugger.back(unit) if back else bench.debugger.step(unit)
    if stop.reason is Reason.DIVERGED:
        bench.refuse(stop)


def _run_on(bench: Workbench) -> None:
    _run(bench, back=False)


def _run_back(bench: Workbench) -> None:
    _run(bench, back=True)


def _run(bench: Workbench, *, back: bool) -> None:
    if bench.playback.is_running:
        bench.playback.pause()
        bench.tell_stall()
        return
    if back:
        bench.leave_place()
    bench.follow_position()
    bench.playback.set_out(backwards=back)


def whole(text: str, expected: str) -> int:
    """Return the whole number that a person typed.

    Raises:
        ValueError: if it is none; the line says what was expected.
    """
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MAX_DIGITS):
        raise ValueError(phrase("expected {expected}, got {typed}", expected=expected, typed=f"{typed[:30]!r}"))
    return int(typed)


def _run_on_at_most(bench: Workbench, text: str) -> None:
    _run_at_most(bench, text, back=False)


def _run_back_at_most(bench: Workbench, text: str) -> None:
    _run_at_most(bench, text, back=True)


def _run_at_most(bench: Workbench, text: str, *, back: bool) -> None:
    most = whole(text, phrase("how many steps at the most, such as 1000"))
    bench.follow_position()
    if most:
        bench.playback.set_out(backwards=back, most=most)


def _can_go_on(bench: Workbench) -> bool:
    return bench.playback.is_running or bench.debugger.can_go_on


def _can_go_back(bench: Workbench) -> bool:
    return bench.playback.is_running or bench.debugger.can_go_back


def _faster(bench: Workbench) -> None:
    bench.playback.pacer.faster()
    bench.tell_pace()


def _slower(bench: Workbench) -> None:
    bench.playback.pacer.slower()
    bench.tell_pace()


def _by_operations(bench: Workbench) -> None:
    bench.playback.turn_to_operations()
    label = bench.playback.label
    if bench.playback.is_running:
        bench.say(phrase("runs at {label}; {run} pauses, {pace} and {pace.back} change the pace", label=label))
    else:
        bench.say(phrase("the pace is set to {label}; {run} starts, {pace} and {pace.back} change it", label=label))


def _rewind(bench: Workbench) -> None:
    bench.playback.pause()
    bench.leave_place()
    bench.follow_position()
    bench.debugger.rewind()
    bench.say(bench.way_back)


def _return(bench: Workbench) -> None:
    """Go back to where the last jump came from; the next time, to where this one does."""
    left = bench.left_place
    assert left is not None
    _go_to_place(bench, bench.debugger.fork_numbered(left.fork), left.position)


def _has_left(bench: Workbench) -> bool:
    left = bench.left_place
    return left is not None and left.fork in [fork.number for fork in bench.debugger.forks]


def _go_to_end(bench: Workbench) -> None:
    bench.playback.pause()
    bench.leave_place()
    bench.follow_position()
    bench.debugger.go_to(_end(bench))


def _end(bench: Workbench) -> Position:
    """Return where the furthest step ends that has been run, or where time does."""
    debugger = bench.debugger
    return debugger.timeline.end or debugger.route.end_of(debugger.timeline.recorded)


def _is_before_end(bench: Workbench) -> bool:
    return bench.debugger.position < _end(bench)


def _nothing_ahead(_: Workbench) -> str:
    return phrase("this is as far as training has been run; {run} goes on")


def go_to(bench: Workbench, text: str) -> None:
    """Go to a position or a bookmark; set out for it, if it is far.

    Raises:
        ValueError: if there is no such place.
    """
    _go_to_place(bench, *bench.debugger.locate(text))


def _go_to_place(bench: Workbench, fork: Fork, position: Position) -> None:
    """Go to a position of a fork, and tell where training ends before it, or hardly gets on there."""
    debugger = bench.debugger
    bench.leave_place()
    bench.follow_position()
    if fork is not debugger.fork:
        if fork.number == bench.other:
            bench.compared_with = debugger.fork.number
        debugger.rewind()  # not to run the other fork to where this one stands
        debugger.switch(fork.number)
        bench.say(str(fork))
    if position.step > debugger.timeline.recorded + bench.far:
        bench.playback.set_out(position)
        return
    stop = debugger.go_to(position)
    if stop.reason is Reason.DIVERGED:
        bench.refuse(stop)
    bench.tell_stall()


def bookmark_names(bench: Workbench) -> tuple[str, ...]:
    """Return the names of the bookmarks: those that the user made before the automatic ones, the newest first."""
    newest = tuple(bench.debugger.bookmarks)[::-1]
    return tuple(bookmark.name for bookmark in sorted(newest, key=lambda bookmark: bookmark.is_automatic))


POSITION = Question(
    name="goto",
    hint="478, 478.12, e120 or a bookmark",
    answer=go_to,
    completions=bookmark_names,
    is_listed=True,
)
STEPS_ON = Question(
    name="run",
    hint="how many steps at the most",
    answer=_run_on_at_most,
)
STEPS_BACK = Question(
    name="run",
    hint="how many steps at the most",
    answer=_run_back_at_most,
)

MOVING = (
    Command(
        id="operation",
        label="op",
        forth=Way(description="One operation", run=_forth(Unit.OPERATION), is_on=_can_go_on),
        back=Way(description="One operation back", run=_back(Unit.OPERATION), is_on=_can_go_back),
        repeats=True,
    ),
    Command(
        id="sample",
        label="step",
        forth=Way(
            description="One step: to the end of this sample",
            run=_forth(Unit.SAMPLE),
            is_on=_can_go_on,
        ),
        back=Way(
            description="One step back: to before this sample",
            run=_back(Unit.SAMPLE),
            is_on=_can_go_back,
        ),
        repeats=True,
    ),
    Command(
        id="epoch",
        label="epoch",
        forth=Way(description="To the end of the epoch", run=_forth(Unit.EPOCH), is_on=_can_go_on),
        back=Way(description="To before the epoch", run=_back(Unit.EPOCH), is_on=_can_go_back),
        repeats=True,
    ),
    Command(
        id="run",
        label="run",
        forth=Way(
            description="Run freely to the next breakpoint, or pause",
            run=_run_on,
            takes=STEPS_ON,
            is_on=_can_go_on,
        ),
        back=Way(
            description="Run back to the previous breakpoint or the start, or pause",
            run=_run_back,
            takes=STEPS_BACK,
            is_on=_can_go_back,
        ),
    ),
    Command(
        id="goto",
        label="goto",
        forth=Way(
            description="Go to a step (478), an operation of it (478.12), an epoch (e120) or a bookmark; "
            "478.0 is before the step",
            asks=POSITION,
        ),
    ),
    Command(
        id="pace",
        label="pace",
        forth=Way(description="Run faster: up to as fast as the machine goes", run=_faster),
        back=Way(description="Run slower: down to one step a second", run=_slower),
        is_about_picture=True,
    ),
    Command(
        id="slow",
        label="slow",
        forth=Way(description="Run operation by operation, slowly; or step by step again", run=_by_operations),
        is_about_picture=True,
    ),
    Command(
        id="rewind",
        label="rewind",
        forth=Way(
            description="Go to the start, with the same starting weights",
            run=_rewind,
            is_on=lambda bench: bench.debugger.can_go_back,
        ),
        back=Way(
            description="Go to the end: the furthest step that has been run in this history",
            run=_go_to_end,
            is_on=_is_before_end,
            why_not=_nothing_ahead,
        ),
    ),
    Command(
        id="return",
        label="return",
        forth=Way(
            description="Go back to where the last jump came from, such as {goto} or {run.back}; and there again",
            run=_return,
            is_on=_has_left,
            why_not=lambda _: phrase("nothing has jumped yet; {goto} does"),
        ),
    ),
)
