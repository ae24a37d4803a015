"""The steps in which the most moves: of a training whose parameters rest at times, they show the most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xortui.check.watching import WatchedRun


def with_fullest_steps(seen: WatchedRun) -> WatchedRun | None:
    """Return a training with those of its steps alone in which the most numbers are learnt; None if all are alike."""
    starts = np.array([step.start for step in seen.steps])
    ends = np.array([step.end for step in seen.steps])
    counts = np.zeros(len(seen.steps), int)
    for chain in seen.chains:
        versions = np.array(sorted(chain.versions))
        counts += np.searchsorted(versions, ends, "right") > np.searchsorted(versions, starts, "right")
    if not len(counts) or counts.min() == counts.max():
        return None
    steps = [step for step, count in zip(seen.steps, counts.tolist(), strict=True) if count == counts.max()]
    return replace(seen, steps=steps)
