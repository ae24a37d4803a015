"""The mouse in the real program: a drag is copied by the terminal, and the terminal may keep the mouse for itself."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.terminal.pseudo_terminal import Terminal

TAKEN = b"\x1b[?1003h"
GIVEN_BACK = b"\x1b[?1003l"


def test_a_drag_hands_the_text_to_the_terminal() -> None:
    with Terminal() as terminal:
        terminal.settled("Weights")
        terminal.press("n")
        lines = terminal.settled("step 1 op 45/45").splitlines()
        before = len(terminal.raw)
        terminal.press("\x1b[<0;48;3M", *(f"\x1b[<32;{column};5M" for column in range(20, 70)), "\x1b[<0;70;5m")
        terminal.settled("copied: 3 lines")
        sent = bytes(terminal.raw[before:])
        code = sent[sent.index(b"\x1b]52;c;") + 7 :].partition(b"\x07")[0]
        assert base64.b64decode(code).decode() == "\n".join([lines[2][47:], lines[3][47:], lines[4][47:70].rstrip()])


def test_the_mouse_is_the_terminals_where_that_is_asked_for() -> None:
    with Terminal("--no-mouse") as terminal:
        terminal.settled("Weights")
        assert TAKEN not in terminal.raw


def test_a_key_leaves_the_mouse_to_the_terminal_and_that_is_remembered(settings_file: Path) -> None:
    with Terminal() as terminal:
        terminal.settled("Weights")
        assert TAKEN in terminal.raw
        terminal.press("p")
        terminal.settled("the terminal has the mouse")
        assert bytes(terminal.raw).rindex(GIVEN_BACK) > bytes(terminal.raw).rindex(TAKEN)
    assert settings_file.read_text() == "mouse = false\n"
    with Terminal() as terminal:
        terminal.settled("Weights")
        assert TAKEN not in terminal.raw
        terminal.press("p")
        terminal.settled("the mouse works here")
        assert TAKEN in terminal.raw
    assert settings_file.read_text() == "mouse = true\n"
