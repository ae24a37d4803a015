"""The picture of the network's answers: a map of two inputs, a curve of one, a slice of many, or a table of classes."""

from __future__ import annotations

from xortui.debugger.snapshot import Snapshot
from xortui.render.asked import covered_rows
from xortui.render.decision_map_unit import CONFUSION, pictured
from xortui.render.row import Row
from xortui.render.view import View


def answers_rows(snapshot: Snapshot, view: View, width: int, height: int, *, coloured: bool = True) -> list[Row]:
    """Return the picture that there is for as many inputs and classes as the problem has; none where it is covered."""
    problem = snapshot.problem
    if snapshot.cover is not None:
        return covered_rows(width, height)
    if pictured(problem, view.mapped) == CONFUSION:
        from xortui.render.confusion import confusion_rows

        return confusion_rows(snapshot, width, height)
    if problem.given_inputs == 1:
        from xortui.render.fitted_curve import fitted_curve_rows

        return fitted_curve_rows(snapshot, view, width, height)
    from xortui.render.decision_map import decision_map_rows

    return decision_map_rows(snapshot, view, width, height, coloured)


def answers_caption(snapshot: Snapshot, view: View, room: int) -> str:
    """Return the names at the picture's axes, in so many cells; '' if it has none, or no room for them."""
    problem = snapshot.problem
    if snapshot.cover is not None or pictured(problem, view.mapped) == CONFUSION:
        return ""
    if problem.given_inputs == 1:
        from xortui.render.fitted_curve import curve_caption

        return curve_caption(problem, view, room)
    from xortui.render.decision_map import axes_caption

    return axes_caption(snapshot, view, room)
