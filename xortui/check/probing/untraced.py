"""Run a student's file as it is, untraced, to evaluate a step and its outputs in its names afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import signal as set_handler
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from xortui.check.asked import told

try:  # Windows has no such timer; there the file runs to its end
    from signal import ITIMER_VIRTUAL, SIGVTALRM
    from signal import setitimer as set_timer
except ImportError:  # pragma: no cover
    HAS_TIMER = False
else:
    HAS_TIMER = True

TRY_AGAIN_AFTER = 0.05
"""Seconds after which a file is stopped once more, if it has caught what stopped it."""


FILE_SECONDS = 2.5
"""How long a file may compute by itself, without its numbers being followed."""


class StoppedError(BaseException):
    """Raised in the file when it has run long enough."""


class Untraced:
    """A file that has been run, with its names."""

    def __init__(self, path: Path) -> None:
        """Take the path; `run` runs it."""
        self.path = path
        self.folder = path.resolve().parent
        self.module = ModuleType("__main__")
        self.names: dict[str, Any] = vars(self.module)
        self.names["__file__"] = str(path)
        self.source = ""
        """Its text."""
        self.was_stopped = False
        """Whether it was stopped before its end."""

    def run(self, source: str, seconds: float) -> None:
        """Run the file to its end, or until its time is up.

        Args:
            source: its text.
            seconds: of computing, after which it is stopped.

        Raises:
            BaseException: whatever the file raises, other than ending itself.
        """
        self.source = source
        code = compile(source, str(self.path), "exec")
        try:
            with _stopped_after(seconds), np.errstate(all="ignore"):
                exec(code, self.names)
        except StoppedError:
            self.was_stopped = True
        except SystemExit:
            return  # what it has defined by then is there

    def spaces(self) -> list[dict[str, Any]]:
        """Return the names of the file, and those of the files beside it that it has imported."""
        return [self.names, *(vars(module) for module in _modules_in(self.folder).values())]

    def module_names(self) -> frozenset[str]:
        """Return the modules that the program itself consists of."""
        return frozenset({"__main__", *_modules_in(self.folder)})

    def step(self, code: CodeType, text: str) -> None:
        """Take one step.

        Raises:
            AskedError: if it fails.
        """
        self._evaluated("step", code, text)

    def output(self, code: CodeType, text: str) -> Any:
        """Return the outputs.

        Raises:
            AskedError: if they can't be computed.
        """
        return self._evaluated("output", code, text)

    def _evaluated(self, kind: str, code: CodeType, text: str) -> Any:
        try:
            with np.errstate(all="ignore"):
                return eval(code, self.names)
        except (Exception, SystemExit) as error:
            raise told(kind, text, error, self.names) from error


@contextmanager
def as_main(program: Untraced) -> Iterator[None]:
    """Have the file be the program that Python runs: its own module is __main__, and its folder is searched first."""
    before = sys.modules["__main__"]
    path_before = list(sys.path)
    _forget(program.folder)
    sys.modules["__main__"] = program.module
    sys.path.insert(0, str(program.folder))
    try:
        yield
    finally:
        sys.modules["__main__"] = before
        sys.path[:] = path_before
        _forget(program.folder)


def _modules_in(folder: Path) -> dict[str, ModuleType]:
    """Return the modules that were imported from a folder."""
    found = {}
    begin = f"{folder}{os.sep}"
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name != "__main__" and isinstance(file, str) and file.startswith(begin):
            found[name] = module
    return found


def _forget(folder: Path) -> None:
    """Have the modules of a folder imported anew: they may have been imported traced."""
    for name in _modules_in(folder):
        del sys.modules[name]


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raise `StoppedError` in what runs, when its time is up."""
    if not HAS_TIMER:
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise StoppedError

    try:
        before = set_handler(SIGVTALRM, stop)
    except ValueError:  # not in the main thread
        yield
        return
    set_timer(ITIMER_VIRTUAL, seconds, TRY_AGAIN_AFTER)
    try:
        yield
    finally:
        with suppress(StoppedError):
            set_timer(ITIMER_VIRTUAL, 0.0)
        set_timer(ITIMER_VIRTUAL, 0.0)
        set_handler(SIGVTALRM, before)
