"""The pane "Watches": the expressions that the user watches."""

from __future__ import annotations

from xortui.render.row import Row
from xortui.render.watches import watches_rows
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class WatchesPane(Pane):
    """Draws every watch with its value and history."""

    title = "Watches"
    about = (
        "Every watch: its value now, and what it was before what it reads was last computed.\n"
        "The bars are its history from the start to here, from its least value to its greatest;\n"
        "what is of one sample is taken where the same sample came.\n"
        "The first watch stands in the status line, too. {watch} adds and removes them.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return watches_rows(scene.snapshot, width, height)
