"""Bytes that the program sends for a key, beside the fewest that would make the same picture of the one before.

    python -m tests.benchmarks.bytes

For each key the median over 60 presses is printed, at 80×24 and 120×40 in 256 colours; of running, the bytes of a
second. The ideal is made from two screens of an emulator by an encoder of its own, which knows nothing of the
program's: it goes through the cells that differ, row by row, moves with the shortest sequence, and names only what
changes in a style. What it leaves out is the question for the cursor's place that ends each frame.
"""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

from pyte.graphics import FG_BG_256
from pyte.screens import Char, Screen

from tests.terminal.pseudo_terminal import Terminal

SIZES = [(80, 24), (120, 40)]
PRESSES = 60
KEYS: dict[str, tuple[str, ...]] = {
    "s": ("s",),
    "n": ("n",),
    "e": ("e",),
    "g 1 enter": ("g", "1", "enter"),
    "tab": ("tab",),
}
WANTED = 2.0
WANTED_AT_FIRST = 1.5
"""How many times the ideal may be sent."""
QUIET = 0.12
"""Seconds without a byte after which a key's frames are over."""
COLOURS = {colour: number for number, colour in reversed(list(enumerate(FG_BG_256)))}
FLAGS = {"bold": (1, 22), "italics": (3, 23), "underscore": (4, 24), "reverse": (7, 27), "strikethrough": (9, 29)}


class Picture(NamedTuple):
    """The cells of a screen."""

    rows: list[list[Char]]

    @classmethod
    def of(cls, screen: Screen) -> Picture:
        """Copy what an emulator shows."""
        return cls([[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)])


def ideal(before: Picture, after: Picture) -> int:
    """Return how many bytes turn one picture into another."""
    length = 0
    style = Char(" ")
    cursor: tuple[int, int] | None = None
    for y, (old_row, new_row) in enumerate(zip(before.rows, after.rows, strict=True)):
        for x, (old, new) in enumerate(zip(old_row, new_row, strict=True)):
            if looks_like(old, new) or not new.data:
                continue
            length += way(cursor, (x, y))
            if not looks_like(style._replace(data=new.data), new):
                length += change(style, new)
                style = new
            length += len(new.data.encode())
            cursor = (x + 1, y)
    return length


def looks_like(one: Char, other: Char) -> bool:
    """Say whether two cells look the same: a blank has no colour of text to be seen."""
    if one.data == other.data == " " and not (one.reverse or one.underscore or other.reverse or other.underscore):
        return bool(one.bg == other.bg)
    return bool(one == other)


def way(start: tuple[int, int] | None, end: tuple[int, int]) -> int:
    """Return the bytes of a move."""
    if start == end:
        return 0
    absolute = len(f"\x1b[{end[1] + 1};{end[0] + 1}H")
    if start is None or start[1] != end[1]:
        return absolute
    return min(absolute, len(f"\x1b[{end[0] - start[0]}C"), end[0] - start[0] or absolute)


def change(old: Char, new: Char) -> int:
    """Return the bytes of a change of style: each part that differs, or all of them anew."""
    step = [str(FLAGS[flag][not getattr(new, flag)]) for flag in FLAGS if getattr(old, flag) != getattr(new, flag)]
    anew = ["0", *(str(FLAGS[flag][0]) for flag in FLAGS if getattr(new, flag))]
    for part, code in (("fg", "38"), ("bg", "48")):
        colour = getattr(new, part)
        named = f"{code};5;{COLOURS[colour]}" if colour in COLOURS else str(int(code) + 1)
        if colour != getattr(old, part):
            step.append(named)
        if colour != "default":
            anew.append(named)
    return min(len(f"\x1b[{';'.join(codes)}m") for codes in (step, anew))


def take(terminal: Terminal, first: float = 2.0) -> bytes:
    """Return all that comes until nothing does."""
    received = b""
    while data := terminal.receive(QUIET if received else first):
        received += data
        terminal.show(data)
    return received


def first_paint(columns: int, lines: int) -> tuple[int, int]:
    """Return what is sent until the first picture stands, and the ideal."""
    with Terminal(columns=columns, lines=lines) as terminal:
        before = Picture.of(terminal.screen)
        terminal.settled("Weights")
        time.sleep(1)
        terminal.read(0.2)
        return len(terminal.raw), ideal(before, Picture.of(terminal.screen))


def of_key(terminal: Terminal, keys: tuple[str, ...]) -> tuple[float, float]:
    """Return the medians of what is sent for a key, and of the ideal."""
    sent = []
    ideals = []
    for _ in range(PRESSES):
        before = Picture.of(terminal.screen)
        terminal.press(*keys)
        sent.append(len(take(terminal)))
        ideals.append(ideal(before, Picture.of(terminal.screen)))
        if len(keys) > 1:  # back to somewhere else
            terminal.press("e")
            take(terminal)
    return statistics.median(sent), statistics.median(ideals)


def of_running(terminal: Terminal, seconds: float = 5.0) -> tuple[float, float, float]:
    """Return what is sent in a second of running, the ideal of the same pictures, and how many there are."""
    terminal.press("space")
    terminal.wait_for("pause")
    sent = ideals = frames = 0
    before = Picture.of(terminal.screen)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = terminal.receive(1.0)
        while more := terminal.receive(0.004):  # the rest of the same frame
            data += more
        terminal.show(data)
        after = Picture.of(terminal.screen)
        sent += len(data)
        ideals += ideal(before, after)
        frames += 1
        before = after
    terminal.press("space")
    take(terminal)
    return sent / seconds, ideals / seconds, frames / seconds


def row(what: str, sent: float, fewest: float, wanted: float) -> str:
    """Return a line of the table."""
    return f"{what:22} {sent:9,.0f} {fewest:9,.0f} {sent / fewest:6.2f}  at most {wanted}"


def main() -> None:
    """Measure and print."""
    for columns, lines in SIZES:
        print(f"{f'{columns}×{lines}, 256 colours':22} {'sent':>9} {'ideal':>9} {'ratio':>6}")
        print(row("first paint", *first_paint(columns, lines), WANTED_AT_FIRST))
        with Terminal(columns=columns, lines=lines) as terminal:
            terminal.settled("Weights")
            time.sleep(1)
            for name, keys in KEYS.items():
                print(row(name, *of_key(terminal, keys), WANTED))
            sent, fewest, frames = of_running(terminal)
            print(row(f"running, {frames:.0f} frames/s", sent, fewest, WANTED))
            terminal.press(*"+" * 10)
            take(terminal)
            sent, fewest, frames = of_running(terminal)
            print(row(f"full pace, {frames:.0f} frames/s", sent, fewest, WANTED))


if __name__ == "__main__":
    main()
