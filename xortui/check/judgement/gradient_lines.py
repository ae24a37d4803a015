"""In which line the gradient of a parameter is made, and of nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.labels import ALIKE, Quantities
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import is_renaming
from xortui.check.tracing.tape import Tape
from xortui.core.lockstep import run
from xortui.core.program import LEARNING_RATE, Program


def first_mistaken(labelled: LabelledStep, wrong: Program, without: Program, rate: float, names: Iterable[str]) -> int:
    """Return the first node with a value of a program with a mistake, and none of the one without; 0 if none."""
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
    last = next(iter(handed_on))
    for line, nodes in handed_on.items():
        if nodes and not nodes <= right:
            return line
        if nodes:
            last = line
    return last


def gradient_line(labelled: LabelledStep, parameters: Sequence[str]) -> int:
    """Return the line in which the gradient of the first of some parameters is made, and of nothing else.

    What goes into other parameters, too, is made before: δ, or what is passed back.
    """
    update = labelled.update_line(parameters)
    beside = labelled.ancestors(one for one in labelled.model.roots if one not in parameters)
    multiples = {name: _multiples(labelled, name) for name in parameters}
    for name in parameters:
        # All units of a layer may share what is wrong.
        for node in multiples[name]:
            is_of_sample = node in labelled.labels and labelled.labels[node].sample >= 0
            if node not in beside and not is_of_sample:
                return labelled.line_at_call(node)
    for name in parameters:
        others = labelled.ancestors(one for one in labelled.model.roots if one != name)
        for node in multiples[name]:
            if node not in others:
                return _renamed_line(labelled, node) or labelled.line_at_call(node)
    return update


def _multiples(labelled: LabelledStep, parameter: str) -> list[int]:
    """Return what a parameter's new value is made from and is a multiple of its gradient, of a sample or of all."""
    value = labelled.values_of_program.get(f"∂C/∂{parameter}")
    if value is None or not len(labelled.values):
        return []
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


def _renamed_line(labelled: LabelledStep, node: int) -> int:
    """Return the line in which a number that a node's expression alone reads got its name; 0 if it computes it."""
    for line in labelled.operand_lines(node):
        statement = labelled.source.statement(line)
        if isinstance(statement, ast.Assign) and is_renaming(statement) and not labelled.values_in(line):
            read = [ast.unparse(one) for one in ast.walk(labelled.source.function_of(line)) if _is_read(one)]
            if read.count(ast.unparse(statement.targets[0])) == 1:
                return line
    return 0


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load)
