"""The functions of an exported script: activations, their derivatives and losses, as a teacher writes them on arrays.

e^z and tanh come from the standard library, unit by unit, as in the engine for small networks, or from NumPy, as in the
engine for wide ones. The two differ in the last bit, which some trainings make large.
"""

from __future__ import annotations

from collections.abc import Mapping

from xortui.core.activations import SOFTMAX

_BY_MATH: Mapping[str, str] = {
    "sigmoid": "# Below -709.78 exp(-v) is larger than any float.\n"
    "    return np.array([1 / (1 + math.exp(-v)) if v > -709.78 else 0.0 for v in z])",
    "tanh": "return np.array([math.tanh(v) for v in z])",
    "softplus": "return np.array([max(v, 0.0) + math.log1p(math.exp(-abs(v))) for v in z])",
    "relu": "return np.maximum(z, 0.0)",
    "leaky-relu": "return np.where(z > 0, z, 0.01 * z)",
    # Python's own sum adds the numbers of an array from left to right.
    SOFTMAX: "e = np.array([math.exp(v) for v in z - np.max(z)])\n    return e / sum(e)",
}
_BY_NUMPY: Mapping[str, str] = {
    **_BY_MATH,
    "sigmoid": "return 1 / (1 + np.exp(np.minimum(-z, 709.78)))",
    "tanh": "return np.tanh(z)",
    "softplus": "return np.logaddexp(0.0, z)",
    SOFTMAX: "e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
}
_DERIVATIVES: Mapping[str, str] = {
    "sigmoid": "({a} * (1 - {a}))",
    "tanh": "(1 - {a} * {a})",
    "softplus": "{sigmoid}({z})",
    "relu": "({z} > 0)",
    "leaky-relu": "np.where({z} > 0, 1, 0.01)",
}
_LOG_SOFTMAX = '''\
def log_softmax(z):
    """Return ln softmax(z), finite even where an output is rounded to 0."""
    shifted = z - np.max(z)
    return shifted - np.log(np.sum(np.exp(shifted)))'''


class Functions:
    """The functions that one script needs: asked for by activation, defined together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bodies: dict[str, str] = {}
        self._needs_log_softmax = False

    def value(self, activation: str, z: str, *, by_numpy: bool) -> str:
        """Return the Python for a layer's values, given that of its weighted sums."""
        if activation == "linear":
            return z
        return f"{self._named(activation, by_numpy=by_numpy)}({z})"

    def derivative(self, activation: str, z: str, a: str, *, by_numpy: bool) -> str:
        """Return the Python for ∂a/∂z, to stand in a product; nothing where that is 1."""
        if activation not in _DERIVATIVES:
            return ""
        sigmoid = self._named("sigmoid", by_numpy=by_numpy) if activation == "softplus" else ""
        return _DERIVATIVES[activation].format(z=z, a=a, sigmoid=sigmoid)

    def loss(self, name: str, z: str, *, is_mean: bool) -> str:
        """Return the Python for C, given that of the outputs' weighted sums."""
        total = "np.mean" if is_mean else "np.sum"
        match name:
            case "half-squared-error":
                return f"0.5 * {total}((yhat - y) ** 2)"
            case "squared-error":
                return f"{total}((yhat - y) ** 2)"
            case "binary-cross-entropy":
                # −y·ln σ(z) − (1 − y)·ln(1 − σ(z)) = ln(1 + e^z) − y·z
                return f"{total}(np.logaddexp(0.0, {z}) - y * {z})"
            case "cross-entropy":
                self._needs_log_softmax = True
                return f"-{total}(y * log_softmax({z}))"
        raise ValueError(f"no such loss: {name!r}")

    @property
    def definitions(self) -> list[str]:
        """The functions that were asked for, as Python."""
        found = [f"def {name}(z):\n    {body}" for name, body in self._bodies.items()]
        return [*found, *([_LOG_SOFTMAX] if self._needs_log_softmax else [])]

    @property
    def needs_math(self) -> bool:
        """Whether one of them calls the standard library's math."""
        return any("math." in body for body in self._bodies.values())

    def _named(self, activation: str, *, by_numpy: bool) -> str:
        """Return the name of a function, with another one where both ways to compute it are needed."""
        body, name = (_BY_NUMPY if by_numpy else _BY_MATH)[activation], activation.replace("-", "_")
        if self._bodies.setdefault(name, body) != body:
            name = f"{name}_unit_by_unit" if not by_numpy else f"{name}_at_once"
            self._bodies[name] = body
        return name
