"""The pane "Decision map": ŷ over the input square."""

from __future__ import annotations

from xortui.render.decision_map_unit import answers_title
from xortui.render.palettes.depth import Depth
from xortui.render.row import Row, fitted
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class DecisionMapPane(Pane):
    """Draws ŷ over the input square, from the second frame on.

    The map computes with NumPy, whose import would add half to the time until the first picture.
    """

    title = "Decision map"
    about = (
        "The network's answer ŷ for every pair of inputs, x1 to the right and x2 upwards,\n"
        "with the samples drawn on it: 0 and 1 are their targets y, l and h low and high ones.\n"
        "Where there are colours, + and − say here and there on which side of the middle ŷ is:\n"
        "the scale below has them at its ends.\n"
        "The sample of this step stands in brackets. The map is by the parameters of now, after the update.\n"
        "{map} maps another output or a hidden unit.\n"
        "With one input there is a Curve in its place: ŷ over x, dotted the share w·h of each hidden unit, and the\n"
        "samples. With three inputs or more it is a Slice over two of them, which {axes} chooses, through the sample\n"
        "of this step; classes have a table, Confusion: a row for each class, a column for each answer.\n"
    )
    _is_ready = False

    def heading(self, scene: Scene) -> str:
        """Return which picture of the answers it is."""
        return answers_title(scene.snapshot.problem, scene.view.mapped)

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        if not self._is_ready:
            self.call_after_refresh(self._begin)
            return [fitted((), width)] * height
        from xortui.render.answers import answers_rows

        coloured = self._palette.depth > Depth.NONE and not self._ascii
        return answers_rows(scene.snapshot, scene.view, width, height, coloured=coloured)

    def caption(self, scene: Scene, room: int) -> str:
        """Return the names of what is at its axes."""
        if not self._is_ready:
            return ""
        from xortui.render.answers import answers_caption

        return answers_caption(scene.snapshot, scene.view, room)

    def _begin(self) -> None:
        self._is_ready = True
        self._draw()
