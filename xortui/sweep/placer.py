"""The placer: the child process that finds the place of a start among many others.

    python -m xortui.sweep.placer

It reads a question and writes the answer, both pickled; it ends when nobody is left to give it to.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from threading import Thread

from xortui.sweep.child import NICE, processors, take_output
from xortui.sweep.placing import Placed, PlaceQuestion, find_place


def _end_with_parent() -> None:
    """End at once when the process that asks is gone: the other end of the pipe is closed then."""
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> None:
    """Answer a question."""
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    answers = take_output()
    question: PlaceQuestion = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer: Placed | str = find_place(question, processors())
    except ValueError as error:
        answer = str(error)
    pickle.dump(answer, answers)
    answers.flush()


if __name__ == "__main__":
    main()
