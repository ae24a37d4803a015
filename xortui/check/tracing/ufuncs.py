"""How each ufunc of NumPy's is written on the tape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import bare, nodes_of, traced_array
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op


class Ufunc(NamedTuple):
    """How a ufunc of NumPy's is written on the tape."""

    record: Callable[[NDArray[Any], list[Nodes], list[Any]], Nodes]
    """Its values, the nodes of its operands and the operands themselves → the nodes of its values."""


def _cell_by_cell(op: Op) -> Ufunc:
    return Ufunc(lambda values, nodes, _: tape().many(op, values, *nodes))


def _by(formula: Callable[..., Any]) -> Ufunc:
    """Return a ufunc that is written as a formula of others."""

    def record(values: NDArray[Any], _: list[Nodes], operands: list[Any]) -> Nodes:
        with np.errstate(all="ignore"):
            result = formula(*(traced_array(operand) for operand in operands))
        nodes = np.broadcast_to(nodes_of(result), values.shape)
        return np.array(nodes)

    return Ufunc(record)


def _logarithm_of_sum(a: Any, b: Any) -> Any:
    """Return ln(eᵃ + eᵇ) by one formula for all numbers; with a 0 it is softplus as others write it."""
    for one, other in ((a, b), (b, a)):
        if not np.any(bare(one)):
            return np.log(1.0 + np.exp(other))
    return a + np.log(1.0 + np.exp(b - a))


def _remainder(a: Any, b: Any) -> Any:
    return a - b * np.floor(a / b)


def _arcsine(x: Any) -> Any:
    return np.arctan(x / np.sqrt(1.0 - x * x))


def _square(values: NDArray[Any], nodes: list[Nodes], _: list[Any]) -> Nodes:
    return tape().many(Op.MUL, values, nodes[0], nodes[0])


def _itself(values: NDArray[Any], nodes: list[Nodes], _: list[Any]) -> Nodes:
    return np.broadcast_to(nodes[0], values.shape).copy()


def _heaviside(values: NDArray[Any], nodes: list[Nodes], operands: list[Any]) -> Nodes:
    """Record a step: 1 above 0, 0 below, and the second operand at 0."""
    x = np.broadcast_to(bare(operands[0]), values.shape)
    zero = np.asarray(tape().constant(0.0))
    one = np.asarray(tape().constant(1.0))
    is_above = tape().many(Op.GT, np.asarray(x > 0), nodes[0], zero)
    is_below = tape().many(Op.LT, np.asarray(x < 0), nodes[0], zero)
    otherwise = tape().many(Op.WHERE, np.where(x < 0, 0.0, bare(operands[1])), is_below, zero, nodes[1])
    return tape().many(Op.WHERE, values, is_above, one, otherwise)


UFUNCS: dict[np.ufunc, Ufunc] = {
    np.add: _cell_by_cell(Op.ADD),
    np.subtract: _cell_by_cell(Op.SUB),
    np.multiply: _cell_by_cell(Op.MUL),
    np.true_divide: _cell_by_cell(Op.DIV),
    np.power: _cell_by_cell(Op.POW),
    np.float_power: _cell_by_cell(Op.POW),
    np.negative: _cell_by_cell(Op.NEG),
    np.positive: Ufunc(_itself),
    np.exp: _cell_by_cell(Op.EXP),
    np.log: _cell_by_cell(Op.LOG),
    np.tanh: _cell_by_cell(Op.TANH),
    np.sqrt: _cell_by_cell(Op.SQRT),
    np.abs: _cell_by_cell(Op.ABS),
    np.sign: _cell_by_cell(Op.SIGN),
    np.maximum: _cell_by_cell(Op.MAX),
    np.minimum: _cell_by_cell(Op.MIN),
    np.fmax: _cell_by_cell(Op.MAX),
    np.fmin: _cell_by_cell(Op.MIN),
    np.greater: _cell_by_cell(Op.GT),
    np.greater_equal: _cell_by_cell(Op.GE),
    np.less: _cell_by_cell(Op.LT),
    np.less_equal: _cell_by_cell(Op.LE),
    np.equal: _cell_by_cell(Op.EQ),
    np.not_equal: _cell_by_cell(Op.NE),
    np.logical_not: _cell_by_cell(Op.NOT),
    np.invert: _cell_by_cell(Op.NOT),
    np.logical_and: _cell_by_cell(Op.AND),
    np.logical_or: _cell_by_cell(Op.OR),
    np.sin: _cell_by_cell(Op.SIN),
    np.cos: _cell_by_cell(Op.COS),
    np.sinh: _cell_by_cell(Op.SINH),
    np.cosh: _cell_by_cell(Op.COSH),
    np.arctan: _cell_by_cell(Op.ARCTAN),
    np.square: Ufunc(_square),
    np.fabs: _cell_by_cell(Op.ABS),
    np.floor: _cell_by_cell(Op.FLOOR),
    np.conjugate: Ufunc(_itself),
    np.reciprocal: _by(lambda x: 1.0 / x),
    np.exp2: _by(lambda x: 2.0**x),
    np.expm1: _by(lambda x: np.exp(x) - 1.0),
    np.log1p: _by(lambda x: np.log(1.0 + x)),
    np.log2: _by(lambda x: np.log(x) / math.log(2)),
    np.log10: _by(lambda x: np.log(x) / math.log(10)),
    np.heaviside: Ufunc(_heaviside),
    np.ceil: _by(lambda x: -np.floor(-x)),
    np.trunc: _by(lambda x: np.sign(x) * np.floor(np.abs(x))),
    np.tan: _by(lambda x: np.sin(x) / np.cos(x)),
    np.cbrt: _by(lambda x: np.sign(x) * np.abs(x) ** (1 / 3)),
    np.arcsin: _by(_arcsine),
    np.arccos: _by(lambda x: math.pi / 2 - _arcsine(x)),
    np.arcsinh: _by(lambda x: np.log(x + np.sqrt(x * x + 1.0))),
    np.arccosh: _by(lambda x: np.log(x + np.sqrt(x * x - 1.0))),
    np.arctanh: _by(lambda x: 0.5 * np.log((1.0 + x) / (1.0 - x))),
    np.deg2rad: _by(lambda x: x * (math.pi / 180)),
    np.radians: _by(lambda x: x * (math.pi / 180)),
    np.rad2deg: _by(lambda x: x * (180 / math.pi)),
    np.degrees: _by(lambda x: x * (180 / math.pi)),
    np.hypot: _by(lambda a, b: np.sqrt(a * a + b * b)),
    np.logaddexp: _by(_logarithm_of_sum),
    np.logaddexp2: _by(lambda a, b: _logarithm_of_sum(a * math.log(2), b * math.log(2)) / math.log(2)),
    np.copysign: _by(lambda a, b: np.abs(a) * np.sign(b)),
    np.floor_divide: _by(lambda a, b: np.floor(a / b)),
    np.remainder: _by(_remainder),
}
"""How each ufunc is written; one that is missing is not followed."""
UFUNCS_OF_SCIPY: dict[str, Ufunc] = {
    "expit": _by(lambda x: 1.0 / (1.0 + np.exp(-x))),
    "logit": _by(lambda p: np.log(p / (1.0 - p))),
    "log_expit": _by(lambda x: -np.log(1.0 + np.exp(-x))),
    "erf": _cell_by_cell(Op.ERF),
    "xlogy": _by(lambda x, y: np.where(x == 0, 0.0, x * np.log(np.where(x == 0, 1.0, y)))),
    "exp10": _by(lambda x: 10.0**x),
}
"""Ufuncs of scipy.special by their names: SciPy need not be there."""
