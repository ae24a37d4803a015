"""xortui follow: stands where somebody else stands, as their session tells again and again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xortui.cli.asked_problem import expanded_path
from xortui.cli.opening import open_debugger, prepare
from xortui.cli.output import tell
from xortui.cli.parser import add_prompt, add_screen, parser_of
from xortui.cli.progress import progress_of_steps
from xortui.cli.refusal import Refusal

if TYPE_CHECKING:
    from xortui.debugger.followed_file import FollowedFile


_EPILOG = """\
The teacher's program saves a session that has a file of its own as soon as
something has changed. Whoever may read that file can follow.

examples:
  xortui --session /srv/lecture.json xor    the teacher
  xortui follow /srv/lecture.json           everybody else: O goes on on your
                                            own from there, R returns
"""
BETWEEN_LOOKS = 0.2
"""Seconds between two looks at a file that is waited for."""


def run(argv: Sequence[str]) -> int:
    """Open the UI where somebody else stands, as their session tells again and again."""
    options = _parser().parse_args(argv)
    path = expanded_path(options.session)
    prepare(options)
    from xortui.commands.autosave import Autosave
    from xortui.commands.following import Following
    from xortui.commands.layout import read_layout
    from xortui.debugger.followed_file import FollowedFile
    from xortui.debugger.session import resume as resumed

    file = FollowedFile(path)
    while True:
        document = _awaited(file, waits=not options.batch)
        try:
            with progress_of_steps("catching up, ctrl+c leaves") as tell:
                debugger, table = resumed(document, tell, takes_head_start=True)
                layout = read_layout(table, debugger.problem.network)
            break
        except ValueError as error:
            file.refuse(str(error))
            _tell_waiting(file.reason, waits=not options.batch)
    following = Following(file, document, debugger, layout)
    return open_debugger(debugger, options, layout=layout, autosave=Autosave(None), following=following)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui follow."""
    text = "Stand where somebody else stands; their session is read, and never written."
    parser = parser_of("xortui follow", text, _EPILOG, takes_problem=False)
    text = "the file of their session, which need not be there yet"
    parser.add_argument("session", metavar="FILE", help=text)
    add_screen(parser)
    add_prompt(parser)
    return parser


def _awaited(file: FollowedFile, *, waits: bool) -> dict[str, Any]:
    """Return what a file holds, as soon as it is there and holds a session; say once what it waits for.

    Args:
        file: where the teacher's session is written.
        waits: whether to wait for it.

    Raises:
        Refusal: if it holds none, and is not waited for.
    """
    from time import sleep

    told = ""
    while True:
        document = file.look()
        if document is not None:
            return document
        if file.trouble and file.trouble != told:
            told = file.trouble
            _tell_waiting(told, waits=waits)
        sleep(BETWEEN_LOOKS)


def _tell_waiting(reason: str, *, waits: bool) -> None:
    if not waits:
        raise Refusal(reason)
    tell(f"{reason}; waiting for it, ctrl+c leaves")
