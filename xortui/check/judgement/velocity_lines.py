"""In which line velocities have their sign turned around."""

from __future__ import annotations

import ast
from collections.abc import Set

from xortui.check.judgement.labelled_step import LabelledStep


def velocity_line(labelled: LabelledStep, node: int, turned: Set[int]) -> int:
    """Return the line of a minus that turns around whatever velocity it is computed for; 0 if there is none.

    A line that computes other velocities, or anything else, is right, as is one whose minus is in the coefficient that
    its function is called with. So is a function that subtracts any two numbers.

    Args:
        labelled: the step.
        node: the first number that is turned around.
        turned: all such numbers, of each parameter.
    """
    source = labelled.source
    line = source.line(node)
    if not _has_minus(source.expression(node), source.statement(line)):
        return 0
    if not any(isinstance(one, ast.Mult) for one in ast.walk(source.function_of(line))):
        return 0
    place = source.frames(node)[0]
    made_there = [one for one in labelled.window if source.frames(one)[:1] == [place]]
    return line if all(one in turned for one in made_there) else 0


def _has_minus(expression: ast.expr | None, statement: ast.stmt | None) -> bool:
    """Say whether an expression subtracts or turns a sign, or is subtracted by its statement."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Sub):
        return True
    for one in ast.walk(expression) if expression is not None else ():
        if isinstance(one, ast.BinOp | ast.UnaryOp) and isinstance(one.op, ast.Sub | ast.USub):
            return True
    return False
