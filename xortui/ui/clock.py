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
NEXT_LOOK = 0.003
"""Seconds after which to look again whether a key has its picture, so that training takes up again."""
MAX_REST = 0.05
"""Seconds for which a key may put training off at the most: a key that is held down must not stop it."""


class Clock:
    """Ticks while the program runs, or the other fork of a comparison catches up."""

    def __init__(
        self,
        bench: Workbench,
        node: DOMNode,
        present: Callable[[], None],
        has_room: Callable[[], bool],
        somebody_waits: Callable[[], bool],
    ) -> None:
        """Stand still.

        Args:
            bench: what runs.
            node: the widget whose timer it is.
            present: shows where it has come to.
            has_room: says whether a picture would be seen at once; one that queues up would keep keys from being seen.
            somebody_waits: says whether a key waits for its picture: that comes first.
        """
        self._bench = bench
        self._node = node
        self._present = present
        self._has_room = has_room
        self._somebody_waits = somebody_waits
        self._timer: Timer | None = None
        self._last_picture = 0.0
        self._last_turn = 0.0
        self._looks_again = False

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
        if self._is_put_off():
            return
        self._last_turn = perf_counter()
        bench = self._bench
        has_ended = False
        if bench.is_catching_up:
            bench.catch_up(self._somebody_waits)
            has_ended = not bench.is_catching_up
        if bench.playback.is_running:
            has_ended = bench.turn(self._somebody_waits)
        frame = FULL_SPEED_FRAME if bench.playback.is_at_full_speed else RUNNING_FRAME
        is_due = perf_counter() - self._last_picture >= frame
        if has_ended or (is_due and self._has_room() and not self._somebody_waits()):
            self._present()

    def _is_put_off(self) -> bool:
        """Say whether a key comes first; then look again soon."""
        if not self._somebody_waits() or perf_counter() - self._last_turn > MAX_REST:
            return False
        if not self._looks_again:
            self._looks_again = True
            self._node.set_timer(NEXT_LOOK, self._look_again)
        return True

    def _look_again(self) -> None:
        """Take up again what a key has put off, if it is still wanted."""
        self._looks_again = False
        if self._timer is not None:
            self._turn()
