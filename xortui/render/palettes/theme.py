"""The themes: which tables of colours there are, by name."""

from __future__ import annotations

from xortui.render.palettes.contrast import CONTRAST
from xortui.render.palettes.dark import DARK
from xortui.render.palettes.light import LIGHT
from xortui.render.palettes.look import Look

THEMES: dict[str, dict[str, Look]] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""A table for every theme, in the order in which a key goes through them."""
DEFAULT_THEME = "dark"
"""The one for a terminal whose ground nobody knows."""
AUTO = "auto"
"""Asks for whichever fits the terminal's ground: dark or light."""
