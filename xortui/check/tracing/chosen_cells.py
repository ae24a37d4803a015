"""One of two numbers for every cell, chosen by a condition: dropout written so is a product with its mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.op_numbers import COMPARISONS, CONSTANT, LEAF
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op, Tape

_ASKING = [*COMPARISONS, int(Op.EQ), int(Op.NE)]
_GIVEN = [LEAF, CONSTANT]


def chosen_cells(values: Any, condition: Nodes, then: Nodes, otherwise: Nodes) -> Nodes:
    """Record cells that are one of two numbers, by a condition, and return their nodes.

    A number or 0, by what is drawn at random, is recorded as the number times a mask of 1 and 0.

    Args:
        values: what came out.
        condition: the nodes of what decides.
        then: those that are taken where it holds.
        otherwise: those that are taken elsewhere.
    """
    on = tape()
    if _are_drawn(on, on.looked_at(condition)):
        if _are_zero(on, otherwise):
            return on.many(Op.MUL, values, condition, then)
        if _are_zero(on, then):
            turned = 1.0 - np.asarray(on.known(condition))
            return on.many(Op.MUL, values, on.many(Op.NOT, turned, condition), otherwise)
    return on.many(Op.WHERE, values, condition, then, otherwise)


def _are_drawn(on: Tape, condition: Nodes) -> bool:
    """Say whether conditions compare numbers that nobody wrote with numbers of the file, and nothing computed."""
    cells = np.ravel(condition)
    if not len(cells) or not np.isin(on.operation_of(cells), _ASKING).all():
        return False
    left = on.a[cells]
    right = on.b[cells]
    if not np.isin(on.op[left], _GIVEN).all() or not np.isin(on.op[right], _GIVEN).all():
        return False
    compared = (left[0], right[0])
    return any(on.op[node] == LEAF and not on.written[int(node)] for node in compared)


def _are_zero(on: Tape, nodes: Nodes) -> bool:
    """Say whether all of some nodes are a 0 of the file."""
    cells = np.ravel(nodes)
    return bool(np.isin(on.operation_of(cells), _GIVEN).all()) and not np.any(on.known(cells))
