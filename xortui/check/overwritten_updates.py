"""Files in which updates overwrite their weights, w = −η·g: they are examined with w += −η·g in these lines."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

from xortui.check.recognition.source import end_of, repeated
from xortui.check.rewritten_updates import Examine, accused, verdict_on_rewritten, with_changes, with_wrong_updates
from xortui.check.verdict import NEVER_MOVES, RIGHT, WRONG

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
    """Return the verdict on a file that overwrites a part of each array, or unit, and adds to the rest of it.

    So weights are overwritten in a list that has the bias as its last item: n["w"][j] = η·g, n["w"][-1] += η·g; or the
    biases of units: self.w[j] += η·g, self.b = η·g. As the file learns something, it is believed only if all is right
    with sums in these lines; None if it is not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    tree = ast.parse(source)
    added: set[tuple[int, str]] = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.AugAssign):
            added.update((_function_at(tree, one.lineno), whole) for whole in _wholes(one.target))
    statements = []
    for statement in _possible_updates(tree):
        function = _function_at(tree, statement.lineno)
        if not added.isdisjoint((function, whole) for whole in _wholes(statement.targets[0])):
            statements.append(statement)
    for change in (_to_sum, _to_difference):
        verdict = _verdict_with_sums(source, statements, examine, change)
        if verdict is not None and [one["id"] for one in verdict["mistakes"]] == [ASSIGNED]:
            return verdict
    return _on_overwritten_weights(source, tree, examine)


def _on_overwritten_weights(source: str, tree: ast.AST, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file that overwrites all weights, and adds to its biases alone; None if it does not.

    Args:
        source: its text.
        tree: the same as a syntax tree.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    statements = _possible_updates(tree)
    ends = {_end(one.targets[0]) for one in statements}
    added = {_end(target) for target in _added_to(tree)}
    for change in (_to_sum, _to_difference):
        verdict = _verdict_with_sums(source, statements, examine, change)
        if verdict is None or [one["id"] for one in verdict["mistakes"]] != [ASSIGNED]:
            continue
        end_of_name = {name: _end(_expression(name)) for name in verdict["parameters"]}
        names = [name for name, end in end_of_name.items() if end in ends - added]
        names = names or [name for name, end in end_of_name.items() if end not in added]
        if names and len(names) < len(end_of_name):
            verdict["parameters"] = {name: WRONG if name in names else RIGHT for name in end_of_name}
            verdict["mistakes"] = [accused(ASSIGNED, statements, names)]
            return verdict
    return None


def _added_to(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what the statements in functions and loops add to, or make from its own value."""
    for one in ast.walk(tree):
        if isinstance(one, ast.AugAssign):
            yield one.target
    for _, statement in repeated(tree, ast.Assign):
        target = ast.unparse(statement.targets[0])
        if any(ast.unparse(one) == target for one in ast.walk(statement.value) if isinstance(one, ast.expr)):
            yield statement.targets[0]


def _end(name: ast.expr) -> str:
    """Return the attribute, the key or the name by which the name of an array ends, without the numbers of cells."""
    while isinstance(name, ast.Subscript) and not end_of(name):
        name = name.value
    return end_of(name) or ast.unparse(name)


def _expression(name: str) -> ast.expr:
    """Return the name of a parameter as a syntax tree."""
    return ast.parse(name.replace("[*]", "[0]"), mode="eval").body


def _function_at(tree: ast.AST, line: int) -> int:
    """Return the line in which the innermost function around a line begins; 0 outside of functions."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    return max((one.lineno for one in functions if one.lineno <= line <= (one.end_lineno or 0)), default=0)


def _wholes(target: ast.expr) -> Iterator[str]:
    """Yield what a number is a part of, from the inside: of `self.w[j]` it is `self.w`, and `self`."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
        yield ast.unparse(target)


def _verdict_with_sums(
    source: str,
    statements: Sequence[ast.Assign],
    examine: Examine,
    change: Callable[[bytes], bytes] | None = None,
) -> dict[str, Any] | None:
    """Return the verdict on a file in which statements overwrite what they should add to; None if they do not.

    Args:
        source: its text.
        statements: the statements.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
        change: what makes an update of each; None if all updates are among them.
    """
    if not statements:
        return None
    verdict = verdict_on_rewritten(with_changes(source, statements, change or _to_sum), examine)
    if verdict is None:
        return None
    if not _has_sign(statements[0].value):
        verdict["mistakes"] = [one for one in verdict["mistakes"] if one["id"] != UPHILL]
    said = verdict["parameters"]
    names = [name for name in said if said[name] != NEVER_MOVES]
    if change is not None:
        attributes = tuple(f".{one.targets[0].attr}" for one in statements if isinstance(one.targets[0], ast.Attribute))
        names = [name for name in names if name.endswith(attributes)] or names
    parameters = {**said, **dict.fromkeys(names, WRONG)}
    return with_wrong_updates(verdict, ASSIGNED, statements, names, parameters)


def _to_sum(rest: bytes) -> bytes:
    """Return what follows the target of a statement that adds to it."""
    return rest.replace(b"=", b"+=", 1)


def _to_difference(rest: bytes) -> bytes:
    """Return what follows the target of a statement that subtracts from it."""
    return rest.replace(b"=", b"-=", 1)


def _updates(source: str) -> list[ast.Assign]:
    """Return the statements that may be updates without the old value; those with a minus sign alone, if there are."""
    found = _possible_updates(ast.parse(source))
    return [one for one in found if _has_sign(one.value)] or found


def _possible_updates(tree: ast.AST) -> list[ast.Assign]:
    """Return the statements that may be updates without the old value, with a minus sign or without."""
    stored = [one for one in ast.walk(tree) if isinstance(getattr(one, "ctx", None), ast.Store)]
    times = Counter(_text(one) for one in stored)
    computed = _computed(tree)
    return [one for _, one in repeated(tree, ast.Assign) if _is_update(one, times, computed)]


def _text(target: ast.AST) -> str:
    """Return the text of what is assigned; of an attribute, without the object, which has several names."""
    return f".{target.attr}" if isinstance(target, ast.Attribute) else ast.unparse(target)


def _computed(tree: ast.AST) -> set[str]:
    """Return the names that are computed somewhere, and not only given a number that stands there: no rate is."""
    found = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.AugAssign):
            found.add(ast.unparse(one.target))
        elif isinstance(one, ast.Assign) and not isinstance(one.value, ast.Constant | ast.Name | ast.Attribute):
            found.update(ast.unparse(target) for target in one.targets)
    return found


def _is_update(statement: ast.Assign, times: Counter[str], computed: Container[str]) -> bool:
    """Say whether a statement may be w = −η·g, for a w that has a value before and is not read."""
    target = statement.targets[0]
    value = statement.value
    if len(statement.targets) > 1 or target.end_lineno != value.lineno:
        return False
    name = ast.unparse(target)
    is_new = times[_text(target)] < 2 and not isinstance(target, ast.Subscript)
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
