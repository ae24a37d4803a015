"""xortui quiz: asks what comes next, before it is shown."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.asked_problem import asked_problem
from xortui.cli.opening import open_debugger, prepare
from xortui.cli.parser import add_prompt, add_screen, parser_of
from xortui.cli.values import as_questions, as_seed

_EPILOG = """\
A question covers what comes next, and all that would give it away. Type a
number, an expression such as h1*(1-h1), or + or - for the sign alone; then it is
told how far off you were, with the formula and its numbers.

examples:
  xortui quiz
  xortui quiz mazur --questions 5 --sheet 2
  xortui quiz --plain
"""


def run(argv: Sequence[str]) -> int:
    """Open the UI on a problem, and ask about its training."""
    options = _parser().parse_args(argv)
    problem = asked_problem(options)
    prepare(options)
    from xortui.commands.beginning import Beginning
    from xortui.debugger import Debugger

    begin = Beginning("quiz", f"{options.questions} {options.sheet}")
    return open_debugger(Debugger(problem), options, begin=begin)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui quiz."""
    text = "Ask about the training of a problem: what comes next, before it is shown."
    parser = parser_of("xortui quiz", text, _EPILOG)
    text = "how many to ask (default: 10); what went wrong comes again"
    parser.add_argument("--questions", type=as_questions, default=10, metavar="N", help=text)
    text = "which sheet of questions (default: 1); the same number asks the same"
    parser.add_argument("--sheet", type=as_seed, default=1, metavar="N", help=text)
    add_screen(parser)
    add_prompt(parser)
    return parser
