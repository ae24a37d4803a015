"""The scene: all that is drawn, as one value the screen hands to every pane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from xortui.debugger import Snapshot
from xortui.render.footer import FooterKey
from xortui.render.palette import Palette
from xortui.render.status import Transport
from xortui.render.view import View


class Presented(NamedTuple):
    """What stands in the last line of a presentation."""

    slides: tuple[str, ...]
    """The names of the bookmarks."""
    current: str
    """The bookmark where one stands; empty if there is none."""
    keys: tuple[str, ...]
    """What was pressed, the last key last."""


if TYPE_CHECKING:
    from xortui.debugger.comparison import Comparison
    from xortui.debugger.source_file import SourceFile
    from xortui.render.tour import TourPage


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One moment of the screen. Two scenes are never compared: a new one is drawn, row by row where rows differ."""

    snapshot: Snapshot
    view: View
    transport: Transport
    keys: tuple[FooterKey, ...]
    palette: Palette
    """The colours."""
    comparison: Comparison | None = None
    """Two forks side by side, if they are asked for."""
    presented: Presented | None = None
    """What a presentation shows beside its pane; None where nothing is presented."""
    source: SourceFile | None = None
    """The file that the problem was read from, if it was."""
    tour: TourPage | None = None
    """What the tour tells, if one is played."""
