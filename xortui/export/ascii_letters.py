"""Letters that every encoding and every LaTeX has: what to write for the others."""

from __future__ import annotations

import unicodedata

from xortui.render.glyphs import ascii_text


def ascii_letters(text: str) -> str:
    """Return a user's text as printable ASCII in one line: accents are dropped, what has no like becomes '?'."""
    words = unicodedata.normalize("NFKD", " ".join(text.split()))
    kept = "".join(letter for letter in words if letter.isprintable() and not unicodedata.combining(letter))
    return ascii_text(kept)
