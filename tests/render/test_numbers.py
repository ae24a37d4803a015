from __future__ import annotations

from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.render.numbers import fixed, round_up, short, sign_role


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
        (None, "      ·"),
    ],
)
def test_a_number_is_written_in_exactly_its_cells(value: float | None, text: str) -> None:
    assert fixed(value, 7) == text.rjust(7)


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
        "0", "1", "−1", "0.5000", "−0.4302", "3.0e−9", "·",
    ]  # fmt: skip


def test_the_role_says_the_sign() -> None:
    assert [sign_role(value) for value in (1.0, -1.0, 0.0, inf, nan, None)] == [
        "positive", "negative", "text", "bad", "bad", "dim",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [5e-324, 1e-310, 1e-300, 0.07, 1.0, 1.7e308])
def test_an_axis_reaches_over_its_greatest_value_wherever_floats_are(value: float) -> None:
    assert value <= round_up(value) < float("inf")
