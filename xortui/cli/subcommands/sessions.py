"""xortui sessions: lists the saved sessions, or deletes one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from xortui.cli.named_session import ABOUT_SESSIONS
from xortui.cli.output import write
from xortui.cli.parser import parser_of
from xortui.cli.refusal import told_in_a_line

if TYPE_CHECKING:
    from xortui.debugger.session import Summary


MAX_LISTED = 20
"""Sessions that are listed."""


def run(argv: Sequence[str]) -> int:
    """List the sessions, or delete one."""
    options = _parser().parse_args(argv)
    if options.delete is not None:
        return _delete_session(options.delete)
    from datetime import datetime

    from xortui.debugger.session import summary
    from xortui.debugger.session_file import SessionFile, listed_sessions, sessions_folder
    from xortui.problems.table import one_line
    from xortui.render.report import session_lines

    with told_in_a_line():
        paths = listed_sessions()
    found: list[tuple[str, datetime, Summary | str]] = []
    for path in paths[:MAX_LISTED]:
        with suppress(FileNotFoundError):  # gone since
            saved = datetime.fromtimestamp(path.stat().st_mtime)
            try:
                told: Summary | str = summary(SessionFile(path).read())
            except ValueError as error:
                told = str(error).removeprefix(one_line(f"{path}: "))
            found.append((one_line(path.stem), saved, told))
    write(session_lines(found, len(paths[MAX_LISTED:]), str(sessions_folder())))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui sessions."""
    text = "List the saved sessions, the last one first, or delete one."
    parser = parser_of("xortui sessions", text, ABOUT_SESSIONS, takes_problem=False)
    text = "delete the session of this name in the list; it can't be brought back"
    parser.add_argument("--delete", metavar="NAME", help=text)
    return parser


def _delete_session(name: str) -> int:
    from xortui.debugger.session_file import delete_session

    with told_in_a_line():
        delete_session(name)
    write([f"deleted {name.removesuffix('.json')}"])
    return 0
