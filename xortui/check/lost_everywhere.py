"""Files in which every update is lost: p = p − η·g gives the variable of a loop, or an argument, another array.

The file is examined with these arrays changed in place. If all is right then, or named, the lines are what is wrong as
well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xortui.check.undecided import UndecidedError
from xortui.check.verdict import NEVER_MOVES, OPENED, RIGHT, WRONG
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistakes import BY_ID

IDENTITY = "layer-never-updated"
"""The mistake."""


def lost_everywhere(source: str, examine: Callable[[str], dict[str, Any]]) -> dict[str, Any] | None:
    """Return the verdict on a file all of whose updates are lost; None if they are not.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    statements = list(_lost_updates(ast.parse(source)))
    if not statements:
        return None
    try:
        verdict = examine(_in_place(source, statements))
    except UndecidedError:
        return None
    if verdict["verdict"] != RIGHT and not verdict["mistakes"]:
        return None
    names = tuple(verdict["parameters"])
    row = BY_ID[IDENTITY]
    lost = {
        "id": row.id,
        "sentence": row.told(Place(EVERY_LAYER, names)),
        "hint": row.hint,
        "line": min(one.lineno for one in statements),
        "parameters": list(names),
        "or": [],
    }
    opened = verdict.get(OPENED)
    if opened is not None:
        opened["is_explained"] = False  # a program of ours updates
    return {
        **verdict,
        "verdict": WRONG,
        "parameters": dict.fromkeys(names, NEVER_MOVES),
        "mistakes": [lost, *verdict["mistakes"]],
        "causes": [],
        "factors": [],
        OPENED: opened,
    }


def _lost_updates(tree: ast.AST) -> Iterator[ast.Assign]:
    """Yield the statements that give a loop's variable, or an argument that is not returned, a changed copy of it."""
    seen: set[ast.Assign] = set()
    for outer in ast.walk(tree):
        names = _given_names(outer)
        for one in ast.walk(outer) if names else ():
            if isinstance(one, ast.Assign) and one not in seen and _is_update_of(one, names):
                seen.add(one)
                yield one


def _given_names(outer: ast.AST) -> set[str]:
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
    return first.keys() - {one.id for one in _read(outer) if one not in own and one.lineno >= first.get(one.id, 0)}


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


def _in_place(source: str, statements: Sequence[ast.Assign]) -> str:
    """Return a text in which statements change arrays in place; every line stays where it is."""
    lines = source.splitlines(keepends=True)
    for one in statements:
        # Columns count bytes.
        line = lines[one.lineno - 1].encode()
        end = one.targets[0].end_col_offset or 0
        lines[one.lineno - 1] = (line[:end] + b"[...]" + line[end:]).decode()
    return "".join(lines)
