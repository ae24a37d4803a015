"""Arrays that move along the gradient of another array: it fits where both have the same shape."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.check.judgement.judge import Judged, compare, same
from xortui.check.recognition.names import FileNames

MIN_PARAMETERS = 2
"""Parameters of an array, at least: one alone may move along another gradient by chance."""


def gradients_of_others(judged: Judged, names: FileNames) -> tuple[str, ...]:
    """Return the parameters of the arrays that move along gradients of others, if that is all that is wrong; else ().

    What never moves may be what such a gradient was for.

    Args:
        judged: the step beside the right one.
        names: of the network's parameters in the file.
    """
    found: list[str] = []
    for array, parameters in names.groups.items():
        moving = [one for one in parameters if judged.compared[one].ratio != 0]
        wrong = [one for one in moving if one not in judged.right]
        if not wrong:
            continue
        if len(wrong) < len(parameters) or not _moves_along_another(judged, names, array):
            return ()
        found += parameters
    return tuple(found)


def _moves_along_another(judged: Judged, names: FileNames, array: str) -> bool:
    """Say whether an array moves along the gradient of another of its shape."""
    own = names.groups[array]
    for other, parameters in names.groups.items():
        is_alike = len(parameters) == len(own) and names.shape.get(other) == names.shape.get(array)
        if other != array and is_alike and _are_multiples(judged, own, parameters):
            return True
    return False


def _are_multiples(judged: Judged, own: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether all steps are the same multiple of the gradients of other parameters."""
    if len(own) < MIN_PARAMETERS:
        return False
    ratios = []
    for name, other in zip(own, others, strict=True):
        ratios.append(compare(judged.theirs[name], judged.compared[other].right).ratio)
    first = ratios[0]
    return all(ratio is not None and first is not None and ratio > 0 and same(ratio, first) for ratio in ratios)
