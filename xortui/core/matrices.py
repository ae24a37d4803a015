"""The engine for wide networks: NumPy matrices with every buffer made once and every result written in place.

Each layer keeps its weights and biases in one matrix of shape (units, units below + 1), and each layer's values carry
a trailing 1, so that W·a + b is one product and ∂C/∂(W, b) = δ aᵀ another. The matrices of all layers are views of one
vector, so that an update is one subtraction. What a step does is a list of calls, written when the engine is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from math import inf
from typing import Any

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.compiler import Spread
from xortui.core.engines import Sample
from xortui.core.functions import log_sigmoid, softplus
from xortui.core.losses import LOSSES
from xortui.core.program import Program
from xortui.core.training import Schedule

Call = tuple[Callable[..., object], tuple[Any, ...]]
"""A NumPy function and its arguments, mostly (from, from, to)."""

# Scalars as 0-d arrays: a Python float would be converted at every call.
_ZERO, _ONE, _LEAK = np.array(0.0), np.array(1.0), np.array(0.01)


class _Layer:
    """One layer's matrix, the values it computes, and the buffers for going back through it."""

    def __init__(self, table: Floats, change: Floats, activation: str, direct: int) -> None:
        size, width = table.shape
        self.activation = activation
        self.table = table
        """Weights, with the biases as last column."""
        self.change = change
        """δ aᵀ."""
        self.sums: Floats = np.zeros(size)
        self.extended: Floats = np.ones(size + direct + 1)
        """The values, the inputs that lead to the layer above directly, and a 1."""
        self.row: Floats = self.extended.reshape(1, size + direct + 1)
        self.values: Floats = self.extended[:size]
        self.delta: Floats = np.zeros(size)
        """δ = ∂C/∂z."""
        self.column: Floats = self.delta.reshape(size, 1)
        self.back: Floats = np.zeros(width)
        """δ·(W, b): ∂C/∂a of the layer below, and more that means nothing."""

    def activate(self) -> list[Call]:
        """Write how the values come from the sums."""
        return _ACTIVATE[self.activation](self.sums, self.values)

    def differentiate(self, by_values: Floats) -> list[Call]:
        """Write how δ comes from ∂C/∂a."""
        return _DIFFERENTIATE[self.activation](by_values, self.values, self.sums, self.delta)


class MatrixEngine:
    """Backpropagation on preallocated matrices, one sample at a time."""

    name = "matrices"

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Make the buffers and write the calls."""
        network = program.network
        place = {name: i for i, name in enumerate(network.parameter_names)}
        units = [unit for layer in network.units[1:] for unit in layer]
        self._order = np.array([place[p.name] for unit in units for p in network.incoming[unit.name]])
        """For each number of the matrices, layer by layer and row by row, its place in the state."""
        self._trained = np.array([place[name] for name in program.trained], dtype=int)
        self._parameters, self._change, self._velocity, self._total = np.zeros((4, len(self._order)))
        self._kept = [self._velocity] * (program.training.momentum != 0.0) + [self._total] * program.batched
        """What the state holds after the parameters, for those that are trained."""
        self._layers: list[_Layer] = []
        start = 0
        for layer, (size, activation) in enumerate(zip(network.layers[1:], network.activations, strict=True), start=1):
            end = start + size * (len(network.sources(layer)) + 1)
            table, change = (vector[start:end].reshape(size, -1) for vector in (self._parameters, self._change))
            direct = network.layers[0] if network.skips and layer == len(network.layers) - 2 else 0
            self._layers.append(_Layer(table, change, activation, direct))
            start = end
        below_last = self._layers[-2].extended[network.layers[-2] :] if network.skips else None
        self._direct = below_last
        """Where the inputs that lead to the outputs directly are put at every step."""
        self._rows = []
        for x, y in samples:
            row = np.array([[*x, 1.0]], dtype=float)
            self._rows.append((row[0], row, np.array(y, dtype=float)))
        self._schedule = schedule
        self._loss = network.loss
        # With an update after every sample, η multiplies the few ∂C/∂ŷ and so reaches every change.
        rate = 1.0 if program.batched else settings[0]
        self._share = 1.0 / network.layers[-1] if network.reduction == "mean" else 1.0
        self._scale = self._share * (2.0 * rate if network.loss == "squared-error" else rate)
        self._batch = np.array(settings[2])
        self._forward, self._output, self._backward = self._passes()
        self._every_step, self._every_batch = self._updates(program, settings)

    def _passes(self) -> tuple[list[Call], Callable[[Floats], None], list[Call]]:
        """Write the ways from the first sums to the last, from them to δ of the outputs, and back to δ of the first."""
        forward: list[Call] = []
        backward: list[Call] = []
        for below, layer in zip(self._layers, self._layers[1:], strict=False):
            forward += [*below.activate(), (np.dot, (layer.table, below.extended, layer.sums))]
            back: list[Call] = [
                (np.dot, (layer.column, below.row, layer.change)),
                (np.dot, (layer.delta, layer.table, layer.back)),
            ]
            backward = [*back, *below.differentiate(layer.back[: len(below.values)]), *backward]
        return forward, self._one_output() if len(self._layers[-1].sums) == 1 else self._outputs(), backward

    def _outputs(self) -> Callable[[Floats], None]:
        last, scale = self._layers[-1], np.array(self._scale)
        errors = np.zeros_like(last.values)
        calls = last.activate()
        before = len(calls)
        calls.append((np.multiply, (errors, scale, errors)))
        calls += [(np.copyto, (last.delta, errors))] if self._is_delta else last.differentiate(errors)

        def outputs(y: Floats) -> None:
            for call, arguments in calls[:before]:
                call(*arguments)
            np.subtract(last.values, y, errors)
            for call, arguments in calls[before:]:
                call(*arguments)

        return outputs

    def _one_output(self) -> Callable[[Floats], None]:
        """For one unit Python's arithmetic is quicker than ten calls."""
        last, scale, is_delta = self._layers[-1], self._scale, self._is_delta
        unit = _ONE_UNIT[last.activation]
        sums, values, delta = last.sums, last.values, last.delta

        def output(y: Floats) -> None:
            value, slope = unit(sums.item())
            values[0] = value
            error = (value - y.item()) * scale
            delta[0] = error if is_delta else error * slope

        return output

    @property
    def _is_delta(self) -> bool:
        """Whether ŷ − y is δ already, as with the cross-entropies."""
        return LOSSES[self._loss].through_activation is not None

    def _updates(self, program: Program, settings: Sequence[float]) -> tuple[list[Call], list[Call]]:
        """Write what follows the passes: after every step, and after one that ends a batch."""
        rate, momentum = map(np.array, settings[:2])
        parameters, change, velocity, total = self._parameters, self._change, self._velocity, self._total
        every_step: list[Call] = []
        update: list[Call] = []
        if program.network.frozen:
            frozen = np.isin(self._order, self._trained, invert=True)
            every_step.append((np.putmask, (change, frozen, _ZERO)))
        if program.batched:
            every_step.append((np.add, (total, change, total)))
            update += [
                (np.divide, (total, self._batch, change)),
                (np.multiply, (change, rate, change)),
                (np.copyto, (total, _ZERO)),
            ]
        if program.training.momentum:
            update += [
                (np.multiply, (velocity, momentum, velocity)),
                (np.subtract, (velocity, change, velocity)),
                (np.add, (parameters, velocity, parameters)),
            ]
        else:
            update.append((np.subtract, (parameters, change, parameters)))
        return every_step, update

    def run(self, state: list[float], first: int, count: int) -> None:
        """Run steps; see `Engine.run`."""
        self._run(state, first, count, None)

    def record(self, state: list[float], first: int, sizes: Sequence[int]) -> list[Spread]:
        """Run steps in groups; see `Engine.record`."""
        losses: list[float] = []
        self._run(state, first, sum(sizes), losses)
        rest = iter(losses)
        groups = [list(islice(rest, size)) for size in sizes]
        return [(sum(group), min(group, default=inf), max(group, default=-inf)) for group in groups]

    def _run(self, state: list[float], first: int, count: int, losses: list[float] | None) -> None:
        self._load(state)
        rows = self._schedule.arrange(self._rows, first, count)
        endings = self._schedule.endings(first, count)
        dot, lowest, output, direct = np.dot, self._layers[0], self._output, self._direct
        with np.errstate(all="ignore"):
            for (x, row, y), batch in zip(rows, endings, strict=True):
                if direct is not None:
                    direct[:] = x
                dot(lowest.table, x, lowest.sums)
                for call, arguments in self._forward:
                    call(*arguments)
                output(y)
                if losses is not None:
                    losses.append(self._loss_of(y))
                for call, arguments in self._backward:
                    call(*arguments)
                dot(lowest.column, row, lowest.change)
                for call, arguments in self._every_step:
                    call(*arguments)
                if batch:
                    self._batch[...] = batch
                    for call, arguments in self._every_batch:
                        call(*arguments)
        self._store(state)

    def _loss_of(self, y: Floats) -> float:
        last, total = self._layers[-1], 0.0
        sums, targets = last.sums.tolist(), y.tolist()
        if self._loss == "binary-cross-entropy":
            for z, target in zip(sums, targets, strict=True):
                total -= target * log_sigmoid(z) + (1.0 - target) * log_sigmoid(-z)
        elif self._loss == "cross-entropy":
            greatest = max(sums)
            whole = math.log(sum([math.exp(z - greatest) for z in sums]))
            for z, target in zip(sums, targets, strict=True):
                total -= target * (z - greatest - whole)
        else:
            for value, target in zip(last.values.tolist(), targets, strict=True):
                total += (value - target) * (value - target)
            total *= 1.0 if self._loss == "squared-error" else 0.5
        return total * self._share

    def _load(self, state: Sequence[float]) -> None:
        """Spread the state over the matrices."""
        vector = np.array(state)
        self._parameters[:] = vector[self._order]
        end = len(self._order)
        for kept in self._kept:
            every = np.zeros(len(self._order))
            every[self._trained] = vector[end : end + len(self._trained)]
            kept[:] = every[self._order]
            end += len(self._trained)

    def _store(self, state: list[float]) -> None:
        """Collect the state from the matrices."""
        every = np.zeros(len(self._order))
        every[self._order] = self._parameters
        state[:] = every.tolist()
        for kept in self._kept:
            every[self._order] = kept
            state += every[self._trained].tolist()


def _sigmoid(z: Floats, a: Floats) -> list[Call]:
    return [(np.negative, (z, a)), (np.exp, (a, a)), (np.add, (a, _ONE, a)), (np.reciprocal, (a, a))]


def _by_sigmoid(by_a: Floats, a: Floats, _: Floats, delta: Floats) -> list[Call]:
    return [(np.subtract, (_ONE, a, delta)), (np.multiply, (delta, a, delta)), (np.multiply, (by_a, delta, delta))]


def _by_tanh(by_a: Floats, a: Floats, _: Floats, delta: Floats) -> list[Call]:
    return [(np.multiply, (a, a, delta)), (np.subtract, (_ONE, delta, delta)), (np.multiply, (by_a, delta, delta))]


def _leaky_relu(z: Floats, a: Floats) -> list[Call]:
    return [(np.multiply, (z, _LEAK, a)), (partial(np.maximum, out=a), (a, z))]


def _softmax(z: Floats, a: Floats) -> list[Call]:
    greatest, whole = np.array(0.0), np.array(0.0)
    return [
        (np.maximum.reduce, (z, 0, None, greatest)),
        (np.subtract, (z, greatest, a)),
        (np.exp, (a, a)),
        (np.add.reduce, (a, 0, None, whole)),
        (np.divide, (a, whole, a)),
    ]


def _by_leaky_relu(by_a: Floats, _: Floats, z: Floats, delta: Floats) -> list[Call]:
    return [
        (np.heaviside, (z, _ZERO, delta)),
        (partial(np.maximum, out=delta), (delta, _LEAK)),
        (np.multiply, (by_a, delta, delta)),
    ]


def _by_softplus(by_a: Floats, _: Floats, z: Floats, delta: Floats) -> list[Call]:
    return [*_sigmoid(z, delta), (np.multiply, (by_a, delta, delta))]


def _by_relu(by_a: Floats, _: Floats, z: Floats, delta: Floats) -> list[Call]:
    return [(np.heaviside, (z, _ZERO, delta)), (np.multiply, (by_a, delta, delta))]


_ACTIVATE: dict[str, Callable[[Floats, Floats], list[Call]]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda z, a: [(np.tanh, (z, a))],
    "relu": lambda z, a: [(partial(np.maximum, out=a), (z, _ZERO))],
    "leaky-relu": _leaky_relu,
    "softplus": lambda z, a: [(np.logaddexp, (_ZERO, z, a))],
    "softmax": _softmax,
    "linear": lambda z, a: [(np.copyto, (a, z))],
}
_DIFFERENTIATE: dict[str, Callable[[Floats, Floats, Floats, Floats], list[Call]]] = {
    "sigmoid": _by_sigmoid,
    "tanh": _by_tanh,
    "relu": _by_relu,
    "leaky-relu": _by_leaky_relu,
    "softplus": _by_softplus,
    "linear": lambda by_a, _, __, delta: [(np.copyto, (delta, by_a))],
}


def _one_sigmoid(z: float) -> tuple[float, float]:
    a = 0.0 if z < -709.78 else 1.0 / (1.0 + math.exp(-z))
    return a, a * (1.0 - a)


def _one_tanh(z: float) -> tuple[float, float]:
    a = math.tanh(z)
    return a, 1.0 - a * a


_ONE_UNIT: dict[str, Callable[[float], tuple[float, float]]] = {
    "sigmoid": _one_sigmoid,
    "tanh": _one_tanh,
    # A NaN goes in and comes out.
    "relu": lambda z: (0.0, 0.0) if z <= 0.0 else (z, 1.0),
    "leaky-relu": lambda z: (0.01 * z, 0.01) if z <= 0.0 else (z, 1.0),
    "softplus": lambda z: (softplus(z), _one_sigmoid(z)[0]),
    "linear": lambda z: (z, 1.0),
}
"""z → a and ∂a/∂z."""
