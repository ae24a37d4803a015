"""Derivatives of what stands on a tape: the chain rule, from some nodes back to their roots, at several points."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

import numpy as np

from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import COMPARISONS
from xortui.check.tracing.tape import Op

Factors = tuple[Points | float, ...]
"""∂y/∂operand of each operand."""


def _power(y: Points, a: Points, b: Points) -> Factors:
    by_exponent = np.where(a > 0, y * np.log(np.where(a > 0, a, 1.0)), 0.0)
    return b * np.power(a, b - 1), by_exponent


def _chosen(_y: Points, condition: Points, _a: Points, _b: Points) -> Factors:
    is_first = (condition != 0) * 1.0
    return 0.0, is_first, 1.0 - is_first


SLOPES: Mapping[Op, Callable[..., Factors]] = {
    Op.NEG: lambda _y, _a: (-1.0,),
    Op.EXP: lambda y, _a: (y,),
    Op.LOG: lambda _, a: (1 / a,),
    Op.TANH: lambda y, _a: (1 - y * y,),
    Op.SQRT: lambda y, _a: (0.5 / y,),
    Op.ABS: lambda _, a: (np.sign(a),),
    Op.SIN: lambda _, a: (np.cos(a),),
    Op.COS: lambda _, a: (-np.sin(a),),
    Op.SINH: lambda _, a: (np.cosh(a),),
    Op.COSH: lambda _, a: (np.sinh(a),),
    Op.ARCTAN: lambda _, a: (1 / (1 + a * a),),
    Op.ERF: lambda _, a: (2 / np.sqrt(np.pi) * np.exp(-a * a),),
    Op.ADD: lambda _y, _a, _b: (1.0, 1.0),
    Op.SUB: lambda _y, _a, _b: (1.0, -1.0),
    Op.MUL: lambda _, a, b: (b, a),
    Op.DIV: lambda y, _a, b: (1 / b, -y / b),
    Op.POW: _power,
    Op.MAX: lambda _, a, b: ((a >= b) * 1.0, (a < b) * 1.0),
    Op.MIN: lambda _, a, b: ((a <= b) * 1.0, (a > b) * 1.0),
    Op.WHERE: _chosen,
}
"""For each operation with a slope ∂y/∂operand, of its result y and its operands; others are flat."""
_BY_NUMBER = {int(op): slope for op, slope in SLOPES.items()}
FLAT = COMPARISONS | frozenset(map(int, (Op.EQ, Op.NE, Op.SIGN, Op.FLOOR)))
"""What is flat everywhere but where it jumps."""


def slopes(
    part: StepPart,
    nodes: Sequence[int],
    values: Mapping[int, Points],
    seeds: Mapping[int, Points],
    depending: set[int],
    cut: Container[tuple[int, int]] = (),
) -> dict[int, Points]:
    """Return ∂C/∂node for each node that C depends on.

    Args:
        part: the step that they are of.
        nodes: those that C is computed from, in the order of the tape.
        values: of all nodes, at several points.
        seeds: ∂C/∂node of the nodes that C is computed from directly.
        depending: the nodes that are wanted, and those that depend on one of them: no others are followed.
        cut: nodes, each with the number of an operand that nothing goes back to.
    """
    found: dict[int, Points] = {node: np.array(slope, float) for node, slope in seeds.items()}
    with np.errstate(all="ignore"):
        for node in reversed(nodes):
            slope = found.get(node)
            parts = part.parts[node]
            rule = _BY_NUMBER.get(part.op[node])
            if slope is None or rule is None or not parts:
                continue
            factors = rule(values[node], *(values[one] for one in parts))
            for slot, (one, factor) in enumerate(zip(parts, factors, strict=True)):
                if one not in depending or (node, slot) in cut:
                    continue
                share = slope * factor
                known = found.get(one)
                found[one] = share if known is None else known + share
    return found


def slope_by(part: StepPart, node: int, slot: int, values: Mapping[int, Points]) -> Points | float:
    """Return ∂node/∂operand for one operand of a node; 0 where it is flat.

    Args:
        part: the step that it is of.
        node: the node.
        slot: which operand.
        values: of all nodes, at several points.
    """
    rule = _BY_NUMBER.get(part.op[node])
    if rule is None:
        return 0.0
    with np.errstate(all="ignore"):
        return rule(values[node], *(values[one] for one in part.parts[node]))[slot]


def jumps(part: StepPart, nodes: Iterable[int], depending: set[int]) -> bool:
    """Say whether something flat is a value of its own on the way, as the output of a step function.

    The gate of a ReLU, which is multiplied with what it lets through, is none.

    Args:
        part: a step.
        nodes: those of it that are followed.
        depending: the nodes that depend on what is learnt.
    """
    followed = set(nodes)
    for node in followed & depending:
        if part.op[node] not in FLAT:
            continue
        for user in part.users_of(node):
            if user not in followed:
                continue
            parts = part.parts[user]
            is_condition = part.op[user] == Op.WHERE and parts[0] == node
            others = [one for one in parts if one != node]
            is_gate = part.op[user] == Op.MUL and bool(others) and all(one in depending for one in others)
            if not is_condition and not is_gate:
                return True
    return False
