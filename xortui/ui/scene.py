"""The scene: all that is drawn, as one value the screen hands to every pane."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.debugger import Snapshot
from xortui.render.footer import Key
from xortui.render.status import Transport
from xortui.render.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One moment of the screen. Two scenes are never compared: a new one is drawn, row by row where rows differ."""

    snapshot: Snapshot
    view: View
    transport: Transport
    keys: tuple[Key, ...]
