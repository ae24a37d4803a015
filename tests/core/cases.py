"""Random networks with samples and training settings, the same ones at every run; and steps made the slow way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from xortui.core.activations import ACTIVATIONS, activation
from xortui.core.backpropagation import write_program
from xortui.core.compiler import Evaluate, Values, compile_evaluate
from xortui.core.engines import Sample
from xortui.core.expression import Name, functions
from xortui.core.generated import FloatEngine
from xortui.core.losses import LOSSES
from xortui.core.network import NUMBERINGS, REDUCTIONS, Network
from xortui.core.optimizers import DECAYS, OPTIMIZERS
from xortui.core.program import Program
from xortui.core.training import GRADIENTS, ORDERS, UPDATES, Schedule, Training

Pair = tuple[float, float]
PERIODS: list[float | str] = [1, 2, 3, "epoch"]
MAX_KEPT = 256
"""Random cases that are kept with their programs, written and compiled, for the next test that draws them."""
WITH_CONSTANTS = (
    "relu(0.5)",
    "relu(1)",
    "leaky-relu(0.2)",
    "elu(0.5)",
    "perceptron(1)",
    "bipolar-perceptron(1)",
    "scaled(tanh, 1.7159, 2/3)",
    "scaled(hard-tanh, 0.5, 0.4, 0.5)",
)


@dataclass(frozen=True)
class Case:
    """Everything that decides a run, without a problem around it."""

    network: Network
    training: Training
    samples: tuple[Sample, ...]
    seed: int

    @cached_property
    def program(self) -> Program:
        return write_program(self.network, self.training)

    @cached_property
    def schedule(self) -> Schedule:
        return Schedule(len(self.samples), self.training, self.seed)

    @cached_property
    def settings(self) -> tuple[float, ...]:
        given = self.training.settings(self.schedule.updates)
        return (*(value for _, value in given), float(self.schedule.batch))

    def settings_at(self, step: int) -> tuple[float, ...]:
        return (*self.settings[:-1], float(self.schedule.batch_ending(step)))

    @cached_property
    def start(self) -> tuple[float, ...]:
        draw = random.Random(self.seed)
        count = len(self.network.parameter_names)
        return (*(draw.uniform(-1.5, 1.5) for _ in range(count)), *[0.0] * (len(self.program.state) - count))

    @cached_property
    def evaluate(self) -> Evaluate:
        return compile_evaluate(self.program)

    def float_engine(self) -> FloatEngine:
        return FloatEngine(self.program, self.samples, self.schedule, self.settings)

    def steps(self, count: int) -> Iterator[tuple[int, Sequence[float], Values, Sequence[float]]]:
        """Yield for each step its number, the state before, all its values, and the state after."""
        program, state = self.program, list(self.start)
        for step in range(1, count + 1):
            x, y = self.samples[self.schedule.sample(step)]
            values = self.evaluate(state, x, y, self.settings_at(step))
            after = list(state)
            for operation in program.operations[: program.length(ends_batch=self.schedule.ends_batch(step))]:
                if operation.assigns:
                    after[program.state_index[operation.target]] = values[operation.number - 1]
            yield step, state, values, after
            state = after


def named(case: Case, values: Values) -> dict[str, float]:
    """Return the values of the operations by name, of those assigned twice the last."""
    return {operation.target: value for operation, value in zip(case.program.operations, values, strict=True)}


def parameters(case: Case, state: Sequence[float]) -> dict[str, float]:
    """Return the parameters in a state, by name."""
    return dict(zip(case.network.parameter_names, state, strict=False))


@lru_cache(maxsize=MAX_KEPT)
def random_case(seed: int, *, smooth: bool = False, widest: int = 4, with_rules: bool = True) -> Case:
    """Return the random case of a seed: one to three hidden layers; activations, loss and settings all drawn.

    Args:
        seed: of the draw.
        smooth: whether all activations have a derivative everywhere.
        widest: the most units of a hidden layer.
        with_rules: whether activations are drawn, too, whose derivative is taken by a rule.
    """
    draw = random.Random(seed)
    layers = [draw.randint(1, 3), *(draw.randint(1, widest) for _ in range(draw.randint(1, 3))), draw.randint(1, 3)]
    names = [name for name in (*ACTIVATIONS, *WITH_CONSTANTS) if is_smooth(name) or not smooth]
    names = [name for name in names if with_rules or not activation(name).is_slope_taken]
    activations = [draw.choice(names) for _ in layers[1:]]
    loss = draw.choice(sorted(LOSSES))
    activations[-1] = LOSSES[loss].output_activation or activations[-1]
    if loss == "cross-entropy":
        layers[-1] = max(layers[-1], 2)
    network = Network(
        tuple(layers),
        tuple(activations),
        loss,
        draw.choice(NUMBERINGS),
        skips=draw.random() < 0.3,
        reduction=draw.choice(REDUCTIONS),
        biases=draw.random() < 0.8,
    )
    names_frozen = min(draw.choice([0, 0, 1, 3]), len(network.parameter_names) - 1)
    network = replace(network, frozen=frozenset(draw.sample(network.parameter_names, names_frozen)))
    training = _training(draw)
    samples = tuple(
        (tuple(draw.uniform(-1, 1) for _ in range(layers[0])), _targets(draw, layers[-1], loss))
        for _ in range(draw.randint(1, 5))
    )
    return Case(network, training, samples, seed)


def _training(draw: random.Random) -> Training:
    """Return random settings: any optimizer, with or without decay, penalties and clipping."""
    optimizer = draw.choice(list(OPTIMIZERS))
    decay = draw.choice(["", "", *DECAYS])
    clip_value = draw.choice([None, None, None, 0.02])
    clip_norm = draw.choice([None, None, 0.05]) if clip_value is None else None
    return Training(
        learning_rate=draw.choice([0.005, 0.01]),
        update=draw.choice((*UPDATES, 2)),
        order=draw.choice(ORDERS),
        optimizer=optimizer,
        weight_decay=draw.choice([None, None, 0.1]),
        l1=draw.choice([None, None, None, 0.02]),
        decays_biases=draw.random() < 0.5,
        clip_value=clip_value,
        clip_norm=clip_norm,
        decay=decay,
        decay_factor=0.7 if decay in ("step", "exponential") else None,
        decay_rate=0.3 if decay == "1/t" else None,
        decay_every=draw.choice(PERIODS) if decay else None,
        gradients=draw.choice(GRADIENTS),
        input_gradients=draw.random() < 0.3,
    )


def is_smooth(name: str) -> bool:
    """Say whether an activation has no kink."""
    row = activation(name)
    formulas = (row.value(Name("z")), row.derivative(Name("z"), Name("a")))
    return name != "step" and all(function.is_smooth for formula in formulas for function in functions(formula))


def _targets(draw: random.Random, count: int, loss: str) -> tuple[float, ...]:
    """Return targets between 0 and 1, for cross-entropy such as are 1 together."""
    y = [draw.random() for _ in range(count)]
    return tuple(value / sum(y) for value in y) if loss == "cross-entropy" else tuple(y)


def relative_error(a: float, b: float, floor: float) -> float:
    """Return |a − b| as a share of the larger of the two, or of the floor if both are smaller."""
    return abs(a - b) / max(abs(a), abs(b), floor)


def worst(pairs: Iterator[Pair] | Sequence[Pair], measure: Callable[[float, float], float]) -> float:
    """Return the greatest of some errors; NaN counts as infinite."""
    return max((error if (error := measure(a, b)) == error else float("inf") for a, b in pairs), default=0.0)
