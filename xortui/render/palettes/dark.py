"""The dark theme: light text on a dark ground, blue for below, orange for above."""

from __future__ import annotations

from xortui.render.palettes.look import Look
from xortui.render.palettes.shared import ON_ANY_GROUND, SOFT_MAP

# Of the sixteen, only those that stand out from black on xterm and on the Linux console alike. Bright black does not
# on many others.
DARK = {
    **ON_ANY_GROUND,
    **SOFT_MAP,
    "ground": Look("on #14171d", "on color(233)", "on black"),
    "text": Look("#d8dee9", "color(253)", "white"),
    "dim": Look("#aab5c6", "color(250)", "white"),
    "faint": Look("#93a0b4", "color(247)", "white"),
    "title": Look("bold #9fb0c8", "bold color(152)", "bold bright_cyan"),
    "focused": Look("bold #ffffff", "bold color(231)", "bold reverse"),
    "rule": Look("#93a0b4", "color(247)", "white"),
    "positive": Look("#f5a04a", "color(215)", "bright_yellow"),
    "negative": Look("#6cb2f7", "color(75)", "bright_cyan"),
    "chosen": Look("bold on #252c3a", "bold on color(236)", "bold underline"),
    "path": Look("bold #fff3b0", "bold color(230)", "bold bright_magenta"),
    "good": Look("bold #8ff0c0", "bold color(158)", "bold bright_green"),
    "bad": Look("bold #ff7f6b", "bold color(209)", "bold bright_red"),
    "key": Look("bold #f7e08a", "bold color(228)", "bold bright_yellow"),
    "status": Look("#d8dee9 on #252c3a", "color(253) on color(236)", "reverse"),
    "header": Look("#b4c2d6 on #1e2430", "color(152) on color(235)", "underline"),
    "curve": Look("bold #b8f5c0", "bold color(157)", "bold bright_white"),
    "band": Look("#6fa37d", "color(108)", "green"),
    "future": Look("#93a0b4", "color(247)", "white"),
    "marker": Look("bold #f7e08a", "bold color(228)", "bold bright_yellow"),
}
