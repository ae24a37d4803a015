"""The right values of a step: what it would compute from the same numbers if its program had no mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xortui.core.backpropagation import write_program
from xortui.core.compiler import Values
from xortui.core.program import Kind, Program

RELATIVE = 1e-9
"""Up to this share of the larger one two values differ by rounding alone."""
ABSOLUTE = 1e-15
"""Up to this difference two values differ by rounding alone, however small they are."""


class Differing(NamedTuple):
    """What is not right in a step."""

    operations: tuple[int, ...]
    """The numbers of the operations whose values are not right, in their order."""
    is_state_wrong: bool
    """Whether a parameter is wrong at the end of the step because no operation updates it."""


NOTHING_DIFFERS = Differing((), is_state_wrong=False)


@dataclass(frozen=True, slots=True)
class RightValues:
    """The values of one step of the program without mistakes."""

    program: Program
    """As backpropagation in this network writes it."""
    values: Values
    """The value of every operation."""
    length: int
    """How many of them run in this step."""

    def value(self, name: str) -> float | None:
        """Return the value of a name, of one that is assigned twice the first; None if it has none in this step."""
        operation = self.program.by_target.get(name)
        if operation is None or operation.number > self.length:
            return None
        return self.values[operation.number - 1]


@lru_cache(maxsize=4)
def right_program(program: Program) -> Program:
    """Return the program of the same network and training as it is written, without mistakes."""
    return write_program(program.network, program.training)


def first_changed(program: Program) -> str:
    """Return the first name that a program computes otherwise than without its mistakes; '' if there is none.

    Where it computes everything as it should, that is the first parameter that it doesn't update, if it leaves out one.
    """
    right = right_program(program)
    for operation in program.operations:
        there = right.by_target.get(operation.target)
        if operation.kind is not Kind.RESET and there is not None and operation.expression != there.expression:
            return operation.target
    return next((name for name in right.trained if name not in program.trained), "")


def differing(program: Program, before: Sequence[float], values: Values, right: RightValues) -> Differing:
    """Return what is not right in a step.

    Args:
        program: with mistakes, or not.
        before: the state before the step.
        values: of every operation, as the step has computed them.
        right: what it would compute without mistakes.
    """
    pairs, never_computed = _compared(program, right.program)
    found = []
    for theirs, number in pairs:
        if number <= right.length and differ(values[theirs - 1], right.values[number - 1]):
            found.append(theirs)
    is_state_wrong = any(
        number <= right.length and differ(before[place], right.values[number - 1]) for place, number in never_computed
    )
    return Differing(tuple(found), is_state_wrong)


_Pairs = tuple[tuple[int, int], ...]


@lru_cache(maxsize=4)
def _compared(program: Program, right: Program) -> tuple[_Pairs, _Pairs]:
    """Return what is compared between two programs.

    Returns:
        The numbers of the operations of both that compute the same value, in the first program's order; and of what
        only the second one computes, its place in the first one's state and the number of the operation.
    """
    pairs = []
    for operation in program.operations:
        there = right.by_target.get(operation.target)
        if there is not None and program.by_target[operation.target] is operation and operation.kind is not Kind.RESET:
            pairs.append((operation.number, there.number))
    never_computed = []
    for operation in right.operations:
        if operation.target in program.state_index and operation.target not in program.by_target:
            never_computed.append((program.state_index[operation.target], operation.number))
    return tuple(pairs), tuple(never_computed)


def differ(theirs: float, right: float) -> bool:
    """Say whether two values differ by more than rounding; NaN differs from everything but NaN."""
    if theirs == right or (theirs != theirs and right != right):
        return False
    return not abs(theirs - right) <= max(RELATIVE * max(abs(theirs), abs(right)), ABSOLUTE)
