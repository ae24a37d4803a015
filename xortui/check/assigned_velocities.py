"""Velocities that are put in the place of parameters: w ← v.

From then on both are one number, and w ← μ·w − η·g looks like weight decay. But the first update begins with the
velocity as it was made, which the network has never used, and not with the parameter.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.chains import MAX_HOPS, Chain
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.successors import offset_in_block
from xortui.check.tracing.op_numbers import ADD, CONSTANT, MUL, NEG, SUB
from xortui.check.tracing.tape import OPERANDS, Op, Tape

_OF_UPDATES = frozenset((ADD, SUB, MUL, NEG))
_PLACES = (ast.Name, ast.Attribute, ast.Subscript)


class AssignedVelocities(NamedTuple):
    """Parameters that are replaced by their velocities."""

    parameters: tuple[str, ...]
    line: int
    """The line that puts them there; that which computes them, if it is not known."""


def assigned_velocities(
    tape: Tape, found: Sequence[Chain], reading: StepReading, labelled: LabelledStep
) -> AssignedVelocities | None:
    """Return the parameters in whose place their velocity is put; None if there are none.

    Args:
        tape: what the program computed.
        found: what is learnt.
        reading: a step.
        labelled: the numbers of the step.
    """
    begins = {}
    for name, (root, _) in reading.model.roots.items():
        number = reading.forward.parameters[root]
        begin = _begin(tape, found[number]) if number >= 0 else None
        if begin is not None:
            begins[name] = begin
    unused = _used_there_alone(tape, list(begins.values()))
    names = tuple(name for name, (begin, _) in begins.items() if begin in unused)
    if not names:
        return None
    line = labelled.update_line(names)
    return AssignedVelocities(names, _line_of_assignment(labelled, line) or line)


def _begin(tape: Tape, chain: Chain) -> tuple[int, int] | None:
    """Return the 0 that a step keeps a part of where later ones keep a part of the version before, and that part.

    Returns:
        None if the first version is not made by the update that makes the next ones, or not of such a 0.
    """
    first, second = chain.versions[:2]
    is_made_alike = tape.site[first] == tape.site[second] and offset_in_block(tape, first) == offset_in_block(
        tape, second
    )
    if not is_made_alike or not OPERANDS[Op(int(tape.op[first]))]:
        return None
    waiting = [(second, first)]
    for _ in range(MAX_HOPS):
        further = []
        for later, earlier in waiting:
            if tape.op[later] != tape.op[earlier] or tape.op[later] not in _OF_UPDATES:
                continue
            for part, before in zip(operands(tape, later), operands(tape, earlier), strict=True):
                if part == first:
                    is_part_kept = tape.op[earlier] == MUL
                    is_zero = tape.op[before] != CONSTANT and tape.value[before] == 0
                    return (before, earlier) if is_part_kept and is_zero else None
                further.append((part, before))
        waiting = further
    return None


def _used_there_alone(tape: Tape, begins: Sequence[tuple[int, int]]) -> set[int]:
    """Return those of some numbers that nothing is computed from but parts of them, at the place of the one given."""
    sites = {begin: int(tape.site[part]) for begin, part in begins}
    if not sites:
        return set()
    size = tape.length
    counts = np.array([OPERANDS[op] for op in Op], np.int8)[tape.op[:size]]
    others = set()
    for slot, column in enumerate((tape.a, tape.b, tape.c)):
        users = np.nonzero(np.isin(column[:size], list(sites)) & (counts > slot))[0]
        for user in users.tolist():
            begin = int(column[user])
            if tape.site[user] != sites[begin]:
                others.add(begin)
    return set(sites) - others


def _line_of_assignment(labelled: LabelledStep, line: int) -> int:
    """Return the line that puts in another place what a line computes; 0 if there is none."""
    assigned = [one for one in ast.walk(labelled.source.tree) if isinstance(one, ast.Assign)]
    changed = [one for one in ast.walk(labelled.source.tree) if isinstance(one, ast.AugAssign)]
    computed = [target for one in assigned if one.lineno == line for target in one.targets]
    computed += [one.target for one in changed if one.lineno == line]
    for text_of in (ast.unparse, _whole):
        texts = set(map(text_of, computed))
        for one in assigned:
            if one.lineno != line and isinstance(one.value, _PLACES) and text_of(one.value) in texts:
                return one.lineno
    return 0


def _whole(place: ast.expr) -> str:
    """Return what a number is a part of: of `v["W"]` it is `v`."""
    while isinstance(place, ast.Subscript):
        place = place.value
    return ast.unparse(place)
