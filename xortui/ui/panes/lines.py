"""The lines above and below the panes: status, sentence and footer."""

from __future__ import annotations

from textwrap import wrap

from xortui.render.footer import footer_row
from xortui.render.presenting import presenting_row
from xortui.render.row import Row, Span, fitted
from xortui.render.sentence import sentence_rows
from xortui.render.status import status_row
from xortui.ui.keys import name_of
from xortui.ui.panes.pane import Pane
from xortui.ui.scene import Scene


class StatusLine(Pane):
    """Draws where one stands."""

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        return [status_row(scene.snapshot, scene.transport, width)] * height


def message_lines(message: str, width: int) -> list[str]:
    """Return a message in lines of a width; none if there is none."""
    return wrap(message, max(width, 1))


class SentenceLines(Pane):
    """Draws what the last operation asked and answered; or a message, until the next key."""

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        if scene.transport.message:
            parts = message_lines(scene.transport.message, width)
            if len(parts) > height:
                parts[height - 1] = f"{parts[height - 1][: width - 2]} …"
            role = "bad" if scene.transport.is_refusal else "key"
            rows = [fitted((Span(part, role),), width) for part in parts[:height]]
            return rows + [fitted((), width)] * (height - len(rows))
        return sentence_rows(scene.snapshot, scene.view, width, height, name_of)


class Footer(Pane):
    """Draws the keys."""

    def picture(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Return the picture of a scene."""
        shown = scene.presented
        if shown is not None:
            return [presenting_row(shown.slides, shown.current, shown.keys, width)] * height
        return [footer_row(scene.keys, width)] * height
