"""In which line a wrong factor comes into the gradients of some parameters alone, before their update multiplies it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from xortui.check.judgement.gradient_lines import multiples_of_gradient, some_of_each_array
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.labels import ALIKE
from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import DIV, MUL, NEG
from xortui.core.lockstep import Floats
from xortui.core.program import LOSS, Program, derivative

STEADY = 1e-9
"""How far the factors of a gradient may be apart at the points and be one number, in parts of it."""
MAX_PARAMETERS = 4
"""Wrong gradients that are looked into."""
MAX_MULTIPLES = 4
"""Multiples of each that are looked into, the first ones."""
FEWEST_POINTS = 4
"""Points at which a gradient is not 0, to tell from them which value is wrong."""


def wrong_factor_line(labelled: LabelledStep, without: Program, parameters: Sequence[str]) -> int:
    """Return the first line that multiplies a wrong value in, for wrong gradients alone; 0 if that is not known.

    A value is wrong if the gradient without the mistake has another value of the network in its place: the input,
    activation, slope or δ of another unit or layer.

    Args:
        labelled: the step, with the program that has the mistakes.
        without: the program without the one that is looked for.
        parameters: whose gradients are wrong; those among them that are right all the same are left out.
    """
    quantities, values = labelled.values_with(without)
    gradients = {derivative(LOSS, one.name) for one in without.network.parameters}
    mended = quantities.rows[[name not in gradients for name, _ in quantities.names]]
    factors = {name: _factors(labelled, values, name) for name in parameters}
    spoilt = {name: found for name, found in factors.items() if found is not None}
    own = _worked_for_alone(labelled, spoilt)
    lines = []
    for name, of_name in list(spoilt.items())[:MAX_PARAMETERS]:
        line = _line_of_factor(labelled, mended, name, of_name, own)
        if line:
            lines.append(line)
    return min(lines, default=0)


def _worked_for_alone(labelled: LabelledStep, names: Collection[str]) -> set[int]:
    """Return what is computed on the way back for some parameters and for no others."""
    others = [name for name in labelled.model.roots if name not in names]
    return labelled.ancestors(names) - labelled.ancestors(others) - labelled.forward_nodes


def _factors(labelled: LabelledStep, values: Mapping[str, Floats], name: str) -> Floats | None:
    """Return how many times its gradient without a mistake one is, at each point and sample; None if always as many.

    At points at which it is 0, nobody knows.

    Args:
        labelled: the step.
        values: those of the program without the mistake.
        name: the parameter.
    """
    gradient = derivative(LOSS, name)
    wrong = labelled.values_of_program.get(gradient)
    mended = values.get(gradient)
    if wrong is None or mended is None:
        return None
    with np.errstate(all="ignore"):
        found = np.atleast_2d(np.asarray(wrong) / np.asarray(mended))
    found[(found == 0) | ~np.isfinite(found)] = np.nan
    return None if found.shape[0] != labelled.count or _is_steady(found) else found


def _is_steady(rows: Floats) -> bool:
    """Say whether all known ones of some numbers are the same, as a learning rate is at all points."""
    known = rows[np.isfinite(rows)]
    return not known.size or bool(np.abs(known - known[0]).max() <= STEADY * np.abs(known).max())


def _line_of_factor(labelled: LabelledStep, mended: Floats, name: str, factors: Floats, own: Set[int]) -> int:
    """Return the line that multiplies a wrong value in, for a parameter's gradient; 0 if that is not known.

    Args:
        labelled: the step.
        mended: the values of the program without the mistake, a row each, but for gradients of parameters.
        name: the parameter.
        factors: how many times its gradient there the wrong one is, at each point and sample.
        own: what is computed for wrong gradients alone.
    """
    gradients = np.atleast_2d(labelled.values_of_program[derivative(LOSS, name)])
    target = next(one.target.name for one in labelled.program.network.parameters if one.name == name)
    arriving = {node for node, label in labelled.labels.items() if label.name == derivative(LOSS, target)}
    for node in multiples_of_gradient(labelled, name)[:MAX_MULTIPLES]:
        sample = _sample(labelled.row(node), gradients)
        if sample < 0:
            continue
        found = _WrongValue(labelled, mended, factors[:, sample], own, arriving).product_within(node)
        if found:
            return labelled.line_at_call(found)
    return 0


def _sample(row: Floats | None, gradients: Floats) -> int:
    """Return the sample whose gradient some numbers are a multiple of; −1 if they are of none."""
    if row is None:
        return -1
    cosines = _cosines(row, gradients.T)
    best = int(np.argmax(cosines))
    return best if cosines[best] > 1 - ALIKE else -1


def _cosines(row: Floats, others: Floats) -> Floats:
    """Return how nearly a row of numbers is a multiple of each of some others: 1 if it is one."""
    lengths = np.linalg.norm(others, axis=1) * np.linalg.norm(row)
    found: Floats = np.abs(others @ row) / np.where(lengths > 0, lengths, 1.0)
    return found


@dataclass(frozen=True, slots=True)
class _WrongValue:
    """What is looked for in a product: a value in the place of another."""

    labelled: LabelledStep
    mended: Floats
    """The values of the program without the mistake, a row each."""
    factor: Floats
    """How many times the value in whose place it stands the wrong one is, at each point; NaN if that is not known."""
    own: Set[int]
    """What is computed for wrong gradients alone."""
    arriving: Set[int]
    """What arrives at the unit: where a slope is missing it stands for δ, and is not wrong itself."""

    def product_within(self, node: int) -> int:
        """Return the innermost product in a node that has the wrong value, or the value if it is made there; else 0."""
        parts = list(_multiplied(self.labelled, node))
        for part in parts:
            found = self.product_within(part) if part in self.own else 0
            if found:
                return found
        wrong = next((part for part in parts if self._is_wrong(part)), 0) if node in self.own else 0
        if not wrong:
            return 0
        is_right_elsewhere = wrong in self.labelled.labels and self.labelled.is_derivative(wrong)
        return wrong if wrong in self.own and not is_right_elsewhere else node

    def _is_wrong(self, part: int) -> bool:
        """Say whether a factor is another value of the network times what makes a gradient wrong."""
        row = self.labelled.row(part)
        known = np.isfinite(self.factor)
        if row is None or part in self.arriving or known.sum() < FEWEST_POINTS or _is_steady(row):
            return False
        cosines = _cosines(row[known] / self.factor[known], self.mended[:, known])
        return bool(np.any(cosines > 1 - ALIKE))


def _multiplied(labelled: LabelledStep, node: int) -> Iterator[int]:
    """Yield what a product is made of; of a quotient, what is divided."""
    op = labelled.tape.op[node]
    parts = operands(labelled.tape, node)
    if op == MUL:
        yield from parts
    elif op in (NEG, DIV):
        yield parts[0]


def missing_factor_line(labelled: LabelledStep, parameters: Sequence[str], line: int) -> int:
    """Return the line that gives a factor its name, if it works for wrong gradients alone; 0 if none or several do.

    Where w1 … w6 have lines of their own, with names of their own, a factor is left out where such a name gets its
    value, and not where that is multiplied in.

    Args:
        labelled: the step.
        parameters: whose gradients are wrong.
        line: where a wrong gradient is multiplied, or its parameter is updated.
    """
    beside = labelled.ancestors(name for name in labelled.model.roots if name not in parameters)
    for name in some_of_each_array(labelled, parameters):
        node = _last_node_for(labelled, name, line)
        lines = [at for at in labelled.operand_lines(node) if _works_alone(labelled, at, beside)] if node else []
        if len(lines) == 1:
            return lines[0]
    return 0


def _last_node_for(labelled: LabelledStep, name: str, line: int) -> int:
    """Return the last node of a line for the gradient of a parameter; 0 if the line works for another one, too."""
    others = [one for one in labelled.model.roots if one != name]
    if line == labelled.update_line([name]):
        return 0 if line in labelled.update_lines(others) else labelled.ends.get(labelled.model.roots[name][0], 0)
    owners = {node: labelled.works_for(node) for node in labelled.values_in(line)}
    if any(owner not in (None, name) for owner in owners.values()):
        return 0
    return max((node for node, owner in owners.items() if owner == name), default=0)


def _works_alone(labelled: LabelledStep, line: int, beside: Set[int]) -> bool:
    """Say whether a line computes something that is no right derivative of the cost, and that nothing beside reads.

    A line that computes nothing names a number again, under a name that is read once.
    """
    source = labelled.source
    statement = source.statement(line)
    if not isinstance(statement, ast.Assign):
        return False
    nodes = [node for node in labelled.values_in(line) if node not in labelled.forward_nodes]
    if nodes:
        last = labelled.labels.get(nodes[-1])
        is_right = last is not None and last.name.startswith(derivative(LOSS, ""))
        return beside.isdisjoint(nodes) and not is_right
    if not isinstance(statement.value, ast.Name | ast.Attribute | ast.Subscript | ast.Constant):
        return False
    target = ast.unparse(statement.targets[0])
    read = [ast.unparse(one) for one in ast.walk(source.function_of(line)) if _is_read(one)]
    return read.count(target) == 1


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load)
