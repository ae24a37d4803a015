"""Both colours or neither: the main screen and all that opens above it, on terminals of any depth."""

from __future__ import annotations

import re

import pytest

from tests.terminal.pseudo_terminal import Terminal

ABOVE = {
    "?": "esc closes", "i": "esc closes", "b": "Stop when", "w": "Watch a value", "g": "esc leaves", "v": "esc leaves",
    "ctrl+p": "key ",
}  # fmt: skip
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")


def halves(terminal: Terminal) -> set[tuple[str, str, str]]:
    """Return the characters whose text is of the terminal's own colour and whose ground is not, or the reverse."""
    screen = terminal.screen
    cells = [screen.buffer[y][x] for y in range(screen.lines) for x in range(screen.columns)]
    return {
        (cell.data, cell.fg, cell.bg)
        for cell in cells
        if cell.data.strip() and (cell.fg == "default") != (cell.bg == "default")
    }


@pytest.mark.parametrize(
    "environment",
    [{"COLORTERM": "truecolor"}, {}, {"TERM": "linux"}, {"NO_COLOR": "1"}, {"TERM": "unknown"}],
    ids=["truecolor", "256", "16", "none", "unknown"],
)
def test_text_and_ground_are_named_together(environment: dict[str, str]) -> None:
    with Terminal(environment=environment) as terminal:
        terminal.settled("Weights")
        terminal.press("n", "s")
        terminal.settled("step 2 op 1/")
        assert halves(terminal) == set()
        for key, text in ABOVE.items():
            terminal.press(key)
            terminal.settled(text)
            assert halves(terminal) == set(), key
            if key in ("b", "w", "g", "v", "ctrl+p"):
                terminal.press("w")
                terminal.settled()
                assert halves(terminal) == set(), key
            terminal.press("escape")
            terminal.settled("Weights", "Loss")
        if environment in ({"NO_COLOR": "1"}, {"TERM": "unknown"}):
            assert not COLOUR.search(bytes(terminal.raw))


def test_a_colour_system_that_textual_does_not_know_is_no_error() -> None:
    with Terminal(environment={"TEXTUAL_COLOR_SYSTEM": "bogus"}) as terminal:
        terminal.settled("Weights")
