"""Commands about places that have a name: bookmarks as slides, forks, and other problems."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.moving import go_to, whole
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.debugger.bookmarks import Bookmark
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim, worded


def slides(bench: Workbench) -> list[Bookmark]:
    """Return the bookmarks that somebody has named, in the order they were made."""
    return [bookmark for bookmark in bench.debugger.bookmarks if not bookmark.is_automatic]


def show_slide(bench: Workbench, text: str) -> None:
    """Go to a bookmark by its number.

    Raises:
        ValueError: if there is none of that number.
    """
    found = slides(bench)
    if not found:
        raise ValueError(worded(phrase("there are no bookmarks; {bookmark} keeps one"), bench.name_of))
    number = whole(text, phrase("the number of a bookmark"))
    if not 1 <= number <= len(found):
        raise ValueError(
            phrase("expected the number of a bookmark, from 1 to {last}, got {number}", last=len(found), number=number)
        )
    bench.playback.pause()
    go_to(bench, found[number - 1].name)


def place_lines(bench: Workbench) -> list[str]:
    """Return every bookmark with its number, and every fork."""
    debugger = bench.debugger
    lines = []
    for number, bookmark in enumerate(slides(bench), start=1):
        lines.append(f"{number}  {bookmark}")
    if not lines:
        lines.append(worded(phrase("no bookmarks; {bookmark} keeps one"), bench.name_of))
    for bookmark in debugger.bookmarks:
        if bookmark.is_automatic:
            lines.append(f"·  {bookmark}")
    lines.append("")
    for fork in debugger.forks:
        lines.append(f"{'▸' if fork is debugger.fork else ' '} {fork}")
    return lines


def _name_fork(bench: Workbench, text: str) -> None:
    bench.debugger.name_fork(text)
    bench.say(verbatim(str(bench.debugger.fork)))


def open_problem(bench: Workbench, text: str) -> None:
    """Open another problem, in a session of its own.

    Raises:
        ValueError: if there is no such problem.
    """
    debugger = Debugger(text.strip())
    bench.open(debugger)
    bench.say(verbatim(f"{debugger.problem.name}: {phrase(debugger.problem.title)}"))


def _problem_names(_: Workbench) -> tuple[str, ...]:
    from xortui.problems import built_in_names

    return tuple(built_in_names())


SLIDE = Question(
    name="slide",
    hint="the number of a bookmark, as places tells",
    answer=show_slide,
    completions=lambda bench: tuple(str(number) for number in range(1, len(slides(bench)) + 1)),
)
FORK_NAME = Question(
    name="name",
    hint="a name for this fork, such as too_fast",
    answer=_name_fork,
)
PROBLEM = Question(
    name="open",
    hint="a built-in problem such as mazur, or the path of a .toml file",
    answer=open_problem,
    completions=_problem_names,
)

PLACES = (
    Command(
        id="places",
        label="places",
        forth=Way(
            description="List the bookmarks and the forks; 1 to 9 go to the bookmarks",
            show=lambda front: front.list_places(),
        ),
        is_for_looking=True,
    ),
    Command(
        id="slide",
        label="slide",
        forth=Way(description="Go to a bookmark by its number, as {places} tells", asks=SLIDE),
    ),
    Command(
        id="name",
        label="name",
        forth=Way(description="Give the fork that you go along a name, which {fork} takes too", asks=FORK_NAME),
    ),
    Command(
        id="open",
        label="open",
        forth=Way(description="Open another problem; this session is kept", asks=PROBLEM),
    ),
)
