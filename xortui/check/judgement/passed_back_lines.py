"""In which line what is passed back goes wrong: the error, weights that are picked, a sign."""

from __future__ import annotations

import ast
from collections.abc import Container

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import first_target, goes_through_a_part, is_renaming, names_within, renamed
from xortui.core.mistake import EVERY_LAYER
from xortui.core.program import Kind, Program


def compared_line(labelled: LabelledStep, node: int) -> int:
    """Return the line of what stands for the error in a node's expression; 0 if that is the expression."""
    if not node:
        return 0
    for line in labelled.operand_lines(node):
        if _stands_for_error(labelled, line):
            return _first_given_line(labelled, line)
    return _handed_over_line(labelled, node) or _kept_line(labelled, node)


def _kept_line(labelled: LabelledStep, node: int) -> int:
    """Return the line of what stands for the error where that is kept in another object; 0 if it is in none."""
    expression = labelled.source.expression(node)
    line = labelled.source.line(node)
    for one in ast.walk(expression) if expression is not None else ():
        for kept in labelled.source.kept(one, line) if isinstance(one, ast.Attribute | ast.Subscript) else ():
            if is_renaming(labelled.source.statement(kept)) and not labelled.values_in(kept):
                return _first_given_line(labelled, kept)
    return 0


def _stands_for_error(labelled: LabelledStep, line: int) -> bool:
    """Say whether a line computes nothing, the cost, or multiples of the outputs that are no longer the outputs."""
    nodes = labelled.values_in(line)
    return not nodes or any(_is_taken_for_error(labelled, node) for node in nodes)


def _is_taken_for_error(labelled: LabelledStep, node: int) -> bool:
    """Say whether a number is the cost, of one output alone or of all, or a multiple of an output behind it."""
    label = labelled.labels.get(node)
    if label is None:
        return False
    operation = labelled.program.by_target.get(label.name)
    if operation is not None and operation.kind in (Kind.LOSS, Kind.SHARE):
        return True
    outputs = {unit.name for unit in labelled.program.network.units[-1]}
    return label.name in outputs and node not in labelled.forward_nodes


def _first_given_line(labelled: LabelledStep, line: int) -> int:
    """Return the line in which what a line only names again was named, or computed for the error, first."""
    value = renamed(labelled.source.statement(line))
    if value is None:
        return line
    earlier = labelled.source.assignment(value, line)
    if not earlier or earlier >= line:
        return line
    nodes = labelled.values_in(earlier)
    is_named_again = not nodes and _is_given_another_name(labelled.source.statement(earlier))
    if is_named_again or any(_is_taken_for_error(labelled, node) for node in nodes):
        return _first_given_line(labelled, earlier)
    return line


def _is_given_another_name(statement: ast.stmt | None) -> bool:
    """Say whether a statement gives a number another name, and does not only fetch it: A2 = cache["A2"]."""
    if not is_renaming(statement) or not isinstance(statement, ast.Assign):
        return False
    value = ast.unparse(statement.value).casefold()
    return not any(ast.unparse(target).casefold() in value for target in statement.targets)


def _handed_over_line(labelled: LabelledStep, node: int) -> int:
    """Return the line that gives a number the name under which a function of the file is handed it; 0 if none does."""
    for frame in range(1, len(labelled.source.frames(node)) if node else 0):
        for line in labelled.operand_lines(node, frame):
            if is_renaming(labelled.source.statement(line)):
                return line
    return 0


def error_line(labelled: LabelledStep) -> int:
    """Return the line in which outputs are compared with targets; 0 if it is not known."""
    used = labelled.ancestors(labelled.model.roots)
    for node in sorted(used.intersection(labelled.nodes_of_derivatives())):
        if labelled.labels[node].name.startswith(("∂C/∂ŷ", "∂C/∂z")):
            return labelled.source.line(node)
    return 0


def delta_line(labelled: LabelledStep, layer: int) -> int:
    """Return the line in which δ of a layer is computed, of one of its units at least; 0 if that is not known."""
    units = labelled.program.network.units[layer] if layer else ()
    names = {f"∂C/∂{unit.weighted_sum}" for unit in units}
    found = [node for node, label in labelled.labels.items() if label.name in names]
    return labelled.source.line(min(found)) if found else 0


def picked_line(labelled: LabelledStep, node: int) -> int:
    """Return the line in which weights were picked that a node's expression reads; 0 if it picks them itself."""
    expression = labelled.source.expression(node)
    calls = [one for one in ast.walk(expression) if isinstance(one, ast.Call)] if expression is not None else []
    called = {ast.unparse(call.func) for call in calls}
    for read in labelled.operand_lines(node):
        line = _line_of_other_name(labelled, read)
        statement = labelled.source.statement(line)
        if not isinstance(statement, ast.Assign) or not called.isdisjoint(map(ast.unparse, statement.targets)):
            continue  # e = np.einsum picks no weights
        picks = isinstance(statement.value, ast.Subscript | ast.Attribute | ast.Call)
        if picks and not labelled.values_in(line):
            return line
    return 0


def _line_of_other_name(labelled: LabelledStep, line: int) -> int:
    """Return the line that assigned what a line gives another name, d = e; the line itself if it does more."""
    statement = labelled.source.statement(line)
    while isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
        earlier = labelled.source.assignment(statement.value, line)
        if not 0 < earlier < line:
            break
        line = earlier
        statement = labelled.source.statement(line)
    return line


def dropped_column_line(labelled: LabelledStep, line: int) -> int:
    """Return the line that drops a column of what another line reads; that line itself if none does.

    Args:
        labelled: the step.
        line: where gradients are computed.
    """
    source = labelled.source
    statement = source.statement(line)
    read = [one for one in ast.walk(statement) if isinstance(one, ast.Name)] if statement is not None else []
    for at in (line, *(source.assignment(one, line) for one in read)):
        found = source.statement(at)
        if found is not None and any(_drops_a_column(one) for one in ast.walk(found)):
            return at
    return line


def later_dropped_line(labelled: LabelledStep, line: int) -> int:
    """Return the line that drops a column of what another line has computed with all of them; 0 if none does.

    Args:
        labelled: the step.
        line: where something is computed.
    """
    source = labelled.source
    statement = source.statement(line)
    target = first_target(statement)
    if statement is None or target is None or any(_drops_a_column(one) for one in ast.walk(statement)):
        return 0
    name = ast.unparse(target)
    lines = []
    for one in ast.walk(source.function_of(line)):
        if isinstance(one, ast.Subscript) and ast.unparse(one.value) == name and _drops_a_column(one):
            lines.append(one.lineno)
    return min((one for one in lines if one > line), default=0)


def _drops_a_column(expression: ast.AST) -> bool:
    """Say whether an expression takes all columns but the first, or but the last: a[:, 1:] or a[:, :-1]."""
    places = expression.slice if isinstance(expression, ast.Subscript) else None
    last = places.elts[-1] if isinstance(places, ast.Tuple) and len(places.elts) > 1 else None
    return isinstance(last, ast.Slice) and (last.lower is None) != (last.upper is None)


def passed_back_line(labelled: LabelledStep, node: int, layer: int) -> int:
    """Return the line that computes what a layer passes back and a node's expression reads; 0 if none does.

    The argument of a function is assigned outside of it: then the line is that of the number itself.
    """
    hidden = labelled.program.network.units[1:-1]
    below = hidden if layer == EVERY_LAYER else labelled.program.network.units[layer - 1 : layer]
    names = {f"∂C/∂{unit.name}" for units in below for unit in units}
    for line in labelled.operand_lines(node):
        if any(labelled.labels[one].name in names for one in labelled.values_in(line) if one in labelled.labels):
            return line
    return handed_line(labelled, node, names)


def handed_line(labelled: LabelledStep, node: int, names: Container[str]) -> int:
    """Return the line that computes what a node's expression is handed; 0 if it picks that by an index of its own.

    Args:
        labelled: the step.
        node: what is computed.
        names: what it is handed, of any unit.
    """
    if _picks(labelled.source.expression(node)):
        return 0
    line = labelled.source.line(node)
    seen = {node}
    waiting = [node]
    while waiting:
        for part in operands(labelled.tape, waiting.pop()):
            label = labelled.labels.get(part) or labelled.mistaken_labels.get(part)
            if label is not None and label.name in names:
                return labelled.source.line(part)
            if labelled.source.line(part) == line and part not in seen:
                seen.add(part)
                waiting.append(part)
    return 0


def _picks(expression: ast.AST | None) -> bool:
    """Say whether an expression picks something by more than the name of an index: error[i - 1], error[0], e[::-1]."""
    indices = [one.slice for one in ast.walk(expression) if isinstance(one, ast.Subscript)] if expression else []
    picking = (ast.BinOp, ast.Constant, ast.Slice, ast.UnaryOp)
    return any(isinstance(part, picking) for index in indices for part in ast.walk(index))


def summed_line(labelled: LabelledStep, node: int) -> int:
    """Return the line that adds up deltas without weights under a name that a node's expression reads; 0 if none does.

    The sum of one δ is that δ itself: such a line computes nothing new.
    """
    own = labelled.source.line(node)
    for line in labelled.operand_lines(node):
        nodes = [one for one in labelled.values_in(line) if one not in labelled.forward_nodes]
        is_of_way_back = len(nodes) == len(labelled.values_in(line))
        if line != own and is_of_way_back and _adds_as_it_is(labelled, line):
            return line
    return 0


def short_loop_line(labelled: LabelledStep, node: int, layer: int) -> int:
    """Return the line of the loop around a node that adds up a part of the paths from a layer; 0 if there is none."""
    line = labelled.line_at_call(node)
    around = labelled.source.loops_around(line)
    statement = labelled.source.statement(line)
    loop = around[-1] if around else None
    if not isinstance(loop, ast.For) or not isinstance(statement, ast.AugAssign):
        return 0
    is_counted = not names_within(loop.target).isdisjoint(names_within(statement.value))
    units = labelled.program.network.layers[layer] if layer != EVERY_LAYER else 0
    return loop.lineno if is_counted and goes_through_a_part(loop.iter, units) else 0


def added_up_line(labelled: LabelledStep, node: int) -> int:
    """Return the line of a node if a loop adds up numbers there as they are; 0 if it is no such sum."""
    line = labelled.source.line(node)
    return line if _adds_as_it_is(labelled, line) else 0


def _adds_as_it_is(labelled: LabelledStep, line: int) -> bool:
    """Say whether a line adds a number as it is to a sum, in a loop: `total += delta`."""
    statement = labelled.source.statement(line)
    if not isinstance(statement, ast.AugAssign) or not isinstance(statement.op, ast.Add):
        return False
    is_as_it_is = isinstance(statement.value, ast.Name | ast.Attribute | ast.Subscript)
    return is_as_it_is and bool(labelled.source.loops_around(line))


def turned_line(labelled: LabelledStep, program: Program, layer: int) -> int:
    """Return the line in which the sign of what is passed back to a layer turns; 0 if it does not."""
    labels = labelled.mistaken_labels or labelled.labels
    units = program.network.units
    if not layer or layer >= len(units) - 1:
        return 0
    at_outputs = {f"∂C/∂{unit.name}" for unit in units[-1]} | {f"∂C/∂{unit.weighted_sum}" for unit in units[-1]}
    back = {f"∂C/∂{unit.name}" for unit in units[layer]} | {f"∂C/∂{unit.weighted_sum}" for unit in units[layer]}
    signs = [label.ratio > 0 for label in labels.values() if label.name in at_outputs]
    if not signs:
        return 0
    is_positive = sum(signs) * 2 > len(signs)
    shared = _behind_whole_layer(labelled, program, layer)
    for node, label in labels.items():
        if label.name in back and (label.ratio > 0) != is_positive and node in shared:
            return labelled.source.line(node)
    return 0


def _behind_whole_layer(labelled: LabelledStep, program: Program, layer: int) -> set[int]:
    """Return what both the weights and the biases of a layer learn from, as far as they are learnt."""
    own = [one for one in program.network.parameters if one.target.layer == layer]
    of_weights = labelled.ancestors(one.name for one in own if one.source is not None)
    of_biases = labelled.ancestors(one.name for one in own if one.source is None)
    return of_weights & of_biases if of_weights and of_biases else of_weights | of_biases
