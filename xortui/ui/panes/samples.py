"""The pane "Samples": the truth table."""

from __future__ import annotations

from xortui.render.names import columns_caption
from xortui.render.row import Row
from xortui.render.samples import samples_rows
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class SamplesPane(Pane):
    """Draws the truth table."""

    title = "Samples"
    about = (
        "Every sample: its inputs x, its target y, the network's answer ŷ with the parameters of now,\n"
        "after the update, and the error ŷ − y; ✓ where it is below 0.1.\n"
        "\n"
        "Softmax outputs stand for classes: ✓ where the greatest ŷ is that of the right class y. Where there is\n"
        "little room, y and ŷ are these two classes, and 'ŷ of y' is how much of the answer is the right one.\n"
    )

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return samples_rows(scene.snapshot, scene.view, width, height)

    def caption(self, scene: Scene, room: int) -> str:
        """Return what the columns are called."""
        return columns_caption(scene.snapshot.problem, room)
