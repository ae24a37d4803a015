"""Keys that a slow line, a macro or `tmux send-keys` delivers in one piece, in the real program."""

from __future__ import annotations

import pytest

from tests.terminal.pseudo_terminal import Terminal


@pytest.mark.parametrize("is_running", [False, True])
def test_every_key_of_one_write_goes_where_it_was_meant(is_running: bool) -> None:
    with Terminal(columns=120, lines=40) as terminal:
        terminal.settled("Weights")
        if is_running:
            terminal.press(*"+" * 10)
            terminal.wait_for("full speed")
            terminal.press("space")
            terminal.wait_for("running")
        terminal.press("ge300\r")
        terminal.settled("epoch 300", "step 1200 op 45/")
        terminal.press("ge12\rs")
        terminal.settled("step 49 op 1/")
        terminal.press("bh1 > 0.9\r")
        terminal.settled("breakpoint 1: h1 > 0.9")
        terminal.press("wloss\rs")
        terminal.settled("Watches", "step 49 op 2/")
        terminal.press("\x10one operation\rs")
        terminal.settled("step 49 op 4/")
        terminal.press("g\x1b[200~e7\x1b[201~\rS")
        terminal.settled("step 28 op 44/")


def test_what_is_typed_while_it_starts_is_not_lost() -> None:
    with Terminal() as terminal:
        while b"\x1b[?1004h" not in terminal.raw:  # the keyboard is its own from here on
            terminal.read()
        terminal.press("ge300\rs")
        terminal.settled("step 1201 op 1/")


def test_what_is_typed_before_it_starts_is_not_lost() -> None:
    with Terminal() as terminal:
        terminal.press("ge300\rs")  # the terminal itself still keeps the line, and ends it as lines end
        terminal.settled("step 1201 op 1/")
