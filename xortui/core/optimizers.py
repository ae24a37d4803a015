"""Optimizers: one row each, a rule of update written as lines of the program.

A row's lines say how one parameter w learns from its gradient g. What a line reads and then assigns lives from step to
step, from 0 on: m ← β1·m + (1 − β1)·g. Everything else that a line computes is for this update alone. Every engine, the
screen and the exports are made from these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from xortui.core.expression import ONE, Call, Expression, Name, Power, Product, rebuild
from xortui.core.functions import SIGN, SQRT, SQUARE
from xortui.core.settings import (
    BETA1,
    BETA2,
    DECAY_EVERY,
    DECAY_FACTOR,
    DECAY_RATE,
    EPSILON,
    MOMENTUM,
    RHO,
    WEIGHT_DECAY,
    Setting,
)

UPDATES = "t"
"""Counts the updates, this one included: 1 in the first."""
VELOCITY = "v"
"""How far the last update moved the parameter."""
MEAN_GRADIENT = "m"
"""The running mean of the gradient."""
MEAN_SQUARE = "v"
"""The running mean of the gradient's square; the literature writes it as it writes a velocity."""
SUM_OF_SQUARES = "G"
"""The sum of the squares of all gradients."""
CORRECTED_GRADIENT = "m̂"
"""The mean of the gradient, made up for its beginning at 0."""
CORRECTED_SQUARE = "v̂"
"""The mean of the square, made up for its beginning at 0."""
DIRECTION = "u"
"""The sign of a mean of the gradient: which way the parameter moves."""


class Operands(NamedTuple):
    """What a row's lines are written with, for one parameter."""

    weight: Name
    """w, the parameter."""
    gradient: Expression
    """g, what it learns from."""
    rate: Name
    """η, or ηt where the learning rate decays."""
    decay: Expression | None
    """λ·w, for a rule that decays weights apart from their gradient; None if this one is not to decay."""
    of: Callable[[str], Name]
    """The name of a value that belongs to the parameter: 'm' → m(w1)."""


class Line(NamedTuple):
    """One line of a rule."""

    target: str
    """What it computes: 'm', or '' for the parameter itself."""
    expression: Expression
    question: str = ""
    """What it finds out, in words; {} stands for the parameter."""


class Optimizer(NamedTuple):
    """A rule of update."""

    lines: Callable[[Operands], tuple[Line, ...]]
    """The lines for one parameter, in the order they run; the last moves it."""
    formula: str
    """The rule in words of algebra."""
    settings: Mapping[Setting, float] = MappingProxyType({})
    """What its lines read besides η, and what each is if nothing is given."""
    is_decoupled: bool = False
    """Whether it decays weights apart from their gradient."""


def _descent(given: Operands) -> tuple[Line, ...]:
    return (Line("", given.weight - given.rate * given.gradient),)


def _momentum(given: Operands) -> tuple[Line, ...]:
    speed = given.of(VELOCITY)
    return (
        Line(
            VELOCITY,
            MOMENTUM.name * speed - given.rate * given.gradient,
            "how fast does {} move? A share of the last change, less η times the gradient",
        ),
        Line("", given.weight + speed),
    )


def _nesterov(given: Operands) -> tuple[Line, ...]:
    speed = given.of(VELOCITY)
    velocity, _ = _momentum(given)
    ahead = given.weight + MOMENTUM.name * speed - given.rate * given.gradient
    return (velocity, Line("", ahead, "move {} as if the next share of the change were made already"))


def _running_mean(mean: Name, share: Setting, new: Expression) -> Expression:
    return share.name * mean + (ONE - share.name) * new


def _rmsprop(given: Operands) -> tuple[Line, ...]:
    mean = given.of(MEAN_SQUARE)
    size = Call(SQRT, mean) + EPSILON.name
    return (
        Line(
            MEAN_SQUARE,
            _running_mean(mean, RHO, Call(SQUARE, given.gradient)),
            "how large has the gradient of {} been? A running mean of its square",
        ),
        Line("", given.weight - given.rate * given.gradient / size),
    )


def _adagrad(given: Operands) -> tuple[Line, ...]:
    total = given.of(SUM_OF_SQUARES)
    size = Call(SQRT, total) + EPSILON.name
    return (
        Line(SUM_OF_SQUARES, total + Call(SQUARE, given.gradient), "add up the squares of all gradients of {}"),
        Line("", given.weight - given.rate * given.gradient / size),
    )


def _adam(given: Operands) -> tuple[Line, ...]:
    mean = given.of(MEAN_GRADIENT)
    square = given.of(MEAN_SQUARE)
    corrected = given.of(CORRECTED_GRADIENT)
    corrected_square = given.of(CORRECTED_SQUARE)
    updates = Name(UPDATES)
    size = Call(SQRT, corrected_square) + EPSILON.name
    moved: Expression = given.weight
    if given.decay is not None:
        moved = moved - given.rate * given.decay
    moved = moved - given.rate * corrected / size
    return (
        Line(
            MEAN_GRADIENT,
            _running_mean(mean, BETA1, given.gradient),
            "where has the gradient of {} pointed? A running mean of it",
        ),
        Line(
            MEAN_SQUARE,
            _running_mean(square, BETA2, Call(SQUARE, given.gradient)),
            "how large has the gradient of {} been? A running mean of its square",
        ),
        Line(
            CORRECTED_GRADIENT,
            mean / (ONE - Power(BETA1.name, updates)),
            "the mean began at 0: make up for that in the first updates",
        ),
        Line(
            CORRECTED_SQUARE,
            square / (ONE - Power(BETA2.name, updates)),
            "this mean began at 0, too: make up for it",
        ),
        Line("", moved),
    )


def _lion(given: Operands) -> tuple[Line, ...]:
    mean = given.of(MEAN_GRADIENT)
    direction = given.of(DIRECTION)
    moved: Expression = given.weight
    if given.decay is not None:
        moved = moved - given.rate * given.decay
    return (
        Line(
            DIRECTION,
            Call(SIGN, _running_mean(mean, BETA1, given.gradient)),
            "which way has the gradient of {} pointed? Its sign alone counts",
        ),
        Line(
            MEAN_GRADIENT,
            _running_mean(mean, BETA2, given.gradient),
            "where has the gradient of {} pointed? A running mean of it",
        ),
        Line("", moved - given.rate * direction),
    )


_ADAM: Mapping[Setting, float] = MappingProxyType({BETA1: 0.9, BETA2: 0.999, EPSILON: 1e-8})

OPTIMIZERS: Mapping[str, Optimizer] = {
    "gradient-descent": Optimizer(_descent, "w ← w − η·g"),
    "momentum": Optimizer(
        _momentum,
        "v ← μ·v − η·g, w ← w + v",
        MappingProxyType({MOMENTUM: 0.9}),
    ),
    "nesterov": Optimizer(
        _nesterov,
        "v ← μ·v − η·g, w ← w + μ·v − η·g",
        MappingProxyType({MOMENTUM: 0.9}),
    ),
    "rmsprop": Optimizer(
        _rmsprop,
        "v ← ρ·v + (1 − ρ)·g², w ← w − η·g / (√v + ε)",
        MappingProxyType({RHO: 0.99, EPSILON: 1e-8}),
    ),
    "adagrad": Optimizer(
        _adagrad,
        "G ← G + g², w ← w − η·g / (√G + ε)",
        MappingProxyType({EPSILON: 1e-10}),
    ),
    "adam": Optimizer(
        _adam,
        "m ← β1·m + (1 − β1)·g, v ← β2·v + (1 − β2)·g², w ← w − η·m̂ / (√v̂ + ε)",
        _ADAM,
    ),
    "adamw": Optimizer(
        _adam,
        "as adam, with w ← w − η·λ·w − η·m̂ / (√v̂ + ε)",
        MappingProxyType({**_ADAM, WEIGHT_DECAY: 0.01}),
        is_decoupled=True,
    ),
    "lion": Optimizer(
        _lion,
        "u = sign(β1·m + (1 − β1)·g), m ← β2·m + (1 − β2)·g, w ← w − η·λ·w − η·u",
        MappingProxyType({BETA1: 0.9, BETA2: 0.99, WEIGHT_DECAY: 0.0}),
        is_decoupled=True,
    ),
}
"""Sources: Nesterov's in the form of Sutskever et al. (ICML 2013); RMSProp, Hinton's lecture 6e (2012); AdaGrad, Duchi
et al. (JMLR 2011); Adam, Kingma and Ba (ICLR 2015); AdamW, Loshchilov and Hutter (ICLR 2019); Lion, Chen et al.
(NeurIPS 2023). The settings not given are those of PyTorch; those of Lion are its paper's."""


def fold_rate(expression: Expression, rate: Name, gradient: Name, scaled: Name) -> Expression:
    """Return an expression in which one name stands for η·g, the product of the learning rate and a gradient."""
    product = Product((rate, gradient))

    def folded(part: Expression) -> Expression:
        return scaled if part == product else rebuild(part, folded)

    return folded(expression)


class RateDecay(NamedTuple):
    """How the learning rate falls from update to update."""

    rate: Callable[[Expression, Expression], Expression]
    """η, and how many periods are over, from 0 → ηt."""
    formula: str
    """The rule in words of algebra."""
    settings: Mapping[Setting, float | None]
    """What it reads besides η, and what each is if nothing is given; None if it must be given."""


def _by_factor(rate: Expression, periods: Expression) -> Expression:
    return rate * Power(DECAY_FACTOR.name, periods)


def _by_time(rate: Expression, periods: Expression) -> Expression:
    return rate / (ONE + DECAY_RATE.name * periods)


DECAYS: Mapping[str, RateDecay] = {
    "step": RateDecay(
        _by_factor,
        "ηt = η·γ^⌊(t − 1) / T⌋",
        MappingProxyType({DECAY_FACTOR: 0.5, DECAY_EVERY: None}),
    ),
    "exponential": RateDecay(
        _by_factor,
        "ηt = η·γ^(t − 1)",
        MappingProxyType({DECAY_FACTOR: None, DECAY_EVERY: 1.0}),
    ),
    "1/t": RateDecay(
        _by_time,
        "ηt = η / (1 + k·(t − 1))",
        MappingProxyType({DECAY_RATE: None, DECAY_EVERY: 1.0}),
    ),
}
"""t counts the updates from 1; where T is more than 1, ⌊(t − 1) / T⌋ stands for t − 1."""
