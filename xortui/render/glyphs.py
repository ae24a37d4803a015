"""The characters drawn with: Unicode, and what stands for them where a terminal has ASCII alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xortui.render.row import cells

# One character for one wherever a table or a diagram may hold it, so that nothing moves.
_ASCII = str.maketrans(
    {
        "∂": "d", "ŷ": "Y", "−": "-", "·": "*", "∙": ".", "←": "=", "→": ">", "↑": "^", "↓": "v", "Δ": "D", "η": "n",
        "μ": "u", "θ": "p", "ḡ": "g", "ĝ": "g", "\u0302": "^", "β": "B", "γ": "G", "ε": "e", "λ": "l", "ρ": "r",
        "√": "sqrt ", "δ": "d", "⌊": "[", "⌋": "]", "Φ": "P", "φ": "p", "π": "pi",
        "σ": "s", "Σ": "S", "½": "0.5*", "²": "^2", "∞": "i", "…": "~", "✓": "v", "✗": "x", "●": "@", "○": "o",
        "▸": ">", "▶": ">", "◂": "<", "‖": "|", "█": "#", "▀": "\"", "▄": "_", "│": "|", "─": "-", "━": "=", "┃": "|",
        "┄": "-", "╌": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "╱": "/", "╲": "\\", "╳": "x", "▏": "|", "°": "o", "×": "x", "≤": "<=", "≥": ">=", "±": "+", "’": "'", "—": "-",
        "–": "-", "▁": "_", "▂": "_", "▃": "-", "▅": "=", "▆": "=", "▇": "#", "▉": "#", "⏵": ">", "◆": "*", "⇥": ">",
        "┅": "-", "┊": "|", "▹": "+", "▾": "-", "≠": "!=", "ᵀ": "T", "≈": "~", "░": ".", "▒": ":", "▓": "#",
        "╭": "+", "╮": "+", "╰": "+", "╯": "+", "═": "=", "║": "|", "▔": "-", "▎": "|", "▊": "|", "▌": "|", "▐": "|",
        "⋮": ":", "🔎": "> ", "•": "o", "⅓": "1/3", "⅔": "2/3", "\u00a0": " ",
    }
)  # fmt: skip

_WIDER = {"←": "<-", "‖": "||"}
"""What says more, where there is room for another character."""
_WIDE = _ASCII | str.maketrans({**_WIDER, "±": "+-"})
_HALF = re.compile("½(?=[,)])")
"""A half that is a number of its own, and multiplies nothing."""


# The dots of a braille character, from above: those on the left and those on the right.
_LEFT, _RIGHT = (1, 2, 4, 64), (8, 16, 32, 128)


def _stroke(bits: int) -> str:
    """Return the ASCII character that looks most like a piece of a line in braille dots."""
    left = [y for y, bit in enumerate(_LEFT) if bits & bit]
    right = [y for y, bit in enumerate(_RIGHT) if bits & bit]
    if not left and not right:
        return " "
    if not left or not right:
        return "|" if len(left + right) > 1 else "."
    falls = sum(right) / len(right) - sum(left) / len(left)
    if abs(falls) >= 1:
        return "\\" if falls > 0 else "/"
    # No - for a flat line: beside a number it would be taken for a sign.
    return "x" if max(left + right) - min(left + right) >= 2 else "."


_BRAILLE = {0x2800 + bits: _stroke(bits) for bits in range(256)}
_ASCII |= _BRAILLE
_WIDE |= _BRAILLE


def ascii_text(text: str) -> str:
    """Return a text in ASCII characters; lines in braille dots become strokes and points."""
    return _translated(text, _ASCII)


def ascii_prose(text: str) -> str:
    """Return a text in ASCII characters that say as much as they can: nothing stands beside it or below it."""
    return _translated(text, _WIDE)


def ascii_row(texts: Sequence[str]) -> list[str]:
    """Return the pieces of a line in ASCII characters.

    A character that becomes two takes a blank behind it, where another blank or nothing follows.
    """
    line = "".join(texts)
    if not _WIDER.keys() & set(line):
        return [_in_its_width(text) for text in texts]
    wider, taken = _with_room(line)
    found = []
    at = 0
    for text in texts:
        parts = []
        for place, letter in enumerate(text, start=at):
            if place not in taken:
                parts.append(_WIDER[letter] if place in wider else letter)
        found.append(_in_its_width("".join(parts)))
        at += len(text)
    return found


def _with_room(line: str) -> tuple[set[int], set[int]]:
    """Return the places of characters that can be two, and of the blanks that they take."""
    wider: set[int] = set()
    taken: set[int] = set()
    for place, letter in enumerate(line):
        if letter not in _WIDER:
            continue
        for blank in range(place + 1, len(line)):
            if line[blank] == " " and line[blank + 1 : blank + 2] in (" ", "") and blank not in taken:
                wider.add(place)
                taken.add(blank)
                break
    return wider, taken


def _in_its_width(text: str) -> str:
    """Return a text in ASCII; where it grows, as m̂ becomes m^, blanks at its end make room."""
    width = cells(text)
    found = ascii_text(text)
    return found[:width] + found[width:].rstrip(" ")


def _translated(text: str, table: Mapping[int, str]) -> str:
    if text.isascii():
        return text
    text = _HALF.sub("1/2", text)
    return "".join(letter if letter.isascii() else "?" for letter in text.translate(table))
