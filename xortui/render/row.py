"""Rows of text: spans with a role each, and what a click on them means. Every picture is a list of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Hit(NamedTuple):
    """What is under the mouse."""

    kind: str
    """'parameter', 'factor', 'branch', 'operation' or 'command'."""
    name: str
    """What is meant: 'w1', the id of a command, the number of an operation, 'w1 h3 ŷ1'."""
    place: int = 0
    """For a factor: its place on the parameter's path; for a command: 1 for its way back."""


class Span(NamedTuple):
    """A piece of text in one style."""

    text: str
    """Characters of one cell each."""
    role: str = "text"
    """The palette's roles, the later ones laid over the earlier ones: 'positive current'."""
    hit: Hit | None = None


Row = tuple[Span, ...]


def row_width(row: Iterable[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(len(span.text) for span in row)


def fitted(row: Iterable[Span], width: int) -> Row:
    """Return a row cut or filled with blanks to exactly `width` cells."""
    spans = []
    left = width
    for span in row:
        if left <= 0:
            break
        spans.append(span if len(span.text) <= left else span._replace(text=span.text[:left]))
        left -= len(span.text)
    if left > 0:
        spans.append(Span(" " * left))
    return tuple(spans)


def plain(row: Iterable[Span]) -> str:
    """Return a row's text alone."""
    return "".join(span.text for span in row)


def hit_at(row: Iterable[Span], column: int) -> Hit | None:
    """Return what a click on a column of a row means."""
    for span in row:
        if column < len(span.text):
            return span.hit
        column -= len(span.text)
    return None


def laid_over(row: Row, role: str) -> Row:
    """Return a row with a role laid over each of its spans."""
    return tuple(span._replace(role=f"{span.role} {role}") for span in row)


def scrolled(count: int, height: int, chosen: int) -> int:
    """Return the first of the lines to show, so that the chosen one is in the middle."""
    return max(0, min(chosen - height // 2, count - height))


def more_above_or_below(first: int, shown: int, count: int) -> str:
    """Say in a few characters that a list goes on: '3↑ 12↓', or nothing."""
    above, below = first, count - first - shown
    return " ".join(text for text in (f"{above}↑" if above > 0 else "", f"{below}↓" if below > 0 else "") if text)


def joined(parts: Sequence[Row], gap: Span) -> Row:
    """Return rows one after the other with a gap between them."""
    spans: list[Span] = []
    for part in parts:
        spans += [*([gap] if spans else []), *part]
    return tuple(spans)
