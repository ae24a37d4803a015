"""Opening: the screen, or the prompt, on a debugger; both are imported only then."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from xortui.cli.asked_problem import expanded_path
from xortui.cli.parser import chosen_settings
from xortui.cli.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from xortui.commands.autosave import Autosave
    from xortui.commands.beginning import Beginning
    from xortui.commands.following import Following
    from xortui.commands.layout import Layout
    from xortui.debugger import Debugger


class _Subject(NamedTuple):
    """What is opened: a debugger, and all that belongs to it."""

    debugger: Debugger
    layout: Layout | None
    autosave: Autosave
    news: str
    following: Following | None
    begin: Beginning | None


def prepare(options: Namespace) -> None:
    """Make ready for what is loaded next, before it is known on what something is opened.

    Raises:
        Refusal: if the screen is to be opened, and there is no terminal to draw on.
    """
    if asks_for_prompt(options):
        return
    if not can_draw():
        raise Refusal("stderr is not a terminal; xortui --plain needs none")
    # Nothing that start-up makes is garbage: the collector would only look at it again and again. The app turns it on.
    gc.disable()


def open_debugger(
    debugger: Debugger,
    options: Namespace,
    *,
    layout: Layout | None = None,
    autosave: Autosave | None = None,
    news: str = "",
    following: Following | None = None,
    begin: Beginning | None = None,
) -> int:
    """Open the screen, or the prompt, on a debugger.

    Args:
        debugger: what is shown.
        options: what was chosen on the command line.
        layout: how it was left, if it was.
        autosave: what keeps the session; a new one if it is not given.
        news: what is told first.
        following: whom it follows.
        begin: a command that is done first.

    Raises:
        Refusal: if a file with commands can't be read, or there is no terminal to draw on.
    """
    prepare(options)
    from xortui.commands.autosave import Autosave

    subject = _Subject(debugger, layout, autosave or Autosave(debugger), news, following, begin)
    opened = _open_prompt if asks_for_prompt(options) else _open_screen
    return opened(subject, options)


def asks_for_prompt(options: Namespace) -> bool:
    """Say whether to open the prompt: it is asked for, or there is no terminal that could show a screen."""
    if options.plain or options.batch or options.script:
        return True
    if os.environ.get("TERM", "").lower() == "dumb":
        return True
    return any(stream is None or not stream.isatty() for stream in (sys.stdin, sys.stdout))


def can_draw() -> bool:
    """Say whether there is a terminal to draw on; Textual draws on stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


def _open_screen(subject: _Subject, options: Namespace) -> int:
    """Open the full screen, and tell news first; the terminal answers a question while the screen is being loaded."""
    from xortui.ui.ground import asking_for_ground

    with asking_for_ground(os.environ, is_wanted=options.theme in (None, "auto")) as asked:
        from xortui.ui.app import run_app
    return run_app(
        subject.debugger,
        subject.layout,
        subject.autosave,
        asked,
        options=chosen_settings(options),
        news=subject.news,
        following=subject.following,
        presents=options.presents,
        begin=subject.begin,
    )


def _open_prompt(subject: _Subject, options: Namespace) -> int:
    """Open the prompt, and tell news first.

    Raises:
        Refusal: if a file with commands can't be read.
    """
    from xortui.prompt.shell import ScriptLine, run_prompt

    script: list[ScriptLine] = [] if subject.begin is None else [ScriptLine(subject.begin.line)]
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
    kept = subject.autosave if is_typed or subject.autosave.path is not None else None
    news = subject.news
    if is_typed and not news and subject.following is None and kept is not None and kept.path is None:
        news = _told_left()
    return run_prompt(
        subject.debugger,
        subject.layout,
        kept,
        script,
        is_batch=options.batch,
        news=news,
        following=subject.following,
    )


def _told_left() -> str:
    """Say that there is a session to go on with; empty if there is none."""
    from xortui.debugger.left_session import left_session
    from xortui.render.wording import verbatim

    left = left_session()
    return "" if left is None else verbatim(f"xortui resume --plain goes on with {left.told()}")
