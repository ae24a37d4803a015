"""Updates that stand behind the loop over their numbers, and so are made of its last round alone."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.source import first_target, names_within


def line_behind_loop(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the line that updates one number of an array by what a loop above it has left over; 0 if none does.

    Args:
        labelled: the step.
        parameters: what never moves.
        sound: what does, with others of the same array among it.
    """
    kinds = {_kind(labelled, name) for name in parameters}
    beside = [name for name in sound if _kind(labelled, name) in kinds]
    for line in sorted(labelled.update_lines(beside)):
        target = first_target(labelled.source.statement(line))
        if not isinstance(target, ast.Subscript):
            continue
        left_over = names_within(target.slice) - labelled.source.counted_around(line)
        for loop in ast.walk(labelled.source.function_of(line)):
            is_above = isinstance(loop, ast.For) and (loop.end_lineno or line) < line
            if is_above and isinstance(loop, ast.For) and left_over & names_within(loop.target):
                return line
    return 0


def _kind(labelled: LabelledStep, name: str) -> tuple[int, bool]:
    """Return the layer of a parameter, and whether it is a bias."""
    parameter = next(one for one in labelled.program.network.parameters if one.name == name)
    return parameter.target.layer, parameter.source is None
