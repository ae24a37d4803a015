"""The pane "Compare": two forks side by side."""

from __future__ import annotations

from xortui.render.row import Row, fitted
from xortui.ui.keys import name_of
from xortui.ui.messages import RunCommand
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class ComparisonPane(Pane):
    """Draws two forks side by side."""

    title = "Compare"
    about = (
        "Two forks of one training: their losses over each other, from a little before they part. The solid line is\n"
        "the fork you go along, the broken one the other; where both run through one cell, it is solid and pale.\n"
        "● is where your fork stands, ○ the other. Each fork's line tells the mean of its last whole epoch there.\n"
        "The table has every parameter in both at the end of the last whole step, and the difference.\n"
        "All keys that move go on moving; {fork} changes to the other fork, {compare.back} takes another\n"
        "to compare with.\n"
        "{compare} or escape closes it.\n"
    )
    has_header = True

    def key_escape(self) -> None:
        """Ask to close it."""
        self.post_message(RunCommand("compare", back=False))

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        if scene.comparison is None:
            return [fitted((), width)] * height
        # Loaded when first wanted: most people never fork.
        from xortui.render.comparison import comparison_rows

        return comparison_rows(scene.comparison, scene.view, width, height, name_of)
