"""What is left of earlier steps: velocities, and sums that are never reset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, evaluate, is_multiple, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import CLOSE, Evaluated, new_values, states_of, values_read_by_others
from xortui.check.recognition.successors import a_step_later, offset_in_block, successors
from xortui.check.tracing.tape import Tape

EXACT = 1e-9
"""How far a factor may be from 1 that is 1, and a difference from 0 that is 0."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How much of what was kept before a step is kept after it."""

    kept: float
    """The factor: μ of a velocity; 1 for a sum that is never reset."""
    is_against: bool
    """Whether what is kept acts against the steps it was made from."""
    node: int
    """What is kept after the step."""
    is_of_step: bool
    """Whether the step adds to it a multiple of what it adds to the parameter, at every point."""
    of_last: float = 0.0
    """Which part of the last gradient's step is taken again, where that gradient is kept for one step alone; else 0."""
    read_at: int = 0
    """The first number that the step computes from what was kept, where that is a gradient, or a value, of the step
    before; else 0."""
    turned_at: int = 0
    """The first number that the step computes with the sign of what was kept turned around, if it acts against; else 0.
    """
    is_unclear: bool = False
    """Whether what is kept may be meant as it is, or may have its sign turned around."""


def memories(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> dict[int, Memory]:
    """Return for each root of a parameter that has a memory what it keeps."""
    if evaluated.are_gradients:
        return _sums_of_gradients(tape, found, step, forward, evaluated)
    differences = _of_differences(tape, found, step, forward, evaluated)
    if not evaluated.states:
        return differences
    ones = np.ones(evaluated.count)
    with_states = {**evaluated.given, **dict.fromkeys(evaluated.states, ones)}
    ends = {found[number].at(step.end) for number in forward.parameters.values() if number >= 0}
    read = values_read_by_others(tape, forward, ends, evaluated.given, evaluated.count)
    states = sorted(evaluated.states)
    behind = _states_behind(tape, forward, states, ends)
    newest = _newest(tape, step, forward, behind, states)
    usual = evaluated.values
    if not usual.keys() >= set(newest.values()):
        # What is kept for the next step alone is no part of this one.
        kept_alone = part_of(tape, newest.values(), since=step.start, roots=forward.roots)
        forward = replace(forward, part=sorted({*forward.part, *kept_alone}))
        behind = _states_behind(tape, forward, states, ends)
        usual = evaluate(tape, forward.part, evaluated.given, evaluated.count)
    values = new_values(tape, forward, {**with_states, **read}, read, evaluated.count)
    result = differences
    for root, number in forward.parameters.items():
        if number < 0:
            continue
        end = found[number].at(step.end)
        if end not in values:
            continue
        moved = values[end] - values[root] - evaluated.changes[root]
        if not np.any(np.abs(moved) > EXACT):
            continue
        # The first state that acts on a parameter's update is its own.
        own = behind[end] & -behind[end]
        state = states[own.bit_length() - 1] if own else None
        if state not in newest:
            continue
        after = newest[state]
        learnt = usual[after]
        if not behind[after] & own and not _is_gradient_of(learnt, evaluated, root):
            continue  # it is what another parameter keeps
        kept = float(np.median(values[after] - usual[after]))
        # Weight decay takes a share of the weight besides.
        besides = np.column_stack((learnt, evaluated.values[root]))
        along = float(np.linalg.lstsq(besides, evaluated.changes[root], rcond=None)[0][0])
        share = float(np.median(moved)) / along if along else 0.0
        # What is kept for one step alone is no velocity: 2·G now less G before, as optimistic steps are.
        is_of_last = abs(kept) <= EXACT
        is_against = not is_of_last and share < 0
        turned_at = 0
        if is_against:
            path = [node for node in forward.part if behind[node] & own and node in usual]
            turned_at = end if kept > 0 else _first_lowered(path, values, usual)
        result[root] = Memory(
            kept=kept,
            is_against=is_against,
            node=after,
            is_of_step=is_multiple(learnt, evaluated.changes[root], CLOSE),
            of_last=share if is_of_last else 0.0,
            read_at=_first_user(tape, forward, [state]) if is_of_last else 0,
            turned_at=turned_at,
        )
    return result


def _first_lowered(path: Iterable[int], raised: Mapping[int, Points], usual: Mapping[int, Points]) -> int:
    """Return the first node that is less where what earlier steps have left is more; 0 if none is.

    Args:
        path: what is computed from what they have left, in the order of the tape.
        raised: the values where that is 1.
        usual: the values where that is as at the points.
    """
    for node in path:
        if float(np.median(raised[node] - usual[node])) < -EXACT:
            return node
    return 0


def _newest(
    tape: Tape, step: Step, forward: Forward, behind: Mapping[int, int], states: Sequence[int]
) -> dict[int, int]:
    """Return for what earlier steps have left what a step leaves in its place.

    That is computed from what it replaces, if anything at its place of the file is: one method may add to the sums of
    several layers, of which some begin anew.

    Args:
        tape: what the program computed.
        step: which step.
        forward: its network.
        behind: for each node the states that it is computed from, a bit each.
        states: what earlier steps have left, in the order of the tape.
    """
    # From the end, as what is kept may change with every sample of a batch.
    later = [node for node in reversed(forward.part) if node > step.start]
    sites = {int(tape.site[state]) for state in states}
    at_places: dict[tuple[int, int], list[int]] = {}
    for node in later:
        if behind[node] and int(tape.site[node]) in sites:
            at_places.setdefault((int(tape.site[node]), offset_in_block(tape, node)), []).append(node)
    found = {}
    for number, state in enumerate(states):
        alike = at_places.get((int(tape.site[state]), offset_in_block(tape, state)), [])
        own = [node for node in alike if behind[node] & 1 << number]
        if own:
            found[state] = own[0]
    taken = set(found.values())
    rest = [state for state in states if state not in found]
    found |= successors(tape, rest[::-1], [node for node in later if node not in taken])
    for state, after in a_step_later(tape, step, [state for state in states if state not in found]).items():
        if step.start < after <= step.end:
            found[state] = after
    return found


def _sums_of_gradients(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> dict[int, Memory]:
    """Return for each root of a parameter the sum that its gradients are added to in all steps, if there is one.

    The update does more with the gradient than take a share of it. Sums of squares, as Adagrad has, are no such sums.
    """
    states = states_of(tape, found, step, forward)
    in_order = sorted(states)
    ends = {found[number].at(step.end) for number in forward.parameters.values() if number >= 0}
    newest = _newest(tape, step, forward, _states_behind(tape, forward, in_order, ends), in_order)
    more = {state: evaluated.values[state] + 1.0 for state in newest}
    values = evaluate(tape, forward.part, {**evaluated.given, **more}, evaluated.count)
    result = {}
    for state, after in newest.items():
        root = states[state]
        if root not in evaluated.gradients or after not in evaluated.values:
            continue
        gradient = evaluated.values[evaluated.gradients[root][0]]
        added = evaluated.values[after] - evaluated.values[state]
        is_kept = np.all(np.abs(values[after] - evaluated.values[after] - 1.0) <= EXACT)
        if is_kept and is_multiple(added, gradient, CLOSE):
            result[root] = Memory(kept=1.0, is_against=False, node=after, is_of_step=True)
    return result


def _of_differences(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> dict[int, Memory]:
    """Return for each root of a parameter what its step takes of the difference from its value a step before."""
    older: dict[int, list[int]] = {}
    for node, root in states_of(tape, found, step, forward).items():
        number = forward.parameters[root]
        if number >= 0 and node in found[number].versions and node in evaluated.given:
            older.setdefault(root, []).append(node)
    if not older:
        return {}
    given = dict(evaluated.given)
    for nodes in older.values():
        for node in nodes:
            given[node] = given[node] - 1.0
    ends = {found[number].at(step.end) for number in forward.parameters.values() if number >= 0}
    read = values_read_by_others(tape, forward, ends, evaluated.given, evaluated.count)
    values = new_values(tape, forward, {**given, **read}, read, evaluated.count)
    result = {}
    for root, nodes in older.items():
        end = found[forward.parameters[root]].at(step.end)
        moved = values[end] - values[root] - evaluated.changes[root]
        kept = float(np.median(moved))
        if abs(kept) > EXACT:
            result[root] = Memory(
                kept=kept,
                is_against=kept < 0,
                node=end,
                is_of_step=False,
                read_at=_first_user(tape, forward, nodes),
            )
    return result


def _first_user(tape: Tape, forward: Forward, nodes: Sequence[int]) -> int:
    """Return the first node of a step that is computed from one of some nodes; 0 if there is none."""
    wanted = set(nodes)
    for node in forward.part:
        if node not in forward.roots and not wanted.isdisjoint(operands(tape, node)):
            return node
    return 0


def steps_back_by_method(memories: Mapping[int, Memory], count: int) -> bool:
    """Say whether all parameters take the same part of the last gradient off, as a method that is known does.

    Optimistic steps are 2·G now less G before, those of Adams and Bashforth 3⁄2·G now less ½·G before.

    Args:
        memories: root of a parameter → what it keeps.
        count: how many parameters there are.
    """
    shares = [one.of_last for one in memories.values()]
    if len(shares) < count:
        return False
    return any(all(abs(share - part) <= CLOSE for share in shares) for part in (-1 / 2, -1 / 3))


def _is_gradient_of(values: Points, evaluated: Evaluated, root: int) -> bool:
    """Say whether numbers are a multiple of what a step adds to a parameter, but for weight decay."""
    change = evaluated.changes[root]
    columns = np.column_stack((values, evaluated.values[root]))
    if not np.isfinite(columns).all() or not np.isfinite(change).all():
        return False
    parts = np.linalg.lstsq(columns, change, rcond=None)[0]
    missed = float(np.max(np.abs(change - columns @ parts)))
    return bool(parts[0]) and missed <= CLOSE * float(np.max(np.abs(change)))


def _states_behind(tape: Tape, forward: Forward, states: Sequence[int], ends: Set[int]) -> dict[int, int]:
    """Return for each node of a step the states that it is computed from, a bit each, the first in the lowest.

    What others compute from the new value of a parameter is not counted: a state behind it is that parameter's.

    Args:
        tape: what the program computed.
        forward: the network.
        states: what earlier steps have left.
        ends: the new values of the parameters.
    """
    behind = {state: 1 << place for place, state in enumerate(states)}
    for node in forward.part:
        bits = behind.get(node, 0)
        if not bits and node not in forward.roots:
            for part in operands(tape, node):
                if part not in ends:
                    bits |= behind.get(part, 0)
        behind[node] = bits
    return behind
