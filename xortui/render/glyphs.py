"""The characters drawn with: Unicode, and what stands for them where a terminal has ASCII alone."""

from __future__ import annotations

# One character for one wherever a table or a diagram may hold it, so that nothing moves.
_ASCII = str.maketrans(
    {
        "∂": "d", "ŷ": "Y", "−": "-", "·": ".", "←": "<", "→": ">", "↑": "^", "↓": "v", "Δ": "D", "η": "n", "μ": "u",
        "θ": "p", "ḡ": "g",
        "σ": "s", "Σ": "S", "½": "0.5*", "²": "^2", "∞": "i", "…": "~", "✓": "v", "✗": "x", "●": "o", "○": "O",
        "▸": ">", "▶": ">", "◂": "<", "‖": "=", "█": "#", "▀": "\"", "▄": "_", "│": "|", "─": "-", "━": "=", "┃": "|",
        "┄": "-", "╌": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "╱": "/", "╲": "\\", "╳": "x", "▏": "|", "°": "o", "×": "x", "≤": "<", "≥": ">", "±": "+", "’": "'", "—": "-",
        "–": "-", "▁": "_", "▂": "_", "▃": "-", "▅": "=", "▆": "=", "▇": "#", "▉": "#", "⏵": ">", "◆": "*", "⇥": ">",
        "┅": "-", "┊": "|", "▹": "+", "▾": "-", "≠": "#", "ᵀ": "T", "≈": "~", "░": ".", "▒": ":", "▓": "#",
    }
)  # fmt: skip


def ascii_text(text: str) -> str:
    """Return a text in ASCII characters; braille dots become points and blanks."""
    if text.isascii():
        return text
    return "".join(
        letter if letter.isascii() else (" " if letter == "⠀" else ".") if "⠀" <= letter <= "⣿" else "?"
        for letter in text.translate(_ASCII)
    )
