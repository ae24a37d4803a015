"""The functions a formula may call: one row each, from which every reader of formulas takes its form.

A row says how the function is printed, set by LaTeX, computed on floats and written into an exported script. On arrays
and on complex numbers it is called by its name: see `arrays.ARRAY_FUNCTIONS` and `gradient_check.COMPLEX_FUNCTIONS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Function(NamedTuple):
    """A real function of one value."""

    name: str
    """What it is called in compiled code and in scripts."""
    text: str
    """How it is printed; {} stands for the argument."""
    inline: str
    """Its Python on floats; {0} stands for the argument. A NaN goes in and comes out."""
    latex: str
    """Its LaTeX; {} or {0} stands for the argument."""
    unit_by_unit: str
    """The body of its Python on an array z, with the standard library's functions."""
    at_once: str = ""
    """The same with NumPy's functions, where those differ in the last bit."""
    encloses: bool = True
    """Whether the printed form puts its argument between brackets of its own."""
    is_sum: bool = False
    """Whether the printed form is a sum, which needs brackets where it is multiplied."""
    latex_encloses: bool = True
    """Whether the LaTeX puts its argument between brackets of its own."""
    constant: float | None = None
    """What it is called with after its argument: the slope of a leaky ReLU."""
    is_smooth: bool = True
    """Whether it is analytic, so that a complex step gives its derivative."""

    @property
    def key(self) -> str:
        """What an exported script calls it: its name, with its constant if it has one."""
        if self.constant is None:
            return self.name
        return f"{self.name}_{self.constant:g}".replace(".", "_").replace("-", "minus_").replace("+", "")

    def call(self, argument: str) -> str:
        """Return the Python that calls it by its name, on arrays or complex numbers."""
        constant = "" if self.constant is None else f", {self.constant!r}"
        return f"{self.name}({argument}{constant})"


SIGMOID = Function(
    "sigmoid",
    "σ({})",
    "(0.0 if {0} < -709.78 else 1.0 / (1.0 + exp(-{0})))",
    r"\sigma({})",
    "# Below -709.78 exp(-v) is larger than any float.\n"
    "    return np.array([1 / (1 + math.exp(-v)) if v > -709.78 else 0.0 for v in z])",
    "return 1 / (1 + np.exp(np.minimum(-z, 709.78)))",
)
"""σ(z) = 1/(1 + e^−z). Below −709.78 e^−z is larger than any float and σ(z) smaller than 1e−308: 0."""
TANH = Function(
    "tanh",
    "tanh({})",
    "tanh({0})",
    r"\tanh({})",
    "return np.array([math.tanh(v) for v in z])",
    "return np.tanh(z)",
)
RELU = Function(
    "relu",
    "max(0, {})",
    "(0.0 if {0} <= 0.0 else {0})",
    r"\max(0, {})",
    "return np.maximum(z, 0.0)",
    is_smooth=False,
)
STEP = Function(
    "is_positive",
    "[{} > 0]",
    "(0.0 if {0} <= 0.0 else 1.0 if {0} > 0.0 else {0})",
    "[{} > 0]",
    "return np.heaviside(z, 0.0)",
    is_smooth=False,
)
"""Iverson's bracket [z > 0]: 1 where it holds, else 0; the derivative of max(0, z), taken as 0 at 0."""
STEP_OR_HALF = Function(
    "step_or_half",
    "½([{0} > 0] + [{0} ≥ 0])",
    "(0.0 if {0} < 0.0 else 1.0 if {0} > 0.0 else 0.5 + {0})",
    r"\frac{{1}}{{2}} ([{0} > 0] + [{0} \ge 0])",
    "return np.heaviside(z, 0.5)",
    is_smooth=False,
)
"""The derivative of max(0, z), taken as ½ at 0."""
STEP_OR_ONE = Function(
    "step_or_one",
    "[{} ≥ 0]",
    "(0.0 if {0} < 0.0 else 1.0 if {0} >= 0.0 else {0})",
    r"[{} \ge 0]",
    "return np.heaviside(z, 1.0)",
    is_smooth=False,
)
"""The derivative of max(0, z), taken as 1 at 0."""
HARD_TANH = Function(
    "hard_tanh",
    "max(−1, min(1, {}))",
    "(-1.0 if {0} < -1.0 else 1.0 if {0} > 1.0 else {0})",
    r"\max(-1, \min(1, {}))",
    "return np.clip(z, -1.0, 1.0)",
    is_smooth=False,
)
INSIDE = Function(
    "inside",
    "[−1 < {} < 1]",
    "(1.0 if -1.0 < {0} < 1.0 else {0} - {0} if {0} != {0} else 0.0)",
    "[-1 < {} < 1]",
    "return ((z > -1.0) & (z < 1.0)) * 1.0",
    is_smooth=False,
)
"""1 where −1 < z < 1, else 0: the derivative of the hard tanh."""
SOFTPLUS = Function(
    "softplus",
    "ln(1 + e^{})",
    "softplus({0})",
    r"\ln(1 + e^{{{}}})",
    "return np.array([max(v, 0.0) + math.log1p(math.exp(-abs(v))) for v in z])",
    "return np.logaddexp(0.0, z)",
    encloses=False,
)
"""ln(1 + e^z), finite for every finite z."""
NORMAL = Function(
    "normal",
    "Φ({})",
    "(0.5 * erfc(-0.7071067811865476 * {0}))",
    r"\Phi({})",
    "return np.array([0.5 * math.erfc(-0.7071067811865476 * v) for v in z])",
)
"""Φ(z), the share of a standard normal distribution below z."""
DENSITY = Function(
    "density",
    "φ({})",
    "(0.3989422804014327 * exp(-0.5 * {0} * {0}))",
    r"\varphi({})",
    "return np.array([0.3989422804014327 * math.exp(-0.5 * v * v) for v in z])",
    "return 0.3989422804014327 * np.exp(-0.5 * z * z)",
)
"""φ(z) = e^(−z²/2) / √(2π), the density of a standard normal distribution."""
SQUARE = Function(
    "square",
    "{}²",
    "({0} * {0})",
    "{}^{{2}}",
    "return z * z",
    encloses=False,
    latex_encloses=False,
)
EXP = Function(
    "power_of_e",
    "e^{}",
    "power_of_e({0})",
    "e^{{{}}}",
    "return np.array([math.exp(v) for v in z])",
    "return np.exp(z)",
    encloses=False,
)
LN = Function(
    "ln",
    "ln {}",
    "ln({0})",
    r"\ln {}",
    "return np.array([math.log(v) for v in z])",
    "return np.log(z)",
    latex_encloses=False,
)
LOG_SIGMOID = Function(
    "log_sigmoid",
    "ln σ({})",
    "log_sigmoid({0})",
    r"\ln \sigma({})",
    "return -np.logaddexp(0.0, -z)",
)
"""ln σ(z), finite for every finite z, where ln of a σ(z) rounded to 0 would not be."""
SINE = Function(
    "sine",
    "sin({})",
    "sine({0})",
    r"\sin({})",
    "return np.array([math.sin(v) if math.isfinite(v) else math.nan for v in z])",
    "return np.sin(z)",
)
COSINE = Function(
    "cosine",
    "cos({})",
    "cosine({0})",
    r"\cos({})",
    "return np.array([math.cos(v) if math.isfinite(v) else math.nan for v in z])",
    "return np.cos(z)",
)
ARCTANGENT = Function(
    "arctangent",
    "arctan({})",
    "atan({0})",
    r"\arctan({})",
    "return np.array([math.atan(v) for v in z])",
    "return np.arctan(z)",
)
ABSOLUTE = Function(
    "absolute",
    "|{}|",
    "abs({0})",
    r"|{}|",
    "return np.abs(z)",
    is_smooth=False,
)
SQRT = Function(
    "square_root",
    "√{}",
    "square_root({0})",
    r"\sqrt{{{}}}",
    "return np.sqrt(z)",
    encloses=False,
)
"""√z; NaN below 0."""
SIGN = Function(
    "sign",
    "sign({})",
    "(1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {0})",
    r"\mathrm{{sign}}({})",
    "return np.sign(z)",
    is_smooth=False,
)
FLOOR = Function(
    "floor",
    "⌊{}⌋",
    "floor({0})",
    r"\lfloor {} \rfloor",
    "return np.floor(z)",
    is_smooth=False,
)


def leaky_relu(slope: float) -> Function:
    """Return max(slope·z, z): what is below 0 is let through, so that a unit never dies altogether."""
    return Function(
        "leaky_relu",
        f"max({slope:g}·{{0}}, {{0}})",
        f"({{0}} if {{0}} > 0.0 else {slope!r} * {{0}})",
        rf"\max({slope:g} \cdot {{0}}, {{0}})",
        f"return np.where(z > 0, z, {slope!r} * z)",
        encloses=False,
        latex_encloses=False,
        constant=slope,
        is_smooth=False,
    )


def leaky_step(slope: float) -> Function:
    """Return 1 where z > 0, else the slope: the derivative of a leaky ReLU, taken as the slope at 0."""
    return Function(
        "leaky_step",
        f"max({slope:g}, [{{}} > 0])",
        f"({slope!r} if {{0}} <= 0.0 else 1.0 if {{0}} > 0.0 else {{0}})",
        rf"\max({slope:g}, [{{}} > 0])",
        f"return np.where(z > 0, 1.0, {slope!r})",
        constant=slope,
        is_smooth=False,
    )


def elu(alpha: float) -> Function:
    """Return z where z > 0, else α·(e^z − 1)."""
    factor = "" if alpha == 1.0 else f"{alpha:g}·"
    return Function(
        "elu",
        f"max(0, {{0}}) + min(0, {factor}(e^{{0}} − 1))",
        f"({{0}} if {{0}} > 0.0 else {alpha!r} * expm1({{0}}))",
        rf"(\max(0, {{0}}) + \min(0, {factor.replace('·', ' ')}(e^{{{{{{0}}}}}} - 1)))",
        f"return np.array([v if v > 0 else {alpha!r} * math.expm1(v) for v in z])",
        f"return np.where(z > 0, z, {alpha!r} * np.expm1(np.minimum(z, 0.0)))",
        encloses=False,
        is_sum=True,
        constant=alpha,
        is_smooth=False,
    )


def elu_slope(alpha: float) -> Function:
    """Return 1 where z > 0, else α·e^z: the derivative of an ELU."""
    factor = "" if alpha == 1.0 else f"{alpha:g}·"
    return Function(
        "elu_slope",
        f"[{{0}} > 0] + [{{0}} ≤ 0]·{factor}e^{{0}}",
        f"(1.0 if {{0}} > 0.0 else {alpha!r} * exp({{0}}))",
        rf"([{{0}} > 0] + [{{0}} \le 0] \cdot {factor.replace('·', ' ')}e^{{{{{{0}}}}}})",
        f"return np.array([1.0 if v > 0 else {alpha!r} * math.exp(v) for v in z])",
        f"return np.where(z > 0, 1.0, {alpha!r} * np.exp(np.minimum(z, 0.0)))",
        encloses=False,
        is_sum=True,
        constant=alpha,
        is_smooth=False,
    )


def log_sigmoid(z: float) -> float:
    """Return ln σ(z) = −ln(1 + e^−z), written so that e is never raised to a large power."""
    return -math.log1p(math.exp(-z)) if z > 0.0 else z - math.log1p(math.exp(z))


def softplus(z: float) -> float:
    """Return ln(1 + e^z), written so that e is never raised to a large power."""
    return z + math.log1p(math.exp(-z)) if z > 0.0 else math.log1p(math.exp(z))


def power_of_e(z: float) -> float:
    """Return e^z; ∞ where that is larger than any float."""
    return math.inf if z > 709.78 else math.exp(z)


def ln(a: float) -> float:
    """Return ln a by IEEE rules: −∞ for 0, NaN for less."""
    if a > 0.0:
        return math.log(a)
    return -math.inf if a == 0.0 else math.nan


def sine(z: float) -> float:
    """Return sin z; NaN for what is not finite."""
    return math.sin(z) if math.isfinite(z) else math.nan


def cosine(z: float) -> float:
    """Return cos z; NaN for what is not finite."""
    return math.cos(z) if math.isfinite(z) else math.nan


def square_root(a: float) -> float:
    """Return √a; NaN for less than 0."""
    return math.sqrt(a) if a >= 0.0 else math.nan


def power(base: float, exponent: float) -> float:
    """Return base^exponent for a base of at least 0; ∞ where that is larger than any float."""
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def floor(a: float) -> float:
    """Return the greatest whole number up to a; what is not finite stays as it is."""
    return float(math.floor(a)) if math.isfinite(a) else a


def sign(a: float) -> float:
    """Return −1, 0 or 1; NaN for NaN."""
    if a > 0.0:
        return 1.0
    if a < 0.0:
        return -1.0
    return 0.0 if a == 0.0 else a


def divide(a: float, b: float) -> float:
    """Return a/b by IEEE rules: ±∞ or NaN where b is zero."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def left_sum(terms: tuple[float, ...]) -> float:
    """Return the sum of some terms, added from left to right, as + does."""
    total = terms[0]
    for term in terms[1:]:
        total += term
    return total


FLOAT_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "expm1": math.expm1,
    "erfc": math.erfc,
    "power_of_e": power_of_e,
    "ln": ln,
    "tanh": math.tanh,
    "log_sigmoid": log_sigmoid,
    "softplus": softplus,
    "atan": math.atan,
    "sine": sine,
    "cosine": cosine,
    "square_root": square_root,
    "power": power,
    "floor": floor,
    "divide": divide,
    "left_sum": left_sum,
}
"""What compiled arithmetic on floats calls."""
