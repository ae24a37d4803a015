"""The child processes that files run in: each started for itself, or all forked by one that is ready for them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import xortui
from xortui.check.nursery_messages import BEGIN, END, MAX_ANSWER, STATUS

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
CAN_FORK = sys.platform == "linux"
"""Whether children may be forked: elsewhere NumPy's own libraries do not work in a fork, or there is none."""
SECONDS_BETWEEN_LOOKS = 0.02
"""Between two looks at whether a forked child has ended."""


class Child(Protocol):
    """A process that examines one file."""

    answers: int
    """The end of a pipe from which its answer is read; closed by whom it was given to."""

    def wait(self, seconds: float) -> int | None:
        """Return the status that it ends with in so many seconds, −N for the signal N; None if it does not end."""

    def end(self) -> None:
        """End it and all that it has started."""


Start = Callable[[Mapping[str, Any]], Child]
"""Starts a child that does what it is asked for."""


class StartedChild:
    """A Python of its own."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        """Start it in the folder that is asked for.

        Raises:
            OSError: if there can be no process.
        """
        # -P: the folder that it runs in, with all the copies, must not shadow what we import ourselves.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "xortui.check.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=request["folder"],
            env=_environment(request["folder"]),
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._process.stdout as output:
            self.answers = os.dup(output.fileno())
        with suppress(BrokenPipeError):  # it has ended already
            self._process.stdin.write(json.dumps(request).encode())
            self._process.stdin.close()

    def wait(self, seconds: float) -> int | None:
        """See `Child`."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode

    def end(self) -> None:
        """See `Child`."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()
        self._process.wait()


class NurseryProcess:
    """The process that forks children, see `xortui.check.nursery`."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            OSError: if there can be no process.
        """
        # Whole messages come out of such a socket as they were put in.
        self._socket, its_own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its_own:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "xortui.check.nursery"],
                stdin=its_own.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(tempfile.gettempdir()),
                start_new_session=True,
            )
        self._one_at_a_time = threading.Lock()

    def begin(self, request: Mapping[str, Any]) -> ForkedChild:
        """Return a new child, which does what is asked for.

        Raises:
            OSError: if there can be none.
        """
        answers, written = os.pipe()
        try:
            number = self.ask({BEGIN: dict(request)}, [written])
        except OSError:
            os.close(answers)
            raise
        finally:
            os.close(written)
        assert number is not None
        return ForkedChild(self, number, answers)

    def ask(self, message: Mapping[str, Any], pipes: list[int] | None = None) -> int | None:
        """Send a message, and return what the nursery answers.

        Raises:
            OSError: if the nursery is no longer there.
        """
        with self._one_at_a_time:
            socket.send_fds(self._socket, [json.dumps(message).encode()], pipes or [])
            data = self._socket.recv(MAX_ANSWER)
        if not data:
            raise ConnectionResetError("the process that starts the others has ended")
        answer: int | None = json.loads(data)
        return answer

    def close(self) -> None:
        """End it, and all its children."""
        self._socket.close()
        self._process.wait()


class ForkedChild:
    """A child that the nursery has forked."""

    def __init__(self, nursery: NurseryProcess, number: int, answers: int) -> None:
        """Take its process number, and the pipe for its answer."""
        self._nursery = nursery
        self._number = number
        self.answers = answers

    def wait(self, seconds: float) -> int | None:
        """See `Child`."""
        late = time.monotonic() + seconds
        while True:
            status = self._nursery.ask({STATUS: self._number})
            if status is not None or time.monotonic() > late:
                return status
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def end(self) -> None:
        """See `Child`."""
        with suppress(OSError):  # without the nursery there are no children
            self._nursery.ask({END: self._number})


@contextmanager
def starting(files: int) -> Iterator[Start]:
    """Get ready for so many files.

    Yields:
        how a child is started for each.
    """
    if files < 2 or not CAN_FORK:
        yield StartedChild
        return
    try:
        nursery = NurseryProcess()
    except OSError:
        yield StartedChild
        return
    try:
        yield nursery.begin
    finally:
        nursery.close()


def _environment(folder: str) -> dict[str, str]:
    """Return the environment of a child process: one thread, no windows, scratch files in its own folder."""
    before = os.environ.get("PYTHONPATH", "")
    # It runs in another folder, so what is relative to this one must not be any more.
    own = [str(Path(xortui.__file__).parent.parent)]
    own += [os.path.abspath(entry) for entry in before.split(os.pathsep) if entry]
    changes = {
        "PYTHONPATH": os.pathsep.join(own),
        "PYTHONHASHSEED": "0",
        "PYTHONBREAKPOINT": "0",
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": "Agg",
        "SDL_VIDEODRIVER": "dummy",
        "TQDM_DISABLE": "1",
        "TMPDIR": folder,
        **dict.fromkeys(_ONE_THREAD, "1"),
    }
    environment = {**os.environ, **changes}
    for name in ("PYTHONINSPECT", "PYTHONSTARTUP", "PYTHONPROFILEIMPORTTIME", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    return environment
