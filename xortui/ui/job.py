"""The job: what the shell calls the program. ctrl+z stops it, and fg lets it go on.

Textual stops only its own process. If a script has started the program, the script would go on, and the shell would
wait for the script for ever. Textual also stops where there is no shell that could let it go on.
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
"""How often to look whether the program has been stopped and goes on."""
BETWEEN_LOOKS = 0.01
"""Seconds between two looks."""


class Job:
    """Gives the terminal to the shell while the program is stopped, and takes it back."""

    def __init__(self, driver: Any, gone_on: Callable[[bool], None]) -> None:
        """Take the driver. `listen` begins to hear signals.

        Args:
            driver: Textual's driver, which has the terminal.
            gone_on: called when the program has the terminal again; with False if no shell has stopped the program.
        """
        self._driver = driver
        self._gone_on = gone_on
        self._is_stopping = False
        self._has_continued = False

    def listen(self) -> None:
        """Stop and go on from now on when another program sends the signal for it."""
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
        """Stop this program, and all that the shell has started together with it, until the shell lets them go on."""
        self._away(lambda: os.killpg(os.getpgrp(), signal.SIGTSTP))

    def _stop_alone(self) -> None:
        """Stop this process alone: the signal was sent to no other."""
        self._away(_stop_this_process)

    def _return(self) -> None:
        """Take the terminal again after SIGSTOP, which no program hears: another program may have changed its modes."""
        if self._is_in_background():
            self._away(_stop_this_process)
        else:
            self._away(lambda: None, is_stopped=True)

    def _away(self, stop: Callable[[], None], *, is_stopped: bool = False) -> None:
        """Give the terminal back, stop, and take the terminal again when the program goes on.

        Args:
            stop: stops the program.
            is_stopped: whether the program has been stopped already, so that it is only to take the terminal.
        """
        self._is_stopping = True
        before = signal.getsignal(signal.SIGTSTP)
        if not self._is_in_background():
            self._driver.suspend_application_mode()
        try:
            # SIGTSTP with its default action stops no program that has no shell: it would never go on.
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
        """Say whether the program has been stopped, and goes on: only then it gets SIGCONT."""
        for _ in range(LOOKS):
            if self._has_continued:
                return True
            sleep(BETWEEN_LOOKS)
        return self._has_continued

    def _is_in_background(self) -> bool:
        """Say whether the terminal belongs to another job now."""
        with suppress(OSError):  # the terminal may be gone
            return os.tcgetpgrp(self._driver.fileno) != os.getpgrp()
        return False


def _stop_this_process() -> None:
    """Stop this process alone."""
    os.kill(os.getpid(), signal.SIGTSTP)
