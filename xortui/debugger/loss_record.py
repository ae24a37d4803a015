"""The loss of every epoch so far, in constant memory: buckets of epochs that double in size when there are too many."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

MOST_BUCKETS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class LossCurve:
    """Losses from the first step to some later one, in buckets of equal numbers of epochs.

    The last bucket may be shorter; of one that is long but not full, it stands for the newest steps.
    """

    bucket: int
    """Epochs in a bucket."""
    steps: int
    """The last step the curve covers."""
    samples: int
    """Steps in an epoch."""
    means: Sequence[float]
    """The mean of C over each bucket's steps."""
    lows: Sequence[float]
    """The least C of one step in each bucket."""
    highs: Sequence[float]
    """The greatest."""


class LossRecord:
    """Takes losses step by step and keeps them as buckets of whole epochs: mean, least and greatest."""

    def __init__(self, samples: int) -> None:
        """Begin a record for epochs of so many samples."""
        self.samples = samples
        self.bucket = 1
        """Epochs in a bucket."""
        self.means, self.lows, self.highs = array("d"), array("d"), array("d")
        self._pending: list[float] = []

    def extend(self, losses: Sequence[float]) -> None:
        """Take the losses of the next steps, in order."""
        self._pending += losses
        while self._fill():
            if len(self.means) == MOST_BUCKETS:
                self._halve()

    def _fill(self) -> bool:
        """Turn pending losses into buckets as far as there is room; say whether there were enough for any."""
        pending = self._pending
        size = self.bucket * self.samples
        whole = min(len(pending) // size, MOST_BUCKETS - len(self.means))
        if not whole:
            return False
        end = whole * size
        if size <= 64:
            # Column by column: the k-th step of every bucket at once, at the speed of C.
            columns = [pending[k:end:size] for k in range(size)]
            self.means.extend([total / size for total in map(sum, zip(*columns, strict=True))])
            self.lows.extend(map(min, *columns) if size > 1 else columns[0])
            self.highs.extend(map(max, *columns) if size > 1 else columns[0])
        else:
            for start in range(0, end, size):
                part = pending[start : start + size]
                self.means.append(sum(part) / size)
                self.lows.append(min(part))
                self.highs.append(max(part))
        del pending[:end]
        return True

    def _halve(self) -> None:
        """Merge buckets two by two; `MOST_BUCKETS` is even."""
        self.means = array("d", [(a + b) / 2 for a, b in zip(self.means[0::2], self.means[1::2], strict=True)])
        self.lows = array("d", map(min, self.lows[0::2], self.lows[1::2]))
        self.highs = array("d", map(max, self.highs[0::2], self.highs[1::2]))
        self.bucket *= 2
