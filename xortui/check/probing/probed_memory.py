"""What a step keeps for the next one: momentum, sums that are never reset, a rate that changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xortui.check.probing.groups import put_back, read
from xortui.check.probing.probe import Probe, ProbingError
from xortui.check.probing.probed_fit import TOLERANCE, Fit
from xortui.check.probing.random_states import at_random
from xortui.check.probing.roles import Roles
from xortui.check.probing.saved_state import Floats, SavedState
from xortui.check.probing.shown_names import listed

REPEATED = 3
"""Steps that are taken from the same weights, to see whether they differ."""


@dataclass(frozen=True, slots=True)
class ProbedMemory:
    """What a step has kept for the next one."""

    sentence: str
    """'' if there is nothing to tell."""
    is_wrong: bool = False
    is_unclear: bool = False


def memory_of(probe: Probe, roles: Roles, fit: Fit) -> ProbedMemory:
    """Take several steps from the same weights: whatever differs comes from what the steps keep."""
    state = at_random(probe, roles, np.random.default_rng(11), with_data=False)
    found = repeated_steps(probe, roles, state, REPEATED)
    # Where random numbers are drawn, what follows no loss may do so for them alone.
    names = [name for name in found[0] if fit.followed[name].rate or probe.draws_in_steps]
    names = [name for name in names if not fit.followed[name].decay]
    first = np.concatenate([found[0][name] for name in names]) if names else np.zeros(1)
    length = float(first @ first)
    if not length:
        return ProbedMemory("")
    ratios = []
    for step in found:
        change = np.concatenate([step[name] for name in names])
        ratio = float(change @ first) / length
        if np.abs(change - ratio * first).max() > TOLERANCE * max(np.abs(change).max(), np.abs(first).max()):
            return _unclear(roles)
        ratios.append(ratio)
    second = ratios[1] - 1
    third = ratios[2] - ratios[1]
    if abs(second) < TOLERANCE and abs(third) < TOLERANCE:
        return ProbedMemory("")
    kept = _kept_in(roles)
    if abs(third - second * second) > TOLERANCE:
        return ProbedMemory(f"The rate changes from step to step{kept}.")
    is_mistaken = second < 0 or second >= 1 - TOLERANCE
    if is_mistaken and probe.draws_in_steps:
        # A step that rests by chance looks as if it took the one before back.
        return _unclear(roles)
    if second >= 1 - TOLERANCE:
        return ProbedMemory(f"Each step repeats all that were before it{kept}: sums are never reset.", is_wrong=True)
    if second < 0:
        return ProbedMemory(f"Each step takes back {-second:.3g} of the one before it{kept}.", is_wrong=True)
    return ProbedMemory(f"Each step keeps {second:.3g} of the one before it (momentum){kept}.")


def _unclear(roles: Roles) -> ProbedMemory:
    kept = _kept_in(roles)
    sentence = f"two steps from the same weights differ{kept}: what the steps keep for the next one is not understood"
    return ProbedMemory(sentence, is_unclear=True)


def _kept_in(roles: Roles) -> str:
    """Return what the steps keep, as part of a sentence; '' if it can't be reached."""
    if not roles.memory:
        return ""
    return f", kept in {listed([group.name for group in roles.memory])}"


def repeated_steps(probe: Probe, roles: Roles, state: SavedState, times: int) -> list[dict[str, Floats]]:
    """Take steps from the same parameters again and again, with all else as each step has left it."""
    state.restore()
    groups = roles.parameters
    kept = [*groups, *roles.carried]
    before = {group.name: read(group, state) for group in kept}
    found = []
    for _ in range(times):
        changes = probe.stepped(groups, state)
        if changes is None:
            raise ProbingError(f"the step `{probe.step_text}` can't be repeated")
        found.append(changes)
        for group in kept:
            values = before[group.name]
            if values is not None:
                put_back(group, values, state)
    return found
