"""Samples of a problem, and what is often asked about all of them at once: their columns and their largest number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf, isfinite

from xortui.core.engines import Sample


class Samples(tuple[Sample, ...]):
    """Samples that remember what is computed of all of them: ten thousand of them are a key of many a cache."""

    def __hash__(self) -> int:
        """Return the hash of the samples."""
        return self._hash

    def __reduce__(self) -> tuple[type[Samples], tuple[tuple[Sample, ...]]]:
        """Pickle the samples alone."""
        return Samples, (tuple(self),)

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Samples:
        """Return samples with such a memory: themselves, if they have one."""
        return samples if isinstance(samples, Samples) else cls(samples)

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    @cached_property
    def x_columns(self) -> tuple[tuple[float, ...], ...]:
        """The values of each input.

        Raises:
            ValueError: if not all samples have as many.
        """
        return tuple(zip(*[x for x, _ in self], strict=True))

    @cached_property
    def y_columns(self) -> tuple[tuple[float, ...], ...]:
        """The values of each target.

        Raises:
            ValueError: if not all samples have as many.
        """
        return tuple(zip(*[y for _, y in self], strict=True))

    @cached_property
    def largest(self) -> float:
        """The largest number of all samples without its sign; infinite if it may be no finite number.

        Raises:
            ValueError: if not all samples have as many numbers.
        """
        return max(map(_largest, (*self.x_columns, *self.y_columns)), default=0.0)

    def have_sizes(self, inputs: int, outputs: int) -> bool:
        """Say whether each sample has this number of inputs, and this number of outputs as targets."""
        x_sizes = {len(x) for x, _ in self}
        y_sizes = {len(y) for _, y in self}
        return x_sizes <= {inputs} and y_sizes <= {outputs}


def _largest(column: Sequence[float]) -> float:
    """Return the largest number of a column without its sign; infinite if their sum is no finite number."""
    try:
        if not isfinite(sum(column)):
            return inf  # with nan among them neither min nor max says anything
        return float(max(max(column), -min(column)))
    except OverflowError:  # whole numbers of Python have no end
        return inf
