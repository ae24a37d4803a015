"""The look of a role: a row of a theme's table."""

from __future__ import annotations

from typing import NamedTuple

from xortui.render.palettes.depth import Depth


class Look(NamedTuple):
    """How a role looks, in Rich's words for styles, at each colour depth that has colours."""

    true: str
    palette: str
    sixteen: str

    def at(self, depth: Depth) -> str:
        """Return the look at a depth.

        Raises:
            KeyError: if it has no colours.
        """
        return {Depth.TRUE: self.true, Depth.PALETTE: self.palette, Depth.SIXTEEN: self.sixteen}[depth]
