"""The pane "Network": the network as a picture."""

from __future__ import annotations

from xortui.render.diagram import network_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class NetworkPane(Pane):
    """Draws the network as a picture."""

    title = "Network"
    about = (
        "Units with their values, weights on the lines between them, biases, the target y and the loss C.\n"
        "What has not been computed in this step is a dot; what the last operation computed is marked.\n"
        "The path of the chosen parameter is lit. Click a line or its name to choose it.\n"
        "Broken lines are negative weights.\n"
    )

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return network_rows(scene.snapshot, scene.view, width, height)
