"""What a loss is held against: that of the best constant outputs, and the least that equal inputs allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, log, nan

from xortui.core.engines import Sample
from xortui.core.network import Network

Target = tuple[float, ...]


def loss_of_constant(network: Network, loss: str, samples: Sequence[Sample]) -> float:
    """Return the mean loss of the best outputs that are the same for all samples: the means of the targets.

    Args:
        network: says how outputs are put together.
        loss: its name, which need not be the network's.
        samples: inputs and targets.
    """
    return _loss_of_means(network, loss, [y for _, y in samples])


def least_loss(network: Network, loss: str, samples: Sequence[Sample]) -> float:
    """Return the mean loss of the best function of the inputs: for each input, the mean of its targets."""
    by_input: dict[tuple[float, ...], list[Target]] = {}
    for x, y in samples:
        by_input.setdefault(x, []).append(y)
    total = 0.0
    for targets in by_input.values():
        total += len(targets) * _loss_of_means(network, loss, targets)
    return total / len(samples)


def _loss_of_means(network: Network, loss: str, targets: Sequence[Target]) -> float:
    """Return the mean loss of outputs that are the means of some targets.

    It is told without NumPy, which takes longer to load than a person waits for a picture.
    """
    if loss not in _PARTS:
        raise ValueError(f"no constant answer is known for the loss {loss!r}")
    part = _PARTS[loss]
    total = 0.0
    for column in zip(*targets, strict=True):
        mean = sum(column) / len(column)
        total += sum([part(target, mean) for target in column])
    share = len(targets[0]) if network.averages_outputs else 1
    return total / len(targets) / share


def _squared(target: float, mean: float) -> float:
    apart = target - mean
    return apart * apart


def _half_squared(target: float, mean: float) -> float:
    return 0.5 * _squared(target, mean)


def _binary_cross_entropy(target: float, mean: float) -> float:
    return -(_times_log(target, mean) + _times_log(1.0 - target, 1.0 - mean))


def _cross_entropy(target: float, mean: float) -> float:
    return -_times_log(target, mean)


def _times_log(weight: float, of: float) -> float:
    """Return weight·ln(of), 0 where the weight is 0."""
    if weight == 0.0:
        return 0.0
    if of > 0.0:
        return weight * log(of)
    return -weight * inf if of == 0.0 else nan


_PARTS: dict[str, Callable[[float, float], float]] = {
    "half-squared-error": _half_squared,
    "squared-error": _squared,
    "binary-cross-entropy": _binary_cross_entropy,
    "cross-entropy": _cross_entropy,
}
"""What one target adds to the loss, by the loss's name."""
