"""What is read from a model, before it becomes a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xortui.core.arrays import Floats

LOG_SOFTMAX = "log-softmax"
"""What some models end in; with the loss that takes logarithms it is cross-entropy of a softmax."""


@dataclass(frozen=True, slots=True)
class FoundLayer:
    """A matrix and its biases, as the model has them, and the activation behind them."""

    weight: Floats
    weight_name: str
    bias: Floats | None
    bias_name: str
    activation: str
    """As problem files name it; or `LOG_SOFTMAX`."""
    frozen: frozenset[str] = frozenset()
    """Which of the two names are never updated."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A stack of layers, and what the model says about how it is trained."""

    kind: str
    """The name of its class, for people: 'MLPClassifier'."""
    layers: Sequence[FoundLayer]
    is_outputs_first: bool
    """Whether a matrix has a row for each unit of its layer."""
    loss: object = None
    """A name or an object that `losses` knows; None if the model does not say."""
    is_of_a_library: bool = True
    """Whether a loss that nobody says is the one that is usual in libraries; else it is that of problem files."""
    training: Mapping[str, Any] = field(default_factory=dict)
    """What it says of training, by the keys of problem files."""
    penalty: float = 0.0
    """α of a penalty ½·α·Σw² that is added to the sum of a batch's losses, before that is divided by their number."""
    classes: Sequence[Any] | None = None
    """The labels that its outputs stand for."""
    inputs: tuple[str, ...] = ()
    """The names of its inputs."""
    told: tuple[str, ...] = ()
    """Sentences on what was decided, and on what is not followed."""
