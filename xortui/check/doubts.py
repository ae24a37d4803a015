"""What speaks against a verdict: steps that are right where they were looked at, or wrong for no known reason."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from xortui.check.examination import Examination, StepReading
from xortui.check.judgement.findings import FoundMistake
from xortui.check.own_costs import reading_by_cost, reading_by_own_cost
from xortui.check.readings import is_right_with, readings_at
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands, part_of
from xortui.check.recognition.forward import NotRecognisedError
from xortui.check.recognition.same_steps import numbers_that_differ
from xortui.check.tracing.op_numbers import LOG, OPAQUE
from xortui.check.tracing.trace import Trace
from xortui.check.undecided import LEFT_OF_EARLIER_STEPS, UndecidedError
from xortui.check.watching import WatchedRun

OF_UPDATES = frozenset(
    ("momentum-sign", "sums-never-reset", "uphill", "passed-back-sign", "error-reversed", "decay-sign")
)
"""Mistakes that are told by a sign, or by what is kept.

An update that takes no share of the gradient may have a sign of its own for some parameters, and keeps what it likes.
"""


def doubt(found: Examination) -> None:
    """Look whether something speaks against steps that are right at one step.

    Raises:
        UndecidedError: if it does.
    """
    if not _is_finite(found.trace, found.chains):
        raise UndecidedError(
            "its weights become NaN or infinite in the steps that were seen; its gradients are right before"
        )
    unsigned = [
        name for name, (root, _) in found.reading.model.roots.items() if root in found.reading.evaluated.unsigned
    ]
    if unsigned:
        names = ", ".join(dict.fromkeys(found.names.group[name] for name in unsigned if name in found.names.group))
        line = found.labelled.update_line(unsigned)
        raise UndecidedError(f"line {line} moves {names} the same way for a gradient and for its opposite")
    one_way = [name for name, (root, _) in found.reading.model.roots.items() if root in found.reading.evaluated.one_way]
    if one_way:
        names = ", ".join(dict.fromkeys(found.names.group[name] for name in one_way if name in found.names.group))
        line = found.labelled.update_line(one_way)
        raise UndecidedError(f"line {line} moves {names} in one direction alone, whatever sign the gradient has")
    by_themselves = [
        name for name, (root, _) in found.reading.model.roots.items() if root in found.reading.evaluated.by_themselves
    ]
    if by_themselves:
        names = ", ".join(dict.fromkeys(found.names.group[name] for name in by_themselves if name in found.names.group))
        line = found.labelled.update_line(by_themselves)
        raise UndecidedError(f"line {line} multiplies the step of {names} with itself")
    unclear = [memory for memory in found.reading.memories.values() if memory.is_unclear]
    if unclear:
        line = found.labelled.source.line(unclear[0].read_at)
        raise UndecidedError(
            f"line {line} takes a part of the last gradient off: that is momentum with its sign turned around, or a "
            "method that is meant so"
        )
    if found.reading.evaluated.shared:
        raise UndecidedError(LEFT_OF_EARLIER_STEPS)
    learnt = _depending(found)
    missing = [number for number in learnt if number not in found.reading.forward.parameters.values()]
    if missing:
        raise UndecidedError(
            f"{len(missing)} numbers are learnt besides {', '.join(found.names.groups)}, and how is not understood"
        )
    if _is_fed_with_what_is_learnt(found):
        raise UndecidedError(
            "what its first layer takes is computed from what is learnt, and how that is learnt is not understood"
        )
    reading = found.reading
    for step in doubted_steps(found.watched):
        roots = reading.forward.roots
        tape = found.trace.tape
        numbers = numbers_that_differ(tape, found.chains, reading.step, step, roots, reading.evaluated.given)
        if numbers is not None and is_right_with(found.watched, reading, numbers):
            continue
        try:
            readings = readings_at(found.watched, step, found.reading.level)
        except NotRecognisedError as error:
            raise UndecidedError(f"one step is right, another is not understood: {error}") from error
        cost = found.reading.cost
        if cost is not None:
            by_cost = reading_by_cost(found.watched, readings[0], cost)
            by_cost = by_cost or reading_by_own_cost(found.watched, readings[0], is_certain=False)
            if by_cost is None:
                raise UndecidedError(
                    "one step follows the cost that the file computes; for another step this could not be tested"
                )
            readings = [by_cost]
        for reading in readings:
            is_same = reading.judged.right == found.reading.judged.right
            if reading.judged.loss == found.reading.judged.loss and not is_same:
                raise UndecidedError("its steps are right at one step and not at another")


def doubted_steps(seen: WatchedRun) -> tuple[Step, Step]:
    """Return the steps that must be right as well before a training is called right."""
    return seen.steps[len(seen.steps) // 4], seen.steps[-1]


def doubt_accusation(found: Examination) -> None:
    """Look whether steps may seem wrong only because not all that they are computed from was understood.

    Raises:
        UndecidedError: if so: numbers are learnt that the network has no place for, or something was not followed.
    """
    reading = found.reading
    tape = found.trace.tape
    step = reading.step
    turned = {
        name
        for one in found.mistakes
        if one.id in OF_UPDATES and not _is_sum_before_update(reading, one)
        for name in one.place.parameters
    }
    is_of_all = turned == set(reading.judged.compared)
    if turned and not is_of_all and not reading.evaluated.takes_a_share:
        raise UndecidedError(
            "the update does more with the gradient than take a share of it, and how is not understood"
        )
    spoilt = {name for one in found.mistakes for name in one.place.parameters}
    wrong = [name for name in reading.judged.compared if name not in reading.judged.right or name in spoilt]
    accused = [reading.model.roots[name][0] for name in wrong]
    numbers = {reading.forward.parameters[root] for root in accused} - {-1}
    ends = [found.chains[number].at(step.end) for number in numbers]
    ends += [reading.forward.replaced[root] for root in accused if root in reading.forward.replaced]
    read = part_of(tape, ends, since=step.start)
    known = set(reading.forward.parameters.values())
    are_explained = bool(found.mistakes) and spoilt.issuperset(wrong)
    missing = [] if are_explained else [number for number in _depending(found) if number not in known]
    if not {found.chains[number].at(step.start) for number in missing}.isdisjoint(read):
        raise UndecidedError(
            f"{len(missing)} numbers are learnt besides {', '.join(found.names.groups)}, and how is not understood"
        )
    others = {version for number, chain in enumerate(found.chains) if number not in known for version in chain.versions}
    if not found.mistakes and not others.isdisjoint(node for node in read if node > step.start):
        raise UndecidedError("what moves in another way than the gradient is updated more than once in a step")
    for node in read:
        if node > step.start and tape.op[node] == OPAQUE:
            name = tape.lost.get(int(tape.site[node]), "something")
            raise UndecidedError(f"its steps go through {name}, which is not followed")


def _is_sum_before_update(reading: StepReading, mistake: FoundMistake) -> bool:
    """Say whether a mistake is that gradients add up from step to step, before the update does more with their sums."""
    if mistake.id != "sums-never-reset":
        return False
    kept = [reading.memories.get(reading.model.roots[name][0]) for name in mistake.place.parameters]
    return all(memory is not None and memory.is_of_step for memory in kept)


def doubt_softmax_of_two(found: Examination) -> None:
    """Look whether steps that seem to have the slope of softmax besides follow the squared error.

    With two outputs the gradient of the squared error through softmax is twice (ŷ − y)·ŷ·(1 − ŷ).

    Raises:
        UndecidedError: if that may be so: there are two outputs, and the file computes no logarithm for cross-entropy.
    """
    named = {one.planted or one.id for one in found.mistakes}
    tape = found.trace.tape
    has_logarithm = bool(np.any(tape.op[: tape.length] == LOG))
    if "softmax-slope-besides" in named and found.reading.model.layers[-1] == TWO and not has_logarithm:
        raise UndecidedError(
            "its steps follow the squared error through a softmax of two outputs, or have the slope of softmax besides "
            "cross-entropy: no numbers tell which"
        )


TWO = 2
"""Outputs whose errors are each other's opposites."""


def _is_fed_with_what_is_learnt(found: Examination) -> bool:
    """Say whether an input or a target of the network is computed from what was learnt in steps before."""
    reading = found.reading
    learnt = [found.chains[number] for number in set(reading.forward.parameters.values()) if number >= 0]
    versions = {version for chain in learnt for version in chain.versions[1:]}
    fed = (node for by_sample in (*reading.forward.inputs, *reading.forward.targets) for node in by_sample.values())
    return not versions.isdisjoint(part_of(found.trace.tape, fed, roots=versions))


def _depending(found: Examination) -> list[int]:
    """Return the numbers of the chains whose steps depend on others that are learnt."""
    tape = found.trace.tape
    step = found.reading.step
    ends = {number: chain.at(step.end) for number, chain in enumerate(found.chains)}
    moving = {number: end for number, end in ends.items() if end > step.start}
    # For each node the learnt numbers that it depends on, a bit each.
    learnt = {chain.at(step.start): 1 << number for number, chain in enumerate(found.chains)}
    for node in part_of(tape, moving.values(), since=step.start):
        if node > step.start:
            bits = 0
            for part in operands(tape, node):
                bits |= learnt.get(part, 0)
            learnt[node] = bits
    return [number for number, end in moving.items() if learnt[end].bit_count() > 1]


def _is_finite(trace: Trace, found: Sequence[Chain]) -> bool:
    """Say whether everything that is learnt has stayed a number."""
    return all(math.isfinite(trace.tape.value[version]) for chain in found for version in chain.versions)
