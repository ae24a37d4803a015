"""The clipboard: hands a text to the terminal, which puts it on the clipboard of the machine it runs on."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from xortui.language.phrase import phrase, plural

PIECE = 200
"""Characters of one piece for GNU screen, which hands on no long ones."""


def clipboard_code(text: str, environment: Mapping[str, str]) -> str:
    """Return the code that asks a terminal to take a text; GNU screen is asked to hand it on.

    Args:
        text: what to copy.
        environment: says whether the program runs inside of screen.
    """
    code = f"\x1b]52;c;{b64encode(text.encode()).decode('ascii')}\a"
    if not environment.get("STY"):
        return code
    pieces = (code[start : start + PIECE] for start in range(0, len(code), PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def told_copied(text: str, pane: str = "") -> str:
    """Say how much has been copied, and of which pane, if it is of one."""
    lines = text.count("\n") + 1
    count = plural("{count} character", "{count} characters", len(text))
    if lines > 1:
        count = phrase("{lines} lines", lines=lines)
    return phrase("copied {pane}: {count}", pane=pane, count=count) if pane else phrase("copied: {count}", count=count)
