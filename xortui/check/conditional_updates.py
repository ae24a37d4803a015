"""Updates by the data alone, in a condition that asks for the outputs: the perceptron's rule as it may be written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set

from xortui.check.recognition.source import names_within


def conditional_update(source: str) -> tuple[int, str] | None:
    """Return the line of the first update that a condition decides, and the target of the update; None if none does.

    The condition asks for something that is computed from the target, as in `if t * (x @ w + b) <= 0: w += t * x`.

    Args:
        source: the text of a file.
    """
    tree = ast.parse(source)
    made_by = _made_by(tree)
    for body in _bodies(tree):
        made_here = {**made_by, **_assigned(body)}
        for one in body:
            if isinstance(one, ast.If):
                asked = _names_behind(one.test, made_here)
                updates = [(line, ast.unparse(target)) for line, target in _updates(one)]
                decided = [(line, name) for line, name in updates if name in asked]
                if decided:
                    return min(decided)
    return None


def _bodies(tree: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    """Yield the statements of each function, loop and branch."""
    for one in ast.walk(tree):
        for part in ("body", "orelse"):
            body = getattr(one, part, None)
            if isinstance(body, list):
                yield body


def _updates(condition: ast.If) -> Iterator[tuple[int, ast.expr]]:
    """Yield the lines that add to something where a condition holds, and what they add to without its index."""
    for one in ast.walk(condition):
        target: ast.expr | None = None
        if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add | ast.Sub):
            target = one.target
        elif isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.value, ast.BinOp):
            target = one.targets[0]
        while isinstance(target, ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name | ast.Attribute):
            yield getattr(one, "lineno", 0), target


def _made_by(tree: ast.AST) -> dict[str, set[str]]:
    """Return the names of functions, each with what it reads."""
    return {one.name: _read(one) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def _assigned(body: Sequence[ast.stmt]) -> dict[str, set[str]]:
    """Return the names that statements assign, each with what it is computed from."""
    made: dict[str, set[str]] = {}
    for one in body:
        if isinstance(one, ast.Assign):
            for target in one.targets:
                made.setdefault(ast.unparse(target), set()).update(_read(one.value))
    return made


def _names_behind(test: ast.expr, made: Mapping[str, Set[str]]) -> set[str]:
    """Return what a condition reads, what that is computed from, and so on."""
    names: set[str] = set()
    waiting = _read(test)
    while waiting:
        names |= waiting
        waiting = set().union(*(made.get(name, set()) for name in waiting)) - names
    return names


def _read(value: ast.AST) -> set[str]:
    """Return the names and attributes that a part of the file reads, and the last name of each attribute."""
    attributes = [one for one in ast.walk(value) if isinstance(one, ast.Attribute)]
    return {*map(ast.unparse, attributes), *(one.attr for one in attributes), *names_within(value)}
