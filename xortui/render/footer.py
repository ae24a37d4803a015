"""The footer: the keys of the commands that matter most, the way back beside the way on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from xortui.render.row import Hit, Row, Span, fitted, row_width


class FooterKey(NamedTuple):
    """One command in the footer, with its keys."""

    command: str
    key: str
    back_key: str
    """Empty if there is no way back."""
    label: str
    is_on: bool = True
    is_back_on: bool = True
    stays: bool = False
    """Whether it is named at any width."""


MOVES = 4
"""So many commands, the first ones, move through time. They keep their way back longest."""


@lru_cache(maxsize=8)
def footer_row(keys: tuple[FooterKey, ...], width: int) -> Row:
    """Return the footer: as many commands as fit, and always those that stay."""
    spans = _spans(keys, "  ")
    for shorter in _shorter_and_shorter(keys):
        if row_width(spans) <= width:
            break
        spans = _spans(shorter, " ")
    return fitted(spans, width)


def _shorter_and_shorter(keys: Sequence[FooterKey]) -> Iterator[list[FooterKey]]:
    """Yield the keys with fewer ways back and fewer commands each time, the last ones first."""
    kept = list(keys)
    yield kept
    for first, last in ((MOVES, len(kept)), (0, MOVES)):
        for place in reversed(range(first, min(last, len(kept)))):
            if kept[place].back_key:
                kept[place] = kept[place]._replace(back_key="")
                yield kept
        for place in reversed(range(first, min(last, len(kept)))):
            if not kept[place].stays:
                del kept[place]
                yield kept


def _spans(keys: Sequence[FooterKey], gap: str) -> list[Span]:
    spans: list[Span] = []
    for key in keys:
        spans.append(Span(" " if not spans else gap))
        spans.append(Span(key.key, "key" if key.is_on else "faint", Hit("command", key.command, 0)))
        if key.back_key:
            spans.append(Span("/", "faint"))
            spans.append(Span(key.back_key, "key" if key.is_back_on else "faint", Hit("command", key.command, 1)))
        spans.append(Span(f" {key.label}", "dim", Hit("command", key.command, 0)))
    return spans
