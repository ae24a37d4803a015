"""The page of a tour: what is told at one stop, beside the other panes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xortui.language.phrase import phrase
from xortui.render.row import Row, Span, cells, fitted

TITLE = "Tour"
"""The pane's title, for which the header leaves room."""
MIN_WIDTH = 8
"""Cells of a line of text at the least."""
STEADY_WIDTH = 80
"""Columns from which on a page takes as many lines at every stop, so that the panes above it stand still."""
STEADY_LINES = 8
"""Those lines, without the header."""
TITLE_GAP = 2
"""Cells between the title of a stop and what the keys do, at the least."""
MIN_STOP = 16
"""Cells of the number and the title of a stop that are kept beside what the keys do."""
GAP = "   "
"""Stands between answers in one row."""
_MARKS = re.compile(r"(`[^`]+`|\*\*[^*]+\*\*)")


class GivenAnswer(NamedTuple):
    """What somebody has answered to the question of a stop."""

    answer: str
    """As it was typed; of a choice the letter. Empty if it was given up."""
    right: str
    """What is right; of a choice the letter."""
    is_right: bool


@dataclass(frozen=True, slots=True)
class TourPage:
    """What is told at one stop."""

    tour: str
    """The title of the tour."""
    stop: str
    """The title of the stop."""
    place: int
    """The stop's number, from 1."""
    count: int
    """How many stops there are."""
    paragraphs: tuple[str, ...]
    """The text before the question, its numbers filled in."""
    question: str = ""
    """What is asked, or was; empty where nothing is."""
    options: tuple[str, ...] = ()
    """The answers to choose from, each with its letter; marked, once one is given."""
    after: tuple[str, ...] = ()
    """The text that is shown when the question is answered."""
    then: tuple[str, ...] = ()
    """Which key does what next, in versions from long to short."""


class _Word(NamedTuple):
    """A piece of text that is not broken."""

    text: str
    role: str
    has_gap: bool
    """Whether a blank stands before it."""


def tour_rows(page: TourPage, width: int, height: int) -> list[Row]:
    """Return a header and the text; where there is no room for all of it, its last line says so."""
    lines = page_lines(page, width)
    room = max(height - 1, 0)
    if len(lines) > room > 0:
        lines = [*lines[: room - 1], (Span(phrase("… a larger terminal shows the rest"), "dim"),)]
    rows = [_header(page, width), *lines]
    rows += [()] * (height - len(rows))
    return [fitted(row, width) for row in rows[:height]]


def page_lines(page: TourPage, width: int) -> list[Row]:
    """Return the text in lines of a width, without the header; once the question is answered, its end if it is long."""
    before = [_wrapped(paragraph, width) for paragraph in page.paragraphs]
    rest: list[Row] = []
    if page.question:
        rest += _wrapped(page.question, width, "key")
    rest += _options(page.options, width)
    for paragraph in page.after:
        rest += _wrapped(paragraph, width)
    if page.after:
        # What was read before the question makes room for what is read after it.
        while before and sum(map(len, before)) + len(rest) > STEADY_LINES:
            before.pop(0)
    return [line for paragraph in before for line in paragraph] + rest


def wanted_height(page: TourPage, width: int) -> int:
    """Return how many lines the page takes at a width, with its header."""
    lines = len(page_lines(page, width))
    return 1 + (max(lines, STEADY_LINES) if width >= STEADY_WIDTH else lines)


@dataclass(frozen=True, slots=True)
class TourLines:
    """Says how many lines a page takes at a width; equal for equal pages."""

    page: TourPage

    def __call__(self, width: int) -> int:
        """Return how many lines it takes, with its header."""
        return wanted_height(self.page, width)

    def of_text(self, width: int) -> int:
        """Return how many of these lines have a text, with the header."""
        return 1 + len(page_lines(self.page, width))


def page_text(page: TourPage) -> list[str]:
    """Return what is told at the prompt: the title, each paragraph in a line, the question and its answers."""
    lines = [
        phrase(
            "{tour}, stop {place} of {count}: {stop}",
            tour=page.tour,
            place=page.place,
            count=page.count,
            stop=page.stop,
        ),
        *page.paragraphs,
    ]
    if page.question:
        lines.append(page.question)
    lines += page.options
    lines += page.after
    return [without_marks(line) for line in [*lines, *page.then[:1]]]


def without_marks(text: str) -> str:
    """Return a text without the marks of code and of what is strong."""
    return "".join(part for part, _ in _parts(text))


RIGHT_MARK = "✓"
WRONG_MARK = "✗"


def marked_options(options: tuple[str, ...], letters: str, given: GivenAnswer) -> tuple[str, ...]:
    """Return the answers to choose from, the right one marked, and the one that was given if it was wrong."""
    found = []
    for letter, option in zip(letters, options, strict=False):
        if letter == given.right:
            option = f"{option} {RIGHT_MARK}"
        elif letter == given.answer:
            option = f"{option} {WRONG_MARK}"
        found.append(option)
    return tuple(found)


def answered_question(question: str, given: GivenAnswer) -> str:
    """Return a question for a value or a course with the answer that was given, and the right one."""
    if given.is_right:
        return f"{question} {given.answer} {RIGHT_MARK}"
    if given.answer:
        return f"{question} {given.answer} {WRONG_MARK} {given.right} {RIGHT_MARK}"
    return f"{question} {given.right} {RIGHT_MARK}"


def _options(options: tuple[str, ...], width: int) -> list[Row]:
    """Return the answers to choose from: in one row, if that has room for all, else in a row of its own each."""
    if not options:
        return []
    whole = GAP.join(without_marks(option) for option in options)
    if cells(whole) + 2 <= width:
        return [(Span(f"  {whole}"),)]
    rows: list[Row] = []
    for option in options:
        for place, line in enumerate(_wrapped(option, max(width - 5, MIN_WIDTH))):
            rows.append((Span("  " if place == 0 else "     "), *line))
    return rows


def _header(page: TourPage, width: int) -> Row:
    """Say which tour and which stop it is, and what the keys do, as fully as there is room for."""
    title = phrase(TITLE)
    room = width - len(title) - 1
    at = f"{page.place}/{page.count}"
    named = f"{at} {page.stop}"
    joint = " " if page.tour.endswith(("?", "!", ".")) else ": "
    lefts = (f"{at} {page.tour}{joint}{page.stop}", named)
    versions = [(left, then) for then in page.then for left in lefts]
    if page.then:
        shortest = page.then[-1]
        left_over = room - cells(shortest) - TITLE_GAP
        if left_over >= MIN_STOP:
            versions.append((_cut_at_a_word(named, left_over), shortest))
    versions.append((_cut_at_a_word(named, room), ""))
    left, then = next(
        ((left, then) for left, then in versions if cells(left) + cells(then) + TITLE_GAP <= room), versions[-1]
    )
    gap = room - cells(left) - cells(then)
    before = Span(" " * (len(title) + 1))
    return fitted((before, Span(left, "strong"), Span(" " * gap), Span(then, "key")), width)


def _cut_at_a_word(text: str, width: int) -> str:
    """Return a text, or as many whole words of it as fit before …, the first one at least."""
    if cells(text) <= width:
        return text
    first, *words = text.split(" ")
    kept = first
    for word in words:
        if cells(f"{kept} {word} …") > width:
            return f"{kept} …"
        kept += f" {word}"
    return kept


def _wrapped(text: str, width: int, role: str = "text") -> list[Row]:
    """Return a paragraph in lines; what is marked as code or as strong is not broken, and its marks take no room."""
    room = max(width, MIN_WIDTH)
    lines: list[Row] = []
    line: list[Span] = []
    used = 0
    for word in _words(text, role, room):
        gap = " " if word.has_gap and line else ""
        if line and used + len(gap) + cells(word.text) > room:
            lines.append(tuple(line))
            line = []
            used = 0
            gap = ""
        line.append(Span(f"{gap}{word.text}", word.role))
        used += len(gap) + cells(word.text)
    return [*lines, tuple(line)]


def _words(text: str, role: str, room: int) -> Iterator[_Word]:
    """Yield the pieces of a text that are not broken, none longer than a line."""
    has_gap = False
    for part, is_marked in _parts(text):
        if is_marked and cells(part) <= room:
            yield _Word(part, "strong", has_gap)
            has_gap = False
            continue
        for piece in re.split(r"([ \t\n]+)", part):
            if not piece.strip():
                has_gap = has_gap or bool(piece)
                continue
            for start in range(0, len(piece), room):
                yield _Word(piece[start : start + room], "strong" if is_marked else role, has_gap)
                has_gap = False


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is marked as code or as strong; without the marks."""
    for part in _MARKS.split(text):
        if part.startswith("`") and part.endswith("`") and len(part) > 2:
            yield part[1:-1], True
        elif part.startswith("**") and part.endswith("**") and len(part) > 4:
            yield part[2:-2], True
        elif part:
            yield part, False
