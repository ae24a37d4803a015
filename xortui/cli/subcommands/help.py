"""xortui help: lists the pages of the reference, or prints one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.output import write, write_page
from xortui.cli.parser import add_language, parser_of
from xortui.cli.refusal import Refusal

_EPILOG = """\
examples:
  xortui help
  xortui help breakpoints
"""


def run(argv: Sequence[str]) -> int:
    """List the pages, or print one."""
    options = _parser().parse_args(argv)
    from xortui.help.pages import page, topic_lines, topic_named

    if not options.topic:
        write(["xortui help TOPIC prints one of these pages:", "", *topic_lines()])
        return 0
    try:
        topic = topic_named(" ".join(options.topic))
    except ValueError as error:
        raise Refusal(str(error)) from None
    write_page(page(topic))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui help."""
    text = "List the pages of the reference, or print one."
    parser = parser_of("xortui help", text, _EPILOG, takes_problem=False)
    text = "what a page is about, or the beginning of it (default: list them all)"
    parser.add_argument("topic", nargs="*", metavar="TOPIC", help=text)
    add_language(parser)
    return parser
