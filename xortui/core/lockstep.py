"""Run a program on all samples of a batch at once, at several points: the right step, or one with a mistake.

Every value is an array of points × samples. Samples run in lockstep, operation by operation, so that an update in the
middle of the operations is seen by all of them, as it is in code that computes with matrices.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import ARRAY_FUNCTIONS
from xortui.core.expression import (
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)
from xortui.core.program import Kind, Operation, Program

Floats = NDArray[np.float64]


def computed(expression: Expression, values: Mapping[str, Floats]) -> Floats:
    """Return an expression's value where its names have values.

    Raises:
        KeyError: if a name has none.
    """
    match expression:
        case Name(symbol):
            return values[symbol]
        case Constant(value, _):
            return np.asarray(value)
        case Sum(terms):
            total = computed(terms[0], values)
            for term in terms[1:]:
                total = total + computed(term, values)
            return total
        case Product(factors):
            product = computed(factors[0], values)
            for factor in factors[1:]:
                product = product * computed(factor, values)
            return product
        case Quotient(numerator, denominator):
            return computed(numerator, values) / computed(denominator, values)
        case Negative(argument):
            return -computed(argument, values)
        case Greatest(parts):
            return np.asarray(ARRAY_FUNCTIONS["greatest"](*(computed(part, values) for part in parts)))
        case Least(parts):
            return np.asarray(ARRAY_FUNCTIONS["least"](*(computed(part, values) for part in parts)))
        case Power(base, exponent):
            return np.power(computed(base, values), computed(exponent, values))
        case Call(function, argument):
            constant = () if function.constant is None else (function.constant,)
            return np.asarray(ARRAY_FUNCTIONS[function.name](computed(argument, values), *constant))
    raise TypeError(f"not an expression: {expression!r}")


ValueKey = tuple[int | bool, ...]
"""An expression, whether it is summed over the batch, and the very arrays that it reads."""


class LockstepRun:
    """A run of a program; a later run of another takes its values where it would compute the same from the same."""

    def __init__(self, program: Program, given: Mapping[str, Floats], earlier: LockstepRun | None = None) -> None:
        """Run every operation of a step.

        Args:
            program: the operations; a batch's sums grow by all samples at once, and its updates run once.
            given: parameters, inputs, targets, settings and sums, each of points × samples or of a shape that
                broadcasts.
            earlier: a run of a program that shares operations with this one, given the same arrays.
        """
        self._program = program
        self._given = given
        # While these are held, no other object has the number of one of theirs.
        self._known: dict[ValueKey, Floats] = {}
        self.values: dict[str, Floats] = dict(given)
        """The value of each name after the step: of what is assigned, the new one."""
        with np.errstate(all="ignore"):
            for operation in program.operations:
                self._do(operation, earlier)

    def _do(self, operation: Operation, earlier: LockstepRun | None) -> None:
        values = self.values
        is_update = operation.kind is Kind.UPDATE and not self._program.batched
        is_over_batch = is_update or operation.kind is Kind.ACCUMULATE
        key = (id(operation.expression), is_over_batch, *map(id, map(values.__getitem__, operation.reads)))
        value = earlier._known.get(key) if earlier is not None else None
        if value is None:
            value = computed(operation.expression, values)
            if is_over_batch:
                value = _over_the_batch(operation.target, value, values, grows=operation.target in operation.reads)
        self._known[key] = value
        values[operation.target] = value


def run(program: Program, given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the value of each name after a step; see `LockstepRun`."""
    return LockstepRun(program, given).values


def _over_the_batch(name: str, value: Floats, values: Mapping[str, Floats], *, grows: bool) -> Floats:
    """Return what a value is when every sample of the batch has changed it."""
    if value.ndim < 2:
        return value
    if not grows:
        return value[:, -1:]
    old = values[name]
    total: Floats = old[..., :1] + np.sum(value - old, axis=-1, keepdims=True)
    return total
