"""Whether steps are made of multiples of certain numbers alone: then nothing, such as a penalty, is added to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, DIV, MUL, NEG, SUB
from xortui.check.tracing.tape import Op

_WHERE = int(Op.WHERE)
_LIMITS = frozenset(map(int, (Op.MAX, Op.MIN)))


class Multiples:
    """Finds out which nodes are sums of multiples of some others.

    Args:
        part: a step.
        bases: what they are to be multiples of.
    """

    def __init__(self, part: StepPart, bases: set[int]) -> None:
        """Take what nodes may be multiples of."""
        self._part = part
        self._bases = bases
        self._known: dict[int, bool] = {}

    def are_changes(self, roots: Iterable[int], ends: Iterable[int]) -> bool:
        """Say whether what is added to some numbers is made of such multiples alone.

        Args:
            roots: their nodes before the step.
            ends: and after it.
        """
        return all(self._is_change(root, end) for root, end in zip(roots, ends, strict=True))

    def _is_change(self, root: int, end: int) -> bool:
        """Say whether a new value is the old one, or a multiple of it, and multiples of the bases."""
        part = self._part
        waiting = [end]
        while waiting:
            node = waiting.pop()
            if node == root:
                continue
            if part.op[node] in (ADD, SUB, NEG) and part.parts[node]:
                waiting += part.parts[node]
            elif part.op[node] in (MUL, DIV) and root in part.parts[node]:
                continue
            elif not self._is_multiple(node):
                return False
        return True

    def _is_multiple(self, node: int) -> bool:
        """Say whether a node is a sum of multiples of the bases; deep sums need no recursion."""
        waiting = [node]
        while waiting:
            at = waiting[-1]
            if at in self._known:
                waiting.pop()
                continue
            if at in self._bases or not self._part.parts[at]:
                self._known[at] = at in self._bases or self._part.value[at] == 0
                waiting.pop()
                continue
            missing = [one for one in self._part.parts[at] if one not in self._known]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            self._known[at] = self._combined(at)
        return self._known[node]

    def _combined(self, node: int) -> bool:
        """Say whether an operation gives such a sum, as it is known of its operands."""
        op = self._part.op[node]
        known = [self._known[one] for one in self._part.parts[node]]
        if op in (ADD, SUB, NEG) or op in _LIMITS:
            return all(known)
        if op == MUL:
            return any(known)
        if op == DIV:
            return known[0]
        if op == _WHERE:
            return all(known[1:])
        return False


def are_linear(part: StepPart, nodes: Iterable[int], bases: set[int]) -> bool:
    """Say whether nodes depend linearly on some others: nothing is cut off, squared, or divided by a size.

    Args:
        part: a step.
        nodes: of it, in the order of the tape.
        bases: what they may depend on.
    """
    depending = set(bases)
    for node in nodes:
        if node in depending:
            continue
        moving = [one for one in part.parts[node] if one in depending]
        if not moving:
            continue
        depending.add(node)
        if not _is_linear_in(part, node, moving):
            return False
    return True


def _is_linear_in(part: StepPart, node: int, moving: Sequence[int]) -> bool:
    """Say whether an operation is linear in those of its operands that move."""
    op = part.op[node]
    parts = part.parts[node]
    if op == MUL:
        return len(moving) == 1
    if op == DIV:
        return parts[1] not in moving
    if op == _WHERE:
        return parts[0] not in moving
    return op in (ADD, SUB, NEG)
