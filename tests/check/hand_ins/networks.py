"""The networks that the generated hand-ins train, and the data that each learns."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """What a hand-in computes, whatever its shape."""

    sizes: tuple[int, ...]
    """How many inputs, hidden units of each layer, and outputs."""

    hidden: str
    """The activation of the hidden layers: `sigmoid`, `tanh`, `relu` or `leaky`."""

    output: str
    """The activation of the output: `sigmoid`, `tanh` or `softmax`."""

    loss: str
    """`squared error` or `cross-entropy`."""

    biases: bool
    """Whether each unit has a bias."""

    @property
    def name(self) -> str:
        sizes = "-".join(str(size) for size in self.sizes)
        return sizes if self.biases else f"{sizes} without biases"

    @property
    def depth(self) -> int:
        """How many layers of weights there are."""
        return len(self.sizes) - 1

    def activation(self, layer: int) -> str:
        """The activation of a layer; layers count from 1."""
        return self.output if layer == self.depth else self.hidden


NETWORKS = (
    Network(sizes=(2, 2, 1), hidden="sigmoid", output="sigmoid", loss="squared error", biases=True),
    Network(sizes=(2, 3, 1), hidden="tanh", output="sigmoid", loss="cross-entropy", biases=True),
    Network(sizes=(3, 4, 2), hidden="leaky", output="sigmoid", loss="squared error", biases=True),
    Network(sizes=(2, 3, 3, 1), hidden="tanh", output="tanh", loss="squared error", biases=True),
    Network(sizes=(4, 3, 3), hidden="relu", output="softmax", loss="cross-entropy", biases=True),
    Network(sizes=(2, 4, 1), hidden="sigmoid", output="sigmoid", loss="squared error", biases=False),
)

LARGE_NETWORKS = (
    (Network(sizes=(2, 5, 1), hidden="leaky", output="sigmoid", loss="cross-entropy", biases=True), 400),
    (Network(sizes=(10, 24, 5), hidden="tanh", output="softmax", loss="cross-entropy", biases=True), 90),
    (Network(sizes=(6, 12, 8, 3), hidden="relu", output="sigmoid", loss="squared error", biases=True), 40),
    (Network(sizes=(2, 3, 3, 3, 3, 1), hidden="tanh", output="tanh", loss="squared error", biases=True), 12),
    (Network(sizes=(30, 16, 1), hidden="sigmoid", output="sigmoid", loss="squared error", biases=True), 30),
    (Network(sizes=(5, 40, 2), hidden="sigmoid", output="sigmoid", loss="squared error", biases=False), 150),
)
"""Networks of sizes that need care with time and memory, each with the number of its samples."""

LEAK = 0.1
"""The slope of `leaky` below 0."""


@dataclass(frozen=True)
class Data:
    """What is learnt: one row a sample."""

    inputs: tuple[tuple[float, ...], ...]
    targets: tuple[tuple[float, ...], ...]


_XOR = Data(inputs=((0, 0), (0, 1), (1, 0), (1, 1)), targets=((0,), (1,), (1,), (0,)))
_XOR_OF_SIGNS = Data(inputs=((-1, -1), (-1, 1), (1, -1), (1, 1)), targets=((-1,), (1,), (1,), (-1,)))
_ADDER = Data(
    inputs=((0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)),
    targets=((0, 0), (1, 0), (1, 0), (0, 1), (1, 0), (0, 1), (0, 1), (1, 1)),
)
_FLOWERS = Data(
    inputs=(
        (0.4, -1.2, 1.1, 0.3),
        (0.9, -0.7, 1.4, -0.2),
        (-1.3, 0.6, 0.2, 0.8),
        (-0.8, 1.1, -0.4, 1.2),
        (0.1, 0.5, -1.2, -0.9),
        (-0.3, 0.2, -0.7, -1.4),
    ),
    targets=((1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1)),
)


def data_of(network: Network) -> Data:
    """The data that a hand-in of this network learns.

    Raises:
        KeyError: No data has this number of inputs and outputs.
    """
    if network.output == "tanh":
        return _XOR_OF_SIGNS
    table = {(2, 1): _XOR, (3, 2): _ADDER, (4, 3): _FLOWERS}
    return table[network.sizes[0], network.sizes[-1]]


def random_data(network: Network, count: int, chance: random.Random) -> Data:
    """Data of classes that the first input tells apart."""
    inputs = []
    targets: list[tuple[int, ...]] = []
    outputs = network.sizes[-1]
    low = -1 if network.output == "tanh" else 0
    for _ in range(count):
        x = tuple(round(chance.uniform(-1, 1), 2) for _ in range(network.sizes[0]))
        share = (x[0] + 1) / 2
        number = min(int(share * max(outputs, 2)), max(outputs, 2) - 1)
        inputs.append(x)
        if outputs == 1:
            targets.append((1 if number else low,))
        else:
            targets.append(tuple(int(one == number) for one in range(outputs)))
    return Data(inputs=tuple(inputs), targets=tuple(targets))
