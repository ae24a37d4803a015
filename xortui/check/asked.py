"""The expressions that the user gives for a file, --step and --output, evaluated in the names of the file."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

from xortui.check.running.student_line import student_line

MAX_NAMES = 12
"""Names of the file that are listed where one is missing."""
MAX_LETTERS = 60
"""Letters of an expression that are shown."""


class AskedError(Exception):
    """The expression can't be evaluated; the message says why, in one line."""


def shown(expression: str) -> str:
    """Return an expression as it stands in a message."""
    line = " ".join(expression.split())
    return f"`{line if len(line) <= MAX_LETTERS else line[: MAX_LETTERS - 1] + '…'}`"


def parsed(kind: str, expression: str) -> ast.Module:
    """Return the syntax tree of an expression, or of statements.

    Args:
        kind: what it is for, as messages say it: "step" or "output".
        expression: its text.

    Raises:
        AskedError: if it is not Python, or empty.
    """
    try:
        tree = ast.parse(expression.strip())
    except (SyntaxError, ValueError) as error:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raise AskedError(f"the {kind} {shown(expression)} is not Python: {said}") from error
    if not tree.body:
        raise AskedError(f"the {kind} is empty: expected an expression such as `net.train(x, t)`")
    return tree


def code_of(kind: str, expression: str) -> CodeType:
    """Return what runs the statements of a step.

    Raises:
        AskedError: if it is not Python.
    """
    return compile(parsed(kind, expression), f"<{kind}>", "exec")


def value_code_of(kind: str, expression: str) -> CodeType:
    """Return what evaluates an expression.

    Raises:
        AskedError: if it is not one expression.
    """
    tree = parsed(kind, expression)
    statement = tree.body[0]
    if len(tree.body) != 1 or not isinstance(statement, ast.Expr):
        raise AskedError(f"the {kind} {shown(expression)} has no value: expected one expression")
    return compile(ast.Expression(statement.value), f"<{kind}>", "eval")


def told(kind: str, expression: str, error: BaseException, names: Mapping[str, Any]) -> AskedError:
    """Return an exception of an expression as the expression's own.

    Args:
        kind: "step" or "output".
        expression: its text.
        error: what was raised.
        names: the names of the file.
    """
    begin = f"the {kind} {shown(expression)}"
    if _is_own_name_missing(error, kind):
        assert isinstance(error, NameError)
        return AskedError(f"{begin} {_needed(str(error.name), names)}")
    path = names.get("__file__")
    if isinstance(path, str):
        from pathlib import Path

        return AskedError(f"{begin} fails: {student_line(error, Path(path))}")
    return AskedError(f"{begin} fails: {type(error).__name__}: {error}")


def _is_own_name_missing(error: BaseException, kind: str) -> bool:
    """Say whether a name is missing in the expression itself, and not in a function that it calls."""
    if not isinstance(error, NameError) or error.name is None:
        return False
    trace = error.__traceback__
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename == f"<{kind}>"


def _needed(missing: str, names: Mapping[str, Any]) -> str:
    """Return the end of a sentence on a missing name: what the file has, and what to do where it makes nothing.

    Args:
        missing: the name.
        names: the names of the file.
    """
    data: list[str] = []
    callables: list[str] = []
    for name, value in names.items():
        if name.startswith("_") or isinstance(value, ModuleType):
            continue
        if isinstance(value, FunctionType | type):
            callables.append(name)
        else:
            data.append(name)
    if callables and not data:
        return (
            f"needs `{missing}`, which the file does not have: it has only {_listed(callables)}; run xortui check "
            "--template try.py, and make a network in the six lines to fill in"
        )
    return f"needs `{missing}`, which the file does not have; it has {_listed(data + callables)}"


def _listed(found: Sequence[str]) -> str:
    """Return names as a list: the first of them, and how many more there are."""
    if not found:
        return "no names"
    more = len(found) - MAX_NAMES
    listed = ", ".join(found[:MAX_NAMES])
    return f"{listed} and {more} more" if more > 0 else listed
