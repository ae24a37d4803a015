"""The palette: how every role looks at each colour depth. Colours are named here alone."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

MAP_LEVELS = 9
"""Roles map0 (ŷ = 0) to map8 (ŷ = 1) of the decision map. 0.5 has a level of its own."""


class Depth(IntEnum):
    """How many colours a terminal has."""

    NONE = 1
    SIXTEEN = 16
    PALETTE = 256
    TRUE = 1 << 24


# Blue for below, orange for above: told apart by every kind of colour vision. Signs and glyphs say it too.
_TRUE = {
    "text": "#d8dee9",
    "dim": "#7b8496",
    "faint": "#4a5262",
    "title": "bold #9fb0c8",
    "focused": "bold #ffffff",
    "rule": "#4a5262",
    "positive": "#f2a65a",
    "negative": "#6cb2f7",
    "current": "bold reverse",
    "chosen": "bold on #2d3648",
    "path": "bold #f7e08a",
    "good": "bold #8fd694",
    "bad": "bold #ff6b6b",
    "key": "bold #f7e08a",
    "status": "#d8dee9 on #2d3648",
    "header": "#9fb0c8 on #222936",
    "strong": "bold",
    "curve": "bold #8fd694",
    "band": "#5b7a63",
    "future": "#5a6374",
    "marker": "bold #f7e08a",
    "under": "underline",
}
_MAP_TRUE = ["#1f5fa8", "#3d7cc0", "#6b9fd2", "#a3c3e2", "#dcdcdc", "#efc79c", "#e6a561", "#d98232", "#c2610c"]

_PALETTE = {
    "text": "color(253)",
    "dim": "color(245)",
    "faint": "color(240)",
    "title": "bold color(152)",
    "focused": "bold color(231)",
    "rule": "color(240)",
    "positive": "color(215)",
    "negative": "color(75)",
    "current": "bold reverse",
    "chosen": "bold on color(237)",
    "path": "bold color(228)",
    "good": "bold color(114)",
    "bad": "bold color(203)",
    "key": "bold color(228)",
    "status": "color(253) on color(237)",
    "header": "color(152) on color(235)",
    "strong": "bold",
    "curve": "bold color(114)",
    "band": "color(65)",
    "future": "color(241)",
    "marker": "bold color(228)",
    "under": "underline",
}
_MAP_PALETTE = [f"color({n})" for n in (25, 32, 74, 117, 253, 223, 215, 172, 130)]

# Sixteen colours look different on every terminal, and its own text and ground may be of any two: ours are named.
_SIXTEEN = {
    "text": "white",
    "dim": "white",
    "faint": "bright_black",
    "title": "bold cyan",
    "focused": "bold reverse",
    "rule": "bright_black",
    "positive": "yellow",
    "negative": "cyan",
    "current": "bold reverse",
    "chosen": "bold underline",
    "path": "bold yellow",
    "good": "bold green",
    "bad": "bold red",
    "key": "bold yellow",
    "status": "reverse",
    "header": "underline",
    "strong": "bold",
    "curve": "bold green",
    "band": "green",
    "future": "bright_black",
    "marker": "bold yellow",
    "under": "underline",
}
_MAP_SIXTEEN = [
    "blue",
    "blue",
    "bright_blue",
    "bright_blue",
    "white",
    "bright_yellow",
    "bright_yellow",
    "yellow",
    "yellow",
]

_NONE = {
    "dim": "",
    "focused": "bold reverse",
    "title": "bold",
    "current": "bold reverse",
    "chosen": "bold underline",
    "path": "bold",
    "good": "bold",
    "bad": "bold",
    "key": "bold",
    "status": "reverse",
    "header": "underline",
    "strong": "bold",
    "curve": "bold",
    "marker": "bold",
    "under": "underline",
}

_ROLES: dict[Depth, dict[str, str]] = {
    Depth.TRUE: _TRUE | {f"map{i}": colour for i, colour in enumerate(_MAP_TRUE)},
    Depth.PALETTE: _PALETTE | {f"map{i}": colour for i, colour in enumerate(_MAP_PALETTE)},
    Depth.SIXTEEN: _SIXTEEN | {f"map{i}": colour for i, colour in enumerate(_MAP_SIXTEEN)},
    Depth.NONE: _NONE,
}
ROLES = frozenset(_ROLES[Depth.TRUE])
"""Every role there is."""


@lru_cache(maxsize=1024)
def style_of(role: str, depth: Depth) -> Style:
    """Return the style of a role, or of several laid over each other: 'positive current'.

    'map3/map5' is two colours in one cell: the first above (as foreground, for ▀), the second below.

    Raises:
        KeyError: if there is no such role.
    """
    style = Style()
    for name in role.split():
        above, _, below = name.partition("/")
        if above not in ROLES or (below and below not in ROLES):
            raise KeyError(name)
        style += Style.parse(_ROLES[depth].get(above, ""))
        if below and (colour := Style.parse(_ROLES[depth].get(below, "")).color):
            style += Style(bgcolor=colour)
    return style


_GROUNDS = {Depth.TRUE: "#14171d", Depth.PALETTE: "color(233)", Depth.SIXTEEN: "black"}


@lru_cache
def base_style(depth: Depth) -> Style:
    """Return the style under every role: the colours of the text and of the ground, or neither without colours.

    Both are ours, or both the terminal's: our text may be unreadable on the terminal's ground, which is often white.
    """
    ground = _GROUNDS.get(depth)
    return style_of("text", depth) + Style(bgcolor=ground) if ground else Style.null()


def background(depth: Depth) -> str | None:
    """Return the colour behind everything as CSS has it; None for the terminal's own."""
    # The second is colour 233 of the 256 exactly.
    return {Depth.TRUE: "#14171d", Depth.PALETTE: "#121212", Depth.SIXTEEN: "ansi_black"}.get(depth)


@lru_cache(maxsize=1024)
def fitted_style(style: Style, depth: Depth) -> Style:
    """Return a style of Textual's in the colours of a terminal that has few, or none: both colours, or neither.

    Args:
        style: the style that a widget of Textual's asks for.
        depth: SIXTEEN or NONE.
    """
    if depth == Depth.NONE:
        plain = style.without_color + Style.from_meta(style.meta)
        if _is_light(style.bgcolor) and not style.reverse:
            # A cursor, say, stands out by its light ground alone: without colours it is reversed.
            plain += Style(reverse=True)
        return plain
    given = {colour.type for colour in (style.color, style.bgcolor) if colour}
    if style.color and style.bgcolor and given == {ColorType.STANDARD}:
        return style
    base = base_style(depth)
    ink = _of_sixteen(style.color) or base.color
    ground = _of_sixteen(style.bgcolor) or base.bgcolor
    if ink == ground:
        ink = base.bgcolor if _is_light(ground) else base.color
    return style + Style(color=ink, bgcolor=ground)


def _of_sixteen(colour: Color | None) -> Color | None:
    return None if colour is None or colour.is_default else colour.downgrade(ColorSystem.STANDARD)


def _is_light(colour: Color | None) -> bool:
    if colour is None or colour.is_default:
        return False
    red, green, blue = colour.get_truecolor(foreground=False)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 110
