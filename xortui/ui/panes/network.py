"""The pane "Network": the network as a picture."""

from __future__ import annotations

from xortui.render.diagram import TITLE, network_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class NetworkPane(Pane):
    """Draws the network as a picture."""

    title = TITLE
    about = (
        "Units with their values, weights on the lines between them, biases, the target y and the loss C.\n"
        "All are the values with which this step computed: weights and biases keep the value from before the update\n"
        "until the next step begins, and the header says so. Weights shows the new ones.\n"
        "What has not been computed in this step is a dot. The number that the last operation computed is marked.\n"
        "Where that number does not stand here, as a derivative, the ● of the unit it belongs to is marked;\n"
        "for a weight's gradient or update nothing is.\n"
        "The path of the chosen parameter is lit. Click a line or its name to choose it.\n"
        "Broken lines are negative weights.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return network_rows(scene.snapshot, scene.view, width, height, ascii_only=self._ascii)
