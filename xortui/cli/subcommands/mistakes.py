"""xortui mistakes: lists the mistakes that can be planted, or tells one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.asked_problem import loaded_problem
from xortui.cli.output import write
from xortui.cli.parser import add_language, add_problem, parser_of
from xortui.cli.refusal import told_in_a_line

_EPILOG = """\
examples:
  xortui mistakes
  xortui mistakes weights-updated
  xortui mistakes one-path mazur
"""


def run(argv: Sequence[str]) -> int:
    """List the mistakes, or tell one."""
    options = _parser().parse_args(argv)
    from xortui.core.mistakes import MISTAKES, mistake_named
    from xortui.problems.fitting import fitting_problem
    from xortui.render.mistakes import mistake_lines, mistakes_lines

    if options.mistake is None:
        write(mistakes_lines(MISTAKES))
        return 0
    with told_in_a_line():
        mistake = mistake_named(options.mistake)
    problem = fitting_problem(mistake) if options.problem is None else loaded_problem(options.problem)
    write(mistake_lines(mistake, problem))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui mistakes."""
    text = "List the mistakes that can be planted; or tell one, and where it can be made in a problem."
    parser = parser_of("xortui mistakes", text, _EPILOG, takes_problem=False)
    parser.add_argument("mistake", nargs="?", metavar="MISTAKE", help="its name (default: list them all)")
    add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: xor)")
    add_language(parser)
    return parser
