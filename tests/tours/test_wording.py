"""Text with expressions: what is computed, what is checked, and what is loose."""

from __future__ import annotations

import pytest

from xortui.tours.wording import Hole, filled, holes, loose_numbers

VALUES = {("w1", ""): -0.73127164, ("w1", "e10"): 2.0, ("w1 > 0", ""): False, ("C", ""): 3.5108548e-05}


def value(expression: str, position: str) -> float | bool:
    return VALUES[expression, position]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no number", "no number"),
        ("w1 is {w1}.", "w1 is −0.7313."),
        ("{ w1 : 2 }", "−0.73"),
        ("{w1:8}", "−0.73127164"),
        ("{w1 at e10}", "2"),
        ("{w1 = -0.73}", "-0.73"),
        ("{w1 = −0.731}", "−0.731"),
        ("{C = 0.0000351085}", "0.0000351085"),
        ("{C = 3.51e-5}", "3.51e-5"),
        ("{w1 > 0}", "false"),
        ("`{key edit}` edits", "`{edit}` edits"),
    ],
)
def test_a_hole_is_filled(text: str, shown: str) -> None:
    assert filled(text, value) == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{w1 = -0.74}", "w1 is −0.73127, not -0.74"),
        ("{w1 = 0.73}", "w1 is −0.73127, not 0.73"),
        ("{C = 0.00003}", "C is 3.51085e−5, not 0.00003"),
        ("{w1 > 0 = 1}", "w1 > 0 is true or false, not 1"),
        ("{", "a brace has no partner; expected {w1}"),
        ("{w1}}", "a brace has no partner; expected {w1}"),
        ("{{w1}", "a brace has no partner; expected {w1}"),
    ],
)
def test_what_does_not_hold_is_told_in_a_line(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        filled(text, value)
    assert str(caught.value) == told


def test_a_condition_is_no_check() -> None:
    assert list(holes("{w1 >= 0.5}")) == [Hole("w1 >= 0.5")]
    assert list(holes("{w1 == 0.5}")) == [Hole("w1 == 0.5")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("w1, h2 and ∂C/∂w12 are names", []),
        ("it is {w1}", []),
        ("the slope `1 − h1` in code", []),
        ("the number `0.5` in code", ["0.5"]),
        ("it is 0.25, or 12", ["0.25", "12"]),
        ("−3 and 1e-5", ["−3", "1e-5"]),
        ("1,000 epochs", ["1,000"]),
        ("one half", []),
        ("stop where `loss < 0.05` is true", []),
        ("type `break loss 0.05`, or `xortui xor --seed 3.5`", []),
        ("that is `w5 = 0.5`", ["0.5"]),
    ],
)
def test_a_number_that_nobody_checks_is_found(text: str, numbers: list[str]) -> None:
    assert loose_numbers(text, {"break", "edit"}) == numbers
