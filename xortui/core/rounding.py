"""Rounding: a program whose values are rounded as soon as they are computed, as somebody does who works by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xortui.core.expression import HALF, ONE, Call, Constant, Expression, Greatest, Name, Negative, Quotient
from xortui.core.functions import FLOOR, LN
from xortui.core.program import LOSS, Kind, Operation, Phase, Program, derivative

LOSS_KINDS = (Kind.LOSS, Kind.SHARE)
SMALLEST = Constant(5e-324, "5e-324")
"""The smallest positive float."""
PHASES = tuple(phase.value for phase in Phase)
"""The words that stand for every value of a phase."""


def rounded_program(program: Program, places: Mapping[str, int]) -> Program:
    """Return a program that rounds some values to so many decimals: v becomes ⌊v·10^d + ½⌋ / 10^d.

    A loss that is computed through z is computed from the output itself where that is rounded: −ln ŷ. A derivative
    ∂C/∂z that is computed in one piece is computed as the product of its factors where one of those is rounded.

    Args:
        program: whose values they are.
        places: decimals by the name of a value, or by the name of a phase for all of its values: {"ŷ": 3}.

    Raises:
        ValueError: if the program computes no such value.
    """
    for name in places:
        if name not in PHASES and name not in program.by_target:
            raise ValueError(f"{name} is not computed in this network")
    operations = []
    for operation in program.operations:
        plain = _from_the_output(program, operation, places)
        decimals = places.get(operation.target, places.get(operation.phase))
        if decimals is not None:
            plain = replace(plain, expression=_rounded(plain.expression, decimals), chain="")
        operations.append(plain)
    return program.with_operations(operations)


def from_outputs(program: Program) -> Program:
    """Return a program whose loss is computed from the outputs, as textbooks write it: −ln ŷ.

    The program's own way through z keeps more digits where an output is near 0 or 1.
    """
    operations = []
    for operation in program.operations:
        found = operation
        for unit, y in zip(program.network.units[-1], program.network.targets, strict=True):
            if operation.kind in LOSS_KINDS and unit.weighted_sum in operation.reads:
                found = replace(operation, expression=_entropy(program, Name(unit.name), Name(y)))
        operations.append(found)
    return program.with_operations(operations)


def _rounded(value: Expression, decimals: int) -> Expression:
    scale = Constant(10.0**decimals, f"10^{decimals}")
    return Quotient(Call(FLOOR, value * scale + HALF), scale)


def _from_the_output(program: Program, operation: Operation, places: Mapping[str, int]) -> Operation:
    """Return an operation; one that has a short way past ŷ, by the way through ŷ, if a value on that is rounded."""
    network = program.network

    def is_rounded(name: str) -> bool:
        return name in places or program.by_target[name].phase in places

    for unit, y in zip(network.units[-1], network.targets, strict=True):
        if operation.kind in LOSS_KINDS and unit.weighted_sum in operation.reads and is_rounded(unit.name):
            return replace(operation, expression=_entropy(program, Name(unit.name), Name(y)))
        if operation.target == derivative(LOSS, unit.weighted_sum) and operation.chain:
            slopes = [derivative(LOSS, output.name) for output in network.units[-1]]
            slopes += [derivative(output.name, unit.weighted_sum) for output in network.units[-1]]
            on_the_way = [name for name in slopes if name in program.by_target]
            if any(name in places for name in on_the_way):
                return replace(operation, expression=_product_of_factors(program, unit.weighted_sum), chain="")
    return operation


def _entropy(program: Program, yhat: Expression, y: Expression) -> Expression:
    """Return an output's share of a cross-entropy, written with ŷ: −y·ln ŷ, less (1 − y)·ln(1 − ŷ) for one of two."""
    if program.network.is_softmax:
        return Negative(y * _log(yhat))
    return Negative(y * _log(yhat) + (ONE - y) * _log(ONE - yhat))


def _log(value: Expression) -> Expression:
    """Return ln v, which is finite for an output rounded to 0: where its target is 0, it counts for nothing."""
    return Call(LN, Greatest((value, SMALLEST)))


def _product_of_factors(program: Program, weighted_sum: str) -> Expression:
    """Return ∂C/∂z as the sum of ∂C/∂ŷ·∂ŷ/∂z over the outputs that depend on z."""
    total: Expression | None = None
    for output in program.network.units[-1]:
        slope = derivative(output.name, weighted_sum)
        if slope not in program.by_target:
            continue
        product = Name(derivative(LOSS, output.name)) * Name(slope)
        total = product if total is None else total + product
    assert total is not None  # an output depends on its own weighted sum
    return total
