"""The same weighted sum of the same inputs, computed more than once in a step.

The same sample twice in a batch is two samples. The same pass computed twice is one: once for the error, say, and once
more for the slope.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xortui.check.recognition.step_part import StepPart

Same = frozenset[object]
"""What tells one weighted sum from another: its parameters, and what each is multiplied with."""


@dataclass(slots=True)
class _Samples:
    """Samples with the same inputs, computed at one place of the file."""

    first: int
    """The node of the first one's weighted sum."""
    count: int = 0
    """How many there are so far."""


class Repetitions:
    """Counts how often a sample has come in a step.

    A sample comes again in the same array, or in a further round of a loop: at the same place of the file, where it
    leads to the same new values. A pass that is computed again for each weight leads to other ones in every round.
    """

    def __init__(self, part: StepPart) -> None:
        """Begin to count.

        Args:
            part: the nodes of the step.
        """
        self._part = part
        self._at_place: dict[tuple[Same, int], list[_Samples]] = {}
        """A sum and a place of the file → what comes there."""
        self._in_array: dict[tuple[Same, int], _Samples] = {}
        """A sum and an array → those that it belongs to."""

    def turn(self, same: Same, node: int) -> int:
        """Return how many samples like that of a weighted sum came before it.

        Args:
            same: what the sum is.
            node: where it is computed.
        """
        array = int(self._part.tape.block[node])
        samples = self._in_array.get((same, array))
        if samples is None:
            samples = self._samples(same, node)
            self._in_array[same, array] = samples
        turn = samples.count
        samples.count += 1
        return turn

    def _samples(self, same: Same, node: int) -> _Samples:
        """Return the samples that the first weighted sum of its kind in an array belongs to."""
        at_place = self._at_place.setdefault((same, int(self._part.tape.site[node])), [])
        for samples in at_place:
            if self._leads_to.get(samples.first) == self._leads_to.get(node):
                return samples
        at_place.append(_Samples(node))
        return at_place[-1]

    @cached_property
    def _leads_to(self) -> dict[int, int]:
        """Node → the learnt numbers whose new values are computed from it, a bit each."""
        part = self._part
        found: dict[int, int] = {}
        for number, node in part.end.items():
            found[node] = found.get(node, 0) | (1 << number)
        for node in reversed(part.operations):
            own = found.get(node, 0)
            for one in part.parts[node]:
                found[one] = found.get(one, 0) | own
        return found
