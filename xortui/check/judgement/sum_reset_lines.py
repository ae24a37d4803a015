"""In which line a sum of gradients should begin anew, and does not."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.source import end_of, first_target, goes_through_a_part

_OF_MAKING = frozenset({"__init__", "__post_init__", "__new__"})
"""Methods that run once for an object."""


@dataclass(frozen=True, slots=True)
class _Reset:
    """A statement that gives a sum 0."""

    key: str
    """Of the sum."""
    line: int


def sum_line(labelled: LabelledStep, node: int, parameters: Sequence[str]) -> int:
    """Return the line of a reset that does not reset a sum, or too seldom.

    Where there is none, it is that which resets the sum of another parameter in each step, beside which this one is
    missing; where nothing is reset, that which adds to the sum.

    Args:
        labelled: the step.
        node: the sum that is kept.
        parameters: whose gradients are summed.
    """
    line = labelled.source.line(node)
    own = _keys_of_sum(labelled.source.statement(line))
    if not own:
        return line
    summed = {at for at, *_ in labelled.source.frames(node)}
    resets = list(_resets(labelled.source.tree))
    in_step = [one for one in resets if _is_in_step(labelled, one.line, summed)]
    begun = [one for one in _beginnings(labelled, line, resets) if not _is_of_making(labelled, one.line)]
    beside = _reset_beside(labelled, line, in_step, parameters)
    if beside is not None and (not begun or _is_begun_with(labelled, begun[0], beside, resets, in_step)):
        return beside.line
    if not begun:
        return line
    first = next((one for one in begun if one in in_step), begun[0])
    return _line_or_call(labelled, first, in_step)


def _line_or_call(labelled: LabelledStep, begun: _Reset, in_step: Sequence[_Reset]) -> int:
    """Return the line of a reset, of a loop that makes it for some alone, or of a call that runs too seldom."""
    function = labelled.source.function_of(begun.line)
    calls = labelled.source.calls_of(function.name) if isinstance(function, ast.FunctionDef) else []
    if begun in in_step:
        loop = _loop_over_some(labelled, begun.line) or (_loop_over_some(labelled, calls[0]) if len(calls) == 1 else 0)
        if loop:
            return loop
    if begun in in_step or not isinstance(function, ast.FunctionDef) or _leads_to_update(labelled, function):
        return begun.line
    return next(iter(calls), begun.line)


def _loop_over_some(labelled: LabelledStep, line: int) -> int:
    """Return the line of the loop around a line that leaves layers or arrays out; 0 if none does."""
    layers = len(labelled.program.network.layers) - 1
    for loop in labelled.source.loops_around(line):
        if not isinstance(loop, ast.For):
            continue
        names = loop.iter.elts if isinstance(loop.iter, ast.Tuple | ast.List) else []
        if goes_through_a_part(loop.iter, layers) or (names and all(isinstance(one, ast.Constant) for one in names)):
            return loop.lineno
    return 0


def _leads_to_update(labelled: LabelledStep, function: ast.FunctionDef) -> bool:
    """Say whether a function updates parameters, or calls what does."""
    ends = [labelled.ends[root] for root, _ in labelled.model.roots.values() if labelled.ends.get(root)]
    return any(
        labelled.source.function_of(line) is function for end in ends for line, *_ in labelled.source.frames(end)
    )


def _beginnings(labelled: LabelledStep, line: int, resets: Iterable[_Reset]) -> list[_Reset]:
    """Return the statements that give a sum 0, or anything else that it does not add to.

    Args:
        labelled: the step.
        line: in which the sum is added to.
        resets: all of the file.
    """
    statement = labelled.source.statement(line)
    own = _keys_of_sum(statement)
    found = {one for one in resets if one.key in own}
    for at in labelled.source.assignments(_holder(statement)):
        if at != line:
            found.add(_Reset(next(iter(own)), at))
    return sorted(found, key=lambda one: one.line)


def _holder(statement: ast.stmt | None) -> str:
    """Return the text of what a statement assigns to, or of the array or list that it is in."""
    target = first_target(statement)
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target) if target is not None else ""


def _reset_beside(
    labelled: LabelledStep, line: int, in_step: Sequence[_Reset], parameters: Sequence[str]
) -> _Reset | None:
    """Return the reset of another sum that each step runs, of that which is added to nearest; None if there is none.

    Args:
        labelled: the step.
        line: in which the sum is added to.
        in_step: all resets that each step runs.
        parameters: whose gradients are summed.
    """
    own = _keys_of_sum(labelled.source.statement(line))
    others = [one for one in in_step if one.key not in own]
    if not others:
        return None
    added = _lines_of_other_sums(labelled, own, parameters)
    known = [one for one in others if one.key in added]
    return min(known, key=lambda one: (min(abs(at - line) for at in added[one.key]), -one.line), default=None)


def _is_begun_with(
    labelled: LabelledStep, begun: _Reset, beside: _Reset, resets: Sequence[_Reset], in_step: Sequence[_Reset]
) -> bool:
    """Say whether another sum, which each step resets, is begun once in the same place besides.

    Args:
        labelled: the step.
        begun: where a sum begins.
        beside: the reset of the other.
        resets: all of the file.
        in_step: those that each step runs.
    """
    function = labelled.source.function_of(begun.line)
    for one in resets:
        if one.key == beside.key and one not in in_step and labelled.source.function_of(one.line) is function:
            return begun not in in_step
    return False


def _lines_of_other_sums(labelled: LabelledStep, own: Set[str], parameters: Sequence[str]) -> dict[str, list[int]]:
    """Return the keys of the sums of other parameters' gradients, with the lines that add to them."""
    network = labelled.program.network
    others = [one for one in network.parameters if one.name not in parameters]
    wanted = {f"∂C/∂{one.name}" for one in others} | {f"∂C/∂{one.target.weighted_sum}" for one in others}
    used = labelled.ancestors(one.name for one in others)
    found: dict[str, list[int]] = {}
    for node in labelled.nodes:
        label = labelled.labels.get(node)
        if label is None or label.name not in wanted or node not in used:
            continue
        line = labelled.source.line(node)
        for key in _keys_of_sum(labelled.source.statement(line)) - own:
            lines = found.setdefault(key, [])
            if line not in lines:
                lines.append(line)
    return found


def _keys_of_sum(statement: ast.stmt | None) -> set[str]:
    """Return the keys of what a statement adds to, of the list or dict that holds it too; none if it adds nothing."""
    if isinstance(statement, ast.AugAssign):
        return set(_keys(statement.target))
    if not isinstance(statement, ast.Assign):
        return set()
    target = statement.targets[0]
    read = {ast.unparse(one) for one in ast.walk(statement.value) if isinstance(one, ast.expr)}
    return set(_keys(target)) if ast.unparse(target) in read else set()


def _keys(target: ast.expr) -> Iterator[str]:
    """Yield the attribute, the text in brackets or else the name of a number, and of what holds it: gW for gW[i][j]."""
    while isinstance(target, ast.Subscript):
        if end_of(target):
            yield end_of(target)
        target = target.value
    yield end_of(target) or ast.unparse(target)


def _resets(tree: ast.AST) -> Iterator[_Reset]:
    """Yield the resets of a file, in the order of their lines."""
    found = []
    for statement in ast.walk(tree):
        for target, value in _assigned(statement):
            if _is_zero(value):
                found.append(_Reset(next(_keys(target)), target.lineno))
    yield from sorted(found, key=lambda one: one.line)


def _assigned(statement: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what a statement gives a value, with the value: b and 0 for a, b = 1, 0 and b.fill(0)."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if not isinstance(target, ast.Tuple):
                    yield target, value
                elif isinstance(value, ast.Tuple):
                    yield from zip(target.elts, value.elts, strict=False)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.AugAssign(target=target, op=ast.Mult(), value=value):
            yield target, value
        case ast.Call(func=ast.Attribute(attr="fill", value=target), args=[value]):
            yield target, value
        case ast.Call(func=ast.Attribute(attr="zero_", value=target), args=[]):
            yield target, ast.Constant(0)


def _is_zero(value: ast.expr) -> bool:
    """Say whether a value is 0, or an array, a list or a dict of zeros, or nothing yet."""
    match value:
        case ast.Constant():
            return value.value is None or (not isinstance(value.value, bool | str) and value.value == 0)
        case ast.Call():
            name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            return "zeros" in name or (name in ("array", "asarray") and bool(value.args) and _is_zero(value.args[0]))
        case ast.List():
            return all(map(_is_zero, value.elts))
        case ast.ListComp():
            return _is_zero(value.elt)
        case ast.DictComp():
            return _is_zero(value.value)
        case ast.Dict():
            return all(map(_is_zero, value.values))
        case ast.BinOp():
            return isinstance(value.op, ast.Mult) and (_is_zero(value.left) or _is_zero(value.right))
    return False


def _is_of_making(labelled: LabelledStep, line: int) -> bool:
    """Say whether a line is run once for an object."""
    function = labelled.source.function_of(line)
    return isinstance(function, ast.FunctionDef) and function.name in _OF_MAKING


def _is_in_step(labelled: LabelledStep, line: int, summed: Set[int]) -> bool:
    """Say whether a line runs in every step, as those do that lead to an update, or a function that they call.

    Args:
        labelled: the step.
        line: which line.
        summed: the lines that add to a sum, and that call these.
    """
    if _is_of_making(labelled, line):
        return False
    function = labelled.source.function_of(line)
    if _is_beside_update(labelled, line, summed):
        return True
    if not isinstance(function, ast.FunctionDef):
        return False
    for at in labelled.source.calls_of(function.name):
        caller = labelled.source.function_of(at)
        if _is_beside_update(labelled, at, summed):
            return True
        if isinstance(caller, ast.FunctionDef) and caller is not function:
            # As layer.reset() in net.reset() is.
            called = labelled.source.calls_of(caller.name)
            if any(_is_beside_update(labelled, outer, summed) for outer in called):
                return True
    return False


def _is_beside_update(labelled: LabelledStep, line: int, summed: Set[int]) -> bool:
    """Say whether a line lies in a function that updates parameters, or calls what does, and in the loop of the steps.

    The loop of the steps is that which both adds to sums and updates.

    Args:
        labelled: the step.
        line: which line.
        summed: the lines that add to a sum, and that call these.
    """
    source = labelled.source
    function = source.function_of(line)
    around = source.loops_around(line)
    for root, _ in labelled.model.roots.values():
        end = labelled.ends.get(root)
        for updated, *_ in source.frames(end) if end else ():
            of_steps = [loop for loop in source.loops_around(updated) if _holds(loop, summed)]
            if source.function_of(updated) is function and all(loop in around for loop in of_steps):
                return bool(of_steps) or isinstance(function, ast.FunctionDef)
            if of_steps:
                break
    return False


def _holds(loop: ast.For | ast.While, lines: Set[int]) -> bool:
    """Say whether any of some lines lies in a loop."""
    return any(loop.lineno < line <= (loop.end_lineno or line) for line in lines)
