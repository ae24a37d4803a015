"""The pane "Tour": what a tour tells where it is."""

from __future__ import annotations

from xortui.render.row import Row, fitted
from xortui.render.tour import TITLE, tour_rows
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class TourPane(Pane):
    """Draws a stop of a tour."""

    title = TITLE
    about = (
        "What the tour tells where it is: text, whose numbers are computed here, and maybe a question.\n"
        "{tour} goes to the next stop, {tour.back} to the one before. {guess} answers a question.\n"
        "Everything else works as always: step, edit, run. {tour.back} returns to the stop.\n"
        "Leave, in the palette, closes this pane until {tour} comes back to it.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        if scene.tour is None:
            return [fitted((), width)] * height
        return tour_rows(scene.tour, width, height)
