"""Files in which updates overwrite their weights, w = −η·g: they are examined with w += −η·g in these lines."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Any

from xortui.check.rewritten_updates import Examine, verdict_on_rewritten, with_changes, with_wrong_updates
from xortui.check.verdict import NEVER_MOVES, WRONG

ASSIGNED = "assigned"
"""The mistake."""
UPHILL = "uphill"
"""What is not known of steps that are not subtracted, in a file that lost the sign of its updates."""


def on_overwritten_updates(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file all of whose updates overwrite; None if its updates do not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    statements = _updates(source)
    # The error may begin with a number, too: error = 2 * (t - out).
    kept = [one for one in statements if not isinstance(one.targets[0], ast.Name)]
    verdict = _verdict_with_sums(source, statements, examine)
    if verdict is None and len(kept) < len(statements):
        verdict = _verdict_with_sums(source, kept, examine)
    return verdict


def on_partly_overwritten_updates(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file that overwrites a part of each array and adds to the rest of it.

    So weights are overwritten in a list that has the bias as its last item: n["w"][j] = η·g, n["w"][-1] += η·g. As the
    file learns something, it is believed only if all is right with sums in these lines; None if it is not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    added = set()
    for one in ast.walk(ast.parse(source)):
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Subscript):
            added.add(ast.unparse(one.target.value))
    statements = []
    for statement in _updates(source):
        target = statement.targets[0]
        if isinstance(target, ast.Subscript) and ast.unparse(target.value) in added:
            statements.append(statement)
    verdict = _verdict_with_sums(source, statements, examine)
    is_alone = verdict is not None and [one["id"] for one in verdict["mistakes"]] == [ASSIGNED]
    return verdict if is_alone else None


def _verdict_with_sums(source: str, statements: Sequence[ast.Assign], examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file in which statements overwrite what they should add to; None if they do not."""
    if not statements:
        return None
    verdict = verdict_on_rewritten(with_changes(source, statements, _to_sum), examine)
    if verdict is None:
        return None
    if not _has_sign(statements[0].value):
        verdict["mistakes"] = [one for one in verdict["mistakes"] if one["id"] != UPHILL]
    names = [name for name, said in verdict["parameters"].items() if said != NEVER_MOVES]
    parameters = {name: WRONG if name in names else NEVER_MOVES for name in verdict["parameters"]}
    return with_wrong_updates(verdict, ASSIGNED, statements, names, parameters)


def _to_sum(rest: bytes) -> bytes:
    """Return what follows the target of a statement that adds to it."""
    return rest.replace(b"=", b"+=", 1)


def _updates(source: str) -> list[ast.Assign]:
    """Return the statements that may be updates without the old value; those with a minus sign alone, if there are."""
    tree = ast.parse(source)
    times = Counter(ast.unparse(one) for one in ast.walk(tree) if isinstance(getattr(one, "ctx", None), ast.Store))
    computed = _computed(tree)
    found = [one for one in _repeated(tree) if _is_update(one, times, computed)]
    return [one for one in found if _has_sign(one.value)] or found


def _computed(tree: ast.AST) -> set[str]:
    """Return the names that are computed somewhere, and not only given a number that stands there: no rate is."""
    found = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.AugAssign):
            found.add(ast.unparse(one.target))
        elif isinstance(one, ast.Assign) and not isinstance(one.value, ast.Constant | ast.Name | ast.Attribute):
            found.update(ast.unparse(target) for target in one.targets)
    return found


def _repeated(tree: ast.AST) -> Iterator[ast.Assign]:
    """Yield the assignments in functions and loops."""
    seen: set[ast.AST] = set()
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.For | ast.While):
            for one in ast.walk(outer):
                if isinstance(one, ast.Assign) and one not in seen:
                    seen.add(one)
                    yield one


def _is_update(statement: ast.Assign, times: Counter[str], computed: Container[str]) -> bool:
    """Say whether a statement may be w = −η·g, for a w that has a value before and is not read."""
    target = statement.targets[0]
    value = statement.value
    if len(statement.targets) > 1 or target.end_lineno != value.lineno:
        return False
    name = ast.unparse(target)
    is_new = times[name] < 2 and not isinstance(target, ast.Subscript)
    if is_new or any(ast.unparse(one) == name for one in ast.walk(value) if isinstance(one, ast.expr)):
        return False
    return _has_sign(value) or _has_rate(value, computed)


def _has_sign(value: ast.expr) -> bool:
    """Say whether a product begins with a minus sign."""
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div | ast.MatMult):
        value = value.left
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)


def _has_rate(value: ast.expr, computed: Container[str]) -> bool:
    """Say whether a product begins with a number of the file, or a name for one that is not computed."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult):
        return False
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        value = value.left
    return isinstance(value, ast.Constant | ast.Name | ast.Attribute) and ast.unparse(value) not in computed
