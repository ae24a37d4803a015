from __future__ import annotations

import pytest

from xortui.core import functions
from xortui.core.backpropagation import write_program
from xortui.core.expression import ONE, Call, Constant, Greatest, Name, Negative, Product, Quotient, Sum
from xortui.core.functions import Function
from xortui.export.latex_formula import latex, latex_number, latex_symbol
from xortui.problems import built_in_names, load_problem

A, B = Name("h1"), Name("w5")
FUNCTIONS = [value for value in vars(functions).values() if isinstance(value, Function)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w1", r"w_{1}"),
        ("h12", r"h_{12}"),
        ("y", "y"),
        ("ŷ", r"\hat{y}"),
        ("ŷ1", r"\hat{y}_{1}"),
        ("C", "C"),
        ("C2", "C_{2}"),
        ("e4", "e_{4}"),
        ("η", r"\eta"),
        ("μ", r"\mu"),
        ("m", "m"),
        ("zmax", r"z_{\max}"),
        ("Σe", r"\Sigma e"),
        ("∂C/∂z3", r"\frac{\partial C}{\partial z_{3}}"),
        ("∂ŷ1/∂z4", r"\frac{\partial \hat{y}_{1}}{\partial z_{4}}"),
        ("Σg(w1)", r"\Sigma g(w_{1})"),
        ("ḡ(b2)", r"\bar{g}(b_{2})"),
        ("v(w11)", r"v(w_{11})"),
    ],
)
def test_each_name_has_its_symbol(name: str, expected: str) -> None:
    assert latex_symbol(name) == expected


@pytest.mark.parametrize(
    ("problem", "target", "expected"),
    [
        ("xor", "z1", r"w_{1} \cdot x_{1} + w_{3} \cdot x_{2} + b_{1}"),
        ("xor", "h1", r"\sigma(z_{1})"),
        ("xor", "C", r"\frac{1}{2} (\hat{y} - y)^{2}"),
        ("xor", "∂ŷ/∂z3", r"\hat{y} \cdot (1 - \hat{y})"),
        ("xor", "∂C/∂z3", r"\frac{\partial C}{\partial \hat{y}} \cdot \frac{\partial \hat{y}}{\partial z_{3}}"),
        ("xor", "w1", r"w_{1} - \eta \cdot \frac{\partial C}{\partial w_{1}}"),
        ("xor-tanh", "h1", r"\tanh(z_{1})"),
        ("xor-tanh", "∂h1/∂z1", "1 - h_{1}^{2}"),
        ("dead-relu", "h1", r"\max(0, z_{1})"),
        ("dead-relu", "∂h1/∂z1", "[z_{1} > 0]"),
        ("goodfellow", "∂C/∂ŷ", r"2 \cdot (\hat{y} - y)"),
        ("goodfellow", "ḡ(w1)", r"\frac{\Sigma g(w_{1})}{m}"),
        ("spiral", "v(w1)", r"\mu \cdot v(w_{1}) - \eta \cdot \bar{g}(w_{1})"),
        ("xor-bce", "∂C/∂ŷ", r"\frac{\hat{y} - y}{\hat{y} \cdot (1 - \hat{y})}"),
        ("xor-bce", "C", r"-(y \cdot \ln \sigma(z_{3}) + (1 - y) \cdot \ln \sigma(-z_{3}))"),
        ("iris", "zmax", r"\max(z_{5}, z_{6}, z_{7})"),
        ("iris", "e5", r"e^{z_{5} - z_{\max}}"),
        ("iris", "ŷ1", r"\frac{e_{5}}{\Sigma e}"),
        ("iris", "C1", r"-y_{1} \cdot (z_{5} - z_{\max} - \ln \Sigma e)"),
        ("iris", "∂ŷ1/∂z6", r"-\hat{y}_{1} \cdot \hat{y}_{2}"),
    ],
)
def test_operations_read_as_in_a_textbook(problem: str, target: str, expected: str) -> None:
    loaded = load_problem(problem)
    assert latex(write_program(loaded.network, loaded.training).by_target[target].expression) == expected


@pytest.mark.parametrize(
    ("expression", "numbers", "expected"),
    [
        (A * B, {"h1": "-0.5", "w5": "-2"}, r"-0.5 \cdot (-2)"),
        (A - B, {"h1": "1", "w5": "-2"}, "1 - (-2)"),
        (Call(functions.SQUARE, A), {"h1": "-0.5"}, "(-0.5)^{2}"),
        (Call(functions.SQUARE, A), {"h1": "1.5e-07"}, r"(1.5 \cdot 10^{-7})^{2}"),
        (B * A, {"h1": "-1.5e+20", "w5": "3"}, r"3 \cdot (-1.5 \cdot 10^{20})"),
        (Negative(A), {"h1": "-0.5"}, "-(-0.5)"),
        (Quotient(A, B), {"h1": "-1", "w5": "-2"}, r"\frac{-1}{-2}"),
        (Greatest((A, B)), {"h1": "-1", "w5": "-2"}, r"\max(-1, -2)"),
        (Call(functions.leaky_relu(0.01), A), {"h1": "-1"}, r"\max(0.01 \cdot (-1), (-1))"),
        (Sum((A, Constant(0.0, "…"), B)), {"h1": "1", "w5": "2"}, r"1 + \cdots + 2"),
    ],
)
def test_negative_numbers_get_parentheses_where_they_do_not_lead(
    expression: Sum, numbers: dict[str, str], expected: str
) -> None:
    assert latex(expression, lambda name: latex_number(numbers[name])) == expected


def test_a_sum_in_a_product_gets_parentheses() -> None:
    assert latex(Product((A + B, ONE - A))) == r"(h_{1} + w_{5}) \cdot (1 - h_{1})"


@pytest.mark.parametrize(
    ("digits", "expected"),
    [("-1.5", "-1.5"), ("1e-05", r"1 \cdot 10^{-5}"), ("-inf", r"-\infty"), ("nan", r"\text{undefined}")],
)
def test_numbers_have_powers_of_ten(digits: str, expected: str) -> None:
    assert latex_number(digits) == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_of_the_core_has_its_latex(function: Function) -> None:
    assert "h_{1}" in latex(Call(function, A))


@pytest.mark.parametrize("problem", built_in_names())
def test_all_that_a_program_says_is_ascii(problem: str) -> None:
    loaded = load_problem(problem)
    for operation in write_program(loaded.network, loaded.training).operations:
        assert latex_symbol(operation.target).isascii()
        assert latex(operation.expression).isascii()
