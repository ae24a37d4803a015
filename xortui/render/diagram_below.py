"""The line below a picture that has no room on its lines: the chosen parameter, where it leads, targets and loss."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from xortui.core.network import Network, Parameter
from xortui.core.program import LOSS
from xortui.render.diagram_layout import Note, Place, Widths


class Below(NamedTuple):
    """What stands in the line."""

    labels: tuple[Place, ...]
    notes: tuple[Note, ...]


def line_below(
    network: Network, chosen: Parameter, widths: Widths, placed: Collection[str], width: int, y: int, drawn: str = ""
) -> Below:
    """Return the line: the chosen parameter first, the loss last, and between them what else has room.

    Args:
        network: whose picture it is.
        chosen: the chosen parameter.
        widths: those of the labels in the picture.
        placed: what the picture shows already.
        width: of the picture.
        y: the line's row.
        drawn: how many of the lines are drawn, if not all are.
    """
    full = widths.in_full
    label = full.unit_label
    free = max(full.weight_label, label) + 2
    right = width - label
    labels = [Place(0, y, chosen.name), Place(right, y, LOSS)]
    outputs = [unit.name for unit in network.units[-1]]
    for names in network.targets, outputs:
        missing = [name for name in names if name not in placed]
        start = right - len(missing) * (label + 1)
        if start >= free:
            labels += [Place(start + i * (label + 1), y, name) for i, name in enumerate(missing)]
            right = start
    where = f"{chosen.source.name} → {chosen.target.name}" if chosen.source else f"bias of {chosen.target.name}"
    texts = [f"{where}   {drawn}", where] if drawn else [where]
    fitting = [text for text in texts if free + len(text) < right]
    return Below(tuple(labels), tuple(Note(free, y, text) for text in fitting[:1]))
