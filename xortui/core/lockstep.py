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
                total = total + (values[term.symbol] if type(term) is Name else computed(term, values))
            return total
        case Product(factors):
            product = computed(factors[0], values)
            for factor in factors[1:]:
                product = product * (values[factor.symbol] if type(factor) is Name else computed(factor, values))
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
        self._sums_updates = not program.batched
        self._results: list[Floats] = []
        """What each operation has computed, in their order."""
        self.values: dict[str, Floats] = dict(given)
        """The value of each name after the step: of what is assigned, the new one."""
        with np.errstate(all="ignore"):
            self._run_operations(earlier)

    @cached_property
    def _known(self) -> dict[ValueKey, Floats]:
        """What was computed from what."""
        values = dict(self._given)
        known = {}
        for operation, result in zip(self._program.operations, self._results, strict=True):
            known[self._key(operation, values)] = result
            values[operation.target] = result
        return known

    def _key(self, operation: Operation, values: Mapping[str, Floats]) -> ValueKey:
        """Return what an operation's result depends on, where its names have these values."""
        return (
            id(operation.expression),
            self._is_over_batch(operation),
            *[id(values[name]) for name in operation.reads],
        )

    def _is_over_batch(self, operation: Operation) -> bool:
        """Say whether an operation sums over the samples of a batch."""
        kind = operation.kind
        return kind is _ACCUMULATE or (kind is _UPDATE and self._sums_updates)

    def _run_operations(self, earlier: LockstepRun | None) -> None:
        """Run every operation, and take the values that are known from an earlier run."""
        if earlier is not None and self._program.has_places_of(earlier._program):
            self._run_beside(earlier)
            return
        known = earlier._known if earlier is not None else {}
        begun = self._take_beginning(earlier) if earlier is not None else 0
        for operation in self._program.operations[begun:]:
            value = known.get(self._key(operation, self.values)) if known else None
            if value is None:
                value = self._result(operation, self.values)
            self._results.append(value)
            self.values[operation.target] = value

    def _result(self, operation: Operation, values: Mapping[str, Floats]) -> Floats:
        """Return what an operation computes where names have these values."""
        value = computed(operation.expression, values)
        if not self._is_over_batch(operation):
            return value
        return _over_the_batch(operation.target, value, values, grows=operation.target in operation.reads)

    def _run_beside(self, earlier: LockstepRun) -> None:
        """Run the operations that differ from those of an earlier run's program, and those that read what they change.

        Both programs assign the same names in the same order.
        """
        differing = {name for name, value in self._given.items() if earlier._given.get(name) is not value}
        """The names that have another value here than there at this place of the programs."""
        places = zip(self._program.operations, earlier._program.operations, earlier._results, strict=True)
        for operation, other, known in places:
            target = operation.target
            if operation.expression is other.expression and differing.isdisjoint(operation.reads):
                value = known
                differing.discard(target)
            else:
                value = self._result(operation, self.values)
                differing.add(target)
            self._results.append(value)
            self.values[target] = value

    def value_with(self, program: Program, name: str) -> Floats | None:
        """Return the value that a name has after a step of another program, given the same arrays.

        Only what the value depends on is computed.

        Returns:
            The value, the very array of this run if nothing that it depends on has changed; None if the other program
            assigns other names, or in another order.
        """
        if not program.has_places_of(self._program):
            return None
        needed = _places_needed(program, name)
        differing: set[str] = set()
        """Those needed that have another value there than here at this place of the programs."""
        values = dict(self._given)
        operations = self._program.operations
        with np.errstate(all="ignore"):
            for place in needed:
                operation = program.operations[place]
                target = operation.target
                is_known = operation.expression is operations[place].expression
                if is_known and differing.isdisjoint(operation.reads):
                    values[target] = self._results[place]
                    differing.discard(target)
                else:
                    values[target] = self._result(operation, values)
                    differing.add(target)
        return values[name]

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
        self._results = earlier._results[:count]
        return count


def run(program: Program, given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the value of each name after a step; see `LockstepRun`."""
    return LockstepRun(program, given).values


def _places_needed(program: Program, name: str) -> list[int]:
    """Return the places of the operations that a name's value after a step depends on, in their order."""
    missing = {name}
    places = []
    for place in range(len(program.operations) - 1, -1, -1):
        operation = program.operations[place]
        if operation.target in missing:
            places.append(place)
            missing.discard(operation.target)
            missing.update(operation.reads)
    places.reverse()
    return places


def _over_the_batch(name: str, value: Floats, values: Mapping[str, Floats], *, grows: bool) -> Floats:
    """Return what a value is when every sample of the batch has changed it."""
    if value.ndim < 2:
        return value
    if not grows:
        return value[:, -1:]
    old = values[name]
    total: Floats = old[..., :1] + np.add.reduce(value - old, axis=-1, keepdims=True)
    return total
