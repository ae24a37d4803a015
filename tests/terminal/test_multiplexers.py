"""Inside tmux, screen and asciinema: several people see one session, and what is copied arrives."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import Terminal

XORTUI = [sys.executable, "-m", "xortui"]


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"needs {program}")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """Return how to call a tmux of the test's own."""
    command = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


@needs("tmux")
def test_a_class_looks_on_in_tmux(tmux: list[str]) -> None:
    with Terminal(command=[*tmux, "new", "-s", "class", " ".join(XORTUI)], lines=25) as teacher:
        teacher.settled("Weights")
        with Terminal(command=[*tmux, "attach", "-t", "class", "-r"], lines=25) as pupil:
            pupil.settled("Weights", "step 0")
            pupil.press("n")  # read-only: nobody hears it
            teacher.press("s")
            assert "step 1 op 1/45" in pupil.settled("step 1 op 1/45")
            teacher.press("n")
            pupil.settled("step 1 op 45/45")
        teacher.press("n")
        teacher.settled("step 2 op 45/45")
        teacher.press("q")
        assert teacher.status() == 0


@needs("tmux")
def test_a_teacher_is_followed_in_the_pane_beside_however_narrow(tmux: list[str], tmp_path: Path) -> None:
    lecture = str(tmp_path / "lecture.json")
    command = [*tmux, "new", "-s", "class", "-x", "164", "-y", "31", *XORTUI, "--session", lecture]
    with Terminal(command=command, columns=164, lines=31) as teacher:
        teacher.settled("Weights")
        teacher.press("n")
        teacher.settled("step 1 op 45/45")
        subprocess.run([*tmux, "split-window", "-d", "-h", "-l", "80", *XORTUI, "follow", lecture], check=True)
        teacher.settled("follows lecture.json")
        teacher.press("n")
        assert "update  step 2 op 45/45" in teacher.wait_for("step 2 op 45/45  follows lecture.json")
        subprocess.run([*tmux, "resize-pane", "-t", "class:0.1", "-x", "42"], check=True)
        teacher.settled("tab weights")
        teacher.press("n")
        teacher.wait_for("epoch 1  step 3 op 45/45")
        subprocess.run([*tmux, "resize-pane", "-t", "class:0.1", "-x", "20"], check=True)
        teacher.settled("xortui needs", "40×12")
        subprocess.run([*tmux, "send-keys", "-t", "class:0.1", "q"], check=True)
        teacher.press("n", "q")
        assert teacher.status() == 0


@needs("screen")
def test_what_is_copied_inside_of_screen_reaches_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "sockets"
    folder.mkdir(mode=0o700)
    with Terminal(command=["screen", "-m", *XORTUI], environment={"SCREENDIR": str(folder)}) as terminal:
        terminal.settled("Weights")
        terminal.press("n", "tab", "y")
        terminal.settled("copied Weights: 10 lines")
        sent = bytes(terminal.raw)
        code = sent[sent.rindex(b"\x1b]52;c;") + 7 :].partition(b"\x07")[0]
        assert base64.b64decode(code).decode().startswith("Weights value gradient")
        terminal.press("q")
        terminal.status()


@needs("asciinema")
def test_asciinema_records_it(tmp_path: Path) -> None:
    cast = tmp_path / "lecture.cast"
    with Terminal(command=["asciinema", "rec", "-c", " ".join(XORTUI), str(cast)]) as terminal:
        terminal.settled("Weights")
        terminal.press("n")
        terminal.settled("step 1 op 45/45")
        terminal.press("q")
        assert terminal.status() == 0
    assert "\\u001b[?1049l" in cast.read_text()
