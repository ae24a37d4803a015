"""What can't be done, told in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):  # noqa: N818 -- not an error of the program: what was asked for can't be done
    """Ends the command with one line on stderr and an exit status."""

    def __init__(self, message: str, status: int = 2) -> None:
        """Say why."""
        super().__init__("".join(letter if letter.isprintable() else "?" for letter in message))
        self.status = status


@contextmanager
def told_in_a_line(where: str = "") -> Iterator[None]:
    """Have what can't be done with a session told in one line.

    Raises:
        Refusal: instead of a ValueError, with its message.
    """
    try:
        yield
    except ValueError as error:
        raise Refusal(f"{where}: {error}" if where else str(error)) from None
