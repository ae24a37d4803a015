"""The real program records itself, and plays what it has recorded: the screens are the same."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal.pseudo_terminal import Terminal


def test_a_session_is_recorded_and_played_with_a_stop_at_its_bookmark(tmp_path: Path) -> None:
    path = tmp_path / "lesson.cast"
    with Terminal() as terminal:
        terminal.wait_for("step 0")
        terminal.press("\x1b[19~")
        terminal.wait_for("a new file: lesson.cast")
        terminal.press(f"{path}\r")
        terminal.wait_for("● recording")
        terminal.press("n")
        terminal.wait_for("step 1 op 45/45")
        terminal.press("k")
        terminal.wait_for("a name for this position")
        terminal.press("first\r")
        terminal.wait_for("first: 1.45 on fork 0")
        kept = terminal.text
        terminal.press("n")
        terminal.wait_for("step 2 op 45/45")
        terminal.press("\x1b[20~")
        terminal.wait_for("xortui play shows it")
        terminal.press("q")
    command = [sys.executable, "-m", "xortui", "play", str(path)]
    with Terminal(command=command, lines=25) as terminal:  # the last line tells the place
        # The frame is there before its mark is reached, and n would lead to that mark alone.
        terminal.wait_for("first: 1.45 on fork 0", "‖ mark 1 of 1: first")
        assert terminal.text.splitlines()[2:24] == kept.splitlines()[2:24]
        terminal.press("n")
        terminal.wait_for("step 2 op 45/45")
        terminal.press("N")
        terminal.wait_for("step 1 op 45/45")
        terminal.press("q")
        assert terminal.status() == 0
