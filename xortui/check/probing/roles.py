"""What the numbers of a program are for: found out from which of them matter for outputs and steps, and move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from xortui.check.asked import AskedError
from xortui.check.probing.groups import (
    Group,
    are_ones,
    is_named_like_a_parameter,
    is_real,
    list_around,
    owner,
    read,
    try_to_write,
    write,
)
from xortui.check.probing.probe import Probe, ProbingError, differs, equal, same_steps
from xortui.check.probing.saved_state import Floats, SavedPlace, SavedState

NUDGE = 0.03
"""How far numbers are moved to see whether something depends on them."""
ROUNDS = 3
"""States with other weights from which it is seen what the numbers are for."""


@dataclass(slots=True)
class Roles:
    """What the numbers of a program are for."""

    parameters: list[Group] = field(default_factory=list)
    """They matter for the outputs, and steps move them."""
    still: list[Group] = field(default_factory=list)
    """They matter for the outputs and never move: inputs, and parameters that were forgotten."""
    forgotten: list[Group] = field(default_factory=list)
    """Those that never move although their name is one of a parameter, or they lie in a list of parameters."""
    given: list[Group] = field(default_factory=list)
    """They matter for the step alone and never move: targets, rates."""
    carried: list[Group] = field(default_factory=list)
    """They matter for the outputs, and to compute the outputs changes them: the context of a recurrent network."""
    unseen: list[Group] = field(default_factory=list)
    """They are named like parameters, lie beside them, and nothing was seen to depend on them."""
    memory: list[Group] = field(default_factory=list)
    """They matter for the step alone, which changes them: momentum, sums that grow, counters."""


@dataclass(slots=True)
class _Seen:
    """What has been seen of the groups so far, by name."""

    moved: set[str] = field(default_factory=set)
    """Steps change them."""
    remembered: set[str] = field(default_factory=set)
    """To compute the outputs changes them."""
    matter: set[str] = field(default_factory=set)
    """The outputs depend on them."""
    shape: set[str] = field(default_factory=set)
    """The steps depend on them."""


def roles_of(probe: Probe) -> Roles:
    """Find out what the numbers are for, from several states: units may be dead in one.

    Raises:
        AskedError: if the step or the output can't be evaluated.
        ProbingError: if no number is learnt.
    """
    rng = np.random.default_rng(1)
    seen = _Seen()
    states = [_look_at_moves(probe, seen, None)]
    for number in range(ROUNDS):
        try:
            states.append(_look_at_moves(probe, seen, rng, number))
        except AskedError:
            continue  # what has been changed was no number of the network's
    for state in states:
        _look_at_outputs(probe, seen, state, rng)
    roles = Roles()
    for group in probe.groups:
        if group.name in seen.matter and group.name in seen.remembered:
            roles.carried.append(group)
        elif group.name in seen.matter:
            (roles.parameters if group.name in seen.moved else roles.still).append(group)
    if not roles.parameters:
        raise ProbingError(_why_none(probe, seen))
    for state in states:
        _look_at_steps(probe, seen, state, roles.parameters, rng)
    owners = {owner(group) for group in roles.parameters}
    known = seen.matter | seen.moved | seen.shape | seen.remembered
    for group in probe.groups:
        if group.name not in known and owner(group) in owners and is_named_like_a_parameter(group):
            roles.unseen.append(group)
        if group.name in seen.shape and group.name not in seen.matter:
            (roles.memory if group.name in seen.moved else roles.given).append(group)
    probe.base.restore()  # the arrays of a state are as they are now
    roles.forgotten = _forgotten(roles, probe.base)
    return roles


def _now(probe: Probe) -> dict[str, Floats | None]:
    return {group.name: read(group, probe.base) for group in probe.groups}


def _look_at_moves(probe: Probe, seen: _Seen, rng: np.random.Generator | None, number: int = 0) -> SavedState:
    """See what steps change, and what computing the outputs changes.

    Args:
        probe: of the program.
        seen: where it is written down.
        rng: what real numbers are changed with first; None to begin with those of the program.
        number: how many times that was done before; each time more is changed.

    Returns:
        A state in which everything depends on what it may depend on.
    """
    probe.base.restore()
    if rng is not None:
        _change_numbers(probe, rng, number)
    before = _now(probe)
    probe.outputs()
    probe.take_step()
    probe.take_step()
    after = _now(probe)
    probe.outputs()
    shown = _now(probe)
    seen.moved |= {name for name in before if not equal(before[name], after[name])}
    seen.remembered |= {name for name in before if not equal(after[name], shown[name])}
    return probe.saved()


def _change_numbers(probe: Probe, rng: np.random.Generator, number: int) -> None:
    """Change all that may be weights or inputs: a little first, then to anything, then single numbers too."""
    for group in probe.groups:
        values = read(group, probe.base)
        is_changed = is_real(group, probe.base) or (number > 0 and probe.is_named(group))
        if values is None or not is_changed:
            continue
        is_single = len(group.places) == 1 and values.size == 1
        noise = rng.standard_normal(values.size)
        if is_single and number < ROUNDS - 1:
            changed = values * rng.uniform(0.7, 1.3) + (values == 0) * rng.uniform(-0.5, 0.5)
        else:
            changed = values + noise if number == 0 else noise
        try_to_write(group, changed, probe.base)


def _look_at_outputs(probe: Probe, seen: _Seen, state: SavedState, rng: np.random.Generator) -> None:
    """See what the outputs depend on."""
    state.restore()
    reference = probe.outputs_or_none()
    if reference is None:
        return
    for group in probe.groups:
        if _nudged(probe, group, state, rng) and differs(probe.outputs_or_none(), reference):
            seen.matter.add(group.name)


def _look_at_steps(
    probe: Probe, seen: _Seen, state: SavedState, parameters: Sequence[Group], rng: np.random.Generator
) -> None:
    """See what the steps of the parameters depend on."""
    state.restore()
    reference = probe.stepped(parameters, state)
    for group in probe.groups:
        if group.name in seen.matter or group.name in seen.shape or not _nudged(probe, group, state, rng):
            continue
        if not same_steps(probe.stepped(parameters, state), reference):
            seen.shape.add(group.name)


def _why_none(probe: Probe, seen: _Seen) -> str:
    if seen.moved & seen.remembered & seen.matter:
        return f"the output `{probe.output_text}` changes the weights itself: it must only compute the outputs"
    if seen.moved - seen.remembered:
        return (
            f"the step `{probe.step_text}` moves no number that the output `{probe.output_text}` depends on: "
            "does it compute the outputs anew, with the weights as they are?"
        )
    return (
        f"the step `{probe.step_text}` moves no number that can be reached from the names of the file: "
        "keep the weights in a name, a list, a dict or an attribute"
    )


def _nudged(probe: Probe, group: Group, state: SavedState, rng: np.random.Generator) -> bool:
    """Move the numbers of a group a little; say whether that was possible."""
    probe.check_time()
    state.restore()
    values = read(group, state)
    if values is None:
        return False
    try:
        write(group, values + NUDGE * (1 + rng.random(values.size)), state)
    except (TypeError, ValueError, AttributeError, LookupError):
        return False  # in a tuple, or read-only
    return True


def is_finite(roles: Roles, base: SavedState) -> bool:
    """Say whether the parameters are finite numbers, as the program has left them."""
    for group in roles.parameters:
        for place in group.places:
            if not np.isfinite(np.asarray(base.places[place], dtype=np.float64)).all():
                return False
    return True


def _forgotten(roles: Roles, base: SavedState) -> list[Group]:
    """Return what never moves although its name is one of a parameter, or it lies in a list of parameters."""
    lists = {list_around(group) for group in roles.parameters} - {None}
    found = []
    for group in roles.still:
        is_parameter = is_named_like_a_parameter(group) or list_around(group) in lists
        if is_parameter and not are_ones(group, base):
            found.append(group)
    return found


def constants(probe: Probe, roles: Roles) -> list[Group]:
    """Return the numbers and arrays that matter and never move, other than inputs and forgotten parameters."""
    found = []
    for group in roles.still:
        if len(group.places) == 1 and group not in roles.forgotten and not probe.is_named(group):
            found.append(group)
    return found


def still_arrays(probe: Probe, roles: Roles) -> list[Group]:
    """Return the arrays of rows that matter and never move, as weights that are not updated; none if they may be data.

    They are none of the data if the step or the output names what the inputs are.
    """
    if not any(probe.is_named(group) for group in roles.still):
        return []
    found = []
    for group in roles.still:
        has_rows = all(_is_of_rows(place, probe.base) for place in group.places)
        if has_rows and is_real(group, probe.base) and not probe.is_named(group) and group not in roles.forgotten:
            found.append(group)
    return found


def _is_of_rows(place: SavedPlace, base: SavedState) -> bool:
    """Say whether something is an array of rows, or a number in a list of lists."""
    if np.ndim(base.places[place]):
        return np.ndim(base.places[place]) == 2 and min(np.shape(base.places[place])) > 1
    ends = place.parts[-2:]
    return len(place.parts) > 2 and all(type(part.key) is int and not part.is_attribute for part in ends)
