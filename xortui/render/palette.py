"""The palette: the style of every role in a theme, at a colour depth."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from xortui.render.palettes.colourless import COLOURLESS
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.lightness import is_light
from xortui.render.palettes.theme import DEFAULT_THEME, THEMES

MAP_LEVELS = 9
"""Roles map0 (ŷ = 0) to map8 (ŷ = 1) of the decision map. 0.5 has a level of its own."""
_MARKS = {f"mark{level}": f"map{level}" for level in range(MAP_LEVELS)}
"""Roles of a character that stands on a level of the map."""
_LIGHT_INKS = {Depth.TRUE: "#ffffff", Depth.PALETTE: "color(231)", Depth.SIXTEEN: "bright_white"}
_DARK_INKS = {Depth.TRUE: "#000000", Depth.PALETTE: "color(16)", Depth.SIXTEEN: "black"}
ROLES = frozenset(THEMES[DEFAULT_THEME]) | frozenset(_MARKS)
"""Every role there is."""


class Palette(NamedTuple):
    """One theme at one colour depth."""

    theme: str = DEFAULT_THEME
    depth: Depth = Depth.TRUE

    def style(self, role: str) -> Style:
        """Return the style of a role, or of several laid over each other: 'positive current'.

        'map3/map5' is two colours in one cell: the first above (as foreground, for ▀), the second below.

        Raises:
            KeyError: if there is no such role.
        """
        return _style(self.theme, self.depth, role)

    @property
    def base(self) -> Style:
        """The style under every role: the colours of the text and of the ground, or neither without colours.

        Both are ours, or both the terminal's: our text may be unreadable on the terminal's ground.
        """
        return self.style("text ground")

    def laid_on_base(self, role: str) -> Style:
        """Return the whole style of a role: its own, laid over the one under every role.

        Raises:
            KeyError: if there is no such role.
        """
        return _laid_on_base(self.theme, self.depth, role)

    def colour(self, role: str) -> str:
        """Return the colour of a role's text as CSS has it.

        Raises:
            KeyError: if there is no such role.
        """
        return _css((self.base + self.style(role)).color)

    def ground(self, role: str) -> str:
        """Return the colour behind a role as CSS has it.

        Raises:
            KeyError: if there is no such role.
        """
        return _css((self.base + self.style(role)).bgcolor)

    def fitted(self, style: Style) -> Style:
        """Return a style of Textual's in the colours of a terminal: both colours, or neither where there are none."""
        return _fitted(self, style)


@lru_cache(maxsize=4096)
def _style(theme: str, depth: Depth, role: str) -> Style:
    style = Style()
    for name in role.split():
        above, _, below = name.partition("/")
        style += _one(theme, depth, above)
        if below and (colour := _one(theme, depth, below).color):
            style += Style(bgcolor=colour)
    return style


@lru_cache(maxsize=4096)
def _laid_on_base(theme: str, depth: Depth, role: str) -> Style:
    return _style(theme, depth, "text ground") + _style(theme, depth, role)


def _one(theme: str, depth: Depth, role: str) -> Style:
    """Return the style of one role.

    Raises:
        KeyError: if there is no such role.
    """
    if role not in ROLES:
        raise KeyError(role)
    if depth == Depth.NONE:
        return Style.parse(COLOURLESS.get(role, ""))
    if role in _MARKS:
        level = _MARKS[role]
        inks = _LIGHT_INKS if int(level.removeprefix("map")) < MAP_LEVELS // 2 else _DARK_INKS
        ground = Style.parse(THEMES[theme][level].at(depth)).color
        return Style.parse(inks[depth]) + Style(bgcolor=ground)
    return Style.parse(THEMES[theme][role].at(depth))


def _css(colour: Color | None) -> str:
    if colour is None or colour.is_default:
        return "ansi_default"
    if colour.type == ColorType.STANDARD:
        return f"ansi_{colour.name}"
    return colour.get_truecolor().hex


@lru_cache(maxsize=4096)
def _fitted(palette: Palette, style: Style) -> Style:
    if palette.depth == Depth.NONE:
        plain = style.without_color + Style.from_meta(style.meta)
        if _is_light_ground(style.bgcolor) and not style.reverse:
            # A cursor, say, stands out by its light ground alone: without colours it is reversed.
            plain += Style(reverse=True)
        return plain
    if palette.depth == Depth.PALETTE:
        return style + Style(color=_of_palette(style.color), bgcolor=_of_palette(style.bgcolor))
    given = {colour.type for colour in (style.color, style.bgcolor) if colour}
    if style.color and style.bgcolor and given == {ColorType.STANDARD}:
        return style
    base = palette.base
    ink = _of_sixteen(style.color) or base.color
    ground = _of_sixteen(style.bgcolor) or base.bgcolor
    if ink == ground:
        ink = base.bgcolor if ground == base.color else base.color
    return style + Style(color=ink, bgcolor=ground)


_NUMBERS = {Color.from_ansi(number).get_truecolor(): number for number in range(255, 15, -1)}
"""The numbers of the 256 colours that are the same on every terminal."""


def _of_palette(colour: Color | None) -> Color | None:
    """Return one of the 256 colours for exactly that colour: Rich would send another grey."""
    if colour is None or colour.type != ColorType.TRUECOLOR:
        return colour
    number = _NUMBERS.get(colour.get_truecolor())
    return colour if number is None else Color.from_ansi(number)


def _of_sixteen(colour: Color | None) -> Color | None:
    return None if colour is None or colour.is_default else colour.downgrade(ColorSystem.STANDARD)


def _is_light_ground(colour: Color | None) -> bool:
    if colour is None or colour.is_default:
        return False
    return is_light(*colour.get_truecolor(foreground=False).normalized)
