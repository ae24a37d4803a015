"""Files in which updates are lost: p = p − η·g gives the variable of a loop, or an argument, another array.

They are examined with these arrays changed in place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from xortui.check.rewritten_updates import Examine, verdict_on_rewritten, with_changes, with_wrong_updates
from xortui.check.verdict import NEVER_MOVES, RIGHT

NEVER_UPDATED = "layer-never-updated"
"""The mistake."""
_WORD = re.compile(r"[^\W\d]\w*")


def on_lost_updates(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file all of whose updates are lost; None if they are not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    statements = list(_lost_updates(ast.parse(source)))
    if not statements:
        return None
    verdict = verdict_on_rewritten(with_changes(source, statements, _in_place), examine)
    if verdict is None:
        return None
    names = list(verdict["parameters"])
    return with_wrong_updates(verdict, NEVER_UPDATED, statements, names, dict.fromkeys(names, NEVER_MOVES))


def on_partly_lost_updates(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file whose loops lose the updates of some arrays, and not those of others.

    As the file learns something, it is believed only if all is right with these arrays changed in place; None if not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    tree = ast.parse(source)
    statements = list(_lost_updates(tree))
    lost = {name for statement in statements for name in _gone_through(tree, statement)}
    if not lost:
        return None
    verdict = verdict_on_rewritten(with_changes(source, statements, _in_place), examine)
    if verdict is None or verdict["verdict"] != RIGHT:
        return None
    names = [name for name in verdict["parameters"] if not lost.isdisjoint(_words(name))]
    if not names or len(names) == len(verdict["parameters"]):
        return None
    states = {name: NEVER_MOVES if name in names else RIGHT for name in verdict["parameters"]}
    return with_wrong_updates(verdict, NEVER_UPDATED, statements, names, states)


def _gone_through(tree: ast.AST, statement: ast.Assign) -> set[str]:
    """Return the names of what the loop goes through whose variable a statement gives another array."""
    target = ast.unparse(statement.targets[0])
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or statement not in ast.walk(loop):
            continue
        variables = [one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)]
        if target not in variables:
            continue
        items = loop.iter.args if isinstance(loop.iter, ast.Call) else []
        is_beside = len(items) == len(variables) and ast.unparse(loop.iter).startswith("zip")
        through = items[variables.index(target)] if is_beside else loop.iter
        return _words(ast.unparse(through)) - {"self"}
    return set()


def _words(text: str) -> set[str]:
    """Return the names in a text."""
    return set(_WORD.findall(text))


def _in_place(rest: bytes) -> bytes:
    """Return what follows the target of a statement that changes an array in place."""
    return b"[...]" + rest


def _lost_updates(tree: ast.AST) -> Iterator[ast.Assign]:
    """Yield the statements that give a loop's variable, or an argument that is not returned, a changed copy of it."""
    seen: set[ast.Assign] = set()
    for outer in ast.walk(tree):
        names = _lost_names(outer)
        if not names:
            continue
        for one in ast.walk(outer):
            if isinstance(one, ast.Assign) and one not in seen and _is_update_of(one, names):
                seen.add(one)
                yield one


def _lost_names(outer: ast.AST) -> set[str]:
    """Return the names that a loop or a function gives to what others have, and that nobody reads once updated."""
    if isinstance(outer, ast.For):
        names = {one.id for one in ast.walk(outer.target) if isinstance(one, ast.Name)}
    elif isinstance(outer, ast.FunctionDef):
        names = {one.arg for one in outer.args.args}
    else:
        return set()
    updates = [one for one in ast.walk(outer) if isinstance(one, ast.Assign) and _is_update_of(one, names)]
    first = {ast.unparse(one.targets[0]): one.lineno for one in reversed(updates)}
    own = {part for update in updates for part in ast.walk(update)}
    found = set(first)
    for one in _read(outer):
        if one not in own and one.lineno >= first.get(one.id, 0):
            found.discard(one.id)
    return found


def _read(outer: ast.AST) -> list[ast.Name]:
    """Return the names that are read in a loop or a function."""
    return [one for one in ast.walk(outer) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]


def _is_update_of(statement: ast.Assign, names: set[str]) -> bool:
    """Say whether a statement is w = w − η·g, or w + η·g, for one of some names."""
    target = statement.targets[0]
    value = statement.value
    if len(statement.targets) > 1 or not isinstance(target, ast.Name) or target.id not in names:
        return False
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub):
        return False
    return isinstance(value.left, ast.Name) and value.left.id == target.id
