"""The footer: the keys of the commands that matter most, the way back beside the way on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xortui.render.row import Hit, Row, Span, fitted, row_width


class Key(NamedTuple):
    """One command in the footer."""

    command: str
    key: str
    back_key: str
    """Empty if there is no way back."""
    label: str
    is_on: bool = True
    is_back_on: bool = True


def footer_row(keys: Sequence[Key], width: int) -> Row:
    """Return the footer: as many commands as fit, the last — quit and help — always among them."""
    for gap in ("  ", " "):
        spans = _spans(keys, gap)
        if row_width(spans) <= width:
            return fitted(spans, width)
    kept = list(keys)
    while len(kept) > 3 and row_width(_spans(kept, " ")) > width:
        del kept[-3]
    return fitted(_spans(kept, " "), width)


def _spans(keys: Sequence[Key], gap: str) -> list[Span]:
    spans: list[Span] = []
    for key in keys:
        spans.append(Span(" " if not spans else gap))
        spans.append(Span(key.key, "key" if key.is_on else "faint", Hit("command", key.command, 0)))
        if key.back_key:
            spans.append(Span("/", "faint"))
            spans.append(Span(key.back_key, "key" if key.is_back_on else "faint", Hit("command", key.command, 1)))
        spans.append(Span(f" {key.label}", "dim", Hit("command", key.command, 0)))
    return spans
