"""The pane "Program": the operations of this step."""

from __future__ import annotations

from xortui.render.program import program_caption, program_rows
from xortui.render.row import Row
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class ProgramPane(Pane):
    """Draws the operations of this step."""

    title = "Program"
    about = (
        "The step as a straight line of operations, the one that ran last marked.\n"
        "The same list is what runs at full speed and what every formula is printed from.\n"
        "● marks a breakpoint: {break_here} makes one on the operation that ran last, a click on any;\n"
        "again removes it.\n"
    )

    def caption(self, scene: Scene, room: int) -> str:
        """Return what the sign behind wrong values says."""
        return program_caption(scene.snapshot, room)

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return program_rows(scene.snapshot, scene.view, width, height)
