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
from xortui.core.program import Kind, Program

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


def run(program: Program, given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Run every operation of a step.

    Args:
        program: the operations; a batch's sums grow by all samples at once, and its updates run once.
        given: parameters, inputs, targets, settings and sums, each of points × samples or of a shape that broadcasts.

    Returns:
        The value of each name after the step: of what is assigned, the new one.
    """
    values = dict(given)
    with np.errstate(all="ignore"):
        for operation in program.operations:
            value = computed(operation.expression, values)
            if (operation.kind is Kind.UPDATE and not program.batched) or operation.kind is Kind.ACCUMULATE:
                value = _over_the_batch(operation.target, value, values, grows=operation.target in operation.reads)
            values[operation.target] = value
    return values


def _over_the_batch(name: str, value: Floats, values: Mapping[str, Floats], *, grows: bool) -> Floats:
    """Return what a value is when every sample of the batch has changed it."""
    if value.ndim < 2:
        return value
    if not grows:
        return value[:, -1:]
    old = values[name]
    total: Floats = old[..., :1] + np.sum(value - old, axis=-1, keepdims=True)
    return total
