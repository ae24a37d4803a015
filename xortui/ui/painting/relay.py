"""A relay: tmux or screen at the far end of an ssh connection. It answers questions in place of the terminal."""

from __future__ import annotations

from collections.abc import Mapping

RELAYS = ("TMUX", "STY")
"""Environment variables that tmux and screen set."""
CONNECTIONS = ("SSH_CONNECTION", "SSH_TTY")
"""Environment variables that ssh sets."""
SUPPOSED_SPEED = 20_000
"""Bytes a second that the line between a relay and the terminal is assumed to carry."""


class Allowance:
    """Says when the next picture of running may be sent through a relay.

    A relay takes any number of pictures at once, and answers before the line has carried them. So its answers say
    nothing about the line, and pictures of running are sent only as fast as a slow line carries them. The picture that
    follows a key is always sent at once.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Find out from the environment whether there is a relay."""
        is_relayed = any(environment.get(name) for name in RELAYS)
        is_remote = any(environment.get(name) for name in CONNECTIONS)
        self._is_needed = is_relayed and is_remote
        self._next = 0.0

    def note(self, length: int, now: float) -> None:
        """Take account of a frame that is sent.

        Args:
            length: the bytes of the frame.
            now: the time in seconds.
        """
        if self._is_needed:
            self._next = max(self._next, now) + length / SUPPOSED_SPEED

    def is_line_free(self, now: float) -> bool:
        """Say whether the line has carried everything that was sent, at the assumed speed."""
        return now >= self._next
