"""xortui resume: goes on where a session was left."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.named_session import ABOUT_SESSIONS, go_on
from xortui.cli.parser import add_prompt, add_screen, parser_of
from xortui.cli.refusal import told_in_a_line


def run(argv: Sequence[str]) -> int:
    """Open the UI on the session that was saved last, or on another by its name or file."""
    options = _parser().parse_args(argv)
    from xortui.debugger.session_file import last_session, named_session

    with told_in_a_line():
        path = last_session() if options.session is None else named_session(options.session)
    return go_on(path, options)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui resume."""
    text = "Go on where you left: with the last session, or another."
    parser = parser_of("xortui resume", text, ABOUT_SESSIONS, takes_problem=False)
    text = "a name that xortui sessions lists, or the path of a file (default: the last)"
    parser.add_argument("session", nargs="?", metavar="SESSION", help=text)
    add_screen(parser)
    add_prompt(parser)
    return parser
