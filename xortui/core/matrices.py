"""The engine for wide networks: NumPy matrices with every buffer made once and every result written in place.

Each layer keeps its weights and biases in one matrix of shape (units, units below + 1), and each layer's values carry
a trailing 1, so that W·a + b is one product and ∂C/∂(W, b) = δ aᵀ another. The matrices of all layers are views of one
vector, so that what the program does to one parameter in an update is done to all of them at once. What a step does is
a list of calls, written when the engine is made from the rows of the activations and the loss and from the program's
own operations of update.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from xortui.core.activations import SOFTMAX, activation
from xortui.core.array_calls import NumpyCall, calls_for
from xortui.core.arrays import Floats
from xortui.core.compiler import Spread
from xortui.core.engines import Sample, Stretch, chunk_by_chunk
from xortui.core.expression import ONE, Name
from xortui.core.matrix_outputs import outputs_of
from xortui.core.network import Parameter
from xortui.core.optimizers import fold_rate
from xortui.core.program import (
    BATCH,
    LEARNING_RATE,
    LOSS,
    Kind,
    Operation,
    Phase,
    Program,
    derivative,
)
from xortui.core.settings import L1, WEIGHT_DECAY
from xortui.core.training import Schedule

_SCALED_GRADIENT = Name("η·g")
"""Where the rate multiplies the few numbers that a step begins to go back with, and so reaches every gradient."""


@dataclass(frozen=True, slots=True, eq=False)
class _Vectors:
    """One number for each parameter: the matrices of all layers, one after the other, row by row."""

    order: NDArray[np.intp]
    """The place of each in the state."""
    trained: NDArray[np.intp]
    """The places in the state of those that are trained, in the order of the state."""
    is_weight: Floats
    """1 for a weight, 0 for a bias."""
    parameters: Floats
    """The values; the matrices of the layers are views of them."""
    change: Floats
    """δ aᵀ of every layer: the gradients, or η times them."""

    @classmethod
    def of(cls, program: Program) -> _Vectors:
        """Return the vectors of a program, all zero."""
        network = program.network
        place = {name: i for i, name in enumerate(network.parameter_names)}
        owned: list[Parameter] = []
        for layer in network.units[1:]:
            for unit in layer:
                owned += network.incoming[unit.name]
        return cls(
            order=np.array([place[parameter.name] for parameter in owned]),
            trained=np.array([place[name] for name in program.trained], dtype=np.intp),
            is_weight=np.array([float(parameter.source is not None) for parameter in owned]),
            parameters=np.zeros(len(owned)),
            change=np.zeros(len(owned)),
        )


class _Layer:
    """One layer's matrix, the values it computes, and the buffers for going back through it."""

    def __init__(self, table: Floats, change: Floats, name: str, beside: int) -> None:
        """Take a layer's part of the vectors.

        Args:
            table: the weights, with any biases as last column.
            change: where δ aᵀ goes, of the same shape.
            name: the activation.
            beside: how many numbers lead to the layer above beside the values: inputs, and a 1 for the biases.
        """
        size, width = table.shape
        self.name = name
        self.table = table
        self.change = change
        self.sums: Floats = np.zeros(size)
        self.extended: Floats = np.ones(size + beside)
        """The values, the inputs that lead to the layer above directly, and a 1."""
        self.row: Floats = self.extended.reshape(1, size + beside)
        self.values: Floats = self.extended[:size]
        self.delta: Floats = np.zeros(size)
        """δ = ∂C/∂z."""
        self.column: Floats = self.delta.reshape(size, 1)
        self.back: Floats = np.zeros(width)
        """δ·(W, b): ∂C/∂a of the layer below, and more that means nothing."""

    def activate(self) -> list[NumpyCall]:
        """Write how the values come from the sums."""
        if self.name == SOFTMAX:
            return _softmax(self.sums, self.values)
        return calls_for(activation(self.name).value(Name("z")), {"z": self.sums}, self.values)

    def differentiate(self, by_values: Floats) -> list[NumpyCall]:
        """Write how δ comes from ∂C/∂a."""
        slope = activation(self.name).derivative(Name("z"), Name("a"))
        if slope == ONE:
            return [(np.copyto, (self.delta, by_values))]
        calls = calls_for(slope, {"z": self.sums, "a": self.values}, self.delta)
        return [*calls, (np.multiply, (by_values, self.delta, self.delta))]


class MatrixEngine:
    """Backpropagation on preallocated matrices, one sample at a time."""

    name: ClassVar[str] = "matrices"
    multiplies_matrices: ClassVar[bool] = True
    runs_insertions: bool = False
    checkpoint_every: int = 256
    sparse_checkpoints: int = 0
    instant_steps: int = 100
    chunks_at_once: int = 1

    @classmethod
    def can_run(cls, program: Program) -> bool:
        """Say whether the operations are those of backpropagation, with all updates at the end of a step."""
        training = program.training
        leaves_out = training.dropout is not None
        return program.is_as_written and training.simultaneous and not leaves_out and not program.network.tied

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Make the buffers and write the calls."""
        network = program.network
        self._vectors = _Vectors.of(program)
        self._places = np.argsort(self._vectors.order)
        """For each parameter of the state, its place in the vectors."""
        self._schedule = schedule
        self._batch: Floats = np.array(float(schedule.batch))
        self._updates = _Updates(program, settings, self._vectors, self._batch)
        self._layers: list[_Layer] = []
        ones = int(network.biases)
        start = 0
        for layer, (size, name) in enumerate(zip(network.layers[1:], network.activations, strict=True), start=1):
            end = start + size * (len(network.sources(layer)) + ones)
            table = self._vectors.parameters[start:end].reshape(size, -1)
            change = self._vectors.change[start:end].reshape(size, -1)
            direct = network.layers[0] if network.skips and layer == len(network.layers) - 2 else 0
            self._layers.append(_Layer(table, change, name, direct + ones))
            start = end
        self._direct = self._layers[-2].extended[network.layers[-2] :] if network.skips else None
        """Where the inputs that lead to the outputs directly are put at every step."""
        self._rows = []
        for x, y in samples:
            row = np.array([[*x, 1.0] if ones else [*x]], dtype=float)
            self._rows.append((row[0], row, y))
        rate = settings[0] if self._updates.folds_rate else 1.0
        self._outputs = outputs_of(network, self._layers[-1], rate)
        self._forward, self._backward = self._passes()

    def _passes(self) -> tuple[list[NumpyCall], list[NumpyCall]]:
        """Write the ways from the first sums to the last, and from δ of the outputs back to δ of the first layer."""
        forward: list[NumpyCall] = []
        backward: list[NumpyCall] = []
        for below, layer in zip(self._layers, self._layers[1:], strict=False):
            forward += [*below.activate(), (np.dot, (layer.table, below.extended, layer.sums))]
            back: list[NumpyCall] = [
                (np.dot, (layer.column, below.row, layer.change)),
                (np.dot, (layer.delta, layer.table, layer.back)),
            ]
            backward = [*back, *below.differentiate(layer.back[: len(below.values)]), *backward]
        return forward, backward

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run steps; see `Engine.run`."""
        self._run(state, first, count, None)

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run steps in groups; see `Recorder.record`."""
        losses: list[float] = []
        self._run(state, first, sum(sizes), losses)
        if len(sizes) == 1 and losses:
            return [(sum(losses), min(losses), max(losses))]
        rest = iter(losses)
        groups = [list(islice(rest, size)) for size in sizes]
        return [(sum(group), min(group, default=inf), max(group, default=-inf)) for group in groups]

    def record_chunks(self, state: list[float], first: int, chunks: Sequence[Sequence[int]]) -> Stretch:
        """Run chunks of steps; see `Recorder.record_chunks`."""
        return chunk_by_chunk(self, state, first, chunks)

    def _run(self, state: list[float], first: int, count: int, losses: list[float] | None) -> None:
        self._load(state)
        rows = self._schedule.arrange(self._rows, first, count)
        endings = self._schedule.endings(first, count)
        output = self._outputs.silent if losses is None else self._outputs.recording(losses)
        # Local names are found faster in the loop.
        dot = np.dot
        lowest = self._layers[0]
        direct = self._direct
        every_step = self._updates.every_step
        every_batch = self._updates.every_batch
        with np.errstate(all="ignore"):
            for (x, row, y), batch in zip(rows, endings, strict=True):
                if direct is not None:
                    direct[:] = x
                dot(lowest.table, x, lowest.sums)
                for call, arguments in self._forward:
                    call(*arguments)
                output(y)
                for call, arguments in self._backward:
                    call(*arguments)
                dot(lowest.column, row, lowest.change)
                for call, arguments in every_step:
                    call(*arguments)
                if batch:
                    self._batch[...] = batch
                    for call, arguments in every_batch:
                        call(*arguments)
        self._store(state)

    def _load(self, state: Sequence[float]) -> None:
        """Spread the state over the matrices."""
        vectors = self._vectors
        # As bytes: NumPy looks at every number of a list before it takes one.
        vector = np.frombuffer(array("d", state))
        vector.take(vectors.order, out=vectors.parameters)
        end = len(vectors.order)
        for kept in self._updates.kept:
            every = np.zeros(len(vectors.order))
            every[vectors.trained] = vector[end : end + len(vectors.trained)]
            kept[:] = every[vectors.order]
            end += len(vectors.trained)
        for counted, number in zip(self._updates.counted, state[end:], strict=True):
            counted[...] = number
        self._updates.hold()

    def _store(self, state: list[float]) -> None:
        """Collect the state from the matrices."""
        state[:] = self._vectors.parameters.take(self._places).tolist()
        for kept in self._updates.kept:
            state += kept.take(self._places).take(self._vectors.trained).tolist()
        state += [float(counted) for counted in self._updates.counted]


class _Updates:
    """What follows the passes, written from the program's operations for one parameter, for all of them at once."""

    def __init__(self, program: Program, settings: Sequence[float], vectors: _Vectors, batch: Floats) -> None:
        """Write the calls.

        Args:
            program: what a step does.
            settings: the values of the program's settings.
            vectors: what the calls read and change.
            batch: a 0-d array that holds how many samples the batch has.
        """
        self.every_step: list[NumpyCall] = []
        """After every step."""
        self.every_batch: list[NumpyCall] = []
        """After a step that ends a batch."""
        self.kept: list[Floats] = []
        """What the state holds after the parameters, for those that are trained."""
        self.counted: list[Floats] = []
        """What the state counts."""
        self._program = program
        self._vectors = vectors
        self._size = len(program.network.parameter_names)
        self._frozen: NDArray[np.bool_] | None = None
        """Which numbers of the vectors are frozen, if any is."""
        self._held: Floats = np.zeros(self._size)
        weight = next((name for name in program.trained if program.network.parameter(name).source), None)
        self._example = weight or next(iter(program.trained), "")
        """The parameter whose operations stand for all; a weight, as biases may be spared from decay."""
        operations = [o for o in program.operations if o.phase is Phase.UPDATE and o.by in ("", self._example)]
        self.folds_rate = False
        """Whether η has multiplied the gradient before it comes here."""
        gradient = derivative(LOSS, self._example)
        folded = [
            replace(o, expression=fold_rate(o.expression, Name(LEARNING_RATE), Name(gradient), _SCALED_GRADIENT))
            for o in operations
        ]
        left = {name for operation in folded for name in operation.reads}
        if left.isdisjoint((LEARNING_RATE, gradient)):
            operations = folded
            self.folds_rate = True
        arrays = self._arrays(settings, batch)
        if len(program.trained) < self._size:
            trained = np.isin(np.arange(self._size), vectors.trained)
            self._frozen = ~trained[vectors.order]
            self.every_step.append((np.putmask, (vectors.change, self._frozen, np.array(0.0))))
        for operation in operations:
            calls = self.every_step if operation.kind is Kind.ACCUMULATE else self.every_batch
            calls += self._calls(operation, arrays)
        if self._frozen is not None:
            self.every_batch.append((partial(np.copyto, where=self._frozen), (vectors.parameters, self._held)))

    def hold(self) -> None:
        """Keep the values of the parameters that are frozen."""
        if self._frozen is not None:
            self._held[:] = self._vectors.parameters

    def _arrays(self, settings: Sequence[float], batch: Floats) -> dict[str, Floats]:
        """Return the arrays of all names that the operations read and compute; numbers are 0-d arrays."""
        program = self._program
        example = self._example
        vectors = self._vectors
        arrays: dict[str, Floats] = {name: np.array(v) for name, v in zip(program.settings, settings, strict=True)}
        arrays |= {example: vectors.parameters, derivative(LOSS, example): vectors.change, BATCH: batch}
        arrays[_SCALED_GRADIENT.symbol] = vectors.change
        if not program.training.decays_biases:
            for setting in (WEIGHT_DECAY, L1):
                if setting.symbol in arrays:
                    arrays[setting.symbol] = arrays[setting.symbol] * vectors.is_weight
        for operation in program.operations:
            if operation.phase is Phase.UPDATE and operation.target not in arrays:
                if operation.by == example:
                    arrays[operation.target] = np.zeros(self._size)
                elif not operation.by:
                    arrays[operation.target] = np.zeros(())
        kept = [name for name in program.state if name in arrays and name != example]
        self.kept = [arrays[name] for name in kept if arrays[name].shape]
        self.counted = [arrays[name] for name in kept if not arrays[name].shape]
        return arrays

    def _calls(self, operation: Operation, arrays: dict[str, Floats]) -> list[NumpyCall]:
        """Return the calls of one operation."""
        target = arrays[operation.target]
        gradients = [arrays[name] for name in operation.reads if name in arrays and arrays[name].shape]
        if operation.kind is Kind.NORM and gradients:
            # The length of all gradients: the operation names each, and one array holds them all.
            (gradient,) = gradients
            return [(np.dot, (gradient, gradient, target)), (np.sqrt, (target, target))]
        return calls_for(operation.expression, arrays, target)


def _softmax(z: Floats, a: Floats) -> list[NumpyCall]:
    """Write how the outputs a of a softmax come from the weighted sums z, both of shape (outputs,)."""
    greatest = np.array(0.0)
    whole = np.array(0.0)
    return [
        (np.maximum.reduce, (z, 0, None, greatest)),
        (np.subtract, (z, greatest, a)),
        (np.exp, (a, a)),
        (np.add.reduce, (a, 0, None, whole)),
        (np.divide, (a, whole, a)),
    ]
