"""Spelling out: formulas and messages in the letters of every keyboard, as they may be typed, too."""

from __future__ import annotations

import re
import unicodedata

from xortui.render.glyphs import ascii_text

_WORDS = {
    "∂": "d", "−": "-", "·": "*", "∙": ".", "←": "<-", "→": "->", "½": "1/2 ", "²": "^2", "…": "...", "∞": "inf",
    "×": "x", "≈": "about ", "≠": "differs", "✓": "agrees", "✗": "failed", "Σ": "sum", "≤": "<=", "≥": ">=", "’": "'",
    "—": "-", "–": "-", "√": "sqrt ",
}  # fmt: skip
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0307": "dot", "\u0303": "tilde"}
"""Accents that stand over a letter of a formula."""
_CHANGE = re.compile(r"Δ(\w+)")
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (\w+)")


def spelled_out(text: str) -> str:
    """Return a text in ASCII letters: ∂C/∂ŷ as dC/dyhat, η as eta, Δw5 as change(w5)."""
    if text.isascii():
        return text
    text = _CHANGE.sub(r"change(\1)", text)
    return "".join(map(_letter, unicodedata.normalize("NFD", text)))


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _WORDS:
        return _WORDS[letter]
    if unicodedata.combining(letter):
        return _MARKS.get(letter, "")
    greek = _GREEK.fullmatch(unicodedata.name(letter, ""))
    return greek[1].lower() if greek else ascii_text(letter)
