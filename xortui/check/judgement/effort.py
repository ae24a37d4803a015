"""How long mistakes are looked for: in operations, so that a file is told the same on every machine, and in seconds."""

from __future__ import annotations

import time


class Effort:
    """What may be spent on a search, and what has been spent."""

    def __init__(self, operations: int, seconds: float, whole: Effort | None = None) -> None:
        """Begin to spend.

        Args:
            operations: of programs that are run, at most.
            seconds: of computing, at most, should the operations take longer than usual.
            whole: what this is a part of.
        """
        self._operations = operations
        self._ends_at = time.process_time() + seconds
        self._whole = whole

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self._operations <= 0 or time.process_time() > self._ends_at

    @property
    def operations(self) -> int:
        """How many operations are left."""
        return self._operations

    def spend(self, operations: int) -> None:
        """Take so many operations off what is left."""
        self._operations -= operations
        if self._whole is not None:
            self._whole.spend(operations)

    def part(self, share: float) -> Effort:
        """Return a part of what is left, which is spent of this, too."""
        seconds = max(self._ends_at - time.process_time(), 0.0)
        return Effort(int(share * self._operations), share * seconds, self)
