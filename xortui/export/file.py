"""Writing an export to a new file. A file that exists is never overwritten."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from xortui.debugger import Debugger
from xortui.export.formats import export_bytes, format_of


def write_file(debugger: Debugger, name: str) -> str:
    """Write a file in the format that the end of its name asks for, and return what has been done, in a line.

    Raises:
        ValueError: if the name asks for no format, or the file can't be made; one line that says why.
    """
    path = _expanded(Path(name.strip()))
    format_ = format_of(path.name)
    try:
        # Before there is anything to write: a long history takes a while, and a name that is taken is said at once.
        file = path.open("xb")
    except FileExistsError:
        raise ValueError(f"{path} already exists; expected a new name") from None
    except (OSError, ValueError) as error:  # a ValueError is a name with a NUL in it
        raise ValueError(f"{path}: {_reason(error)}") from None
    try:
        with file:
            file.write(export_bytes(debugger, format_))
    except BaseException as error:
        with suppress(OSError):  # half a file is worth nothing
            path.unlink()
        if isinstance(error, OSError):
            raise ValueError(f"{path}: {_reason(error)}") from None
        raise
    return f"wrote {path}, {format_} at {debugger.position}"


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"{path}: there is no home folder {path.parts[0]}") from None


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
