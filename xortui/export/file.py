"""Writing an export to a new file. A file that exists is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from xortui.debugger import Debugger
from xortui.debugger.session_file import reason_of
from xortui.export.formats import export_bytes, format_of
from xortui.problems.typed_path import typed_path


def write_file(debugger: Debugger, name: str) -> str:
    """Write a file in the format that the end of its name asks for, and return what has been done, in a line.

    Raises:
        ValueError: if the name asks for no format, or the file can't be made; one line that says why.
    """
    format_ = format_of(name.strip())
    path = write_new_file(name, lambda: export_bytes(debugger, format_))
    return f"wrote {path}, {format_} at {debugger.position}"


def write_new_file(name: str, write: Callable[[], bytes]) -> Path:
    """Write bytes to a new file, and return its path.

    Args:
        name: the file's.
        write: makes them, as soon as there is a file for it.

    Raises:
        ValueError: if the file can't be made, or they; one line that says why.
    """
    path = typed_path(name.strip())
    try:
        # Before there is anything to write: a long history takes a while, and a name that is taken is said at once.
        file = path.open("xb")
    except FileExistsError:
        raise ValueError(f"{path} already exists; expected a new name") from None
    except (OSError, ValueError) as error:  # a ValueError is a name with a NUL in it
        raise ValueError(f"{path}: {reason_of(error)}") from None
    try:
        with file:
            file.write(write())
    except BaseException as error:
        with suppress(OSError):  # half a file is worth nothing
            path.unlink()
        if isinstance(error, OSError):
            raise ValueError(f"{path}: {reason_of(error)}") from None
        raise
    return path
