"""xortui problems: lists the built-in problems, or tells what one is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.asked_problem import loaded_problem
from xortui.cli.output import write
from xortui.cli.parser import add_language, add_problem, parser_of


def run(argv: Sequence[str]) -> int:
    """List the problems, or tell one."""
    options = _parser().parse_args(argv)
    from xortui.problems import built_in_names
    from xortui.render.report import problem_lines, story_lines

    if options.problem is None:
        write(problem_lines(map(loaded_problem, built_in_names())))
    else:
        write(story_lines(loaded_problem(options.problem)))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui problems."""
    text = "List the built-in problems; or tell what one is, and where it comes from."
    parser = parser_of("xortui problems", text, "", takes_problem=False)
    add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: list them all)")
    add_language(parser)
    return parser
