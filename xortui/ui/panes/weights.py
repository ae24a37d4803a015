"""The pane "Weights": every parameter with its gradient and change."""

from __future__ import annotations

from xortui.render.row import Row
from xortui.render.weights import weights_rows
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class WeightsPane(Pane):
    """Draws every parameter with its gradient and change."""

    title = "Weights"
    about = (
        "Every parameter: its value now, the gradient ∂C/∂θ, and Δ, the change by this step's update.\n"
        "→ stands before a value that the update has made. The pass used the value before it: Network shows that one,\n"
        "and a wide pane ({zoom}) shows both. = stands before a value that an edit in this step has made.\n"
        "ḡ stands before a gradient that is the mean over the batch, from which the update is made.\n"
        "A wide pane also shows its history from the start to here, and checks the sample's gradient:\n"
        "✓ with the relative distance from a derivative found without backpropagation: 1e-16 is rounding alone.\n"
        "A star marks a frozen parameter, which is never updated. ° stands behind a number that the source prints.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return weights_rows(scene.snapshot, scene.view, width, height)
