"""The exit statuses that several commands have."""

FAILED = 1
"""It was looked at, and is not so."""
INTERRUPTED = 130
"""The user has stopped it, as a shell tells it."""
