"""The pane "Your code": the file that was opened."""

from __future__ import annotations

from xortui.render.row import Row, fitted
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class SourceCodePane(Pane):
    """Draws the file that the network was read from."""

    title = "Your code"
    about = (
        "Your file. ▸ marks the line that does what the operation at hand does.\n"
        "Beside a line stands what it computes, with the names of the other panes: δ3 is ∂C/∂z3.\n"
        "Behind the name of a parameter stands what your file calls it.\n"
        "✗ marks a line that is wrong; below the code it says why. ≠ marks a line that is not wrong itself,\n"
        "but has computed something else than what is right. ? marks a line to look at, as the mistake has no name.\n"
        "● marks a breakpoint: a click on a line makes one on its first operation; again removes it.\n"
    )
    has_header = True

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        if scene.source is None:
            return [fitted((), width)] * height
        # Loaded when first wanted: most people look at a problem, and not at a file of their own.
        from xortui.render.source_code import source_rows

        return source_rows(scene.source, scene.snapshot, scene.view, width, height)
