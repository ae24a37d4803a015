"""The cause that is no bad luck: what the steps follow is not the gradient of the loss."""

from __future__ import annotations

import numpy as np

from xortui.core.program import LOSS, derivative
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.wording import listed, number
from xortui.language.phrase import phrase

WRONG = 1e-6
"""A gradient is wrong if it is off by more than this share of the greatest of them."""


def wrong_gradients(evidence: Evidence) -> Finding | None:
    """Tell gradients that backpropagation, as it is written in the program, gets wrong."""
    curvature = evidence.curvature
    if curvature is None or evidence.program.is_as_written:
        return None
    wrong: list[tuple[float, str, float, float]] = []
    scale = max(float(np.abs(curvature.by_sample).max()), 1e-12)
    for place, name in enumerate(curvature.names):
        target = derivative(LOSS, name)
        if target not in evidence.values:
            continue
        theirs = evidence.by_sample(target)
        right = curvature.by_sample[:, place]
        sample = int(np.argmax(np.abs(theirs - right)))
        off = abs(float(theirs[sample] - right[sample])) / scale
        if off > WRONG:
            wrong.append((off, name, float(theirs[sample]), float(right[sample])))
    if not wrong:
        return None
    # The largest is what one sees best.
    _, name, theirs_there, right_there = max(wrong)
    operation = evidence.program.by_target[derivative(LOSS, name)]
    names = [name for _, name, _, _ in wrong]
    return Finding(
        id="wrong-gradients",
        sentence=(
            phrase(
                "The gradients are wrong: {wrong} of {all} are not the derivatives of C. "
                "∂C/∂{name} is computed as {theirs} where it is {right}. So the steps do "
                "not lead down, wherever training starts.",
                wrong=len(wrong),
                all=len(curvature.names),
                name=name,
                theirs=number(theirs_there),
                right=number(right_there),
            )
        ),
        numbers={"wrong": names, "computed": theirs_there, "right": right_there},
        look_at=phrase(
            "op {number}: {operation}; wrong, too: {names}",
            number=operation.number,
            operation=operation,
            names=listed(names),
        ),
    )
