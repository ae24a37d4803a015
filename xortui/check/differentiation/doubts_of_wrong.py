"""Doubts about steps that are wrong: whether they may seem so for another reason than a mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers, compared_with
from xortui.check.differentiation.error_losses import error_losses
from xortui.check.differentiation.local_slopes import jumps
from xortui.check.differentiation.multiples import Multiples, are_linear
from xortui.check.differentiation.names_of_numbers import depths_of_uses
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.chains import AlwaysTheSame
from xortui.check.recognition.evaluation import evaluate
from xortui.check.recognition.step_part import depending_on
from xortui.check.tracing.op_numbers import ADD, CONSTANT, LEAF, MUL, OPAQUE, SUB
from xortui.check.undecided import CutShortError, UndecidedError
from xortui.check.verdict import NEVER_MOVES, RIGHT, SCALED
from xortui.check.watching import WatchedRun

MIN_RIGHT = 2
"""Numbers that must follow a loss before others are said not to."""
MIN_USES_OVER_TIME = 3
"""Uses of a weight, each behind the other, from which on it is taken for one of a recurrent network."""
TOLERANCE = 1e-7
"""What is left of a step without an error, in parts of the step with one, is rounding below this."""
ON_PURPOSE = "some of its steps follow a loss, and others may do something else on purpose"
"""Said where nothing shows that a step is meant to follow the loss."""


def doubt_wrong(
    seen: WatchedRun,
    numbers: NumbersOfStep,
    best: ComparedNumbers,
    verdicts: Mapping[str, str],
    *,
    is_explained: bool = False,
) -> None:
    """Look whether steps may seem wrong for another reason than a mistake.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        verdicts: name in the file → the verdict on it.
        is_explained: whether a mistake is known that explains all that is wrong: then one name may hold all numbers.

    Raises:
        UndecidedError: if so.
    """
    tape = seen.trace.tape
    part = numbers.part
    has_right = is_explained or RIGHT in verdicts.values()
    if not has_right or best.right < MIN_RIGHT or not best.is_clear():
        raise UndecidedError("its steps follow no loss that is known here")
    if NEVER_MOVES in verdicts.values() or SCALED in verdicts.values():
        raise UndecidedError(ON_PURPOSE)
    if numbers.grows or numbers.remembers_wrongly or numbers.evaluated.shared:
        raise UndecidedError(ON_PURPOSE)
    accused = [root for root in best.compared if not best.is_right(root)]
    rights = [root for root in best.compared if best.is_right(root) and best.compared[root].ratio]
    ends = [seen.chains[numbers.forward.parameters[root]].at(part.step.end) for root in accused]
    read = before(part, ends)
    if any(node > part.step.start and tape.op[node] == OPAQUE for node in read):
        raise UndecidedError("its steps go through something that is not followed")
    outputs = numbers.targets or [best.loss.line_node]
    forwards = before(part, outputs)
    if jumps(part, forwards, numbers.depending):
        raise UndecidedError("its outputs go through steps, whose slope is 0")
    of_loss = set(before(part, [best.loss.line_node])) if best.loss.line_node else set()
    of_outputs = set(forwards)
    masks = _masks_of_steps(numbers, read, set(ends)) if is_explained else set()
    if _reads_others(seen, numbers, read, of_loss | of_outputs | masks) or _compares_again(seen, numbers, read):
        raise UndecidedError(ON_PURPOSE)
    if any(root not in best.loss.gradient for root in accused) or _leaves_outputs_out(seen, numbers, accused, rights):
        raise UndecidedError(ON_PURPOSE)
    if _is_cut_short(numbers, best, accused):
        raise CutShortError
    right_ends = [seen.chains[numbers.forward.parameters[root]].at(part.step.end) for root in rights]
    # What those that are right are moved by is made of errors.
    learnt = {version for chain in seen.chains for version in chain.versions}
    errors = (set(before(part, right_ends)) & numbers.depending) - of_outputs - learnt
    behind = [node for node in read if node not in of_outputs]
    if not are_linear(part, behind, errors):
        raise UndecidedError(ON_PURPOSE)
    is_plain = Multiples(part, errors).are_changes(accused, ends)
    if not is_plain and not _vanishes_without_error(seen, numbers, ends, accused):
        raise UndecidedError(ON_PURPOSE)


def _masks_of_steps(numbers: NumbersOfStep, read: Sequence[int], ends: set[int]) -> set[int]:
    """Return the ones that are each multiplied with the step of one weight: of a mask that keeps the others still.

    Args:
        numbers: of a step.
        read: the nodes that steps are computed from.
        ends: the new values.
    """
    part = numbers.part
    found = set()
    for node in read:
        if not part.is_root(node) or part.value[node] != 1 or node in part.start:
            continue
        reached = node
        while reached not in ends:
            users = part.users_of(reached)
            if len(users) != 1 or part.op[users[0]] not in (ADD, SUB, MUL):
                break
            reached = users[0]
        if reached in ends:
            found.add(node)
    return found


def _reads_others(seen: WatchedRun, numbers: NumbersOfStep, read: Sequence[int], forwards: set[int]) -> bool:
    """Say whether steps are computed from data or random numbers that the outputs and targets are not."""
    part = numbers.part
    tape = seen.trace.tape
    known = forwards | set(before(part, numbers.targets.values())) | numbers.evaluated.states
    always = AlwaysTheSame(tape)
    for node in read:
        if not part.is_root(node) or node in known or node in part.start or part.op[node] == CONSTANT:
            continue
        is_rate = (part.op[node] == LEAF and bool(tape.written[node])) or always.is_of_schedule(node)
        is_zero = tape.value[node] == 0
        if not is_rate and not is_zero and not part.is_constant(node):
            return True
        if tape.is_new_since(node, part.step.start) and not part.is_always(float(tape.value[node]), node):
            return True
    return False


def _compares_again(seen: WatchedRun, numbers: NumbersOfStep, read: Sequence[int]) -> bool:
    """Say whether outputs are compared with their targets again after something has moved, as in training by turns."""
    part = numbers.part
    new = {chain.at(part.step.end) for chain in seen.chains} - set(part.start)
    on_new = depending_on(part, new)
    targets = set(numbers.targets.values())
    for node in read:
        parts = part.parts[node]
        if part.op[node] in (ADD, SUB) and not targets.isdisjoint(parts) and not on_new.isdisjoint(parts):
            return True
    return False


def _leaves_outputs_out(
    seen: WatchedRun, numbers: NumbersOfStep, accused: Sequence[int], rights: Sequence[int]
) -> bool:
    """Say whether the accused move as they should for some kinds of outputs alone, or the loss of a kind is not known.

    It is known if something that is right depends on these outputs.
    """
    for loss in error_losses(seen.trace.tape, numbers):
        if not loss.is_partial:
            continue
        if loss.gradient.keys().isdisjoint(rights):
            return True
        found = compared_with(numbers, loss)
        # Where others are right that all outputs act on, it is no rule that some are left out.
        if any(root in loss.gradient and found.compared[root].ratio is None for root in rights):
            continue
        ratios = [found.compared[root].ratio for root in accused if not found.compared[root].is_untested]
        if ratios and all(ratio is not None and ratio > 0 for ratio in ratios):
            return True
    return False


def _is_cut_short(numbers: NumbersOfStep, best: ComparedNumbers, accused: Sequence[int]) -> bool:
    """Say whether accused weights are used again and again, one use after the other, as over time.

    What goes back through a few uses only is no gradient, but often meant so.
    """
    depths = depths_of_uses(numbers, best.loss.line_node)
    return any(len(depths.get(root, ())) >= MIN_USES_OVER_TIME for root in accused)


def _vanishes_without_error(
    seen: WatchedRun, numbers: NumbersOfStep, ends: Sequence[int], accused: Sequence[int]
) -> bool:
    """Say whether the steps of the accused are 0 where each output is its target: then nothing else is added to them.

    Where targets can't be chosen so, it is not known, and False.
    """
    part = numbers.part
    evaluated = numbers.evaluated
    if not numbers.targets:
        return False
    given = dict(evaluated.given)
    for output, target in numbers.targets.items():
        if not part.is_root(target) or target in part.start or part.op[target] == CONSTANT:
            return False
        value = evaluated.values[output]
        # The same outputs may be computed twice, for the step and for the loss.
        if target in given and not np.allclose(given[target], value, rtol=TOLERANCE, atol=0):
            return False
        given[target] = value
    values = evaluate(seen.trace.tape, numbers.forward.part, given, evaluated.count)
    for root, end in zip(accused, ends, strict=True):
        left = values[end] - values[root] - (evaluated.changes[root] - numbers.changes[root])
        size = float(np.max(np.abs(numbers.changes[root])))
        if not np.isfinite(left).all() or float(np.max(np.abs(left))) > TOLERANCE * size:
            return False
    return True
