"""The trial: whether machine code can be made and loaded on this machine, told in words."""

from __future__ import annotations

from xortui.core.backpropagation import write_program
from xortui.core.machine import workshop
from xortui.core.machine.loop_source import loop_source
from xortui.core.network import Network
from xortui.core.training import Training

NONE = "none, as numba is not installed (pip install 'xortui[fast]')"


def trial() -> str:
    """Make and load a small loop, which is kept for the next time; return with what, or why that cannot be done."""
    installed = workshop.compiler_version()
    if not installed:
        return NONE
    made = workshop.workpiece(loop_source(write_program(Network((1, 1), ("sigmoid",)), Training())).text)
    made.wait()
    if made.readiness is workshop.Readiness.READY:
        return f"numba {installed}"
    return f"none, as numba {installed} does not work here ({made.failure})"
