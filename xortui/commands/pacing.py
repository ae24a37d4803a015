"""Pacing: how many steps to run now, so that training can be watched at a chosen speed and keys stay quick."""

from __future__ import annotations

from dataclasses import dataclass

PACES: tuple[int, ...] = (1, 4, 20, 100, 400, 1000, 4000, 20_000, 100_000, 0)
"""Steps a second; 0 is as fast as the machine goes."""
DEFAULT_PACE = 5
FRAME = 1 / 60
"""Seconds between two turns."""
TURN = 0.0095
"""Seconds of computing in one turn; the rest of the frame is for keys and painting."""


@dataclass(slots=True)
class Pacer:
    """Keeps count of what is due."""

    level: int = DEFAULT_PACE
    """Index into PACES."""
    _due: float = 0.0

    @property
    def steps_a_second(self) -> int:
        """The pace; 0 for full speed."""
        return PACES[self.level]

    @property
    def label(self) -> str:
        """The pace in words."""
        speed = self.steps_a_second
        return f"{speed:,} step{'s' if speed > 1 else ''}/s" if speed else "full speed"

    def faster(self) -> None:
        """One pace up."""
        self.level = min(self.level + 1, len(PACES) - 1)

    def slower(self) -> None:
        """One pace down."""
        self.level = max(self.level - 1, 0)

    def begin(self) -> None:
        """Begin with one step at once."""
        self._due = 1.0

    def due(self, seconds: float) -> int:
        """Return how many whole steps are due after some seconds; what a slow machine can't do is dropped, not owed."""
        self._due += min(seconds, 0.25) * self.steps_a_second
        whole = int(self._due)
        self._due -= whole
        return whole
