"""A relay: tmux or screen at the far end of an ssh connection, which answers itself what its terminal is asked."""

from __future__ import annotations

from collections.abc import Mapping

RELAYS = ("TMUX", "STY")
"""Variables that tmux and screen set."""
CONNECTIONS = ("SSH_CONNECTION", "SSH_TTY")
"""Variables that ssh sets."""
SUPPOSED_SPEED = 20_000
"""Bytes a second that the line behind a relay is supposed to carry."""


class Allowance:
    """Says when a picture of running may be sent through a relay, which takes any number of them at once.

    The relay's answers come before the line has carried anything, so they say nothing about it: pictures of running
    take what a slow line can carry. What a key causes is shown at once all the same.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Find out from the environment whether there is a relay at all."""
        is_relayed = any(environment.get(name) for name in RELAYS)
        is_remote = any(environment.get(name) for name in CONNECTIONS)
        self._is_needed = is_relayed and is_remote
        self._next = 0.0

    def note(self, length: int, now: float) -> None:
        """Take account of a frame.

        Args:
            length: how many bytes it has.
            now: the time in seconds.
        """
        if self._is_needed:
            self._next = max(self._next, now) + length / SUPPOSED_SPEED

    def is_line_free(self, now: float) -> bool:
        """Say whether the line will have carried what has been sent."""
        return now >= self._next
