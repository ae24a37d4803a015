"""Scripts that take one step by hand, without a loop: their statements are run again, as one step tells too little."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xortui.check.asked import AskedError
from xortui.check.recognition.source import base_name
from xortui.check.undecided import UndecidedError

Examine = Callable[[str], dict[str, Any]]
"""Gives the verdict with statements for a step, or raises an `UndecidedError` or an `AskedError`."""

FIRST_LINE = 3
"""A step that begins before this line is not run again: an empty line and `if True:` go before it."""


def on_single_step(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a script that goes forward, back and updates once; None if it does not, or without one.

    Args:
        source: its text.
        examine: what gives the verdict with statements for a step.
    """
    for suite in _suites(ast.parse(source)):
        renamed = _renamed(suite)
        block = _block(suite, renamed)
        if block:
            try:
                verdict = examine(_at_its_lines(source, block, renamed))
            except (UndecidedError, AskedError):
                continue
            first, last = block[0].lineno, block[-1].end_lineno
            told = f"The file takes one step: its lines {first} to {last} were run again for more steps."
            return {**verdict, "understood": f"{verdict['understood']} {told}"}
    return None


def _suites(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    """Yield the statements that run once, one after the other: those of the file, and those in an if of it."""
    yield tree.body
    for statement in tree.body:
        if isinstance(statement, ast.If | ast.With):
            yield statement.body


def _renamed(suite: Sequence[ast.stmt]) -> dict[str, str]:
    """Return what gets its new value under another name → that name: w1 → w1_new of w1_new = w1 - η * g."""
    found = {}
    begun: set[str] = set()
    for statement in suite:
        new = _set_anew(statement)
        value = statement.value if isinstance(statement, ast.Assign) else None
        if len(new) == 1 and isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
            name = next(iter(new))
            is_step = isinstance(value.right, ast.BinOp) and isinstance(value.right.op, ast.Mult)
            old = value.left.id if isinstance(value.left, ast.Name) else ""
            if is_step and old in begun and (name.startswith(old) or name.endswith(old)):
                found[old] = name
        begun |= new
    return found


def _block(suite: Sequence[ast.stmt], renamed: Mapping[str, str]) -> Sequence[ast.stmt]:
    """Return the statements of a step: from the first that reads something learnt to the last that updates it.

    Nothing is returned if there is no update, or if something learnt would be given its start again.

    Args:
        suite: what runs once.
        renamed: what gets its new value under another name → that name.
    """
    updates = []
    names = set(renamed)
    for number, statement in enumerate(suite):
        name = _updated(statement)
        if name or _set_anew(statement) & set(renamed.values()):
            updates.append(number)
            names |= {name} - {""}
    begun = [number for number, statement in enumerate(suite) if _set_anew(statement) & names]
    reading = [number for number, statement in enumerate(suite) if _reads(statement, names)]
    if not updates or not begun or not reading:
        return ()
    start = next((number for number in reading if number > begun[0]), 0)
    is_begun_again = any(number >= start for number in begun)
    has_forward = start < updates[0]
    block = suite[start : updates[-1] + 1]
    return () if is_begun_again or not has_forward or block[0].lineno < FIRST_LINE else block


def _updated(statement: ast.stmt) -> str:
    """Return the name that a statement changes and has read: w1 of w1 -= g, w1 = w1 - g and w[0] = w[0] - g; or ''."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add | ast.Sub):
        return base_name(statement.target)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.value, ast.BinOp):
        target = ast.unparse(statement.targets[0])
        sides = (statement.value.left, statement.value.right)
        is_sum = isinstance(statement.value.op, ast.Add | ast.Sub)
        if is_sum and any(target == ast.unparse(side) for side in sides):
            return base_name(statement.targets[0])
    return ""


def _set_anew(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives a value that it has not read."""
    if not isinstance(statement, ast.Assign) or _updated(statement):
        return set()
    names: set[str] = set()
    for target in statement.targets:
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        names.update(part.id for part in parts if isinstance(part, ast.Name))
    return names


def _reads(statement: ast.stmt, names: set[str]) -> bool:
    """Say whether a statement reads one of some names."""
    parts = ast.walk(statement)
    return any(isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in names for part in parts)


def _at_its_lines(source: str, block: Sequence[ast.stmt], renamed: Mapping[str, str]) -> str:
    """Return the text of statements behind so many empty lines that each stands in its own line of the file.

    Args:
        source: of the file.
        block: the statements.
        renamed: what gets its new value under another name → that name; it has it when all is computed.
    """
    first = block[0].lineno
    last = block[-1].end_lineno or first
    lines = source.splitlines()[first - 1 : last]
    end = block[-1].end_col_offset  # in bytes, before a comment
    whole = lines[-1].encode()[:end].decode()
    lines[-1] = "; ".join([whole, *(f"{old} = {new}" for old, new in renamed.items())])
    if not block[0].col_offset:
        return "\n".join([*[""] * (first - 1), *lines])
    return "\n".join([*[""] * (first - 2), "if True:", *lines])
