"""The stall: how little the loss has fallen in the newest half of the epochs, where it hardly falls any more."""

from __future__ import annotations

from typing import NamedTuple

from xortui.debugger.loss_record import LossCurve
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

MIN_EPOCHS = 200
"""Epochs that a training has at least before anything is said: a guess, as many a healthy one begins slowly."""
STILL_FALLING = 0.05
"""The share by which the loss falls in the second half of some epochs, where training is not stuck."""
MIN_TOLD = 0.01
"""Percent below which nobody wants to know more."""


class Stall(NamedTuple):
    """What the loss has done lately."""

    epochs: int
    """How many epochs are looked back."""
    before: float
    """The mean loss of the epoch there, or of the bucket of epochs that it is kept in."""
    now: float
    """That of the newest."""

    @property
    def fall(self) -> float:
        """The share by which it has fallen; below 0 if it has risen."""
        return 1.0 - self.now / self.before

    @property
    def told(self) -> str:
        """What it has done, in words."""
        percent = 100 * abs(self.fall)
        change = f"{percent:.2g}" if percent >= MIN_TOLD else phrase("less than {least}", least=MIN_TOLD)
        epochs = grouped(self.epochs)
        if self.fall == 0:
            return phrase("C stayed the same in the last {epochs} epochs", epochs=epochs)
        if self.fall > 0:
            return phrase("C fell by {change} % in the last {epochs} epochs", change=change, epochs=epochs)
        return phrase("C rose by {change} % in the last {epochs} epochs", change=change, epochs=epochs)


def stall_of(curve: LossCurve) -> Stall | None:
    """Return what is to be said of a loss that hardly falls any more; None if it still falls, or is young.

    Args:
        curve: the loss so far.
    """
    buckets = len(curve.means)
    epochs = curve.epochs
    if epochs < MIN_EPOCHS or buckets < 2:
        return None
    middle = buckets // 2 - 1
    ends = (middle + 1) * curve.bucket
    found = Stall(epochs - ends, curve.means[middle], curve.means[-1])
    return found if found.before > 0.0 and found.fall < STILL_FALLING else None
