"""A program in a real pseudo-terminal, its screen kept by an emulator."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import weakref
from collections.abc import Callable
from tempfile import TemporaryDirectory
from types import TracebackType

import pexpect
import pyte

NAMED = {
    "space": " ", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "up": "\x1b[A", "down": "\x1b[B",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "right": "\x1b[C", "left": "\x1b[D", "ctrl+z": "\x1a", "ctrl+p": "\x10",
    "home": "\x1b[H", "ctrl+c": "\x03", "ctrl+l": "\x0c", "ctrl+q": "\x11",
}  # fmt: skip
# What pyte would print or trip over: kitty keyboard sequences, private queries, cursor shapes.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?(?:2026|2048|2004|1004)[hl]"
    rb"|\x1b\[\d* q|\x1bP[^\x1b]*\x1b\\"
)
PATIENCE = 60.0
"""Seconds after which a test gives up on a screen; a bound against hanging, never waited for when all is well."""


def hear_signals() -> None:
    """Let a program be ended by every signal: what started the tests may have it ignore some."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def _typed_into(child: pexpect.spawn) -> Callable[[str], None]:
    """Return what tells a program that is still there where the cursor is."""
    # pyte's screens live until they are collected: then a program would be closed once more that has long been gone.
    program = weakref.ref(child)

    def answer(data: str) -> None:
        child = program()
        is_of_cursor = data.endswith("R")  # what the terminal is, a test tells itself
        if child is not None and not child.closed and is_of_cursor:
            child.send(data)

    return answer


class Terminal:
    """Runs xortui and shows what a person would see."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 80,
        lines: int = 24,
        environment: dict[str, str] | None = None,
        command: list[str] | None = None,
        answers: bool = True,
    ) -> None:
        """Start the program, its sessions in a folder of its own.

        Args:
            arguments: what stands behind `xortui` on the command line.
            columns: the width.
            lines: the height.
            environment: variables beside those of the tests.
            command: replaces `python -m xortui`.
            answers: whether it says where its cursor is when it is asked, as nearly every terminal does.
        """
        self._state = TemporaryDirectory(prefix="xortui-state-", ignore_cleanup_errors=True)
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES")}
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        program = command or [sys.executable, "-m", "xortui", *arguments]
        self.child = pexpect.spawn(
            program[0],
            program[1:],
            dimensions=(lines, columns),
            env=clean | {"TERM": "xterm-256color", "XDG_STATE_HOME": self._state.name} | (environment or {}),
            timeout=5,
            preexec_fn=hear_signals,
        )
        self.child.delaybeforesend = None
        if answers:
            self.screen.write_process_input = _typed_into(self.child)  # type: ignore[assignment,method-assign]  # pyte's way

    def __enter__(self) -> Terminal:
        """Use it in a with statement."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End the program."""
        self.child.close(force=True)
        self._state.cleanup()

    def read(self, timeout: float = 0.05) -> int:
        """Take what has been written within a time; return how many bytes."""
        data = self.receive(timeout)
        self.show(data)
        return len(data)

    def receive(self, timeout: float) -> bytes:
        """Take what has been written within a time, without showing it: that takes the emulator a while."""
        try:
            data: bytes = self.child.read_nonblocking(1 << 16, timeout=timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        return data

    def show(self, data: bytes) -> None:
        """Give the emulator what has been received."""
        self.raw += data
        self._stream.feed(_UNKNOWN.sub(b"", data))

    def press(self, *keys: str) -> None:
        """Type keys, by name or as themselves."""
        for key in keys:
            self.child.send(NAMED.get(key, key))

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size; what stood in it is gone, as it may be in a real one."""
        self.child.setwinsize(lines, columns)
        self.screen.resize(lines, columns)
        self.screen.erase_in_display(2)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, *texts: str) -> str:
        """Read until all the texts stand on the screen; return it.

        Raises:
            AssertionError: if they do not within `PATIENCE`.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = self.text
            if all(text in shown for text in texts):
                return shown
            self.read()
        raise AssertionError(f"waited for {texts}, but the screen shows\n{self.text}")

    def settled(self, *texts: str) -> str:
        """Return the screen when the texts stand on it and nothing more is coming."""
        self.wait_for(*texts)
        while self.read(0.15):
            pass
        return self.text

    def status(self) -> int | None:
        """Wait for the end of the program and return its exit status."""
        end = time.monotonic() + PATIENCE
        while self.child.isalive() and time.monotonic() < end:
            self.read()
        while self.read():
            pass
        self.child.close()
        return int(self.child.exitstatus) if self.child.exitstatus is not None else None
