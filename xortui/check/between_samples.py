"""Mistakes between the samples of a batch: no program of one sample has them, and so no row plants them."""

from __future__ import annotations

from typing import NamedTuple

from xortui.check.unplanted_mistake import UnplantedMistake

SOFTMAX_OVER_SAMPLES = UnplantedMistake(
    id="softmax-over-samples",
    sentence="Softmax is taken over the samples of the batch, and not over the units of the output.",
    hint="Sum the exponentials over the units: with samples in rows axis=1, keepdims=True, with samples in columns "
    "axis=0.",
)
ERROR_OF_ALL_PAIRS = UnplantedMistake(
    id="error-of-all-pairs",
    sentence="Every output is compared with the target of every sample: (n,) and (n, 1) make an error of n × n.",
    hint="Give outputs and targets the same shape, y.reshape(-1, 1) say, and compare each output with its own target.",
)
BIASES_THAT_GROW = UnplantedMistake(
    id="biases-that-grow",
    sentence="The gradients of {parameters} are not summed over the samples: from its first update on, {parameter} has "
    "the shape {shape}, a bias of its own for each of the {samples} samples.",
    hint="Sum δ over the samples, np.sum(δ, axis=0, keepdims=True) with samples in rows, np.sum(δ, axis=1, "
    "keepdims=True) with samples in columns: each unit has one bias for all samples.",
)

BATCH_MISTAKES = (SOFTMAX_OVER_SAMPLES, ERROR_OF_ALL_PAIRS, BIASES_THAT_GROW)
"""All of them."""


class MixedSamples(NamedTuple):
    """A mistake between samples in somebody's file."""

    mistake: UnplantedMistake
    node: int
    """Where it is made first."""
