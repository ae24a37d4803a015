"""The workshop: machine code is made beside the running program, kept on disk, and loaded when it is ready."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from xortui.core.machine.loop_source import ARGUMENTS

if TYPE_CHECKING:
    import subprocess

    from xortui.core.machine.native import Native

MAX_SECONDS = 180.0
"""How long making one loop may take."""
MAX_KEPT = 512
"""How many loops are kept on disk, of a few thousand bytes each."""
MAX_WORKPIECES = 64
"""How many are kept in memory."""
_DECIDING = (
    "xortui.core.functions",
    "xortui.core.machine.functions",
    "xortui.core.machine.lane_functions",
    "xortui.core.machine.making",
)
"""The modules that decide, besides a loop's own text, what is made of it."""
_COMMAND = ("-m", "xortui.core.machine.making")
"""What Python runs in the child process."""
_one_at_a_time = Lock()
"""Held while a child process works: two would only take the processor from what the user sees."""


class Readiness(Enum):
    """How far a loop is."""

    NOT_WANTED = "not wanted yet"
    BEING_MADE = "being made"
    READY = "ready"
    FAILED = "could not be made"


_is_closed = Event()
"""Set where no machine code is made."""


def close() -> None:
    """Make no machine code in this process: where threads and children would be in the way, or memory is counted."""
    _is_closed.set()


def compiler_version() -> str:
    """Return which numba is installed, without importing it; '' for none."""
    if find_spec("numba") is None or find_spec("llvmlite") is None:
        return ""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("numba")
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=MAX_WORKPIECES)
def workpiece(text: str, arguments: Sequence[str] = ARGUMENTS) -> Workpiece:
    """Return the one workpiece of a loop's text."""
    return Workpiece(text, arguments)


class Workpiece:
    """One loop: its text, and its function once that is machine code.

    Nothing that is asked of it waits, unless it says so. Making it takes a second or so, in a child process; loading
    what has been made takes some hundredths of one, in a thread.
    """

    def __init__(self, text: str, arguments: Sequence[str] = ARGUMENTS) -> None:
        """Take the text of a function; nothing is begun yet.

        Args:
            text: see `loop_source`.
            arguments: what the function takes.
        """
        self.readiness = Readiness.NOT_WANTED
        self.failure = ""
        """Why it could not be made."""
        self.loop: Native | None = None
        self._text = text
        self._arguments = arguments
        self._lock = Lock()
        self._thread: Thread | None = None
        self._has_looked = Event()
        """Set when it is known whether it was made before, and loaded if it was."""

    def want(self) -> None:
        """Begin to load it, and to make it where that has not been done before; once is enough."""
        with self._lock:
            if self.readiness is not Readiness.NOT_WANTED:
                return
            if _is_closed.is_set():
                self.readiness = Readiness.FAILED
                self.failure = "none is made in this process"
                return
            if not compiler_version():
                self.readiness = Readiness.FAILED
                self.failure = "numba is not installed"
                return
            self.readiness = Readiness.BEING_MADE
            self._thread = Thread(target=self._get, name="machine code", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Want it, and wait until it is ready or has failed."""
        self.want()
        if self._thread is not None:
            self._thread.join()

    def wait_for_kept(self, seconds: float) -> None:
        """Want it, and wait until it is ready, if it was made before; so many seconds at the most."""
        self.want()
        if self._thread is not None:
            self._has_looked.wait(seconds)

    def _get(self) -> None:
        """Load it, or make it, keep it and load it."""
        try:
            kept = _place(self._text, self._arguments)
            if not self._load(kept):
                self._has_looked.set()
                with _one_at_a_time:
                    # Another process may have made it meanwhile.
                    if not self._load(kept):
                        self._make(kept)
        except Exception as error:
            # Whatever a broken installation raises, training goes on without machine code.
            self.failure = str(error) or type(error).__name__
            self.readiness = Readiness.FAILED
        finally:
            self._has_looked.set()

    def _load(self, kept: Path) -> bool:
        """Load what is kept, if there is something and it is whole; say whether that was so."""
        # Imported here: the thread has the time.
        from xortui.core.machine.native import Native

        with suppress(OSError, ValueError):
            self.loop = Native(kept.read_bytes(), self._arguments)
            self.readiness = Readiness.READY
            os.utime(kept)
        return self.readiness is Readiness.READY

    def _make(self, kept: Path) -> None:
        """Make it and keep it."""
        from xortui.core.machine.native import Native

        made = _made(self._text, self._arguments)
        self.loop = Native(made, self._arguments)
        self.readiness = Readiness.READY
        _keep(kept, made)


def kept_folder() -> Path:
    """Return where machine code is kept; it need not be there."""
    from platformdirs import user_cache_path

    return user_cache_path("xortui", appauthor=False) / "machine-code"


def _place(text: str, arguments: Sequence[str]) -> Path:
    """Return where the machine code of a text is kept on this machine; it may not be there yet."""
    from importlib.metadata import version

    from xortui.core.machine.native import machine_name

    decides = [machine_name(), version("numba"), version("llvmlite"), sys.version, _form(), *arguments, text]
    digest = hashlib.sha256("\n".join(decides).encode()).hexdigest()[:32]
    return kept_folder() / f"{digest}.loop"


@lru_cache(maxsize=1)
def _form() -> str:
    """Return a digest of the modules that decide what is made of a text."""
    found = hashlib.sha256()
    for module in _DECIDING:
        spec = find_spec(module)
        if spec is not None and spec.origin is not None:
            found.update(Path(spec.origin).read_bytes())
    return found.hexdigest()


def _keep(kept: Path, made: bytes) -> None:
    """Keep machine code on disk, if that can be written to; what has not been used for longest gives way."""
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}.tmp")
        beside.write_bytes(made)
        beside.replace(kept)
        others = sorted(kept.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for other in others[MAX_KEPT:]:
            other.unlink()


def _made(text: str, arguments: Sequence[str]) -> bytes:
    """Have a child process make the machine code, so that nobody waits for numba.

    Raises:
        OSError: if there can be no child.
        subprocess.SubprocessError: if the child takes too long or fails.
    """
    import subprocess

    types = ", ".join(argument.partition(": ")[2] for argument in arguments)
    # The pipe that it reads from tells it when this process is gone. In a group of its own: ctrl+c is not for it.
    with subprocess.Popen(
        [sys.executable, "-P", *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=_environment(),
    ) as child:
        try:
            made = _answer(child, f"{types}\n{text}\0".encode())
        except BaseException:
            child.kill()
            raise
    return made


def _answer(child: subprocess.Popen[bytes], order: bytes) -> bytes:
    """Give a child process its order, and return what it has made."""
    import subprocess

    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise OSError("expected pipes to the child process")
    told: list[bytes] = []
    listener = Thread(target=lambda pipe: told.append(pipe.read()), args=(child.stderr,), daemon=True)
    listener.start()
    child.stdin.write(order)
    child.stdin.flush()
    found: list[bytes] = []
    reader = Thread(target=lambda pipe: found.append(pipe.read()), args=(child.stdout,), daemon=True)
    reader.start()
    reader.join(MAX_SECONDS)
    if reader.is_alive():
        raise subprocess.TimeoutExpired(child.args, MAX_SECONDS)
    status = child.wait(timeout=MAX_SECONDS)
    listener.join(MAX_SECONDS)
    if status:
        lines = b"".join(told).decode(errors="replace").strip().splitlines()
        raise subprocess.SubprocessError(lines[-1] if lines else f"numba ended with status {status}")
    return b"".join(found)


def _environment() -> dict[str, str]:
    """Return the child's environment, in which it finds this very package."""
    here = str(Path(__file__).parents[3])
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([here, before]) if before else here
    return {**os.environ, "PYTHONPATH": path, "NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING": "1"}
