"""The characters drawn with: Unicode, and what stands for them where a terminal has ASCII alone."""

from __future__ import annotations

# One character for one wherever a table or a diagram may hold it, so that nothing moves.
_ASCII = str.maketrans(
    {
        "∂": "d", "ŷ": "Y", "−": "-", "·": ".", "←": "<", "→": ">", "↑": "^", "↓": "v", "Δ": "D", "η": "n", "μ": "u",
        "θ": "p", "ḡ": "g", "ĝ": "g", "\u0302": "^", "β": "B", "γ": "G", "ε": "e", "λ": "l", "ρ": "r", "√": "sqrt ",
        "δ": "d", "⌊": "[", "⌋": "]", "Φ": "P", "φ": "p", "π": "pi",
        "σ": "s", "Σ": "S", "½": "0.5*", "²": "^2", "∞": "i", "…": "~", "✓": "v", "✗": "x", "●": "o", "○": "O",
        "▸": ">", "▶": ">", "◂": "<", "‖": "=", "█": "#", "▀": "\"", "▄": "_", "│": "|", "─": "-", "━": "=", "┃": "|",
        "┄": "-", "╌": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "╱": "/", "╲": "\\", "╳": "x", "▏": "|", "°": "o", "×": "x", "≤": "<", "≥": ">", "±": "+", "’": "'", "—": "-",
        "–": "-", "▁": "_", "▂": "_", "▃": "-", "▅": "=", "▆": "=", "▇": "#", "▉": "#", "⏵": ">", "◆": "*", "⇥": ">",
        "┅": "-", "┊": "|", "▹": "+", "▾": "-", "≠": "#", "ᵀ": "T", "≈": "~", "░": ".", "▒": ":", "▓": "#",
        "╭": "+", "╮": "+", "╰": "+", "╯": "+", "═": "=", "║": "|", "▔": "-", "▎": "|", "▊": "|", "▌": "|", "▐": "|",
        "🔎": "> ",
    }
)  # fmt: skip


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


_ASCII |= {0x2800 + bits: _stroke(bits) for bits in range(256)}


def ascii_text(text: str) -> str:
    """Return a text in ASCII characters; lines in braille dots become strokes and points."""
    if text.isascii():
        return text
    return "".join(letter if letter.isascii() else "?" for letter in text.translate(_ASCII))
