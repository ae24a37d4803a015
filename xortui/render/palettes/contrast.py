"""The theme of high contrast, for projectors and tired eyes: black, white and few bright colours."""

from __future__ import annotations

from xortui.render.palettes.look import Look
from xortui.render.palettes.shared import ON_ANY_GROUND

CONTRAST = {
    **ON_ANY_GROUND,
    "ground": Look("on #000000", "on color(16)", "on black"),
    "text": Look("#ffffff", "color(231)", "bright_white"),
    "dim": Look("#ffffff", "color(231)", "bright_white"),
    "faint": Look("#c6c6c6", "color(251)", "bright_white"),
    "title": Look("bold #ffffff", "bold color(231)", "bold bright_white"),
    "focused": Look("bold reverse", "bold reverse", "bold reverse"),
    "rule": Look("#c6c6c6", "color(251)", "white"),
    "positive": Look("#ffaf00", "color(214)", "bright_yellow"),
    "negative": Look("#87d7ff", "color(117)", "bright_cyan"),
    "chosen": Look("bold underline on #1c1c1c", "bold underline on color(234)", "bold underline"),
    "path": Look("bold #ffff5f", "bold color(227)", "bold bright_magenta"),
    "good": Look("bold #5fffd7", "bold color(86)", "bold bright_green"),
    "bad": Look("bold #ff8787", "bold color(210)", "bold bright_red"),
    "key": Look("bold #ffff00", "bold color(226)", "bold bright_yellow"),
    "status": Look("bold #ffffff on #303030", "bold color(231) on color(236)", "bold reverse"),
    "header": Look("underline", "underline", "underline"),
    "curve": Look("bold #ffffff", "bold color(231)", "bold bright_white"),
    "band": Look("#00af87", "color(36)", "green"),
    "future": Look("#c6c6c6", "color(251)", "white"),
    "marker": Look("bold #ffff00", "bold color(226)", "bold bright_yellow"),
    # As in the map that the other themes share: white is read on the lower levels, black on the upper ones.
    "map0": Look("#00005f", "color(17)", "blue"),
    "map1": Look("#0000af", "color(19)", "blue"),
    "map2": Look("#005faf", "color(25)", "bright_blue"),
    "map3": Look("#005fd7", "color(26)", "bright_blue"),
    "map4": Look("#949494", "color(246)", "bright_black"),
    "map5": Look("#d7af5f", "color(179)", "yellow"),
    "map6": Look("#ffaf00", "color(214)", "yellow"),
    "map7": Look("#ffd700", "color(220)", "bright_yellow"),
    "map8": Look("#ffff87", "color(228)", "bright_yellow"),
}
