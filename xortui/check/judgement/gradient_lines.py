"""In which line the gradient of a parameter is made, and of nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, partial

import numpy as np

from xortui.check.judgement.judge import NOTHING, largest, size_of
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.labels import ALIKE, Label, Quantities
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import is_renaming
from xortui.check.tracing.op_numbers import FLOOR
from xortui.check.tracing.tape import Tape
from xortui.core.lockstep import run
from xortui.core.program import LEARNING_RATE, LOSS, Program, derivative

MAX_OF_ARRAY = 16
"""Parameters of an array that are looked at, at most, spread over it: the same lines compute all of them."""


def first_mistaken(labelled: LabelledStep, wrong: Program, without: Program, rate: float, names: Iterable[str]) -> int:
    """Return the first node with a value of a program with a mistake, and none of the one without; 0 if none.

    Args:
        labelled: the step.
        wrong: the program with the mistake.
        without: the same program without it.
        rate: the learning rate.
        names: the parameters on whose way it is looked for.
    """
    given = {**labelled.given, LEARNING_RATE: np.asarray(rate)}
    for name in (*wrong.state, *without.state):
        given.setdefault(name, np.zeros((labelled.count, 1)))
    mistaken = Quantities(wrong, run(wrong, given), labelled.count)
    sound = Quantities(without, run(without, given), labelled.count)
    of_mistaken, _ = mistaken.matches(labelled.values)
    of_sound, _ = sound.matches(labelled.values)
    known = labelled.ancestors(names)
    for node, bad, good in zip(labelled.nodes, of_mistaken, of_sound, strict=True):
        is_new = bad >= 0 and good < 0 and node not in labelled.labels
        if is_new and node in known and node not in labelled.forward_nodes:
            return node
    return 0


def first_line_alone(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the first line on the way back that works for some parameters and not for others; 0 if there is none."""
    nodes = _nodes_alone(labelled, parameters, sound)
    if not nodes:
        return 0
    right = {node for node in nodes if node in labelled.labels and labelled.is_derivative(node)}
    lines = {node: labelled.line_at_call(node) for node in nodes}
    return first_wrong_line(labelled.tape, lines, right)


def rounding_line_alone(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the first such line that rounds down to whole numbers; 0 if there is none."""
    nodes = (node for node in _nodes_alone(labelled, parameters, sound) if labelled.tape.op[node] == FLOOR)
    return next(map(labelled.line_at_call, nodes), 0)


def first_node_alone(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the first node on the way back that works for some parameters and not for others; 0 if there is none."""
    return next(iter(_nodes_alone(labelled, parameters, sound)), 0)


def _nodes_alone(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> list[int]:
    """Return the nodes on the way back that work for some parameters and not for others, in their order."""
    own = labelled.ancestors(parameters) - labelled.ancestors(sound) - labelled.forward_nodes
    return [node for node in sorted(own) if operands(labelled.tape, node)]


def first_wrong_line(tape: Tape, lines: Mapping[int, int], right: Set[int]) -> int:
    """Return the first line that hands on a number that is not right; if all are, the last before a factor is missing.

    Args:
        tape: what the program computed.
        lines: nodes in their order → the line of each; one at least.
        right: those that are what they should be.
    """
    handed_on: dict[int, set[int]] = {line: set() for line in lines.values()}
    for node, line in lines.items():
        for part in operands(tape, node):
            if part in lines and lines[part] != line:
                handed_on[lines[part]].add(part)
    # One line may work for several layers, and hand on what is right of the first and wrong of those below.
    wrong = set().union(*handed_on.values()) - right
    if wrong:
        return lines[min(wrong)]
    return next((line for line in reversed(handed_on) if handed_on[line]), next(iter(handed_on)))


def gradient_line(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line in which the gradient of the first of some parameters is made, and of nothing else.

    What goes into other parameters, too, is made before: δ, or what is passed back.
    """
    update = labelled.update_line(parameters)
    beside = labelled.ancestors(one for one in labelled.model.roots if one not in parameters)
    some = some_of_each_array(labelled, parameters)
    multiples = cache(partial(multiples_of_gradient, labelled))
    for name in some:
        # All units of a layer may share what is wrong.
        for node in multiples(name):
            if node not in beside and not _is_shared(labelled, node):
                return _named_line(labelled, node) or labelled.line_at_call(node)
    for name in some:
        for node in multiples(name):
            if labelled.works_for(node) == name:
                return _named_line(labelled, node) or labelled.line_at_call(node)
    sound = [one for one in labelled.model.roots if one not in parameters]
    if _are_still(labelled, parameters):
        return first_line_alone(labelled, parameters, sound) or update
    # All biases of a layer may get one number, which is δ of another unit.
    numbers_alone = [node for name in some for node in multiples(name) if node not in beside]
    unknown = [node for node in _nodes_alone(labelled, parameters, sound) if node not in labelled.labels]
    first = next(iter((*numbers_alone, *unknown)), 0)
    if not first:
        return update
    return _named_line(labelled, first) or labelled.line_at_call(first)


def some_of_each_array(labelled: LabelledStep, names: Sequence[str]) -> list[str]:
    """Return some of the weights, and of the biases, that lead to each layer, in their order: all if they are few."""
    wanted = set(names)
    arrays: dict[tuple[int, bool], list[str]] = {}
    for one in labelled.program.network.parameters:
        if one.name in wanted:
            arrays.setdefault((one.target.layer, one.source is None), []).append(one.name)
    kept = {name for array in arrays.values() for name in array[:: 1 + (len(array) - 1) // MAX_OF_ARRAY]}
    return [name for name in names if name in kept]


def _are_still(labelled: LabelledStep, parameters: Iterable[str]) -> bool:
    """Say whether some parameters move by no more than rounding, as the errors of softmax outputs add up to 0."""
    rounding = NOTHING * min(1.0, largest(labelled.changes.values()))
    return all(size_of(labelled.changes[name]) <= rounding for name in parameters if name in labelled.changes)


def _is_shared(labelled: LabelledStep, node: int) -> bool:
    """Say whether a node is a value of a sample that is not of one parameter alone: δ, where it is computed.

    A line that multiplies δ by 1 makes a gradient of it.
    """
    label = labelled.labels.get(node)
    mistaken = labelled.mistaken_labels.get(node)
    gradients = {derivative(LOSS, one.name) for one in labelled.program.network.parameters}
    if label is not None and label.sample >= 0 and label.name not in gradients:
        return not _is_known_before(labelled.labels, label, node, labelled)
    units = [unit for layer in labelled.program.network.units for unit in layer]
    deltas = {derivative(LOSS, name) for unit in units for name in (unit.name, unit.weighted_sum)}
    if mistaken is None or mistaken.sample < 0 or mistaken.name not in deltas:
        return False
    return not _is_known_before(labelled.mistaken_labels, mistaken, node, labelled)


def _is_known_before(labels: Mapping[int, Label], label: Label, node: int, labelled: LabelledStep) -> bool:
    """Say whether another line computes the same number before."""
    same = (one for one, other in labels.items() if (other.name, other.sample) == (label.name, label.sample))
    first = next(same, node)
    is_scaled = abs(label.ratio / labels[first].ratio - 1) > ALIKE
    return not is_scaled and labelled.source.line(first) != labelled.source.line(node)


def multiples_of_gradient(labelled: LabelledStep, parameter: str) -> list[int]:
    """Return what a parameter's new value is made from and is a multiple of its gradient, of a sample or of all."""
    value = labelled.values_of_program.get(f"∂C/∂{parameter}")
    if value is None or not value.ndim or not len(labelled.values):
        return []  # of a gradient that is always 0 nothing is a multiple
    samples = np.broadcast_to(value, (labelled.count, value.shape[-1]))
    rows = np.column_stack((samples, samples.sum(axis=1)))
    lengths = np.linalg.norm(rows, axis=0)
    rows = rows[:, lengths > 0] / lengths[lengths > 0]
    sizes = np.linalg.norm(labelled.values, axis=1)
    cosines = np.abs(labelled.values @ rows) / sizes[:, None]
    is_multiple = np.any(cosines > 1 - ALIKE, axis=1)
    known = labelled.ancestors([parameter])
    on_the_way = known - labelled.forward_nodes
    return [node for node, yes in zip(labelled.nodes, is_multiple, strict=True) if yes and node in on_the_way]


def _named_line(labelled: LabelledStep, node: int) -> int:
    """Return the line that gives a derivative the name that a node's expression alone reads; 0 if none does."""
    derivatives = [part for part in operands(labelled.tape, node) if _has_label(labelled, part)]
    of_derivatives = {labelled.source.line(part) for part in derivatives}
    for line in labelled.operand_lines(node):
        statement = labelled.source.statement(line)
        if not isinstance(statement, ast.Assign) or not is_renaming(statement) or labelled.values_in(line):
            continue
        if of_derivatives.isdisjoint(_lines_of_name(labelled, statement.value, line)):
            continue
        read = [ast.unparse(one) for one in ast.walk(labelled.source.function_of(line)) if _is_read(one)]
        if read.count(ast.unparse(statement.targets[0])) == 1:
            return line
    return 0


def _has_label(labelled: LabelledStep, node: int) -> bool:
    return node in labelled.labels or node in labelled.mistaken_labels


def _lines_of_name(labelled: LabelledStep, name: ast.expr, line: int) -> list[int]:
    """Return the lines in which a name that is read in a line got its value, and those that only name it again."""
    lines: list[int] = []
    at = labelled.source.assignment(name, line)
    while at and at not in lines:
        lines.append(at)
        statement = labelled.source.statement(at)
        if not isinstance(statement, ast.Assign) or not is_renaming(statement):
            break
        at = labelled.source.assignment(statement.value, at)
    return lines


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load)
