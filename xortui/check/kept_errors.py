"""Errors of units that are added up from step to step, as their sums are not set to 0 before each.

What is left in them from earlier samples goes through the slope of each unit. A copy of the tape has 0 in its place, so
that everything else in the steps can be judged as usual.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import evaluate, operands, part_of
from xortui.check.tracing.op_numbers import ADD, CONSTANT, LEAF
from xortui.check.tracing.tape import Tape
from xortui.check.watching import WatchedRun, learnt_and_taken

STEPS_LOOKED_AT = 3
"""After a step that is right, as many are looked at for sums that were reset before it."""
EXACT = 1e-9
"""How far what is left of a sum may be from all of it, in parts of it."""


@dataclass(frozen=True, slots=True)
class KeptErrors:
    """Sums of errors that go on from step to step."""

    seen: WatchedRun
    """The training with 0 for what earlier steps have left in them."""
    node: int
    """The first sum of the step that such a rest goes into."""
    parameters: tuple[str, ...]
    """Those whose gradients are made with them, in xortui's network."""


def kept_errors(seen: WatchedRun, reading: StepReading) -> KeptErrors | None:
    """Return the sums of errors that are never reset; None if there are none.

    Args:
        seen: the training.
        reading: of one of its steps, in which something is wrong.
    """
    tape = seen.trace.tape
    step = reading.step
    numbers = {name: reading.forward.parameters[root] for name, (root, _) in reading.model.roots.items()}
    ends = {name: seen.chains[number].at(step.end) for name, number in numbers.items() if number >= 0}
    part = part_of(tape, [end for end in ends.values() if end > step.start], since=step.start)
    rests = _rests(tape, reading, part)
    if not rests:
        return None
    by_site: dict[int, list[tuple[int, int]]] = {}
    for node in part:
        if node > step.start:
            for rest in rests.intersection(operands(tape, node)):
                by_site.setdefault(int(tape.site[node]), []).append((node, rest))
    added_to = _sums_of(tape, step)
    behind = {name: rests.intersection(part_of(tape, [end], since=step.start)) for name, end in ends.items()}
    sites = set()
    kept: set[int] = set()
    for site, uses in by_site.items():
        first = uses[0][1]
        acts_on_unit = sum(first in of_name for of_name in behind.values()) > 1
        if acts_on_unit and all(_is_kept(tape, step, added_to, rest) for _, rest in (uses[0], uses[-1])):
            sites.add(site)
            kept.update(rest for _, rest in uses)
    without = _without_rests(seen, sites) if sites else None
    if without is None:
        return None
    parameters = tuple(name for name in ends if not kept.isdisjoint(behind[name]))
    return KeptErrors(without, min(by_site[site][0][0] for site in sites), parameters)


def step_with_rests(seen: WatchedRun, reading: StepReading) -> Step | None:
    """Return one of the steps after another that may add to sums which earlier steps have left; None if none does.

    Where sums are reset before each epoch, the first sample of each is right.

    Args:
        seen: the training.
        reading: of the other step.
    """
    tape = seen.trace.tape
    later = [step for step in seen.steps if step.start > reading.step.start]
    learnt_here = [seen.chains[one] for one in reading.forward.parameters.values() if one >= 0]
    for step in later[:STEPS_LOOKED_AT]:
        ends = [chain.at(step.end) for chain in learnt_here]
        part = part_of(tape, [end for end in ends if end > step.start], since=step.start)
        weights = {chain.at(step.start) for chain in learnt_here}
        if _only_added(tape, step, part, weights | set(reading.forward.data)):
            return step
    return None


def _rests(tape: Tape, reading: StepReading, part: Sequence[int]) -> set[int]:
    """Return the sums that were computed before a step, are only added to in it, and are no part of its network.

    Args:
        tape: what the program computed.
        reading: of the step.
        part: what its updates are computed from.
    """
    forward = reading.forward
    forwards = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    return _only_added(tape, reading.step, part, forwards | set(forward.parameters) | set(forward.data))


def _only_added(tape: Tape, step: Step, part: Sequence[int], known: Set[int]) -> set[int]:
    """Return the sums that were computed before a step and are only added to in it, but for some that are known.

    Args:
        tape: what the program computed.
        step: the step.
        part: what its updates are computed from.
        known: what is something else.
    """
    found = {node for node in part if node <= step.start and tape.op[node] == ADD and node not in known}
    for node in part:
        if node > step.start and tape.op[node] != ADD:
            found.difference_update(operands(tape, node))
    return found


def _sums_of(tape: Tape, step: Step) -> dict[int, int]:
    """Return for what is added to something in a step the last sum that it is directly in."""
    nodes = np.arange(step.start + 1, step.end + 1)
    nodes = nodes[tape.op[nodes] == ADD]
    found: dict[int, int] = {}
    for column in (tape.a, tape.b):
        for node, part in zip(nodes.tolist(), column[nodes].tolist(), strict=True):
            found[part] = max(node, found.get(part, 0))
    return found


def _is_kept(tape: Tape, step: Step, added_to: Mapping[int, int], rest: int) -> bool:
    """Say whether all that is left of earlier steps is left after a step, too, and something is added to it.

    Args:
        tape: what the program computed.
        step: the step.
        added_to: what is added to something in the step → the sum.
        rest: what is left.
    """
    last = rest
    while last in added_to:
        last = added_to[last]
    if last == rest:
        return False
    nodes = part_of(tape, [last], since=step.start)
    once = np.full(1, float(tape.value[rest]))
    before = evaluate(tape, nodes, {rest: once}, 1)[last]
    after = evaluate(tape, nodes, {rest: once + 1}, 1)[last]
    return bool(abs(after[0] - before[0] - 1) <= EXACT * max(1.0, abs(float(after[0]))))


def _without_rests(seen: WatchedRun, sites: set[int]) -> WatchedRun | None:
    """Return a training in which sums begin with 0 in every step; None if they never did, or nothing is learnt then.

    Args:
        seen: the training.
        sites: where the sums are added to.
    """
    original = seen.trace.tape
    is_there = np.isin(original.site[: original.length], list(sites)) & (original.op[: original.length] == ADD)
    nodes = np.flatnonzero(is_there).tolist()
    first = next((part for part in operands(original, nodes[0]) if original.value[part] == 0), 0)
    if not first or original.op[first] not in (LEAF, CONSTANT):
        return None
    tape = original.copy()
    borders = [step.start for step in seen.steps] + [seen.steps[-1].end]
    for node in nodes:
        place = bisect_left(borders, node) - 1
        start = borders[place] if place >= 0 else 0
        for column in (tape.a, tape.b):
            part = int(column[node])
            if part <= start and tape.op[part] == ADD and is_there[part]:
                column[node] = first
    chains, steps = learnt_and_taken(tape)
    if not steps:
        return None
    return replace(seen, trace=replace(seen.trace, tape=tape), chains=chains, steps=steps, all_steps=steps)
