"""The causes that are no bad luck: the gradients are not those of the loss, or the steps do not follow them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.backpropagation import write_program
from xortui.core.hessian import MAX_PARAMETERS, HessianOf
from xortui.core.program import LOSS, Operation, derivative
from xortui.diagnosis.case import State
from xortui.diagnosis.evidence import Evidence, values_at
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.wording import listed, number
from xortui.language.phrase import phrase

WRONG = 1e-6
"""A gradient or a move is wrong if it is off by more than this share of the greatest of them."""
EPOCHS_OF_MOVES = (1, 2)
"""Epochs whose moves are compared: sums that one update should have cleared are seen in the next one."""
MIN_SCALE = 1e-12
"""What stands for the greatest of them where all are smaller."""


class _Wrong(NamedTuple):
    """A number of one parameter that is wrong."""

    off: float
    """By which share of the greatest one."""
    name: str
    theirs: float
    right: float


def wrong_gradients(evidence: Evidence) -> Finding | None:
    """Tell gradients that backpropagation, as it is written in the program, gets wrong."""
    if evidence.program.is_as_written or len(evidence.network.parameter_names) > MAX_PARAMETERS:
        return None
    # Where training has diverged, the gradients of now may be those of nothing.
    found = _wrong_at(evidence, evidence.case.now) or _wrong_at(evidence, evidence.case.start)
    if not found:
        return None
    # The largest is what one sees best.
    worst = max(found)
    operation = evidence.program.by_target[derivative(LOSS, worst.name)]
    return Finding(
        id="wrong-gradients",
        sentence=(
            phrase(
                "The gradients are wrong: {wrong} of {all} are not the derivatives of C. "
                "∂C/∂{name} is computed as {theirs} where it is {right}. {outcome}",
                wrong=len(found),
                all=len(evidence.network.parameter_names),
                name=worst.name,
                theirs=number(worst.theirs),
                right=number(worst.right),
                outcome=_outcome(evidence),
            )
        ),
        numbers={"wrong": [wrong.name for wrong in found], "computed": worst.theirs, "right": worst.right},
        look_at=_look_at(operation, found),
    )


def _outcome(evidence: Evidence) -> str:
    """Return what comes of wrong gradients: nothing good, or luck with this start."""
    if evidence.is_in_trouble:
        return phrase("So the steps do not follow the gradient down, wherever training starts.")
    return phrase("So the steps do not follow the gradient. It learns all the same; from another start it may not.")


def _look_at(operation: Operation, found: Sequence[_Wrong]) -> str:
    """Return where to look: at the operation that computes the worst number, and at all names that are wrong."""
    return phrase(
        "op {number}: {operation}; wrong, too: {names}",
        number=operation.number,
        operation=operation,
        names=listed([wrong.name for wrong in found]),
    )


def _wrong_at(evidence: Evidence, state: State) -> list[_Wrong]:
    """Return the parameters whose gradient is wrong from a state; none where it is not finite."""
    curvature = HessianOf(evidence.answering, evidence.case.samples).at(state)
    if not curvature.is_finite:
        return []
    values = values_at(evidence.answering, evidence.case, state)
    scale = max(float(np.abs(curvature.by_sample).max()), MIN_SCALE)
    wrong = []
    for place, name in enumerate(curvature.names):
        target = derivative(LOSS, name)
        if target not in values:
            continue
        right = curvature.by_sample[:, place]
        theirs = np.broadcast_to(np.asarray(values[target], dtype=float), right.shape)
        sample = int(np.argmax(np.abs(theirs - right)))
        off = abs(float(theirs[sample] - right[sample])) / scale
        if off > WRONG:
            wrong.append(_Wrong(off, name, float(theirs[sample]), float(right[sample])))
    return wrong


def wrong_steps(evidence: Evidence) -> Finding | None:
    """Tell steps that move the parameters otherwise than the optimizer has it, with gradients that are right."""
    program = evidence.program
    if program.is_as_written:
        return None
    right = write_program(program.network, program.training)
    if right.state != program.state or right.settings != program.settings:
        return None
    case = evidence.case
    as_written = evidence.trainer_with(program=right)
    for epochs in EPOCHS_OF_MOVES:
        for state, done in ((case.now, case.steps), (case.start, 0)):
            steps = epochs * len(case.samples)
            theirs = np.subtract(evidence.trainer.after(state, done + 1, steps), state)
            ours = np.subtract(as_written.after(state, done + 1, steps), state)
            found = _wrong_moves(program.network.parameter_names, theirs, ours)
            if found:
                return _told_of_moves(evidence, found, done, epochs)
    return None


def _wrong_moves(names: Sequence[str], theirs: Floats, ours: Floats) -> list[_Wrong]:
    """Return the parameters that move otherwise than they should; none where they go past all bounds."""
    count = len(names)
    if not (np.isfinite(theirs[:count]).all() and np.isfinite(ours[:count]).all()):
        return []
    scale = max(float(np.abs(ours[:count]).max()), MIN_SCALE)
    wrong = []
    for name, moved, wanted in zip(names, theirs.tolist(), ours.tolist(), strict=False):
        off = abs(moved - wanted) / scale
        if off > WRONG:
            wrong.append(_Wrong(off, name, moved, wanted))
    return wrong


def _told_of_moves(evidence: Evidence, found: list[_Wrong], done: int, epochs: int) -> Finding:
    """Return what is told of moves that are wrong, in the epochs after so many steps."""
    worst = max(found)
    names = [wrong.name for wrong in found]
    operation = evidence.program.by_target.get(worst.name)
    look_at = phrase("no operation changes {names}", names=listed(names))
    if operation is not None:
        look_at = _look_at(operation, found)
    when = phrase("In the epoch after step {done}", done=done)
    if epochs > 1:
        when = phrase("In the {epochs} epochs after step {done}", epochs=epochs, done=done)
    return Finding(
        id="wrong-steps",
        sentence=phrase(
            "The steps are wrong, though the gradients are right: {wrong} of {all} parameters do not move as the "
            "optimizer has it. {when} {name} moves by {moved} where it should by {wanted}.",
            wrong=len(found),
            all=len(evidence.network.parameter_names),
            when=when,
            name=worst.name,
            moved=number(worst.theirs),
            wanted=number(worst.right),
        ),
        numbers={"wrong": names, "moved": worst.theirs, "right": worst.right},
        look_at=look_at,
    )
