"""The wording: texts that name commands, as {goto} or {operation.back}; each front end has its own names for them."""

from __future__ import annotations

import re
from collections.abc import Callable

NameOf = Callable[[str], str]
"""A command's id, with .back for its way back → what the person types for it."""

_NAMED = re.compile(r"\{\{|\{([a-z_]+(?:\.back)?)\}")


def worded(text: str, name_of: NameOf) -> str:
    """Return a text in which every command is called what the person types for it."""
    return _NAMED.sub(lambda found: name_of(found[1]) if found[1] else "{", text)


def verbatim(text: str) -> str:
    """Return a text that somebody typed as a part of a wording that shows it as it is, braces and all."""
    return text.replace("{", "{{")
