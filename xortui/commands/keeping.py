"""Commands that keep something: a position under a name, and what is written to a file."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.moving import bookmark_names
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim


def keep(bench: Workbench, text: str) -> None:
    """Keep this position under a name.

    Raises:
        ValueError: if the name can't be one.
    """
    bookmarks = bench.debugger.bookmarks
    before = bookmarks.named(text) if text in bookmarks else None
    bench.debugger.keep(text)
    made = str(bookmarks.named(text))
    if before:
        made += phrase(" (it was {position} on fork {fork})", position=before.position, fork=before.fork)
    name = verbatim(text.strip())
    bench.say(phrase("{made}; {goto} {name} leads back here", made=verbatim(made), name=name))


def forget(bench: Workbench, text: str) -> None:
    """Forget a bookmark.

    Raises:
        ValueError: if there is none of that name.
    """
    bench.say(verbatim(phrase("forgotten: {made}", made=bench.debugger.bookmarks.forget(text))))


def _write(bench: Workbench, text: str) -> None:
    # Only here: what is written is seldom wanted, and the formats need not be loaded to start.
    from xortui.export import write_file

    bench.say(verbatim(write_file(bench.debugger, text)))


def _record(bench: Workbench, text: str) -> None:
    """Record from now on into a new file.

    Raises:
        ValueError: if it can't be made.
    """
    from xortui.export.cast import CastWriter
    from xortui.problems.typed_path import typed_path

    if bench.recording is not None:
        bench.recording.close()
    path = typed_path(text.strip())
    bench.recording = CastWriter(path, bench.debugger.problem.title)
    name = verbatim(path.name)
    bench.say(phrase("recording into {name}; {bookmark} makes a mark, {record.back} ends it", name=name))


def _end_recording(bench: Workbench) -> None:
    recording = bench.recording
    assert recording is not None
    recording.close()
    bench.recording = None
    if recording.trouble:
        bench.say(verbatim(phrase("not recorded: {trouble}", trouble=recording.trouble)), is_refusal=True)
    else:
        bench.say(verbatim(phrase("recorded in {name}; xortui play shows it", name=recording.path.name)))


def _picture_of_pane(bench: Workbench, text: str) -> None:
    _write_picture(bench, text, is_whole=False)


def _picture_of_screen(bench: Workbench, text: str) -> None:
    _write_picture(bench, text, is_whole=True)


def _write_picture(bench: Workbench, text: str, *, is_whole: bool) -> None:
    """Write what is seen to a new file.

    Raises:
        ValueError: if that is not possible; one line.
    """
    if bench.pictured is None:
        return
    from xortui.export.file import write_new_file
    from xortui.export.svg import svg

    if not text.strip().lower().endswith(PICTURE_SUFFIX):
        raise ValueError(
            phrase(
                "expected a file name that ends in {end}, got {typed}",
                end=PICTURE_SUFFIX,
                typed=f"{text.strip()[:30]!r}",
            )
        )
    rows, theme = bench.pictured(is_whole)
    title = f"{bench.debugger.problem.name} at {bench.debugger.position}"
    path = write_new_file(text, lambda: svg(rows, theme, title).encode())
    bench.say(verbatim(phrase("wrote {name}", name=path.name)))


PICTURE_SUFFIX = ".svg"
PANE_PICTURE = Question(
    name="picture",
    hint="a new file for a picture of this pane: pane.svg",
    answer=_picture_of_pane,
)
SCREEN_PICTURE = Question(
    name="picture of all",
    hint="a new file for a picture of the screen: screen.svg",
    answer=_picture_of_screen,
)
RECORDING = Question(
    name="record",
    hint="a new file: lesson.cast",
    answer=_record,
)
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
    hint="a new file: .py .tex .md .sheet.md .key.md .svg .csv .json .npz .safetensors",
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
            why_not=lambda _: phrase("there are no bookmarks; {bookmark} keeps one"),
        ),
    ),
    Command(
        id="picture",
        label="picture",
        forth=Way(description="Write a picture of the focused pane, as SVG", asks=PANE_PICTURE),
        back=Way(description="Write a picture of the whole screen, as SVG", asks=SCREEN_PICTURE),
        is_about_picture=True,
    ),
    Command(
        id="record",
        label="record",
        forth=Way(description="Record the screen into a new file, which xortui play shows", asks=RECORDING),
        back=Way(
            description="End the recording",
            run=_end_recording,
            is_on=lambda bench: bench.recording is not None,
            why_not=lambda _: phrase("nothing is recorded; {record} begins to"),
        ),
        is_about_picture=True,
    ),
    Command(
        id="export",
        label="export",
        forth=Way(description="Write a script, a handout, the history or the weights up to here to a file", asks=FILE),
        is_for_looking=True,
    ),
)
