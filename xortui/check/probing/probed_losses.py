"""The losses that a probed step may follow: for each, its slope at the outputs of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from xortui.check.probing.saved_state import Floats


class ProbedLoss(NamedTuple):
    """One loss, up to a factor that all outputs share."""

    name: str
    words: str
    slope: Callable[[Floats, Floats], Floats]
    """∂C/∂o of outputs o and targets t, of the same shape; not finite where the outputs are outside of its range."""
    takes_labels: bool = False
    """Whether the targets may be numbers of classes."""
    is_of_one_output: bool = False
    """Whether each output has a share of its own, as those of a softmax have not."""


def _squared(o: Floats, t: Floats) -> Floats:
    """C = ½(o − t)²."""
    return o - t


def _cross_entropy(o: Floats, t: Floats) -> Floats:
    """C = −t·ln o − (1 − t)·ln(1 − o)."""
    return np.where((o > 0) & (o < 1), (o - t) / (o * (1 - o)), np.nan)


def _categorical(o: Floats, t: Floats) -> Floats:
    """C = −Σ t·ln o."""
    return np.where(o > 0, -t / o, np.nan)


def _cross_entropy_of_sums(o: Floats, t: Floats) -> Floats:
    """Cross-entropy of σ(o): ∂C/∂o = σ(o) − t."""
    return 1 / (1 + np.exp(-o)) - t


def _softmax_of_rows(o: Floats, t: Floats) -> Floats:
    """Cross-entropy of softmax(o), one sample a row: ∂C/∂o = softmax(o) − t."""
    return _softmax(o, -1) - t


def _softmax_of_columns(o: Floats, t: Floats) -> Floats:
    """Cross-entropy of softmax(o), one sample a column."""
    return _softmax(o, 0) - t


def _softmax(o: Floats, axis: int) -> Floats:
    if not o.ndim or o.shape[axis] < 2:
        return np.full(o.shape, np.nan)
    powers = np.exp(o - o.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares


PROBED_LOSSES = (
    ProbedLoss("half-squared-error", "½(ŷ − y)²", _squared),
    ProbedLoss("binary-cross-entropy", "cross-entropy", _cross_entropy, is_of_one_output=True),
    ProbedLoss("cross-entropy", "cross-entropy over the classes", _categorical, takes_labels=True),
    ProbedLoss("binary-cross-entropy", "cross-entropy of a sigmoid of these outputs", _cross_entropy_of_sums),
    ProbedLoss("cross-entropy", "cross-entropy of a softmax of these outputs", _softmax_of_rows, takes_labels=True),
    ProbedLoss(
        "cross-entropy",
        "cross-entropy of a softmax over each column of outputs",
        _softmax_of_columns,
        takes_labels=True,
    ),
)
"""The plainest first: where two explain as much, the first one is told."""
