"""What commands write to stdout, in characters that it takes, and what they tell on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from shutil import get_terminal_size

from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED

NAME = "xortui"
"""What lines on stderr begin with."""
MIN_COLUMNS = 20
"""Columns of a terminal from which on lines are told in whole words."""
CLOSED_PIPE = 141
"""The status of a program that writes to a reader that has left: 128 and the number of SIGPIPE."""


def write(lines: Sequence[str]) -> None:
    """Write lines to stdout, in ASCII characters if it takes no others."""
    if sys.stdout is None:
        return
    text = _writable("".join(f"{line}\n" for line in lines))
    try:
        sys.stdout.write(text)
    except OSError as error:
        raise unwritten(error) from None


def tell(text: str) -> None:
    """Tell something in a line on stderr; where that is a terminal, no word is broken at its edge."""
    if sys.stderr is None:
        return
    line = f"{NAME}: {text}"
    with suppress(OSError):
        print(_in_whole_words(line) if sys.stderr.isatty() else line, file=sys.stderr)


def _in_whole_words(line: str) -> str:
    """Return a line in pieces that the terminal of stderr has room for; what has no blank stays whole."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return line
    if len(line) <= columns or columns < MIN_COLUMNS:
        return line
    # Loaded when there is something to tell: most commands refuse nothing.
    from textwrap import wrap

    return "\n".join(wrap(line, columns, break_long_words=False, break_on_hyphens=False))


def write_json(record: object) -> None:
    """Write a line of JSON to stdout."""
    import json

    # Symbols are written as themselves where the output can hold them, as JSON's escapes where it can't.
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    write([text if _can_write(text) else json.dumps(record, allow_nan=False)])


def write_bytes(content: bytes) -> None:
    """Write what is not text to stdout."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise unwritten(error) from None


def write_page(markdown: str) -> None:
    """Write a page of the reference to stdout; through the pager if that is a terminal with too few lines for it."""
    from xortui.help.plain_text import WIDTH, plain_text

    columns, height = get_terminal_size()
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    lines = plain_text(markdown, min(columns, WIDTH) if is_terminal else WIDTH).splitlines()
    if not is_terminal or len(lines) < height:
        write(lines)
        return
    from pydoc import pager

    pager(_writable("".join(f"{line}\n" for line in lines)))


def _writable(text: str) -> str:
    """Return a text in characters that stdout takes: as it is, or in ASCII."""
    if _can_write(text):
        return text
    from xortui.render.glyphs import ascii_prose

    return ascii_prose(text)


def _can_write(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def unwritten(error: OSError) -> Refusal:
    """Give up stdout and return why; a reader that left, such as head, is no news."""
    # What is still in its buffer must not be tried once more, and complained about, when the interpreter shuts down.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return Refusal("", CLOSED_PIPE)
    return Refusal(f"cannot write the output: {error.strerror or error}", FAILED)
