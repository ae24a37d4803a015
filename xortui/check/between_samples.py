"""Mistakes between samples, or besides them: they are in no operation of one sample, and so not in the catalogue."""

from __future__ import annotations

from typing import NamedTuple


class BatchMistake(NamedTuple):
    """A mistake that is made between samples, and what is said of it."""

    id: str
    sentence: str
    hint: str


SOFTMAX_OVER_SAMPLES = BatchMistake(
    id="softmax-over-samples",
    sentence="Softmax is taken over the samples of the batch, and not over the units of the output.",
    hint="Sum the exponentials over the units: with samples in rows axis=1, keepdims=True, with samples in columns "
    "axis=0.",
)
ERROR_OF_ALL_PAIRS = BatchMistake(
    id="error-of-all-pairs",
    sentence="Every output is compared with the target of every sample: (n,) and (n, 1) make an error of n × n.",
    hint="Give outputs and targets the same shape, y.reshape(-1, 1) say, and compare each output with its own target.",
)
BIAS_NOT_IN_SUM = BatchMistake(
    id="bias-not-in-sum",
    sentence="A bias is updated and no weighted sum has it: its unit is computed without it.",
    hint="Add the bias to the weighted sum, in front of the activation.",
)

BATCH_MISTAKES = (SOFTMAX_OVER_SAMPLES, ERROR_OF_ALL_PAIRS, BIAS_NOT_IN_SUM)
"""All of them."""


class MixedSamples(NamedTuple):
    """A mistake between samples in somebody's file."""

    mistake: BatchMistake
    node: int
    """Where it is made first."""
