from __future__ import annotations

import math

import pytest

from xortui.core.expression import (
    HALF,
    ONE,
    TWO,
    Call,
    Constant,
    Expression,
    Name,
    Negative,
    Sum,
    formula,
    names,
    source,
)
from xortui.core.functions import FLOAT_FUNCTIONS, LOG_SIGMOID, RELU, SIGMOID, SQUARE, STEP, TANH

A, B, C = Name("a"), Name("b"), Name("c")

PRINTED = [
    (A + B + C, "a + b + c", "1 + (−2) + 3"),
    (A - B - C, "a − b − c", "1 − (−2) − 3"),
    (A - (B - C), "a − (b − c)", "1 − (−2 − 3)"),
    (A * B + C, "a·b + c", "1·(−2) + 3"),
    ((A + B) * C, "(a + b)·c", "(1 + (−2))·3"),
    (B * A, "b·a", "−2·1"),
    (B * (ONE - B), "b·(1 − b)", "−2·(1 − (−2))"),
    (A * (B * C), "a·(b·c)", "1·(−2·3)"),
    (A / B, "a / b", "1 / (−2)"),
    (A / (B * C), "a / (b·c)", "1 / (−2·3)"),
    ((A - B) / (B * (ONE - B)), "(a − b) / (b·(1 − b))", "(1 − (−2)) / (−2·(1 − (−2)))"),
    (A * (B / C), "a·(b / c)", "1·(−2 / 3)"),
    (-A, "−a", "−1"),
    (-B, "−b", "−(−2)"),
    (-(A + B), "−(a + b)", "−(1 + (−2))"),
    (A + (-B), "a − b", "1 − (−2)"),
    (HALF * Call(SQUARE, A - B), "½(a − b)²", "½(1 − (−2))²"),
    (TWO * (A - B), "2·(a − b)", "2·(1 − (−2))"),
    (Call(SQUARE, A), "a²", "1²"),
    (Call(SQUARE, B), "b²", "(−2)²"),
    (Call(SIGMOID, B), "σ(b)", "σ(−2)"),
    (Call(TANH, A + B), "tanh(a + b)", "tanh(1 + (−2))"),
    (Call(RELU, B), "max(0, b)", "max(0, −2)"),
    (Call(STEP, B), "[b > 0]", "[−2 > 0]"),
    (Call(LOG_SIGMOID, -A), "ln σ(−a)", "ln σ(−1)"),
    (Name("∂C/∂z") * Name("∂z/∂w"), "∂C/∂z · ∂z/∂w", "∂C/∂z · ∂z/∂w"),
    (A - C * Name("∂C/∂a"), "a − c · ∂C/∂a", "1 − 3 · ∂C/∂a"),
]
NUMBERS = {"a": "1", "b": "−2", "c": "3"}


@pytest.mark.parametrize(("expression", "symbols"), [(expression, symbols) for expression, symbols, _ in PRINTED])
def test_a_formula_prints_in_symbols(expression: Expression, symbols: str) -> None:
    assert formula(expression) == symbols


@pytest.mark.parametrize(("expression", "numbers"), [(expression, numbers) for expression, _, numbers in PRINTED])
def test_a_formula_prints_with_numbers_and_brackets_negative_ones(expression: Expression, numbers: str) -> None:
    assert formula(expression, lambda name: NUMBERS.get(name, name)) == numbers


def test_a_formula_written_as_python_computes_what_it_says() -> None:
    values = {"a": 0.3, "b": -1.7, "c": 2.9}
    expected = {
        "a − (b − c)": 0.3 - (-1.7 - 2.9),
        "(a + b)·c": (0.3 + -1.7) * 2.9,
        "a·(b / c)": 0.3 * (-1.7 / 2.9),
        "(a − b) / (b·(1 − b))": (0.3 + 1.7) / (-1.7 * 2.7),
        "−(a + b)": -(0.3 - 1.7),
        "½(a − b)²": 0.5 * ((0.3 + 1.7) * (0.3 + 1.7)),
        "σ(b)": 1 / (1 + math.exp(1.7)),
        "max(0, b)": 0.0,
        "[b > 0]": 0.0,
        "tanh(a + b)": math.tanh(0.3 - 1.7),
    }
    by_symbols = {symbols: expression for expression, symbols, _ in PRINTED}
    for symbols, value in expected.items():
        text = source(by_symbols[symbols], str, inline=True)
        assert eval(text, dict(FLOAT_FUNCTIONS), values) == value, text


def test_a_sum_is_added_from_left_to_right() -> None:
    big, small = Constant(1e16, "big"), ONE
    assert eval(source(big + small + small, str, inline=True)) == (1e16 + 1.0) + 1.0
    assert eval(source(Sum((big, small + small)), str, inline=True)) == 1e16 + 2.0


def test_names_come_from_left_to_right_as_often_as_they_are_read() -> None:
    assert list(names((A - B) / (B * (ONE - Negative(Call(TANH, C)))))) == ["a", "b", "b", "c"]


def test_something_else_is_not_an_expression() -> None:
    with pytest.raises(TypeError, match="not an expression"):
        formula(Expression())
    with pytest.raises(TypeError, match="not an expression"):
        source(Expression(), str, inline=True)
