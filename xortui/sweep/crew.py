"""The crew: child processes that train blocks of starts, one for each processor."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, NamedTuple

from xortui.sweep.block import Trained
from xortui.sweep.child import NICE, start_child
from xortui.sweep.worker import Order, obey

_WORKER = "xortui.sweep.worker"
"""What Python runs in a child process."""
PATIENCE = 0.1
"""Seconds between two looks whether to stop."""


class Task(NamedTuple):
    """An order, and which of all it is."""

    number: int
    order: Order


def work(
    tasks: Iterator[Task],
    take: Callable[[int, Trained], None],
    processes: int,
    is_stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Have tasks done, and take what comes of each, as soon as it is there.

    With one process everything is done in this one. Whatever their number, each task gives the same.

    Args:
        tasks: what is to be done.
        take: takes the number of a task and its result.
        processes: how many.
        is_stopped: says whether no more is wanted; what is under way is given up.

    Raises:
        ValueError: if a task can't be done, or there can be no child process; one line.
    """
    if processes <= 1:
        for task in tasks:
            if is_stopped():
                return
            take(task.number, obey(task.order))
        return
    answers: SimpleQueue[_Answer] = SimpleQueue()
    shared = _Shared(tasks)
    children: list[_Child] = []
    try:
        for _ in range(processes):
            children.append(_Child(shared, answers))
        busy = len(children)
        while busy and not is_stopped():
            with suppress(Empty):
                number, answer = answers.get(timeout=PATIENCE)
                if isinstance(answer, str):
                    raise ValueError(answer)
                if answer is None:
                    busy -= 1
                else:
                    take(number, answer)
    finally:
        for child in children:
            child.end()


_Answer = tuple[int, "Trained | str | None"]
"""The number of a task, and its result; in words why there is none; or None where a child has no more to do."""


class _Shared:
    """The tasks that are left, for several threads."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._tasks = tasks
        self._lock = Lock()

    def next(self) -> Task | None:
        """Return the next task; None if there is no more."""
        with self._lock:
            return next(self._tasks, None)


class _Child:
    """A child process, and the thread that talks with it."""

    def __init__(self, shared: _Shared, answers: SimpleQueue[_Answer]) -> None:
        self._shared = shared
        self._answers = answers
        self._is_over = False
        self._process = start_child(_WORKER)
        self._thread = Thread(target=self._talk, name="sweep", daemon=True)
        self._thread.start()

    def _talk(self) -> None:
        """Hand it one task after the other."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICE)
        number = 0
        try:
            while (task := self._shared.next()) is not None:
                number = task.number
                self._answers.put((number, self._ask(task.order)))
        except (OSError, EOFError, pickle.UnpicklingError):
            self._answers.put((number, f"a process that trains has ended with status {self._process.wait()}"))
            return
        self._answers.put((0, None))

    def _ask(self, order: Order) -> Trained | str:
        stdin: IO[bytes] | None = self._process.stdin
        stdout: IO[bytes] | None = self._process.stdout
        if stdin is None or stdout is None:
            raise OSError("expected pipes to the child process")
        pickle.dump(order, stdin)
        stdin.flush()
        answer: Trained | str = pickle.load(stdout)
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
