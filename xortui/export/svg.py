"""SVG: rows of a picture as they stand on the screen, as a drawing that any size suits.

Braille characters are drawn as their dots, and half blocks as rectangles: fonts differ in them, where they have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from xortui.export.ink import Ink, ink
from xortui.render.row import HAT, Row, Span, cells

CELL = (8.4, 18.0)
"""Width and height of a cell, for letters of `SIZE`."""
SIZE = 14
BASELINE = 13.5
MARGIN = 12
DOT = 1.35
"""Radius of a braille dot."""
FONTS = "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace"
_BRAILLE = 0x2800
_PLACES = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""The column and row of each dot of a braille character, by its bit."""
_HALVES = {"▀": (0.0, 0.5), "▄": (0.5, 0.5), "█": (0.0, 1.0)}
"""Where a block begins, and how high it is, in cells."""


def svg(rows: Sequence[Row], theme: str, title: str) -> str:
    """Return a picture as an SVG document.

    Args:
        rows: the picture.
        theme: the name of its colours.
        title: what it shows.
    """
    columns = max((sum(cells(span.text) for span in row) for row in rows), default=0)
    width = columns * CELL[0] + 2 * MARGIN
    height = len(rows) * CELL[1] + 2 * MARGIN
    ground = ink(theme, "text").ground
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">',
        f"<title>{escape(_clean(title))}</title>",
        f'<rect width="100%" height="100%" fill="{ground}"/>',
        f'<g font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve">',
    ]
    for y, row in enumerate(rows):
        x = 0
        for span in row:
            lines += _span(span, x, y, ink(theme, span.role), ground)
            x += cells(span.text)
    return "\n".join([*lines, "</g>", "</svg>", ""])


def _span(span: Span, x: int, y: int, look: Ink, ground: str) -> list[str]:
    left = MARGIN + x * CELL[0]
    top = MARGIN + y * CELL[1]
    found = []
    if look.behind != ground:
        found.append(_rectangle(left, top, cells(span.text) * CELL[0], CELL[1], look.behind))
    letters: list[str] = []
    for place, letter in enumerate(_letters(span.text)):
        at = left + place * CELL[0]
        if _BRAILLE <= ord(letter[0]) < _BRAILLE + 256:
            found += _dots(ord(letter[0]) - _BRAILLE, at, top, look.letters)
            letter = " "
        elif letter in _HALVES:
            begin, share = _HALVES[letter]
            found.append(_rectangle(at, top + begin * CELL[1], CELL[0], share * CELL[1], look.letters))
            letter = " "
        letters.append(letter)
    found += _words(letters, left, top, look)
    return found


def _letters(text: str) -> list[str]:
    """Return the letters of a text, each with the hat that stands over it."""
    found: list[str] = []
    for letter in text:
        if letter == HAT and found:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _words(letters: Sequence[str], left: float, top: float, look: Ink) -> Iterable[str]:
    """Yield each run of letters between blanks; its length is told, whatever the font's is."""
    how = f'fill="{look.letters}"'
    if look.is_bold:
        how += ' font-weight="bold"'
    if look.is_underlined:
        how += ' text-decoration="underline"'
    if look.is_italic:
        how += ' font-style="italic"'
    start = 0
    for place in range(len(letters) + 1):
        if place < len(letters) and letters[place] != " ":
            continue
        if place > start:
            text = escape(_clean("".join(letters[start:place])))
            x = left + start * CELL[0]
            length = (place - start) * CELL[0]
            yield (
                f'<text x="{x:g}" y="{top + BASELINE:g}" textLength="{length:g}" '
                f'lengthAdjust="spacingAndGlyphs" {how}>{text}</text>'
            )
        start = place + 1


def _dots(bits: int, left: float, top: float, fill: str) -> list[str]:
    found = []
    for bit, (column, row) in enumerate(_PLACES):
        if bits >> bit & 1:
            x = left + (column + 0.5) * CELL[0] / 2
            y = top + (row + 0.5) * CELL[1] / 4
            found.append(f'<circle cx="{x:g}" cy="{y:g}" r="{DOT}" fill="{fill}"/>')
    return found


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _clean(text: str) -> str:
    """Return a text without what XML can't hold."""
    return "".join(letter if letter.isprintable() or letter == HAT else "?" for letter in text)
