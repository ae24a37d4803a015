"""Whole steps: how many are complete where a debugger stands, and the one it stands in, from end to end."""

from __future__ import annotations

from xortui.debugger import Debugger, Snapshot


def complete_steps(debugger: Debugger) -> int:
    """Return how many steps have run to their end at a debugger's position; one whose last value diverged has not."""
    position = debugger.position
    is_complete = position == debugger.route.end_of(position.step) and position.step <= debugger.timeline.recorded
    return position.step if is_complete else position.step - 1


def whole_step(debugger: Debugger) -> Snapshot:
    """Return the end of the step that a debugger stands in, and of the first if it stands at the start.

    The debugger stays where it is. Where time ends inside the step, the values after that are not finite.
    """
    return debugger.snapshot(debugger.route.end_of(max(debugger.position.step, 1)))
