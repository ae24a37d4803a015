"""Causes that lie in the error surface: a plateau, a saddle, a minimum; told from gradient and exact Hessian."""

from __future__ import annotations

import numpy as np

from xortui.core.hessian import Axes, Curvature
from xortui.diagnosis.evidence import Evidence, values_at
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.of_rate import epochs_until_half
from xortui.diagnosis.ways_out import direction_in_words
from xortui.diagnosis.wording import counted, listed, number, tuple_of
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase, plural

FLAT = 1e-5
"""An eigenvalue of less than this share of the greatest is one of a flat direction, whatever its sign."""
STILL = 1e-9
"""A gradient of less than this along a direction is none: training does not find that direction."""
FAR_ENOUGH = 0.3
"""How far along the direction that curves down the saddle is left."""


def plateau(evidence: Evidence) -> Finding | None:
    """Tell that the loss still falls, but so slowly that nothing is learnt in the epochs that it is given."""
    found = _curvature(evidence)
    half = _epochs_until_half(evidence)
    if found is None or not half:
        return None
    curvature, axes = found
    is_at_saddle = _curves_down(axes)
    if evidence.is_stuck and not (is_at_saddle and _along(curvature, axes) > STILL):
        return None
    onward = evidence.onward
    size = float(np.linalg.norm(curvature.gradient))
    falls = ""
    if not evidence.leads_elsewhere:
        falls = phrase(
            ": from {before} to {after} in the next {epochs}",
            before=f"{evidence.loss:.7g}",
            after=f"{onward.loss:.7g}",
            epochs=counted(onward.epochs, "epoch"),
        )
    numbers = _numbers(curvature, axes) | {
        "epochs until half": half,
        "loss now": evidence.loss,
        "loss later": onward.loss,
    }
    at_saddle = ""
    if is_at_saddle:
        negative = _negative(axes)
        direction = _direction(curvature, axes)
        at_saddle = phrase(
            " It lies at a saddle: {negative}, along {direction}.", negative=negative, direction=direction
        )
        leaves = _epochs_until_left(evidence, curvature, axes)
        if leaves > 1:
            numbers["epochs until left"] = leaves
            at_saddle = phrase(
                " It lies at a saddle: {negative}, along {direction}; training leaves it that way by itself, "
                "at this rate after about {epochs} epochs.",
                negative=negative,
                direction=direction,
                epochs=grouped(leaves),
            )
    return Finding(
        id="plateau",
        sentence=(
            phrase(
                "{there} a plateau: the gradient is small, its length {size}, but the loss still "
                "falls{falls}. At this pace it takes {half} epochs until it is half.{at_saddle}",
                there=_there(evidence),
                size=number(size),
                falls=falls,
                half=grouped(half),
                at_saddle=at_saddle,
            )
        ),
        numbers=numbers,
        look_at=phrase("the Loss pane, and ∂C/∂w in the Weights pane: all of them are small"),
        helps=phrase(
            "Train longer; a larger learning rate, momentum or larger starting weights cross a plateau sooner."
        ),
    )


def saddle(evidence: Evidence) -> Finding | None:
    """Tell that the Hessian curves down in some direction, where training does not find it by itself."""
    found = _curvature(evidence)
    if found is None or not evidence.is_stuck:
        return None
    curvature, axes = found
    along = _along(curvature, axes)
    if not _curves_down(axes) or (along > STILL and _epochs_until_half(evidence)):
        return None
    return Finding(
        id="saddle",
        sentence=(
            phrase(
                "{there} a saddle, and no minimum: {negative}, and the greatest is {greatest}. The way "
                "out is the direction {direction}, or against it; the gradient along it is only "
                "{along}, so training does not find it by itself.",
                there=_there(evidence),
                negative=_negative(axes),
                greatest=number(float(axes.values[-1])),
                direction=_direction(curvature, axes),
                along=number(along),
            )
        ),
        numbers=_numbers(curvature, axes) | {"way out": axes.vectors[:, 0].tolist()},
        look_at=phrase("the Error surface pane, which draws this direction"),
    )


def minimum(evidence: Evidence) -> Finding | None:
    """Tell that the Hessian curves down nowhere, where the loss is far above 0."""
    found = _curvature(evidence)
    if found is None or not evidence.is_stuck:
        return None
    curvature, axes = found
    if _curves_down(axes):
        return None
    bottom = phrase("Its bottom is at a loss of about {loss}", loss=number(_bottom(curvature, axes)))
    constant = phrase("constant outputs have {constant}", constant=number(evidence.loss_of_constant))
    return Finding(
        id="minimum",
        sentence=(
            phrase(
                "{there} a minimum that solves nothing: {positive}, so C curves down in no "
                "direction. {bottom}, and {constant}. {wrong}{at_infinity}",
                there=_there(evidence),
                positive=_none_negative(axes),
                bottom=bottom,
                constant=constant,
                wrong=_outputs(evidence),
                at_infinity=_at_infinity(evidence, axes),
            ).rstrip()
        ),
        numbers=_numbers(curvature, axes) | {"loss at the bottom": _bottom(curvature, axes)},
        look_at=phrase("the Samples pane: whose errors cancel; and the Error surface pane"),
        helps=_others(evidence),
    )


def _curvature(evidence: Evidence) -> tuple[Curvature, Axes] | None:
    """Return the derivatives where training does not learn; None where it does, or has diverged."""
    curvature = evidence.curvature_at_rest
    if curvature is None or not evidence.is_in_trouble or evidence.case.end or evidence.onward.has_diverged:
        return None
    return curvature, curvature.axes()


def _there(evidence: Evidence) -> str:
    """Begin to tell what kind of point it is, here or where training leads."""
    if not evidence.leads_elsewhere:
        return phrase("This is")
    onward = evidence.onward
    return phrase(
        "Training leads, in {epochs}, to a loss of {loss}, and that is",
        epochs=counted(onward.epochs, "epoch"),
        loss=number(onward.loss),
    )


def _epochs_until_half(evidence: Evidence) -> int:
    """Return how many epochs it takes until the loss is half, at the pace here, or where training leads."""
    if not evidence.leads_elsewhere:
        return epochs_until_half(evidence)
    onward = evidence.onward
    middle = min(onward.course, key=lambda point: abs(point[0] - onward.epochs / 2))
    fall = (middle[1] - onward.loss) / max(onward.epochs - middle[0], 1)
    return round(0.5 * onward.loss / fall) if fall > 0 else 0


def _flat(axes: Axes) -> float:
    """Return the size up to which an eigenvalue is one of a flat direction."""
    return FLAT * max(float(np.abs(axes.values).max()), 1e-300)


def _curves_down(axes: Axes) -> bool:
    return bool(axes.values[0] < -_flat(axes))


def _along(curvature: Curvature, axes: Axes) -> float:
    """Return the gradient along the direction that curves down most."""
    return float(abs(curvature.gradient @ axes.vectors[:, 0]))


def _negative(axes: Axes) -> str:
    """Tell the eigenvalues that are negative."""
    count = int((axes.values < -_flat(axes)).sum())
    return plural(
        "of the {all} eigenvalues of the Hessian {count} is negative, {least} the least",
        "of the {all} eigenvalues of the Hessian {count} are negative, {least} the least",
        count,
        all=len(axes.values),
        least=number(float(axes.values[0])),
    )


def _none_negative(axes: Axes) -> str:
    """Tell that no eigenvalue is negative, or hardly so."""
    least = float(axes.values[0])
    greatest = number(float(axes.values[-1]))
    if least > 0:
        return phrase(
            "all {all} eigenvalues of the Hessian are positive, from {least} to {greatest}",
            all=len(axes.values),
            least=number(least),
            greatest=greatest,
        )
    flat = int((np.abs(axes.values) <= _flat(axes)).sum())
    return phrase(
        "of the {all} eigenvalues of the Hessian {flat} are 0 or nearly, the least "
        "{least}, and all others are positive, up to {greatest}",
        all=len(axes.values),
        flat=flat,
        least=number(least),
        greatest=greatest,
    )


def _numbers(curvature: Curvature, axes: Axes) -> dict[str, float | int | list[float]]:
    return {"eigenvalues": axes.values.tolist(), "gradient": float(np.linalg.norm(curvature.gradient))}


def _direction(curvature: Curvature, axes: Axes) -> str:
    return direction_in_words(curvature.names, axes.vectors[:, 0].tolist())


def _epochs_until_left(evidence: Evidence, curvature: Curvature, axes: Axes) -> int:
    """Return after how many epochs of plain descent the saddle is left: what lies along its direction grows as e^(a·t).

    Momentum and other optimizers are left out of account.
    """
    case = evidence.case
    schedule = case.problem.schedule
    in_a_sum = schedule.batch if case.problem.training.gradients == "sum" else 1
    per_epoch = case.learning_rate * schedule.updates * in_a_sum
    growth = per_epoch * abs(float(axes.values[0]))
    reached = _along(curvature, axes) / abs(float(axes.values[0]))
    return max(1, round(float(np.log(max(FAR_ENOUGH / reached, 1.0))) / growth)) if growth > 0 else 0


def _bottom(curvature: Curvature, axes: Axes) -> float:
    """Return the loss at the bottom of the bowl that gradient and Hessian describe, along its steep directions."""
    along = axes.vectors.T @ curvature.gradient
    steep = axes.values > 1e-3 * axes.values[-1]
    return curvature.loss - 0.5 * float((along[steep] ** 2 / axes.values[steep]).sum())


def _outputs(evidence: Evidence) -> str:
    """Tell which samples are wrong, and what is said to them."""
    wrong = []
    outputs = evidence.network.units[-1]
    values = values_at(evidence.answering, evidence.case, evidence.rest)
    targets = np.array([y for _, y in evidence.case.samples], dtype=float)
    answers = np.array([np.broadcast_to(values[unit.name], (len(targets),)) for unit in outputs]).T
    off = np.abs(answers - targets).max(axis=1)
    spread = max(float(targets.max() - targets.min()), 1e-12)
    for place in range(len(targets)):
        if off[place] > 0.25 * spread:
            answer = number(float(answers[place, 0])) if len(outputs) == 1 else tuple_of(answers[place].tolist())
            wrong.append(f"{tuple_of(evidence.case.samples[place][0])} → {answer}")
    if not wrong:
        return ""
    return phrase(
        "{wrong} of {samples} are wrong: {answers}. ",
        wrong=len(wrong),
        samples=counted(len(targets), "sample"),
        answers=listed(wrong),
    )


def _at_infinity(evidence: Evidence, axes: Axes) -> str:
    """Tell that the weights still grow where they are flat: such a minimum lies at infinity."""
    place = np.argmax(np.abs(evidence.case.now[: len(evidence.network.parameter_names)]))
    before = abs(evidence.case.now[place])
    after = abs(evidence.onward.state[place])
    if not after > before + 0.05 or not axes.values[0] < 0.01 * axes.values[-1]:
        return ""
    name = evidence.network.parameter_names[place]
    return phrase(
        "Its floor is flat: |{name}| still grows, from {before} to {after} in {epochs}, and no end is reached.",
        name=name,
        before=number(before),
        after=number(after),
        epochs=counted(evidence.onward.epochs, "epoch"),
    )


def _others(evidence: Evidence) -> str:
    """Tell how many other starts learn."""
    starts = evidence.other_starts
    if not starts:
        return ""
    learnt = [start for start in starts if start.has_learnt]
    if not learnt:
        return phrase(
            "Of {starts} other starts none learns in {horizon}.",
            starts=len(starts),
            horizon=counted(evidence.horizon, "epoch"),
        )
    median = int(np.median([start.epochs for start in learnt]))
    return phrase(
        "Of {starts} other starts {learnt} learn, in {median} at the median: it is this start that is a bad one.",
        starts=len(starts),
        learnt=len(learnt),
        median=counted(median, "epoch"),
    )
