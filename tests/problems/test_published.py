"""Published numbers as they are typed and printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.problems import ProblemError, read_problem
from xortui.problems.published import Digits, Quantity, rounded_product


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("h1", "h1"),
        ("yhat", "ŷ"),
        ("yhat2[3]", "ŷ2[3]"),
        ("dC/dyhat1", "∂C/∂ŷ1"),
        ("dyhat1/dz3", "∂ŷ1/∂z3"),
        ("∂C/∂w5", "∂C/∂w5"),
        ("dC/dz3 * dz3/dh1", "∂C/∂z3·∂z3/∂h1"),
        ("dC/dz3 · dz3/dh1", "∂C/∂z3·∂z3/∂h1"),
        ("mean  C", "mean C"),
        ("gbar(w1)", "ḡ(w1)"),
        ("-dC/dz3", "−∂C/∂z3"),
        ("δ3", "∂C/∂z3"),
        ("-delta12", "−∂C/∂z12"),
        ("change(w5)", "Δw5"),
    ],
)
def test_a_quantity_is_read_as_people_type_it(typed: str, shown: str) -> None:
    assert str(Quantity.parse(typed)) == shown


@pytest.mark.parametrize("typed", ["", "h1[0]", "h1·", "a b", "h1[x]", "·"])
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="expected the name of a value"):
        Quantity.parse(typed)


@pytest.mark.parametrize(
    ("printed", "value", "agrees"),
    [
        ("0.59", 0.594, True),
        ("0.59", 0.586, True),
        ("0.59", 0.5999, True),  # cut off
        ("0.59", 0.6, False),
        ("0.59", 0.5849, False),
        ("-0.019", -0.0194, True),
        ("-0.019", 0.019, False),
        ("−0.5", -0.5, True),
        ("3.51e-5", 3.5149e-5, True),
        ("3.51e-5", 3.53e-5, False),
        ("1", 1.4, True),
        ("1", float("nan"), False),
        ("1", float("inf"), False),
        ("0.000", 0.00009, True),
        ("1200", 1200.3, True),
    ],
)
def test_digits_agree_if_rounding_or_cutting_off_gives_them(printed: str, value: float, agrees: bool) -> None:
    assert Digits(printed).agree_with(value) is agrees


@given(value=st.floats(-1e3, 1e3), decimals=st.integers(0, 11))
def test_a_number_agrees_with_itself_printed_and_not_with_what_is_two_units_off(value: float, decimals: int) -> None:
    printed = f"{value:.{decimals}f}"
    assert Digits(printed).agree_with(value)
    off = Decimal(printed) + 2 * Decimal((0, (1,), -decimals))
    assert not Digits(str(off)).agree_with(value)


@pytest.mark.parametrize("printed", ["1_0", "١", " 0.5", "0x1", "1e9999", "0." + "1" * 40, "--1", "inf", ""])
def test_what_is_no_printed_number_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="expected a number as it is printed"):
        Digits(printed)


def test_a_number_with_more_digits_than_a_float_has_is_compared_all_the_same() -> None:
    assert Digits("0.5000000000000000000000000000000000").agree_with(0.5)
    assert not Digits("0.1234567890123456789012345678901234").agree_with(0.5)
    assert Digits("1e300").agree_with(1e300)
    assert rounded_product((1e20, 1e20), 15) == Decimal(10) ** 40


def test_factors_are_rounded_before_they_are_multiplied() -> None:
    assert rounded_product((0.0449, 10.0), None) == pytest.approx(0.449)
    assert rounded_product((0.0449, 10.0), 2) == Decimal("0.4")


HEAD = '[[published]]\nat = "1"\nvalues = '
ERRATUM = '[[errata]]\nat = "1"\nquantity = "h1"\nprinted = "1"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + '{ h3 = "1" }', "published 1.values.h3: this network has no value 'h3'; expected one that the Prog"),
        (HEAD + '{ hh1 = "1" }', "published 1.values.hh1: this network has no value 'hh1'; did you mean h1?"),
        (
            HEAD + "{ h1 = 0.5 }",
            "published 1.values.h1: expected the digits as printed, in quotes such as '0.4321', got",
        ),
        (HEAD + '{ h1 = "half" }', "published 1.values.h1: expected a number as it is printed"),
        (HEAD + '{ "h1[9]" = "1" }', "published 1.values.h1[9]: expected a sample from 1 to 1, got 9"),
        (HEAD + '{ "w1[1]" = "1" }', "published 1.values.w1[1]: expected a value of sample 1's forward pass or loss"),
        (HEAD.replace('"1"', '"x"') + '{ h1 = "1" }', "published 1.at: expected a step such as '1', or an epoch such"),
        (
            HEAD.replace('"1"', '"1.3"') + '{ h1 = "1" }',
            "published 1.at: expected a step such as '1', or an epoch such",
        ),
        (
            HEAD.replace('"1"', '"0"') + '{ h1 = "1" }',
            "published 1.values.h1: at the start only parameters have values",
        ),
        (
            HEAD.replace('"1"', '"99999999"') + "{}",
            "published 1.at: expected a step of at most 10,000,000, got 99,999,999",
        ),
        (HEAD.replace("values", "value") + "{}", "published 1.value: unknown key; did you mean values?"),
        ("published = [3]", "published 1: expected a table, got a number"),
        (ERRATUM, "erratum 1.cause: missing; expected a sentence on how"),
        (
            ERRATUM + 'cause = "c"\nvariant = { rounded = 99 }',
            "erratum 1.variant.rounded: expected a number of decimals from 0 to 15, got 99",
        ),
        (
            ERRATUM + 'cause = "c"\nvariant = { training = { momentum = 2 } }',
            "erratum 1.variant.training.momentum: expected a number from 0 up to",
        ),
    ],
)
def test_a_mistake_is_one_line_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_problem(f"samples = [{{ x = [0, 0], y = [1] }}]\n{text}", "name", "file.toml")
    assert str(caught.value).startswith(f"file.toml: {message}")
    assert len(str(caught.value).splitlines()) == 1


def test_a_variant_is_checked_against_the_values_that_it_has_itself() -> None:
    text = """training = { update = "epoch" }
samples = [{ x = [0, 0], y = [1] }]
[[errata]]
at = "1"
quantity = "gbar(w1)"
printed = "1"
cause = "c"
variant = { training = { update = "sample" } }
"""
    with pytest.raises(ProblemError, match=r"erratum 1.variant.quantity: this network has no value 'ḡ\(w1\)'"):
        read_problem(text, "name", "file.toml")


@pytest.mark.parametrize(("at", "shown"), [("00", "0"), ("e0", "0"), ("e01", "e1"), ("007", "7")])
def test_a_position_is_kept_in_one_form(at: str, shown: str) -> None:
    text = f'samples = [{{ x = [0, 0], y = [1] }}]\n[[published]]\nat = "{at}"\nvalues = {{ w1 = "1" }}'
    assert read_problem(text, "name", "file.toml").published[0].at == shown
