"""Pointing: one number of the screen, what it is made of, and where it goes, lit wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from xortui.core.program import Operation, Program
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.numbers import short
from xortui.render.row import Row, Span, cells

POINTED = "pointed"
"""The role of the number that is pointed at."""
MADE_OF = "made"
"""The role of what it is made of."""
GOES_INTO = "goes"
"""The role of what is made of it."""
MAX_NAMED = 8
"""Names of one kind in the line that tells what lights up."""


class Ties(NamedTuple):
    """What a value is tied to."""

    made_of: tuple[str, ...]
    """The values that it is computed from."""
    goes_into: tuple[str, ...]
    """The values that are computed from it."""

    def role(self, name: str, pointed: str) -> str:
        """Return the role that lies over a value; empty if it is not tied."""
        if name == pointed:
            return POINTED
        if name in self.made_of:
            return MADE_OF
        return GOES_INTO if name in self.goes_into else ""


@lru_cache(maxsize=64)
def ties(program: Program, name: str, *, is_updated: bool) -> Ties:
    """Return what a value is made of, and where it goes.

    Args:
        program: what a step computes.
        name: the value's.
        is_updated: whether the value is that after the update, of a parameter.
    """
    maker = _maker(program, name)
    is_kept = maker is not None and maker.assigns
    made_of: tuple[str, ...] = ()
    if maker is not None and (is_updated or not is_kept):
        made_of = tuple(read for read in maker.reads if read != name)
    goes_into = []
    if not (is_kept and is_updated):
        for operation in program.operations:
            if name in operation.reads and operation.target != name:
                goes_into.append(operation.target)
    return Ties(made_of, tuple(dict.fromkeys(goes_into)))


def ties_at(snapshot: Snapshot, name: str) -> Ties:
    """Return what a value is made of at a position, and where it goes."""
    maker = _maker(snapshot.program, name)
    is_updated = maker is not None and maker.assigns and snapshot.result(maker) is not None
    return ties(snapshot.program, name, is_updated=is_updated)


def _maker(program: Program, name: str) -> Operation | None:
    return program.by_target.get(name)


def lit(rows: Sequence[Row], snapshot: Snapshot, pointed: str) -> list[Row]:
    """Return rows with a value lit that is pointed at, what it is made of, and where it goes."""
    tied = ties_at(snapshot, pointed)
    found = []
    for row in rows:
        spans = []
        for span in row:
            role = "" if span.hit is None or not span.hit.value else tied.role(span.hit.value, pointed)
            spans += _laid_over(span, role) if role else [span]
        found.append(tuple(spans))
    return found


def _laid_over(span: Span, role: str) -> list[Span]:
    """Return a span with a role over its text, but not over the blanks around it."""
    text = span.text.strip()
    if not text:
        return [span]
    begin = span.text.index(text[0])
    end = begin + len(text)
    parts = [
        span._replace(text=span.text[:begin]),
        span._replace(text=text, role=f"{span.role} {role}"),
        span._replace(text=span.text[end:]),
    ]
    return [part for part in parts if part.text]


class Spot(NamedTuple):
    """Where a value stands in a picture."""

    name: str
    x: int
    y: int


def spots(rows: Sequence[Row]) -> list[Spot]:
    """Return where values stand in rows, each by the middle of its text."""
    found: list[Spot] = []
    for y, row in enumerate(rows):
        x = 0
        for span in row:
            width = cells(span.text)
            is_number = span.hit is not None and span.hit.value and span.text.strip()
            if is_number and span.hit is not None:
                found.append(Spot(span.hit.value, x + width // 2, y))
            x += width
    return found


def next_spot(found: Sequence[Spot], here: Spot, across: int, down: int) -> Spot:
    """Return the spot nearest in a direction; the spot itself if there is none.

    Args:
        found: every spot there is.
        here: where the pointer is.
        across: 1 to the right, -1 to the left, else 0.
        down: 1 downwards, -1 upwards, else 0.
    """
    best = here
    least = float("inf")
    for spot in found:
        along = (spot.x - here.x) * across + 2 * (spot.y - here.y) * down
        aside = abs((spot.x - here.x) * down) + abs(2 * (spot.y - here.y) * across)
        is_ahead = along > 0 and (along >= aside / 2)
        far = along + 2 * aside
        if is_ahead and far < least:
            best = spot
            least = far
    return best


def nearest_spot(found: Sequence[Spot], name: str, x: int, y: int) -> Spot | None:
    """Return the spot of a value that is nearest to a place; None if the value stands nowhere."""
    named = [spot for spot in found if spot.name == name]
    if not named:
        return None
    return min(named, key=lambda spot: abs(spot.x - x) + 2 * abs(spot.y - y))


def told(snapshot: Snapshot, name: str) -> str:
    """Say what a value is, what it is made of, and where it goes."""
    tied = ties_at(snapshot, name)
    value = snapshot.value(name)
    number = phrase("is not computed yet") if value is None else f"= {short(value)}"
    parts = [f"{name} {number}"]
    maker = snapshot.program.by_target.get(name)
    if tied.made_of and maker is not None:
        parts.append(phrase("made of {made_of}: {maker}", made_of=_named(tied.made_of), maker=maker))
    if tied.goes_into:
        parts.append(phrase("goes into {goes_into}", goes_into=_named(tied.goes_into)))
    return "; ".join(parts)


def _named(names: Sequence[str]) -> str:
    more = phrase(" and {more} more", more=len(names) - MAX_NAMED) if len(names) > MAX_NAMED else ""
    return f"{', '.join(names[:MAX_NAMED])}{more}"
