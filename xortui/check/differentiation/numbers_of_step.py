"""One step of a program without a name for its network: its outputs, their targets, and what the step changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from xortui.check.judgement.own_share import own_shares
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated, at_points
from xortui.check.recognition.recognise import inputs_of
from xortui.check.recognition.states import Memory, memories, steps_back_by_method
from xortui.check.recognition.step_part import StepPart, depending_on
from xortui.check.recognition.targets import compared_pairs, output_of, target_in
from xortui.check.tracing.op_numbers import CONSTANT, MUL
from xortui.check.watching import WatchedRun

MAX_NODES = 60_000
"""Nodes of a step that is differentiated."""
KEEPS_ALL = 1 - 1e-9
"""A sum of which this share is left after a step, or more, is never reset: 1, but for rounding."""


@dataclass(slots=True)
class NumbersOfStep:
    """A step, at points chosen at random."""

    part: StepPart
    forward: Forward
    """What is known of a network that has no name: parameters, inputs, outputs and targets, but no units."""
    evaluated: Evaluated
    changes: dict[int, Points]
    """Root of a parameter → what the step adds to it, without weight decay."""
    grows: bool
    """Whether weights get a part of themselves that lets them grow."""
    depending: set[int]
    """The nodes that depend on what is learnt, as it is at the start of the step."""
    targets: dict[int, int]
    """Output → its target."""
    are_targets_clear: bool
    """Whether each output is compared with one target."""
    memories: dict[int, Memory]

    @property
    def remembers_wrongly(self) -> bool:
        """Whether sums are never reset, or what is kept acts against new steps."""
        kept = self.memories.values()
        if any(one.is_against or one.kept > KEEPS_ALL for one in kept):
            return True
        steps_back = any(one.of_last < 0 for one in kept)
        return steps_back and not steps_back_by_method(self.memories, len(self.changes))


def numbers_of_step(seen: WatchedRun, step: Step, also: Sequence[int] = ()) -> NumbersOfStep | None:
    """Return the numbers of a step; None if nothing moves in it, or if it is too large.

    Args:
        seen: the training.
        step: which step.
        also: nodes of the step that are looked at besides what it changes.
    """
    tape = seen.trace.tape
    part = StepPart(tape, seen.chains, step, also)
    parameters = {root: number for root, number in part.start.items() if root in part.parts}
    if not parameters or len(part.nodes) > MAX_NODES:
        return None
    fed = _inputs(part, parameters)
    pairs = compared_pairs(part, parameters, fed, _masks(part, parameters))
    # A loss that is only printed may have outputs of its own.
    of_update = _reached(part, [seen.chains[number].at(step.end) for number in parameters.values()])
    targets_of: dict[int, set[int]] = {}
    for value, other in pairs:
        output = output_of(part, value)
        if output in of_update and not _is_share_of_one(part, output, parameters, fed):
            targets_of.setdefault(output, set()).add(target_in(part, other))
    targets = {output: min(several) for output, several in targets_of.items()}
    ends = [*targets, *also]
    # What is made anew in a step, such as a column of ones, is made again where outputs are computed again.
    inputs = [root for root in sorted(fed & _reached(part, ends)) if root <= step.start]
    forward = Forward(
        part=part.nodes,
        roots={node for node in part.nodes if part.is_root(node)},
        parameters=dict(parameters),
        inputs=[{0: root} for root in inputs],
        units=[],
        outputs=[{0: output} for output in targets],
        output_units=[],
        targets=[{0: target} for target in targets.values()],
        samples=1,
        batch=1,
    )
    evaluated = at_points(tape, seen.chains, step, forward, is_distribution=False, keeps_targets=True)
    if not evaluated.count:
        return None
    shares = own_shares(tape, seen.chains, step, forward, evaluated)
    changes = {root: np.array(change) for root, change in evaluated.changes.items()}
    for root, share in shares.items():
        changes[root] -= share * evaluated.values[root]
    return NumbersOfStep(
        part=part,
        forward=forward,
        evaluated=evaluated,
        changes=changes,
        grows=any(share > 0 for share in shares.values()),
        depending=depending_on(part, parameters),
        targets=targets,
        are_targets_clear=all(len(several) == 1 for several in targets_of.values()),
        memories=memories(tape, seen.chains, step, forward, evaluated),
    )


def _is_share_of_one(part: StepPart, output: int, parameters: Mapping[int, int], fed: Set[int]) -> bool:
    """Say whether a value is made of one learnt number and no input: it is weight decay, and no output."""
    made_of = _reached(part, [output])
    return len(made_of & parameters.keys()) < 2 and made_of.isdisjoint(fed)


def _inputs(part: StepPart, parameters: Mapping[int, int]) -> set[int]:
    """Return the roots that are multiplied with something learnt, or with what is computed of that alone."""
    found = inputs_of(part, parameters)
    on_data = depending_on(part, {root for root in part.roots if root not in parameters and not part.is_constant(root)})
    of_weights = depending_on(part, parameters) - on_data
    for node in part.operations:
        if part.op[node] != MUL:
            continue
        left, right = part.parts[node]
        for weight, value in ((left, right), (right, left)):
            if weight in of_weights and part.is_root(value) and value not in parameters and not part.is_factor(value):
                found.add(value)
    return {root for root in found if part.op[root] != CONSTANT}


def _masks(part: StepPart, parameters: Iterable[int]) -> set[int]:
    """Return random numbers that are new in each step and decide what a value that was learnt is multiplied with.

    Those of dropout do; a target that is new in each step is not multiplied before it is compared.
    """
    fresh = {root for root in part.roots if part.tape.is_new_since(root, part.step.start)}
    if not fresh:
        return set()
    on_parameters = depending_on(part, parameters)
    found = set()
    for root in fresh:
        if part.is_always(part.value[root], root):
            continue
        waiting = [root]
        while waiting:
            for user in part.users_of(waiting.pop()):
                if user not in on_parameters:
                    waiting.append(user)
                elif part.op[user] == MUL:
                    found.add(root)
    return found


def _reached(part: StepPart, ends: Iterable[int]) -> set[int]:
    """Return the nodes that some nodes are computed from in the step."""
    found: set[int] = set()
    waiting = list(ends)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += part.parts.get(node, ())
    return found


def before(part: StepPart, ends: Iterable[int]) -> list[int]:
    """Return the nodes that some nodes are computed from in the step, in the order of the tape."""
    return sorted(_reached(part, ends))
