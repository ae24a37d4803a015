"""The lightness of a colour."""

from __future__ import annotations


def is_light(red: float, green: float, blue: float) -> bool:
    """Say whether a ground of this colour is a light one, on which dark text is read.

    The weights are those of ITU-R BT.601 for the luma of a picture: green looks lightest, blue darkest.

    Args:
        red: from 0 to 1.
        green: from 0 to 1.
        blue: from 0 to 1.
    """
    return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
