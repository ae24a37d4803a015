"""Formulas for LaTeX: expression trees and the names in them, in symbols or with numbers in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from xortui.core.expression import (
    HALF,
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)

Write = Callable[[str], str]
"""A name → the LaTeX to stand for it."""
_SUM, _PRODUCT, _ATOM = 1, 2, 3


_CONSTANTS = {"½": r"\frac{1}{2}", "…": r"\cdots", "√(2/π)": r"\sqrt{2/\pi}"}
_LETTERS = {
    "ŷ": r"\hat{y}",
    "β": r"\beta",
    "γ": r"\gamma",
    "ε": r"\epsilon",
    "η": r"\eta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ρ": r"\rho",
    "σ": r"\sigma",
}
_NAMED = {"zmax": r"z_{\max}", "Σe": r"\Sigma e", "‖g‖": r"\lVert g \rVert"}
_SLOTS = {"Σg": r"\Sigma g", "ḡ": r"\bar{g}", "ĝ": r"\hat{g}", "m\u0302": r"\hat{m}", "v\u0302": r"\hat{v}"}
_OF_A_PARAMETER = re.compile(r"([^()]+)\((.+)\)")
_DERIVATIVE = re.compile(r"∂(.+)/∂(.+)")


def latex_symbol(name: str) -> str:
    r"""Return a name of the program: w1 → w_{1}, ∂C/∂z3 → \frac{\partial C}{\partial z_{3}}."""
    if name in _NAMED:
        return _NAMED[name]
    if match := _DERIVATIVE.fullmatch(name):
        above, below = map(latex_symbol, match.groups())
        return rf"\frac{{\partial {above}}}{{\partial {below}}}"
    if match := _OF_A_PARAMETER.fullmatch(name):
        return f"{_SLOTS.get(match[1], match[1])}({latex_symbol(match[2])})"
    letter, number = name[0], name[1:]
    return _LETTERS.get(letter, letter) + (f"_{{{number}}}" if number else "")


def latex_number(digits: str) -> str:
    r"""Return a number: 1.5e-07 → 1.5 \cdot 10^{-7}."""
    match digits:
        case "inf" | "-inf":
            return digits.replace("inf", r"\infty")
        case "nan":
            return r"\text{undefined}"
    mantissa, _, exponent = digits.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def latex(expression: Expression, write: Write = latex_symbol) -> str:
    """Return an expression as LaTeX; a negative number that is not at its start gets parentheses."""
    return _latex(expression, write, leading=True)[0]


def latex_pieces(expression: Expression, write: Write = latex_symbol) -> list[list[tuple[str, str]]]:
    r"""Return an expression as LaTeX in pieces between which a line may be broken.

    Each term of a sum is a list of pairs: the operator before a piece (+, -, \cdot or nothing), and the piece.
    """
    match expression:
        case Sum(terms):
            pieces = []
            for place, term in enumerate(terms):
                sign = ("-" if isinstance(term, Negative) else "+") if place else ""
                body = term.argument if place and isinstance(term, Negative) else term
                pieces.append(_factors(body, write, sign))
            return pieces
    return [_factors(expression, write, "")]


def _factors(term: Expression, write: Write, sign: str) -> list[tuple[str, str]]:
    if not isinstance(term, Product) or HALF in term.factors:
        return [(sign, _part(term, write, _PRODUCT, leading=not sign))]
    first, *others = term.factors
    pieces = [(sign, _part(first, write, _PRODUCT, leading=not sign))]
    return pieces + [(r"\cdot", _part(factor, write, _ATOM, leading=False)) for factor in others]


def _part(child: Expression, write: Write, tightness: int, *, leading: bool) -> str:
    """Return a part of an expression, in parentheses if it binds less tightly than what is around it."""
    text, binds = _latex(child, write, leading=leading)
    return text if binds >= tightness else f"({_latex(child, write, leading=True)[0]})"


def _latex(expression: Expression, write: Write, *, leading: bool) -> tuple[str, int]:
    """Return the text and how tightly it binds."""
    match expression:
        case Name(symbol):
            text = write(symbol)
            if text.startswith("-") and not leading:
                return f"({text})", _ATOM
            return text, _PRODUCT if r"\cdot" in text else _ATOM
        case Constant(_, symbol):
            return _CONSTANTS.get(symbol, symbol), _ATOM
        case Sum(terms):
            text = _part(terms[0], write, _SUM, leading=leading)
            for term in terms[1:]:
                sign, body = ("-", term.argument) if isinstance(term, Negative) else ("+", term)
                text += f" {sign} {_part(body, write, _PRODUCT, leading=False)}"
            return text, _SUM
        case Product(factors):
            text = _part(factors[0], write, _PRODUCT, leading=leading)
            for before, factor in pairwise(factors):
                text += " " if before is HALF else r" \cdot "
                text += _part(factor, write, _ATOM, leading=before is HALF)
            return text, _PRODUCT
        case Quotient(numerator, denominator):
            return rf"\frac{{{latex(numerator, write)}}}{{{latex(denominator, write)}}}", _ATOM
        case Greatest(parts):
            return rf"\max({', '.join(latex(part, write) for part in parts)})", _ATOM
        case Least(parts):
            return rf"\min({', '.join(latex(part, write) for part in parts)})", _ATOM
        case Power(base, exponent):
            return f"{_part(base, write, _ATOM, leading=False)}^{{{latex(exponent, write)}}}", _ATOM
        case Negative(argument):
            text = f"-{_part(argument, write, _ATOM, leading=False)}"
            return (text if leading else f"({text})"), _PRODUCT if leading else _ATOM
        case Call(function, argument):
            if function.latex_encloses:
                return function.latex.format(latex(argument, write)), _ATOM
            inner = _part(argument, write, _ATOM, leading=False)
            return function.latex.format(f"({inner})" if inner.startswith(r"\frac") else inner), _ATOM
    raise TypeError(f"not an expression: {expression!r}")
