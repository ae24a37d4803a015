"""What stands in the file of settings; read once, though the language is looked up before all other settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any


def settings_document(path: Path) -> dict[str, Any]:
    """Return the tables of the file; the same ones as long as nobody has written to it.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no text, or not TOML.
        RecursionError: if its tables lie too deep in each other.
    """
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _read(path: Path, written: int, size: int) -> dict[str, Any]:
    import tomllib  # no need to load it where there is no file

    del written, size  # what tells one state of the file from another
    return tomllib.loads(path.read_bytes().decode("utf-8"))
