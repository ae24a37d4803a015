"""In which line one object is used a second time, so that what it keeps of one layer is lost to another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands


def shared_object_line(labelled: LabelledStep, node: int, layer: int) -> int:
    """Return the line that gives a second layer the object that keeps the values of a first; 0 if there is none.

    Args:
        labelled: the step.
        node: what the object computes of the values of the second.
        layer: the first.
    """
    owners = (_owner(labelled, one) for one in (node, *operands(labelled.tape, node)))
    owner = next((one for one in owners if one is not None), None)
    if owner is None:
        return 0
    tree = labelled.source.tree
    for holder in ast.walk(tree):
        if isinstance(holder, ast.FunctionDef):
            shared = [one for one in holder.args.defaults if _makes(one, owner)]
            if shared:
                return shared[0].lineno
        elif isinstance(holder, ast.ClassDef):
            shared = [one.value for one in holder.body if isinstance(one, ast.Assign) and _makes(one.value, owner)]
            if shared:
                return shared[0].lineno
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Assign) and _makes(statement.value, owner):
            name = ast.unparse(statement.targets[0])
            line = _second_place(labelled, name) or _line_of_use(labelled, name, layer)
            if line:
                return line
    return 0


def _owner(labelled: LabelledStep, node: int) -> ast.ClassDef | None:
    """Return the class in whose method a node is computed of what its object keeps; None if it is in none.

    A class that has weights of its own, or asks other objects for their values, is none whose objects may be shared.
    """
    function = labelled.source.function_of(labelled.source.line(node))
    for one in ast.walk(labelled.source.tree):
        if isinstance(one, ast.ClassDef) and function in one.body:
            return None if _has_weights(one) or _asks_others(function) else one
    return None


def _has_weights(owner: ast.ClassDef) -> bool:
    """Say whether a class multiplies matrices, or changes numbers, as bare lists are: self.w[i][j] = …."""
    for one in ast.walk(owner):
        if isinstance(one, ast.MatMult | ast.AugAssign):
            return True
        if isinstance(one, ast.Attribute) and one.attr in ("dot", "matmul"):
            return True
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store):
            return True
    return False


def _asks_others(method: ast.AST) -> bool:
    """Say whether a method reads what an object keeps that its own object keeps: self.after.a."""
    for one in ast.walk(method):
        inner = one.value if isinstance(one, ast.Attribute) and one.attr != "T" else None
        if isinstance(inner, ast.Attribute) and ast.unparse(inner.value) == "self":
            return True
    return False


def _makes(value: ast.expr, owner: ast.ClassDef) -> bool:
    """Say whether an expression makes one object of a class."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == owner.name


def _second_place(labelled: LabelledStep, name: str) -> int:
    """Return the second line that puts an object somewhere, or the first if that is done again and again; 0 if none.

    Args:
        labelled: the step.
        name: of the object.
    """
    tree = labelled.source.tree
    asked = {one.value for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    lines = sorted(one.lineno for one in _reads(tree, name) if one not in asked)
    if len(lines) > 1:
        return lines[1]
    return next((line for line in lines if labelled.source.loops_around(line) or _is_in_list_of_many(tree, name)), 0)


def _is_in_list_of_many(tree: ast.AST, name: str) -> bool:
    """Say whether a list that is made in a loop of its own has an object in it: [Layer(n, act) for n in sizes]."""
    made = [one for one in ast.walk(tree) if isinstance(one, ast.ListComp | ast.GeneratorExp)]
    return any(True for one in made for _ in _reads(one.elt, name))


def _line_of_use(labelled: LabelledStep, name: str, layer: int) -> int:
    """Return the line that asks the object of a layer for the values of the next above that it is asked for; 0 if none.

    Args:
        labelled: the step.
        name: of the object.
        layer: the layer below.
    """
    lines = {one.lineno for one in _reads(labelled.source.tree, name)}
    used = [_line_of_values(labelled, number, lines) for number in range(layer, len(labelled.program.network.units))]
    return next((line for line in used[1:] if line), 0) if used[0] else 0


def _line_of_values(labelled: LabelledStep, layer: int, lines: Set[int]) -> int:
    """Return that of some lines in which the values of a layer are computed, or a function that does so is called.

    It is 0 if they are computed in none.

    Args:
        labelled: the step.
        layer: which layer.
        lines: the lines.
    """
    values = {unit.name for unit in labelled.program.network.units[layer]}
    for node, label in labelled.labels.items():
        if label.name in values and node in labelled.forward_nodes:
            used = [line for line, *_ in labelled.source.frames(node) if line in lines]
            if used:
                return used[0]
    return 0


def _reads(tree: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield where a name or attribute is read."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Name | ast.Attribute) and isinstance(one.ctx, ast.Load) and ast.unparse(one) == name:
            yield one
