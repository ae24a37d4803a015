"""A step computed at points chosen at random: other weights, inputs and targets than the program happened to have."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.added import added
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.errors_of_outputs import made_of_errors
from xortui.check.recognition.evaluation import Points, evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.still_weights import is_counted
from xortui.check.recognition.update_scales import depending_on_scales, update_scales
from xortui.check.tracing.op_numbers import CONSTANT, LEAF
from xortui.check.tracing.tape import OPERANDS, Guard, Op, Tape

COUNT = 12
"""Points that are chosen."""
NEAR = 0.05
"""How far from the values that they had points are chosen, where those anywhere take other branches."""
MIN_POINTS = 6
"""Points that must take the branches of the program."""
_SEVERAL = -1
"""Stands for several parameters where otherwise one is named by its root."""
CLOSE = 1e-6
"""How far what a state adds may differ from point to point, in parts of it."""
_TRUE = {Op.GT: np.greater, Op.GE: np.greater_equal, Op.LT: np.less, Op.LE: np.less_equal}


class OwnError(NamedTuple):
    """What goes back from an output in the place of ŷ − y, as the slope of a loss of the file's own."""

    node: int
    sign: float
    """−1 where it is made of y − ŷ; else 1."""


@dataclass(slots=True)
class Evaluated:
    """One step at several points."""

    values: dict[int, Points]
    """Of every node of the step."""
    given: dict[int, Points]
    """Of its roots that were chosen."""
    changes: dict[int, Points]
    """Root of a parameter → what the step adds to it."""
    replacements: dict[int, Points]
    """Root of a parameter that is overwritten → what is put in its place."""
    states: frozenset[int]
    """Roots that hold what one parameter's earlier steps have left: velocities, sums."""
    count: int
    shared: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Roots of the same kind that act on several parameters → the roots of these."""
    scales: frozenset[int] = frozenset()
    """Norms and roots of squares that its gradients are divided by, taken as 1."""
    gradients: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    """Root of a parameter → its gradient and the sign with which it is taken for what is added, where the update does
    more with it than take a share; else nothing."""

    unsigned: frozenset[int] = frozenset()
    """Roots of parameters whose update does the same with a gradient and with its opposite."""
    one_way: frozenset[int] = frozenset()
    """Roots of parameters that move in one direction alone, whatever sign the gradient has."""
    by_themselves: frozenset[int] = frozenset()
    """Roots of parameters whose step is a share of their gradient times themselves, where all have such steps."""
    errors: Mapping[int, OwnError] = field(default_factory=dict)
    """Output → what goes back from it, where that is not ŷ − y; else nothing."""

    own_loss: str = ""
    """The loss that those errors are of, in words, if it is known."""

    @property
    def are_gradients(self) -> bool:
        """Whether what is added is the gradient itself."""
        return bool(self.gradients)

    @property
    def takes_a_share(self) -> bool:
        """Whether the update takes a share of the gradient, the learning rate, and does nothing else with it."""
        return not self.gradients and not self.scales


def at_points(
    tape: Tape,
    found: Sequence[Chain],
    step: Step,
    forward: Forward,
    *,
    is_distribution: bool,
    keeps_targets: bool = False,
    seed: int = 1,
) -> Evaluated:
    """Compute a step at random points.

    Points at which the program would have taken another branch than it did are left out; if hardly any remain, they
    are chosen near the values that it had, and at last with its own targets. There may still be none.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
        forward: its network.
        is_distribution: whether the targets of a sample are 1 together.
        keeps_targets: whether targets keep the values that they had.
        seed: for the random numbers.
    """
    states = states_of(tape, found, step, forward)
    shared = _shared_states(tape, found, step, forward)
    older = _older(found, forward, states)
    scales = _scales(tape, found, step, forward)
    for spread, keeps in ((1.0, keeps_targets), (NEAR, keeps_targets), (NEAR, True)):
        random = np.random.default_rng(seed)
        given = _chosen(tape, forward, random, spread, is_distribution=is_distribution, keeps_targets=keeps)
        given.update({weight: given[node] for node, weight in forward.ahead.items() if node in given})
        nothing = np.zeros(given[next(iter(given))].shape)
        count = len(nothing)
        for node in states:
            given[node] = given[older[node]] if node in older else nothing
        given.update(dict.fromkeys(shared, nothing))
        given.update(dict.fromkeys(scales, np.ones(count)))
        given.update({mask: np.full(count, size) for mask, size in forward.masks.items()})
        values = evaluate(tape, forward.part, given, count)
        new_states = {node: frozenset((root,)) for node, root in states.items() if node not in older}
        kept = _all_not_added(tape, found, step, forward, given, new_states, shared)
        if kept:
            states = {node: root for node, root in states.items() if node not in kept}
            shared = {node: roots for node, roots in shared.items() if node not in kept}
            given = {node: value for node, value in given.items() if node not in kept}
            values = evaluate(tape, forward.part, given, count)
        good = _same_branches(tape, step, forward, values, scales)
        if good.sum() >= MIN_POINTS:
            break
    if not good.all():
        given = {node: value[good] for node, value in given.items()}
        values = {node: value[good] for node, value in values.items()}
    count = int(good.sum())
    return Evaluated(
        values=values,
        given=given,
        changes=changes_at(tape, found, step, forward, values),
        replacements=_replacements(forward, values),
        states=frozenset(states.keys() - older.keys()),
        count=count,
        shared=shared,
        scales=scales,
    )


def changes_at(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, values: Mapping[int, Points]
) -> dict[int, Points]:
    """Return what a step adds to each parameter, by its root.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
        forward: its network.
        values: of the step's nodes, at several points.
    """
    changes = {}
    for root, number in forward.parameters.items():
        if number < 0:
            changes[root] = np.zeros(len(values[root]))
        else:
            changes[root] = added(tape, root, found[number].at(step.end), values)
    return changes


def _replacements(forward: Forward, values: Mapping[int, Points]) -> dict[int, Points]:
    """Return what is put in the place of each weight that is overwritten, less another weight that it is added to."""
    found = {}
    for root, node in forward.replaced.items():
        base = forward.added_to.get(root)
        found[root] = values[node] if base is None else values[node] - values[base]
    return found


def _scales(tape: Tape, found: Sequence[Chain], step: Step, forward: Forward) -> frozenset[int]:
    """Return what the gradients of a step are scaled by and what comes from gradients."""
    targets = {node for by_sample in forward.targets for node in by_sample.values()}
    # Where targets are labels, some errors are made without a number for them.
    fed = targets if targets and 0 not in targets else set(forward.data)
    forwards = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    scales = update_scales(tape, forward.part, forward.roots, fed, forwards)
    return frozenset(scales - _of_errors(tape, found, step, forward, scales) if scales else scales)


def _of_errors(tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, scales: set[int]) -> set[int]:
    """Return the roots that belong to the slope of a loss: of one error, and behind it several parameters."""
    ends = {found[number].at(step.end) for number in forward.parameters.values() if number >= 0}
    of_errors = scales & made_of_errors(tape, forward, _computed_before(tape, step, forward))
    return {one for one in of_errors if len(ends & depending_on_scales(tape, forward.part, {one})) > 1}


def _chosen(
    tape: Tape,
    forward: Forward,
    random: np.random.Generator,
    spread: float,
    *,
    is_distribution: bool,
    keeps_targets: bool,
) -> dict[int, Points]:
    count = COUNT if spread == 1.0 else 3 * COUNT
    given: dict[int, Points] = {}
    are_kept = keeps_targets or _are_labels(forward)

    def near(node: int) -> Points:
        values: Points = tape.value[node] + spread * random.normal(0, 1, count)
        return values

    for root in forward.parameters:
        given[root] = random.normal(0, 0.8, count) if spread == 1.0 else near(root)
    given.update(dict.fromkeys(forward.absent, np.zeros(count)))
    for by_sample in forward.inputs:
        for root in by_sample.values():
            if root not in given:
                sign = random.choice([-1.0, 1.0], count)
                given[root] = sign * random.uniform(0.3, 1.4, count) if spread == 1.0 else near(root)
    for by_sample in forward.targets:
        for root in by_sample.values():
            is_constant = tape.op[root] == CONSTANT
            if root and root not in given and not are_kept and not is_constant:
                given[root] = _targets(forward, random, count) if spread == 1.0 or forward.labels else near(root)
    if is_distribution:
        _share(forward, given)
    return given


def _targets(forward: Forward, random: np.random.Generator, count: int) -> Points:
    """Return one target at random points: labels where targets are labels, else anything between 0 and 1."""
    return random.choice(forward.labels, count) if forward.labels else random.uniform(0.1, 0.9, count)


def _are_labels(forward: Forward) -> bool:
    """Say whether targets stand for labels: a 1 that is taken off one output, and nothing off the others."""
    return any(not node for by_sample in forward.targets for node in by_sample.values())


def _share(forward: Forward, given: dict[int, Points]) -> None:
    """Divide the targets of each sample by their sum."""
    done: set[int] = set()
    for sample in range(forward.samples):
        roots = [by_sample[sample] for by_sample in forward.targets]
        if all(root in given for root in roots) and not done.intersection(roots):
            total = sum(given[root] for root in roots)
            for root in roots:
                given[root] = given[root] / total
            done.update(roots)


def _all_not_added(
    tape: Tape,
    found: Sequence[Chain],
    step: Step,
    forward: Forward,
    given: Mapping[int, Points],
    states: Mapping[int, frozenset[int]],
    shared: Mapping[int, frozenset[int]],
) -> set[int]:
    """Return the states that are more than added to a step, those that act on the most parameters first.

    A rate that falls from step to step acts on all of them, and must not be 0 where velocities are looked at.
    """
    kept: set[int] = set()
    every = {**states, **shared}
    for size in sorted({len(roots) for roots in shared.values()}, reverse=True):
        some = {node: roots for node, roots in shared.items() if len(roots) == size}
        kept |= _not_added(tape, found, step, forward, _without(given, kept), some)
    rest = {node: roots for node, roots in every.items() if node not in kept}
    return kept | _not_added(tape, found, step, forward, _without(given, kept), rest)


def _without(given: Mapping[int, Points], nodes: Container[int]) -> dict[int, Points]:
    return {node: value for node, value in given.items() if node not in nodes}


def _not_added(
    tape: Tape,
    found: Sequence[Chain],
    step: Step,
    forward: Forward,
    given: Mapping[int, Points],
    states: Mapping[int, frozenset[int]],
) -> set[int]:
    """Return the states that are more than added to a step: a rate of each weight's own, which 0 would switch off."""
    if not states:
        return set()
    count = len(next(iter(given.values())))
    reached = frozenset[int]().union(*states.values())
    ends = {found[number].at(step.end): root for root, number in forward.parameters.items() if number >= 0}
    read = values_read_by_others(tape, forward, ends, {**given, **dict.fromkeys(states, np.zeros(count))}, count)
    moved = []
    for size in (0.0, 1.0, 2.0):
        kept = dict.fromkeys(states, np.full(count, size))
        values = new_values(tape, forward, {**given, **kept, **read}, read, count)
        moved.append({root: values[end] for end, root in ends.items() if root in reached})
    uneven = {root for root in reached if not _is_even_sum(*(values[root] for values in moved))}
    return {node for node, roots in states.items() if not roots.isdisjoint(uneven)}


def values_read_by_others(
    tape: Tape, forward: Forward, ends: Iterable[int], given: Mapping[int, Points], count: int
) -> dict[int, Points]:
    """Return those new values of parameters that something else is computed from in the same step; mostly none.

    Args:
        tape: what the program computed.
        forward: its network.
        ends: the new values of its parameters.
        given: the values of roots.
        count: the number of points.
    """
    numbers = np.fromiter(forward.part, np.int64)
    new = np.fromiter(ends, np.int64)
    inner: set[int] = set()
    for column in (tape.a, tape.b, tape.c):
        parts = column[numbers]
        inner.update(parts[np.isin(parts, new)].tolist())
    if not inner:
        return {}
    values = evaluate(tape, forward.part, given, count)
    return {end: values[end] for end in inner}


def new_values(
    tape: Tape, forward: Forward, given: Mapping[int, Points], read: Mapping[int, Points], count: int
) -> dict[int, Points]:
    """Return the values of a step in which some new values are those that are given for all that read them.

    Args:
        tape: what the program computed.
        forward: its network.
        given: the values of roots, and of what is read.
        read: the new values that others read; what they are themselves is computed all the same.
        count: the number of points.
    """
    values = evaluate(tape, forward.part, given, count)
    own = {}
    for end in read:
        parts = {part: values[part] for part in operands(tape, end)}
        own[end] = evaluate(tape, [*sorted(parts), end], parts, count)[end]
    return {**values, **own}


def _is_even_sum(without: Points, once: Points, twice: Points) -> bool:
    """Say whether something that is there once, or twice, adds the same at every point."""
    first = once - without
    second = twice - once
    good = np.isfinite(first) & np.isfinite(second)
    if not good.any():
        return False
    size = float(np.max(np.abs(first[good]), initial=0.0))
    apart = max(float(np.ptp(first[good])), float(np.max(np.abs(second[good] - first[good]))))
    return apart <= CLOSE * size


def _older(found: Sequence[Chain], forward: Forward, states: Mapping[int, int]) -> dict[int, int]:
    """Return the states that are the value that a parameter had a step before → its root.

    A step with momentum may be written w − ηG + μ(w − w before): of that nothing is left where both are the same.
    """
    older = {}
    for node, root in states.items():
        number = forward.parameters[root]
        if number >= 0 and node in found[number].versions:
            older[node] = root
    return older


def states_of(tape: Tape, found: Sequence[Chain], step: Step, forward: Forward) -> dict[int, int]:
    """Return the computed roots that act on one parameter's update alone → the root of that parameter.

    What goes through the new value of a parameter acts on that one, although others may be computed from it.
    """
    roots = _computed_before(tape, step, forward)
    if not roots:
        return {}
    ends = {found[number].at(step.end): root for root, number in forward.parameters.items() if number >= 0}
    parts_of = tape.operands()
    reached: dict[int, int] = {}  # node → the only parameter whose new value it acts on, or _SEVERAL
    for node in reversed(forward.part):
        if node in ends:
            reached[node] = ends[node]
        if node not in reached or node in forward.roots:
            continue
        own = reached[node]
        for part in parts_of[node]:
            if reached.setdefault(part, own) != own:
                reached[part] = _SEVERAL
    return {node: reached[node] for node in roots if reached.get(node, _SEVERAL) != _SEVERAL}


def _computed_before(tape: Tape, step: Step, forward: Forward) -> list[int]:
    """Return the roots that were computed before a step and are neither learnt, nor data, nor counted."""
    known = {*forward.parameters, *forward.ahead.values()}
    for by_sample in (*forward.inputs, *forward.targets):
        known |= set(by_sample.values())
    found = []
    for node in forward.part:
        is_new = node in forward.roots and node not in known and node <= step.start
        if is_new and OPERANDS[Op(int(tape.op[node]))] and not is_counted(tape, node):
            found.append(node)
    return found


def _shared_states(tape: Tape, found: Sequence[Chain], step: Step, forward: Forward) -> dict[int, frozenset[int]]:
    """Return the computed roots that act on the updates of a few parameters → the roots of these.

    What acts on an output acts on all of them. What goes through the new value of a parameter acts on that one.
    """
    roots = _computed_before(tape, step, forward)
    if not roots:
        return {}
    ends = {found[number].at(step.end): root for root, number in forward.parameters.items() if number >= 0}
    order = list(ends.values())
    bits = dict.fromkeys(forward.part, 0)
    bit_of = {end: 1 << place for place, end in enumerate(ends)}
    parts_of = tape.operands()
    for node in reversed(forward.part):
        if node in bit_of:
            bits[node] = bit_of[node]
        own = bits[node]
        if not own or node in forward.roots:
            continue
        for part in parts_of[node]:
            bits[part] |= own
    outputs = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    shared = {}
    for node in roots:
        if bits[node].bit_count() > 1 and node not in outputs:
            reached = [root for place, root in enumerate(order) if bits[node] >> place & 1]
            shared[node] = frozenset(reached)
    return shared


def takes_branch(tape: Tape, values: Mapping[int, Points], count: int) -> np.ndarray:
    """Say at which points the program would have taken the branches that it took for some of its numbers.

    Args:
        tape: what the program computed.
        values: of some nodes, at several points.
        count: the number of points.
    """
    good = np.ones(count, bool)
    for guard in tape.guards:
        if guard.left in values or guard.right in values:
            good &= _is_taken(tape, guard, values)
    return good


def _is_taken(tape: Tape, guard: Guard, values: Mapping[int, Points]) -> np.ndarray:
    """Say at which points a branch is taken as the program took it; a number without points is that of the program."""
    first = values.get(guard.left, tape.value[guard.left])
    second = values.get(guard.right, tape.value[guard.right])
    is_taken: np.ndarray = _TRUE[guard.op](first, second) == guard.is_true
    return is_taken


def _same_branches(
    tape: Tape, step: Step, forward: Forward, values: Mapping[int, Points], scales: frozenset[int]
) -> np.ndarray:
    """Say at which points the program would have taken the branches that it took, but for those of scales."""
    scaled = depending_on_scales(tape, forward.part, scales)
    good = np.ones(len(next(iter(values.values()))), bool)
    roots = forward.roots
    for guard in tape.guards:
        sides = (guard.left, guard.right)
        known = [node for node in sides if node in values]
        if not known or not scaled.isdisjoint(sides) or roots.issuperset(sides):
            continue
        if guard.time > step.end:
            continue  # what the step computes was computed before
        is_on_data = roots.issuperset(known) or any(tape.op[node] == LEAF for node in sides if node not in values)
        if guard.time <= step.start and is_on_data:
            continue  # data were put in order, or looked at to count what is right
        good &= _is_taken(tape, guard, values)
    return good
