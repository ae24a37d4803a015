"""Causes that lie in the steps: too few, too small, too large."""

from __future__ import annotations

import numpy as np

from xortui.check.causes.cause import Evidence
from xortui.core.lockstep import Floats
from xortui.core.program import LOSS
from xortui.diagnosis.learnt import LEARNT_SHARE
from xortui.diagnosis.wording import number

FAR_FROM_LEARNT = 0.5
"""A loss above this, as a share of that of constant outputs, has hardly begun to fall."""
LONGER = 20
"""How many times as long training is tried."""
SMALL_RATE = 1e-5
"""A rate below this is taken for the reason why steps are small."""
SMALL_STEP = 1e-8
"""A step below this is far too small."""
CLEARLY = 0.01
"""How far a parameter moves before that is taken for a change."""
LARGER = 10.0
"""The multiple of the learning rate that is tried for training that is slow."""
SMALLER = 0.1
"""The multiple of the learning rate that is tried for training that does not fall."""
SOMETIMES = 0.1
"""The part of the steps that must raise the loss, where training again with smaller ones shows that these learn."""
OFTEN = 0.5
"""The same, where nothing else shows it."""
GONE_AT_ONCE = (
    "The steps are too large: after the first that was seen a parameter is beyond a million, or no number any more. "
    "Take a smaller learning rate, or divide the gradients by the number of samples."
)
"""Said where the first step that was seen takes a parameter beyond `HUGE` of `course`."""


def too_few_steps(evidence: Evidence) -> str:
    """Tell that training on as before learns, where the file ends too early."""
    epochs = evidence.epochs
    retraining = evidence.retraining
    if epochs is None or not evidence.final > FAR_FROM_LEARNT or not retraining.can(LONGER * epochs):
        return ""
    start = evidence.course.start
    needed, share = retraining.trained(start, LONGER * epochs)
    if not share <= LEARNT_SHARE:
        return ""
    also = ""
    if retraining.can(epochs) and retraining.trained(start, epochs, LARGER)[1] <= LEARNT_SHARE:
        also = f"; with {LARGER:g} times the learning rate, {epochs:,} epochs are enough"
    first = evidence.loss(retraining.share(start))
    return (
        f"{epochs:,} epochs are too few at this learning rate: the loss goes from {first} to "
        f"{evidence.loss(evidence.final)} in them. Trained on from the same start with the same steps, it is "
        f"{evidence.loss(share)} after {needed:,} epochs{also}. Train longer, or take larger steps."
    )


def steps_too_small(evidence: Evidence) -> str:
    """Tell that the rate is so small that no parameter moves."""
    course = evidence.course
    if not evidence.final > FAR_FROM_LEARNT or not course.steps or not abs(course.judged.rate) < SMALL_RATE:
        return ""
    largest = max(float(np.max(np.abs(course.after[name] - old))) for name, old in course.before.items())
    if not largest < SMALL_STEP:
        return ""
    if not largest:
        return (
            "The steps are far too small: rounding leaves nothing of them, so no parameter moves at all. "
            "Take a much larger learning rate."
        )
    steps = float(f"{CLEARLY / largest:.1g}")
    return (
        f"The steps are far too small: none moves a parameter by more than {number(largest)}, so that one needs about "
        f"{number(steps)} steps until it has moved by 0.01. Take a much larger learning rate."
    )


def steps_too_large(evidence: Evidence) -> str:
    """Tell that most steps raise the loss that they are to lower, where a tenth of them lowers it."""
    course = evidence.course
    retraining = evidence.retraining
    if not (evidence.is_stuck or course.diverged) or len(course.steps) < 3:
        return ""
    before = _own_losses(evidence, 0.0)
    whole = _own_losses(evidence, 1.0)
    tenth = _own_losses(evidence, SMALLER)
    is_real = before > 1e-9 * course.loss_of_constant
    is_worse = is_real & (whole > before) & (tenth < before)
    part = OFTEN if course.diverged else SOMETIMES
    if not is_worse.sum() >= part * len(before):
        return ""
    place = int(np.argmax(is_worse))
    epochs = evidence.epochs
    also = ""
    if epochs is not None and retraining.can(epochs):
        needed, share = retraining.trained(course.start, epochs, SMALLER)
        if share <= LEARNT_SHARE:
            also = f" With a tenth of the learning rate the network has learnt after {needed:,} epochs."
    if not also and not course.diverged:
        return ""
    return (
        f"The steps are too large: {int(is_worse.sum())} of the {len(before)} steps seen raise the loss of their own "
        f"samples although they go along the right gradient, as the first of these from {number(before[place])} to "
        f"{number(whole[place])}; a tenth of it would bring it to {number(tenth[place])}.{also} Take a smaller "
        "learning rate."
    )


def _own_losses(evidence: Evidence, part: float) -> Floats:
    """Return the mean loss of each step's own samples when a part of the step has been taken."""
    course = evidence.course
    lines = {name: old + part * (course.after[name] - old) for name, old in course.before.items()}
    loss = course.computed_by_step(lines)[LOSS]
    means: Floats = loss.mean(axis=1)
    return means
