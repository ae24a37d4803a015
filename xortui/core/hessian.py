"""The exact Hessian: all second derivatives of the mean loss over all samples, from the program's own operations.

The forward operations and the loss are run once on numbers that carry their derivative by every parameter with them
(tangent vectors), and then backwards by the chain rule on the same kind of numbers: the gradient comes out with its own
derivative by every parameter, which is the Hessian. Nothing is approximated, and the formulas of backpropagation that
the program steps through are not used: a mistake that is planted in them does not change the Hessian of its loss.

Source of the method: Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6 (1994), here for all
directions at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.engines import Sample
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
from xortui.core.function_slopes import slopes_of
from xortui.core.program import LOSS, Operation, Phase, Program

MAX_PARAMETERS = 400
"""Of a network with more, neither Hessian nor eigenvalues are computed: they would take seconds."""
AT_ONCE = 1_500_000
"""Samples times parameters times operations whose tangents are kept at once."""


class _Dual(NamedTuple):
    """A number for each sample, with its derivative by each parameter."""

    value: Floats
    """Of shape (samples) or (1)."""
    tangent: Floats
    """Of shape (samples or 1, parameters or 1)."""

    def plus(self, other: _Dual) -> _Dual:
        """Return the sum of both."""
        return _Dual(self.value + other.value, self.tangent + other.tangent)

    def times(self, other: _Dual) -> _Dual:
        """Return the product of both."""
        tangent = self.tangent * other.value[:, None] + self.value[:, None] * other.tangent
        return _Dual(self.value * other.value, tangent)

    def over(self, other: _Dual) -> _Dual:
        """Return the quotient of both."""
        value = self.value / other.value
        return _Dual(value, (self.tangent - value[:, None] * other.tangent) / other.value[:, None])

    def negative(self) -> _Dual:
        """Return it with the other sign."""
        return _Dual(-self.value, -self.tangent)


_NO_TANGENT = np.zeros((1, 1))


def _constant(value: float) -> _Dual:
    return _Dual(np.array([value]), _NO_TANGENT)


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """The mean loss at a point, with its first and second derivatives by the parameters."""

    names: tuple[str, ...]
    """The parameters, in the order of the network."""
    loss: float
    """The mean of C over all samples."""
    gradient: Floats
    """Its derivatives, of shape (parameters)."""
    hessian: Floats
    """Its second derivatives, of shape (parameters, parameters); symmetric."""
    by_sample: Floats
    """The gradient of each sample's own C, of shape (samples, parameters)."""

    @property
    def is_finite(self) -> bool:
        """Whether every number is one."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.gradient).all() and np.isfinite(self.hessian).all())

    def axes(self) -> Axes:
        """Return the eigenvalues and eigenvectors of the Hessian.

        Raises:
            ValueError: if a number of it is not finite.
        """
        if not self.is_finite:
            raise ValueError("the Hessian has numbers that are not finite")
        values, vectors = np.linalg.eigh(self.hessian)
        # The sign of an eigenvector means nothing; the same one is chosen on every machine.
        for place in range(len(values)):
            greatest = int(np.argmax(np.abs(vectors[:, place])))
            if vectors[greatest, place] < 0:
                vectors[:, place] *= -1.0
        return Axes(values, vectors)


class Axes(NamedTuple):
    """The eigenvalues of a Hessian, the least first, and the directions that they are of."""

    values: Floats
    """Of shape (parameters)."""
    vectors: Floats
    """Each column the direction of length 1 of the eigenvalue at its place; of shape (parameters, parameters)."""


class HessianOf:
    """Computes the curvature of a program's loss over some samples."""

    def __init__(self, program: Program, samples: Sequence[Sample]) -> None:
        """Take the operations that C depends on.

        Args:
            program: what is trained; its forward operations and its loss are read.
            samples: inputs and targets.

        Raises:
            ValueError: if the network has more than `MAX_PARAMETERS` parameters.
        """
        self.names = program.network.parameter_names
        if len(self.names) > MAX_PARAMETERS:
            raise ValueError(f"expected at most {MAX_PARAMETERS} parameters, got {len(self.names):,}")
        self._program = program
        self._operations = [o for o in program.operations if o.phase in (Phase.FORWARD, Phase.LOSS)]
        self._inputs = np.array([x for x, _ in samples], dtype=float)
        self._targets = np.array([y for _, y in samples], dtype=float)

    @cached_property
    def _rows_at_once(self) -> int:
        return max(1, AT_ONCE // (len(self.names) * max(len(self._operations), 1)))

    def at(self, parameters: Sequence[float]) -> Curvature:
        """Return the loss and its derivatives at a point.

        Args:
            parameters: a value for each, in the order of the network; or a whole state vector, of which the others are
                taken as they are.
        """
        point = np.array(parameters[: len(self.names)], dtype=float)
        others = [float(value) for value in parameters[len(self.names) :]]
        samples = len(self._inputs)
        losses = np.zeros(samples)
        gradients = np.zeros((samples, len(self.names)))
        hessian = np.zeros((len(self.names), len(self.names)))
        with np.errstate(all="ignore"):
            for first in range(0, samples, self._rows_at_once):
                rows = slice(first, first + self._rows_at_once)
                losses[rows], gradients[rows], part = self._of_rows(point, others, rows)
                hessian += part
        hessian /= samples
        return Curvature(
            names=self.names,
            loss=float(losses.mean()),
            gradient=gradients.mean(axis=0),
            hessian=(hessian + hessian.T) / 2.0,
            by_sample=gradients,
        )

    def _of_rows(self, point: Floats, others: Sequence[float], rows: slice) -> tuple[Floats, Floats, Floats]:
        """Return losses and gradients of some samples, and the sum of their Hessians."""
        count = len(self._inputs[rows])
        known = self._given(point, rows)
        for name, value in zip(self._program.state[len(self.names) :], others, strict=False):
            known[name] = _constant(value)
        for operation in self._operations:
            known[operation.target] = _computed(operation.expression, known)
        passed = self._passed_back(known)
        losses = np.broadcast_to(known[LOSS].value, (count,))
        gradients = np.zeros((count, len(self.names)))
        hessian = np.zeros((len(self.names), len(self.names)))
        for place, name in enumerate(self.names):
            if name in passed:
                gradients[:, place] = passed[name].value
                tangent = np.broadcast_to(passed[name].tangent, (count, len(self.names)))
                hessian[place] = tangent.sum(axis=0)
        return losses, gradients, hessian

    def _given(self, point: Floats, rows: slice) -> dict[str, _Dual]:
        """Return parameters, inputs and targets as numbers with tangents: each parameter has a 1 at its own place."""
        known: dict[str, _Dual] = {}
        own = np.eye(len(self.names))
        for place, name in enumerate(self.names):
            known[name] = _Dual(point[place : place + 1], own[place : place + 1])
        for place, name in enumerate(self._program.inputs):
            known[name] = _Dual(self._inputs[rows, place], _NO_TANGENT)
        for place, name in enumerate(self._program.targets):
            known[name] = _Dual(self._targets[rows, place], _NO_TANGENT)
        return known

    def _passed_back(self, known: Mapping[str, _Dual]) -> dict[str, _Dual]:
        """Return the derivative of C by every name that it depends on."""
        passed: dict[str, _Dual] = {LOSS: _constant(1.0)}
        for operation in reversed(self._operations):
            if operation.target in passed:
                _pass_back(operation, known, passed)
        return passed


def _computed(expression: Expression, known: Mapping[str, _Dual]) -> _Dual:
    """Return an expression's value with its derivative by every parameter."""
    match expression:
        case Name(symbol):
            return known[symbol]
        case Constant(value, _):
            return _constant(value)
        case Sum(terms):
            total = _computed(terms[0], known)
            for term in terms[1:]:
                total = total.plus(_computed(term, known))
            return total
        case Product(factors):
            product = _computed(factors[0], known)
            for factor in factors[1:]:
                product = product.times(_computed(factor, known))
            return product
        case Quotient(numerator, denominator):
            return _computed(numerator, known).over(_computed(denominator, known))
        case Negative(argument):
            return _computed(argument, known).negative()
        case Greatest(parts):
            return _outermost([_computed(part, known) for part in parts], is_greatest=True)
        case Least(parts):
            return _outermost([_computed(part, known) for part in parts], is_greatest=False)
        case Power(base, exponent):
            return _fixed_power(_computed(base, known), _computed(exponent, known))
        case Call(function, argument):
            inner = _computed(argument, known)
            slopes, constant = slopes_of(function)
            called = _called(expression, inner.value)
            first = slopes.first(inner.value, called, constant)
            return _Dual(called, first[:, None] * inner.tangent)
    raise TypeError(f"not an expression: {expression!r}")


def _called(call: Call, argument: Floats) -> Floats:
    constant = () if call.function.constant is None else (call.function.constant,)
    return np.asarray(ARRAY_FUNCTIONS[call.function.name](argument, *constant))


def _outermost(parts: Sequence[_Dual], *, is_greatest: bool) -> _Dual:
    """Return the greatest or the least of some numbers, with the derivatives of that one."""
    chosen = parts[0]
    for part in parts[1:]:
        is_further = part.value > chosen.value if is_greatest else part.value < chosen.value
        value = np.where(is_further, part.value, chosen.value)
        chosen = _Dual(value, np.where(is_further[:, None], part.tangent, chosen.tangent))
    return chosen


def _fixed_power(base: _Dual, exponent: _Dual) -> _Dual:
    """Return a power that depends on no parameter: no loss has another.

    Raises:
        ValueError: if it depends on one.
    """
    if base.tangent.any() or exponent.tangent.any():
        raise ValueError("a power of what is learnt has no Hessian here")
    return _Dual(np.power(base.value, exponent.value), _NO_TANGENT)


def _pass_back(operation: Operation, known: Mapping[str, _Dual], passed: dict[str, _Dual]) -> None:
    """Add to the derivatives of C by what an operation reads what goes through it."""
    waiting = [(operation.expression, passed[operation.target])]
    while waiting:
        expression, outer = waiting.pop()
        if isinstance(expression, Name):
            before = passed.get(expression.symbol)
            passed[expression.symbol] = outer if before is None else before.plus(outer)
        else:
            waiting += _parts_with_derivatives(expression, outer, known)


def _parts_with_derivatives(
    expression: Expression, outer: _Dual, known: Mapping[str, _Dual]
) -> list[tuple[Expression, _Dual]]:
    """Return the parts of an expression, each with the derivative of C by it.

    Args:
        expression: one that is no name.
        outer: the derivative of C by the expression.
        known: the values of all names.
    """
    match expression:
        case Constant():
            return []
        case Sum(terms):
            return [(term, outer) for term in terms]
        case Product(factors):
            return _factors_with_derivatives(factors, outer, known)
        case Quotient(numerator, denominator):
            below = _computed(denominator, known)
            share = outer.over(below)
            return [(numerator, share), (denominator, share.times(_computed(expression, known)).negative())]
        case Negative(argument):
            return [(argument, outer.negative())]
        case Greatest(parts):
            return _chosen_with_derivatives(parts, outer, known, is_greatest=True)
        case Least(parts):
            return _chosen_with_derivatives(parts, outer, known, is_greatest=False)
        case Power():
            _computed(expression, known)  # refuses one that depends on a parameter
            return []
        case Call(function, argument):
            inner = _computed(argument, known)
            slopes, constant = slopes_of(function)
            called = _called(expression, inner.value)
            second = slopes.second(inner.value, called, constant)
            slope = _Dual(slopes.first(inner.value, called, constant), second[:, None] * inner.tangent)
            return [(argument, outer.times(slope))]
    raise TypeError(f"not an expression: {expression!r}")


def _factors_with_derivatives(
    factors: Sequence[Expression], outer: _Dual, known: Mapping[str, _Dual]
) -> list[tuple[Expression, _Dual]]:
    """Return the factors of a product: the derivative by each is the product of all others."""
    values = [_computed(factor, known) for factor in factors]
    found = []
    for place, factor in enumerate(factors):
        product = outer
        for other, value in enumerate(values):
            if other != place:
                product = product.times(value)
        found.append((factor, product))
    return found


def _chosen_with_derivatives(
    parts: Sequence[Expression], outer: _Dual, known: Mapping[str, _Dual], *, is_greatest: bool
) -> list[tuple[Expression, _Dual]]:
    """Return the parts of a greatest or least: the whole derivative goes to the first that is chosen."""
    values = [_computed(part, known).value for part in parts]
    samples = max(len(value) for value in values)
    table = np.stack([np.broadcast_to(value, (samples,)) for value in values])
    chosen = table.argmax(axis=0) if is_greatest else table.argmin(axis=0)
    found = []
    for place, part in enumerate(parts):
        share = (chosen == place).astype(float)
        found.append((part, _Dual(outer.value * share, outer.tangent * share[:, None])))
    return found
