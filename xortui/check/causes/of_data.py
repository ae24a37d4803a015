"""Causes that lie in the data and how it is given: no bias, targets out of reach, pairs torn apart."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from xortui.check.causes.cause import Evidence
from xortui.check.causes.torn_pairs import torn_from_data
from xortui.check.shown_activations import shown
from xortui.core.activations import ROUNDING_OF_REACH, reach
from xortui.core.program import derivative
from xortui.diagnosis.wording import number, tuple_of, values_text

WRONG = 1e-3
"""An error below this is none."""
MANY_IN_A_ROW = 20
"""Steps with the same sample, from which on it is trained to the end."""
POINTS = 5
"""Points with other weights at which a sample is looked at."""


def no_bias(evidence: Evidence) -> str:
    """Tell a sample that no parameter moves, at other weights neither."""
    course = evidence.course
    random = np.random.default_rng(1)
    lines = {}
    for name in course.start:
        others = random.normal(0, 1, (POINTS, 1))
        lines[name] = np.concatenate([[[course.start[name]]], others])
        if name in course.model.missing:
            lines[name][:] = 0.0
    values = course.computed(lines, course.data)
    shape = (POINTS + 1, len(course.data))
    moved = np.zeros(len(course.data), bool)
    for name in course.model.roots:
        moved |= (np.broadcast_to(values[derivative("C", name)], shape) != 0).any(axis=0)
    for place, (x, y) in enumerate(course.data):
        outputs = [float(np.broadcast_to(values[unit.name], shape)[0, place]) for unit in course.network.units[-1]]
        is_wrong = any(abs(output - target) > WRONG for output, target in zip(outputs, y, strict=True))
        if not moved[place] and is_wrong and not any(x):
            return (
                f"There is no bias, and the inputs of the sample {tuple_of(x)} are 0: every gradient of it is 0, so no "
                f"weight moves its output. It stays {values_text(outputs)}, and its target is {values_text(y)}. "
                "Add a bias: a number that is learnt and added to each weighted sum, or an input that is always 1."
            )
    return ""


def target_out_of_range(evidence: Evidence) -> str:
    """Tell a target that the outputs can't reach."""
    activation = evidence.course.network.activations[-1]
    if _are_drawn(evidence):
        return ""
    low, high = reach(activation)
    bad = []
    for x, y in evidence.course.data:
        bad += [(x, value) for value in y if not low - ROUNDING_OF_REACH <= value <= high + ROUNDING_OF_REACH]
    if not bad:
        return ""
    x, value = bad[0]
    where = f"{number(low)} and {number(high)}" if np.isfinite(high) else f"{number(low)} and above"
    between = "between" if np.isfinite(high) else "at"
    samples = len({x for x, _ in bad})
    return (
        f"The target {number(value)} of the sample {tuple_of(x)} is out of reach: the outputs of {shown(activation)} "
        f"lie {between} {where}. So it is for {samples} of {len(evidence.course.data)} samples. Scale the targets into "
        "that range, or take another activation in the last layer."
    )


def _are_drawn(evidence: Evidence) -> bool:
    """Say whether targets are new in every step, as with noise on purpose: there are more of them than of inputs."""
    pairs = {pair for rows in evidence.course.rows_by_step for pair in rows}
    inputs = {x for x, _ in pairs}
    targets = {y for _, y in pairs}
    return len(targets) > len(inputs)


def torn_pairs(evidence: Evidence) -> str:
    """Tell that inputs are trained with other targets than those beside them in the data of the file."""
    course = evidence.course
    later = _torn_later(evidence)
    if later:
        return later
    torn = torn_from_data(evidence.trace.tape, course, evidence.trace.before_orders)
    if torn is None:
        return ""
    x, _ = course.rows(course.steps[torn.step])[torn.sample]
    look = f" Line {torn.line} puts numbers into another order." if torn.line else ""
    return (
        f"Inputs and targets do not stay together: in the data of the file the inputs {tuple_of(x)} "
        f"({torn.inputs_name}) belong to the target {values_text(torn.own)} ({torn.targets_name}), and in step "
        f"{torn.step + 1} of those seen they are trained with {values_text(torn.target)}; so it is for {torn.torn} of "
        f"{torn.pairs} pairs.{look} "
        "Shuffle both with the same order."
    )


def _torn_later(evidence: Evidence) -> str:
    """Tell that the same inputs of the file come with one target now and with another later."""
    course = evidence.course
    if evidence.is_large or not course.is_reproduced:
        return ""
    seen: dict[tuple[int, ...], dict[tuple[int, ...], tuple[int, int]]] = {}
    for step, seen_step in enumerate(course.steps):
        samples = zip(seen_step.inputs.tolist(), seen_step.targets.tolist(), strict=True)
        for sample, (inputs, targets) in enumerate(samples):
            seen.setdefault(tuple(inputs), {}).setdefault(tuple(targets), (step, sample))
    torn = []
    for first_places in seen.values():
        rows: dict[tuple[float, ...], tuple[int, tuple[float, ...]]] = {}
        for step, sample in first_places.values():
            x, y = course.rows_by_step[step][sample]
            rows.setdefault(y, (step, x))
        if len(rows) > 1:
            torn.append(rows)
    if len(seen) < 2 or 2 * len(torn) < len(seen) or _are_drawn(evidence):
        return ""
    first, second = list(torn[0].items())[:2]
    if first[1][0] == second[1][0]:
        return ""
    return (
        f"Inputs and targets do not stay together: the inputs {tuple_of(first[1][1])} come with the target "
        f"{values_text(first[0])} in step {first[1][0] + 1} and with {values_text(second[0])} in step "
        f"{second[1][0] + 1} of those seen; so it is for {len(torn)} of {len(seen)} inputs. "
        "Shuffle both with the same order."
    )


def one_sample_at_a_time(evidence: Evidence) -> str:
    """Tell that one sample is trained many times before the next."""
    course = evidence.course
    if len(course.rows_by_step[0]) != 1 or course.skipped:
        return ""
    trained = [rows[0] for rows in course.rows_by_step]
    runs = [(row, len(list(steps))) for row, steps in groupby(trained)]
    if len(runs) < 2 or len(course.data) < 2:
        return ""
    whole = [length for _, length in runs[:-1]]
    if min(whole) < MANY_IN_A_ROW:
        return ""
    (x, _), length = runs[0]
    return (
        f"One sample is trained to the end before the next: the first {length} steps seen are all of the sample "
        f"{tuple_of(x)}, and then come others. The network forgets it while it learns them. Put the loop over the "
        "samples inside the loop over the epochs."
    )
