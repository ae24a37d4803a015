"""Cells that have changed without their nodes: they are data anew."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.partial_tape import NOT_FOLLOWED
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op

NEAR = 1e-6
"""How far numbers of single precision may be from what the tape says of them."""


def as_whole(values: NDArray[Any], nodes: Nodes) -> Nodes:
    """Return the nodes of numbers that were made whole: those that this has changed are data anew."""
    return resynced(values, nodes) if values.dtype.kind in "iub" else nodes


def resynced(values: NDArray[Any], nodes: Nodes, name: str = "") -> Nodes:
    """Return nodes with new ones for cells that have changed without them.

    Args:
        values: the cells as they are now.
        nodes: of the cells as they were.
        name: what has changed them, if it is not followed.
    """
    known = tape().known(nodes)
    with np.errstate(all="ignore"):
        is_other = ~np.isclose(known, values, rtol=NEAR, atol=0.0, equal_nan=True)
    is_other &= np.asarray(nodes) != NOT_FOLLOWED
    if not is_other.any():
        return nodes
    renewed = np.array(nodes)
    cells = np.asarray(values)[is_other]
    renewed[is_other] = tape().opaque(cells, name) if name else tape().many(Op.LEAF, cells)
    return renewed
