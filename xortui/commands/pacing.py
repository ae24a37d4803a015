"""Pacing: how many steps to run now, so that training can be watched at a chosen speed and keys stay quick."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.language.grouping import grouped
from xortui.language.phrase import phrase, plural

PACES: tuple[int, ...] = (1, 4, 20, 100, 400, 1000, 4000, 20_000, 100_000, 0)
"""Steps a second; 0 is as fast as the machine goes."""
DEFAULT_PACE = 5
SLOW_PACE = 4
"""Operations a second at which somebody can read along."""
FRAME = 1 / 60
"""Seconds between two turns."""
TURN = 0.0125
"""Seconds of computing in one turn, which a key ends early; the rest of the frame is for painting."""

CHUNK = 512
"""Steps between two looks at the clock, unless they turn out to take next to no time."""
MAX_STEPS = 65_536
"""Steps between two looks at the clock at the most."""
QUICK = TURN / 8
SLOW = TURN / 3
"""Seconds: what takes less than the first is doubled, what takes more than the second is halved."""


@dataclass(slots=True)
class Stride:
    """How many steps to run between two looks at the clock: as many as take a small part of a turn."""

    steps: int = CHUNK
    _runs: object = None

    def begin(self, runs: object) -> None:
        """Begin anew if something else runs than before: nobody knows yet how long that takes.

        Args:
            runs: what can be told from anything that may take another time.
        """
        if runs != self._runs:
            self._runs = runs
            self.steps = CHUNK

    def took(self, seconds: float) -> None:
        """Learn from how long the steps took."""
        if seconds < QUICK:
            self.steps = min(2 * self.steps, MAX_STEPS)
        elif seconds > SLOW:
            self.steps = max(self.steps // 2, CHUNK)


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
        if not speed:
            return phrase("full speed")
        return plural("{speed} step/s", "{speed} steps/s", speed, speed=grouped(speed))

    @property
    def operations_label(self) -> str:
        """The pace in words, where it is of operations."""
        speed = self.steps_a_second
        if not speed:
            return phrase("full speed")
        return plural("{speed} operation/s", "{speed} operations/s", speed, speed=grouped(speed))

    @property
    def short_label(self) -> str:
        """The pace where there is little room."""
        speed = self.steps_a_second
        return f"{grouped(speed)}/s" if speed else phrase("full speed")

    @property
    def short_operations_label(self) -> str:
        """The pace where there is little room, where it is of operations."""
        speed = self.steps_a_second
        return phrase("{speed} op/s", speed=grouped(speed)) if speed else phrase("full speed")

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

    def owe(self, steps: int) -> None:
        """Have steps be due again which a key has kept from being run."""
        self._due += steps


def nobody_waits() -> bool:
    """Say that nobody waits for the picture of a key: where there are no keys, or to run all that is due."""
    return False
