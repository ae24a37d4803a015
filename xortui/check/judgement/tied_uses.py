"""Weights that are used in several layers, and whose gradient lacks the part of one use, or counts it otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from xortui.check.array_mistakes import USE_COUNTED_OTHERWISE, USE_LEFT_OUT
from xortui.check.judgement.judge import NOTHING, TOLERANCE, Judged, size_of, steps_of
from xortui.check.recognition.model import Model
from xortui.check.recognition.names import FileNames
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.core.lockstep import Floats, run
from xortui.core.program import LEARNING_RATE

EXACT = 1e-6
"""How far a number of times may be from a whole one, and from another, and be the same."""
Use = TypeVar("Use", bound=int)
"""What tells a use from others: a layer, or a place of the file."""


class WrongUse(NamedTuple):
    """What is wrong with one use of an array."""

    mistake: UnplantedMistake
    parameters: tuple[str, ...]
    """The parameters of the network that the array's numbers are."""


def wrong_uses(judged: Judged, model: Model, names: FileNames, given: Mapping[str, Floats]) -> list[WrongUse]:
    """Return for each array whose steps are wrong its use that explains them; nothing if that is not so for all.

    The steps of an array with several uses are the sum of one part for each. Other parameters must be right: a rule
    that is meant so, as Oja's, may take one part alone.

    Args:
        judged: the step beside the right one.
        model: the network; parameters that have one root are one number in the file.
        names: of its parameters in the file.
        given: what a program is run with at the points, but for the rate.
    """
    wrong = {name: own for name, own in names.groups.items() if not judged.right.issuperset(own)}
    roots = [model.roots[one][0] for own in wrong.values() for one in own]
    if not judged.right or judged.rate <= 0 or len(set(roots)) == len(roots):
        return []
    after = run(judged.program, {**given, LEARNING_RATE: np.asarray(1.0)})
    count = len(next(iter(judged.theirs.values())))
    parts = steps_of(after, given, count, model.roots)
    found = []
    for own in wrong.values():
        layer, times = odd_use(*_by_layer(judged, model, own, parts), judged.rate)
        if not layer:
            return []
        found.append(WrongUse(told_of_use(f"layer {layer}", times), tuple(own)))
    return found


def told_of_use(place: str, times: float) -> UnplantedMistake:
    """Return what is wrong where the part of one use counts a number of times that is not 1.

    Args:
        place: of the use, in words.
        times: that number.
    """
    mistake = USE_LEFT_OUT if abs(times) <= EXACT else USE_COUNTED_OTHERWISE
    number = f"{times:.3g}".replace("-", "−")
    return mistake._replace(sentence=mistake.sentence.replace("{place}", place).replace("{factor}", number))


def odd_use(
    theirs: Mapping[int, Floats], parts: Mapping[int, Mapping[Use, Floats]], rate: float
) -> tuple[Use | None, float]:
    """Return the use of an array whose part does not count once in its steps, as all others do, and how often it does.

    Args:
        theirs: root of each number of the array → what their step adds to it.
        parts: root → use → what the right step would be for a rate of 1 if there were no other use.
        rate: the learning rate.

    Returns:
        None, and 1, if there is no such use, if there are several, or if something else is wrong besides.
    """
    times: dict[Use, float] = {}
    for root, of_uses in parts.items():
        acting = {use: part for use, part in of_uses.items() if _acts(part)}
        numbers = _numbers_of_times(theirs[root], list(acting.values()))
        if numbers is None:
            return None, 1.0
        for use, number in zip(acting, numbers, strict=True):
            if abs(times.setdefault(use, number / rate) - number / rate) > EXACT:
                return None, 1.0
    odd = [use for use, number in times.items() if abs(number - 1.0) > EXACT]
    if len(times) < 2 or len(odd) != 1:
        return None, 1.0
    return odd[0], times[odd[0]]


def _by_layer(
    judged: Judged, model: Model, own: Sequence[str], parts: Mapping[str, Floats]
) -> tuple[dict[int, Floats], dict[int, dict[int, Floats]]]:
    """Return the steps of an array's numbers by their roots, and the parts of the right ones by root and layer.

    Args:
        judged: the step beside the right one.
        model: the network.
        own: the parameters of the array.
        parts: what the right step of each parameter would be if it were a number of its own.
    """
    layer_of = {one.name: one.target.layer for one in judged.program.network.parameters}
    theirs: dict[int, Floats] = {}
    by_layer: dict[int, dict[int, Floats]] = {}
    for name in own:
        root, factor = model.roots[name]
        if not factor:
            continue
        layers = by_layer.setdefault(root, {})
        part = factor * parts[name]
        layer = layer_of[name]
        layers[layer] = layers[layer] + part if layer in layers else part
        theirs[root] = judged.theirs[name] / factor
    return theirs, by_layer


def _acts(part: Floats) -> bool:
    return bool(np.isfinite(part).all()) and size_of(part) >= NOTHING


def _numbers_of_times(theirs: Floats, parts: Sequence[Floats]) -> list[float] | None:
    """Return by which numbers parts are multiplied whose sum is a step; None if it is no such sum."""
    if not np.isfinite(theirs).all() or len(theirs) <= len(parts):
        return None
    columns = np.column_stack(parts) if parts else np.zeros((len(theirs), 0))
    numbers = np.linalg.lstsq(columns, theirs, rcond=None)[0]
    missed = size_of(theirs - columns @ numbers)
    return numbers.tolist() if missed <= TOLERANCE * size_of(theirs) else None
