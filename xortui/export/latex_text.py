"""A user's words for LaTeX: escaped and in ASCII, so that every LaTeX sets them whatever its encoding and fonts."""

from __future__ import annotations

import unicodedata

from xortui.export.ascii_letters import ascii_letters

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': "''", "/": r"/\allowbreak{}",
}  # fmt: skip
_LETTERS = {
    "ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}",
    "ł": r"{\l}", "Ł": r"{\L}", "ı": r"{\i}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''",
    "…": r"\dots{}", "§": r"\S{}", "½": r"$\frac{1}{2}$", "²": "$^2$", "³": "$^3$", "·": r"$\cdot$", "×": r"$\times$",
    "±": r"$\pm$", "−": "$-$", "→": r"$\to$", "←": r"$\leftarrow$", "↔": r"$\leftrightarrow$", "≤": r"$\le$",
    "≥": r"$\ge$", "≠": r"$\ne$", "≈": r"$\approx$", "∞": r"$\infty$", "√": r"$\surd$", "∂": r"$\partial$",
    "∇": r"$\nabla$", "∑": r"$\sum$", "⊕": r"$\oplus$", "∧": r"$\wedge$", "∨": r"$\vee$", "¬": r"$\neg$",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "ε": r"$\epsilon$", "η": r"$\eta$",
    "θ": r"$\theta$", "λ": r"$\lambda$", "μ": r"$\mu$", "π": r"$\pi$", "σ": r"$\sigma$", "Σ": r"$\Sigma$",
    "Δ": r"$\Delta$", "°": r"$^\circ$",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c",
}  # fmt: skip
"""Combining accents → LaTeX's commands for them."""


def latex_text(text: str) -> str:
    """Return a user's text in one line; a letter that LaTeX might not have becomes one like it, or a question mark."""
    return "".join(map(_letter, unicodedata.normalize("NFC", " ".join(text.split()))))


def _letter(letter: str) -> str:
    if letter in _SPECIAL or letter in _LETTERS:
        return _SPECIAL.get(letter) or _LETTERS[letter]
    if letter.isascii():
        return letter if letter.isprintable() else ""
    parts = unicodedata.normalize("NFD", letter)
    base, accent = parts[:1], parts[1:]
    if base.isascii() and base.isalpha() and accent in _ACCENTS:
        return rf"\{_ACCENTS[accent]}{{{base}}}"
    return "".join(_SPECIAL.get(like, like) for like in ascii_letters(letter))
