"""Mistakes between the samples of a batch: they are in no operation of one sample, and so not in the catalogue."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """What is said of such a mistake."""

    id: str
    sentence: str
    hint: str


SOFTMAX_OVER_SAMPLES = Kind(
    "softmax-over-samples",
    "Softmax is taken over the samples of the batch, and not over the units of the output.",
    "Sum the exponentials over the units: with samples in rows axis=1, keepdims=True, with samples in columns axis=0.",
)
ERROR_OF_ALL_PAIRS = Kind(
    "error-of-all-pairs",
    "Every output is compared with the target of every sample: (n,) and (n, 1) make an error of n × n.",
    "Give outputs and targets the same shape, y.reshape(-1, 1) say, and compare each output with its own target.",
)


class MixedSamples(NamedTuple):
    """A mistake between samples in somebody's file."""

    kind: Kind
    node: int
    """Where it is made first."""
