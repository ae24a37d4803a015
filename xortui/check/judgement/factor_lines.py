"""In which line a gradient gets a factor, on its way to the update."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Sequence

import numpy as np

from xortui.check.judgement.gradient_lines import some_of_each_array
from xortui.check.judgement.judge import compare, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.labels import ALIKE
from xortui.check.judgement.written_factors import without_shared
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import first_target
from xortui.check.tracing.op_numbers import CONSTANT, DIV, LEAF, MUL, NEG, SUMS
from xortui.check.tracing.tape import Tape
from xortui.core.network import Unit
from xortui.core.program import LOSS, derivative

MAX_OPERATIONS = 4
"""Operations by which numbers of the file are put together to one, at most."""


def factor_line(
    labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float, *, of_sample_too: bool
) -> int:
    """Return the line in which a parameter's gradient gets a factor that those of others do not get; 0 if none.

    Args:
        labelled: the step.
        parameter: whose step has the factor.
        sound: the parameters whose steps have not.
        factor: the factor.
        of_sample_too: whether the gradients of single samples are looked at, if those of the batch tell nothing.
    """
    shared = labelled.ancestors(sound)
    jumps = [node for own_factor, node in _jumps(labelled, parameter)[1:] if same(own_factor, factor)]
    of_others = [one for one, _ in _jumps(labelled, sound[0])[1:] if same(one, factor)] if sound else []
    own_jumps = [node for node in jumps if node not in shared]
    if own_jumps and len(jumps) > len(of_others):  # the learning rate may be in all of them
        lines = [labelled.source.line(node) for node in own_jumps]
        usual_lines = set()
        for name in some_of_each_array(labelled, sound):
            usual_lines |= {labelled.source.line(node) for _, node in _jumps(labelled, name)}
        return next((line for line in lines if line not in usual_lines), lines[0])
    for of_sample in (False, True) if of_sample_too else (False,):
        own = _jumps(labelled, parameter, of_sample=of_sample)
        usual = [factor for name in sound[:4] for factor, _ in _jumps(labelled, name, of_sample=of_sample)]
        for own_factor, node in own[1:]:
            is_usual = any(abs(own_factor - other) <= 1e-6 * abs(other) for other in usual)
            if not is_usual and node not in shared:
                return labelled.source.line(node)
    return 0


def written_line(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str], factor: float) -> int:
    """Return the line in which a factor is written that the lines of other layers do not have; 0 if there is none.

    Args:
        labelled: the step.
        parameters: whose steps have the factor.
        sound: the parameters whose steps have not.
        factor: the factor.
    """
    layer_of = {one.name: one.target.layer for one in labelled.program.network.parameters}
    layers = {layer_of[name] for name in parameters}
    others_of: dict[int, list[str]] = {}
    for name in sound:
        others_of.setdefault(layer_of[name], []).append(name)
    of_others = []
    for layer, names in others_of.items():
        beside = [name for name in layer_of if layer_of[name] != layer]
        of_others.append(labelled.written.own(names, beside))
    if not of_others:
        return 0
    beside = [name for name in sound if layer_of[name] not in layers]
    for one in without_shared(labelled.written.own(parameters, beside), of_others):
        if same(one.factor, factor):
            return one.line
    return 0


def repeated_line(labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float) -> int:
    """Return the line of an update that a loop repeats as often as a factor says, and others' not; 0 if it does not.

    Args:
        labelled: the step.
        parameter: whose step has the factor.
        sound: the parameters whose steps have not; those of the same unit tell, if there are any.
        factor: the factor.
    """
    times = _times_updated(labelled, parameter)
    if times < 2:
        return 0
    beside = _of_same_unit(labelled, parameter, sound) or sound
    usual = next((count for name in beside if (count := _times_updated(labelled, name))), 0)
    return labelled.update_line([parameter]) if same(times, factor * usual) else 0


def _times_updated(labelled: LabelledStep, parameter: str) -> int:
    """Return how often one line adds to a parameter in the step; 0 if other lines do so, too, or if it is not known."""
    root = labelled.model.roots[parameter][0] if parameter in labelled.model.roots else 0
    line = labelled.update_line([parameter])
    sums = [labelled.ends.get(root, 0)]
    times = 0
    while len(sums) == 1 and sums[0] != root:
        times += 1
        parts = operands(labelled.tape, sums[0])
        sums = [part for part in parts if part == root or _is_sum_in(labelled, part, line)]
    return times if sums == [root] else 0


def _is_sum_in(labelled: LabelledStep, node: int, line: int) -> bool:
    """Say whether a number is added up in a line."""
    return labelled.tape.op[node] in SUMS and labelled.source.line(node) == line


def _of_same_unit(labelled: LabelledStep, parameter: str, others: Iterable[str]) -> list[str]:
    """Return those of some parameters that go into the same unit as one does."""
    target_of = {one.name: one.target for one in labelled.program.network.parameters}
    return [name for name in others if target_of[name] == target_of[parameter]]


def delta_factor_line(labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float) -> int:
    """Return the line in which δ of a parameter's unit gets a factor, or loses it; 0 if it does not.

    Args:
        labelled: the step.
        parameter: whose step has the factor.
        sound: the parameters whose steps have not.
        factor: the factor.
    """
    target = next(one.target for one in labelled.program.network.parameters if one.name == parameter)
    own = _own_delta_line(labelled, target, factor)
    if own:
        return own
    if any(_goes_less_far(labelled, name, parameter, factor) for name in _of_same_unit(labelled, parameter, sound)):
        return 0  # from the same δ
    deltas = {derivative(LOSS, target.name), derivative(LOSS, target.weighted_sum)}
    line = _jump_line(labelled, deltas, factor, set(labelled.nodes) - labelled.ancestors([parameter]))
    if line:
        return line
    above = [unit for layer in labelled.program.network.units[target.layer + 1 :] for unit in layer]
    names = {derivative(LOSS, name) for unit in above for name in (unit.name, unit.weighted_sum)}
    line = _jump_line(labelled, names, factor, labelled.ancestors(sound))
    return line or _last_delta_line(labelled, parameter, sound, factor)


def slope_factor_line(labelled: LabelledStep, parameter: str, factor: float) -> int:
    """Return the line in which the slope of a parameter's layer is complete, if a factor comes from it; 0 if not.

    A layer's δ has the factors of all slopes that it goes back through.

    Args:
        labelled: the step.
        parameter: whose step has the factor.
        factor: the factor.
    """
    network = labelled.program.network
    layer = next(one.target.layer for one in network.parameters if one.name == parameter)
    slopes = {derivative(unit.name, unit.weighted_sum): unit.layer for units in network.units[layer:] for unit in units}
    used = labelled.ancestors([parameter])
    last: dict[int, int] = {}
    for node, label in labelled.labels.items():
        if label.name in slopes and node in used and node not in labelled.forward_nodes:
            last[slopes[label.name]] = node
    ratios = [labelled.labels[node].ratio for node in last.values()]
    is_own = layer in last and not same(labelled.labels[last[layer]].ratio, 1.0)
    return labelled.source.line(last[layer]) if is_own and same(float(np.prod(ratios)), factor) else 0


def _goes_less_far(labelled: LabelledStep, name: str, parameter: str, factor: float) -> bool:
    """Say whether a parameter's step lacks just the factor that another's has, as multiples of their gradients."""
    own = _multiple_of_gradient(labelled, parameter)
    other = _multiple_of_gradient(labelled, name)
    return bool(own) and bool(other) and same(own, factor * other)


def _multiple_of_gradient(labelled: LabelledStep, parameter: str) -> float:
    """Return which multiple of its gradient a parameter's step is; 0 if it is none."""
    gradient = labelled.values_of_program.get(f"∂C/∂{parameter}")
    change = labelled.changes.get(parameter)
    if gradient is None or change is None:
        return 0.0
    right = np.broadcast_to(gradient, (labelled.count, np.shape(gradient)[-1])).sum(axis=1)
    return compare(change, right).ratio or 0.0


def _last_delta_line(labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float) -> int:
    """Return the line in which δ of a parameter's unit is complete, if it has a factor that other δ lack; 0 if not.

    A factor of the slope may be missing, so that there is no number without it.
    """
    node, own = _delta(labelled, parameter)
    others = [_delta(labelled, name)[1] for name in sound[:4]]
    if not node or not others or not all(other and same(own, factor * other) for other in others):
        return 0
    return labelled.line_at_call(node)


def _delta(labelled: LabelledStep, parameter: str) -> tuple[int, float]:
    """Return the last multiple of δ of a parameter's unit that its step is computed from, and the multiple; 0 if none.

    Where the slope is a constant, what arrives at the unit is such a multiple, too. The learning rate in the line of
    the update makes none.
    """
    target = next(one.target for one in labelled.program.network.parameters if one.name == parameter)
    wanted = derivative(LOSS, target.weighted_sum)
    names = {wanted, derivative(LOSS, target.name)}
    known = labelled.ancestors([parameter])
    right = np.asarray(labelled.values_of_program[wanted])
    row_of = dict(zip(labelled.nodes, labelled.values, strict=True))
    labels = labelled.mistaken_labels or labelled.labels
    updates = labelled.update_lines(labelled.model.roots)
    for node in reversed(labels):
        label = labels[node]
        if label.name not in names or label.sample < 0 or node not in known:
            continue
        if labelled.line_at_call(node) not in updates:
            column = right[:, min(label.sample, right.shape[1] - 1)]
            return node, float(np.dot(row_of[node], column) / np.dot(column, column))
    return 0, 0.0


def _jump_line(labelled: LabelledStep, names: Container[str], factor: float, shared: Container[int]) -> int:
    """Return the line in which one of some values gets a factor, or loses it, apart from some nodes; 0 if in none.

    The learning rate in the update of a bias is none.
    """
    labels = labelled.mistaken_labels or labelled.labels
    updates = labelled.update_lines(labelled.model.roots)
    before: dict[tuple[str, int], float] = {}
    for node, label in labels.items():
        if label.name not in names:
            continue
        last = before.setdefault((label.name, label.sample), label.ratio)
        is_jump = any(abs(label.ratio / last - one) <= 1e-6 * one for one in (factor, 1 / factor))
        if is_jump and node not in shared and labelled.source.line(node) not in updates:
            return labelled.source.line(node)
    return 0


def _own_delta_line(labelled: LabelledStep, target: Unit, factor: float) -> int:
    """Return the line in which a unit's δ has a factor that δ of another unit of its layer lacks; 0 if in none."""
    labels = labelled.mistaken_labels or labelled.labels
    first: dict[str, tuple[int, float]] = {}
    for node, label in labels.items():
        first.setdefault(label.name, (node, label.ratio))
    own = first.get(derivative(LOSS, target.weighted_sum))
    for unit in labelled.program.network.units[target.layer]:
        other = first.get(derivative(LOSS, unit.weighted_sum))
        if own and other and unit != target and same(own[1], factor * other[1]):
            return labelled.source.line(own[0])
    return 0


def decay_line(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line in which a multiple of a weight joins its own gradient; 0 if it does so in none."""
    tape = labelled.tape
    for name in parameters:
        root = labelled.model.roots[name][0] if name in labelled.model.roots else 0
        multiples = {root}
        for node in sorted(labelled.ancestors([name]) - labelled.forward_nodes):
            parts = operands(tape, node)
            own = [part for part in parts if part in multiples]
            if not own or node == labelled.ends.get(root):
                continue
            if tape.op[node] in (MUL, DIV, NEG):
                others = [part for part in parts if part not in multiples]
                if all(_is_of_formulas(tape, part) for part in others):
                    multiples.add(node)
            elif tape.op[node] in SUMS and any(part != root for part in own):
                return labelled.source.line(node)
    return 0


def _is_of_formulas(tape: Tape, node: int, depth: int = 0) -> bool:
    """Say whether a number stands in the file, or is computed from such numbers in a few operations: λ / m."""
    if tape.op[node] in (LEAF, CONSTANT):
        return True
    parts = operands(tape, node)
    return bool(parts) and depth < MAX_OPERATIONS and all(_is_of_formulas(tape, part, depth + 1) for part in parts)


def missing_rate_line(labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float) -> int:
    """Return the line of a gradient that lacks the rate, where other gradients get it before their update; 0 if not.

    Args:
        labelled: the step.
        parameter: whose step lacks the rate.
        sound: the parameters whose steps have it.
        factor: how many times too far the step goes.
    """
    for name in some_of_each_array(labelled, sound):
        for rate, node in _jumps(labelled, name)[1:]:
            is_rate = same(abs(rate * factor), 1.0)
            if is_rate and labelled.source.line(node) not in labelled.update_lines([name]):
                return lacking_line(labelled, parameter, sound, factor) or first_line(labelled, parameter)
    return 0


def lacking_line(labelled: LabelledStep, parameter: str, sound: Sequence[str], factor: float) -> int:
    """Return the line that takes a complete gradient as it is, where another line multiplies others; 0 if none does.

    This is `grads["W1"] = dW1` beside `grads["W2"] = dW2 / n`.

    Args:
        labelled: the step.
        parameter: whose gradient lacks what others are multiplied with.
        sound: the parameters whose gradients are.
        factor: how many times too far the step goes.
    """
    own = _jumps(labelled, parameter)
    if not own:
        return 0
    complete = labelled.line_at_call(own[0][1])
    target = first_target(labelled.source.statement(complete))
    for line in _lines_of_multiple(labelled, sound, 1 / factor):
        if line in labelled.update_lines(sound):
            return labelled.update_line([parameter])
        beside = labelled.source.statement(line)
        if target is not None and beside is not None:
            lines = [at for at in _read_as_they_are(labelled, target, beside) if at > complete]
            if lines:
                return min(lines, key=lambda at: abs(at - line))
        taken = _line_that_takes(labelled, parameter, sound, line)
        if taken:
            return taken
    return 0


def _line_that_takes(labelled: LabelledStep, parameter: str, sound: Sequence[str], beside: int) -> int:
    """Return the first line after a gradient is complete that computes with it alone, in a line's function; 0 if none.

    In the function that completes the gradient, that is a line that adds it to a velocity.

    Args:
        labelled: the step.
        parameter: whose gradient.
        sound: the parameters whose gradients go through other lines.
        beside: the line that multiplies others.
    """
    completed = _jumps(labelled, parameter)[0][1]
    function = labelled.source.function_of(beside)
    is_same = function is labelled.source.function_of(labelled.line_at_call(completed))
    if is_same and not _changes_what_it_reads(labelled, beside):
        return 0
    usual = {labelled.source.line(node) for node in labelled.ancestors(sound)}
    for node in sorted(labelled.ancestors([parameter])):
        line = labelled.source.line(node)
        if node <= completed or line in usual or labelled.source.function_of(line) is not function:
            continue
        if not is_same or _changes_what_it_reads(labelled, line):
            return line
    return 0


def _changes_what_it_reads(labelled: LabelledStep, line: int) -> bool:
    """Say whether a line gives a name a value that is made of its last one, as a velocity has: v = μ·v + η·g."""
    statement = labelled.source.statement(line)
    if isinstance(statement, ast.AugAssign):
        return True
    target = first_target(statement)
    if target is None or not isinstance(statement, ast.Assign):
        return False
    name = ast.unparse(target)
    return any(isinstance(one, type(target)) and ast.unparse(one) == name for one in ast.walk(statement.value))


def _lines_of_multiple(labelled: LabelledStep, names: Sequence[str], factor: float) -> list[int]:
    """Return the lines that multiply gradients by a factor which earlier lines have made complete."""
    lines = []
    for name in some_of_each_array(labelled, names):
        (_, complete), *later = _jumps(labelled, name) or [(0.0, 0)]
        for own_factor, node in later:
            line = labelled.line_at_call(node)
            if same(abs(own_factor), abs(factor)) and line != labelled.line_at_call(complete):
                lines.append(line)
    return list(dict.fromkeys(lines))


def _read_as_they_are(labelled: LabelledStep, name: ast.expr, beside: ast.stmt) -> list[int]:
    """Return the lines in which statements of the kind of another, in its function, read a name and compute nothing."""
    text = ast.unparse(name)
    lines = []
    for statement in ast.walk(labelled.source.function_of(beside.lineno)):
        if type(statement) is not type(beside):
            continue
        within = list(ast.walk(statement))
        computed = {one for each in within if isinstance(each, ast.BinOp | ast.AugAssign) for one in ast.walk(each)}
        for one in within:
            if not isinstance(one, ast.Name | ast.Attribute | ast.Subscript) or one in computed:
                continue
            if isinstance(one.ctx, ast.Load) and ast.unparse(one) == text:
                lines.append(one.lineno)
    return lines


def is_averaged_at_update(labelled: LabelledStep, names: Sequence[str]) -> bool:
    """Say whether the gradient of the first parameter is divided by the samples in the line of its update."""
    update = labelled.update_line(names[:1])
    factors = [
        factor for name in names[:1] for factor, node in _jumps(labelled, name) if labelled.source.line(node) == update
    ]
    samples = labelled.forward.batch
    return any(abs(factor * samples - 1) <= 1e-6 for factor in factors)


def is_in_gradient(labelled: LabelledStep, names: Sequence[str], sound: Sequence[str], factor: float) -> bool:
    """Say whether a gradient has a factor that others lack before a learning rate comes to it: η · (2 · δ · x).

    Args:
        labelled: the step.
        names: the parameters whose steps have the factor.
        sound: the parameters whose steps have not.
        factor: the factor.
    """
    of_sound = (_jumps(labelled, name) for name in some_of_each_array(labelled, sound))
    usual = [jumps[0][0] for jumps in of_sound if len(jumps) > 1]
    for name in some_of_each_array(labelled, names):
        jumps = _jumps(labelled, name)
        if len(jumps) > 1 and any(same(abs(jumps[0][0]), abs(factor * one)) for one in usual):
            return True
    return False


def first_line(labelled: LabelledStep, parameter: str) -> int:
    """Return the line in which a parameter's gradient is complete; 0 if it is not known."""
    own = _jumps(labelled, parameter)
    return labelled.source.line(own[0][1]) if own else 0


def _jumps(labelled: LabelledStep, parameter: str, *, of_sample: bool = False) -> list[tuple[float, int]]:
    """Return the factors that a gradient gets on its way to the update, with the nodes; the first is its own."""
    wanted = of_gradient(labelled, parameter, of_sample=of_sample)
    known = labelled.ancestors([parameter])
    jumps: list[tuple[float, int]] = []
    before = 0.0
    for node, ratio in wanted:
        if node not in known:
            continue
        factor = ratio / before if before else ratio
        if not before or abs(factor - 1) > 1e-6:
            jumps.append((factor, node))
        before = ratio
    return jumps


def of_gradient(labelled: LabelledStep, parameter: str, *, of_sample: bool = False) -> list[tuple[int, float]]:
    """Return the nodes that are multiples of a gradient, of the batch or its last sample, with the multiples."""
    name = f"∂C/∂{parameter}"
    if name not in labelled.values_of_program:
        return []
    row = np.asarray(labelled.values_of_program[name])
    row = np.broadcast_to(row, (labelled.count, row.shape[-1]))
    row = row[:, -1] if of_sample else row.sum(axis=1)
    length = float(np.linalg.norm(row))
    if not length or not len(labelled.values):
        return []
    sizes = np.linalg.norm(labelled.values, axis=1)
    cosines = (labelled.values @ row) / (sizes * length)
    found = np.nonzero(np.abs(cosines) > 1 - ALIKE)[0]
    return [(labelled.nodes[k], float(cosines[k] * sizes[k] / length)) for k in found]
