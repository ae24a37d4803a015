"""Garbage: what start-up made is left out of the collector's rounds, and the rest is collected while nobody types."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 100)
"""After how much new the collector goes its rounds by itself: seldom, as one pauses a key press by up to 80 ms."""


class Garbage:
    """Knows when nobody would notice a round of the collector.

    A dialog that is closed is a circle of objects that know each other. It has been open too long to go with what is
    new, so that it would stay for hours.
    """

    def __init__(self) -> None:
        """Have nothing to collect."""
        self._is_due = False
        self._is_quiet = True

    def calm(self) -> None:
        """Take what start-up made out of the rounds, which then are short and seldom."""
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(*THRESHOLDS)

    def hear(self) -> None:
        """Hear of a key, which may leave something behind."""
        self._is_due = True
        self._is_quiet = False

    def look(self) -> None:
        """Collect what was left behind, if nothing was typed since the last look."""
        if self._is_due and self._is_quiet:
            gc.collect()
            self._is_due = False
        self._is_quiet = True
