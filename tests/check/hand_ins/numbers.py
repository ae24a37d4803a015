"""Judge a hand-in by its numbers: what each step changed against central differences of the loss.

Nothing here knows which mistakes were planted.
"""

from collections.abc import Callable, Sequence

import numpy as np

from tests.check.hand_ins.damage import NEVER_MOVES, RIGHT, SCALED, WRONG
from tests.check.hand_ins.generator import write
from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import LEAK, Data, Network
from tests.check.hand_ins.running import run
from tests.check.hand_ins.shapes.shape import Array, Layer, Shape
from tests.check.hand_ins.styles import Style

STEPS = 2
"""How many steps are judged in each run."""

WIDTH = 1e-5
"""The width of the central differences."""

MAX_ERROR = 1e-6
"""The largest difference, relative to the largest change, at which a parameter is right."""

ROUNDING = 1e-11
"""The difference that rounding makes in changes that are nearly 0."""

_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(0, z),
    "leaky": lambda z: np.where(z > 0, z, LEAK * z),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}


def loss(network: Network, layers: Sequence[Layer], data: Data) -> float:
    """The loss of a network by the textbook: half the sum of squares, or cross-entropy."""
    values = np.array(data.inputs, dtype=float)
    for number, layer in enumerate(layers, start=1):
        total = values @ layer.weights
        if layer.biases is not None:
            total = total + layer.biases
        values = _FUNCTIONS[network.activation(number)](total)
    targets = np.array(data.targets, dtype=float)
    if network.loss == "squared error":
        return float(np.sum((values - targets) ** 2)) / 2
    terms = targets * np.log(values)
    if network.output == "sigmoid":
        terms = terms + (1 - targets) * np.log(1 - values)
    return -float(np.sum(terms))


def gradients(network: Network, layers: Sequence[Layer], data: Data) -> list[Layer]:
    """The derivatives of the loss, by central differences."""

    def slopes(numbers: Array) -> Array:
        found = np.zeros_like(numbers)
        for place in np.ndindex(*numbers.shape):
            kept = numbers[place]
            numbers[place] = kept + WIDTH
            above = loss(network, layers, data)
            numbers[place] = kept - WIDTH
            below = loss(network, layers, data)
            numbers[place] = kept
            found[place] = (above - below) / (2 * WIDTH)
        return found

    found = []
    for layer in layers:
        biases = None if layer.biases is None else slopes(layer.biases)
        found.append(Layer(weights=slopes(layer.weights), biases=biases))
    return found


def generic_data(network: Network, samples: int, seed: int) -> Data:
    """Data without zeros, ones and symmetries."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(samples, network.sizes[0])).round(3)
    if network.output == "softmax":
        targets = np.eye(network.sizes[-1])[rng.integers(0, network.sizes[-1], samples)]
    else:
        targets = rng.uniform(0.15, 0.85, (samples, network.sizes[-1])).round(3)
    return Data(
        inputs=tuple(tuple(row) for row in inputs.tolist()),
        targets=tuple(tuple(row) for row in targets.tolist()),
    )


def judged(shape: Shape, network: Network, mistakes: Sequence[Mistake], style: Style) -> dict[str, str]:
    """What becomes of each parameter, by the numbers alone."""
    parameters = shape.parameters(network)
    changes: dict[str, list[Array]] = {one.name: [] for one in parameters}
    slopes: dict[str, list[Array]] = {one.name: [] for one in parameters}
    for seed in (1, 2, 3, 4) if shape.one_sample else (1, 2):
        data = generic_data(network, samples=1 if shape.one_sample else 5, seed=seed)
        before: list[Layer] = []
        for epochs in range(STEPS + 1):
            source = write(shape, network, mistakes, style, data=data, epochs=epochs).source
            after = shape.layers(run(source), network)
            if before:
                right = gradients(network, before, data)
                for one in parameters:
                    changes[one.name].append(one.numbers(after) - one.numbers(before))
                    slopes[one.name].append(one.numbers(right))
            before = after
    moved = {name: np.concatenate(parts) for name, parts in changes.items()}
    wanted = {name: np.concatenate(parts) for name, parts in slopes.items()}
    return _said({name: _rate(moved[name], wanted[name]) for name in moved}, moved)


def _rate(moved: Array, wanted: Array) -> float | None:
    """The learning rate that explains all changes, if there is one."""
    rate = -float(moved @ wanted) / float(wanted @ wanted)
    largest = float(np.abs(moved).max())
    error = float(np.abs(moved + rate * wanted).max())
    fits = error <= MAX_ERROR * largest + ROUNDING and error <= 1e-3 * largest
    return rate if rate > 0 and fits else None


def _said(rates: dict[str, float | None], moved: dict[str, Array]) -> dict[str, str]:
    found = {}
    for name, rate in rates.items():
        if not np.any(moved[name]):
            found[name] = NEVER_MOVES
        elif rate is None:
            found[name] = WRONG
        else:
            found[name] = RIGHT
    fitting = sorted(rate for name, rate in rates.items() if rate is not None and found[name] == RIGHT)
    if not fitting:
        return found
    # Only the file knows which of two rates is meant: the one that most parameters have.
    common = max(fitting, key=lambda rate: sum(_equal(rate, other) for other in fitting))
    for name, rate in rates.items():
        if rate is not None and found[name] == RIGHT and not _equal(rate, common):
            found[name] = SCALED
    return found


def _equal(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-5 * abs(left)


def agrees(numbers: dict[str, str], expected: dict[str, str]) -> bool:
    """Whether numbers and expectation say the same.

    Which of two groups is the scaled one, numbers cannot tell; that they are two, they can.
    """
    if numbers == expected:
        return True
    if set(expected.values()) & {SCALED} == set():
        return False
    for name, status in expected.items():
        steps = (RIGHT, SCALED)
        if status not in steps and numbers[name] != status:
            return False
        if status in steps and numbers[name] not in steps:
            return False
    lefts = [name for name, status in expected.items() if status == SCALED]
    return all(numbers[name] == RIGHT for name in lefts) or all(numbers[name] == SCALED for name in lefts)
