"""The network of one step, in nodes of the tape: what the other rooms of recognition find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SourceKey = tuple[object, ...]


@dataclass(slots=True)
class WeightedTerm:
    """A part of a weighted sum: factor · parameter · value."""

    parameter: int
    """The root that is learnt, or that could be."""
    factor: float
    value: int
    """The node that it is multiplied with; 0 for a bias."""


@dataclass(slots=True)
class WeightedSum:
    """A weighted sum, computed for one sample."""

    node: int
    terms: tuple[WeightedTerm, ...]


@dataclass(slots=True)
class FoundUnit:
    """A unit of the network: the same parameters in each sample."""

    parameters: tuple[int, ...]
    layer: int
    sums: dict[int, int] = field(default_factory=dict)
    """Sample → the node of its weighted sum."""
    values: dict[int, int] = field(default_factory=dict)
    """Sample → the node of its activation."""
    weights: dict[SourceKey, WeightedTerm] = field(default_factory=dict)
    """What it is multiplied with ("x", 0) or ("u", 3) → the term, of the first sample."""
    bias: WeightedTerm | None = None


@dataclass(slots=True)
class Forward:
    """The network of one step, in nodes of the tape."""

    part: list[int]
    """All nodes of the step, in the order of the tape."""
    roots: set[int]
    parameters: dict[int, int]
    """Root → the number of its chain; −1 for one that never moves."""
    inputs: list[dict[int, int]]
    """For each input: sample → root."""
    units: list[FoundUnit]
    outputs: list[dict[int, int]]
    """For each output: sample → node."""
    output_units: list[int]
    targets: list[dict[int, int]]
    """For each output: sample → root, or node computed from roots that are data."""
    samples: int
    """How many were followed."""
    batch: int
    """How many a step takes in the file; more than were followed where its arrays are large."""
    masks: dict[int, float] = field(default_factory=dict)
    """What multiplies units' values and is drawn anew in every step → the value at which nothing is dropped."""
    ahead: dict[int, int] = field(default_factory=dict)
    """What stands for a weight as the network has it, a step ahead → the weight."""
    replaced: dict[int, int] = field(default_factory=dict)
    """Root of a weight that is overwritten → what the step puts in its place."""
    added_to: dict[int, int] = field(default_factory=dict)
    """Root of such a weight → the number of another one that the step is added to, if it is added to one."""
    absent: frozenset[int] = frozenset()
    """Weights that are always 0, where others of their layer are not: between units that are not connected."""
    comparison: int = 0
    """The first node in which an output is compared with a target of another sample; 0 if none is."""

    share: float = 1.0
    """What the outputs are multiplied with before targets are taken off them, and the targets are not."""
    label: float = 1.0
    """What targets that are labels are in the file: 1, or the share of it that the output is multiplied with."""
    labels: tuple[float, ...] = ()
    """The two values that its targets have, where these only choose what goes back; else nothing."""

    @property
    def data(self) -> list[int]:
        """The nodes of its inputs and targets, of all samples."""
        return [node for node in _nodes((*self.inputs, *self.targets)) if node]

    @property
    def output_nodes(self) -> list[int]:
        """The nodes of its outputs, of all samples."""
        return list(_nodes(self.outputs))


def _nodes(by_samples: Iterable[dict[int, int]]) -> Iterator[int]:
    """Yield the nodes of all samples."""
    for by_sample in by_samples:
        yield from by_sample.values()


class NotRecognisedError(Exception):
    """The step is not that of a network that is known; the message says what is missing."""


class NoTargetError(NotRecognisedError):
    """Nothing was found that an output is compared with."""
