"""Run a program on all samples of a batch at once, at several points: the right step, or one with a mistake.

Every value is an array of points × samples. Samples run in lockstep, operation by operation, so that an update in the
middle of the operations is seen by all of them, as it is in code that computes with matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

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


# An attribute of an enumeration costs as much as the rest of the loop over operations.
_ACCUMULATE = Kind.ACCUMULATE
_UPDATE = Kind.UPDATE
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
        # While these are held, no other object has the number of one of theirs.
        self._program = program
        self._given = given
        self._keys: list[ValueKey] = []
        self._results: list[Floats] = []
        """What each operation has computed, in their order."""
        self.values: dict[str, Floats] = dict(given)
        """The value of each name after the step: of what is assigned, the new one."""
        with np.errstate(all="ignore"):
            self._run_operations(earlier)

    @cached_property
    def _known(self) -> dict[ValueKey, Floats]:
        """What was computed from what."""
        return dict(zip(self._keys, self._results, strict=True))

    def _run_operations(self, earlier: LockstepRun | None) -> None:
        """Run every operation, and take the values that are known from an earlier run."""
        known = earlier._known if earlier is not None else {}
        values = self.values
        is_batched = self._program.batched
        begun = self._take_beginning(earlier) if earlier is not None else 0
        for operation in self._program.operations[begun:]:
            kind = operation.kind
            is_over_batch = kind is _ACCUMULATE or (kind is _UPDATE and not is_batched)
            expression = operation.expression
            key = (id(expression), is_over_batch, *[id(values[name]) for name in operation.reads])
            value = known.get(key)
            if value is None:
                value = computed(expression, values)
                if is_over_batch:
                    value = _over_the_batch(operation.target, value, values, grows=operation.target in operation.reads)
            self._keys.append(key)
            self._results.append(value)
            values[operation.target] = value

    def _take_beginning(self, earlier: LockstepRun) -> int:
        """Take over the values up to the first operation that differs, and return how many those are."""
        program = earlier._program
        if program.batched != self._program.batched:
            return 0
        changed = {name for name, value in self._given.items() if earlier._given.get(name) is not value}
        count = 0
        for operation, before in zip(self._program.operations, program.operations, strict=False):
            is_same = operation.expression is before.expression and operation.kind is before.kind
            if not is_same or operation.target != before.target or not changed.isdisjoint(operation.reads):
                break
            self.values[operation.target] = earlier._results[count]
            count += 1
        self._keys = earlier._keys[:count]
        self._results = earlier._results[:count]
        return count


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
    total: Floats = old[..., :1] + np.add.reduce(value - old, axis=-1, keepdims=True)
    return total
