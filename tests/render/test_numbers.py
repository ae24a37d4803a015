from __future__ import annotations

from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.render.numbers import compact, fixed, round_up, short, sign_role


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, " 0.0000"),
        (-0.0, " 0.0000"),
        (0.5121, "+0.5121"),
        (-0.93049, "−0.9305"),
        (12.3456, "+12.346"),
        (-999999.4, "−999999"),
        (1234567.0, "+1.23e6"),
        (0.00012345, "+1.2e−4"),
        (-5e-12, "−5e−12"),
        (9.99996, "+10.000"),
        (1e300, "+1e300"),
        (inf, "     +∞"),
        (-inf, "     −∞"),
        (nan, "    NaN"),
        (None, "      ∙"),
    ],
)
def test_a_number_is_written_in_exactly_its_cells(value: float | None, text: str) -> None:
    assert fixed(value, 7) == text.rjust(7)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (0.5743, ["0.57", "0.574", "0.5743", "0.57430"]),
        (-0.0912, ["−0.1", "−0.09", "−0.091", "−0.0912"]),
        (0.0042, ["4e−3", "0.004", "0.0042", "0.00420"]),
        (-0.0042, ["≈0", "−4e−3", "−0.004", "−0.0042"]),
        (0.99999, ["1.00", "1.000", "1.0000", "0.99999"]),
        (-12.3456, ["−12", "−12.3", "−12.35", "−12.346"]),
        (1.0, ["1", "1", "1", "1"]),
        (0.0, ["0", "0", "0", "0"]),
        (-1e12, ["…", "−1e12", "−1e12", "−1.0e12"]),
        (-1e-12, ["≈0", "≈0", "−1e−12", "−1e−12"]),
        (nan, ["NaN", "NaN", "NaN", "NaN"]),
        (-inf, ["−∞", "−∞", "−∞", "−∞"]),
        (None, ["∙", "∙", "∙", "∙"]),
    ],
)
def test_a_number_is_short_but_whole(value: float | None, texts: list[str]) -> None:
    assert [compact(value, cells) for cells in (4, 5, 6, 7)] == texts


@given(st.floats(-1e307, 1e307), st.integers(4, 12))
def test_no_short_number_is_cut_or_says_another_size(value: float, cells: int) -> None:
    text = compact(value, cells)
    assert len(text) <= cells
    if text == "≈0":
        assert 0 < abs(value) < 0.05
    elif text == "…":
        assert abs(value) >= 999
    else:
        read = float(text.replace("−", "-"))
        assert isclose(read, value, rel_tol=0.5, abs_tol=0.05) or isclose(read, value, rel_tol=0.35)
        assert (read < 0) == (value < 0)


@given(st.floats(-1e307, 1e307), st.integers(7, 14))
def test_no_number_is_ever_cut_or_says_another_size(value: float, width: int) -> None:
    text = fixed(value, width)
    assert len(text) <= max(width, 7)
    read = float(text.strip().replace("−", "-"))
    assert isclose(read, value, rel_tol=0.6, abs_tol=1e-300)
    if 0.01 <= abs(value) < 10:
        assert isclose(read, value, rel_tol=0.01)


def test_running_text_has_no_needless_digits() -> None:
    assert [short(value) for value in (0.0, 1.0, -1.0, 0.5, -0.43021, 3e-9, None)] == [
        "0", "1", "−1", "0.5000", "−0.4302", "3.0e−9", "∙",
    ]  # fmt: skip


def test_the_role_says_the_sign() -> None:
    assert [sign_role(value) for value in (1.0, -1.0, 0.0, inf, nan, None)] == [
        "positive", "negative", "text", "bad", "bad", "dim",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [5e-324, 1e-310, 1e-300, 0.07, 1.0, 1.7e308])
def test_an_axis_reaches_over_its_greatest_value_wherever_floats_are(value: float) -> None:
    assert value <= round_up(value) < float("inf")
