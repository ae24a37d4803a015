"""Opening: from arguments to the UI, on a problem or where a session was left; the UI is imported only then."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from xortui.arguments import (
    Refusal,
    asked_problem,
    break_parser,
    chosen_settings,
    expanded_path,
    follow_parser,
    resume_parser,
    ui_parser,
)
from xortui.own_file import debugger_on_file, is_own_file, refuse_options_of_files

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from xortui.commands.autosave import Autosave
    from xortui.commands.beginning import Beginning
    from xortui.commands.following import Following
    from xortui.commands.layout import Layout
    from xortui.debugger import Debugger
    from xortui.debugger.followed_file import FollowedFile
    from xortui.problems import Problem

CHANGES = ("seed", "learning_rate", "hidden", "data")
"""Options that change the problem."""
BETWEEN_LOOKS = 0.2
"""Seconds between two looks at a file that is waited for."""
TOLD_AFTER = 0.5
"""Seconds after which a waiting user is told how far it has come."""


def open_ui(argv: Sequence[str]) -> int:
    """Open the UI on a problem, or on a session by its file."""
    options = ui_parser().parse_args(argv)
    path = None if options.session is None else expanded_path(options.session)
    if path is not None and os.path.lexists(path):
        refuse_besides(options.session, options.problem or "", options)
        return _go_on(path, options)
    if options.problem is not None and names_session(options.problem):
        refuse_besides(options.problem, "" if path is None else "--session", options)
        return _go_on(expanded_path(options.problem), options)
    is_own = is_own_file(options.problem)
    if not is_own:
        refuse_options_of_files(options)
    problem = None if is_own else asked_problem(options)
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave
    from xortui.debugger import Debugger
    from xortui.debugger.session_file import SessionFile

    debugger = debugger_on_file(options.problem, options) if problem is None else Debugger(problem)
    file = None if path is None else SessionFile(path, is_private=False)
    autosave = Autosave(debugger, file, is_shown=path is not None)
    news = _told_notes(debugger.problem)
    if options.batch:
        with_notes_told(debugger.problem)  # nothing greets there
    if is_plain:
        return _open_prompt(debugger, None, autosave, options, news=news)
    return _open_screen(debugger, None, autosave, options, news=news)


def with_notes_told(problem: Problem) -> Problem:
    """Print what is suspect about a problem on stderr, a line each, and return the problem."""
    if sys.stderr is not None:
        with suppress(OSError):
            for note in problem.notes:
                print(f"xortui: note: {note}", file=sys.stderr)
    return problem


def _told_notes(problem: Problem) -> str:
    """Return what is suspect about a problem; of several notes the first, and where the others are."""
    if not problem.notes:
        return ""
    from xortui.render.wording import verbatim

    first = verbatim(problem.notes[0])
    more = len(problem.notes) - 1
    return f"{first}; {{about}} tells {more} more" if more else first


def open_debugger(debugger: Debugger, options: Namespace, news: str = "") -> int:
    """Open the UI, or the prompt, on a debugger, and tell news first."""
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave

    autosave = Autosave(debugger)
    if is_plain:
        return _open_prompt(debugger, None, autosave, options, news=news)
    return _open_screen(debugger, None, autosave, options, news=news)


def open_broken(argv: Sequence[str]) -> int:
    """Open the UI on a problem with mistakes planted in its backpropagation."""
    options = break_parser().parse_args(argv)
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
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave

    debugger = Debugger(problem, mistakes=chosen, hides_mistakes=options.hides_mistakes)
    autosave = Autosave(debugger)
    if is_plain:
        return _open_prompt(debugger, None, autosave, options)
    return _open_screen(debugger, None, autosave, options)


def open_begun(debugger: Debugger, options: Namespace, command: str, text: str) -> int:
    """Open the UI on a debugger, and do a command first.

    Args:
        debugger: what is shown.
        options: what was chosen on the command line.
        command: the id of the command.
        text: what is typed behind it.
    """
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave
    from xortui.commands.beginning import Beginning

    begin = Beginning(command, text)
    autosave = Autosave(debugger)
    if is_plain:
        return _open_prompt(debugger, None, autosave, options, begin=begin)
    return _open_screen(debugger, None, autosave, options, begin=begin)


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


def resume(argv: Sequence[str]) -> int:
    """Open the UI on the session that was saved last, or on another by its name or file."""
    options = resume_parser().parse_args(argv)
    from xortui.debugger.session_file import last_session, named_session

    with told_in_a_line():
        path = last_session() if options.session is None else named_session(options.session)
    return _go_on(path, options)


def _go_on(path: Path, options: Namespace) -> int:
    """Open the UI, or the prompt, where a session was left."""
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave
    from xortui.commands.layout import read_layout
    from xortui.debugger.left_session import session_left_in
    from xortui.debugger.session import resume as resumed
    from xortui.debugger.session_file import SessionFile, is_listed
    from xortui.render.wording import verbatim

    file = SessionFile(path)
    with told_in_a_line():
        document = file.read()
    with told_in_a_line(str(path)), _progress_of_steps("running again, ctrl+c leaves") as tell:
        debugger, table = resumed(document, tell)
        layout = read_layout(table, debugger.problem.network)
        news = verbatim(f"resumed: {session_left_in(path).told()}")
    autosave = Autosave(debugger, file, is_new=False, is_shown=not is_listed(path))
    if is_plain:
        return _open_prompt(debugger, layout, autosave, options, news=news)
    return _open_screen(debugger, layout, autosave, options, news=news)


def resumed_debugger(path: Path) -> Debugger:
    """Return the debugger of a session, where the session was left.

    Raises:
        ValueError: if the session is not right; the line says what was expected.
    """
    from xortui.debugger.session import resume as resumed
    from xortui.debugger.session_file import SessionFile

    with _progress_of_steps("running again, ctrl+c leaves") as tell:
        debugger, _ = resumed(SessionFile(path).read(), tell)
    return debugger


def _open_screen(
    debugger: Debugger,
    layout: Layout | None,
    autosave: Autosave,
    options: Namespace,
    *,
    news: str = "",
    following: Following | None = None,
    begin: Beginning | None = None,
) -> int:
    """Open the full screen, and tell news first; the terminal answers a question while the screen is being loaded."""
    from xortui.ui.ground import asking_for_ground

    with asking_for_ground(os.environ, is_wanted=options.theme in (None, "auto")) as asked:
        from xortui.ui.app import run_app
    return run_app(
        debugger,
        layout,
        autosave,
        asked,
        options=chosen_settings(options),
        news=news,
        following=following,
        presents=options.presents,
        begin=begin,
    )


def asks_for_prompt(options: Namespace) -> bool:
    """Say whether to open the prompt: it is asked for, or there is no terminal that could show a screen."""
    if options.plain or options.batch or options.script:
        return True
    if os.environ.get("TERM", "").lower() == "dumb":
        return True
    return any(stream is None or not stream.isatty() for stream in (sys.stdin, sys.stdout))


def _open_prompt(
    debugger: Debugger,
    layout: Layout | None,
    autosave: Autosave,
    options: Namespace,
    *,
    news: str = "",
    following: Following | None = None,
    begin: Beginning | None = None,
) -> int:
    """Open the prompt, and tell news first.

    Raises:
        Refusal: if a file with commands can't be read.
    """
    from xortui.prompt.shell import ScriptLine, run_prompt

    script: list[ScriptLine] = [] if begin is None else [ScriptLine(begin.line)]
    for kind, text in options.script or ():
        if kind == "line":
            script.append(ScriptLine(text))
            continue
        try:
            lines = expanded_path(text).read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise Refusal(f"{text}: cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from None
        script += [ScriptLine(line, f"{text}:{number}: ") for number, line in enumerate(lines, start=1)]
    # What somebody types is kept unasked; what a script does leaves a file only where one is asked for.
    is_typed = not options.batch and sys.stdin is not None and sys.stdin.isatty()
    kept = autosave if is_typed or autosave.path is not None else None
    if following is not None:
        return run_prompt(debugger, layout, kept, script, is_batch=options.batch, following=following)
    if is_typed and not news and kept is not None and kept.path is None:
        news = _told_left()
    return run_prompt(debugger, layout, kept, script, is_batch=options.batch, news=news)


def _told_left() -> str:
    """Say that there is a session to go on with; empty if there is none."""
    from xortui.debugger.left_session import left_session
    from xortui.render.wording import verbatim

    left = left_session()
    return "" if left is None else verbatim(f"xortui resume --plain goes on with {left.told()}")


def follow(argv: Sequence[str]) -> int:
    """Open the UI where somebody else stands, as their session tells again and again."""
    options = follow_parser().parse_args(argv)
    path = expanded_path(options.session)
    is_plain = asks_for_prompt(options)
    if not is_plain:
        _prepare()
    from xortui.commands.autosave import Autosave
    from xortui.commands.following import Following
    from xortui.commands.layout import read_layout
    from xortui.debugger.followed_file import FollowedFile
    from xortui.debugger.session import resume as resumed

    file = FollowedFile(path)
    while True:
        document = _awaited(file)
        try:
            with _progress_of_steps("catching up, ctrl+c leaves") as tell:
                debugger, table = resumed(document, tell, takes_head_start=True)
                layout = read_layout(table, debugger.problem.network)
            break
        except ValueError as error:
            file.refuse(str(error))
            _tell_waiting(file.reason)
    following = Following(file, document, debugger, layout)
    autosave = Autosave(None)
    if is_plain:
        return _open_prompt(debugger, layout, autosave, options, following=following)
    return _open_screen(debugger, layout, autosave, options, following=following)


def _awaited(file: FollowedFile) -> dict[str, Any]:
    """Return what a file holds, as soon as it is there and holds a session; say once what it waits for."""
    from time import sleep

    told = ""
    while True:
        document = file.look()
        if document is not None:
            return document
        if file.trouble and file.trouble != told:
            told = file.trouble
            _tell_waiting(told)
        sleep(BETWEEN_LOOKS)


def _tell_waiting(reason: str) -> None:
    if sys.stderr is not None:
        print(f"xortui: {reason}; waiting for it, ctrl+c leaves", file=sys.stderr)


@contextmanager
def told_in_a_line(where: str = "") -> Iterator[None]:
    """Have what can't be done with a session told in one line.

    Raises:
        Refusal: instead of a ValueError, with its message.
    """
    try:
        yield
    except ValueError as error:
        raise Refusal(f"{where}: {error}" if where else str(error)) from None


def _prepare() -> None:
    """Refuse to open without a terminal to draw on, and make ready for what is loaded next."""
    if sys.stderr is None or not sys.stderr.isatty():
        raise Refusal("stderr is not a terminal; xortui --plain needs none")
    # Nothing that start-up makes is garbage: the collector would only look at it again and again. The app turns it on.
    gc.disable()


@contextmanager
def _progress_of_steps(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on stderr from when it is clear that it takes a while; yields what moves it on."""
    from time import monotonic

    begun, bar = monotonic(), ExitStack()
    move_on: Callable[..., None] | None = None

    def tell(done: int, total: int) -> None:
        nonlocal move_on
        if move_on is None and monotonic() - begun > TOLD_AFTER:
            from rich.console import Console
            from rich.progress import Progress

            progress = bar.enter_context(Progress(console=Console(stderr=True), transient=True))
            move_on = partial(progress.update, progress.add_task(what))
        if move_on is not None:
            move_on(completed=done, total=total)

    with bar:
        yield tell
