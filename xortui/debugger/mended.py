"""The mended training: what a training with planted mistakes would have been without them, edits and all."""

from __future__ import annotations

from dataclasses import replace

from xortui.core.program import Program
from xortui.debugger.edits import Edit, History
from xortui.debugger.forks import MENDED, Fork
from xortui.debugger.position import Position
from xortui.debugger.right import right_program
from xortui.debugger.timeline import Timeline

NAME = "mended"
ORIGIN = "without the mistake"


def mended_fork(fork: Fork, before: Fork | None = None) -> Fork:
    """Return a fork's training with the right program, and with the same edits.

    Args:
        fork: a fork whose program has mistakes.
        before: what was returned for a fork of the same debugger; what both have in common is not run again.
    """
    theirs = fork.timeline
    program = right_program(theirs.program)
    if before is not None:
        base = before.timeline
    else:
        base = Timeline(theirs.problem, program=program, arithmetic=theirs.arithmetic)
    timeline = base.with_history(())
    history: History = ()
    for edit in sorted((_moved(edit, theirs, program) for edit in fork.history), key=_position):
        timeline.advance(edit.position.step)
        if timeline.end is not None and edit.position >= timeline.end:
            break
        history = (*history, edit)
        timeline = base.with_history(history)
    return Fork(MENDED, history, timeline, NAME, ORIGIN)


def _position(edit: Edit) -> Position:
    return edit.position


def _moved(edit: Edit, theirs: Timeline, program: Program) -> Edit:
    """Return an edit at the operation of the right program that computes what theirs has computed there."""
    step, number = edit.position
    ends_batch = theirs.evaluator.schedule.ends_batch(step)
    last = program.length(ends_batch=ends_batch)
    if number == 0:
        return edit
    if number == theirs.program.length(ends_batch=ends_batch):
        return replace(edit, position=Position(step, last))
    there = program.by_target.get(theirs.program.operations[number - 1].target)
    return replace(edit, position=Position(step, min(number, last) if there is None else there.number))
