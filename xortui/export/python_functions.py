"""The functions of an exported script, as a teacher writes them on arrays; made from the rows of `core.functions`.

e^z and tanh come from the standard library, unit by unit, as in the engine for small networks, or from NumPy, as in the
engine for wide ones. The two differ in the last bit, which some trainings make large.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xortui.core.activations import SOFTMAX, activation
from xortui.core.expression import ONE, Name
from xortui.core.functions import Function
from xortui.core.losses import LOSSES
from xortui.export.python_formula import PythonFormula

_SOFTMAX = """\
e = np.array([math.exp(v) for v in z - np.max(z)])
    # Python's own sum adds the numbers of an array from left to right.
    return e / sum(e)"""
_SOFTMAX_AT_ONCE = "e = np.exp(z - np.max(z))\n    return e / np.sum(e)"
_LOG_SOFTMAX = '''\
def log_softmax(z):
    """Return ln softmax(z), finite even where an output is rounded to 0."""
    shifted = z - np.max(z)
    return shifted - np.log(np.sum(np.exp(shifted)))'''

_OF_NUMPY = re.compile(r"return (np\.\w+)\(z\)")


class Functions:
    """The functions that one script needs: asked for by formula, defined together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bodies: dict[str, str] = {}
        self._needs_log_softmax = False

    def value(self, name: str, z: str, *, by_numpy: bool) -> str:
        """Return the Python for a layer's values, given that of its weighted sums."""
        if name == SOFTMAX:
            return f"{self._defined(SOFTMAX, SOFTMAX, _SOFTMAX_AT_ONCE if by_numpy else _SOFTMAX, by_numpy)}({z})"
        return self._formula({"z": z}, by_numpy=by_numpy).text(activation(name).value(Name("z")))

    def derivative(self, name: str, z: str, a: str, *, by_numpy: bool) -> str:
        """Return the Python for ∂a/∂z, to stand in a product; nothing where that is 1."""
        slope = activation(name).derivative(Name("z"), Name("a"))
        return "" if slope == ONE else self._formula({"z": z, "a": a}, by_numpy=by_numpy).factor(slope)

    def error(self, loss: str, *, by_numpy: bool) -> str:
        """Return the Python for ∂C/∂ŷ, or ∂C/∂z where the loss gives that in one piece, to stand in a product."""
        row = LOSSES[loss]
        error = (row.through_activation or row.derivative)(Name("yhat"), Name("y"))
        return self._formula({}, by_numpy=by_numpy).factor(error)

    def loss(self, name: str, z: str, *, is_mean: bool, is_softmax: bool) -> str:
        """Return the Python for C, given that of the outputs' weighted sums."""
        if is_softmax:
            self._needs_log_softmax = True
            z = f"log_softmax({z})"
        term = LOSSES[name].term(Name("yhat"), Name("y"), Name("z"))
        return f"np.{'mean' if is_mean else 'sum'}({self._formula({'z': z}, by_numpy=True).text(term)})"

    @property
    def definitions(self) -> list[str]:
        """The functions that were asked for, as Python."""
        found = [f"def {name}(z):\n    {body}" for name, body in self._bodies.items()]
        return [*found, *([_LOG_SOFTMAX] if self._needs_log_softmax else [])]

    @property
    def needs_math(self) -> bool:
        """Whether one of them calls the standard library's math."""
        return any("math." in body for body in self._bodies.values())

    def update(self, names: Callable[[str], str]) -> PythonFormula:
        """Return what writes the formulas of an update, given how their names are called."""
        return PythonFormula(names, lambda function: self._called(function, by_numpy=True))

    def _formula(self, names: dict[str, str], *, by_numpy: bool) -> PythonFormula:
        return PythonFormula(
            lambda name: names.get(name, name), lambda function: self._called(function, by_numpy=by_numpy)
        )

    def _called(self, function: Function, *, by_numpy: bool) -> str:
        """Return what a function is called by: NumPy's name, where it is one of NumPy's, or that of a definition."""
        body = function.at_once if by_numpy and function.at_once else function.unit_by_unit
        if match := _OF_NUMPY.fullmatch(body):
            return match[1]
        return self._defined(function.name, function.key, body, by_numpy)

    def _defined(self, name: str, key: str, body: str, by_numpy: bool) -> str:
        """Return the name of a function with a body; another one where that name has another body already."""
        for candidate in (name, key, f"{key}_at_once" if by_numpy else f"{key}_unit_by_unit"):
            if self._bodies.setdefault(candidate, body) == body:
                return candidate
        raise AssertionError(f"expected one of the names of {key} to be free")
