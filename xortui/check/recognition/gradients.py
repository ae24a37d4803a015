"""The gradients of a step, where its update does more with them than take a share.

Whatever an update does, all that it knows of the data comes to it through one number, the gradient: it is found as the
first number through which everything goes on the way from inputs and targets to the new value of a parameter. What
multiplies it later is left to the update, as one part of it may stand before weight decay and another behind.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import CLOSE, Evaluated, states_of
from xortui.check.recognition.update_scales import depending_on_scales
from xortui.check.tracing.op_numbers import DIV, FLOOR, MUL, NEG
from xortui.check.tracing.tape import Tape

MAX_TIMES_KEPT = 1.5
"""What is left of earlier steps is multiplied by up to so much, to see whether it changes how far a gradient goes."""
LAST_BITS = 4
"""Of a value, in which two that are computed differently may differ."""
MIN_SHARED = 2
"""Ends that a number leads to from which on it belongs to no parameter alone."""


def with_gradients(
    tape: Tape, found: Sequence[Chain], step: Step, forward: Forward, evaluated: Evaluated
) -> Evaluated | None:
    """Return a step in which each parameter moves by its gradient, downhill; None if it takes a share of it already.

    Args:
        tape: what the program computed.
        found: what is learnt.
        step: which step.
        forward: its network.
        evaluated: the step at random points.
    """
    if forward.replaced:
        return None
    ends = {}
    for root, number in forward.parameters.items():
        if number >= 0 and found[number].at(step.end) > step.start:
            ends[root] = found[number].at(step.end)
    times_kept = np.linspace(1.0, MAX_TIMES_KEPT, evaluated.count)
    kept = {
        node: times_kept * evaluated.values[node]
        for node in states_of(tape, found, step, forward)
        if node not in evaluated.given
    }
    gradients = _gradients(tape, forward, evaluated.scales, ends)
    if gradients is None:
        return None
    gradients = _without_values(tape, forward, gradients)
    if not gradients:
        return None
    update = part_of(tape, ends.values(), roots=(*forward.roots, *gradients.values()))
    gradients = _without_rounded(tape, gradients, ends, update)
    if not gradients:
        return None
    back = _moved(tape, update, evaluated, gradients, -1.0)
    still = _moved(tape, update, evaluated, gradients, 0.0)
    once = _moved(tape, update, evaluated, gradients, 1.0)
    twice = _moved(tape, update, evaluated, gradients, 2.0)
    still_with_kept = _moved(tape, update, evaluated, gradients, 0.0, kept)
    once_with_kept = _moved(tape, update, evaluated, gradients, 1.0, kept)
    one_gradient_apart = ((back, still), (still, once), (once, twice), (still_with_kept, once_with_kept))
    changes = dict(evaluated.changes)
    signed = {}
    unsigned = set()
    by_themselves = set()
    one_way = set()
    # Rprop may rest where the sign is another than that of the gradient before.
    with_states = set(states_of(tape, found, step, forward).values())
    is_plain = True
    for root, node in gradients.items():
        gradient = evaluated.values[node]
        end = ends[root]
        steps = [after[end] - before[end] for before, after in one_gradient_apart]
        is_share = takes_a_share(gradient, steps, np.abs(once[end]))
        times_itself = gradient * evaluated.values[root]
        if not is_share and takes_a_share(times_itself, steps, np.abs(once[end])):
            by_themselves.add(root)
        else:
            is_plain = is_plain and is_share
        sign = 1.0 if _goes_uphill(gradient, once[end] - back[end]) else -1.0
        changes[root] = sign * gradient
        signed[root] = (node, sign)
        if _is_even(back[end] - still[end], once[end] - still[end]):
            unsigned.add(root)
        elif root not in with_states and _goes_one_way(back[end] - still[end], once[end] - still[end]):
            one_way.add(root)
    are_all = len(by_themselves) == len(gradients)
    if is_plain and not are_all:
        return None
    if are_all:
        return replace(evaluated, changes=changes, gradients=signed, by_themselves=frozenset(by_themselves))
    for root in by_themselves:
        changes[root] = changes[root] * evaluated.values[root]
    return replace(
        evaluated, changes=changes, gradients=signed, unsigned=frozenset(unsigned), one_way=frozenset(one_way)
    )


def _without_values(tape: Tape, forward: Forward, gradients: Mapping[int, int]) -> dict[int, int]:
    """Return the gradients that are no values of the forward pass.

    Where the error is left out of a step, all that it knows of the data comes to it through such a value.

    Args:
        tape: where they stand.
        forward: the network.
        gradients: root of a parameter → its gradient.
    """
    values = set(part_of(tape, forward.output_nodes, roots=forward.roots))
    return {root: node for root, node in gradients.items() if node not in values}


def _without_rounded(
    tape: Tape, gradients: Mapping[int, int], ends: Mapping[int, int], update: Sequence[int]
) -> dict[int, int]:
    """Return the gradients that their updates do not round to whole numbers, as // does: no rule does so.

    Args:
        tape: where they stand.
        gradients: root of a parameter → its gradient.
        ends: root of a parameter → its new value.
        update: what is computed from the gradients up to the new values.
    """
    behind = depending_on_scales(tape, update, set(gradients.values()))
    whole = [node for node in behind if tape.op[node] == FLOOR]
    if not whole:
        return dict(gradients)
    found = {}
    for root, node in gradients.items():
        of_root = part_of(tape, [ends[root]], roots=gradients.values(), since=update[0] - 1)
        if depending_on_scales(tape, of_root, {node}).isdisjoint(whole):
            found[root] = node
    return found


def _is_even(of_opposite: Points, of_gradient: Points) -> bool:
    """Say whether a parameter moves, and by the same for a gradient and for its opposite."""
    good = np.isfinite(of_opposite) & np.isfinite(of_gradient)
    moved = of_gradient[good]
    size = float(np.max(np.abs(moved), initial=0.0))
    return size > 0 and float(np.max(np.abs(moved - of_opposite[good]))) <= CLOSE * size


def _goes_one_way(for_opposite: Points, for_gradient: Points) -> bool:
    """Say whether a parameter moves, and always up or always down, for gradients and for their opposites."""
    moved = np.concatenate((for_opposite, for_gradient))
    moved = moved[np.isfinite(moved)]
    return bool(np.any(moved)) and bool(np.all(moved >= 0) or np.all(moved <= 0))


def _moved(
    tape: Tape,
    update: Sequence[int],
    evaluated: Evaluated,
    gradients: Mapping[int, int],
    times: float,
    kept: Mapping[int, Points] = MappingProxyType({}),
) -> dict[int, Points]:
    """Return the values of an update with a multiple of all gradients, and others of what earlier steps have left."""
    given = {node: times * evaluated.values[node] for node in gradients.values()}
    return evaluate(tape, update, {**evaluated.given, **kept, **given}, evaluated.count)


def takes_a_share(gradient: Points, steps: Sequence[Points], sizes: Points) -> bool:
    """Say whether steps for one gradient each are the same multiple of it, at all points, but for rounding.

    Args:
        gradient: at each point.
        steps: the difference of two values of a parameter that are one gradient apart.
        sizes: how large these values are.
    """
    rows = np.stack(steps)
    good = np.isfinite(rows).all(axis=0) & (np.abs(gradient) > 0)
    if not good.any():
        return True
    shares = rows[:, good] / gradient[good]
    rounding = LAST_BITS * np.finfo(float).eps * sizes[good] / np.abs(gradient[good])
    share = shares[0, np.argmin(rounding)]
    return bool(np.all(np.abs(shares - share) <= CLOSE * float(np.max(np.abs(shares))) + rounding))


def _goes_uphill(gradient: Points, moved: Points) -> bool:
    """Say whether a parameter grows with its gradient."""
    along = gradient * moved
    along = along[np.isfinite(along)]
    return bool(np.all(along >= 0)) and bool(np.any(along > 0))


def _gradients(
    tape: Tape,
    forward: Forward,
    scales: frozenset[int],
    ends: Mapping[int, int],
) -> dict[int, int] | None:
    """Return for the root of each parameter the node of its gradient; None if one has none."""
    fed = set(forward.data)
    given = forward.roots | scales
    on_data = set(fed)
    inner: dict[int, tuple[int, ...]] = {}
    parts_of = tape.operands()
    for node in forward.part:
        if node in given or node in fed or on_data.isdisjoint(parts_of[node]):
            continue
        on_data.add(node)
        inner[node] = tuple(part for part in parts_of[node] if part in on_data)
    leads_to = _leads_to(forward, inner, ends)
    on_weights = _on_weights_alone(tape, forward, given, on_data)
    weights = {term.parameter for unit in forward.units for term in unit.weights.values()}
    found = {}
    for root, end in ends.items():
        narrow = _narrow_places(inner, leads_to, end)
        if not narrow:
            return None
        own = _without_delta(tape, forward, narrow, on_weights) if root in weights else narrow
        found[root] = own[-1]
    return found


def _on_weights_alone(tape: Tape, forward: Forward, given: Collection[int], on_data: Collection[int]) -> set[int]:
    """Return the nodes that weights go into, and neither data nor what earlier steps have left."""
    found = set(forward.parameters)
    parts_of = tape.operands()
    kept = {node for node in given if node not in found and parts_of[node]}
    for node in forward.part:
        if node in given or node in on_data:
            continue
        parts = parts_of[node]
        if not kept.isdisjoint(parts):
            kept.add(node)
        elif not found.isdisjoint(parts):
            found.add(node)
    return found


def _without_delta(tape: Tape, forward: Forward, narrow: Sequence[int], on_weights: Set[int]) -> Sequence[int]:
    """Return the places of a weight without its δ, if that is multiplied with a weight in the place of the input.

    No update multiplies what several parameters have in common with a weight: the product is the gradient.
    """
    for place in range(len(narrow) - 1, 0, -1):
        node = narrow[place - 1]
        others = {part for part in operands(tape, node) if part != narrow[place]}
        if tape.op[node] == MUL and not on_weights.isdisjoint(others):
            return narrow[:place]
        is_multiple = tape.op[node] in (MUL, DIV) and forward.roots.issuperset(others)
        if tape.op[node] != NEG and not is_multiple:
            break
    return narrow


def _leads_to(forward: Forward, inner: Mapping[int, tuple[int, ...]], ends: Mapping[int, int]) -> dict[int, set[int]]:
    """Return for each node that depends on data the new values that it leads to, or some of them if they are many."""
    found: dict[int, set[int]] = {node: set() for node in inner}
    for end in ends.values():
        if end in found:
            found[end].add(end)
    for node in reversed(forward.part):
        for part in inner.get(node, ()):
            if part in found and len(found[part]) < MIN_SHARED:
                found[part] |= found[node]
    return found


def _narrow_places(inner: Mapping[int, tuple[int, ...]], leads_to: Mapping[int, set[int]], end: int) -> list[int]:
    """Return the nodes, from the last to the first, through which alone data comes to the new value of a parameter.

    What leads to other parameters as well is not looked into: there, the gradient is complete.
    """
    if end not in inner:
        return []
    waiting = [-end]
    seen = {end}
    shared: set[int] = set()
    found = []
    while waiting:
        node = -heapq.heappop(waiting)
        if not waiting and not shared:
            found.append(node)
        for part in inner.get(node, ()):
            if part in seen:
                continue
            seen.add(part)
            if part in inner and len(leads_to[part]) < MIN_SHARED:
                heapq.heappush(waiting, -part)
            else:
                shared.add(part)
    if len(shared) == 1:
        found.append(shared.pop())
    return found
