"""Lines in ASCII: each looks like a line, and none like a sign."""

from __future__ import annotations

import pytest

from tests.render.test_diagram import VIEW, at
from xortui.render.ascii_canvas import AsciiCanvas
from xortui.render.diagram import network_rows
from xortui.render.glyphs import ascii_text
from xortui.render.row import plain

PICTURE = [
    "         before the update",
    "x1 0             h1 0.5752 z1 +0.303 b1 +0.303",
    " @##w1 -0.731# ##>@##",
    "   w2 +0.695  .'    w5 -0.009        z3 -0.882",
    "     '-.   .-'           # # ##      b3 -0.812",
    "        - .                     ##>@ Y  0.2927",
    "      .'   '.                --      y  0",
    "  w3 +0.528  '-.    w6 -0.101        C  0.0428",
    " @- w4 -0.490  -->@-'",
    "x2 0             h2 0.6405 z2 +0.577 b2 +0.577",
]


def drawn(canvas: AsciiCanvas) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in canvas.rows()]


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        ((23, 2), ["------------", "", "", ""]),
        ((1, 14), ["", "|", "|", "|"]),
        ((7, 14), ["", "\\\\", "  \\", "   \\"]),
        ((15, 14), [".", " '-.", "    '.", "      '-"]),
        ((23, 14), [".", " ''-.", "     ''-.", "         ''-"]),
    ],
)
def test_a_line_of_each_direction(end: tuple[int, int], lines: list[str]) -> None:
    canvas = AsciiCanvas(12, 4)
    canvas.line((0, 2), end, "dim")
    assert drawn(canvas) == lines


def test_lines_that_cross() -> None:
    canvas = AsciiCanvas(5, 5)
    canvas.line((0, 0), (9, 19), "dim")
    canvas.line((9, 0), (0, 19), "path")
    assert drawn(canvas) == ["\\   /", " \\ /", "  X", " / \\", "/   \\"]


def test_a_text_stands_on_its_line_and_beside_it_is_no_sign() -> None:
    canvas = AsciiCanvas(14, 1)
    canvas.line((0, 2), (27, 2), "dim")
    canvas.write(4, 0, "w1 0.5")
    canvas.line((0, 2), (27, 2), "path")
    assert drawn(canvas) == ["--- w1 0.5 ---"]


def test_a_broken_line_has_gaps_and_nothing_falls_outside() -> None:
    canvas = AsciiCanvas(9, 1)
    canvas.line((-6, 2), (40, 2), "dim", dotted=True)
    assert drawn(canvas) == ["-- -- --"]


def test_the_picture_of_xor() -> None:
    rows = network_rows(at("1.45"), VIEW, 46, 10, ascii_only=True)
    assert [ascii_text(plain(row)).rstrip() for row in rows] == PICTURE
