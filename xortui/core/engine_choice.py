"""The choice of an engine: the one place that knows which there are.

There are two arithmetics, which differ in the last bit: that of the operations, one after the other (`FloatEngine`,
in Python or as machine code), and that of matrices (`MatrixEngine`). A training keeps to the one that ran its
first step.
"""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.engines import Engine, Sample
from xortui.core.generated import FloatEngine
from xortui.core.program import Program
from xortui.core.training import Schedule

FLOATS = FloatEngine.name
MATRICES = "matrices"
ARITHMETICS = (FLOATS, MATRICES)
"""The names of the engines, by which a session says what ran it."""
MAX_WAIT = 0.3
"""Seconds that are waited for machine code that has been made before."""


def choose_engine(
    program: Program,
    samples: Sequence[Sample],
    schedule: Schedule,
    settings: Sequence[float],
    arithmetic: str = "",
) -> Engine:
    """Return the fastest engine that runs a program as it is.

    Of a small network it is always the same. A wide one is run by machine code, where that has been made before;
    where not, by matrices, and machine code is made for the next time.

    Args:
        program: what a step does.
        samples: one or more samples that fit the network.
        schedule: which sample each step takes.
        settings: the values of the program's `settings`, in their order.
        arithmetic: the name of the engine that ran the steps before, if any were.
    """
    floats = FloatEngine(program, samples, schedule, settings)
    if arithmetic == FLOATS or FloatEngine.is_quick(program):
        return floats
    # NumPy costs a third of the time to first paint, and small networks never need it.
    from xortui.core.matrices import MatrixEngine

    if not MatrixEngine.can_run(program) or (not arithmetic and floats.has_kept_machine_code(MAX_WAIT)):
        return floats
    return MatrixEngine(program, samples, schedule, settings)


def is_wide(program: Program) -> bool:
    """Say whether more than one arithmetic may run a program, so that a session has to say which did."""
    return not FloatEngine.is_quick(program)


def engine_lines() -> list[str]:
    """Return a line for each engine, and say whether machine code can be made here, which may take a second."""
    from importlib.metadata import version

    from xortui.core.machine.trial import trial

    return [
        f"{FLOATS}: Python; machine code: {trial()}",
        f"{MATRICES}: NumPy {version('numpy')}",
    ]
