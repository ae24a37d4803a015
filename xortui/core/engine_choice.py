"""The choice of an engine: the one place that knows which there are."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.engines import Engine, Sample
from xortui.core.generated import FloatEngine
from xortui.core.program import Program
from xortui.core.training import Schedule


def choose_engine(program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]) -> Engine:
    """Return the fastest engine that runs a program as it is; the choice depends on the program alone.

    Args:
        program: what a step does.
        samples: one or more samples that fit the network.
        schedule: which sample each step takes.
        settings: the values of the program's `settings`, in their order.
    """
    if FloatEngine.is_quick(program):
        return FloatEngine(program, samples, schedule, settings)
    # NumPy costs a third of the time to first paint, and small networks never need it.
    from xortui.core.matrices import MatrixEngine

    if MatrixEngine.can_run(program):
        return MatrixEngine(program, samples, schedule, settings)
    return FloatEngine(program, samples, schedule, settings)
