"""Last bits: programs that compute the same, with other rounding errors, as another order of summation has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xortui.core.expression import Constant, Expression, Product, Sum, rebuild
from xortui.core.program import Program
from xortui.core.rounding import from_outputs

UP = Constant(1.0 + 2.0**-52, "1 + 2^−52")
DOWN = Constant(1.0 - 2.0**-52, "1 − 2^−52")
PATTERNS = 4
"""How many ways there are of rounding up some values and down the others."""


def neighbours(program: Program) -> Iterator[Program]:
    """Yield programs of the same formulas whose values are off in their last bits.

    The first computes a loss from the outputs, as textbooks write it. The second adds and multiplies everything in the
    opposite order. Each of the others moves every value that is
    computed by about one unit in its last place, some up and some down. How far their results are apart says which
    digits of a result the arithmetic of floats leaves certain. (The idea: La Porte and Vignes, CESTAC, 1974.)

    Args:
        program: as it is written.
    """
    yield from_outputs(program)
    turned = [replace(operation, expression=_turned(operation.expression)) for operation in program.operations]
    yield program.with_operations(turned)
    for pattern in range(PATTERNS):
        moved = []
        for operation in program.operations:
            is_up = _is_up(operation.number, pattern)
            expression = Product((operation.expression, UP if is_up else DOWN))
            moved.append(replace(operation, expression=expression, chain=""))
        yield program.with_operations(moved)


def _is_up(number: int, pattern: int) -> bool:
    """Say whether a pattern moves the value of an operation up: all of them, every second one, pairs, and so on."""
    return pattern == 0 or (number >> (pattern - 1)) % 2 == 0


def _turned(expression: Expression) -> Expression:
    """Return an expression whose sums and products run from right to left."""
    match expression:
        case Sum(terms):
            return Sum(tuple(map(_turned, reversed(terms))))
        case Product(factors):
            return Product(tuple(map(_turned, reversed(factors))))
    return rebuild(expression, _turned)
