"""The themes: which tables of colours there are, by name."""

from __future__ import annotations

from xortui.render.palettes.contrast import CONTRAST
from xortui.render.palettes.dark import DARK
from xortui.render.palettes.light import LIGHT
from xortui.render.palettes.look import Look

DARK_THEME = "dark"
LIGHT_THEME = "light"
CONTRAST_THEME = "contrast"
THEMES: dict[str, dict[str, Look]] = {DARK_THEME: DARK, LIGHT_THEME: LIGHT, CONTRAST_THEME: CONTRAST}
"""A table for every theme, in the order in which a key goes through them."""
DEFAULT_THEME = DARK_THEME
"""The one for a terminal whose ground nobody knows."""
AUTO = "auto"
"""Asks for whichever fits the terminal's ground: dark or light."""
