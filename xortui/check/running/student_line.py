"""The line of the student's file that an exception comes from, told in one line."""

from __future__ import annotations

import linecache
import re
import traceback
from pathlib import Path

from xortui.check.running.refusals import Refused

MAX_CODE_LENGTH = 100
"""Letters of a line of code that are shown."""
NAME_IN_EXAMPLES = "mynet"
"""What a student's own module is called in the help and in the template."""
MAX_MESSAGE_LENGTH = 200
"""Letters of an exception's message that are shown."""

_PLAIN = {
    "TracedInt": "int",
    "TracedFloat": "float",
    "TracedFloat64": "numpy.float64",
    "TracedArray": "numpy.ndarray",
    "TracedMatrix": "numpy.matrix",
    "TracedRecords": "numpy.ndarray",
    "TracedRecordArray": "numpy.recarray",
}
"""Kinds of traced numbers → what they are to the file, which sees no trace."""
_TRACED = re.compile(rf"\b(?:{'|'.join(_PLAIN)})\b")
UNNAMED = "<unknown>"
"""What Python calls a text that was read before it was run."""


def student_line(exception: BaseException, path: Path) -> str:
    """Return where in a file an exception comes from, and what it says: 'line 3: `x = 1 / 0`: ZeroDivisionError: …'.

    An exception from a file beside it is told with that file's name, and one from nowhere there without a line.
    """
    if isinstance(exception, SyntaxError):
        return _syntax(exception, path)
    place = place_of(exception, path)
    said = _said(exception)
    return f"{place}: {said}" if place else said


def is_from(exception: BaseException, path: Path) -> bool:
    """Say whether an exception comes from a file, from one beside it, or from reading it."""
    return isinstance(exception, SyntaxError) or bool(place_of(exception, path))


def _syntax(error: SyntaxError, path: Path) -> str:
    """Say which line is no Python."""
    is_named = error.filename not in (None, UNNAMED)
    name = Path(error.filename).name if is_named and error.filename else path.name
    where = "" if name == path.name else f"{name}: "
    code = _code(error.text or "")
    shown = f"`{code}`: " if code else ""
    line = f"line {error.lineno}: " if error.lineno else ""
    return f"{where}{line}{shown}this is not Python: {_one_line(error.msg or 'invalid syntax')}"


def place_of(exception: BaseException, path: Path) -> str:
    """Return the innermost line of the file, or of one beside it; '' if an exception comes from neither."""
    folder = path.parent.resolve()
    beside = ""
    place = ""
    own = path.resolve()
    for name, number in _lines(exception):
        file = Path(name)
        if file.name == path.name and file.resolve() == own:
            place = line_of_file(file, number)
            beside = ""
        elif file.is_absolute() and folder in file.resolve().parents:
            beside = f"{file.name}, {line_of_file(file, number)}"
    if place and beside:
        return f"{place}: {beside}"
    return place or beside


def _lines(exception: BaseException) -> list[tuple[str, int]]:
    """Return the file and line of each call that an exception went through, once each."""
    lines = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(exception.__traceback__)]
    return list(dict.fromkeys(reversed(lines)))[::-1]


def line_of_file(file: Path, number: int) -> str:
    """Return a line of a file with its number: 'line 3: `x = 1 / 0`'."""
    code = _code(linecache.getline(str(file), number))
    return f"line {number}: `{code}`" if code else f"line {number}"


def _code(line: str) -> str:
    """Return a line of code as it may stand in a message."""
    code = _one_line(" ".join(line.split()))
    return code if len(code) <= MAX_CODE_LENGTH else f"{code[: MAX_CODE_LENGTH - 1]}…"


def _said(exception: BaseException) -> str:
    """Return what an exception says."""
    name = type(exception).__name__
    if isinstance(exception, SystemExit):
        return "the file ends itself here"
    if isinstance(exception, ModuleNotFoundError) and exception.name == NAME_IN_EXAMPLES:
        return "there is no mynet.py beside it: write the name of your own file here"
    if isinstance(exception, ModuleNotFoundError) and exception.name:
        return f"{_one_line(exception.name)} is not installed for the Python that runs xortui"
    if isinstance(exception, MemoryError):
        return "it asks for more memory than it may use"
    if isinstance(exception, RecursionError):
        return "a function calls itself without end"
    if isinstance(exception, KeyboardInterrupt):
        return "the file interrupts itself here"
    message = _TRACED.sub(lambda found: _PLAIN[found[0]], _one_line(" ".join(_text(exception).split())))
    if isinstance(exception, Refused):
        return message
    if len(message) > MAX_MESSAGE_LENGTH:
        message = f"{message[: MAX_MESSAGE_LENGTH - 1]}…"
    if isinstance(exception, FileNotFoundError):
        message = f"{message}; only the small files beside it, and in folders there, are copied with it"
    return f"{name}: {message}" if message else name


def _text(exception: BaseException) -> str:
    """Return an exception's message; its class may be anybody's, and fail at that."""
    try:
        return str(exception)
    except Exception:
        return ""


def _one_line(text: str) -> str:
    """Return a text in which everything that is not printable is written out."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
