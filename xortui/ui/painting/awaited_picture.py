"""The awaited picture: whether somebody has pressed a key, and has not seen yet what it does."""

from __future__ import annotations

MAX_WAIT = 0.02
"""Seconds within which a picture that has been drawn is sent; a slow line may take longer, and nothing waits for it."""


class AwaitedPicture:
    """Follows a key from the thread that reads it to the frame that shows what it does."""

    def __init__(self) -> None:
        """Begin where nobody has pressed a key."""
        self._is_coming = False
        self._drawn: float | None = None

    def hear(self) -> None:
        """Hear of a key, in the thread that reads it: the program is somewhere else."""
        self._is_coming = True

    def arrive(self) -> None:
        """Note that the program has the key now."""
        self._is_coming = False

    def draw(self, now: float) -> None:
        """Note that a picture has been drawn, which is not sent yet.

        Args:
            now: the time in seconds.
        """
        self._drawn = now

    def show(self) -> None:
        """Note that the terminal has been sent what was drawn."""
        self._drawn = None

    def is_awaited(self, now: float) -> bool:
        """Say whether a key is on its way to the program, or a picture on its way to the terminal."""
        return self._is_coming or (self._drawn is not None and now - self._drawn < MAX_WAIT)
