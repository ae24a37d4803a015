"""Formulas as Python that a teacher would write: expression trees on arrays, with as few brackets as it takes."""

from __future__ import annotations

from collections.abc import Callable

from xortui.core.expression import (
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
from xortui.core.functions import SQUARE, Function

_SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = range(5)


class PythonFormula:
    """Writes expressions, all with the same names and functions."""

    def __init__(
        self,
        name: Callable[[str], str],
        function: Callable[[Function], str],
        *,
        greatest: str = "np.maximum",
        least: str = "np.minimum",
    ) -> None:
        """Take how names and functions are called.

        Args:
            name: a name of the formula → the Python that stands for it: a name, a call, or anything else that binds as
                tightly.
            function: a function → what it is called by.
            greatest: what returns the larger of two.
            least: what returns the smaller of two.
        """
        self._greatest = greatest
        self._least = least
        self._name = name
        self._function = function

    def text(self, expression: Expression) -> str:
        """Return an expression as Python."""
        return self._written(expression)[0]

    def factor(self, expression: Expression) -> str:
        """Return an expression as Python that can stand in a product and is computed before it."""
        text, binds = self._written(expression)
        return text if binds >= _POWER else f"({text})"

    def _part(self, expression: Expression, tightness: int) -> str:
        text, binds = self._written(expression)
        return text if binds >= tightness else f"({text})"

    def _written(self, expression: Expression) -> tuple[str, int]:
        """Return the text and how tightly it binds."""
        match expression:
            case Name(symbol):
                return self._name(symbol), _ATOM
            case Constant(value, _):
                return python_number(value), _NEGATIVE if value < 0 else _ATOM
            case Sum((first, *others)):
                text = self._part(first, _SUM)
                for term in others:
                    if isinstance(term, Negative):
                        text += f" - {self._part(term.argument, _PRODUCT)}"
                    else:
                        text += f" + {self._part(term, _PRODUCT)}"
                return text, _SUM
            case Product((first, *others)):
                parts = [self._part(first, _PRODUCT), *(self._part(factor, _NEGATIVE) for factor in others)]
                return " * ".join(parts), _PRODUCT
            case Quotient(numerator, denominator):
                return f"{self._part(numerator, _PRODUCT)} / {self._part(denominator, _NEGATIVE)}", _PRODUCT
            case Power(base, exponent):
                return f"{self._part(base, _ATOM)} ** {self._part(exponent, _ATOM)}", _POWER
            case Negative(argument):
                return f"-{self._part(argument, _NEGATIVE)}", _NEGATIVE
            case Greatest(parts):
                return self._folded(self._greatest, parts), _ATOM
            case Least(parts):
                return self._folded(self._least, parts), _ATOM
            case Call(function, argument) if function == SQUARE:
                return f"{self._part(argument, _ATOM)} ** 2", _POWER
            case Call(function, argument):
                return f"{self._function(function)}({self.text(argument)})", _ATOM
        raise TypeError(f"not an expression: {expression!r}")

    def _folded(self, function: str, parts: tuple[Expression, ...]) -> str:
        text = self.text(parts[0])
        for part in parts[1:]:
            text = f"{function}({text}, {self.text(part)})"
        return text


def python_number(value: float) -> str:
    """Return a number, whole ones without a decimal point."""
    text = repr(float(value))
    return text.removesuffix(".0") if text != "-0.0" else text
