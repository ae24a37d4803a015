"""The terminal's ground: its answer is read, however it is cut in pieces, and never becomes a key."""

from __future__ import annotations

import pytest

from xortui.ui.abilities import colour_depth, fitting_theme
from xortui.ui.ground import TerminalAnswers

WHITE = "\x1b]11;rgb:ffff/ffff/ffff"
ATTRIBUTES = "\x1b[?62;22c"


@pytest.mark.parametrize("end", ["\x07", "\x1b\\"], ids=["bell", "string terminator"])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
def test_answers_in_pieces_leave_the_keys_between_them(end: str, size: int) -> None:
    answers = TerminalAnswers(is_waiting=True)
    text = f"ab{WHITE}{end}n\x1b[A{ATTRIBUTES}xy"
    # Where a piece ends in the middle of an arrow key, its beginning is handed on at once.
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    keys = "".join(map(answers.without_answers, pieces)).replace("\x1b", "")
    assert keys == "abn[Axy"
    assert answers.ground == (1.0, 1.0, 1.0)
    assert not answers.is_waiting


@pytest.mark.parametrize(
    ("told", "ground"),
    [("rgb:0/0/f", (0, 0, 1)), ("rgb:00/80/ff", (0, 128 / 255, 1)), ("rgba:ffff/0000/0000/ffff", (1, 0, 0))],
)
def test_colours_of_any_length(told: str, ground: tuple[float, float, float]) -> None:
    answers = TerminalAnswers(is_waiting=True)
    assert answers.without_answers(f"\x1b]11;{told}\x07") == ""
    assert answers.ground == pytest.approx(ground)


def test_nothing_is_held_back_when_all_has_come() -> None:
    answers = TerminalAnswers(is_waiting=True)
    assert answers.without_answers(ATTRIBUTES) == ""
    assert answers.without_answers("\x1b]") == "\x1b]"


def test_a_key_is_never_held_back() -> None:
    answers = TerminalAnswers(is_waiting=True)
    assert answers.without_answers("\x1b") == "\x1b"
    assert answers.without_answers("[A") == "[A"
    assert answers.without_answers("\x1b[A") == "\x1b[A"
    assert answers.without_answers("n") == "n"


@pytest.mark.parametrize(
    ("ground", "environment", "theme"),
    [
        ((1.0, 1.0, 1.0), {"COLORFGBG": "15;0"}, "light"),
        ((0.0, 0.17, 0.21), {"COLORFGBG": "0;15"}, "dark"),
        ((0.99, 0.96, 0.89), {}, "light"),
        (None, {"COLORFGBG": "0;15"}, "light"),
        (None, {"COLORFGBG": "0;default;7"}, "light"),
        (None, {"COLORFGBG": "15;0"}, "dark"),
        (None, {"COLORFGBG": "15;8"}, "dark"),
        (None, {"COLORFGBG": "15;default"}, "dark"),
        (None, {}, "dark"),
    ],
)
def test_the_theme_fits_the_ground(
    ground: tuple[float, float, float] | None, environment: dict[str, str], theme: str
) -> None:
    assert fitting_theme(ground, environment) == theme


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 1),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
        ({"TERM": "xterm"}, 16),
        ({"TERM": "screen"}, 16),
        ({"TERM": "tmux"}, 16),
        ({"TERM": "tmux-256color"}, 256),
        ({"TERM": "linux"}, 16),
        ({"TERM": "vt100"}, 1),
        ({"TERM": "vt220"}, 1),
        ({"TERM": "dumb"}, 1),
        ({"TERM": "unknown"}, 1),
        ({}, 1),
        ({"TERM": "alacritty"}, 1 << 24),
        ({"TERM": "foot"}, 1 << 24),
        ({"TERM": "foot-extra"}, 1 << 24),
        ({"TERM": "xterm-ghostty"}, 1 << 24),
        ({"TERM": "ghostty"}, 1 << 24),
        ({"TERM": "wezterm"}, 1 << 24),
        ({"TERM": "xterm-kitty"}, 1 << 24),
        ({"TERM": "xterm-direct"}, 1 << 24),
        ({"TERM": "xterm-mono"}, 1),
        ({"TERM": "rxvt-unicode-256color"}, 256),
    ],
)
def test_the_terminal_says_how_many_colours_it_has(environment: dict[str, str], colours: int) -> None:
    assert colour_depth(environment) == colours
