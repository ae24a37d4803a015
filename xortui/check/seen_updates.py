"""What a file was seen to make of its parameters in its first updates: shown where nothing explains them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xortui.check.examination import Examination

MAX_UPDATES = 32
"""Updates that are told."""
MAX_NUMBERS = 8192
"""Parameters times updates that are told; one update is told in any case."""


def seen_updates(found: Examination) -> list[dict[str, float]]:
    """Return for each of a file's first updates: parameter → its value after that, in xortui's network."""
    learnt = _learnt(found)
    steps = found.watched.all_steps
    if not learnt or not steps:
        return []
    value = found.trace.tape.value
    still = _still(found)
    # The first update of all is before the first step that is known whole.
    ends = [steps[0].start, *(step.end for step in steps)]
    most = max(min(MAX_UPDATES, MAX_NUMBERS // len(learnt)), 1)
    updates = []
    for end in ends[:most]:
        values = dict(still)
        for name, (number, factor) in learnt.items():
            values[name] = factor * float(value[found.chains[number].at(end)])
        updates.append(values)
    return updates


def _learnt(found: Examination) -> Mapping[str, tuple[int, float]]:
    """Return for each parameter that is learnt the number of its chain, and what its value is multiplied with."""
    reading = found.reading
    learnt = {}
    for name, (root, factor) in reading.model.roots.items():
        number = reading.forward.parameters[root]
        if number >= 0:
            learnt[name] = (number, factor)
    return learnt


def _still(found: Examination) -> dict[str, float]:
    """Return the value of each parameter that never moves, and is not overwritten either."""
    reading = found.reading
    value = found.trace.tape.value
    still = {}
    for name, (root, factor) in reading.model.roots.items():
        if reading.forward.parameters[root] < 0 and root not in reading.forward.replaced:
            still[name] = factor * float(value[root])
    return still
