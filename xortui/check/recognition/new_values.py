"""What a step makes of each number that is learnt."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.check.recognition.chains import Chain
from xortui.check.recognition.forward import Forward


def new_values(found: Sequence[Chain], forward: Forward) -> dict[int, int]:
    """Return for each root of a parameter its new value."""
    last = max(forward.part)
    ends = dict(forward.replaced)
    for root, number in forward.parameters.items():
        if number >= 0:
            ends[root] = found[number].at(last)
    return ends
