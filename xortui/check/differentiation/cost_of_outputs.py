"""A cost that a file computes, as a function of outputs and targets, and its slope at outputs of any step.

Many a file computes its cost in a few steps alone, or with a forward pass of its own. The outputs in it are known by
their values: at weights and data chosen at random, they are those of the outputs of a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xortui.check.differentiation.local_slopes import slopes
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, evaluate, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.tracing.op_numbers import CONSTANT, LEAF
from xortui.check.tracing.tape import Tape

SAME = 1e-9
"""How far two values may be apart and be the same, in parts of the greatest."""
TINY = 1e-5
"""A number of the cost that is so near to 0 or 1 keeps logarithms finite, and is left out."""

OutputOfSample = tuple[int, int]
"""The number of an output, and of a sample."""


@dataclass(frozen=True, slots=True)
class CostOfOutputs:
    """A cost of a file."""

    node: int
    part: StepPart
    """What it is computed from, since the weights had their values."""
    outputs: Mapping[OutputOfSample, int]
    """The nodes in it that are outputs of the network."""
    targets: Mapping[OutputOfSample, int]
    """The nodes in it that are their targets, where it has them as they are."""

    def slopes(self, forward: Forward, values: Mapping[int, Points], count: int) -> dict[int, Points] | None:
        """Return ∂C/∂output for each output of a step; None if it has more outputs, or one has no slope.

        Args:
            forward: the network of the step.
            values: of its outputs and targets, at several points.
            count: the number of points.
        """
        given: dict[int, Points] = {}
        node_of: dict[int, int] = {}
        for k, by_sample in enumerate(forward.outputs):
            for sample, output in by_sample.items():
                node = self.outputs.get((k, sample))
                if node is None:
                    return None
                node_of[output] = node
                given[node] = values[output]
                target = self.targets.get((k, sample))
                root = forward.targets[k][sample]
                if target is not None:
                    given[target] = values[root] if root else np.zeros(count)
        tape = self.part.tape
        nodes = part_of(tape, [self.node], since=self.part.step.start, roots=given)
        given.update(_without_tiny(tape, nodes, given, count))
        at_points = evaluate(tape, nodes, given, count)
        depending = depending_on(self.part, node_of.values())
        one = np.ones(count)
        above = [node for node in nodes if node not in given]
        found = slopes(self.part, above, at_points, {self.node: one}, depending)
        slopes_of = {output: found.get(node) for output, node in node_of.items()}
        known = {output: slope for output, slope in slopes_of.items() if slope is not None and np.isfinite(slope).all()}
        return known if len(known) == len(node_of) else None


def cost_of_outputs(
    tape: Tape, found: Sequence[Chain], window: Step, cost: int, forward: Forward, evaluated: Evaluated
) -> CostOfOutputs | None:
    """Return a cost that is computed from outputs of a step, or from the same by other weights; None if it is not.

    Args:
        tape: what the program computed.
        found: what is learnt.
        window: from where the weights have the values that the cost is computed with, to behind the cost.
        cost: its node.
        forward: the network of the step.
        evaluated: the step at random points.
    """
    part = StepPart(tape, found, window, [cost])
    nodes = part_of(tape, [cost], since=window.start)
    given = {node: points for node, points in evaluated.given.items() if node not in forward.parameters}
    for root, number in forward.parameters.items():
        if root in evaluated.given:
            given[found[number].at(window.start) if number >= 0 else root] = evaluated.given[root]
    at_points = evaluate(tape, nodes, given, evaluated.count)
    outputs: dict[OutputOfSample, int] = {}
    targets: dict[OutputOfSample, int] = {}
    everything = np.stack([at_points[node] for node in nodes])
    is_inner = np.array([node > window.start and bool(part.parts.get(node)) for node in nodes])
    for k, by_sample in enumerate(forward.outputs):
        for sample, output in by_sample.items():
            node = _with_values(nodes, everything, is_inner, evaluated.values[output])
            if not node:
                return None
            outputs[k, sample] = node
            target = forward.targets[k][sample]
            if target in at_points:
                targets[k, sample] = target
    return CostOfOutputs(cost, part, outputs, targets)


def _with_values(nodes: Sequence[int], rows: Points, is_wanted: Points, values: Points) -> int:
    """Return the first of some nodes that has some values; 0 if none has.

    Args:
        nodes: in the order of the tape.
        rows: their values, a row each.
        is_wanted: which of them may be it.
        values: at the same points.
    """
    size = float(np.max(np.abs(values), initial=0.0))
    with np.errstate(invalid="ignore"):
        is_near = is_wanted & (np.abs(rows[:, 0] - values[0]) <= SAME * size)
        for place in np.flatnonzero(is_near).tolist():
            if np.abs(rows[place] - values).max() <= SAME * size:
                return nodes[place]
    return 0


def _without_tiny(tape: Tape, nodes: Iterable[int], given: Mapping[int, Points], count: int) -> dict[int, Points]:
    """Return the numbers of a cost that are nearly 0 or 1, as just that: log(y + 1e-9) is meant as log(y)."""
    found = {}
    for node in nodes:
        if node in given or tape.op[node] not in (LEAF, CONSTANT):
            continue
        value = float(tape.value[node])
        whole = float(round(value)) if abs(value) < 2 else value
        if value != whole and abs(value - whole) <= TINY:
            found[node] = np.full(count, whole)
    return found
