"""Errors that a label chooses, `o - 1 if k == label else o`: the 1 is the target there, and elsewhere it is 0."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple


def with_targets(
    test: ast.expr, then: ast.expr, otherwise: ast.expr, as_data: Callable[[ast.expr], ast.expr]
) -> tuple[ast.expr, ast.expr]:
    """Return both expressions of a choice with their numbers as data, if they are errors that a label chooses.

    Args:
        test: what is asked.
        then: what is taken if it holds.
        otherwise: what is taken if it does not.
        as_data: makes data of a number.
    """
    if not are_errors_of_label(test, then, otherwise):
        return then, otherwise
    chosen = []
    for expression in (then, otherwise):
        if _error_in(expression) is None:
            expression = _minus_nothing(expression)
        error = _without_sign(expression)
        if isinstance(error, ast.BinOp):
            error.left = as_data(error.left) if _is_number(error.left) else error.left
            error.right = as_data(error.right) if _is_number(error.right) else error.right
        chosen.append(expression)
    return chosen[0], chosen[1]


def are_errors_of_label(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> bool:
    """Say whether two expressions are errors of one output, with one sign, that a label chooses.

    Args:
        test: what is asked.
        then: what is taken if it holds.
        otherwise: what is taken if it does not.
    """
    errors = (_error_in(then), _error_in(otherwise))
    known = errors[0] or errors[1]
    if known is None or not _is_of_label(test):
        return False
    for expression, error in zip((then, otherwise), errors, strict=True):
        own = error or _Error(_without_sign(expression), _is_turned(expression))
        if (ast.dump(own.output), own.is_turned) != (ast.dump(known.output), known.is_turned):
            return False
    return True


class _Error(NamedTuple):
    """An output that is compared with a number."""

    output: ast.expr
    is_turned: bool
    """Whether it is taken off the number: 1 − o, or −(o − 1)."""


def _is_of_label(test: ast.expr) -> bool:
    """Say whether something may ask for a label: k == label, or a label that is 0 or 1 as it is."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.NotEq)
    return isinstance(test, ast.Name | ast.Attribute | ast.Subscript)


def _error_in(expression: ast.expr) -> _Error | None:
    """Return the output of o − 1, of 0 − o, or of −(1 − o); None if nothing is compared with a number."""
    error = _without_sign(expression)
    if not isinstance(error, ast.BinOp) or not isinstance(error.op, ast.Sub):
        return None
    if _is_number(error.left) == _is_number(error.right):
        return None
    is_number_first = _is_number(error.left)
    output = error.right if is_number_first else error.left
    return _Error(output, is_number_first != _is_turned(expression))


def _is_turned(expression: ast.expr) -> bool:
    """Say whether an odd number of minus signs stands before an expression."""
    is_turned = False
    while isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        expression = expression.operand
        is_turned = not is_turned
    return is_turned


def _without_sign(expression: ast.expr) -> ast.expr:
    while isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        expression = expression.operand
    return expression


def _is_number(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and type(expression.value) in (int, float)


def _minus_nothing(expression: ast.expr) -> ast.expr:
    """Return o − 0 for o, and −(o − 0) for −o."""
    if isinstance(expression, ast.UnaryOp):
        expression.operand = _minus_nothing(expression.operand)
        return expression
    nothing = ast.copy_location(ast.Constant(0), expression)
    return ast.copy_location(ast.BinOp(expression, ast.Sub(), nothing), expression)
