"""Looks that several themes share."""

from __future__ import annotations

from xortui.render.palettes.look import Look

ON_ANY_GROUND = {
    "current": Look("bold reverse", "bold reverse", "bold reverse"),
    "strong": Look("bold", "bold", "bold"),
    "pointed": Look("bold underline reverse", "bold underline reverse", "bold underline reverse"),
    "made": Look("bold underline", "bold underline", "bold underline"),
    "goes": Look("reverse", "reverse", "reverse"),
    "under": Look("underline", "underline", "underline"),
}
"""Looks without a colour of their own, for every theme."""

# Below the middle white is read on them, above it black; and greys tell the ends apart, too.
SOFT_MAP = {
    "map0": Look("#0b3180", "color(18)", "blue"),
    "map1": Look("#1d4b9b", "color(19)", "blue"),
    "map2": Look("#2f60ab", "color(25)", "bright_blue"),
    "map3": Look("#4a76b8", "color(26)", "bright_blue"),
    "map4": Look("#9298a2", "color(246)", "bright_black"),
    "map5": Look("#c9a47e", "color(180)", "yellow"),
    "map6": Look("#e2a862", "color(179)", "yellow"),
    "map7": Look("#f2b14d", "color(215)", "bright_yellow"),
    "map8": Look("#ffcb5c", "color(221)", "bright_yellow"),
}
"""The levels of the decision map on a dark ground and on a light one: blue for 0, orange for 1."""
