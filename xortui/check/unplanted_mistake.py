"""A mistake of somebody's file that no row of the catalogue can plant in a program of one sample."""

from __future__ import annotations

from typing import NamedTuple


class UnplantedMistake(NamedTuple):
    """What is said of a mistake that xortui knows in files alone."""

    id: str
    sentence: str
    hint: str
