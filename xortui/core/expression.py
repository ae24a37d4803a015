"""Expressions: small immutable trees, printed as formulas and written as Python by the same rules of precedence."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xortui.core.functions import Function

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4


class Expression:
    """A formula over named values; built with the operators + − · / and calls of a `Function`."""

    __slots__ = ()

    def __add__(self, other: Expression) -> Expression:
        """Add: a + b."""
        left = self.terms if isinstance(self, Sum) else (self,)
        return Sum((*left, other))

    def __sub__(self, other: Expression) -> Expression:
        """Subtract: a − b."""
        return self + Negative(other)

    def __mul__(self, other: Expression) -> Expression:
        """Multiply: a·b."""
        left = self.factors if isinstance(self, Product) else (self,)
        return Product((*left, other))

    def __truediv__(self, other: Expression) -> Expression:
        """Divide: a/b."""
        return Quotient(self, other)

    def __neg__(self) -> Expression:
        """Negate: −a."""
        return Negative(self)


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A named value."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A number that is part of the formula."""

    value: float
    symbol: str


@dataclass(frozen=True, slots=True)
class Sum(Expression):
    """Terms added from left to right."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product(Expression):
    """Factors multiplied from left to right."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Expression):
    """A ratio; IEEE rules on division by zero (±∞ or NaN), never an exception."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Greatest(Expression):
    """The greatest of some expressions; NaN if the first is."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Least(Expression):
    """The least of some expressions; NaN if the first is."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Power(Expression):
    """A base raised to an exponent; ∞ where that is larger than any float."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Negative(Expression):
    """A negated expression."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function of one expression."""

    function: Function
    argument: Expression


ZERO = Constant(0.0, "0")
ONE = Constant(1.0, "1")
HALF = Constant(0.5, "½")
TWO = Constant(2.0, "2")
MAX_TERMS = 500
"""Terms that Python's parser reads as one sum; longer ones are added by a function."""


def names(expression: Expression) -> Iterator[str]:
    """Yield every name an expression reads, from left to right, repeated as it is repeated."""
    match expression:
        case Name(symbol):
            yield symbol
        case Sum(parts) | Product(parts) | Greatest(parts) | Least(parts):
            for part in parts:
                yield from names(part)
        case Quotient(first, second) | Power(first, second):
            yield from names(first)
            yield from names(second)
        case Negative(argument) | Call(_, argument):
            yield from names(argument)


def functions(expression: Expression) -> Iterator[Function]:
    """Yield every function an expression calls."""
    match expression:
        case Sum(parts) | Product(parts) | Greatest(parts) | Least(parts):
            for part in parts:
                yield from functions(part)
        case Quotient(first, second) | Power(first, second):
            yield from functions(first)
            yield from functions(second)
        case Negative(argument):
            yield from functions(argument)
        case Call(function, argument):
            yield function
            yield from functions(argument)


def rebuild(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return an expression with each of its direct parts changed; one that has no parts, as it is."""
    match expression:
        case Sum(parts):
            return Sum(tuple(map(change, parts)))
        case Product(parts):
            return Product(tuple(map(change, parts)))
        case Greatest(parts):
            return Greatest(tuple(map(change, parts)))
        case Least(parts):
            return Least(tuple(map(change, parts)))
        case Quotient(numerator, denominator):
            return Quotient(change(numerator), change(denominator))
        case Power(base, exponent):
            return Power(change(base), change(exponent))
        case Negative(argument):
            return Negative(change(argument))
        case Call(function, argument):
            return Call(function, change(argument))
    return expression


def formula(expression: Expression, write: Callable[[str], str] = str) -> str:
    """Print an expression for people.

    Args:
        expression: what to print.
        write: how to write a name: as itself, or as its number. A negative number that is not at the start of its
            expression gets parentheses.
    """
    return _formula(expression, write, leading=True)[0]


def _formula(expression: Expression, write: Callable[[str], str], *, leading: bool) -> tuple[str, int]:
    """Return the text and how tightly it binds."""

    def part(child: Expression, tightness: int, *, first: bool) -> str:
        text, binds = _formula(child, write, leading=first)
        return text if binds >= tightness else f"({_formula(child, write, leading=True)[0]})"

    match expression:
        case Name(symbol):
            text = write(symbol)
            return (text if leading or text[0] not in "−-" else f"({text})"), _ATOM
        case Constant(_, symbol):
            return symbol, _ATOM
        case Sum(terms):
            text = part(terms[0], _SUM, first=leading)
            for term in terms[1:]:
                match term:
                    case Negative(argument):
                        text += f" − {part(argument, _PRODUCT, first=False)}"
                    case _:
                        text += f" + {part(term, _PRODUCT, first=False)}"
            return text, _SUM
        case Product(factors):
            loose = any(isinstance(factor, Name) and "∂" in factor.symbol for factor in factors)
            text = part(factors[0], _PRODUCT, first=leading)
            for before, factor in itertools.pairwise(factors):
                joined = "" if before is HALF else " · " if loose else "·"
                text += joined + part(factor, _POWER, first=before is HALF)
            return text, _PRODUCT
        case Quotient(numerator, denominator):
            above = part(numerator, _PRODUCT, first=leading)
            return f"{above} / {part(denominator, _POWER, first=False)}", _PRODUCT
        case Greatest(parts):
            return f"max({', '.join(part(child, _SUM, first=True) for child in parts)})", _ATOM
        case Least(parts):
            return f"min({', '.join(part(child, _SUM, first=True) for child in parts)})", _ATOM
        case Power(base, exponent):
            return f"{part(base, _ATOM, first=False)}^{part(exponent, _ATOM, first=False)}", _POWER
        case Negative(argument):
            text = f"−{part(argument, _ATOM, first=False)}"
            return (text if leading else f"({text})"), _PRODUCT
        case Call(function, argument):
            if function.encloses:
                return function.text.format(part(argument, _SUM, first=True)), _ATOM
            inner = part(argument, _ATOM, first=False)
            # ∂C/∂w1² would be another thing.
            is_derivative = isinstance(argument, Name) and inner.startswith("∂")
            text = function.text.format(f"({inner})" if is_derivative else inner)
            return text, _SUM if function.is_sum else _ATOM
    raise TypeError(f"not an expression: {expression!r}")


def source(expression: Expression, identifier: Callable[[str], str], *, inline: bool) -> str:
    """Write an expression as Python.

    The order of the arithmetic is the order of the tree, so that every function compiled from one expression gives
    the same bits.

    Args:
        expression: what to write.
        identifier: the Python name for a symbol.
        inline: write calls as arithmetic on floats, without the cost of a Python call; otherwise as calls of the
            function's name, for a namespace of functions on arrays or complex numbers.
    """

    def write(child: Expression) -> str:
        return source(child, identifier, inline=inline)

    match expression:
        case Name(symbol):
            return identifier(symbol)
        case Constant(value, _):
            return repr(value)
        case Sum(terms) if inline and len(terms) > MAX_TERMS:
            return f"left_sum(({', '.join(map(write, terms))}))"
        case Sum(terms):
            text = write(terms[0])
            for term in terms[1:]:
                match term:
                    case Negative(argument):
                        text += f" - {write(argument)}"
                    case _:
                        text += f" + {write(term)}"
            return f"({text})"
        case Product(factors):
            return f"({' * '.join(write(factor) for factor in factors)})"
        case Quotient(numerator, Constant(value, _)) if value:
            return f"({write(numerator)} / {value!r})"
        case Quotient(numerator, denominator):
            return f"divide({write(numerator)}, {write(denominator)})"
        case Greatest(parts):
            return f"{'max' if inline else 'greatest'}({', '.join(map(write, parts))})"
        case Least(parts):
            return f"{'min' if inline else 'least'}({', '.join(map(write, parts))})"
        case Power(base, exponent):
            return f"power({write(base)}, {write(exponent)})"
        case Negative(argument):
            return f"(-{write(argument)})"
        case Call(function, argument):
            return function.inline.format(write(argument)) if inline else function.call(write(argument))
    raise TypeError(f"not an expression: {expression!r}")
