"""What a file may not do while it is checked: start processes and threads, and change files elsewhere.

This keeps mistakes and carelessness from doing harm. It is not a sandbox: a program that means harm finds a way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from xortui.check.running.limits import Limits


class Refused(PermissionError, RuntimeError):  # noqa: N818 -- the file asks for what it can't have
    """What the file has asked for is not done while it is checked.

    Libraries that can do without it expect an OSError of a process, and a RuntimeError of a thread.
    """


THREADS = "it starts a thread, and only one thread can be watched: take the threads out"
PROCESSES = "it starts another process, which is not done while a file is checked"
SIGNALS = "it sends a signal to a process, which is not done while a file is checked"
NETWORK = "it opens a connection, which is not done while a file is checked"
ELSEWHERE = "it changes a file outside of its own folder, which is not done while it is checked"
TOO_MANY_FILES = "it writes more files than it may"

_PROCESS_EVENTS = (
    "os.fork",
    "os.forkpty",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.spawn",
    "subprocess.Popen",
)
_THREAD_STARTERS = (
    ("_thread", "start_new"),
    ("_thread", "start_new_thread"),
    ("_thread", "start_joinable_thread"),
    ("threading", "_start_new_thread"),
    ("threading", "_start_joinable_thread"),
)
"""What starts threads, by module and name; not every version of Python tells its audit hooks of it."""
_PROCESS_STARTERS = (("_posixsubprocess", "fork_exec"), ("_winapi", "CreateProcess"))
"""What starts processes below everything that tells its audit hooks of it."""
_NETWORK_EVENTS = (
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "urllib.Request",
)
_SIGNAL_EVENTS = ("os.kill", "os.killpg")
_PATHS: Mapping[str, tuple[int, ...]] = {
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
}
"""Events that change files: which of their arguments are the paths of what is changed."""
_FOLDER_ARGUMENTS: Mapping[str, int] = {"os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.chmod": 2}
"""Events with an argument that is an open folder, to which the path is relative; −1 if it is to none."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refusals:
    """Looks at what the interpreter tells its audit hooks (PEP 578), which no Python code can take off again."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """Take the folder in which a file may do what it likes."""
        self.spoiled = ""
        """Why nothing can be said of the file's numbers, although it ran; '' if nothing speaks against that."""
        self._folder = str(folder.resolve())
        self._limits = limits
        self._written = 0
        self._checks: dict[str, Callable[[str, tuple[Any, ...]], None]] = {"open": self._open}
        for events, check in (
            (_PROCESS_EVENTS, self._process),
            (_NETWORK_EVENTS, self._network),
            (_SIGNAL_EVENTS, self._signal),
            (tuple(_PATHS), self._paths),
        ):
            self._checks.update(dict.fromkeys(events, check))

    def begin(self) -> None:
        """Refuse from here on, to the end of the process."""
        for module, _ in _PROCESS_STARTERS:
            with suppress(ImportError):
                import_module(module)
        for starters, refuse in ((_THREAD_STARTERS, self._thread), (_PROCESS_STARTERS, self._process)):
            for module, name in starters:
                if hasattr(sys.modules.get(module), name):
                    setattr(sys.modules[module], name, refuse)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        check = self._checks.get(event)
        if check is not None:
            check(event, arguments)

    def _process(self, *_arguments: object) -> None:
        raise Refused(PROCESSES)

    def _thread(self, *_arguments: object, **_named: object) -> None:
        self.spoiled = self.spoiled or THREADS
        raise Refused(THREADS)

    def _network(self, _event: str, _arguments: tuple[Any, ...]) -> None:
        raise Refused(NETWORK)

    def _signal(self, _event: str, _arguments: tuple[Any, ...]) -> None:
        raise Refused(SIGNALS)

    def _paths(self, event: str, arguments: tuple[Any, ...]) -> None:
        folder = _FOLDER_ARGUMENTS.get(event)
        if folder is not None and len(arguments) > folder and arguments[folder] != -1:
            return  # as in shutil.rmtree, which was asked before
        for place in _PATHS[event]:
            self._check_path(arguments[place])

    def _open(self, _event: str, arguments: tuple[Any, ...]) -> None:
        path, _, flags = arguments
        if isinstance(path, int) or not isinstance(flags, int) or not flags & _WRITING:
            return
        self._check_path(path)
        self._written += 1
        if self._written > self._limits.written:
            raise Refused(TOO_MANY_FILES)

    def _check_path(self, path: Any) -> None:
        """Refuse a path outside of the folder.

        Raises:
            Refused: if it lies outside.
        """
        if isinstance(path, int):
            return  # something that is open already
        text = os.fsdecode(path)
        if text == os.devnull:
            return
        folder, name = os.path.split(os.path.abspath(text))
        # What a link leads to is changed with it, so the folder is found by where it really is.
        place = os.path.join(os.path.realpath(folder), name)
        if os.path.islink(place):
            place = os.path.realpath(place)
        if place != self._folder and not place.startswith(self._folder + os.sep):
            raise Refused(ELSEWHERE)
