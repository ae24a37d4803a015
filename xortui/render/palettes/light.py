"""The light theme: dark text on a light ground, blue for below, a burnt orange for above."""

from __future__ import annotations

from xortui.render.palettes.look import Look
from xortui.render.palettes.shared import ON_ANY_GROUND, SOFT_MAP

# Of the sixteen, only black, blue, red and magenta stand out from bright white.
LIGHT = {
    **ON_ANY_GROUND,
    **SOFT_MAP,
    "ground": Look("on #fbfaf7", "on color(231)", "on bright_white"),
    "text": Look("#1f2530", "color(235)", "black"),
    "dim": Look("#454e5d", "color(239)", "black"),
    "faint": Look("#565f6e", "color(241)", "black"),
    "title": Look("bold #34496b", "bold color(24)", "bold blue"),
    "focused": Look("bold #000000", "bold color(16)", "bold reverse"),
    "rule": Look("#565f6e", "color(241)", "black"),
    "positive": Look("#964600", "color(94)", "red"),
    "negative": Look("#0a55b5", "color(25)", "blue"),
    "chosen": Look("bold on #e2e9f3", "bold on color(255)", "bold underline"),
    "path": Look("bold #000000", "bold color(16)", "bold magenta"),
    "good": Look("bold #005a8c", "bold color(24)", "bold blue"),
    "bad": Look("bold #b02a00", "bold color(124)", "bold red"),
    "key": Look("bold #8a3500", "bold color(88)", "bold red"),
    "status": Look("#1f2530 on #dfe6ef", "color(235) on color(254)", "reverse"),
    "header": Look("#34405a on #eaeef4", "color(237) on color(255)", "underline"),
    "curve": Look("bold #00331f", "bold color(16)", "bold black"),
    "band": Look("#2f6a48", "color(23)", "blue"),
    "future": Look("#565f6e", "color(241)", "black"),
    "marker": Look("bold #8a3500", "bold color(88)", "bold red"),
}
