"""The colour depth: how many colours a terminal has."""

from __future__ import annotations

from enum import IntEnum


class Depth(IntEnum):
    """How many colours a terminal has."""

    NONE = 1
    SIXTEEN = 16
    PALETTE = 256
    TRUE = 1 << 24
