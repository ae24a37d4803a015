"""The nursery: a process that has imported all that an examination needs, and forks a child for each file.

Nothing of a file ever runs in it, so that each child begins as the one before did. It is spoken to over a socket, which
is its stdin: a line of JSON at a time, each with an answer. That the socket is closed tells it to end.

python -m xortui.check.nursery    is started by `xortui.check.children`
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from contextlib import suppress
from typing import Any, NoReturn

import numpy.random

from xortui.check import examine  # noqa: F401 -- that the children need not import it is what the nursery is for
from xortui.check.child import answer_to
from xortui.check.nursery_messages import BEGIN, END, MAX_MESSAGE, STATUS


class Nursery:
    """Forks children, and ends them."""

    def __init__(self, parent: socket.socket) -> None:
        """Take the socket over which it is spoken to."""
        self._parent = parent
        self._running: set[int] = set()

    def serve(self) -> None:
        """Do what is asked for, until nobody asks any more."""
        gc.collect()
        gc.freeze()  # so that what is shared with the children is not written to
        while True:
            data, pipes, _, _ = socket.recv_fds(self._parent, MAX_MESSAGE, 1)
            if not data:
                break
            message = json.loads(data)
            self._parent.sendall(json.dumps(self._answer(message, pipes)).encode())
        for child in list(self._running):
            self._end(child)

    def _answer(self, message: dict[str, Any], pipes: list[int]) -> int | None:
        """Do one thing that is asked for.

        Raises:
            KeyError: if it is none of those in `xortui.check.nursery_messages`.
        """
        if BEGIN in message:
            return self._begin(message[BEGIN], pipes[0])
        if STATUS in message:
            return _status(message[STATUS])
        self._end(message[END])
        return None

    def _begin(self, request: dict[str, Any], pipe: int) -> int:
        """Return the number of a new child process, which examines a file."""
        child = os.fork()
        if not child:
            self._be_child(request, pipe)
        os.close(pipe)
        self._running.add(child)
        return child

    def _be_child(self, request: dict[str, Any], pipe: int) -> NoReturn:
        """Be a child process as one that was started for its file alone: with its own folder and random numbers."""
        try:
            self._parent.close()
            os.setsid()
            os.dup2(pipe, 1)
            os.close(pipe)
            os.dup2(2, 0)
            os.chdir(request["folder"])
            os.environ["TMPDIR"] = request["folder"]
            numpy.random.seed()  # noqa: NPY002 -- the file may use the old functions
            answer_to(request)
        finally:
            os._exit(1)

    def _end(self, child: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self._running.discard(child)


def _status(child: int) -> int | None:
    """Return the status that a child has ended with, −N for the signal N; None if it runs."""
    # It stays waited for, so that no other process gets its number.
    ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if ended is None:
        return None
    return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status


def main() -> None:
    """Serve over stdin."""
    parent = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    Nursery(parent).serve()


if __name__ == "__main__":
    main()
