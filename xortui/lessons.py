"""Lessons: opens a quiz or a tour, on the screen or at the prompt."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.arguments import asked_problem, quiz_parser
from xortui.opening import open_begun


def open_quiz(argv: Sequence[str]) -> int:
    """Open the UI on a problem, and ask about its training."""
    options = quiz_parser().parse_args(argv)
    problem = asked_problem(options)
    from xortui.debugger import Debugger

    return open_begun(Debugger(problem), options, "quiz", f"{options.questions} {options.sheet}")
