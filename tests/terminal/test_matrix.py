"""Terminals of every kind, on black and on white, at every size: the real program in a real pseudo-terminal.

Each terminal and each size stands in some rows; `tests/ui/test_matrix.py` has every terminal at every size, without
a process.
"""

from __future__ import annotations

import re
import termios
from typing import NamedTuple

import pytest

from tests.terminal.pseudo_terminal import Terminal
from xortui.debugger import Debugger, Snapshot

QUESTION = b"\x1b]11;?\x07\x1b[c"
GROUNDS = {"black": "0000/0000/0000", "white": "ffff/ffff/ffff"}
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")
TRUE_COLOUR = re.compile(rb"[34]8;2;")
ONE_OF_256 = re.compile(rb"[34]8;5;")
PARAMETER = re.compile(r"(?<![+=·.] )(?<![\w∂·./])([wb]\d) +([+−-]\d+\.\d+)\b")
"""A name with its value; not one at the end of a formula, behind which the formula's value stands."""
DIALOGS = {
    "?": "esc closes", "i": "esc closes", "b": "Stop when", "w": "Watch a value", "g": "esc leaves", "v": "esc leaves",
    "ctrl+p": "key ",
}  # fmt: skip
TAKES_LETTERS = ("b", "w", "g", "v", "ctrl+p")


class Row(NamedTuple):
    """A terminal, its ground and its size, and what is opened there."""

    environment: dict[str, str]
    ground: str
    columns: int
    lines: int
    dialogs: str
    """The keys of the dialogs; p is ctrl+p."""

    @property
    def name(self) -> str:
        """How the test is called."""
        return f"{' '.join(self.environment.values())} on {self.ground} {self.columns}×{self.lines}"


ROWS = (
    Row({"TERM": "xterm-256color"}, "white", 80, 24, "?bp"),
    Row({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "black", 200, 60, "ig"),
    Row({"TERM": "xterm"}, "white", 120, 40, "bg"),
    Row({"TERM": "screen"}, "black", 60, 18, "v?"),
    Row({"TERM": "tmux"}, "white", 40, 12, "b"),
    Row({"TERM": "linux"}, "black", 80, 24, "?pw"),
    Row({"TERM": "vt100"}, "white", 80, 24, "bi"),
    Row({"TERM": "alacritty"}, "white", 60, 18, "p"),
    Row({"TERM": "foot"}, "black", 120, 40, "wv"),
    Row({"TERM": "xterm-ghostty"}, "black", 40, 12, "?"),
    Row({"TERM": "xterm-direct"}, "white", 200, 60, "p"),
    Row({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "black", 80, 24, "?ibwgvp"),
    Row({"TERM": "xterm-256color", "PYTHONIOENCODING": "ascii"}, "white", 120, 40, "?bp"),
)
"""Terminals that the program draws on; the one that is dumb gets the prompt."""
SIXTEEN_COLOURS = ("xterm", "screen", "tmux", "linux")


class AnsweringTerminal(Terminal):
    """A terminal that tells the colour of its ground, and takes the program's answer as any other."""

    ground = "black"
    _is_answered = False

    def show(self, data: bytes) -> None:
        """Answer the question when it comes."""
        super().show(data)
        if not self._is_answered and QUESTION in self.raw:
            self._is_answered = True
            self.child.send(f"\x1b]11;rgb:{GROUNDS[self.ground]}\x07\x1b[?62;22c")


def halves(terminal: Terminal) -> set[tuple[str, str, str]]:
    """Return the characters whose text is of the terminal's own colour and whose ground is not, or the reverse."""
    screen = terminal.screen
    cells = [screen.buffer[y][x] for y in range(screen.lines) for x in range(screen.columns)]
    return {
        (cell.data, cell.fg, cell.bg)
        for cell in cells
        if cell.data.strip() and (cell.fg == "default") != (cell.bg == "default")
    }


def assert_numbers(text: str, snapshot: Snapshot) -> int:
    """See that every parameter on the screen with a number behind it has the debugger's; return how many there are."""
    found = PARAMETER.findall(text)
    for name, shown in found:
        digits = len(shown.partition(".")[2])
        value = snapshot.value(name)
        assert value is not None
        assert abs(float(shown.replace("−", "-")) - value) <= 0.51 * 10**-digits, (name, shown)
    return len(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_it_is_at_home(row: Row) -> None:
    debugger = Debugger()
    debugger.go_to("1.22")
    terminal = AnsweringTerminal(columns=row.columns, lines=row.lines, environment=row.environment)
    terminal.ground = row.ground
    before = termios.tcgetattr(terminal.child.fileno())
    with terminal:
        terminal.settled("step 0")
        terminal.press("n", *"S" * 23)
        wide = row.columns >= 80
        text = terminal.settled("op 22/" if wide else "step 1")
        assert assert_numbers(text, debugger.snapshot()) >= (9 if wide else 1)
        assert halves(terminal) == set()
        for key in row.dialogs:
            name = "ctrl+p" if key == "p" else key
            terminal.press(name)
            terminal.settled(*([DIALOGS[name]] if wide else []))
            assert halves(terminal) == set(), name
            if name in TAKES_LETTERS:
                terminal.press("w")
                terminal.settled()
                assert halves(terminal) == set(), name
            terminal.press("escape")
            terminal.settled("step 1")
        terminal.press("q")
        while terminal.child.isalive():
            terminal.read()
        while terminal.read():
            pass
        after = termios.tcgetattr(terminal.child.fileno())
        raw = bytes(terminal.raw)
    assert terminal.child.exitstatus == 0
    assert after == before
    for mode in (b"1049", b"1000", b"1003", b"1006", b"1004", b"2004"):
        assert raw.rfind(b"\x1b[?" + mode + b"l") > raw.rfind(b"\x1b[?" + mode + b"h"), mode
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")
    assert b"Traceback" not in raw
    assert_colours(row, raw)
    if row.environment["TERM"] == "linux" or "PYTHONIOENCODING" in row.environment:
        assert raw.isascii()


def assert_colours(row: Row, raw: bytes) -> None:
    """See that a terminal is sent the colours that it has, and no others."""
    term = row.environment["TERM"]
    if "NO_COLOR" in row.environment or term == "vt100":
        assert not COLOUR.search(raw)
    elif term in SIXTEEN_COLOURS:
        assert COLOUR.search(raw)
        assert not ONE_OF_256.search(raw)
        assert not TRUE_COLOUR.search(raw)
    elif term == "xterm-256color" and "COLORTERM" not in row.environment:
        assert ONE_OF_256.search(raw)
        assert not TRUE_COLOUR.search(raw)
    else:
        assert TRUE_COLOUR.search(raw)
        assert not ONE_OF_256.search(raw)


def test_a_dumb_terminal_gets_the_prompt() -> None:
    with Terminal(environment={"TERM": "dumb"}) as terminal:
        terminal.wait_for("xortui")
        terminal.press("quit\r")
        assert terminal.status() == 0
        assert not COLOUR.search(bytes(terminal.raw))
        assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize(
    "setting",
    [
        {"TEXTUAL_COLOR_SYSTEM": "bogus"},
        {"TEXTUAL_LOG": "/no/such/folder/log", "TEXTUAL_DRIVER": "no.such:Driver", "TEXTUAL_THEME": "bogus"},
    ],
    ids=["colour system", "others"],
)
def test_settings_of_textual_that_are_wrong_are_no_errors(setting: dict[str, str]) -> None:
    with Terminal(environment=setting) as terminal:
        terminal.settled("Weights")
        terminal.press("q")
        assert terminal.status() == 0
