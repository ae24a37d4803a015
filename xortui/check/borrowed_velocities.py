"""Velocities that act on the steps of more than one array: all but the array that a velocity belongs to borrow it.

With velocities of 0 a step is what its gradients make of it. If it is right then, or a sum of multiples of a
parameter's own gradient and of those of the others that read the same velocity, it is the velocity that is mistaken.
A velocity that is a sum of several gradients after the step belongs to none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.judgement.judge import TOLERANCE, same
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import Points, is_multiple, operands, part_of
from xortui.check.recognition.names import FileNames
from xortui.check.recognition.successors import a_step_later
from xortui.check.tracing.tape import Tape

MORE_POINTS = 3
"""So many points more than gradients must there be to tell that a step is a sum of their multiples."""


class Borrowed(NamedTuple):
    """Parameters that take steps with a velocity of others."""

    parameters: tuple[str, ...]
    node: int
    """The first number in which they take it."""


class _Readers(NamedTuple):
    """The parameters that read one velocity."""

    right: tuple[str, ...]
    """Those whose steps are right without it."""
    others: tuple[str, ...]
    after: int
    """The velocity after the step; 0 if it is not known."""


def borrowed_velocities(tape: Tape, found: Sequence[Chain], reading: StepReading, names: FileNames) -> Borrowed | None:
    """Return the parameters that take a velocity of others; None if there are none, or if it is not certain.

    Args:
        tape: what the program computed.
        found: what is learnt.
        reading: a step.
        names: of its parameters in the file.
    """
    shared = reading.evaluated.shared
    if not shared or reading.evaluated.are_gradients:
        return None
    name_of = {root: name for name, (root, _) in reading.model.roots.items()}
    newest = _after(tape, reading.step, shared)
    accused: dict[str, tuple[str, ...]] = {}
    for state, roots in shared.items():
        readers = [name_of[root] for root in roots if root in name_of]
        arrays = {names.group.get(name, "") for name in readers}
        if len(readers) < len(roots) or len(arrays) < len(readers):
            return None
        right = tuple(name for name in readers if name in reading.judged.right)
        others = tuple(name for name in readers if name not in right)
        mistaken = _mistaken(reading, _Readers(right, others, newest.get(state, 0)))
        if not mistaken:
            return None
        accused.update(dict.fromkeys(mistaken, tuple(name for name in readers if name not in mistaken)))
    if not _are_of_one_kind(reading, accused, names):
        return None
    is_theirs_alone = any(accused.values())
    node = _first_node(tape, found, reading, accused) if is_theirs_alone else max(newest.values(), default=0)
    return Borrowed(tuple(name for name in reading.model.roots if name in accused), node) if node else None


def _after(tape: Tape, step: Step, states: Iterable[int]) -> dict[int, int]:
    """Return for what is kept what a step has made in its place, where it has made something."""
    later = a_step_later(tape, step, states)
    return {state: after for state, after in later.items() if step.start < after <= step.end}


def _mistaken(reading: StepReading, readers: _Readers) -> tuple[str, ...]:
    """Return those of the readers of a velocity that it does not belong to; none if that is not certain."""
    everyone = (*readers.right, *readers.others)
    for name in readers.others:
        others = [other for other in everyone if other != name]
        if all(_shares(reading, name, (other,)) is None for other in others) and not _shares(reading, name, others):
            return ()
    owners = _owners(reading, readers)
    if len(owners) == 1:
        return (*readers.others, *(name for name in readers.right if name not in owners))
    if not owners and _is_of_several(reading, readers.after, everyone):
        return everyone
    return readers.others


def _owners(reading: StepReading, readers: _Readers) -> list[str]:
    """Return those readers whose steps are right, and multiples of the velocity as it is after the step."""
    after = reading.evaluated.values.get(readers.after)
    if after is None:
        return []
    theirs = reading.judged.theirs
    return [name for name in readers.right if theirs[name].any() and is_multiple(theirs[name], after, TOLERANCE)]


def _is_of_several(reading: StepReading, velocity: int, names: Sequence[str]) -> bool:
    """Say whether a velocity is, after the step, a sum of multiples of the gradients of several parameters."""
    after = reading.evaluated.values.get(velocity)
    shares = None if after is None else _parts_of(reading, after, names)
    return shares is not None and sum(abs(share) > TOLERANCE * max(map(abs, shares)) for share in shares) > 1


def _shares(reading: StepReading, name: str, others: Sequence[str]) -> tuple[float, ...] | None:
    """Return of which multiples of its own gradient and of those of others a step is the sum; None if it is not."""
    return _parts_of(reading, reading.judged.theirs[name], (name, *others))


def _parts_of(reading: StepReading, step: Points, names: Sequence[str]) -> tuple[float, ...] | None:
    """Return of which multiples of some gradients numbers are the sum; None if they are not."""
    compared = reading.judged.compared
    columns = np.stack([compared[name].right for name in names], axis=1)
    count, unknown = columns.shape
    if count < unknown + MORE_POINTS or not np.isfinite(columns).all() or not np.isfinite(step).all():
        return None
    shares = np.linalg.lstsq(columns, step, rcond=None)[0]
    size = max(float(np.max(np.abs(step))), abs(reading.judged.rate) * float(np.max(np.abs(columns))))
    missed = float(np.max(np.abs(step - columns @ shares)))
    return tuple(map(float, shares)) if missed <= TOLERANCE * size else None


def _are_of_one_kind(reading: StepReading, accused: Mapping[str, tuple[str, ...]], names: FileNames) -> bool:
    """Say whether all parameters of each accused array are accused, and take the same shares."""
    arrays = {names.group[name] for name in accused}
    everyone = {name for name, array in names.group.items() if array in arrays}
    if not accused or everyone != set(accused):
        return False
    for array in arrays:
        shares = []
        for name, others in accused.items():
            if names.group[name] == array and others:
                shares.append(_shares(reading, name, sorted(others, key=names.group.__getitem__)))
        first = shares[0] if shares else None
        for share in shares:
            if share is None or first is None or not all(map(_nearly, share, first)):
                return False
    return True


def _nearly(one: float, other: float) -> bool:
    """Say whether two shares are the same, or both 0 but for rounding."""
    return same(one, other) or max(abs(one), abs(other)) < TOLERANCE


def _first_node(tape: Tape, found: Sequence[Chain], reading: StepReading, accused: Mapping[str, object]) -> int:
    """Return the first number made of a shared velocity that is for the accused alone; 0 if there is none."""
    roots = {name: root for name, (root, _) in reading.model.roots.items()}
    readers = frozenset[int]().union(*reading.evaluated.shared.values())
    own = _computed_for(tape, found, reading, [roots[name] for name in accused])
    own -= _computed_for(tape, found, reading, readers - {roots[name] for name in accused})
    depending = set(reading.evaluated.shared)
    for node in reading.forward.part:
        if node in reading.forward.roots or depending.isdisjoint(operands(tape, node)):
            continue
        depending.add(node)
        if node in own:
            return node
    return 0


def _computed_for(tape: Tape, found: Sequence[Chain], reading: StepReading, roots: Iterable[int]) -> set[int]:
    """Return the nodes that the new values of some parameters are computed from."""
    ends = [found[reading.forward.parameters[root]].at(reading.step.end) for root in roots]
    return set(part_of(tape, ends, roots=reading.forward.roots))
