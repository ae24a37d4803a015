"""Whole steps: the one that a debugger stands in, from end to end."""

from __future__ import annotations

from xortui.debugger import Debugger, Snapshot


def whole_step(debugger: Debugger) -> Snapshot:
    """Return the end of the step that a debugger stands in, and of the first if it stands at the start.

    The debugger stays where it is. Where time ends inside the step, the values after that are not finite.
    """
    return debugger.snapshot(debugger.route.end_of(max(debugger.position.step, 1)))
