"""Files in which every update overwrites its weight, w = −η·g: nothing is added to, so that no training is seen.

The file is examined with w += −η·g in these lines. If all is right then, or named, the lines are what is wrong as well.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

from xortui.check.undecided import UndecidedError
from xortui.check.verdict import NEVER_MOVES, OPENED, RIGHT, WRONG
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistakes import BY_ID

IDENTITY = "assigned"
"""The mistake."""
TURNED = "uphill"
"""What is not known of steps that are not subtracted, in a file that lost the sign of its updates."""


def overwritten_everywhere(source: str, examine: Callable[[str], dict[str, Any]]) -> dict[str, Any] | None:
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


def overwritten_in_part(source: str, examine: Callable[[str], dict[str, Any]]) -> dict[str, Any] | None:
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
    is_alone = verdict is not None and [one["id"] for one in verdict["mistakes"]] == [IDENTITY]
    return verdict if is_alone else None


def _verdict_with_sums(
    source: str, statements: Sequence[ast.Assign], examine: Callable[[str], dict[str, Any]]
) -> dict[str, Any] | None:
    """Return the verdict on a file in which statements overwrite what they should add to; None if they do not."""
    if not statements:
        return None
    try:
        verdict = examine(_with_sums(source, statements))
    except UndecidedError:
        return None
    mistakes = verdict["mistakes"]
    if verdict["verdict"] != RIGHT and not mistakes:
        return None
    if not _has_sign(statements[0].value):
        mistakes = [one for one in mistakes if one["id"] != TURNED]
    names = tuple(name for name, said in verdict["parameters"].items() if said != NEVER_MOVES)
    row = BY_ID[IDENTITY]
    assigned = {
        "id": row.id,
        "sentence": row.told(Place(EVERY_LAYER, names)),
        "hint": row.hint,
        "line": min(one.lineno for one in statements),
        "parameters": list(names),
        "or": [],
    }
    opened = verdict.get(OPENED)
    if opened is not None:
        opened["is_explained"] = False  # a program of ours adds
    return {
        **verdict,
        "verdict": WRONG,
        "parameters": {name: said if said == NEVER_MOVES else WRONG for name, said in verdict["parameters"].items()},
        "mistakes": [assigned, *mistakes],
        "causes": [],
        "factors": [],
        OPENED: opened,
    }


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


def _with_sums(source: str, statements: Sequence[ast.Assign]) -> str:
    """Return a text in which statements add to what they overwrite; every line stays where it is."""
    lines = source.splitlines(keepends=True)
    for one in statements:
        # Columns count bytes.
        line = lines[one.lineno - 1].encode()
        end = one.targets[0].end_col_offset or 0
        lines[one.lineno - 1] = (line[:end] + line[end:].replace(b"=", b"+=", 1)).decode()
    return "".join(lines)
