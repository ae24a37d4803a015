"""What a loss is held against: that of the best constant outputs, and the least that equal inputs allow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.engines import Sample
from xortui.core.network import Network


def loss_of_constant(network: Network, loss: str, samples: Sequence[Sample]) -> float:
    """Return the mean loss of the best outputs that are the same for all samples: the means of the targets.

    Args:
        network: says how outputs are put together.
        loss: its name, which need not be the network's.
        samples: inputs and targets.
    """
    return _loss_of_means(network, loss, np.array([y for _, y in samples], dtype=float))


def least_loss(network: Network, loss: str, samples: Sequence[Sample]) -> float:
    """Return the mean loss of the best function of the inputs: for each input, the mean of its targets."""
    by_input: dict[tuple[float, ...], list[tuple[float, ...]]] = {}
    for x, y in samples:
        by_input.setdefault(x, []).append(y)
    total = 0.0
    for targets in by_input.values():
        total += len(targets) * _loss_of_means(network, loss, np.array(targets, dtype=float))
    return total / len(samples)


def _loss_of_means(network: Network, loss: str, targets: Floats) -> float:
    """Return the mean loss of outputs that are the means of some targets, of shape (samples, outputs)."""
    mean = targets.mean(axis=0)
    with np.errstate(all="ignore"):
        if loss in ("half-squared-error", "squared-error"):
            factor = 0.5 if loss == "half-squared-error" else 1.0
            parts = factor * (targets - mean) ** 2
        elif loss == "binary-cross-entropy":
            parts = -(_times_log(targets, mean) + _times_log(1.0 - targets, 1.0 - mean))
        elif loss == "cross-entropy":
            parts = -_times_log(targets, mean)
        else:
            raise ValueError(f"no constant answer is known for the loss {loss!r}")
    share = targets.shape[1] if network.averages_outputs else 1
    return float(parts.sum(axis=1).mean()) / share


def _times_log(weights: Floats, of: Floats) -> Floats:
    """Return weights·ln(of), 0 where the weight is 0."""
    return np.where(weights == 0.0, 0.0, weights * np.log(np.where(weights == 0.0, 1.0, of)))
