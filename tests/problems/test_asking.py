"""What a person types to ask a network about a point."""

from __future__ import annotations

import pytest

from xortui.problems import load_problem
from xortui.problems.asking import read_point


@pytest.mark.parametrize("text", ["1 0.5", "1, 0.5", "x1 = 1, x2 = 0.5", "x2=0.5 x1=1", "X2 = 0.5; X1 = 1"])
def test_a_point_is_given_by_place_or_by_name(text: str) -> None:
    assert read_point(load_problem(), text) == (1.0, 0.5)


def test_names_of_columns_and_their_symbols_are_taken() -> None:
    iris = load_problem("iris")
    names = iris.names.inputs
    assert len(names) == 4
    by_name = ", ".join(f"{name} = {place}" for place, name in enumerate(names))
    assert read_point(iris, by_name) == read_point(iris, "x4=3 x3=2 x2=1 x1=0") == (0.0, 1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x1 = 1", "expected x1, x2; x2 is missing"),
        ("x1 = 1, x1 = 2", "x1 is given twice"),
        ("x1 = 1, height = 2", "expected x1, x2, got 'height'"),
        ("x1 = 1, x2 =", "expected x1 = a number, got 'x2 ='"),
        ("x1 = 1, x2 = two", "expected a number, got 'two'"),
        ("x1 = 1 = 2", "expected x1 = a number, got '= 2'"),
        ("= 1", "expected x1 = a number, got '= 1'"),
    ],
)
def test_what_is_no_point_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^" + said + "$"):
        read_point(load_problem(), text)
