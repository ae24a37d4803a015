"""One of two numbers, chosen by a comparison, as one operation: `z if z > 0 else 0.0`, and the same as statements.

A branch leaves no trace of the number that was not chosen: a silent unit of ReLU would be a 0 from nowhere. So where
both branches are simple enough to be computed without any effect, both are, and what was chosen is written on the tape.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Container, Sequence
from typing import Any

from xortui.check.tracing.label_choices import are_errors_of_label
from xortui.check.tracing.numbers import TRACED, node_of, plain, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Op

CHOOSE = "__traced_choice__"
TRUTH = "__traced_truth__"

_ORDERS: dict[type[ast.cmpop], str] = {ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le"}
_EQUALITIES: dict[type[ast.cmpop], str] = {ast.Eq: "eq", ast.NotEq: "ne"}
_COMPARE: dict[str, tuple[Op, Callable[[Any, Any], Any]]] = {
    "gt": (Op.GT, operator.gt),
    "ge": (Op.GE, operator.ge),
    "lt": (Op.LT, operator.lt),
    "le": (Op.LE, operator.le),
    "eq": (Op.EQ, operator.eq),
    "ne": (Op.NE, operator.ne),
}


def choose(order: str, left: Any, right: Any, then: Any, otherwise: Any) -> Any:
    """Return the first of two values if a comparison holds, else the second; traced, if all are single numbers."""
    op, compare = _COMPARE[order]
    numbers = (left, right, then, otherwise)
    if not all(isinstance(one, TRACED) or type(one) in (int, float) for one in numbers):
        return then if compare(left, right) else otherwise
    if not isinstance(left, TRACED) and not isinstance(right, TRACED):
        return then if compare(left, right) else otherwise
    is_true = bool(compare(plain(left), plain(right)))
    value = plain(then if is_true else otherwise)
    condition = tape().one(op, float(is_true), node_of(left), node_of(right))
    return traced(value, tape().one(Op.WHERE, float(value), condition, node_of(then), node_of(otherwise)))


def truth(order: str, left: Any, right: Any) -> Any:
    """Return whether a comparison holds; as a traced 1 or 0, if two numbers are compared."""
    op, compare = _COMPARE[order]
    are_numbers = all(isinstance(one, TRACED) or type(one) in (int, float) for one in (left, right))
    if not are_numbers or not (isinstance(left, TRACED) or isinstance(right, TRACED)):
        return compare(left, right)
    is_true = int(compare(plain(left), plain(right)))
    return traced(is_true, tape().one(op, float(is_true), node_of(left), node_of(right)))


def as_number(node: ast.expr) -> ast.expr:
    """Return `z > 0`, where it is computed with, as a call of `truth`; anything else as it is."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _ORDERS:
        return node
    return _call_of_truth(_ORDERS[type(node.ops[0])], node)


def _call_of_truth(order: str, node: ast.Compare) -> ast.expr:
    call = ast.Call(ast.Name(TRUTH, ast.Load()), [ast.Constant(order), node.left, node.comparators[0]], [])
    return ast.fix_missing_locations(ast.copy_location(call, node))


def as_condition(node: ast.expr) -> ast.expr:
    """Return `z > 0` or `t == 1`, by which np.where chooses, as a call of `truth`; anything else as it is."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not _asks_for_number(node):
        return as_number(node)
    return _call_of_truth(_EQUALITIES[type(node.ops[0])], node)


def as_choice(node: ast.IfExp) -> ast.expr | None:
    """Return `a if x > y else b` as a call of `choose`; None if it is not so simple."""
    return _choice(node.test, node.body, node.orelse, node)


def with_choices(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return statements in which `if x > y: return a` and `return b`, or two assignments, are one choice."""
    found: list[ast.stmt] = []
    for number, statement in enumerate(body):
        if not isinstance(statement, ast.If) or len(statement.body) != 1:
            found.append(statement)
            continue
        following = list(body[number + 1 :])
        after = statement.orelse or following
        joined = _joined(statement, statement.body[0], after[0]) if len(after) == 1 else None
        if joined is None:
            found.append(statement)
            continue
        if statement.orelse:
            found.append(joined)
        elif isinstance(joined, ast.Return):
            return [*found, joined]
        else:
            found.append(statement)
    return found


def _joined(test: ast.If, then: ast.stmt, otherwise: ast.stmt) -> ast.stmt | None:
    """Return two statements of the same kind as one, of what is chosen; None if they are not so simple."""
    if isinstance(then, ast.Return) and isinstance(otherwise, ast.Return):
        if then.value is None or otherwise.value is None:
            return None
        value = _choice(test.test, then.value, otherwise.value, test)
        return None if value is None else ast.copy_location(ast.Return(value), test)
    if not isinstance(then, ast.Assign) or not isinstance(otherwise, ast.Assign):
        return None
    if list(map(ast.dump, then.targets)) != list(map(ast.dump, otherwise.targets)):
        return None
    value = _choice(test.test, then.value, otherwise.value, test)
    return None if value is None else ast.copy_location(ast.Assign(then.targets, value), test)


def _choice(test: ast.expr, then: ast.expr, otherwise: ast.expr, place: ast.AST) -> ast.expr | None:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if type(test.ops[0]) not in _ORDERS and not _are_chosen_by_number(test, then, otherwise):
        return None
    asked = {ast.dump(part) for part in ast.walk(test)}
    if not _is_simple(then, asked) or not _is_simple(otherwise, asked):
        return None
    order = ast.Constant({**_ORDERS, **_EQUALITIES}[type(test.ops[0])])
    parts = [order, test.left, test.comparators[0], then, otherwise]
    name = ast.Name(CHOOSE, ast.Load())
    call = ast.copy_location(ast.Call(name, parts, []), place)
    return ast.fix_missing_locations(call)


def _asks_for_number(test: ast.Compare) -> bool:
    """Say whether a comparison asks whether something is a number that is written there: t == 1."""
    sides = (test.left, test.comparators[0])
    are_numbers = [isinstance(one, ast.Constant) and type(one.value) in (int, float) for one in sides]
    return type(test.ops[0]) in _EQUALITIES and any(are_numbers)


def _are_chosen_by_number(test: ast.Compare, then: ast.expr, otherwise: ast.expr) -> bool:
    """Say whether `t == 1` chooses between 1 − p and p, say, that are not the errors of two targets."""
    if not _asks_for_number(test) or are_errors_of_label(test, then, otherwise):
        return False
    # Names of one branch alone may have no values where the other one is taken.
    names = [{part.id for part in ast.walk(one) if isinstance(part, ast.Name)} for one in (then, otherwise)]
    parts = [*ast.walk(then), *ast.walk(otherwise)]
    return bool(names[0]) and names[0] == names[1] and any(isinstance(part, ast.Sub | ast.USub) for part in parts)


def _is_simple(expression: ast.expr, asked: Container[str]) -> bool:
    """Say whether an expression has no effect, and can be computed where its names have values.

    An item of a list can, if the comparison has asked for it already.
    """
    if ast.dump(expression) in asked:
        return True
    if isinstance(expression, ast.Constant):
        return type(expression.value) in (int, float)
    if isinstance(expression, ast.Attribute):
        return isinstance(expression.value, ast.Name)
    if isinstance(expression, ast.UnaryOp):
        return isinstance(expression.op, ast.USub) and _is_simple(expression.operand, asked)
    if isinstance(expression, ast.BinOp):
        is_total = isinstance(expression.op, ast.Add | ast.Sub | ast.Mult)
        return is_total and _is_simple(expression.left, asked) and _is_simple(expression.right, asked)
    return isinstance(expression, ast.Name)
