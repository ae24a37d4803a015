"""Whether a file fails by itself, or only while its numbers are followed."""

from __future__ import annotations

from pathlib import Path

from xortui.check.probing.untraced import FILE_SECONDS, Untraced, as_main
from xortui.check.running.refusals import Refused
from xortui.check.running.student_line import place_of, student_line
from xortui.check.undecided import AdvisedError, FailedError, UndecidedError

NOT_FOLLOWED = (
    "its numbers could not be followed, although the file by itself runs on without an error; say how to take a step "
    "and how to get the outputs: --step 'net.train(x, t)' --output 'net.predict(x)'"
)
"""Said behind the line at which a file failed only because it was followed."""


def without_our_failures(path: Path, source: str, error: UndecidedError) -> UndecidedError:
    """Return why nothing can be said of a file that failed when it was followed, after running it by itself.

    Args:
        path: the file, which is run in this process: the child's.
        source: its text.
        error: why nothing could be said.

    Returns:
        The file's own error if it fails by itself, too; that it could not be followed if it does not; `error` as it is
        if the file did not fail, or was refused what it asked for, as more memory.
    """
    if not isinstance(error, FailedError) or isinstance(error.failure, SyntaxError | MemoryError | Refused):
        return error
    program = Untraced(path)
    with as_main(program):
        try:
            program.run(source, FILE_SECONDS)
        except Exception as own:
            return FailedError(student_line(own, path), own)
    place = place_of(error.failure, path)
    return AdvisedError(f"{place}: {NOT_FOLLOWED}" if place else NOT_FOLLOWED)
