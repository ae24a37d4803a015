"""What a source prints beside what is computed: exact strings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, load_problem
from xortui.problems.published import Digits, Published, Quantity
from xortui.render.published import AGREES, DIFFERS, comparison, computed_digits, mark, verdict

MAZUR = load_problem("mazur")
THIRD = "0.333333333333333314829616256247"
"""Thirty digits of the float next to a third."""


def published(printed: str, quantity: str = "h1", at: str = "1") -> Published:
    return Published(Quantity.parse(quantity), at, Digits(printed))


def printing(*found: Published, base: Problem = MAZUR) -> Problem:
    return replace(base, published=found, errata=())


def at(problem: Problem, position: str) -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


@pytest.mark.parametrize(
    ("printed", "value", "expected"),
    [
        ("0.59", 0.5932699921, "0.59"),
        ("0.593269992", 0.5932699921, "0.593269992"),
        (".59", 0.5932699921, "0.59"),
        ("0.40", 0.4, "0.40"),
        ("0.5", 0.25, "0.3"),
        ("0.5", -0.25, "−0.3"),
        ("-0.019", -0.0194, "−0.019"),
        ("−0.5", -0.5, "−0.5"),
        ("+1.5", 1.5, "1.5"),
        ("0.00", 0.0, "0.00"),
        ("0.000", 0.00009, "0.000"),
        ("0.9", 0.99, "1.0"),
        ("1", 1.4, "1"),
        ("1.", 1.4, "1"),
        ("1200", 1200.3, "1200"),
        ("1200", 98765.4, "98765"),
        ("0.1", 12345.678, "12345.7"),
        ("1.00", Decimal("2.005"), "2.01"),
        # A power of ten, where one is printed: with the digits down to the same place.
        ("3.51e-5", 3.5149e-5, "3.51e−5"),
        ("3.51E-5", 3.5149e-5, "3.51e−5"),
        ("3.51e−5", -3.5149e-5, "−3.51e−5"),
        ("3.51e-5", 3.5149e-4, "3.515e−4"),
        ("3.51e-5", 3.5149e-6, "3.5e−6"),
        ("1.2e3", 1249.9, "1.2e3"),
        ("1.2e+3", 1250.0, "1.3e3"),
        ("1e2", 1249.9, "1.2e3"),
        ("1e-300", 1.2e-300, "1e−300"),
        ("6.02e23", 6.02214076e23, "6.02e23"),
        # More digits than a decimal number has by default, and than a float has.
        (THIRD, 1 / 3, THIRD),
        ("0.33333333333333333333333333333333333333", 1 / 3, "0.33333333333333331482961625624739099294"),
        ("0.100000000000000000000000000000", 0.1, "0.100000000000000005551115123126"),
        ("-0.100000000000000000000000000000", -0.1, "−0.100000000000000005551115123126"),
        ("1234567890123456789012345678901", 2.0**100, "1267650600228229401496703205376"),
        ("0.1", 1e30, "1000000000000000019884624838656.0"),
        ("3.33333333333333314829616256247e-1", 1 / 3, "3.33333333333333314829616256247e−1"),
        ("0.1", nan, "not there"),
        ("0.1", inf, "not there"),
        ("1e5", -inf, "not there"),
    ],
)
def test_a_computed_number_has_as_many_digits_as_are_printed(
    printed: str, value: float | Decimal, expected: str
) -> None:
    assert computed_digits(published(printed), value) == expected


@given(st.floats(-1e6, 1e6), st.integers(0, 30))
def test_with_so_many_decimals_it_is_the_number_that_python_prints(value: float, decimals: int) -> None:
    exact = f"{Decimal(value):.{decimals}f}"
    found = computed_digits(published(exact), value).replace("−", "-")
    assert len(found.partition(".")[2]) == decimals
    assert abs(Decimal(found) - Decimal(exact)) <= Decimal((0, (1,), -decimals))  # halves go up here, to even there


@given(st.floats(-1e30, 1e30, allow_subnormal=False), st.integers(0, 15))
def test_with_a_power_of_ten_it_is_printed_as_it_is_read(value: float, digits: int) -> None:
    printed = f"{value:.{digits}e}"
    found = computed_digits(published(printed), value).replace("−", "-")
    assert "e" in found
    half_of_the_last_digit = Decimal((0, (5,), Digits(printed).exponent - 1))
    assert abs(Decimal(found) - Decimal(value)) <= half_of_the_last_digit


@pytest.mark.parametrize(
    ("printed", "value", "sign"),
    [
        ("0.59", 0.594, AGREES),
        ("0.59", 0.5999, AGREES),
        ("0.59", 0.5849, DIFFERS),
        ("-0.59", 0.594, DIFFERS),
        ("3.51e-5", 3.5149e-5, AGREES),
        ("3.51e-5", 3.53e-5, DIFFERS),
        (THIRD, 1 / 3, AGREES),
        (THIRD[:-1] + "9", 1 / 3, DIFFERS),
        ("0.1", nan, DIFFERS),
        ("0.1", inf, DIFFERS),
    ],
)
def test_the_verdict_is_whether_the_digits_are_those(printed: str, value: float, sign: str) -> None:
    assert verdict(published(printed), value) == sign


def test_of_what_is_printed_negated_the_sign_is_turned() -> None:
    assert verdict(published("-0.1385", "-delta3"), 0.13849) == AGREES
    assert verdict(published("0.1385", "-delta3"), -0.13849) == AGREES
    assert verdict(published("0.1385", "-delta3"), 0.13849) == DIFFERS


def test_a_value_is_marked_if_its_source_prints_it_and_once_it_is_computed() -> None:
    problem = printing(published("0.593269992"), published("0.7", "h2"), published("0.35891648", "w5"))
    end = at(problem, "1")
    assert [mark(end, name) for name in ("h1", "h2", "w5", "z1", "w1")] == [AGREES, DIFFERS, AGREES, "", ""]
    inside = at(problem, "1.1")
    assert [mark(inside, name) for name in ("h1", "h2", "w5")] == ["", "", ""]
    assert [mark(at(problem, other), "h1") for other in ("0", "2")] == ["", ""]


def test_the_comparison_has_both_numbers_and_a_sign() -> None:
    problem = printing(
        published("0.593269992"),
        published("0.7", "h2"),
        published("8.22e-2", "dC/dw5"),
        published("-.1385", "-delta3"),
        published(THIRD, "z1"),
    )
    end = at(problem, "1")
    assert {name: comparison(end, name) for name in ("h1", "h2", "∂C/∂w5", "∂C/∂z3", "z1", "z2")} == {
        "h1": "0.593269992, published 0.593269992 ✓",
        "h2": "0.6, published 0.7 ≠",
        "∂C/∂w5": "8.22e−2, published 8.22e−2 ✓",
        "∂C/∂z3": "0.1385, published −.1385 for −∂C/∂z3 ✓",
        "z1": "0.377500000000000002220446049250, published 0.333333333333333314829616256247 ≠",
        "z2": "",
    }
    assert comparison(at(problem, "1.1"), "h1") == ""


def test_what_is_not_finite_is_not_there() -> None:
    diverging = load_problem("diverging")
    debugger = Debugger(diverging)
    end = debugger.go_to("e200").position
    found = published("1.5", "C", str(end.step))
    assert comparison(at(printing(found, base=diverging), "e200"), "C") == "not there, published 1.5 ≠"


def test_zero_has_no_sign() -> None:
    assert computed_digits(published("0.00"), -0.0) == "0.00"
    assert computed_digits(published("0.00"), -0.25) == "−0.25"
