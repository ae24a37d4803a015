from __future__ import annotations

from xortui.render.ascii_cells import cells_in_ascii
from xortui.render.glyphs import ascii_text


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
