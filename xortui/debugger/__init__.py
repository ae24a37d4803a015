"""When it happened: positions, the timeline they lie on, and the debugger that moves along it."""

from xortui.debugger.debugger import Debugger
from xortui.debugger.edits import Edit
from xortui.debugger.forks import Fork
from xortui.debugger.position import START, Position, Unit
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.stop import Reason, Stop

__all__ = [
    "START",
    "Debugger",
    "Edit",
    "Fork",
    "Position",
    "Reason",
    "Snapshot",
    "Stop",
    "Unit",
]
