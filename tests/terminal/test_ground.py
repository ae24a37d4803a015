"""The ground of a real terminal: it is asked, its answer chooses the theme, and no answer at all becomes a key."""

from __future__ import annotations

import pytest

from tests.terminal.pseudo_terminal import Terminal

QUESTION = b"\x1b]11;?\x07\x1b[c"
WHITE = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
BLACK = "\x1b]11;rgb:0000/0000/0000\x07"
ATTRIBUTES = "\x1b[?62;22c"
LIGHT_GROUND = "ffffff"
DARK_GROUND = "121212"


def ground(terminal: Terminal) -> str:
    """Return the colour of the upper left corner of the first pane."""
    return str(terminal.screen.buffer[terminal.screen.lines - 1][0].bg)


def asked(terminal: Terminal) -> None:
    """Read until the terminal is asked."""
    while QUESTION not in terminal.raw:
        assert terminal.child.isalive()
        terminal.read()


@pytest.mark.parametrize(
    ("answer", "colour"),
    [(WHITE + ATTRIBUTES, LIGHT_GROUND), (BLACK + ATTRIBUTES, DARK_GROUND), (ATTRIBUTES, DARK_GROUND)],
    ids=["white", "black", "none"],
)
def test_the_answer_chooses_the_theme_and_what_is_typed_meanwhile_counts(answer: str, colour: str) -> None:
    with Terminal() as terminal:
        asked(terminal)
        terminal.child.send(f"n{answer}s")
        screen = terminal.settled("step 2 op 1/")
        assert ground(terminal) == colour
        assert "rgb" not in screen
        terminal.press("q")
        assert terminal.status() == 0
        assert "rgb" not in terminal.text


def test_a_late_answer_changes_the_theme_and_is_no_key() -> None:
    with Terminal() as terminal:
        terminal.settled("step 0 ")
        assert ground(terminal) == DARK_GROUND
        for piece in (WHITE[:9], WHITE[9:], ATTRIBUTES):  # r, g and b are keys
            terminal.child.send(piece)
        terminal.press("n")
        assert "rgb" not in terminal.settled("step 1 op 45/")
        assert ground(terminal) == LIGHT_GROUND


@pytest.mark.parametrize(
    ("arguments", "environment", "colour"),
    [
        (("--theme", "light"), {}, LIGHT_GROUND),
        ((), {"COLORFGBG": "0;15"}, LIGHT_GROUND),
        ((), {"TERM": "linux"}, "black"),
        (("--theme", "dark"), {"COLORFGBG": "0;15"}, DARK_GROUND),
    ],
    ids=["asked for", "COLORFGBG", "console", "asked for against COLORFGBG"],
)
def test_other_ways_to_choose(arguments: tuple[str, ...], environment: dict[str, str], colour: str) -> None:
    with Terminal(*arguments, environment=environment) as terminal:
        terminal.settled("step 0 ")
        assert ground(terminal) == colour
        is_asked = not arguments and "TERM" not in environment
        assert (QUESTION in terminal.raw) == is_asked
