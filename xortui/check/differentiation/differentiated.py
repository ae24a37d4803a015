"""The verdict on steps whose network has no name: from derivatives of what the file computes, at random points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers, compared_with
from xortui.check.differentiation.error_losses import error_losses
from xortui.check.differentiation.file_losses import computed_losses, file_losses
from xortui.check.differentiation.local_slopes import jumps
from xortui.check.differentiation.multiples import Multiples, are_linear
from xortui.check.differentiation.names_of_numbers import depths_of_uses, names_of_numbers
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before, numbers_of_step
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import evaluate
from xortui.check.recognition.step_part import depending_on
from xortui.check.recognition.still_weights import still_weights
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, LEAF, MUL, OPAQUE, SUB
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import NEVER_MOVES, RIGHT, SCALED, WRONG, Verdict, verdict_with
from xortui.check.watching import WatchedRun

MIN_RIGHT = 2
"""Numbers that must follow a loss before others are said not to."""
LOOKED_AT = 6
"""Steps that are looked at for one that computes a loss."""
TOLERANCE = 1e-7
"""What is left of a step without an error, in parts of the step with one, is rounding below this."""
HALF_SQUARED = "half-squared-error"
MANY_OUTPUTS = 40
"""Outputs that are looked through for two that are 1 together."""
MANY_USES = 3
"""Uses of a weight, each behind the other, from which on it is one of a recurrent network."""
UNKNOWN = "The network has a shape that has no name here, so no factor and no line can be named."


def differentiated(seen: WatchedRun) -> Verdict:
    """Judge the steps of a training by differentiating what it computes.

    Args:
        seen: the training.

    Raises:
        UndecidedError: if nothing certain can be told.
    """
    step = seen.steps[len(seen.steps) // 2]
    others = seen.steps[:: max(1, len(seen.steps) // LOOKED_AT)]
    losses: list[int] = []
    for one in (step, *others):
        losses = computed_losses(seen, one)
        if losses:
            step = one
            break
    best, numbers = _best(seen, step, losses)
    if best is None or numbers is None:
        raise UndecidedError("no loss was found that its steps follow")
    names = names_of_numbers(seen, numbers)
    verdicts = {name: best.verdict(roots) for name, roots in names.items()}
    if set(verdicts.values()) == {RIGHT}:
        _doubt_right(seen, numbers, best)
    else:
        _doubt_wrong(seen, numbers, best, verdicts)
    _doubt_other_steps(seen, step, best, names, numbers)
    return _told(seen, numbers, best, verdicts)


def _best(seen: WatchedRun, step: Step, losses: Sequence[int]) -> tuple[ComparedNumbers | None, NumbersOfStep | None]:
    """Return the steps beside the loss that most of them follow."""
    numbers = numbers_of_step(seen, step, losses)
    if numbers is None:
        return None, None
    tape = seen.trace.tape
    best: ComparedNumbers | None = None
    for loss in (*file_losses(seen, numbers, list(losses)), *error_losses(tape, numbers)):
        if loss.is_partial:
            continue
        found = compared_with(numbers, loss)
        if found.rate > 0 and (best is None or found.right > best.right):
            best = found
    return best, numbers


def _doubt_right(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> None:
    """Look whether something speaks against steps that are right at one step.

    Raises:
        UndecidedError: if it does.
    """
    if numbers.grows or _remembers_wrongly(numbers):
        raise UndecidedError("what is left of earlier steps in its steps is not understood")
    values = (seen.trace.tape.value[version] for chain in seen.chains for version in chain.versions)
    if not all(map(math.isfinite, values)):
        raise UndecidedError("its weights become NaN or infinite in the steps that were seen")
    if len(numbers.changes) < len(seen.chains):
        raise UndecidedError(f"{len(seen.chains) - len(numbers.changes)} numbers are learnt that no step was seen of")
    if all(one.is_untested for one in best.compared.values()):
        raise UndecidedError("no gradient was seen that is not 0")
    if _may_have_slope_besides(seen, numbers, best):
        raise UndecidedError("its steps follow the squared error, or have the slope of softmax besides cross-entropy")
    if _still(seen, numbers, best):
        raise UndecidedError("numbers that never move are part of its network, and may be meant to be learnt")


def _remembers_wrongly(numbers: NumbersOfStep) -> bool:
    """Say whether sums are never reset, or what is kept acts against new steps."""
    return any(one.is_against or one.kept > 1 - 1e-9 for one in numbers.memories.values())


def _may_have_slope_besides(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> bool:
    """Say whether steps that follow the squared error through a softmax of two may be meant for cross-entropy.

    Their numbers are the same. Who means the squared error has both errors of a sample in the slope of each sum.
    """
    if best.loss.line_node or best.loss.name != HALF_SQUARED:
        return False
    part = numbers.part
    values = numbers.evaluated.values
    outputs = list(numbers.targets)
    are_shares = any(
        np.allclose(values[one] + values[other], 1) for one, other in itertools.combinations(outputs[:MANY_OUTPUTS], 2)
    )
    if not are_shares:
        return False
    errors = set()
    for output, target in numbers.targets.items():
        for user in part.users_of(output):
            if part.op[user] in (ADD, SUB) and target in before(part, [user]):
                errors.add(user)
    for number in numbers.forward.parameters.values():
        reached = errors.intersection(before(part, [seen.chains[number].at(part.step.end)]))
        if len(reached) < len(errors):
            return True
    return False


def _still(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> bool:
    """Say whether the network has numbers like those that are learnt, that never move: a bias that is not updated.

    A number of the data belongs to one sample; a bias is used with each, at the same place of the file.
    """
    part = numbers.part
    tape = seen.trace.tape
    ends = numbers.targets or [best.loss.line_node]
    forwards = set(before(part, ends))
    known = {root for by_sample in numbers.forward.inputs for root in by_sample.values()}
    weights = still_weights(part, numbers.forward.parameters, known)
    if numbers.targets and not weights.isdisjoint(forwards):
        return True
    for root in forwards:
        is_data = part.is_root(root) and root <= part.step.start and root not in part.start and root not in known
        if not is_data or part.op[root] == CONSTANT or part.is_factor(root) or part.is_constant(root):
            continue
        sites = []
        for user in part.users_of(root):
            is_meeting = user in forwards and part.op[user] in (ADD, SUB, MUL, DIV) and user in numbers.depending
            if is_meeting:
                sites.append(int(tape.site[user]))
        is_shared = len(sites) > len(set(sites))
        is_alone = bool(sites) and len(numbers.targets) == 1 and _is_in_every_step(seen, root, sites[0])
        if is_shared or is_alone:
            return True
    return False


def _is_in_every_step(seen: WatchedRun, root: int, site: int) -> bool:
    """Say whether a number is used at a place of the file in each of the steps that were seen."""
    tape = seen.trace.tape
    size = tape.length
    is_user = (tape.a[:size] == root) | (tape.b[:size] == root)
    users = np.nonzero(is_user & (tape.site[:size] == site))[0]
    return all(bool(np.any((users > step.start) & (users <= step.end))) for step in seen.steps)


def _doubt_wrong(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, verdicts: Mapping[str, str]) -> None:
    """Look whether steps may seem wrong for another reason than a mistake.

    Raises:
        UndecidedError: if so.
    """
    tape = seen.trace.tape
    part = numbers.part
    unknown = "some of its steps follow a loss, and others may do something else on purpose"
    if RIGHT not in verdicts.values() or best.right < MIN_RIGHT or not best.is_clear():
        raise UndecidedError("its steps follow no loss that is known here")
    if NEVER_MOVES in verdicts.values() or SCALED in verdicts.values() or numbers.grows or _remembers_wrongly(numbers):
        raise UndecidedError(unknown)
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
    if _reads_others(seen, numbers, read, set(forwards)) or _compares_again(seen, numbers, read):
        raise UndecidedError(unknown)
    if any(root not in best.loss.gradient for root in accused) or _leaves_outputs_out(seen, numbers, accused, rights):
        raise UndecidedError(unknown)
    if _is_cut_short(numbers, best, accused):
        raise UndecidedError("its steps may go back through fewer uses of the same weights on purpose")
    right_ends = [seen.chains[numbers.forward.parameters[root]].at(part.step.end) for root in rights]
    # What those that are right are moved by is made of errors.
    learnt = {version for chain in seen.chains for version in chain.versions}
    errors = (set(before(part, right_ends)) & numbers.depending) - set(forwards) - learnt
    behind = [node for node in read if node not in set(forwards)]
    if not are_linear(part, behind, errors):
        raise UndecidedError(unknown)
    is_plain = Multiples(part, errors).are_changes(accused, ends)
    if not is_plain and not _vanishes_without_error(seen, numbers, ends, accused):
        raise UndecidedError(unknown)


def _reads_others(seen: WatchedRun, numbers: NumbersOfStep, read: Sequence[int], forwards: set[int]) -> bool:
    """Say whether steps are computed from data or random numbers that the outputs and targets are not."""
    part = numbers.part
    tape = seen.trace.tape
    known = forwards | set(before(part, numbers.targets.values())) | numbers.evaluated.states
    for node in read:
        if not part.is_root(node) or node in known or node in part.start or part.op[node] == CONSTANT:
            continue
        is_rate = part.op[node] == LEAF and bool(tape.written[node])
        is_zero = tape.value[node] == 0
        if not is_rate and not is_zero and not part.is_constant(node):
            return True
        is_new = part.op[node] == LEAF and node > part.step.start and not tape.written[node]
        if is_new and not part.is_always(float(tape.value[node]), node):
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
    return any(len(depths.get(root, ())) >= MANY_USES for root in accused)


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


def _doubt_other_steps(
    seen: WatchedRun,
    step: Step,
    best: ComparedNumbers,
    names: Mapping[str, Sequence[int]],
    numbers: NumbersOfStep,
) -> None:
    """Look whether another step says the same.

    Raises:
        UndecidedError: if it does not.
    """
    numbered = {name: [numbers.forward.parameters[root] for root in roots] for name, roots in names.items()}
    wanted = {name: best.verdict(roots) for name, roots in names.items()}
    for other in (seen.steps[len(seen.steps) // 4], seen.steps[-1]):
        if other == step:
            continue
        losses = computed_losses(seen, other) if best.loss.line_node else []
        if best.loss.line_node and not losses:
            continue
        found, its_numbers = _best(seen, other, losses)
        if found is None or its_numbers is None:
            raise UndecidedError("one step is understood, another is not")
        root_of = {number: root for root, number in its_numbers.forward.parameters.items()}
        for name, group in numbered.items():
            roots = [root_of[number] for number in group if number in root_of]
            if roots and found.verdict(roots) != wanted[name]:
                raise UndecidedError("its steps are right at one step and not at another")


def _told(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, verdicts: Mapping[str, str]) -> Verdict:
    is_right = WRONG not in verdicts.values()
    count = len(best.compared)
    points = numbers.evaluated.count
    how = (
        f"Found by differentiating what the file computes: steps of {count} numbers beside the derivatives by them, "
        f"at {points} random points."
    )
    rights = [one.error for root, one in best.compared.items() if best.is_right(root)]
    return verdict_with(
        seen.trace.filename,
        RIGHT if is_right else WRONG,
        loss=best.loss.name,
        learning_rate=float(f"{best.rate:.10g}"),
        parameters=dict(verdicts),
        understood=(
            f"A network without a name here; parameters {', '.join(verdicts)}. Its steps follow {best.loss.words}, "
            f"{best.rate:.4g} times its gradient."
        ),
        reason=how if is_right else f"{how} {UNKNOWN}",
        error=max(rights, default=0.0),
    )
