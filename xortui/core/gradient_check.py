"""The gradient check: a derivative of the loss found without backpropagation, to hold against the one found with it."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from xortui.core.compiler import compile_answers
from xortui.core.expression import functions
from xortui.core.program import Kind, Phase, Program

COMPLEX_STEP = 1e-20
CENTRAL_STEP = 6e-6
"""About the cube root of the spacing of floats at 1: where truncation and rounding errors are equally small."""

KINK = 1e-2
"""Slopes to the left and right that differ by more than this share are those of a kink, not of a curve."""


class Verdict(NamedTuple):
    """What the check found for one parameter."""

    method: str
    """'complex step' or 'central differences'."""
    expected: float
    """The derivative found by the check."""
    error: float
    """The gradient's distance from it, relative to the larger of the two, or to the least the method can measure."""
    tolerance: float
    """What error the method itself may have."""

    @property
    def agrees(self) -> bool:
        """Whether the gradient is right as far as the method can tell."""
        return self.error <= self.tolerance


class GradientCheck:
    """Checks the gradients of one program.

    Where every function is analytic, Im C(w + i·h)/h with h = 1e−20 is the derivative to the last bits, as nothing is
    subtracted (Squire and Trapp, SIAM Review 40, 1998). Else (C(w + h) − C(w − h))/2h.
    """

    def __init__(self, program: Program) -> None:
        """Compile the loss for the method that the network allows."""
        self._program = program
        smooth = _is_smooth(program)
        self._answers = compile_answers(program, COMPLEX_FUNCTIONS)
        self._derivative = self._complex_step if smooth else self._central_difference
        self.method = "complex step" if smooth else "central differences"
        """How derivatives are found."""
        self._tolerance = 1e-9 if smooth else 1e-4

    def check(
        self, parameter: str, gradient: float, state: Sequence[float], x: Sequence[float], y: Sequence[float]
    ) -> Verdict:
        """Hold a gradient ∂C/∂parameter against the check's own, for one sample and the state before its update.

        Raises:
            KeyError: if the network has no such parameter.
        """
        index = self._program.state_index[parameter]
        expected, least = self._derivative(index, state, x, y, gradient)
        error = abs(gradient - expected) / max(abs(gradient), abs(expected), least)
        return Verdict(self.method, expected, error, self._tolerance)

    def _complex_step(
        self, index: int, state: Sequence[float], x: Sequence[float], y: Sequence[float], _: float
    ) -> tuple[float, float]:
        """Return the derivative, and below what size rounding leaves fewer digits of it than the tolerance asks for."""
        moved: list[complex] = list(state)
        moved[index] += COMPLEX_STEP * 1j
        return float(self._answers(moved, x, y)[-1].imag) / COMPLEX_STEP, 1e-4

    def _central_difference(
        self, index: int, state: Sequence[float], x: Sequence[float], y: Sequence[float], gradient: float
    ) -> tuple[float, float]:
        """Return the same; here the rounding is that of C, magnified by 1/2h.

        Where max(0, z) stands at its kink, every number between the slopes of the two sides is a derivative: then the
        one of them that is nearest to the gradient is returned.
        """
        step = CENTRAL_STEP * max(1.0, abs(state[index]))
        above = list(state)
        below = list(state)
        above[index] += step
        below[index] -= step
        high, here, low = (float(self._answers(moved, x, y)[-1].real) for moved in (above, state, below))
        least = 1e-6 * max(1.0, abs(high))
        right = (high - here) / (above[index] - state[index])
        left = (here - low) / (state[index] - below[index])
        if abs(right - left) > KINK * max(abs(right), abs(left), least):
            return min(max(gradient, min(left, right)), max(left, right)), least
        return (high - low) / (above[index] - below[index]), least


def _is_smooth(program: Program) -> bool:
    """Say whether C is analytic in every parameter, so that a complex step gives its derivatives."""
    for operation in program.operations:
        # A mask depends on no parameter, however it is drawn.
        is_mask = operation.kind in (Kind.DRAW, Kind.MASK)
        is_before_c = operation.phase in (Phase.FORWARD, Phase.LOSS) and not is_mask
        if is_before_c and not all(function.is_smooth for function in functions(operation.expression)):
            return False
    return True


def _sigmoid(z: complex) -> complex:
    return 0j if z.real < -700.0 else 1.0 / (1.0 + cmath.exp(-z))


def _log_sigmoid(z: complex) -> complex:
    return -_log1p(cmath.exp(-z)) if z.real > 0.0 else z - _log1p(cmath.exp(z))


def _log1p(a: complex) -> complex:
    """Return ln(1 + a), precise for small a, which cmath does not have: ln|1 + a| + i·arg(1 + a)."""
    return complex(0.5 * math.log1p(a.real * (2.0 + a.real) + a.imag * a.imag), math.atan2(a.imag, 1.0 + a.real))


def _kinked(value: Callable[..., float], slope: Callable[..., float]) -> Callable[..., complex]:
    """Return a function made of pieces, which a complex step takes by the piece that its real part is in."""

    def take(z: complex, *constant: float) -> complex:
        if z.real != z.real:
            return z
        return complex(value(z.real, *constant), slope(z.real, *constant) * z.imag)

    return take


def _normal(z: complex) -> complex:
    """Return Φ(z), for a step that is small: the slope of Φ is φ."""
    return complex(0.5 * math.erfc(-math.sqrt(0.5) * z.real), _density(z).real * z.imag)


def _density(z: complex) -> complex:
    return cmath.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def _greatest(*parts: complex) -> complex:
    return max(parts, key=lambda z: z.real)


def _least(*parts: complex) -> complex:
    return min(parts, key=lambda z: z.real)


def _square(a: complex) -> complex:
    return a * a


COMPLEX_FUNCTIONS: Mapping[str, Callable[..., complex]] = {
    "sigmoid": _sigmoid,
    "tanh": cmath.tanh,
    "relu": _kinked(lambda z: max(z, 0.0), lambda z: float(z > 0.0)),
    "is_positive": _kinked(lambda z: float(z > 0.0), lambda _: 0.0),
    "step_or_half": _kinked(lambda z: float(z > 0.0) + 0.5 * (z == 0.0), lambda _: 0.0),
    "step_or_one": _kinked(lambda z: float(z >= 0.0), lambda _: 0.0),
    "leaky_relu": _kinked(lambda z, slope: z if z > 0.0 else slope * z, lambda z, slope: 1.0 if z > 0.0 else slope),
    "leaky_step": _kinked(lambda z, slope: 1.0 if z > 0.0 else slope, lambda *_: 0.0),
    "elu": _kinked(
        lambda z, alpha: z if z > 0.0 else alpha * math.expm1(z),
        lambda z, alpha: 1.0 if z > 0.0 else alpha * math.exp(z),
    ),
    "elu_slope": _kinked(
        lambda z, alpha: 1.0 if z > 0.0 else alpha * math.exp(z),
        lambda z, alpha: 0.0 if z > 0.0 else alpha * math.exp(z),
    ),
    "hard_tanh": _kinked(lambda z: min(max(z, -1.0), 1.0), lambda z: float(abs(z) < 1.0)),
    "inside": _kinked(lambda z: float(abs(z) < 1.0), lambda _: 0.0),
    "sign": _kinked(lambda z: float(z > 0.0) - float(z < 0.0), lambda _: 0.0),
    "floor": _kinked(lambda z: float(math.floor(z)), lambda _: 0.0),
    "log_sigmoid": _log_sigmoid,
    "softplus": lambda z: -_log_sigmoid(-z),
    "normal": _normal,
    "density": _density,
    "greatest": _greatest,
    "least": _least,
    "power_of_e": cmath.exp,
    "power": lambda a, b: a**b,
    "ln": cmath.log,
    "sine": cmath.sin,
    "cosine": cmath.cos,
    "arctangent": cmath.atan,
    "absolute": _kinked(abs, lambda z: float(z > 0.0) - float(z < 0.0)),
    "square_root": cmath.sqrt,
    "divide": lambda a, b: a / b,
    "square": _square,
}
