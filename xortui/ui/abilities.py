"""The abilities of a terminal: how many colours, which characters, and which theme fits its ground."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from xortui.render.palettes.depth import Depth
from xortui.render.palettes.lightness import is_light
from xortui.render.palettes.theme import DARK_THEME, DEFAULT_THEME, LIGHT_THEME

# What a terminal calls itself in TERM, and how many colours that one has; the first that fits. Some of these set
# COLORTERM as well, which ssh and sudo do not pass on.
TERMS: tuple[tuple[str, Depth], ...] = (
    ("", Depth.NONE),
    ("dumb", Depth.NONE),
    ("unknown", Depth.NONE),
    ("vt[0-9]*", Depth.NONE),
    ("*-mono", Depth.NONE),
    ("*-m", Depth.NONE),
    ("*direct*", Depth.TRUE),
    ("*truecolor*", Depth.TRUE),
    ("alacritty*", Depth.TRUE),
    ("contour*", Depth.TRUE),
    ("foot*", Depth.TRUE),
    ("*ghostty*", Depth.TRUE),
    ("*kitty*", Depth.TRUE),
    ("rio*", Depth.TRUE),
    ("wezterm*", Depth.TRUE),
    ("*256color*", Depth.PALETTE),
    ("*", Depth.SIXTEEN),
)
CONSOLE = "linux"
"""The name of the Linux console, whose fonts have 256 or 512 characters: no braille and no ∂."""
_DARK_GROUNDS = ("0", "1", "2", "3", "4", "5", "6", "8")
"""The numbers of dark colours among the sixteen."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal can show, and what it shall."""

    depth: Depth = Depth.TRUE
    """How many colours."""
    ascii_only: bool = False
    """Whether it has no characters but ASCII."""
    theme: str = DEFAULT_THEME
    """The theme to begin with."""


def colour_depth(environment: Mapping[str, str]) -> Depth:
    """Return how many colours to use: what the terminal says it has, none where NO_COLOR asks for none."""
    if environment.get("NO_COLOR"):
        return Depth.NONE
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Depth.TRUE
    term = environment.get("TERM", "").lower()
    return next(depth for name, depth in TERMS if fnmatchcase(term, name))


def needs_ascii(environment: Mapping[str, str]) -> bool:
    """Say whether the screen has no braille: by its font, or by its encoding. Textual writes to stderr."""
    if environment.get("TERM", "").lower().startswith(CONSOLE):
        return True
    encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    try:
        "─ŷ∂⣿".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def fitting_theme(ground: tuple[float, float, float] | None, environment: Mapping[str, str]) -> str:
    """Return the theme that fits the terminal: light on a light ground, else dark.

    Args:
        ground: red, green and blue from 0 to 1 of the terminal's ground, if it told them.
        environment: where COLORFGBG may say it in numbers of the sixteen colours, the ground last: 15;0.
    """
    if ground is not None:
        return LIGHT_THEME if is_light(*ground) else DARK_THEME
    number = environment.get("COLORFGBG", "").rpartition(";")[2]
    if not number.isdecimal():
        return DEFAULT_THEME
    return DARK_THEME if number in _DARK_GROUNDS else LIGHT_THEME
