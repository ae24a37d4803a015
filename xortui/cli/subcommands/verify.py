"""xortui verify: compares every number that a problem's source prints with the computed one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.asked_problem import loaded_problem, with_notes_told
from xortui.cli.output import write
from xortui.cli.parser import add_problem, parser_of
from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED

_EPILOG = """\
A number agrees if the computed one, rounded to as many digits or cut off after
them, is what is printed. A known erratum is listed with its cause, and with the
computation that gives the printed digits. The status is 1 if any number neither
agrees nor is explained.

examples:
  xortui verify
  xortui verify mazur
"""


def run(argv: Sequence[str]) -> int:
    """Compare, and tell what agrees."""
    options = _parser().parse_args(argv)
    from xortui.debugger.verification import verify
    from xortui.problems import built_in_names
    from xortui.render.report import verification_lines

    names = built_in_names() if options.problem is None else (options.problem,)
    problems = [problem for name in names if (problem := loaded_problem(name)).published or problem.errata]
    if not problems:
        raise Refusal(f"{options.problem}: its file has no published numbers to verify", FAILED)
    is_settled = True
    for number, problem in enumerate(problems):
        findings = verify(with_notes_told(problem))
        is_settled &= all(finding.is_settled for finding in findings)
        write([*([""] if number else []), *verification_lines(problem, findings)])
    return 0 if is_settled else FAILED


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui verify."""
    text = "Compare every number that a problem's source prints with the computed one."
    parser = parser_of("xortui verify", text, _EPILOG, takes_problem=False)
    add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: all that are built in)")
    return parser
