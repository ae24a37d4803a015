"""Runs the examination of one file in a child process with limits, and waits for its answer."""

from __future__ import annotations

import json
import os
import secrets
import signal
import threading
import time
import tokenize
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from xortui.check.children import Child, Start, StartedChild
from xortui.check.running.limits import DEFAULT_LIMITS, MEGABYTE, Limits, in_words, too_long
from xortui.check.running.scratch import scratch_copy
from xortui.check.verdict import Verdict, undecided, whole

MAX_ANSWER = 16 * MEGABYTE
"""Bytes of an answer that are read."""
MAX_FILE_SIZE = 2 * MEGABYTE
"""Bytes of a file that is run."""
_running: set[Child] = set()


def end_all() -> None:
    """End every child process that still runs, as when the user interrupts the command."""
    for child in list(_running):
        child.end()


def checked(
    path: Path,
    step: str | None = None,
    output: str | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    start: Start = StartedChild,
) -> Verdict:
    """Return the verdict on a file: run in a child process, with limits, on a copy in a scratch folder.

    Args:
        path: the file, which stays as it is.
        step: an expression that takes one training step of it, if it is given.
        output: an expression that gives its outputs, if it is given.
        limits: what it may use.
        start: starts the child process.
    """
    reason = _unfit(path)
    if reason:
        return undecided(str(path), reason)
    try:
        with scratch_copy(path) as copy:
            found = _answer(copy, step, output, limits, start)
    except OSError as error:
        return undecided(str(path), f"it could not be run: {error.strerror or error}")
    return whole(found, str(path))


def _unfit(path: Path) -> str:
    """Say why a file is not run at all; '' if it is."""
    try:
        if path.is_dir():
            return "this is a folder; expected a Python file"
        if not path.exists():
            return "there is no such file"
        if not path.is_file():
            return "this is no ordinary file; expected a Python file"
        if path.suffix.lower() == ".ipynb":
            return "this is a notebook; expected a Python file: save it as one, or run jupyter nbconvert --to script"
        if path.stat().st_size > MAX_FILE_SIZE:
            return f"it is larger than {in_words(MAX_FILE_SIZE)}; expected a Python file"
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        return f"it can't be read: {getattr(error, 'strerror', None) or error}"
    if b"\0" in data:
        return "this is no text; expected a Python file"
    if not data.strip():
        return "the file is empty"
    return _not_decoded(data)


def _not_decoded(data: bytes) -> str:
    """Say which line can't be read in the encoding that a file says it has, or in UTF-8; '' if all can."""
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
    except SyntaxError as error:
        # Either there is no such encoding, or there is a letter in the first lines that is not in UTF-8.
        return _undecoded_line(data, "utf-8") or f"it can't be read: {error.msg}; save it in UTF-8"
    return _undecoded_line(data, encoding)


def _undecoded_line(data: bytes, encoding: str) -> str:
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            return f"it can't be read: line {number} is not written in {encoding}; save it in UTF-8"
    return ""


def _answer(copy: Path, step: str | None, output: str | None, limits: Limits, start: Start) -> Verdict:
    """Start the child process on a copy and wait for its answer, or for its end."""
    token = secrets.token_hex(16)
    request = {
        "path": str(copy),
        "folder": str(copy.parent),
        "step": step,
        "output": output,
        "limits": asdict(limits),
        "token": token,
    }
    child = start(request)
    _running.add(child)
    reader = _Reader(child.answers, token)
    status = None
    try:
        reader.start()
        late = time.monotonic() + limits.seconds_by_the_clock
        reader.is_done.wait(limits.seconds_by_the_clock)
        if not reader.answer:
            # What sends no more still has its time to end by itself, so that its status tells why.
            status = child.wait(max(late - time.monotonic(), 0.0))
    finally:
        child.end()
        _running.discard(child)
        reader.close()
    if reader.answer:
        found: Verdict = json.loads(reader.answer)
        return found
    return undecided(copy.name, _why_silent(status, limits))


class _Reader(threading.Thread):
    """Reads what the child process sends, up to the end of its answer."""

    def __init__(self, pipe: int, token: str) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._mark = f"\n{token} ".encode()
        self.is_done = threading.Event()
        """Set when the answer is whole, or none will come."""
        self.answer = b""
        """The answer's text; empty as long as there is none."""

    def run(self) -> None:
        """Read."""
        data = b""
        with suppress(OSError, ValueError):
            while len(data) < MAX_ANSWER and not self.answer:
                piece = os.read(self._pipe, 65536)
                if not piece:
                    break
                data += piece
                self.answer = self._whole(data)
        self.is_done.set()

    def _whole(self, data: bytes) -> bytes:
        """Return the answer in what has been read, as soon as it is whole."""
        _, mark, rest = data.partition(self._mark)
        size, line_end, text = rest.partition(b"\n")
        if not mark or not line_end or len(text) < int(size):
            return b""
        return text[: int(size)]

    def close(self) -> None:
        """Close the pipe once nothing reads from it any more."""
        if self.ident is not None:
            self.join(1.0)
        os.close(self._pipe)


def _why_silent(status: int | None, limits: Limits) -> str:
    """Say why a process may have given no answer, by its exit status; None if it had not ended."""
    if status is None:
        return too_long(limits)
    if status >= 0:
        return f"it ended its process by itself, with the status {status}"
    number = -status
    if number == getattr(signal, "SIGXCPU", 0):
        return too_long(limits)
    if number == getattr(signal, "SIGKILL", 0):
        return f"it was ended by the system; it may have used more than {in_words(limits.memory)} of memory"
    if number in (signal.SIGSEGV, getattr(signal, "SIGBUS", 0), signal.SIGABRT):
        return f"Python itself crashed in it ({_name(number)}), as it does when functions call each other too deeply"
    return f"it was ended by the signal {_name(number)}"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
