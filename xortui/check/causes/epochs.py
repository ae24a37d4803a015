"""How many epochs a file trains, read from the loops around its step: for epoch in range(500)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType

from xortui.check.tracing.trace import Trace

Function = ast.FunctionDef | ast.AsyncFunctionDef


def turns_around(trace: Trace, forward: int, update: int) -> list[int | None] | None:
    """Return how often each loop that holds a whole step runs, outermost first; None for a loop over other things.

    Args:
        trace: what was seen.
        forward: a node of the step's forward pass.
        update: a node of its update.

    Returns:
        None if what holds the step is not known: a `while`, or no loop.
    """
    tree = ast.parse(trace.source)
    around_forward = _loops(trace, tree, forward)
    around_update = _loops(trace, tree, update)
    common = [loop for loop in around_update if loop in around_forward]
    if not common or any(isinstance(loop, ast.While) for loop in common):
        return None
    return [_turns(tree, loop) for loop in common if isinstance(loop, ast.For)]


def _loops(trace: Trace, tree: ast.Module, node: int) -> list[ast.For | ast.While]:
    """Return the loops in which a node was computed, outermost first."""
    found: list[ast.For | ast.While] = []
    frames = trace.tape.sites[int(trace.tape.site[node])].frames
    for code, instruction in reversed(frames):
        if code.co_filename != trace.filename:
            continue
        line = trace.position(code, instruction)[0] or 0
        own = [loop for loop in _scope(tree, code) if isinstance(loop, ast.For | ast.While)]
        around = [loop for loop in own if loop.body[0].lineno <= line <= (loop.body[-1].end_lineno or line)]
        found += sorted(around, key=lambda loop: loop.lineno)
    return found


def _scope(tree: ast.Module, code: CodeType) -> Iterator[ast.AST]:
    """Yield what stands in the module, or in a function, but not in the functions in it."""
    start: ast.AST = tree
    for node in ast.walk(tree):
        if isinstance(node, Function) and node.name == code.co_name and _first_line(node) == code.co_firstlineno:
            start = node
    waiting = list(ast.iter_child_nodes(start))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _first_line(function: Function) -> int:
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _turns(tree: ast.Module, loop: ast.For) -> int | None:
    """Return how often a loop over a range runs; None for others, and for one that may be left early."""
    call = loop.iter
    is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("range", "trange")
    if not is_range or any(isinstance(node, ast.Break) for node in ast.walk(loop)):
        return None
    assert isinstance(call, ast.Call)
    limits = [_whole(tree, argument) for argument in call.args]
    if len(limits) == 1:
        return limits[0]
    first = limits[0]
    last = limits[1]
    if len(limits) == 2 and first is not None and last is not None:
        return last - first
    return None


def _whole(tree: ast.Module, expression: ast.expr) -> int | None:
    """Return a whole number that is written in the file, there or where its name gets it; None if that is not sure."""
    if isinstance(expression, ast.Constant):
        return expression.value if type(expression.value) is int else None
    if isinstance(expression, ast.Attribute):
        name = expression.attr
    elif isinstance(expression, ast.Name):
        name = expression.id
    else:
        return None
    values = {ast.dump(value) for value in _given(tree, name)}
    numbers = [value for value in _given(tree, name) if isinstance(value, ast.Constant) and type(value.value) is int]
    if len(values) == 1 and numbers:
        number = numbers[0].value
        assert isinstance(number, int)
        return number
    return None


def _given(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    """Yield whatever a name gets in the file: by assignment, or as an argument of a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if _is_called(target, name) and not _is_called(node.value, name):
                    yield node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and _is_called(node.target, name) and node.value:
            yield node.value
        elif isinstance(node, Function):
            yield from _arguments(tree, node, name)


def _arguments(tree: ast.Module, function: Function, name: str) -> Iterator[ast.expr]:
    """Yield what calls of a function, or else its default, give a parameter."""
    parameters = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
    if name not in parameters:
        return
    place = parameters.index(name)
    defaults = function.args.defaults
    number = place - (len(parameters) - len(defaults))
    is_method = bool(parameters) and parameters[0] == "self"
    wanted = ("__init__",) if function.name == "__init__" else (function.name,)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if called not in wanted:
            continue
        given = [keyword.value for keyword in call.keywords if keyword.arg == name]
        at = place - 1 if is_method else place
        if not given and 0 <= at < len(call.args):
            given = [call.args[at]]
        if not given and number >= 0:
            given = [defaults[number]]
        yield from (value for value in given if not _is_called(value, name))


def _is_called(expression: ast.expr, name: str) -> bool:
    if isinstance(expression, ast.Attribute):
        return expression.attr == name
    return isinstance(expression, ast.Name) and expression.id == name
