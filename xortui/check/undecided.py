"""The exceptions for a file of which nothing can be said."""


class UndecidedError(Exception):
    """Nothing can be said of a file; the message says what is missing and how to give it."""


class DoubtedError(UndecidedError):
    """Steps are right where they were looked at, and something else speaks against them."""
