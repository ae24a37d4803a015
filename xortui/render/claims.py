"""Claims about many starts, each with its source and what is computed of it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from xortui.sweep.claims import Claim, Computed

WIDTH = 78


def claim_lines(claim: Claim, computed: Sequence[Computed]) -> list[str]:
    """Return what a claim says, its source, and for each way to read it what is computed."""
    lines = [*wrap(f"“{claim.says}”", WIDTH), *_indented(claim.source)]
    for reading, found in zip(claim.tries, computed, strict=True):
        sign = "✓" if found.agrees else "≠"
        verdict = "" if found.agrees else ": not reproduced"
        lines += _indented(f"{sign} {reading.setting}: {found.told}{verdict}")
    if not any(found.agrees for found in computed):
        lines += _indented("No way to read it that is tried here reproduces it.")
    return lines


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
