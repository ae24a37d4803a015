"""The scratch folder: a copy of a file and of what lies beside it, in which the file may do what it likes."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xortui.check.running.limits import MEGABYTE

PREFIX = "xortui-check-"
MAX_BYTES = 20 * MEGABYTE
"""Of all that is copied from beside a file."""
MAX_FILES = 500
"""Files that are copied."""
MAX_FOLDERS = 50
"""Folders that are looked into: the file may lie in the user's home."""
MAX_DEEP = 3
"""Folders within folders that are copied."""
LEFT_OUT = frozenset({"__pycache__", "node_modules", "venv", "env", "site-packages"})


@contextmanager
def scratch_copy(path: Path) -> Iterator[Path]:
    """Make a folder with a copy of a file and of the small files beside it; remove it afterwards.

    Yields:
        the copy.

    Raises:
        OSError: if the file can't be copied.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    try:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        _copy_beside(path.parent, folder)
        yield copy
    finally:
        _remove(folder)


def _copy_beside(source: Path, target: Path) -> None:
    """Copy the small files of a folder, and of the folders in it, as far as there are not too many."""
    bytes_left = MAX_BYTES
    files_left = MAX_FILES
    folders_left = MAX_FOLDERS
    # Nearest files first: level by level.
    waiting = [(source, target, 0)]
    while waiting and folders_left:
        folders_left -= 1
        from_, to, depth = waiting.pop(0)
        for entry in _entries(from_):
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    if depth < MAX_DEEP and _is_copied(entry.name):
                        waiting.append((Path(entry.path), to / entry.name, depth + 1))
                    continue
                size = entry.stat().st_size
                if not entry.is_file() or size > bytes_left or (to / entry.name).exists():
                    continue
                to.mkdir(exist_ok=True)
                shutil.copyfile(entry.path, to / entry.name)
                bytes_left -= size
                files_left -= 1
            if files_left == 0:
                return


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder: Python files first, then the smallest."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return []

    def rank(entry: os.DirEntry[str]) -> tuple[bool, int, str]:
        size = 0
        with suppress(OSError):
            size = entry.stat().st_size
        return not entry.name.endswith(".py"), size, entry.name

    return sorted(entries, key=rank)


def _is_copied(name: str) -> bool:
    return not name.startswith(".") and name not in LEFT_OUT


def _remove(folder: Path) -> None:
    """Remove a folder, whatever may have been done to the permissions in it."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:  # the file has done so itself
        return
    except OSError:
        os.chmod(folder, stat.S_IRWXU)
        for parent, names, _ in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    os.chmod(os.path.join(parent, name), stat.S_IRWXU)
        shutil.rmtree(folder, ignore_errors=True)
