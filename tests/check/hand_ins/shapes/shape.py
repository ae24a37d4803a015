"""What every shape of hand-in must tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.check.hand_ins.damage import RIGHT, WRONG, together
from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import Data, Network
from tests.check.hand_ins.sheet import Sheet
from tests.check.hand_ins.styles import Style

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """The numbers of one layer: weights with a row for each input, and biases if there are any."""

    weights: Array
    biases: Array | None


Namespace = dict[str, Any]
Named = dict[str, Array]


@dataclass(frozen=True)
class Parameter:
    """One name of the file that stands for parameters."""

    name: str
    layer: int
    kinds: tuple[str, ...]
    """`weights`, `bias`, or both."""

    place: int | None = None
    """Which of the layer's numbers it is, if it is a single one."""

    def status(self, mistakes: Iterable[Mistake], network: Network) -> str:
        """What the mistakes make of it."""
        found = {together(mistakes, network, self.layer, kind) for kind in self.kinds}
        if len(found) == 1:
            return found.pop()
        return RIGHT if found == {RIGHT} else WRONG

    def numbers(self, layers: list[Layer]) -> Array:
        """Its numbers, flat."""
        layer = layers[self.layer - 1]
        parts = []
        if "weights" in self.kinds:
            parts.append(layer.weights.ravel())
        if "bias" in self.kinds and layer.biases is not None:
            parts.append(layer.biases.ravel())
        numbers = np.concatenate(parts)
        return numbers if self.place is None else numbers[self.place : self.place + 1]


@dataclass(frozen=True)
class Task:
    """What a shape is asked to write."""

    network: Network
    style: Style
    data: Data
    epochs: int


@dataclass(frozen=True)
class Shape:
    """A shape in which people hand in."""

    name: str
    write: Callable[[Sheet, Task], None]
    layers: Callable[[Namespace, Network], list[Layer]]
    """The layers' numbers, from what the file's names stand for after a run."""

    parameters: Callable[[Network], list[Parameter]]
    one_sample: bool
    """Whether a step is made of one sample; otherwise of all."""

    accepts: Callable[[Network], bool] = lambda _: True
    """Whether the shape can hold this network."""


def separate(network: Network, weights: str, biases: str) -> list[Parameter]:
    """Names with the layer's number in the place of `#`, weights and biases apart."""
    found = []
    for layer in range(1, network.depth + 1):
        found.append(Parameter(weights.replace("#", str(layer)), layer, ("weights",)))
        if network.biases:
            found.append(Parameter(biases.replace("#", str(layer)), layer, ("bias",)))
    return found
