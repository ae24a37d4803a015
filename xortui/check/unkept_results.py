"""Files that train nothing, as nobody keeps what their update returns: `update(p, g)` instead of `p = update(p, g)`.

They are examined with these results kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from xortui.check.lost_updates import NEVER_UPDATED
from xortui.check.recognition.source import base_name
from xortui.check.rewritten_updates import Examine, verdict_on_rewritten, with_wrong_updates
from xortui.check.verdict import NEVER_MOVES

MAX_TRIES = 3
"""How often a file is examined again: what is returned may take the place of one argument or of another."""
HINT = "Nothing keeps what {function} returns: write {kept}."
"""What to do in such a line."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A statement that calls a function of the file, and does not keep what it returns."""

    statement: ast.Expr | ast.Assign
    call: ast.Call
    targets: tuple[str, ...]
    """What it may take the place of, the likeliest first."""

    def kept(self, target: str) -> str:
        """Return the statement with the result given to a name."""
        return f"{target} = {ast.unparse(self.call)}"


def on_unkept_results(source: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a file that keeps nothing of its updates; None if it is no such file.

    Args:
        source: its text.
        examine: what gives a verdict on a text in its place, or raises an `UndecidedError`.
    """
    calls = list(_unkept(ast.parse(source)))
    if not calls:
        return None
    for targets in list(zip_longest(*(call.targets for call in calls)))[:MAX_TRIES]:
        chosen = [target or call.targets[0] for target, call in zip(targets, calls, strict=True)]
        verdict = verdict_on_rewritten(_with_kept(source, calls, chosen), examine)
        if verdict is None:
            continue
        names = list(verdict["parameters"])
        statements = [call.statement for call in calls]
        found = with_wrong_updates(verdict, NEVER_UPDATED, statements, names, dict.fromkeys(names, NEVER_MOVES))
        first = min(range(len(calls)), key=lambda number: statements[number].lineno)
        function = ast.unparse(calls[first].call.func)
        found["mistakes"][0]["hint"] = HINT.format(function=function, kept=calls[first].kept(chosen[first]))
        return found
    return None


def _with_kept(source: str, calls: list[_Call], targets: list[str]) -> str:
    """Return a text in which the results of calls are kept; every line stays where it is."""
    lines = source.splitlines(keepends=True)
    for call, target in zip(calls, targets, strict=True):
        # Columns count bytes.
        line = lines[call.statement.lineno - 1].encode()
        begin = line[: call.statement.col_offset]
        lines[call.statement.lineno - 1] = (begin + f"{target} = ".encode() + line[call.call.col_offset :]).decode()
    return "".join(lines)


def _unkept(tree: ast.Module) -> Iterator[_Call]:
    """Yield the statements, in loops and functions, that do not keep what an update in the file returns."""
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and _updates(one)}
    read = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    seen: set[ast.stmt] = set()
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.For | ast.While | ast.FunctionDef):
            continue
        for one in ast.walk(scope):
            call = _unkept_call(one, read)
            if call is None or not isinstance(one, ast.Expr | ast.Assign) or one in seen:
                continue
            seen.add(one)
            function = functions.get(_name(call.func))
            targets = tuple(dict.fromkeys(_targets(call, function))) if function is not None else ()
            if targets and one.lineno == call.lineno:
                yield _Call(one, call, targets)


def _updates(function: ast.FunctionDef) -> bool:
    """Say whether a function takes something off an argument, or off a part of one, or adds something to it."""
    known = {one.arg for one in function.args.args}
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and base_name(one.value) in known:  # W1 = p["W1"]
            known |= {target.id for target in one.targets if isinstance(target, ast.Name)}
        if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add | ast.Sub) and base_name(one.target) in known:
            return True
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add | ast.Sub) and base_name(one.left) in known:
            return True
    return False


def _unkept_call(statement: ast.AST, read: set[str]) -> ast.Call | None:
    """Return the call of a statement that does nothing with its result, or gives it to a name that nobody reads."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return statement.value
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and len(statement.targets) == 1:
        names = [one for one in ast.walk(statement.targets[0]) if isinstance(one, ast.expr)]
        if all(isinstance(one, ast.Tuple) or (isinstance(one, ast.Name) and one.id not in read) for one in names):
            return statement.value
    return None


def _targets(call: ast.Call, function: ast.FunctionDef) -> Iterator[str]:
    """Yield what the result of a call may take the place of: the arguments that the function returns, or any other."""
    returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
    if not returned:
        return
    parameters = [one.arg for one in function.args.args]
    if parameters[:1] == ["self"]:
        parameters = parameters[1:]
    arguments = dict(zip(parameters, call.args, strict=False))
    arguments.update({one.arg: one.value for one in call.keywords if one.arg is not None})
    written = {name: _written(argument) for name, argument in arguments.items()}
    last = returned[-1]
    parts = last.elts if isinstance(last, ast.Tuple) else [last]
    own = [written.get(part.id, "") if isinstance(part, ast.Name) else "" for part in parts]
    if all(own):
        yield ", ".join(own)
    elif len(parts) == 1:
        yield from filter(None, written.values())


def _written(argument: ast.expr) -> str:
    """Return what can be given another value: an argument itself, or that of which it is a copy; '' if nothing can."""
    if isinstance(argument, ast.Call) and len(argument.args) == 1:
        return _written(argument.args[0])
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute) and not argument.args:
        return _written(argument.func.value)
    return ast.unparse(argument) if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript) else ""


def _name(function: ast.expr) -> str:
    """Return the name of a function or method that is called."""
    return function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
