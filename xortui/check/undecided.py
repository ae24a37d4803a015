"""Nothing can be said of a file."""


class UndecidedError(Exception):
    """Nothing can be said of a file; the message says what is missing and how to give it."""
