"""The light theme: dark text on a light ground, blue for below, a burnt orange for above."""

from __future__ import annotations

from xortui.render.palettes.look import Look

# Of the sixteen, only black, blue, red and magenta stand out from bright white.
LIGHT = {
    "ground": Look("on #fbfaf7", "on color(231)", "on bright_white"),
    "text": Look("#1f2530", "color(235)", "black"),
    "dim": Look("#454e5d", "color(239)", "black"),
    "faint": Look("#565f6e", "color(241)", "black"),
    "title": Look("bold #34496b", "bold color(24)", "bold blue"),
    "focused": Look("bold #000000", "bold color(16)", "bold reverse"),
    "rule": Look("#565f6e", "color(241)", "black"),
    "positive": Look("#964600", "color(94)", "red"),
    "negative": Look("#0a55b5", "color(25)", "blue"),
    "current": Look("bold reverse", "bold reverse", "bold reverse"),
    "chosen": Look("bold on #e2e9f3", "bold on color(255)", "bold underline"),
    "path": Look("bold #000000", "bold color(16)", "bold magenta"),
    "stroke": Look("", "", ""),
    "good": Look("bold #005a8c", "bold color(24)", "bold blue"),
    "bad": Look("bold #b02a00", "bold color(124)", "bold red"),
    "key": Look("bold #8a3500", "bold color(88)", "bold red"),
    "status": Look("#1f2530 on #dfe6ef", "color(235) on color(254)", "reverse"),
    "header": Look("#34405a on #eaeef4", "color(237) on color(255)", "underline"),
    "strong": Look("bold", "bold", "bold"),
    "curve": Look("bold #00331f", "bold color(16)", "bold black"),
    "band": Look("#2f6a48", "color(23)", "blue"),
    "future": Look("#565f6e", "color(241)", "black"),
    "marker": Look("bold #8a3500", "bold color(88)", "bold red"),
    "under": Look("underline", "underline", "underline"),
    # Below the middle white is read on them, above it black; and greys tell the ends apart, too.
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
