"""The loss of every epoch so far, in constant memory: buckets of epochs that double in size when there are too many."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import inf

from xortui.core.compiler import Spread
from xortui.debugger.sameness import are_same

MAX_BUCKETS = 2048


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LossCurve:
    """Losses from the first step to some later one, in buckets of equal numbers of whole epochs.

    An epoch that is not complete is in no bucket. The last bucket may hold fewer epochs than the others; if it is long
    but not full, it stands for its newest epochs. The sequences are tuples or read-only views of bytes.
    """

    bucket: int
    """Epochs in a bucket."""
    steps: int
    """The last step the curve covers; its epoch may not be complete."""
    samples: int
    """Steps in an epoch."""
    means: Sequence[float]
    """The mean of C over each bucket's steps."""
    lows: Sequence[float]
    """The least C of one step in each bucket."""
    highs: Sequence[float]
    """The greatest."""
    begun: Sequence[float]
    """C of the last steps, while the very first epoch runs; afterwards empty."""

    @property
    def epochs(self) -> int:
        """How many epochs are complete."""
        return self.steps // self.samples

    @property
    def _plain(self) -> tuple[int | tuple[float, ...], ...]:
        """All of it, in order."""
        parts = [getattr(self, field.name) for field in fields(self)]
        return tuple(part if isinstance(part, int) else tuple(part) for part in parts)

    def __eq__(self, other: object) -> bool:
        """Say whether another curve shows the same."""
        if not isinstance(other, LossCurve):
            return NotImplemented
        return are_same(self._plain, other._plain)

    def __reduce__(self) -> tuple[type[LossCurve], tuple[int | tuple[float, ...], ...]]:
        """Pickle the numbers, as a view cannot be."""
        return LossCurve, self._plain

    def __repr__(self) -> str:
        """Say how much it covers; the losses themselves may be thousands."""
        return f"<LossCurve of {self.steps:,} steps in {len(self.means):,} buckets>"


def read_only(numbers: array[float]) -> Sequence[float]:
    """Return the numbers of an array as they are now, at no more cost than a copy of their bytes."""
    return memoryview(numbers.tobytes()).cast("d")


class LossRecord:
    """Takes the losses of steps in groups and keeps them as buckets of whole epochs: mean, least and greatest."""

    def __init__(self, samples: int) -> None:
        """Begin a record for epochs of so many samples."""
        self.samples = samples
        self.bucket = 1
        """Epochs in a bucket."""
        self.means, self.lows, self.highs = array("d"), array("d"), array("d")
        self.pending: Spread = (0.0, inf, -inf)
        """The spread of the steps of the bucket that is not full."""
        self._steps = 0
        """How many these are."""

    @classmethod
    def resumed(
        cls,
        samples: int,
        bucket: int,
        full: tuple[array[float], array[float], array[float]],
        pending: Spread,
        steps: int,
    ) -> LossRecord:
        """Return the record that goes on from another.

        Args:
            samples: how many steps an epoch has.
            bucket: how many epochs a bucket has.
            full: the means, the lows and the highs of the full buckets.
            pending: the spread of the steps of the bucket that is not full.
            steps: how many these are.
        """
        record = cls(samples)
        record.bucket = bucket
        record.means, record.lows, record.highs = full
        record.pending = pending
        record._steps = steps
        return record

    def copy(self) -> LossRecord:
        """Return a record of its own, as this one is now."""
        full = (self.means[:], self.lows[:], self.highs[:])
        return LossRecord.resumed(self.samples, self.bucket, full, self.pending, self._steps)

    def until(self, steps: int) -> LossRecord:
        """Return a record of its own of the full buckets up to a step that has been taken."""
        record = LossRecord(self.samples)
        record.bucket = self.bucket
        whole = steps // (self.bucket * self.samples)
        record.means, record.lows, record.highs = self.means[:whole], self.lows[:whole], self.highs[:whole]
        return record

    @property
    def room(self) -> int:
        """How many steps to come fit into buckets of the size of now."""
        return (MAX_BUCKETS - len(self.means)) * self.bucket * self.samples - self._steps

    def sizes(self, count: int, after: int = 0) -> list[int]:
        """Return groups for steps to come in: each as large as can be within one bucket.

        Args:
            count: how many steps.
            after: how many come before them that have not been taken yet.
        """
        size = self.bucket * self.samples
        room = min(size - (self._steps + after) % size, count)
        whole, rest = divmod(count - room, size)
        return [room, *[size] * whole, *([rest] if rest else [])]

    def grain(self, every: int, after: int) -> int:
        """Return the size of groups that end at every so many steps and at the end of every bucket; 0 if others do.

        Args:
            every: how many steps.
            after: how many come first that have not been taken yet.
        """
        size = self.bucket * self.samples
        grain = min(size, every)
        is_nested = size % grain == 0 and every % grain == 0
        return grain if is_nested and (self._steps + after) % grain == 0 else 0

    def extend(self, spreads: Iterable[Spread], sizes: Iterable[int]) -> None:
        """Take the losses of the next steps, in groups of which none crosses the end of a bucket."""
        whole = self.bucket * self.samples
        means, lows, highs = self.means, self.lows, self.highs
        for (total, least, greatest), steps in zip(spreads, sizes, strict=True):
            if self._steps:
                before = self.pending
                total, least, greatest = before[0] + total, min(before[1], least), max(before[2], greatest)
                steps += self._steps
                self._steps = 0
            if steps < whole:
                self.pending = (total, least, greatest)
                self._steps = steps
                continue
            means.append(total / steps)
            lows.append(least)
            highs.append(greatest)
            if len(means) == MAX_BUCKETS:
                self._halve()
                whole = self.bucket * self.samples
                means, lows, highs = self.means, self.lows, self.highs

    def _halve(self) -> None:
        """Merge buckets two by two; `MAX_BUCKETS` is even."""
        self.means = array("d", [(a + b) / 2 for a, b in zip(self.means[0::2], self.means[1::2], strict=True)])
        self.lows = array("d", map(min, self.lows[0::2], self.lows[1::2]))
        self.highs = array("d", map(max, self.highs[0::2], self.highs[1::2]))
        self.bucket *= 2
