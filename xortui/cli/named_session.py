"""Sessions that are named on the command line, and gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.cli.asked_problem import expanded_path
from xortui.cli.opening import open_debugger, prepare
from xortui.cli.progress import progress_of_steps
from xortui.cli.refusal import Refusal, told_in_a_line

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from xortui.debugger import Debugger


ABOUT_SESSIONS = """\
The program saves the session every few seconds and on leaving: the problem, the
position, edits and forks, breakpoints, watches, bookmarks and the layout.

examples:
  xortui sessions
  xortui sessions --delete xor-2026-02-03-101112
  xortui resume
  xortui --session lecture.json xor   save it in a file of your own
"""
"""Stands below the options of what has to do with them."""
CHANGES = ("seed", "learning_rate", "hidden", "data")
"""Options that change the problem."""


def names_session(name: str) -> bool:
    """Say whether the file that was given as a problem is a session's."""
    from xortui.problems.problem_file import built_in_names, is_session

    return name not in built_in_names() and is_session(expanded_path(name))


def refuse_besides(session: str, other: str, options: Namespace) -> None:
    """Refuse a problem, and options that change one, beside a session, which has its own.

    Raises:
        Refusal: if one is given.
    """
    given = [other] if other else []
    given += [f"--{name.replace('_', '-')}" for name in CHANGES if getattr(options, name) is not None]
    if given:
        raise Refusal(f"{session} is a session, which has its own problem: leave out {' and '.join(given)}")


def go_on(path: Path, options: Namespace) -> int:
    """Open the UI, or the prompt, where a session was left."""
    prepare(options)
    from xortui.commands.autosave import Autosave
    from xortui.commands.layout import read_layout
    from xortui.debugger.left_session import session_left_in
    from xortui.debugger.session import resume as resumed
    from xortui.debugger.session_file import SessionFile, is_listed
    from xortui.render.wording import verbatim

    file = SessionFile(path)
    with told_in_a_line():
        document = file.read()
    with told_in_a_line(str(path)), progress_of_steps("running again, ctrl+c leaves") as tell:
        debugger, table = resumed(document, tell)
        layout = read_layout(table, debugger.problem.network)
        news = verbatim(f"resumed: {session_left_in(path).told()}")
    autosave = Autosave(debugger, file, is_new=False, is_shown=not is_listed(path))
    return open_debugger(debugger, options, layout=layout, autosave=autosave, news=news)


def resumed_debugger(path: Path) -> Debugger:
    """Return the debugger of a session, where the session was left.

    Raises:
        ValueError: if the session is not right; the line says what was expected.
    """
    from xortui.debugger.session import resume as resumed
    from xortui.debugger.session_file import SessionFile

    with progress_of_steps("running again, ctrl+c leaves") as tell:
        debugger, _ = resumed(SessionFile(path).read(), tell)
    return debugger
