"""Causes that lie in the cost that is printed: it is another than the one that the steps follow."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.check.causes.cause import Evidence
from xortui.check.causes.compared_names import names_of_outputs_and_targets
from xortui.check.causes.printed_cost import Printed, PrintedCosts

FOLLOWED: Mapping[str, tuple[str, str]] = {
    "half-squared-error": ("squared-error", "the squared error"),
    "binary-cross-entropy": ("binary-cross-entropy", "cross-entropy"),
    "cross-entropy": ("cross-entropy", "cross-entropy"),
}
"""Loss of a network → the kind of printed cost that is the same, and its name."""
NAMES: Mapping[str, str] = {
    "squared-error": "the squared error",
    "binary-cross-entropy": "the cross-entropy of each output by itself",
    "cross-entropy": "−Σ t·log(o)",
}


def other_cost_printed(evidence: Evidence) -> str:
    """Tell that the cost that is printed is not the one that the steps follow, or has a wrong sign."""
    course = evidence.course
    if not course.steps:
        return ""
    outputs, targets = names_of_outputs_and_targets(evidence.trace, course)
    if not outputs or not targets:
        return ""
    found = PrintedCosts(evidence.trace.text_of_lines, outputs, targets).found()
    same, name = FOLLOWED[course.judged.loss]
    if not found or any(printed.kind == same and not printed.is_turned for printed in found):
        return ""
    return _sentence(found[0], same, name)


def _sentence(printed: Printed, same: str, name: str) -> str:
    where = f"The cost that you {printed.verb} (line {printed.line})"
    harmless = "The steps do not use it, so it spoils nothing but what you see."
    if printed.kind == "one-sign-wrong":
        return (
            f"{where} has a wrong sign: its two terms, t·log(o) and (1 − t)·log(1 − o), must have the same sign, a "
            f"minus. Your steps follow {name}. {harmless}"
        )
    if printed.kind == same:
        return f"{where} has a wrong sign: it grows as the network learns. {harmless}"
    if printed.kind == "cross-entropy" and same == "binary-cross-entropy":
        return (
            f"{where} has only the first term of cross-entropy, t·log(o); where t is 0 it is always 0. Your steps "
            f"follow both terms: add (1 − t)·log(1 − o). {harmless}"
        )
    return (
        f"Your steps follow {name}; the cost that you {printed.verb} (line {printed.line}) is {NAMES[printed.kind]}. "
        "Both are fine to train with, but look at the one that your steps follow: the other need not fall."
    )
