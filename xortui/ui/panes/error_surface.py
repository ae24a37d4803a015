"""The pane "Error surface": C around where one stands, as a map."""

from __future__ import annotations

from xortui.render.palettes.depth import Depth
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class ErrorSurfacePane(Pane):
    """Draws C on a plane through the parameters; it computes only while it is seen."""

    title = "Error surface"
    about = (
        "The loss C as a map, around where you stand (●): lines of equal C, with the path that training has\n"
        "come along (∙, from ○). It goes along two directions: those of two eigenvectors of the Hessian, the\n"
        "one that curves down most, if any does, and the steepest; or along two parameters that you choose.\n"
        "Arrows show the way out of a saddle, to both sides: C curves down there.\n"
        "Below: what goes to the right and upwards, at which C the lines are, and C here.\n"
        "The map is of the mean C of all samples, or of this sample alone: {surface} chooses.\n"
        "It goes through the parameters of now; the path is drawn as seen from there.\n"
    )

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        # Loaded when it is first seen: it needs NumPy.
        from xortui.render.error_surface import error_surface_rows

        coloured = self._palette.depth > Depth.NONE and not self._ascii
        return error_surface_rows(scene.snapshot, scene.view, width, height, coloured=coloured)
