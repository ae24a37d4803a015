"""Where sessions lie on disk, and how their files are written and read, whatever a session may hold."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from xortui.problems.problem_file import SESSION_KEY
from xortui.problems.table import one_line, show

VERSION = 1
"""Of the format that is written."""
FOLLOWED_VERSION = 2
"""Of the format with a head start, which is written while somebody may follow; the latest that is read."""

VERSION_KEY = SESSION_KEY
"""The key that makes a JSON object a session, and holds the version of its format."""

MAX_FILE_SIZE = 64_000_000
MAX_NAME_LENGTH = 40
"""Letters of a problem's name in that of a file: of four bytes each, they leave room for the rest."""

STALE_AFTER = 3600.0
"""Seconds until a temporary file has been left behind; the processes of another machine can't be asked."""

Mark = tuple[int, int, int, int]
"""By what a file is known again, as long as nobody writes to it."""


class SessionError(ValueError):
    """A session that can't be found, read or saved: one line with the file and the reason."""


class SessionTakenError(SessionError):
    """A file that another program has written since it was read or saved here: it is left to them."""


class SessionFile:
    """The file of one session; nothing is written over that was not read or saved here, or has been changed since."""

    def __init__(self, path: Path, *, is_private: bool = True) -> None:
        """Take a path, at which there need not be a file yet.

        Args:
            path: the path.
            is_private: whether a new file is for its owner's eyes alone; else it may be read by whoever may read other
                new files of theirs.
        """
        self.path = path
        self._mode = 0o600 if is_private else 0o666
        self._known: Mark | None = None  # what is there was found to be a session, or written here
        self._is_swept = False

    def read(self) -> dict[str, Any]:
        """Return what the file holds.

        Raises:
            SessionError: if there is no such file, or it is not a whole session.
        """
        try:
            session, self._known = read_marked(self.path)
        except FileNotFoundError:
            raise SessionError(one_line(f"{self.path}: no such file")) from None
        except OSError as error:
            raise SessionError(one_line(f"{self.path}: cannot be read: {reason_of(error)}")) from None
        except ValueError as error:
            raise SessionError(one_line(f"{self.path}: {error}")) from None
        return session

    def save(self, text: str) -> None:
        """Put a text in the place of the file's, wholly or not at all; folders that are missing are made.

        Raises:
            SessionError: if that is not possible, or if what is there is not a session; then it stays as it is.
        """
        try:
            data = text.encode("utf-8")
            if len(data) > MAX_FILE_SIZE:
                raise ValueError(f"larger than {MAX_FILE_SIZE // 1_000_000} MB, and could not be read again")
            self._replace(Path(os.path.realpath(self.path)), data)  # what a link points to, and not the link
        except _Changed:
            raise SessionTakenError(
                one_line(f"{self.path}: another program has saved it; it is left as it is")
            ) from None
        except (OSError, ValueError) as error:
            raise SessionError(one_line(f"{self.path}: cannot be saved: {reason_of(error)}")) from None

    @property
    def is_as_left(self) -> bool:
        """Whether what was read or saved last is still there, and nobody has changed it."""
        try:
            return self._known is not None and mark_of(self.path.stat()) == self._known
        except OSError:
            return False

    def _replace(self, path: Path, data: bytes) -> None:
        mode = self._checked_mode(path)
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
        try:
            with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, self._mode)) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                written = os.fstat(file.fileno())
            if mode is not None and mode != stat.S_IMODE(written.st_mode):
                temporary.chmod(mode)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        if not self._is_swept:
            self._is_swept = True
            _remove_stale(path, written.st_mtime)  # by the clock of the disk, which may be another machine's
        self._known = mark_of(written)

    def _checked_mode(self, path: Path) -> int | None:
        """Return the permissions of the file that is there, None without one; refuse what may not be replaced."""
        try:
            there = path.stat()
        except FileNotFoundError:
            return None
        if mark_of(there) != self._known:
            try:
                read_marked(path)
            except ValueError as error:
                raise ValueError(f"what is there is left as it is: {error}") from None
            raise _Changed
        if not os.access(path, os.W_OK):  # a folder's permissions would do to replace it
            raise ValueError("it may not be written to")
        return stat.S_IMODE(there.st_mode)


class _Changed(Exception):  # noqa: N818 -- told in a line by what is asked to save
    """The file is a session, but not the one that was left here."""


def sessions_folder() -> Path:
    """Return the folder where sessions lie that were given no other place; it need not be there."""
    # Loaded when first wanted: reading sessions by their path needs no folder.
    from platformdirs import user_state_path

    return user_state_path("xortui", appauthor=False) / "sessions"


def new_session_path(problem: str, now: datetime | None = None) -> Path:
    """Return a path that is not taken, with the problem's name and the local time in it."""
    name = re.sub(r"[^\w-]+", "-", problem)[:MAX_NAME_LENGTH].strip("-") or "session"
    stem = f"{name}-{now or datetime.now():%Y-%m-%d-%H%M%S}"
    path, number = sessions_folder() / f"{stem}.json", 1
    while os.path.lexists(path):
        number += 1
        path = path.with_name(f"{stem}-{number}.json")
    return path


def listed_sessions() -> list[Path]:
    """Return the sessions in their folder, the one that was saved last first.

    Raises:
        SessionError: if there is a folder that can't be read.
    """
    folder = sessions_folder()
    found: list[tuple[float, Path]] = []
    try:
        for path in folder.iterdir():
            with suppress(FileNotFoundError):  # gone since
                if path.suffix == ".json" and not path.name.startswith(".") and path.is_file():
                    found.append((path.stat().st_mtime, path))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SessionError(one_line(f"{folder}: cannot be read: {reason_of(error)}")) from None
    return [path for _, path in sorted(found, reverse=True)]


def is_listed(path: Path) -> bool:
    """Say whether a session lies in the folder of sessions, rather than where somebody wanted it."""
    return path.resolve().parent == sessions_folder().resolve()


def last_session() -> Path:
    """Return the session that was saved last.

    Raises:
        SessionError: if there is none, or the folder can't be read.
    """
    sessions = listed_sessions()
    if not sessions:
        raise SessionError(one_line(f"there is no session yet; expected one in {sessions_folder()}"))
    return sessions[0]


def named_session(name: str) -> Path:
    """Return a session by the name of its file in the folder of sessions, or by its path.

    Raises:
        SessionError: if there is none.
    """
    path = Path(os.path.expanduser(name))
    listed = sessions_folder() / f"{name.removesuffix('.json')}.json"
    with suppress(OSError, ValueError):  # a name too long, or with a NUL in it, is none
        if len(path.parts) == 1 and listed.exists() and not path.is_file():
            return listed
        if path.exists():
            return path
    raise SessionError(one_line(f"{name}: no such session; see 'xortui sessions', or give a file"))


def delete_session(name: str) -> None:
    """Delete a session of the folder of sessions by its name. A file of the user's own stays theirs to delete.

    Raises:
        SessionError: if there is none, or it can't be deleted.
    """
    stem = name.removesuffix(".json")
    if stem not in {path.stem for path in listed_sessions()}:
        raise SessionError(one_line(f"{name}: no such session; expected a name that 'xortui sessions' lists"))
    path = sessions_folder() / f"{stem}.json"
    try:
        path.unlink()
    except OSError as error:
        raise SessionError(one_line(f"{path}: cannot be deleted: {reason_of(error)}")) from None


def read_marked(path: Path) -> tuple[dict[str, Any], Mark]:
    """Return what a file holds, and by what it is known again; errors are of the system, or a ValueError's reason."""
    there = path.stat()
    if not stat.S_ISREG(there.st_mode):  # a pipe would be waited for
        raise ValueError(f"expected a file, got a {'folder' if stat.S_ISDIR(there.st_mode) else 'device'}")
    if there.st_size > MAX_FILE_SIZE:
        raise ValueError(f"larger than {MAX_FILE_SIZE // 1_000_000} MB; expected a session, which is smaller")
    with path.open("rb") as file:
        mark = mark_of(os.fstat(file.fileno()))
        data = file.read(MAX_FILE_SIZE)
    return _session(data), mark


def _session(data: bytes) -> dict[str, Any]:
    import json  # loaded when there is a session to be read: the first picture of a new one needs none

    try:
        session = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise ValueError(f"not a session of xortui: not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"not a whole session file: it ends early or has been changed ({where})") from None
    except RecursionError:
        raise ValueError("not a session of xortui: nested too deeply") from None
    except ValueError:  # int() refuses thousands of digits
        raise ValueError("not a session of xortui: a number in it is too long or not finite") from None
    if not isinstance(session, dict) or VERSION_KEY not in session:
        raise ValueError("not a session of xortui")
    version = session[VERSION_KEY]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValueError("not a session of xortui: its format is not a whole number of at least 1")
    if version > FOLLOWED_VERSION:
        newer = f"saved by a newer xortui (format {show(version)}; this one reads up to {FOLLOWED_VERSION})"
        raise ValueError(f"{newer}; expected one that this xortui or an older one has saved")
    return session


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def mark_of(status: os.stat_result) -> Mark:
    """Return by what a file is known again, as long as nobody writes to it."""
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def _remove_stale(path: Path, now: float) -> None:
    """Remove what processes that were killed have left of their attempts to write a file."""
    with suppress(OSError):
        for other in path.parent.iterdir():
            if other.name.startswith(f".{path.name}.") and other.suffix == ".tmp":
                with suppress(OSError):
                    if other.stat().st_mtime < now - STALE_AFTER:
                        other.unlink()


def reason_of(error: Exception) -> str:
    """Return why the system refused something, without its numbers and names."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
