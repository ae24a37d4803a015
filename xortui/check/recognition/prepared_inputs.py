"""Inputs that are prepared within a step: scaled, normalised, with noise, without a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, LEAF, MUL, NEG, SUB
from xortui.check.tracing.tape import Op, Tape

MAX_LOOKED_AT = 50_000
"""Numbers that are looked at, to see whether inputs are made of data alone."""
_LAST = frozenset((ADD, SUB, MUL, DIV))
"""What the last operation is by which data is prepared."""
_BEFORE = frozenset(
    map(
        int,
        (Op.NEG, Op.SQRT, Op.POW, Op.ABS, Op.MAX, Op.MIN, Op.GT, Op.GE, Op.LT, Op.LE, Op.NOT, Op.WHERE),
    )
)
"""What may come before it."""
_LAST_OF_DATA = frozenset(map(int, (Op.WHERE, Op.ABS, Op.MAX, Op.MIN)))
"""What may be the last operation, too, where no data is multiplied with other data before: that may be a layer."""


class Made(Enum):
    """What a number is made of."""

    NUMBERS = "numbers of formulas"
    DATA = "numbers of the data"
    DRAWN = "numbers that are drawn in the step, and formulas of them"
    PRODUCT = "data multiplied with other data"
    SOMETHING_ELSE = "something else"


class PreparedInputs:
    """Tells which numbers are prepared data."""

    def __init__(self, tape: Tape, found: Sequence[Chain], step: Step) -> None:
        """Take what is learnt: whatever comes from it is no data."""
        self._tape = tape
        self._found = found
        self._step = step
        self._first_update = min((chain.versions[1] for chain in found if len(chain.versions) > 1), default=step.start)
        self._made: dict[int, Made] = {}
        self._learnt: set[int] | None = None
        self._left = MAX_LOOKED_AT

    def nodes(
        self, ops: Mapping[int, int], parts: Mapping[int, Sequence[int]], users: Mapping[int, Sequence[int]]
    ) -> list[int]:
        """Return the nodes that are prepared data in the step and multiplied with what is learnt, x / 255 for x.

        Args:
            ops: node of the step → what it did.
            parts: node of the step → what it was computed from; of roots, nothing.
            users: node of the step → what is computed from it.
        """
        roots = [chain.at(self._step.start) for chain in self._found]
        factors: dict[int, None] = {}
        for root in roots:
            products = [user for user in users.get(root, ()) if ops[user] == MUL]
            factors.update((one, None) for user in products for one in parts[user] if parts[one])
        candidates: dict[int, None] = {}
        for factor in factors:
            node = factor
            while parts[node] and ops[node] == NEG:
                node = parts[node][0]
            if parts[node]:
                candidates[node] = None
        return [node for node in candidates if self.is_prepared(node)]

    def is_prepared(self, node: int) -> bool:
        """Say whether a node is computed from data alone, and not as the weighted sum of a layer is."""
        op = self._tape.op[node]
        if op in _LAST_OF_DATA:
            return self._made_of(node) is Made.DATA and not self._multiplies_numbers_of_the_file(node)
        if op not in _LAST:
            return False
        return self._made_of(node) in (Made.DATA, Made.DRAWN, Made.PRODUCT) or self._is_of_one_number(node)

    def _multiplies_numbers_of_the_file(self, node: int) -> bool:
        """Say whether a step multiplies two numbers for a node that were there before it, as a layer at rest does."""
        start = self._step.start
        for one in part_of(self._tape, [node], since=start):
            if one > start and self._tape.op[one] == MUL:
                parts = operands(self._tape, one)
                if all(self._tape.op[part] == LEAF and not self._tape.is_new_since(part, start) for part in parts):
                    return True
        return False

    def _is_of_one_number(self, node: int) -> bool:
        """Say whether a node is computed from one number of the file, and from constants or what comes from data."""
        while operands(self._tape, node) and node > self._step.start:
            moving = [one for one in operands(self._tape, node) if self._tape.op[one] != CONSTANT]
            if len(moving) > 1:
                moving = [one for one in moving if one > self._step.start or self._tape.op[one] == LEAF]
            if len(moving) != 1 or self._made_of(node) is Made.SOMETHING_ELSE:
                return False
            node = moving[0]
        return bool(self._tape.op[node] == LEAF) and self._made_of(node) is not Made.SOMETHING_ELSE

    def _made_of(self, node: int) -> Made:
        """Return what a node is made of."""
        waiting = [node]
        while waiting:
            at = waiting[-1]
            if at not in self._made and self._left > 0 and not self._is_learnt(at):
                missing = [part for part in operands(self._tape, at) if part not in self._made]
                if missing:
                    waiting += missing
                    self._left -= len(missing)
                    continue
            waiting.pop()
            if at not in self._made:
                self._made[at] = self._made_from(at)
            if self._made[at] is Made.SOMETHING_ELSE:
                self._made[node] = Made.SOMETHING_ELSE
                break
        return self._made[node]

    def _made_from(self, node: int) -> Made:
        """Return what a node is made of, from what its parts are."""
        op = self._tape.op[node]
        if self._left <= 0 or self._is_learnt(node):
            return Made.SOMETHING_ELSE
        parts = operands(self._tape, node)
        if not parts:
            return self._of_root(node)
        made = {self._made[part] for part in parts}
        if Made.SOMETHING_ELSE in made:
            return Made.SOMETHING_ELSE
        if made == {Made.NUMBERS}:
            return Made.NUMBERS if op in _LAST or op in _BEFORE else Made.SOMETHING_ELSE
        if node <= self._first_update:
            return Made.DATA  # whatever data was computed of before the training
        if op not in _LAST and op not in _BEFORE:
            return Made.SOMETHING_ELSE
        if made <= {Made.NUMBERS, Made.DRAWN}:
            return Made.DRAWN
        if op in (ADD, SUB) and Made.PRODUCT in made:
            return Made.SOMETHING_ELSE  # as the weighted sum of a layer
        if op == MUL and made.isdisjoint((Made.NUMBERS, Made.DRAWN)):
            return Made.DATA if parts[0] == parts[1] else Made.PRODUCT
        return Made.PRODUCT if Made.PRODUCT in made else Made.DATA

    def _of_root(self, node: int) -> Made:
        """Return what a number without operands is."""
        if self._tape.op[node] == CONSTANT:
            return Made.NUMBERS
        if self._tape.op[node] != LEAF:
            return Made.SOMETHING_ELSE
        beside = [one for one in (node - 1, node + 1) if 0 <= one < self._tape.length]
        is_in_array = any(self._tape.block[one] == self._tape.block[node] for one in beside)
        if is_in_array and self._tape.is_new_since(node, self._step.start):
            return Made.DRAWN
        return Made.DATA if is_in_array else Made.NUMBERS

    def _is_learnt(self, node: int) -> bool:
        if self._learnt is None:
            self._learnt = {version for chain in self._found for version in chain.versions}
        return node in self._learnt
