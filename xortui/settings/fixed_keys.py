"""The fixed keys: they mean here what they mean in every terminal program, and no command can have them."""

from __future__ import annotations

from typing import NamedTuple


class FixedKey(NamedTuple):
    """A key that stays what it is."""

    key: str
    does: str
    """What it does, for the message to whoever wants it for a command."""
    action: str = ""
    """The app's action; empty if the key is bound elsewhere, by Textual or by a command."""
    description: str = ""
    """What it does, for the help; empty if the key is bound elsewhere, and explained there."""


FIXED_KEYS = (
    FixedKey(
        "ctrl+c",
        does="interrupts",
        action="interrupt",
        description="Pause, or leave what is open; once more, where nothing runs: quit",
    ),
    FixedKey(
        "ctrl+z",
        does="suspends the program",
        action="stop_job",
        description="Back to the shell; fg goes on here",
    ),
    FixedKey(
        "ctrl+l",
        does="paints the screen anew",
        action="repaint",
        description="Paint the screen anew",
    ),
    FixedKey(
        "ctrl+q",
        does="quits",
        action="leave",
        description="Quit, whatever is open",
    ),
    FixedKey("ctrl+p", does="opens the list of commands"),
    FixedKey("tab", does="leads to the next pane"),
    FixedKey("shift+tab", does="leads to the previous pane"),
)
"""In the order in which the help names them."""
TERMINAL_KEYS = tuple(key for key in FIXED_KEYS if key.action)
"""Those that the app itself binds, whatever is open."""
FIXED = {key.key: key.does for key in FIXED_KEYS}
"""What each of them does."""
