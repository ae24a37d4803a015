"""The text below a picture that has no room for every weight."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from xortui.core.network import Network, Parameter
from xortui.core.program import LOSS
from xortui.language.phrase import phrase
from xortui.render.diagram_layout import NamePlace, Note, Widths


class Below(NamedTuple):
    """The contents of the line."""

    labels: tuple[NamePlace, ...]
    """Names with their values in full."""
    notes: tuple[Note, ...]
    """From where to where the chosen parameter leads, if there is room to say it."""


def line_below(
    network: Network, chosen: Parameter, widths: Widths, placed: Collection[str], width: int, y: int, drawn: str = ""
) -> Below:
    """Return the line: the chosen parameter first, the loss last, what has room between them.

    Args:
        network: whose picture it is.
        chosen: the chosen parameter.
        widths: those of the labels in the picture.
        placed: what the picture shows already.
        width: of the picture.
        y: the line's row.
        drawn: '12 of 40 lines', if not all lines are drawn.
    """
    full = widths.in_full
    label = full.unit_label
    free = max(full.weight_label, label) + 2
    right = width - label
    labels = [NamePlace(0, y, chosen.name), NamePlace(right, y, LOSS)]
    outputs = [unit.name for unit in network.units[-1]]
    for names in network.targets, outputs:
        missing = [name for name in names if name not in placed]
        start = right - len(missing) * (label + 1)
        if start >= free:
            right = start
            for name in missing:
                labels.append(NamePlace(start, y, name))
                start += label + 1
    where = phrase("bias of {name}", name=chosen.target.name)
    if chosen.source:
        where = f"{chosen.source.name} → {chosen.target.name}"
    texts = [f"{where}   {drawn}", where] if drawn else [where]
    fitting = [text for text in texts if free + len(text) < right]
    return Below(tuple(labels), tuple(Note(free, y, text) for text in fitting[:1]))
