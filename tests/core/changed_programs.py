"""Programs in which one value is computed otherwise than backpropagation would."""

from __future__ import annotations

from dataclasses import replace

from xortui.core.expression import Expression
from xortui.core.program import Program


def with_operation(program: Program, target: str, expression: Expression) -> Program:
    """Return a program in which a value is computed by another expression; the first time, if it is assigned twice."""
    changed = replace(program.by_target[target], expression=expression, chain="")
    place = changed.number - 1
    return program.with_operations((*program.operations[:place], changed, *program.operations[place + 1 :]))
