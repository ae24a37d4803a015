"""The forward phase on arrays: what all units answer to many points at once, from their given inputs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from xortui.core.answering import answering_program
from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import Forward, compile_forward
from xortui.core.program import Program
from xortui.debugger.snapshot import Snapshot


def forward_on_arrays(snapshot: Snapshot, given: Sequence[Floats]) -> tuple[Floats, ...]:
    """Return the values of the forward phase with the parameters of a position, in the program's order.

    Args:
        snapshot: where.
        given: the inputs that are not made from others, each an array of one shape, as the network reads them.
    """
    made = [feature.array(given, np) for feature in snapshot.problem.features]
    with np.errstate(all="ignore"):
        found: tuple[Floats, ...] = _forward(snapshot.program)(snapshot.state, (*given, *made))
    return found


@lru_cache(maxsize=4)
def _forward(program: Program) -> Forward:
    return compile_forward(answering_program(program), ARRAY_FUNCTIONS)
