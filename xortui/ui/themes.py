"""The themes as Textual's own widgets know them, made from the roles of the palette: colours are named there alone."""

from __future__ import annotations

from textual.theme import Theme

from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import DEFAULT_THEME, LIGHT_THEME, THEMES


def name_in_textual(theme: str) -> str:
    """Return what a theme is called among Textual's own."""
    return f"xortui-{theme}"


def textual_themes(depth: Depth) -> list[Theme]:
    """Return every theme at a colour depth."""
    if depth == Depth.NONE:
        # The filter takes the colours out again, and reverses what has a light ground: dark tells what stands out.
        return [_textual_theme(theme, Palette(DEFAULT_THEME, Depth.SIXTEEN)) for theme in THEMES]
    return [_textual_theme(theme, Palette(theme, depth)) for theme in THEMES]


def _textual_theme(name: str, palette: Palette) -> Theme:
    text = palette.colour("text")
    ground = palette.ground("text")
    faint = palette.colour("faint")
    rule = palette.colour("rule")
    key = palette.colour("key")
    bar = palette.ground("chosen") if palette.depth > Depth.SIXTEEN else ground
    return Theme(
        name=name_in_textual(name),
        primary=key,
        secondary=palette.colour("title"),
        warning=palette.colour("positive"),
        error=palette.colour("bad"),
        success=palette.colour("good"),
        accent=key,
        foreground=text,
        background=ground,
        surface=ground,
        panel=bar,
        boost=bar,
        dark=palette.theme != LIGHT_THEME,
        ansi=palette.depth <= Depth.SIXTEEN,
        variables={
            "ink": text,
            "ink-dim": palette.colour("dim"),
            "ink-faint": faint,
            "ink-key": key,
            "ink-bad": palette.colour("bad"),
            "rule": rule,
            "bar": bar,
            "ground": ground,
            "ansi-background": ground,
            "ansi-foreground": text,
            "text": text,
            "text-muted": palette.colour("dim"),
            "text-disabled": faint,
            "border": key,
            "border-blurred": rule,
            "block-cursor-foreground": ground,
            "block-cursor-background": text,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": bar,
            "block-cursor-blurred-text-style": "bold",
            "block-hover-background": bar,
            "input-cursor-foreground": ground,
            "input-cursor-background": text,
            "input-cursor-text-style": "none",
            "input-selection-foreground": ground,
            "input-selection-background": faint,
            "screen-selection-foreground": ground,
            "screen-selection-background": faint,
            "scrollbar": rule,
            "scrollbar-hover": text,
            "scrollbar-active": text,
            "scrollbar-background": bar,
            "scrollbar-background-hover": bar,
            "scrollbar-background-active": bar,
            "scrollbar-corner-color": bar,
        },
    )
