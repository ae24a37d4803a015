"""Rows of text: spans with a role each, and what a click on them means. Every picture is a list of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

HAT = "\u0302"
"""The circumflex of m̂, a character of its own that takes no cell."""


class Hit(NamedTuple):
    """What is under the mouse."""

    kind: str
    """'parameter', 'factor', 'branch', 'operation', 'command' or 'value'."""
    name: str
    """What is meant: 'w1', the id of a command, the number of an operation, 'w1 h3 ŷ1'."""
    place: int = 0
    """For a factor: its place on the parameter's path; for a command: 1 for its way back."""
    value: str = ""
    """The name of the value whose number is there; empty if there is none."""


class Span(NamedTuple):
    """A piece of text in one style."""

    text: str
    """Characters of one cell each, and hats, which stand over the character before."""
    role: str = "text"
    """The palette's roles, the later ones laid over the earlier ones: 'positive current'."""
    hit: Hit | None = None


Row = tuple[Span, ...]


def cells(text: str) -> int:
    """Return how many cells a text takes: one for each character, and none for the hat of m̂."""
    return len(text) - text.count(HAT)


def cut(text: str, width: int) -> str:
    """Return the beginning of a text that takes so many cells at the most."""
    if HAT not in text:
        return text[:width]
    while cells(text) > width:
        text = text[:-1]
    return text


def padded(text: str, width: int) -> str:
    """Return a text filled with blanks to so many cells."""
    return text + " " * (width - cells(text))


def row_width(row: Iterable[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(cells(span.text) for span in row)


def fitted(row: Iterable[Span], width: int) -> Row:
    """Return a row cut or filled with blanks to exactly `width` cells."""
    spans = []
    left = width
    for span in row:
        if left <= 0:
            break
        spans.append(span if cells(span.text) <= left else span._replace(text=cut(span.text, left)))
        left -= cells(span.text)
    if left > 0:
        spans.append(Span(" " * left))
    return tuple(spans)


def without_first(row: Row, width: int) -> Row:
    """Return a row without its first cells."""
    spans = []
    for span in row:
        if width >= cells(span.text):
            width -= cells(span.text)
        else:
            spans.append(span._replace(text=span.text[width:]))
            width = 0
    return tuple(spans)


def merged(row: Iterable[Span]) -> Row:
    """Return neighbouring cells of one role in one span; none of them may mean anything to a click."""
    spans: list[Span] = []
    for span in row:
        if spans and spans[-1].role == span.role:
            spans[-1] = Span(spans[-1].text + span.text, span.role)
        else:
            spans.append(span)
    return tuple(spans)


def plain(row: Iterable[Span]) -> str:
    """Return a row's text alone."""
    return "".join(span.text for span in row)


def hit_at(row: Iterable[Span], column: int) -> Hit | None:
    """Return what a click on a column of a row means."""
    for span in row:
        if column < cells(span.text):
            return span.hit
        column -= cells(span.text)
    return None


def laid_over(row: Row, role: str) -> Row:
    """Return a row with a role laid over each of its spans."""
    return tuple(span._replace(role=f"{span.role} {role}") for span in row)


def scrolled(count: int, height: int, chosen: int) -> int:
    """Return the first of the lines to show, so that the chosen one is in the middle."""
    return max(0, min(chosen - height // 2, count - height))


def more_above_or_below(first: int, shown: int, count: int) -> str:
    """Say in a few characters that a list goes on: '3↑ 12↓', or nothing."""
    parts = []
    if first > 0:
        parts.append(f"{first}↑")
    below = count - first - shown
    if below > 0:
        parts.append(f"{below}↓")
    return " ".join(parts)


def joined(parts: Sequence[Row], gap: Span) -> Row:
    """Return rows one after the other with a gap between them."""
    spans: list[Span] = []
    for part in parts:
        spans += [*([gap] if spans else []), *part]
    return tuple(spans)
