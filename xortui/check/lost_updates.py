"""Files in which every update is lost: p = p − η·g gives the variable of a loop, or an argument, another array.

They are examined with these arrays changed in place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from xortui.check.rewritten_updates import Examine, verdict_on_rewritten, with_changes, with_wrong_updates
from xortui.check.verdict import NEVER_MOVES

NEVER_UPDATED = "layer-never-updated"
"""The mistake."""


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
