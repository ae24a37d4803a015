"""The job: the program as a shell knows it, which ctrl+z stops and fg lets go on.

Textual stops its own process alone: then a wrapper such as a script that has started it goes on, and the shell waits
for that for ever. It also stops where no shell is there to let it go on.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from types import FrameType
from typing import Any

LOOKS = 20
PAUSE = 0.01
"""Seconds between two looks whether the program goes on again."""


class Job:
    """Gives the terminal to the shell while the program is stopped, and takes it back."""

    def __init__(self, driver: Any, gone_on: Callable[[bool], None]) -> None:
        """Listen to nothing yet.

        Args:
            driver: Textual's, which has the terminal.
            gone_on: is called when the terminal is the program's again; with False where no shell would stop it.
        """
        self._driver = driver
        self._gone_on = gone_on
        self._is_stopping = False
        self._has_continued = False

    def listen(self) -> None:
        """Stop and go on when another program says so."""
        loop = asyncio.get_running_loop()

        def stop(number: int, frame: FrameType | None) -> None:
            del number, frame
            loop.call_soon_threadsafe(self._stop_alone)

        def go_on(number: int, frame: FrameType | None) -> None:
            del number, frame
            self._has_continued = True
            if not self._is_stopping:
                loop.call_soon_threadsafe(self._return)

        signal.signal(signal.SIGTSTP, stop)
        signal.signal(signal.SIGCONT, go_on)

    def stop(self) -> None:
        """Stop, with all that the shell has started together with this program, until the shell lets it go on."""
        self._away(lambda: os.killpg(os.getpgrp(), signal.SIGTSTP))

    def _stop_alone(self) -> None:
        self._away(_stop_this_process)

    def _return(self) -> None:
        """Take the terminal again after a stop that could not be heard: its modes may be others now."""
        if self._is_in_background():
            self._away(_stop_this_process)
        else:
            self._away(lambda: None, is_stopped=True)

    def _away(self, stop: Callable[[], None], *, is_stopped: bool = False) -> None:
        self._is_stopping = True
        before = signal.getsignal(signal.SIGTSTP)
        if not self._is_in_background():
            self._driver.suspend_application_mode()
        try:
            # The system's own way to stop does nothing where there is no shell: there it would be for ever.
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            while not is_stopped or self._is_in_background():
                self._has_continued = False
                stop()
                is_stopped = self._continues()
                if not is_stopped:
                    break
                stop = _stop_this_process
        finally:
            signal.signal(signal.SIGTSTP, before)
            self._is_stopping = False
        self._driver.resume_application_mode()
        self._gone_on(is_stopped)

    def _continues(self) -> bool:
        """Say whether the program was stopped and goes on again."""
        for _ in range(LOOKS):
            if self._has_continued:
                return True
            sleep(PAUSE)
        return self._has_continued

    def _is_in_background(self) -> bool:
        """Say whether the terminal is another program's now."""
        with suppress(OSError):  # it is gone
            return os.tcgetpgrp(self._driver.fileno) != os.getpgrp()
        return False


def _stop_this_process() -> None:
    os.kill(os.getpid(), signal.SIGTSTP)
