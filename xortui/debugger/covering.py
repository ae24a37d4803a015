"""Covering: a snapshot without what comes next, and without all that would give it away."""

from __future__ import annotations

from dataclasses import replace
from math import isclose, nan
from typing import TYPE_CHECKING

from xortui.debugger.cover import Cover

if TYPE_CHECKING:
    from xortui.debugger.snapshot import Snapshot
    from xortui.debugger.watches import Reading

SAME = 1e-6
"""Relative distance up to which a watch shows the number that is asked for."""


def covered(snapshot: Snapshot, cover: Cover) -> Snapshot:
    """Return a snapshot that knows nothing of what comes after its position.

    The values of operations that have not run are not even there. A watch that works the asked number out shows
    nothing. What the network says to the samples with the parameters of now is asked for in `Snapshot.cover`.

    Args:
        snapshot: of the position before the asked value; its loss curve must end there.
        cover: what is asked for.
    """
    done = snapshot.position.operation
    values = (*snapshot.values[:done], *[nan] * (len(snapshot.values) - done))
    asked = snapshot.program.by_target.get(cover.asked)
    readings = snapshot.readings
    if asked is not None and snapshot.values:
        readings = tuple(_without(reading, snapshot.values[asked.number - 1]) for reading in readings)
    if cover.hides_loss:
        readings = tuple(reading._replace(now=None, before=None, history=()) for reading in readings)
    return replace(snapshot, values=values, readings=readings, cover=cover)


def _without(reading: Reading, value: float) -> Reading:
    """Return what a watch shows, but for the value that is asked for."""
    if reading.now is None or reading.is_truth or not isclose(reading.now, value, rel_tol=SAME):
        return reading
    return reading._replace(now=None, history=(*reading.history[:-1], None))
