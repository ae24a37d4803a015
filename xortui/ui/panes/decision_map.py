"""The pane "Decision map": ŷ over the input square."""

from __future__ import annotations

from xortui.render.palette import Depth
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class DecisionMapPane(Pane):
    """Draws ŷ over the input square."""

    title = "Decision map"
    about = (
        "The network's answer ŷ for every pair of inputs, x1 to the right and x2 upwards,\n"
        "with the samples drawn on it.\n"
    )

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        # It computes with NumPy, which would add a third to the time to first paint of a screen that has no map.
        from xortui.render.decision_map import decision_map_rows

        return decision_map_rows(
            scene.snapshot, scene.view, width, height, coloured=self._depth > Depth.NONE and not self._ascii
        )
