"""xortui break: opens a problem with mistakes planted in its backpropagation."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.asked_problem import asked_problem
from xortui.cli.opening import open_debugger, prepare
from xortui.cli.parser import add_changes, add_problem, add_prompt, add_screen, parser_of
from xortui.cli.refusal import told_in_a_line

_EPILOG = """\
The mistake is planted in the program of the training: it trains, is shown and
is exported with it. Where a number differs from what would be right, a sign ≠
stands behind it, and where there is room the right one beside it. With --hidden
nothing tells which mistake it is, until the key a, or reveal at the prompt.
A breakpoint on differs(dC/dw1) stops where that gradient begins to differ.

examples:
  xortui break slope-missing
  xortui break slope-missing --place 2 mazur
  xortui break wrong-column --place "2 column 1"
  xortui break slope-missing,bias-never-updated --hidden
"""


def run(argv: Sequence[str]) -> int:
    """Open the UI on a problem with mistakes planted in its backpropagation."""
    options = _parser().parse_args(argv)
    from xortui.core.mistakes import mistake_named
    from xortui.debugger import Debugger
    from xortui.debugger.planting import planted_in
    from xortui.problems.fitting import fitting_problem

    with told_in_a_line():
        mistakes = [mistake_named(name.strip()) for name in options.mistake.split(",")]
    if options.problem is None:
        fitting = fitting_problem(mistakes[0])
        options.problem = None if fitting is None else fitting.name
    problem = asked_problem(options)
    with told_in_a_line():
        chosen = planted_in(problem, mistakes, options.place)
    prepare(options)
    debugger = Debugger(problem, mistakes=chosen, hides_mistakes=options.hides_mistakes)
    return open_debugger(debugger, options)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui break."""
    text = "Open a problem with a mistake planted in its backpropagation."
    parser = parser_of("xortui break", text, _EPILOG, takes_problem=False)
    parser.add_argument("mistake", metavar="MISTAKE", help="its name; or several names, with commas between them")
    add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: xor, or one that has a place)")
    add_changes(parser, hidden="--units")
    text = "the layer that it is made in, such as 2, or every (default: the first that there is)"
    parser.add_argument("--place", metavar="LAYER", default="", help=text)
    text = "do not tell which mistake it is, until it is asked for"
    parser.add_argument("--hidden", dest="hides_mistakes", action="store_true", help=text)
    add_screen(parser)
    add_prompt(parser)
    return parser
