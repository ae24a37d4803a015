"""Errors that a label chooses, `o - 1 if k == label else o`: the 1 is the target there, and elsewhere it is 0."""

from __future__ import annotations

import ast
from collections.abc import Callable


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
    is_of_label = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.NotEq)
    if not is_of_label:
        return then, otherwise
    outputs = (_output_of(then), _output_of(otherwise))
    known = next((output for output in outputs if output is not None), None)
    if known is None:
        return then, otherwise
    if outputs[0] is None and ast.dump(then) == ast.dump(known):
        then = _minus_nothing(then)
    elif outputs[1] is None and ast.dump(otherwise) == ast.dump(known):
        otherwise = _minus_nothing(otherwise)
    elif None in outputs or ast.dump(outputs[0] or known) != ast.dump(outputs[1] or known):
        return then, otherwise
    for expression in (then, otherwise):
        error = _without_sign(expression)
        if isinstance(error, ast.BinOp):
            error.left = as_data(error.left) if _is_number(error.left) else error.left
            error.right = as_data(error.right) if _is_number(error.right) else error.right
    return then, otherwise


def _output_of(expression: ast.expr) -> ast.expr | None:
    """Return what is compared with a number: o of o − 1, of 0 − o, or of −(1 − o); None if nothing is."""
    error = _without_sign(expression)
    if not isinstance(error, ast.BinOp) or not isinstance(error.op, ast.Sub):
        return None
    if _is_number(error.left) == _is_number(error.right):
        return None
    return error.right if _is_number(error.left) else error.left


def _without_sign(expression: ast.expr) -> ast.expr:
    while isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        expression = expression.operand
    return expression


def _is_number(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and type(expression.value) in (int, float)


def _minus_nothing(expression: ast.expr) -> ast.expr:
    nothing = ast.copy_location(ast.Constant(0), expression)
    return ast.copy_location(ast.BinOp(expression, ast.Sub(), nothing), expression)
