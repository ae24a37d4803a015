"""Costs that a file computes and that its steps do not follow."""

from __future__ import annotations

import numpy as np

from xortui.check.differentiation.costs_of_errors import CostsOfErrors
from xortui.check.differentiation.other_cost import OtherCost
from xortui.check.differentiation.slope_families import SQUARED, family_of
from xortui.check.examination import StepReading
from xortui.check.judgement.findings import FoundMistake, in_values
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.names import FileNames
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.watching import WatchedRun
from xortui.core.activations import learns_by_rule

SLOPE_OF_OTHER_LOSS = UnplantedMistake(
    id="slope-of-other-loss",
    sentence="What goes back from the outputs is not the slope of the cost that line {cost} computes, nor a multiple "
    "of it: where ŷ − y is {low} and {high}, that slope is {first} and {second}, and what goes back is {third} and "
    "{fourth}.",
    hint="Differentiate the cost by the output. A constant factor does not matter: it only scales the steps.",
)
DIGITS = 3
"""Of numbers in its sentence."""


def other_cost(seen: WatchedRun, reading: StepReading, labelled: LabelledStep) -> OtherCost | None:
    """Return a cost of ŷ − y that is computed while the steps are right for another loss; None if there is none.

    Args:
        seen: the training.
        reading: of its step.
        labelled: the numbers of the step.
    """
    evaluated = reading.evaluated
    is_known = reading.judged.loss == "half-squared-error" and not evaluated.own_loss
    in_part = all(one.node in reading.forward.part for one in evaluated.errors.values())
    if seen.is_part or not is_known or not in_part or learns_by_rule(reading.model.activations[-1]):
        return None
    tape = seen.trace.tape
    costs = CostsOfErrors(tape, seen.chains, seen.steps, reading.step, reading.forward, evaluated.errors).compared()
    by_line = [(labelled.source.line(cost.node), cost) for cost in costs]
    # Where a line branches, a cost that is followed on one branch alone is not.
    torn = {line for line, cost in by_line if cost.is_branching and not cost.is_followed}
    if any(cost.is_followed and not (cost.is_branching and line in torn) for line, cost in by_line):
        return None
    others = [(line, cost) for line, cost in by_line if not cost.is_followed]
    if not others:
        return None
    line, cost = next((one for one in others if not one[1].is_measure), others[0])
    followed = family_of(cost.errors, cost.passed_back) if evaluated.errors else SQUARED
    return OtherCost(cost, line, followed, is_of_file=bool(evaluated.errors))


def mistaken_slope(other: OtherCost, reading: StepReading, names: FileNames, labelled: LabelledStep) -> FoundMistake:
    """Return the mistake in what goes back from outputs, with two errors at which it shows best.

    Args:
        other: the cost whose slope it is not.
        reading: of the step.
        names: of the parameters in the file.
        labelled: the numbers of the step.
    """
    cost = other.cost
    order = np.argsort(np.abs(cost.errors))
    errors = cost.errors[order]
    slopes = cost.slopes[order]
    passed_back = cost.passed_back[order]
    # Where what goes back is 0 and the slope is not, or the other way round, it shows at once.
    apart = np.arctan2(np.abs(slopes) / np.max(np.abs(slopes)), np.abs(passed_back) / np.max(np.abs(passed_back)))
    low, high = sorted((int(np.argmin(apart)), int(np.argmax(apart))))
    sentence = SLOPE_OF_OTHER_LOSS.sentence.format(
        cost=other.line,
        low=_number(errors[low]),
        high=_number(errors[high]),
        first=_number(slopes[low]),
        second=_number(slopes[high]),
        third=_number(passed_back[low]),
        fourth=_number(passed_back[high]),
    )
    node = next(iter(reading.evaluated.errors.values())).node
    mistake = SLOPE_OF_OTHER_LOSS._replace(sentence=sentence)
    return in_values(mistake, list(reading.model.roots), node, names, labelled, labelled.source.line(node))


def doubt_of_cost(other: OtherCost | None) -> str:
    """Return why nobody knows whether steps that are right for some loss are meant so; '' if there is no doubt."""
    if other is None or not other.is_doubtful:
        return ""
    return (
        f"what goes back from the outputs is not the slope of the cost that line {other.line} computes, nor known as "
        "the slope of another loss"
    )


def told_of_cost(other: OtherCost | None) -> str:
    """Return the sentence on a cost that is computed beside right steps; '' if there is nothing to tell."""
    if other is None or not other.is_told:
        return ""
    name = other.cost.family or "another"
    if other.cost.is_weighted:
        name = f"{name}, weighted"
    return (
        f"Your steps follow {other.followed}; the cost that line {other.line} computes is {name}. "
        "Both are fine to train with, but look at the one that your steps follow: the other need not fall."
    )


def _number(value: float) -> str:
    return f"{value:.{DIGITS}g}".replace("-", "−")
