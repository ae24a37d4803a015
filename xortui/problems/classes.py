"""Classes: what the targets of a problem tell apart, if they do, and which of them an answer means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xortui.core.engines import Sample


@dataclass(frozen=True, slots=True)
class Classes:
    """Two classes or more that the targets tell apart."""

    count: int
    names: tuple[str, ...]
    """Of each; by default the target of each, or with several outputs the name of the output."""
    middle: float | None = None
    """With one output: above it an answer means the second class. None with several: the greatest one says which."""

    def of(self, outputs: Sequence[float]) -> int:
        """Return the class, from 0, that some outputs or targets mean."""
        if self.middle is None:
            return outputs.index(max(outputs))
        return int(outputs[0] > self.middle)


def find_classes(samples: Iterable[Sample], names: Sequence[str], outputs: Sequence[str]) -> Classes | None:
    """Return the classes that targets tell apart; None if they are any numbers.

    With one output there are two classes if there are two different targets; with several, if of every sample's
    targets one is greater than all others, which are equal.

    Args:
        samples: all that there are.
        names: of the classes, if they have some.
        outputs: what the outputs are called.
    """
    targets = {y for _, y in samples}
    if len(outputs) == 1:
        if len(targets) != 2:
            return None
        (low,), (high,) = sorted(targets)
        found = tuple(names) if len(names) == 2 else (f"{low:g}", f"{high:g}")
        return Classes(2, found, (low + high) / 2)
    for y in targets:
        low, *_, high = sorted(y)
        if high <= low or sorted(y)[-2] != low:
            return None
    return Classes(len(outputs), tuple(names) or tuple(outputs))
