"""Commands that keep something: a position under a name, and what is written to a file."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.moving import bookmark_names
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.render.wording import verbatim


def keep(bench: Workbench, text: str) -> None:
    """Keep this position under a name.

    Raises:
        ValueError: if the name can't be one.
    """
    bookmarks = bench.debugger.bookmarks
    before = bookmarks.named(text) if text in bookmarks else None
    bench.debugger.keep(text)
    moved = f" (it was {before.position} on fork {before.fork})" if before else ""
    bench.say(f"{verbatim(f'{bookmarks.named(text)}{moved}')}; {{goto}} {verbatim(text.strip())} leads back here")


def forget(bench: Workbench, text: str) -> None:
    """Forget a bookmark.

    Raises:
        ValueError: if there is none of that name.
    """
    bench.say(verbatim(f"forgotten: {bench.debugger.bookmarks.forget(text)}"))


def _write(bench: Workbench, text: str) -> None:
    # Only here: what is written is seldom wanted, and the formats need not be loaded to start.
    from xortui.export import write_file

    bench.say(verbatim(write_file(bench.debugger, text)))


BOOKMARK = Question(
    name="bookmark",
    hint="a name for this position, such as dip",
    answer=keep,
)
FORGET = Question(
    name="forget",
    hint="the name of a bookmark",
    answer=forget,
    completions=bookmark_names,
    is_listed=True,
)
FILE = Question(
    name="export",
    hint="a new file: .py .tex .md .csv .json .npz .safetensors",
    answer=_write,
)

KEEPING = (
    Command(
        id="bookmark",
        label="bookmark",
        forth=Way(description="Keep this position under a name; {goto} leads back to it", asks=BOOKMARK),
        back=Way(
            description="Forget a bookmark",
            asks=FORGET,
            is_on=lambda bench: len(bench.debugger.bookmarks) > 0,
            why_not=lambda _: "there are no bookmarks; {bookmark} keeps one",
        ),
    ),
    Command(
        id="export",
        label="export",
        forth=Way(description="Write a script, a handout, the history or the weights up to here to a file", asks=FILE),
    ),
)
