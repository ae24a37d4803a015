"""xortui play: shows a recording in this terminal, at a pace of one's own, and stops where it has marks."""

from __future__ import annotations

import argparse
import os
import select
import shutil
import sys
import termios
import tty
from collections.abc import Sequence
from time import monotonic

from xortui.cli.asked_problem import expanded_path
from xortui.cli.parser import parser_of
from xortui.cli.recording_player import KEYS, RecordingPlayer
from xortui.cli.refusal import Refusal
from xortui.export.cast import CLEAN, Cast, read_cast

_EPILOG = """\
keys:
  space      plays, or stops
  right left to the next mark, or the one before: n and N do the same
  + -        faster or slower
  .          one frame more
  r          from the beginning
  q          leaves

f8 in the program records: xortui help recordings
"""
ENTER = "\x1b[?1049h\x1b[?25l"
LEAVE = "\x1b[m\x1b[?25h\x1b[?1049l"


def run(argv: Sequence[str]) -> int:
    """Play a recording in this terminal."""
    options = _parser().parse_args(argv)
    try:
        cast = read_cast(expanded_path(options.file))
    except ValueError as error:
        raise Refusal(str(error)) from None
    if any(stream is None or not stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise Refusal("playing needs a terminal to write to, and one to read keys from")
    columns, lines = shutil.get_terminal_size()
    if columns < cast.width or lines < cast.height:
        raise Refusal(
            f"{options.file} is of {cast.width}×{cast.height}; this terminal has {columns}×{lines}: enlarge it"
        )
    _show(cast, has_line=lines > cast.height, last_line=lines)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui play."""
    text = "Play a recording at your own pace; it stops where it has marks."
    parser = parser_of("xortui play", text, _EPILOG, takes_problem=False)
    parser.add_argument("file", metavar="FILE.cast", help="a recording of xortui's or asciinema's, of version 2")
    return parser


def _show(cast: Cast, *, has_line: bool, last_line: int) -> None:
    """Play until somebody leaves; the terminal is left as it was."""
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    player = RecordingPlayer(cast, _write)

    def tell() -> None:
        if has_line:
            told = player.told_in(shutil.get_terminal_size().columns - 1)
            _write(f"\x1b7\x1b[m\x1b[{last_line};1H{told}\x1b[K\x1b8")

    try:
        tty.setraw(keyboard)
        _write(ENTER + CLEAN)
        due = monotonic()
        while not player.is_over:
            tell()
            wait = player.wait
            if wait is not None:
                due = monotonic() + wait
            left = None if wait is None else max(due - monotonic(), 0.0)
            if select.select([keyboard], [], [], left)[0]:
                typed = os.read(keyboard, 64).decode("utf-8", "replace")
                for key in _keys(typed):
                    player.press(key)
            elif wait is not None:
                player.advance()
    finally:
        _write(LEAVE)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _keys(typed: str) -> list[str]:
    """Return what was typed key by key: an arrow is three characters."""
    found = []
    while typed:
        length = 3 if typed[:3] in KEYS else 1
        found.append(typed[:length])
        typed = typed[length:]
    return found


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
