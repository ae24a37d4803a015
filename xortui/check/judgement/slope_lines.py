"""In which line a slope is left out, or a gate of ReLU asks the wrong thing."""

from __future__ import annotations

import ast
from collections.abc import Container, Sequence

from xortui.check.judgement.call_lines import gate_call_line, misused_line
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.source import end_of, first_target, is_renaming
from xortui.core.activations import SOFTMAX, activation
from xortui.core.expression import ZERO, functions
from xortui.core.program import LOSS, derivative

_ADDING_TO_LISTS = frozenset({"append", "appendleft", "insert"})
"""Methods that put an item into a list."""


def missing_slope_line(labelled: LabelledStep, node: int, layer: int) -> int:
    """Return the line in which δ of a layer is made without its slope; 0 if it is not made in a line of its own.

    Args:
        labelled: the step.
        node: the first that has a value without the slope.
        layer: the layer of the slope; 0 for several.
    """
    units = labelled.program.network.units[layer] if layer else ()
    arriving = tuple(f"∂C/∂{unit.name}" for unit in units)
    handed_on = _handed_on_line(labelled, node, arriving)
    if handed_on:
        return handed_on
    if _is_made_for_nothing(labelled, layer):
        return labelled.line_at_call(node)
    for line in labelled.read_lines(node) if arriving else ():
        known = [one for one in labelled.values_in(line) if one not in labelled.forward_nodes]
        if any(labelled.is_derivative(one) and _name(labelled, one) in arriving for one in known):
            return line
    return _kept_sum_line(labelled, node, arriving) or _line_of_operands(labelled, node, arriving)


def arriving_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line in which what arrives at a layer is computed, or put into a list as it is, for its δ; 0 if none.

    That is a line whose numbers both the weights and the biases learn from, and the layers below, and no update.

    Args:
        labelled: the step.
        layer: the layer; 0 for several.
    """
    network = labelled.program.network
    if not layer:
        return 0
    unit = network.units[layer][0]
    own = [one.name for one in network.incoming[unit.name] if one.name in labelled.model.roots]
    shared = set(labelled.nodes) - labelled.forward_nodes
    for name in own:
        shared &= labelled.ancestors([name])
    lines = []
    for node in sorted(shared):
        label = labelled.labels.get(node) or labelled.mistaken_labels.get(node)
        if label is not None and label.sample >= 0 and label.name == derivative(LOSS, unit.name):
            lines.append(labelled.source.line(node))
    if not lines or lines[-1] in labelled.update_lines(labelled.model.roots):
        return 0
    target = first_target(labelled.source.statement(lines[-1]))
    listed = _listed_line(labelled, ast.unparse(target), lines[-1]) if target is not None else 0
    return listed or lines[-1]


def _listed_line(labelled: LabelledStep, name: str, line: int) -> int:
    """Return the first line after another, in its function, that puts a number into a list as it is; 0 if none does."""
    found = []
    for one in ast.walk(labelled.source.function_of(line)):
        items: list[ast.expr] = []
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.List):
            items = one.value.elts
        elif isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript):
            items = [one.value]
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _ADDING_TO_LISTS:
            items = one.args[-1:]
        is_listed = any(ast.unparse(item) == name for item in items)
        if is_listed and isinstance(one, ast.Assign | ast.Call) and one.lineno > line:
            found.append(one.lineno)
    return min(found, default=0)


def _is_made_for_nothing(labelled: LabelledStep, layer: int) -> bool:
    """Say whether a line computes δ of a layer with its slope, and no step uses it."""
    units = labelled.program.network.units[layer] if layer else ()
    deltas = {f"∂C/∂{unit.weighted_sum}" for unit in units}
    used = labelled.ancestors(labelled.model.roots)
    return any(label.name in deltas and node not in used for node, label in labelled.labels.items())


def _kept_sum_line(labelled: LabelledStep, node: int, arriving: Container[str]) -> int:
    """Return the line that keeps in an object what arrives at a layer, as a function returns it; 0 if none does.

    Args:
        labelled: the step.
        node: the first that has a value without the slope; its expression reads what is kept.
        arriving: the names of the derivatives by the layer's values.
    """
    source = labelled.source
    expression = source.expression(node)
    read = {end_of(one) for one in ast.walk(expression)} - {""} if expression is not None else set()
    arrived = _multiples_read(labelled, node, arriving) if read else []
    for part in arrived:
        for frame in range(len(source.frames(part))):
            line = source.line(part, frame)
            statement = source.statement(line)
            if not isinstance(statement, ast.Assign) or statement.value is not source.expression(part, frame):
                continue
            named_again = [at for target in statement.targets for at in source.renamings(ast.unparse(target), line)]
            for at in (line, *named_again):
                target = first_target(source.statement(at))
                if target is not None and end_of(target) in read:
                    return at
    return 0


def _multiples_read(labelled: LabelledStep, node: int, arriving: Container[str]) -> list[int]:
    """Return what a node is computed from and is a multiple of what arrives at a layer, the nearest first."""
    found: list[int] = []
    parts = list(operands(labelled.tape, node))
    while parts:
        part = parts.pop(0)
        if part not in found and part not in labelled.forward_nodes and _name(labelled, part) in arriving:
            found.append(part)
            parts.extend(operands(labelled.tape, part))
    return found


def _handed_on_line(labelled: LabelledStep, node: int, arriving: Container[str]) -> int:
    """Return the line that only names again what arrives at a layer, before a node is computed from it; 0 if none does.

    Args:
        labelled: the step.
        node: the first that has a value without the slope.
        arriving: the names of the derivatives by the layer's values.
    """
    source = labelled.source
    own = source.line(node)
    before = part_of(labelled.tape, [node], roots=labelled.forward.roots)
    for one in sorted(before, reverse=True):
        line = source.line(one)
        if one in labelled.forward_nodes or line == own or _name(labelled, one) not in arriving:
            continue
        if line in labelled.operand_lines(node):
            return 0
        statement = source.statement(line)
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names = [ast.unparse(target) for target in targets if isinstance(target, ast.expr)]
        return max((at for name in names for at in source.renamings(name, line)), default=0)
    return 0


def _name(labelled: LabelledStep, node: int) -> str:
    """Return the value that a node is a multiple of; of the right program, if it is one of that."""
    label = labelled.labels.get(node) or labelled.mistaken_labels.get(node)
    return label.name if label is not None else ""


def _line_of_operands(labelled: LabelledStep, node: int, arriving: Sequence[str]) -> int:
    """Return the line that computes what arrives at a layer, or only names it again, and is read; 0 if none does."""
    for line in labelled.operand_lines(node):
        computed_here = labelled.values_in(line)
        if any(labelled.is_derivative(one, *(arriving or ("∂C/∂ŷ", "∂C/∂h"))) for one in computed_here):
            return line
        is_given_back = not computed_here and is_renaming(labelled.source.statement(line))
        if is_given_back and not _is_of_forward_pass(labelled, line):
            return line
    return 0


def _is_of_forward_pass(labelled: LabelledStep, line: int) -> bool:
    """Say whether a line is in a function of its own that computes what goes forward."""
    function = labelled.source.function_of(line)
    if not isinstance(function, ast.FunctionDef):
        return False
    lines = {labelled.source.line(node) for node in labelled.nodes if node in labelled.forward_nodes}
    back = {labelled.source.line(node) for node in labelled.nodes_of_derivatives()}
    own = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    return not own.isdisjoint(lines) and own.isdisjoint(back)


def returned_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line in which an object that computes a layer's activations returns what comes back as it is.

    That is in another method of the class that computes them; 0 if there is none.
    """
    units = labelled.program.network.units[layer] if layer else ()
    values = {unit.name for unit in units}
    for node, label in labelled.labels.items():
        if label.name in values and node in labelled.forward_nodes:
            own = labelled.source.function_of(labelled.source.line(node))
            return labelled.source.handed_on_line(own)
    return 0


def gate_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line of a comparison with a layer's values on the way back that a step uses; 0 if there is none."""
    units = labelled.program.network.units[layer] if layer else ()
    values = {unit.name for unit in units} | {unit.weighted_sum for unit in units}
    first = min(labelled.nodes_of_derivatives(), default=0)
    used = labelled.ancestors(labelled.model.roots)
    for node in labelled.compared():
        if node not in used:
            continue
        read = [labelled.labels[part].name for part in operands(labelled.tape, node) if part in labelled.labels]
        if node > first and (not values or values.intersection(read)):
            return labelled.source.line(node)
    return 0


def closed_line(labelled: LabelledStep, line: int) -> int:
    """Return the line with the slope of a closed unit, z ≤ 0, if a line asks for that in branches; else the line.

    The branches are those of an `if`, those of a conditional expression, or the arguments of np.where.

    Args:
        labelled: the step.
        line: in which a slope that is no other than 1 for an open unit is chosen.
    """
    statement = labelled.source.statement(line)
    if isinstance(statement, ast.If):
        if statement.lineno != line:
            return line
        branches = [statement.body, statement.orelse or _after(labelled, statement)]
        number = _closed_branch(statement.test)
        return branches[number][0].lineno if number is not None and branches[number] else line
    for one in ast.walk(statement) if statement is not None else ():
        choices: list[ast.expr] = []
        if isinstance(one, ast.IfExp):
            choices = [one.test, one.body, one.orelse]
        elif isinstance(one, ast.Call) and ast.unparse(one.func).endswith(".where"):
            choices = one.args
        number = _closed_branch(choices[0]) if len(choices) == 3 else None
        if number is not None:
            return choices[number + 1].lineno
    return line


def _after(labelled: LabelledStep, statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements after one in the same block."""
    for holder in ast.walk(labelled.source.function_of(statement.lineno)):
        block = getattr(holder, "body", None)
        if isinstance(block, list) and statement in block:
            return block[block.index(statement) + 1 :]
    return []


def _closed_branch(test: ast.expr) -> int | None:
    """Return which branch is that of a closed unit: 1 after z > 0, 0 after z <= 0; None after another test."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    is_turned = ast.unparse(test.left) in ("0", "0.0")
    if not is_turned and ast.unparse(test.comparators[0]) not in ("0", "0.0"):
        return None
    if isinstance(test.ops[0], ast.Gt | ast.GtE):
        return 0 if is_turned else 1
    if isinstance(test.ops[0], ast.Lt | ast.LtE):
        return 1 if is_turned else 0
    return None


def other_leak_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line in which the square of a leaky ReLU's slope is written as a number; 0 if it is in none."""
    name = labelled.program.network.activations[max(layer, 1) - 1]
    if name == SOFTMAX:
        return 0
    own = activation(name).derivative(ZERO, ZERO)
    slopes = [function.constant for function in functions(own) if function.constant is not None]
    for one in ast.walk(labelled.source.tree):
        if not slopes or not isinstance(one, ast.Constant) or not isinstance(one.value, float):
            continue
        if abs(one.value - slopes[0] ** 2) <= 1e-12:
            return one.lineno
    return 0


def asked_of_derivative_line(labelled: LabelledStep) -> int:
    """Return the line of a comparison with something that is passed back; 0 if there is none."""
    for node in labelled.compared():
        if any(labelled.is_derivative(part) for part in operands(labelled.tape, node)):
            called = misused_line(labelled, node) or gate_call_line(labelled, node)
            return called or labelled.source.line(node)
    return 0
