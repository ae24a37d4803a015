"""The exceptions for a file of which nothing can be said."""

LEFT_OF_EARLIER_STEPS = "what is left of earlier steps in its steps is not understood"
"""Said where velocities, or sums, act on steps that they don't seem to belong to."""


class UndecidedError(Exception):
    """Nothing can be said of a file; the message says what is missing and how to give it."""

    opened: dict[str, object] | None = None
    """What a debugger on the file is made of, where its network was recognised all the same."""
    says_what_to_do: bool = False
    """Whether the message says already what the user can do."""


class SamplesNeededError(Exception):
    """Of large batches, some samples were followed, and more of them are needed: the file is watched again."""


class DoubtedError(UndecidedError):
    """Steps are right where they were looked at, and something else speaks against them."""

    says_what_to_do = True


class CutShortError(UndecidedError):
    """Steps go back through some uses of the same weights alone: no gradient, but often meant so."""

    says_what_to_do = True

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "its steps go back through some uses of the same weights and not through earlier ones: that is no "
            "gradient, but may be meant, as in an Elman network"
        )


class AdvisedError(UndecidedError):
    """The message has what the user can do: the line that fails, or how to say what a step is."""

    says_what_to_do = True


class FailedError(AdvisedError):
    """The file raised an exception while its numbers were followed; the message tells its line."""

    def __init__(self, message: str, failure: Exception) -> None:
        """Take the message and the exception."""
        super().__init__(message)
        self.failure = failure


class NothingSeenError(UndecidedError):
    """A file ran without an error, and in what was followed nothing was learnt."""

    says_what_to_do = True
