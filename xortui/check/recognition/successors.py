"""What was computed later at the same places of the file: in the next step, or in the place of a weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from xortui.check.recognition.chains import Step
from xortui.check.tracing.tape import Tape


def successors(tape: Tape, nodes: Sequence[int], later: Iterable[int]) -> dict[int, int]:
    """Return for nodes what was computed later at the same places of the file, in the same order.

    Args:
        tape: where they stand.
        nodes: in the order of the tape, or in the opposite one.
        later: the nodes that may come in their place, in the same order.
    """
    waiting: dict[tuple[int, int], list[int]] = {}
    for node in nodes:
        waiting.setdefault((int(tape.site[node]), offset_in_block(tape, node)), []).append(node)
    sites = {site for site, _ in waiting}
    found = {}
    for node in later:
        site = int(tape.site[node])
        if site in sites:
            group = waiting.get((site, offset_in_block(tape, node)))
            if group:
                found[group.pop(0)] = node
    return found


def a_step_later(tape: Tape, step: Step, nodes: Iterable[int]) -> dict[int, int]:
    """Return for nodes made before the end of a step what takes their place a step later, where something does.

    What is made at one place of the file more than once a step, as each sum of a matrix product is, counts as often.
    """
    by_site: dict[int, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}
    found = {}
    for node in nodes:
        site = int(tape.site[node])
        if site not in by_site:
            made = np.nonzero(tape.site[: tape.length] == site)[0]
            by_site[site] = made, made - np.searchsorted(tape.block[: tape.length], tape.block[made])
        made, offsets = by_site[site]
        alike = made[offsets == offset_in_block(tape, node)]
        count = int(np.count_nonzero((alike > step.start) & (alike <= step.end)))
        place = int(np.searchsorted(alike, node)) + count
        if count and place < len(alike):
            found[node] = int(alike[place])
    return found


def offset_in_block(tape: Tape, node: int) -> int:
    """Return the place of a node in the array it was computed in."""
    return node - int(np.searchsorted(tape.block[: tape.length], tape.block[node]))
