"""The picture of a sweep's cells: every number is that of the report, at any size."""

from __future__ import annotations

from functools import cache

import pytest

from xortui.problems import load_problem
from xortui.render.histogram import BAR
from xortui.render.row import row_width
from xortui.render.sweep_cells import CellCursor, sweep_cells_rows
from xortui.sweep.ends import ends_of
from xortui.sweep.findings import Sweep
from xortui.sweep.plan import Plan


@cache
def swept(spreads: tuple[float, ...] = (0.5, 4.0)) -> Sweep:
    found = Sweep(Plan(load_problem("xor"), starts=8, epochs=300, rates=(0.5, 8.0), spreads=spreads))
    found.run(1)
    return found


def picture(cursor: CellCursor, width: int = 80, height: int = 24, message: str = "") -> list[str]:
    found = swept()
    rows = sweep_cells_rows(found.plan, found.cells(), cursor, width, height, message=message)
    assert len(rows) == height
    assert {row_width(row) for row in rows} == {width}
    return ["".join(span.text for span in row).rstrip() for row in rows]


@pytest.mark.parametrize(("width", "height"), [(40, 12), (60, 18), (80, 24), (120, 40), (200, 60)])
def test_it_fills_any_size_and_names_the_chosen_cell_and_the_keys(width: int, height: int) -> None:
    lines = picture(CellCursor.of(swept().plan), width, height)
    assert lines[0].startswith("xor: the share of 8 starts that learns"[: width - 1])
    assert any(line.startswith("cell 1: ") for line in lines)
    assert "esc leaves" in lines[-1]


def test_the_cursor_goes_over_all_cells_and_stays_on_them() -> None:
    found = swept()
    cursor = CellCursor.of(found.plan)
    assert (cursor.rows, cursor.columns) == (2, 2)
    for move, number in [((0, 1), 2), ((0, 1), 2), ((1, 0), 4), ((1, 0), 4), ((0, -1), 3), ((-1, 0), 1)]:
        cursor = cursor.moved(*move)
        cell = found.cells()[cursor.place]
        assert cell.cell.number == number
        lines = picture(cursor)
        marked = [line for line in lines if "▸" in line]
        assert len(marked) == 1
        assert f"▸{marked[0].split('▸')[1][:2]} {100 * cell.share.value:3.0f} %" in marked[0]
        assert any(line.startswith(f"cell {number}: ") and f"η {cell.cell.rate:g}" in line for line in lines)
        assert any(line.startswith(f"{cell.share.part} of {cell.share.whole} starts learn") for line in lines)


def test_the_keys_that_open_an_end_are_as_many_as_there_are_ends() -> None:
    found = swept()
    cursor = CellCursor.of(found.plan)
    counts = set()
    for move in [(0, 0), (0, 1), (1, 0)]:
        cursor = cursor.moved(*move)
        ends = min(len(ends_of(found.cells()[cursor.place])), 8)
        counts.add(ends)
        keys = "1" if ends == 1 else f"1–{ends}"
        assert f"   {keys} an end   " in picture(cursor)[-1]
    assert len(counts) > 1


def test_what_does_not_fit_is_scrolled_to() -> None:
    cursor = CellCursor.of(swept().plan)
    above = picture(cursor, 60, 18)
    below = picture(cursor.scroll(9), 60, 18)
    assert above[:6] == below[:6]
    assert above[6:-1] != below[6:-1]
    assert picture(cursor.scroll(9).scroll(-100), 60, 18) == above


def test_news_stands_in_place_of_the_keys() -> None:
    assert picture(CellCursor.of(swept().plan), message="none of these starts learns")[-1] == (
        "none of these starts learns"
    )


def test_the_bars_are_quieter_than_the_numbers_before_them() -> None:
    found = swept()
    cursor = CellCursor.of(found.plan).moved(0, 1)
    rows = sweep_cells_rows(found.plan, found.cells(), cursor, 80, 24)
    bars = [span for row in rows for span in row if BAR * 2 in span.text and "%" not in span.text]
    assert bars
    assert {span.role for span in bars} == {"dim"}
    assert all(set(span.text.strip()) == {BAR} for span in bars)
