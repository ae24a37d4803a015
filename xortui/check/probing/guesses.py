"""Guess how to take a step of a program and how to get its outputs, where nobody says so.

A guess accuses nobody: a verdict takes a parameter whose steps follow the gradient of these outputs exactly.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

Loop = ast.For | ast.While

OUTPUT_NAME = re.compile(
    r"predict|forward|^feed|^ff$|output|think|activate|^run|query|compute|evaluate|classify|^fire|^ask|^net$|^model$",
    re.IGNORECASE,
)
"""What people call the function that gives the outputs."""
NO_OUTPUT_NAME = re.compile(r"back|train|update|loss|cost|error|grad|delta|deriv|prime", re.IGNORECASE)
"""What they call others."""
MAX_OUTPUTS = 9
"""Expressions for the outputs that are tried."""
MAX_STEPS = 3
"""Expressions for the step that are tried."""
MAX_STATEMENTS = 6
"""A longer loop is not one of calls, and is traced better than probed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An expression, and whether it is a guess."""

    text: str
    is_guess: bool = False

    @property
    def remark(self) -> str:
        """Return what is said beside it."""
        return " (guessed)" if self.is_guess else ""


def guessed_steps(source: str) -> list[Guess]:
    """Return the bodies of the innermost loops outside of functions that only call what may train."""
    found = []
    for node in outside_of_functions(ast.parse(source)):
        if not isinstance(node, Loop) or any(isinstance(inner, Loop) for inner in node.body):
            continue
        body = [statement for statement in node.body if not _is_print(statement)]
        is_calls = all(isinstance(statement, ast.Expr | ast.Assign) for statement in body)
        has_call = any(isinstance(inner, ast.Call) for statement in body for inner in ast.walk(statement))
        if body and len(body) <= MAX_STATEMENTS and is_calls and has_call:
            found.append(Guess("\n".join(map(ast.unparse, body)), is_guess=True))
    return found[:MAX_STEPS]


def outside_of_functions(tree: ast.AST) -> list[ast.AST]:
    """Return the statements of a file, and those within them, that stand in no function and no class."""
    found: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            continue
        found.append(node)
        found += outside_of_functions(node)
    return found


def _is_print(node: ast.stmt) -> bool:
    if isinstance(node, ast.If):
        return all(map(_is_print, node.body))
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return is_call and isinstance(node.value.func, ast.Name) and node.value.func.id == "print"  # type: ignore[attr-defined]


def guessed_outputs(step: str, names: Mapping[str, Any]) -> list[Guess]:
    """Return expressions that may give the outputs for what a step trains with: net.predict(x) for net.train(x, t)."""
    try:
        tree = ast.parse(step)
    except SyntaxError:
        return [Guess("", is_guess=True)]  # the step is told to be no Python
    found: list[str] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        arguments = [ast.unparse(argument) for argument in node.args]
        if isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            found += _calls(_methods(owner, names), f"{owner}.", arguments)
        functions = {name: value for name, value in names.items() if isinstance(value, FunctionType)}
        found += _calls(functions, "", arguments)
    texts: list[str] = []
    for call in dict.fromkeys(found):
        texts += [call, f"{call}[-1]", f"{call}[0]"]
    return [Guess(text, is_guess=True) for text in texts[:MAX_OUTPUTS]]


def _calls(functions: Mapping[str, Any], before: str, arguments: Sequence[str]) -> list[str]:
    """Return calls of what may give outputs, with the first of some arguments."""
    found = []
    for name, function in functions.items():
        wanted = _count_of_parameters(function)
        if not OUTPUT_NAME.search(name) or NO_OUTPUT_NAME.search(name) or wanted is None or wanted > len(arguments):
            continue
        found.append(f"{before}{name}({', '.join(arguments[:wanted])})")
    return found


def _count_of_parameters(function: Any) -> int | None:
    """Return how many arguments a function must be given; None if that can't be told."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    by_position = [parameter for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    return sum(1 for parameter in by_position if parameter.default is parameter.empty)


def _methods(owner: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the methods of an object, by name."""
    value: Any = names.get(owner.partition(".")[0])
    for part in owner.split(".")[1:]:
        value = getattr(value, part, None)
    found = {}
    for kind in type(value).__mro__[:-1]:
        for name, member in vars(kind).items():
            if isinstance(member, FunctionType) and name not in found:
                found[name] = getattr(value, name)
    return found
