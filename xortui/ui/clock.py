"""The clock: lets the program run between keys, and says when it is time for another picture."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from textual.dom import DOMNode
from textual.timer import Timer

from xortui.commands.pacing import FRAME
from xortui.commands.workbench import Workbench

RUNNING_FRAME = 0.05
"""Seconds between two pictures while running: as many as an eye follows."""
FULL_SPEED_FRAME = 0.15
"""Seconds between two pictures at full speed, where painting would take the time from training."""


class Clock:
    """Ticks while the program runs, or the other fork of a comparison catches up."""

    def __init__(
        self, bench: Workbench, node: DOMNode, present: Callable[[], None], has_room: Callable[[], bool]
    ) -> None:
        """Stand still.

        Args:
            bench: what runs.
            node: the widget whose timer it is.
            present: shows where it has come to.
            has_room: says whether a picture would be seen at once; one that queues up would keep keys from being seen.
        """
        self._bench = bench
        self._node = node
        self._present = present
        self._has_room = has_room
        self._timer: Timer | None = None
        self._last_picture = 0.0

    def keep(self) -> None:
        """Begin to tick if something runs, and end if nothing does."""
        is_busy = self._bench.playback.is_running or self._bench.is_catching_up
        if is_busy and self._timer is None:
            self._timer = self._node.set_interval(FRAME, self._turn)
        elif not is_busy and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def note_picture(self) -> None:
        """Remember that a picture was shown now."""
        self._last_picture = perf_counter()

    def _turn(self) -> None:
        """Run for a slice of time, and show where that leads as often as an eye follows."""
        bench = self._bench
        has_ended = False
        if bench.is_catching_up:
            bench.catch_up()
            has_ended = not bench.is_catching_up
        if bench.playback.is_running:
            has_ended = bench.turn()
        frame = FULL_SPEED_FRAME if bench.playback.is_at_full_speed else RUNNING_FRAME
        is_due = perf_counter() - self._last_picture >= frame
        if has_ended or (is_due and self._has_room()):
            self._present()
