"""Lines that are slow, stand still or lose answers: what is counted is bytes and frames, not seconds."""

from __future__ import annotations

import math
import os
import signal
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import PATIENCE, Terminal
from tests.terminal.slow_line import SSHD, Remote, Server
from xortui.ui.painting.receipts import ASK

QUESTION = ASK.encode()
ANSWER = b"\x1b[1;1R"
ESCAPE = "\x1b[27u"
"""As terminals with the kitty protocol write it: the bare one is only told from alt by a pause behind it."""
FRAME = 6000
"""Bytes that no frame at 80×24 is longer than, with what ssh adds: all cells anew take 4,000."""
QUEUE = 64_000
"""Bytes that a connection may hold."""
needs_ssh = pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's server: apt-get install openssh-server")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return OpenSSH's server on this machine."""
    server = Server()
    yield server
    server.close()


def is_running(terminal: Terminal) -> bool:
    """Say whether the footer offers to pause."""
    return "pause" in terminal.text.splitlines()[-1]


class TestAnswers:
    """A terminal that is slow to answer."""

    def test_frames_that_are_not_answered_become_rarer_and_rarer(self) -> None:
        with Terminal(answers=False) as terminal:
            terminal.wait_for("Weights")
            terminal.child.send(ANSWER)
            terminal.settled("Weights", "quit")
            before = terminal.raw.count(QUESTION)
            start = time.monotonic()
            terminal.press("space")
            while time.monotonic() - start < 3.5:
                terminal.read(0.05)
            elapsed = time.monotonic() - start
            # One at once, the next after 1 second, then after 2 more, 4 more and so on: nobody was answered.
            allowed = 1 + math.floor(math.log2(elapsed + 1))
            assert 1 <= terminal.raw.count(QUESTION) - before <= allowed

    def test_a_terminal_that_never_answers_is_painted_all_the_same(self) -> None:
        with Terminal(answers=False) as terminal:
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("epoch 1", "pause")
            terminal.press("space")
            terminal.wait_for("C run")
            assert terminal.raw.count(QUESTION) == 1

    def test_a_screen_that_is_painted_in_parts_is_whole_in_the_end(self) -> None:
        with Terminal() as answering, Terminal(answers=False) as mute:
            for terminal in (answering, mute):
                terminal.settled("Weights")
                terminal.press("n", "tab", "e", "?", ESCAPE, "s", "z", "z")
            assert answering.settled("step 5 op 1/") == mute.settled("step 5 op 1/")

    def test_a_terminal_that_takes_nothing_does_not_keep_sigterm_from_being_obeyed(self) -> None:
        with Terminal() as terminal:
            terminal.settled("Weights")
            program = terminal.child.pid
            line = os.open(os.readlink(f"/proc/{program}/fd/2"), os.O_RDWR | os.O_NOCTTY)
            termios.tcflow(line, termios.TCOOFF)
            terminal.press("space")
            os.kill(program, signal.SIGTERM)
            end = time.monotonic() + PATIENCE
            while terminal.child.isalive() and time.monotonic() < end:
                time.sleep(0.01)
            os.close(line)
            assert terminal.child.exitstatus == 143


@needs_ssh
class TestConnections:
    """Real ssh connections, without compression."""

    @pytest.mark.parametrize("pace", ["default", "full"])
    def test_a_key_is_never_behind_more_than_a_frame(self, server: Server, pace: str) -> None:
        with Remote(server, 30_000) as remote:
            terminal = remote.terminal
            terminal.settled("Weights")
            if pace == "full":
                terminal.press(*"+" * 10)
                terminal.settled("full")
            terminal.press("space")
            terminal.wait_for("pause")
            start = remote.line.carried
            largest = 0
            while remote.line.carried - start < 40_000:
                terminal.read(0.02)
                largest = max(largest, remote.line.queued)
            before = remote.line.carried
            terminal.press("space")
            while is_running(terminal):
                terminal.read(0.02)
            # What is on its way, the frame that shows the key, and one more that may have been allowed meanwhile.
            assert remote.line.carried - before <= 3 * FRAME
            assert largest < QUEUE

    def test_a_client_that_stands_still_holds_nothing_up(self, server: Server) -> None:
        with Remote(server, 100_000) as remote:
            terminal = remote.terminal
            terminal.settled("Weights")
            terminal.press("space")
            terminal.wait_for("pause")
            remote.line.goes.clear()
            program = remote.program
            os.kill(program, signal.SIGTERM)
            end = time.monotonic() + PATIENCE
            while Path(f"/proc/{program}").exists() and time.monotonic() < end:
                time.sleep(0.01)
            assert not Path(f"/proc/{program}").exists()
            assert b"\x1b[?1049l" not in terminal.raw
            remote.line.goes.set()
            assert terminal.status() == 143
            assert b"\x1b[?1049l" in terminal.raw
