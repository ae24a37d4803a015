"""Change what would do harm in the child process, before the student's file runs in it."""

from __future__ import annotations

import builtins
import linecache
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from xortui.check.running.limits import DEFAULT_LIMITS, Limits
from xortui.check.running.refusals import PROCESSES, Refusals, Refused
from xortui.check.running.stand_ins import StandIns
from xortui.check.running.student_line import line_of_file

TERMINAL_COMMANDS = ("clear", "cls", "color", "mode", "pause", "reset", "title", "")
"""Programs that only change how a terminal looks: not to run them makes no difference."""
_WATCHED_MODULES = ("builtins", "math", "random", "numpy", "numpy.linalg", "numpy.random")
"""Modules whose functions a file must leave as they are."""
_NOT_WATCHED = ("input", "print")
"""Functions that compute nothing."""

Leave = Callable[[str], NoReturn]
"""Answers that nothing can be told, for a reason, and ends the process."""


class _Environment:
    """What has been changed for the one file that this process runs."""

    def __init__(self) -> None:
        self.limits = DEFAULT_LIMITS
        self.leave: Leave = _leave_silently
        self.refusals: Refusals | None = None
        self.questions = 0
        self.folder = ""
        self.originals: dict[str, dict[str, Any]] = {}


def _leave_silently(_reason: str) -> NoReturn:
    _real_exit(1)


_real_exit = os._exit
_real_print = print
_environment = _Environment()


def expect(limits: Limits, leave: Leave) -> None:
    """Say, before anything runs, what the file may use, and how the process is left when it must be."""
    _environment.limits = limits
    _environment.leave = leave


def budget() -> float:
    """Return how many seconds the file itself is watched."""
    return _environment.limits.budget


def prepare(path: Path) -> None:
    """Make this process one in which a file does no harm; call it once, before any of the file's code runs.

    Afterwards sys.argv is the file alone, its folder is first on sys.path, windows and plots do nothing, input() is
    answered with an empty line, time.sleep takes no time, and processes, threads and changes outside of the folder
    raise `Refused`.

    Args:
        path: the copy of the file in its scratch folder.
    """
    folder = path.parent.resolve()
    _environment.folder = str(folder)
    linecache.getlines(str(path))  # the file may remove itself, and its lines are still to be shown
    sys.argv = [str(path)]
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, StandIns())
    for module, name, change in _changes():
        if hasattr(module, name):
            setattr(module, name, change)
    _keep_originals(folder)
    _environment.refusals = Refusals(folder, _environment.limits)
    _environment.refusals.begin()


def trouble() -> str:
    """Return why nothing can be said of the file's numbers although it ran; '' if nothing speaks against it."""
    refusals = _environment.refusals
    if refusals is not None and refusals.spoiled:
        return refusals.spoiled
    changed = _changed_function()
    if changed:
        return f"the file replaces {changed} by something of its own: take that out"
    return ""


def remark() -> str:
    """Return what may explain an exception: that input() was answered with empty lines; '' if it was not."""
    if _environment.questions:
        return "input() is answered with an empty line here: write the values into the file"
    return ""


def where(frame: Any) -> str:
    """Return the line of the file that runs in a frame, or in one that called it; '' if none does."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_environment.folder + os.sep):
            return line_of_file(Path(file), frame.f_lineno)
        frame = frame.f_back
    return ""


def _print(*values: object, file: Any = None, **how: Any) -> None:
    """Print only into what the file has opened itself: what nobody reads shall cost nothing."""
    if file is not None and file not in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        _real_print(*values, file=file, **how)


def _input(_prompt: object = "") -> str:
    """Answer with an empty line, but not for ever.

    Raises:
        EOFError: after many questions.
    """
    _environment.questions += 1
    if _environment.questions > _environment.limits.questions:
        raise EOFError(f"input() has been asked {_environment.limits.questions} times")
    return ""


def _exit(_status: int = 0) -> NoReturn:
    _environment.leave(f"{_where_called()}: the file ends its process here, by os._exit")


def _abort() -> NoReturn:
    _environment.leave(f"{_where_called()}: the file ends its process here, by os.abort")


def _where_called() -> str:
    return where(sys._getframe(2)) or "somewhere"


def _system(command: str) -> int:
    """Do nothing where only the terminal would look otherwise.

    Raises:
        Refused: if anything else is to be run.
    """
    program = str(command).strip().partition(" ")[0]
    if program in TERMINAL_COMMANDS:
        return 0
    raise Refused(PROCESSES)


def _changes() -> tuple[tuple[ModuleType, str, Callable[..., Any]], ...]:
    """Return what is put in the place of functions that do harm, or take time, or wait for the user."""
    return (
        (builtins, "input", _input),
        (builtins, "print", _print),
        (time, "sleep", _nothing),
        (os, "_exit", _exit),
        (os, "abort", _abort),
        (os, "system", _system),
        (os, "setsid", _nothing),
        (os, "setpgid", _nothing),
        (os, "setpgrp", _nothing),
        # The limit of time is kept by a signal.
        (signal, "signal", _nothing),
        (signal, "alarm", _zero),
        (signal, "setitimer", _zeros),
        (signal, "pthread_sigmask", _nothing),
        (signal, "siginterrupt", _nothing),
        (signal, "pause", _nothing),
        (signal, "sigwait", _zero),
        (signal, "raise_signal", _nothing),
    )


def _nothing(*_arguments: object) -> None:
    """Do nothing."""


def _zero(*_arguments: object) -> int:
    return 0


def _zeros(*_arguments: object) -> tuple[float, float]:
    return 0.0, 0.0


def _keep_originals(folder: Path) -> None:
    """Remember the functions of the modules that a file must leave as they are."""
    if _mentions_numpy(folder):
        with suppress(ImportError):
            import numpy.random  # noqa: F401 -- so that its functions can be remembered before the file runs
    for name in _WATCHED_MODULES:
        module = sys.modules.get(name)
        if module is not None:
            _environment.originals[name] = _functions(module)


def _mentions_numpy(folder: Path) -> bool:
    """Say whether a file in the folder may import NumPy."""
    for file in folder.glob("*.py"):
        with suppress(OSError):
            if b"numpy" in file.read_bytes():
                return True
    return False


def _functions(module: ModuleType) -> dict[str, Any]:
    """Return the functions of a module by name."""
    return {name: value for name, value in vars(module).items() if callable(value) and name not in _NOT_WATCHED}


def _changed_function() -> str:
    """Return a function of a module that is not the one it was, 'numpy.dot'; '' if all are."""
    for name, functions in _environment.originals.items():
        module = sys.modules.get(name)
        if module is None:
            continue
        for function, original in functions.items():
            if vars(module).get(function) is not original:
                return function if name == "builtins" else f"{name}.{function}"
    return ""
