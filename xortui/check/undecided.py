"""The exceptions for a file of which nothing can be said."""

LEFT_OF_EARLIER_STEPS = "what is left of earlier steps in its steps is not understood"
"""Said where velocities, or sums, act on steps that they don't seem to belong to."""


class UndecidedError(Exception):
    """Nothing can be said of a file; the message says what is missing and how to give it."""

    opened: dict[str, object] | None = None
    """What a debugger on the file is made of, where its network was recognised all the same."""


class DoubtedError(UndecidedError):
    """Steps are right where they were looked at, and something else speaks against them."""


class NothingSeenError(UndecidedError):
    """A file ran without an error, and in what was followed nothing was learnt."""
