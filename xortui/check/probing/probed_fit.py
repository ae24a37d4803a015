"""Compare probed steps with the right ones: which parameters follow one loss, up to one factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xortui.check.probing.probed_losses import PROBED_LOSSES, ProbedLoss
from xortui.check.probing.probed_point import Point
from xortui.check.probing.saved_state import Floats
from xortui.check.verdict import NEVER_MOVES, RIGHT, SCALED, WRONG

TOLERANCE = 1e-5
"""How far a step may be from the right one, in parts of the largest in its parameter, and be right."""
NOTHING = 1e-12
"""A change or gradient below this is 0 but for rounding."""
SAME_RATE = 1e-5
"""How far two rates may be from each other and be the same, in parts of one."""
SURE = 1e-3
"""A difference that is smaller than this, and larger than rounding, accuses nobody."""
MIN_CELLS_FOR_DECAY = 5
"""Numbers that must agree before three factors, a rate and two decays, are told from them."""

MAX_DECAY = 0.5
"""A step that takes off more is no decay: one that is assigned instead of added takes off all."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The steps of one parameter beside the right ones."""

    rate: float | None
    """How many times the gradient they are, downhill, if it is the same everywhere; 0 for one that never moves."""
    error: float
    """The largest relative difference from that, or from what is nearest to it."""
    decay: float = 0.0
    """The part of the parameter itself, or of its sign, that each step takes off."""
    is_untested: bool = False
    """Whether the gradient of a cell is 0 at all points, and its step too."""
    is_clipped: bool = False
    """Whether the steps that differ are all equally long."""


@dataclass(frozen=True, slots=True)
class Fit:
    """All parameters for one loss and one choice of targets."""

    loss: ProbedLoss
    targets: str
    followed: Mapping[str, Followed]
    rate: float
    """The rate that most of them have."""

    @property
    def matching(self) -> frozenset[str]:
        """The parameters that follow the loss exactly."""
        return frozenset(name for name, follows in self.followed.items() if follows.rate)

    @property
    def matched(self) -> int:
        """How many they are."""
        return len(self.matching)

    @property
    def is_unsure(self) -> bool:
        """Whether a parameter differs by more than rounding, and by less than a mistake would make."""
        for follows in self.followed.values():
            if follows.rate is None and follows.error < SURE:
                return True
            if follows.rate and self.rate and SAME_RATE < abs(follows.rate / self.rate - 1) < SURE:
                return True
        return False

    def verdict(self, name: str) -> str:
        """Return the verdict on one parameter."""
        follows = self.followed[name]
        if follows.rate is None:
            return WRONG
        if follows.rate == 0:
            return RIGHT if follows.is_untested else NEVER_MOVES
        if self.rate > 0 and abs(follows.rate / self.rate - 1) <= SAME_RATE:
            return RIGHT
        return SCALED if follows.rate > 0 and self.rate > 0 else WRONG


def fits(points: Sequence[Point]) -> list[Fit]:
    """Return every loss and choice of targets that explains at least one parameter; the best first."""
    found = []
    for targets in points[0].targets:
        for loss in PROBED_LOSSES:
            fit = _fit(points, targets, loss)
            if fit is not None and fit.matched:
                found.append(fit)
    are_shares = all(_are_shares(point.outputs) for point in points)
    return sorted(found, key=lambda fit: (-fit.matched, are_shares and fit.loss.is_of_one_output))


def is_refuted(points: Sequence[Point]) -> bool:
    """Say whether some points already show that no loss and no choice of targets explains any parameter.

    What may still look otherwise at further points is not refuted: a gradient that is 0, targets of 0, and parameters
    that all have too few numbers to look for decay.
    """
    cells = max(len(rows) for rows in points[0].slopes.values())
    if cells * len(points) < MIN_CELLS_FOR_DECAY:
        return False
    for targets in points[0].targets:
        if not any(point.targets[targets].any() for point in points if targets in point.targets):
            return False
        for loss in PROBED_LOSSES:
            fit = _fit(points, targets, loss)
            if fit is not None and any(follows.rate is not None for follows in fit.followed.values()):
                return False
    return True


def _are_shares(outputs: Floats) -> bool:
    """Say whether outputs are shares of a whole, as those of a softmax are."""
    axes = [axis for axis in range(outputs.ndim) if outputs.shape[axis] > 1]
    return any(np.allclose(outputs.sum(axis=axis), 1) for axis in axes)


def _fit(points: Sequence[Point], targets: str, loss: ProbedLoss) -> Fit | None:
    gradients: dict[str, list[Floats]] = {name: [] for name in points[0].slopes}
    has_targets = False
    for point in points:
        if targets not in point.targets:
            return None
        wanted = next(_shaped(point.targets[targets], point.outputs.shape, loss), None)
        if wanted is None:
            return None
        has_targets = has_targets or bool(wanted.any())
        with np.errstate(all="ignore"):
            slope = loss.slope(point.outputs, wanted)
        if not np.isfinite(slope).all():
            return None
        for name, rows in point.slopes.items():
            gradients[name].append(rows @ slope.ravel())
    if not has_targets:
        return None  # with targets of 0 the error is the output itself
    followed = {}
    for name, gradient in gradients.items():
        changes = [point.changes[name] for point in points]
        values = [point.values[name] for point in points]
        followed[name] = _followed(np.array(changes), np.array(gradient), np.array(values))
    return Fit(loss, targets, followed, _most_common_rate(followed))


def _shaped(targets: Floats, shape: tuple[int, ...], loss: ProbedLoss) -> Iterator[Floats]:
    """Yield targets in the shape of the outputs: as they are, turned round, or as labels of classes."""
    size = int(np.prod(shape, dtype=int))
    if targets.size == size:
        is_turned = targets.ndim == 2 and targets.shape != shape and targets.shape == shape[::-1]
        yield targets.T if is_turned else targets.reshape(shape)
        return
    if not loss.takes_labels:
        return
    wide = shape if len(shape) == 2 else (1, size)
    labels = targets.ravel()
    for samples, classes in ((0, 1), (1, 0)):
        is_label = wide[samples] == labels.size and np.array_equal(labels, labels.round())
        if is_label and labels.min() >= 0 and labels.max() < wide[classes]:
            rows = np.eye(wide[classes])[labels.astype(int)]
            yield (rows if samples == 0 else rows.T).reshape(shape)
            return


def _followed(changes: Floats, gradients: Floats, values: Floats) -> Followed:
    """Compare the changes of one parameter, points × cells, with its gradients there."""
    length = float(np.sum(gradients * gradients))
    is_still = not np.abs(changes).max(initial=0.0) > NOTHING * max(1.0, float(np.abs(values).max(initial=0.0)))
    if np.abs(gradients).max(initial=0.0) <= NOTHING:
        return Followed(0.0 if is_still else None, 0.0 if is_still else 1.0, is_untested=is_still)
    if is_still:
        return Followed(0.0, 1.0)
    untested = bool((np.abs(gradients).max(axis=0) <= NOTHING).any())
    rate = -float(np.sum(changes * gradients)) / length
    error = _error(changes, -rate * gradients)
    if error <= TOLERANCE:
        return Followed(rate, error, is_untested=untested)
    if changes.size >= MIN_CELLS_FOR_DECAY:
        table = np.stack([gradients.ravel(), values.ravel(), np.sign(values).ravel()], axis=1)
        (slope, kept, kept_sign), *_ = np.linalg.lstsq(table, changes.ravel(), rcond=None)
        error_with_decay = _error(changes, slope * gradients + kept * values + kept_sign * np.sign(values))
        decay = -float(min(kept, kept_sign))
        if error_with_decay <= TOLERANCE and slope and 0 < decay < MAX_DECAY:
            return Followed(-float(slope), error_with_decay, decay=decay, is_untested=untested)
    return Followed(None, error, is_clipped=_is_clipped(changes, gradients))


def _error(theirs: Floats, right: Floats) -> float:
    """Return the largest relative difference: at each point, in parts of the largest number there."""
    scale = np.maximum(np.abs(theirs).max(axis=1), np.abs(right).max(axis=1))
    scale = np.where(scale > 0, scale, 1.0)
    return float((np.abs(theirs - right).max(axis=1) / scale).max())


def _is_clipped(changes: Floats, gradients: Floats) -> bool:
    """Say whether the longest changes at several points are equally long, though their gradients are not."""
    longest = np.abs(changes).max()
    at_limit = np.abs(np.abs(changes) - longest) <= 1e-9 * longest
    if at_limit.any(axis=1).sum() < 2:
        return False
    lengths = np.abs(gradients[at_limit])
    return bool(lengths.max() - lengths.min() > 1e-6 * lengths.max())


def _most_common_rate(followed: Mapping[str, Followed]) -> float:
    rates = [follows.rate for follows in followed.values() if follows.rate]
    downhill = [rate for rate in rates if rate > 0]
    rates = downhill or rates
    best = 0.0
    most = 0
    for rate in rates:
        count = sum(1 for candidate in rates if abs(candidate / rate - 1) <= SAME_RATE)
        if count > most:
            most = count
            best = rate
    return best


def notices_a_wrong_step(points: Sequence[Point], fit: Fit, rng: np.random.Generator) -> bool:
    """Say whether a step that is made wrong on purpose, one parameter after the other, is found to be wrong."""
    for name in fit.followed:
        if fit.verdict(name) != RIGHT:
            continue
        spoiled = []
        for point in points:
            changes = dict(point.changes)
            changes[name] = changes[name] * rng.uniform(0.5, 1.5)
            spoiled.append(replace(point, changes=changes))
        again = _fit(spoiled, fit.targets, fit.loss)
        if again is None or again.verdict(name) == RIGHT:
            return False
    return True
