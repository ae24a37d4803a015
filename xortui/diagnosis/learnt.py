"""The loss at which a network has learnt, for a diagnosis: all that asks this by the loss asks it here.

Where outputs are looked at, as in the status line and in a sweep, a network has learnt when every one is near its
target: see `xortui.debugger.survey`. The loss also suits samples that no network can answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.engines import Sample
from xortui.core.network import Network
from xortui.diagnosis.constant_answers import least_loss, loss_of_constant

LEARNT_SHARE = 0.1
"""A network has learnt when its loss is at most this share of that of the best constant outputs."""
MIN_ROOM = 1e-12
"""Where constant outputs lose no more than this, they are right."""
ROOM_OF_CONSTANTS = 1e-2
"""What stands for their loss then."""


def learnt_loss(network: Network, samples: Sequence[Sample]) -> float:
    """Return the mean loss of all samples at which a network has learnt them.

    It is `LEARNT_SHARE` of the way up from the least loss that equal inputs with other targets allow, to the loss
    of the best outputs that are the same for all samples.

    Args:
        network: its outputs and its loss.
        samples: inputs and targets.
    """
    least = least_loss(network, network.loss, samples)
    room = loss_of_constant(network, network.loss, samples) - least
    return least + LEARNT_SHARE * (room if room > MIN_ROOM else ROOM_OF_CONSTANTS)
