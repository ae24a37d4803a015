from __future__ import annotations

from xortui.render.ascii_cells import cells_in_ascii
from xortui.render.glyphs import ascii_prose, ascii_row, ascii_text


def test_ascii_stands_cell_for_cell_where_tables_need_it() -> None:
    table = "▸w1  −0.4302 · ∂C/∂ŷ = ●┤│⣿⠀"
    assert ascii_text(table).isascii()
    assert len(ascii_text(table)) == len(table)
    assert ascii_text("∂C/∂ŷ = ŷ − y") == "dC/dY = Y - y"
    assert ascii_text("½(ŷ − y)²") == "0.5*(Y - y)^2"


def test_ascii_leaves_ascii_alone_and_never_lets_another_letter_through() -> None:
    assert ascii_text("step 12") == "step 12"
    assert ascii_text("漢字") == "??"


def test_lines_in_ascii_look_like_lines_and_not_like_signs() -> None:
    assert ascii_text("⠤⠤⠉⠒⣀⣀⠀") == "...... "
    assert ascii_text("⠑⢄ ⡠⠊ ⠱⡀ ⢀⠎") == "\\\\ // \\. ./"
    assert ascii_text("⢸") == "|"
    assert all(ascii_text(chr(0x2800 + bits)) in " /\\|x." for bits in range(256))


def test_letter_by_letter_each_takes_its_cells() -> None:
    assert cells_in_ascii("╭─ 🔎 find… ½√ ─╮") == "+- >  find~ 0s -+"
    assert cells_in_ascii("漢字 a\u0302") == "? ?  a"
    assert cells_in_ascii("abc") == "abc"


def test_in_ascii_nothing_that_differs_looks_alike() -> None:
    signs = "·∙●○←=‖"
    assert ascii_text(signs) == "*.@o==|"
    assert ascii_prose("w1 ← w1 − η · ∂C/∂w1   ‖ paused") == "w1 <- w1 - n * dC/dw1   || paused"


def test_a_sign_becomes_wider_where_blanks_behind_it_make_room_and_no_number_moves() -> None:
    assert ascii_row(["w1 ← 0.5", "      ", "+0.25"]) == ["w1 <- 0.5", "     ", "+0.25"]
    assert ascii_row(["w1 ← 0.5 ", "+0.25"]) == ["w1 = 0.5 ", "+0.25"]
    assert ascii_row([" xor   ", "‖ paused "]) == [" xor   ", "|| paused"]
    assert ascii_row(["b3 ← 1 ← 2", "  "]) == ["b3 <- 1 <- 2", ""]
