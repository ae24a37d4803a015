"""Numbers that a step's gradients are scaled by and that come from gradients themselves: norms, roots of squares.

Adam, RMSProp and Adagrad divide by a root of squares, clipping divides by a norm. With all of these taken as 1, such an
update goes along the gradient as a plain one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import numpy as np

from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import MAX
from xortui.check.tracing.tape import Op, Tape

_SQRT = int(Op.SQRT)
_POW = int(Op.POW)
_ABS = int(Op.ABS)
_MAY_SCALE = np.array([_SQRT, _POW, _ABS])
"""Operations without which a step has no such number."""


def update_scales(tape: Tape, nodes: Sequence[int], roots: Iterable[int], fed: set[int], forward: set[int]) -> set[int]:
    """Return the nodes of a step that are square roots, other roots, or greatest sizes, of what is passed back.

    Args:
        tape: what the program computed.
        nodes: the step.
        roots: the nodes of the step that are taken as they are.
        fed: its targets, by which what is passed back is known; its inputs as well, where targets are labels.
        forward: the nodes that outputs are computed from. A root of them alone is no scale, as that of a variance.
    """
    if not np.isin(tape.op[np.fromiter(nodes, np.int64)], _MAY_SCALE).any():
        return set()
    ends = set(roots)
    passed_back = set(fed)
    found: set[int] = set()
    parts_of = tape.operands()
    for node in nodes:
        if node in ends:
            continue
        parts = parts_of[node]
        if passed_back.isdisjoint(parts):
            continue
        passed_back.add(node)
        is_of_forward = node in forward or forward.issuperset(passed_back.intersection(parts))
        if not is_of_forward and _is_scale(tape, node, parts, found):
            found.add(node)
    return found


def _is_scale(tape: Tape, node: int, parts: tuple[int, ...], known: set[int]) -> bool:
    """Say whether a node is a root, or the greatest of some sizes."""
    op = tape.op[node]
    if op == _SQRT:
        return True
    if op == _POW:
        return 0 < abs(float(tape.value[parts[1]])) < 1
    if op == MAX:
        return any(tape.op[part] == _ABS or (part in known and tape.op[part] == MAX) for part in parts)
    return False


def depending_on_scales(tape: Tape, nodes: Sequence[int], scales: Set[int]) -> set[int]:
    """Return some nodes of a step and all that are computed from them."""
    if not scales:
        return set()
    found = set(scales)
    for node in nodes:
        if node not in found and not found.isdisjoint(operands(tape, node)):
            found.add(node)
    return found
