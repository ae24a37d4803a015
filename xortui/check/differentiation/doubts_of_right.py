"""Doubts about steps that are right at one step: what may be wrong besides, or not be known."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.still_weights import still_weights
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, MUL, NEG, SUB
from xortui.check.undecided import LEFT_OF_EARLIER_STEPS, UndecidedError
from xortui.check.watching import WatchedRun

HALF_SQUARED = "half-squared-error"
NAME_OF_BIAS = re.compile(r"\W*_*(b|bias|biases|threshold|thresholds)_?\d*\W*", re.IGNORECASE)
"""A part of a name, such as `.b1` or `["bias"]`."""
MAX_OUTPUTS = 40
"""Outputs that are looked through for two that are 1 together."""


def doubt_right(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> None:
    """Look whether something speaks against steps that are right at one step.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that it follows.

    Raises:
        UndecidedError: if it does.
    """
    if numbers.grows or numbers.remembers_wrongly or numbers.evaluated.shared or _overwrites(seen, numbers, best):
        raise UndecidedError(LEFT_OF_EARLIER_STEPS)
    if not _are_finite(seen):
        raise UndecidedError("its weights become NaN or infinite in the steps that were seen")
    if len(numbers.changes) < len(seen.chains):
        raise UndecidedError(f"{len(seen.chains) - len(numbers.changes)} numbers are learnt that no step was seen of")
    if all(one.is_untested for one in best.compared.values()):
        raise UndecidedError("no gradient was seen that is not 0")
    if _may_have_slope_besides(seen, numbers, best):
        raise UndecidedError("its steps follow the squared error, or have the slope of softmax besides cross-entropy")
    if _still(seen, numbers, best):
        raise UndecidedError("numbers that never move are part of its network, and may be meant to be learnt")


def _are_finite(seen: WatchedRun) -> bool:
    """Say whether all values of what is learnt are finite, in all steps that were seen."""
    value = seen.trace.tape.value
    versions = itertools.chain.from_iterable(chain.versions for chain in seen.chains)
    return all(math.isfinite(value[version]) for version in versions)


def _overwrites(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> bool:
    """Say whether the loss is computed from a number that earlier steps made anew: a bias that they overwrite.

    What is only added to the loss is the sum of the losses before.
    """
    part = numbers.part
    ends = [*numbers.targets, best.loss.line_node] if best.loss.line_node else list(numbers.targets)
    forwards = set(before(part, ends))
    inner = forwards & numbers.depending - set(ends)
    versions = set(itertools.chain.from_iterable(chain.versions for chain in seen.chains))
    first = min(versions)
    for root in forwards - set(part.start):
        is_made_before = part.is_root(root) and root <= part.step.start and not part.is_constant(root)
        if is_made_before and not inner.isdisjoint(part.users_of(root)):
            made_of = part_of(seen.trace.tape, [root], since=first)
            if len(made_of) > 1 and not versions.isdisjoint(made_of):
                return True
    return False


def _may_have_slope_besides(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> bool:
    """Say whether steps that follow the squared error through a softmax of two may be meant for cross-entropy.

    Their numbers are the same. Who means the squared error has both errors of a sample in the slope of each sum.
    """
    if best.loss.line_node or best.loss.name != HALF_SQUARED:
        return False
    part = numbers.part
    values = numbers.evaluated.values
    pairs = itertools.combinations(list(numbers.targets)[:MAX_OUTPUTS], 2)
    if not any(np.allclose(values[one] + values[other], 1) for one, other in pairs):
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
    ends = numbers.targets or [best.loss.line_node]
    forwards = set(before(part, ends))
    known: set[int] = set()
    for by_sample in numbers.forward.inputs:
        known.update(by_sample.values())
    weights = still_weights(part, numbers.forward.parameters, known)
    if numbers.targets and not weights.isdisjoint(forwards):
        return True
    for root in forwards:
        is_data = part.is_root(root) and root <= part.step.start and root not in part.start and root not in known
        if not is_data or part.op[root] == CONSTANT or part.is_factor(root) or part.is_constant(root):
            continue
        sites = _sites_of_uses(numbers, root, forwards)
        is_shared = len(sites) > len(set(sites))
        is_alone = bool(sites) and len(numbers.targets) == 1 and _is_in_every_step(seen, root, sites[0])
        if is_shared or is_alone:
            return True
    return _has_still_biases(seen, numbers, best, known)


def _has_still_biases(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, known: set[int]) -> bool:
    """Say whether what the loss is computed from has the name of a bias, and nothing is added to it.

    Args:
        seen: the training.
        numbers: of a step.
        best: the step beside the loss that it follows.
        known: the inputs.
    """
    part = numbers.part
    loss = [best.loss.line_node] if best.loss.line_node else []
    forwards = set(before(part, [*numbers.targets, *loss]))
    for root in forwards - known - set(part.start):
        is_made_before = part.is_root(root) and root <= part.step.start and not part.is_constant(root)
        if is_made_before and _is_named_as_bias(seen, root) and _sites_of_uses(numbers, root, forwards):
            return True
    return False


def _is_named_as_bias(seen: WatchedRun, root: int) -> bool:
    """Say whether a number has the name of a bias in the file."""
    place = seen.trace.places.get(root)
    return place is not None and any(NAME_OF_BIAS.fullmatch(part) for part in place.path)


def _sites_of_uses(numbers: NumbersOfStep, root: int, forwards: set[int]) -> list[int]:
    """Return the places of the file where a number meets what is computed from what is learnt.

    Args:
        numbers: of a step.
        root: the number.
        forwards: the nodes that outputs, or the loss, are computed from.
    """
    part = numbers.part
    sites = []
    users = list(part.users_of(root))
    for user in part.users_of(root):
        if part.op[user] == NEG:  # a threshold
            users += part.users_of(user)
    for user in users:
        is_meeting = user in forwards and part.op[user] in (ADD, SUB, MUL, DIV) and user in numbers.depending
        if is_meeting:
            sites.append(int(part.tape.site[user]))
    return sites


def _is_in_every_step(seen: WatchedRun, root: int, site: int) -> bool:
    """Say whether a number is used at a place of the file in each of the steps that were seen."""
    tape = seen.trace.tape
    size = tape.length
    is_user = (tape.a[:size] == root) | (tape.b[:size] == root)
    users = np.nonzero(is_user & (tape.site[:size] == site))[0]
    return all(bool(np.any((users > step.start) & (users <= step.end))) for step in seen.steps)
