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
        "Every parameter: its value, the gradient ∂C/∂θ for this sample, and Δ, the change of this step's update.\n"
        "In a wide pane (z) also its history from the start to here, and the gradient check:\n"
        "✓ with the relative distance from a derivative found without backpropagation.\n"
        "A star marks a frozen parameter, which is never updated. ° stands behind a number that the source prints.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return weights_rows(scene.snapshot, scene.view, width, height)
