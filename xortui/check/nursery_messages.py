"""The messages to the nursery: the words that say what is asked for, and how long a message may be."""

from __future__ import annotations

BEGIN = "begin"
"""Fork a child; a message with this has what is asked of it, and the pipe for its answer comes beside it."""
STATUS = "status"
"""Say how a child has ended; null if it still runs."""
END = "end"
"""End a child and all that it has started."""
MAX_MESSAGE = 1 << 20
"""Bytes of a message."""
MAX_ANSWER = 1 << 16
"""Bytes of what the nursery answers."""
