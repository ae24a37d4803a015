"""The pane "Loss": the loss so far."""

from __future__ import annotations

from xortui.render.loss_chart import loss_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class LossPane(Pane):
    """Draws the loss so far."""

    title = "Loss"
    about = (
        "The loss C: the line is the mean of each whole epoch, the dots around it the least and greatest of its\n"
        "samples. While the first epoch runs, a dot for each of its samples.\n"
        "The ball is where you stand; what is grey has been run and lies ahead of you.\n"
        "{cursor} and {cursor.back} move a cursor along the line (◆) and tell its epoch, step and mean;\n"
        "turned round, it moves by single epochs;\n"
        "{enter} goes there.\n"
        "{scale} changes between a linear and a logarithmic axis of losses.\n"
        "Where a problem has test samples, the dotted line is their mean loss at the ends of epochs: nothing is\n"
        "trained with them, and where it rises while the other falls, the network learns its samples by heart.\n"
        "Below: the mean of the last whole epoch.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return loss_rows(scene.snapshot, scene.view, width, height)
