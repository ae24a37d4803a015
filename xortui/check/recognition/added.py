"""What a step adds to a number, summed up without the number itself: beside it, small steps are lost to rounding."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xortui.check.recognition.evaluation import Points
from xortui.check.tracing.op_numbers import ADD, MUL, SUB
from xortui.check.tracing.tape import Tape

MAX_LOOKED_AT = 64
"""Sums that are looked at for the way from a new value back to the old one, at most."""


def added(tape: Tape, start: int, end: int, values: Mapping[int, Points]) -> Points:
    """Return what is added to a number on its way from one node to another, at each point.

    w − η·g has the last digits of w alone, and of η·g what these leave of it. So η·g is taken as it is wherever the
    number goes through sums and differences alone, or through a product with 1 − ηλ; elsewhere the difference of both
    values is returned.

    Args:
        tape: where the nodes stand.
        start: the number as it is before.
        end: the number as it is afterwards.
        values: of the nodes, at several points.
    """
    terms = _terms(tape, start, end, values)
    if terms is None:
        difference: Points = values.get(end, values[start]) - values[start]
        return difference
    total = np.zeros(len(values[start]))
    for term in reversed(terms):
        total = total + term
    return total


def _terms(tape: Tape, start: int, end: int, values: Mapping[int, Points]) -> tuple[Points, ...] | None:
    """Return what is added between two nodes, the last first; None where more than that is done."""
    parts_of = tape.operands()
    waiting: list[tuple[int, tuple[Points, ...]]] = [(end, ())]
    for _ in range(MAX_LOOKED_AT):
        if not waiting:
            return None
        node, terms = waiting.pop()
        if node == start:
            return terms
        op = tape.op[node]
        parts = parts_of[node]
        if node <= start or op not in (ADD, SUB, MUL) or not all(part in values for part in parts):
            continue
        first, second = parts
        if op == MUL:
            taken_off = _taken_off(tape, start, parts, values)
            if taken_off is not None:
                return (*terms, taken_off)
        elif op == SUB:
            waiting.append((first, (*terms, -values[second])))
        else:
            waiting.append((second, (*terms, values[first])))
            waiting.append((first, (*terms, values[second])))
    return None


def _taken_off(tape: Tape, start: int, parts: tuple[int, ...], values: Mapping[int, Points]) -> Points | None:
    """Return what a product with 1 − ηλ adds to a number; None of another product."""
    if start not in parts:
        return None
    factor = parts[1] if parts[0] == start else parts[0]
    of_factor = tape.operands()[factor]
    if tape.op[factor] != SUB or not all(part in values for part in of_factor):
        return None
    one, share = of_factor
    return -values[share] * values[start] if (values[one] == 1).all() else None
