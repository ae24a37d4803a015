"""The engine for wide networks: NumPy matrices with every buffer made once and every result written in place.

Each layer keeps its weights and biases in one matrix of shape (units, units below + 1), and each layer's values carry
a trailing 1, so that W·a + b is one product and ∂C/∂(W, b) = δ aᵀ another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from xortui.core.arrays import Floats
from xortui.core.engines import Sample
from xortui.core.functions import log_sigmoid
from xortui.core.network import Network
from xortui.core.program import Program
from xortui.core.training import Schedule

# Scalars as 0-d arrays: a Python float would be converted at every call.
_ONE = np.array(1.0)
_ZERO = np.array(0.0)


class _Layer:
    """One layer's matrix, the values it computes, and the buffers for going back through it."""

    def __init__(self, size: int, below: int, activation: str) -> None:
        self.table: Floats = np.zeros((size, below + 1))
        """Weights, with the biases as last column."""
        self.change: Floats = np.zeros((size, below + 1))
        self.velocity: Floats = np.zeros((size, below + 1))
        self.total: Floats = np.zeros((size, below + 1))
        self.trained: Floats | None = None
        """1 where a parameter is updated, 0 where it is frozen; None where all are updated."""
        self.sums: Floats = np.zeros(size)
        self.extended: Floats = np.ones(size + 1)
        self.row: Floats = self.extended.reshape(1, size + 1)
        self.values: Floats = self.extended[:size]
        self.slope: Floats = np.zeros(size)
        self.delta: Floats = np.zeros(size)
        self.column: Floats = self.delta.reshape(size, 1)
        self.back: Floats = np.zeros(below + 1)
        """δ·(W, b): ∂C/∂a of the layer below, and one number more that means nothing."""
        self.back_values: Floats = self.back[:below]
        self.activate: Callable[[Floats, Floats], None] = _ACTIVATE[activation]
        self.scale_by_slope: Callable[[Floats, Floats, Floats, Floats], None] = _SCALE_BY_SLOPE[activation]


class MatrixEngine:
    """Backpropagation on preallocated matrices, one sample at a time."""

    name = "matrices"

    def __init__(
        self, program: Program, samples: Sequence[Sample], schedule: Schedule, settings: Sequence[float]
    ) -> None:
        """Make the buffers."""
        network = program.network
        self._schedule = schedule
        self._learning_rate, self._momentum, self._batch = settings
        self._batched = program.batched
        self._has_momentum = program.training.momentum != 0.0
        self._loss = network.loss
        self._last_activation = network.activations[-1]
        self._layers = [
            _Layer(size, below, activation)
            for below, size, activation in zip(network.layers, network.layers[1:], network.activations, strict=False)
        ]
        self._places = _places(network)
        if network.frozen:
            self._scatter([float(name not in network.frozen) for name in network.parameter_names], "change")
            for layer in self._layers:
                layer.trained = layer.change.copy()
        self._parameters = len(network.parameter_names)
        trained = [i for i, name in enumerate(network.parameter_names) if name not in network.frozen]
        self._trained = np.array(trained, dtype=int)
        self._rows = []
        for x, y in samples:
            row = np.array([[*x, 1.0]], dtype=float)
            self._rows.append((row[0], row, np.array(y, dtype=float)))

    def run(self, state: list[float], first: int, count: int, losses: list[float] | None = None) -> None:
        """Run steps; see `Engine.run`."""
        self._load(state)
        rows = self._schedule.arrange(self._rows, first, count)
        endings = self._schedule.endings(first, count)
        with np.errstate(all="ignore"):
            for (x, row, y), ends_batch in zip(rows, endings, strict=True):
                self._step(x, row, y)
                if losses is not None:
                    losses.append(self._loss_of(y))
                self._update(ends_batch)
        self._store(state)

    def _step(self, x: Floats, row: Floats, y: Floats) -> None:
        """Go forward, then back as far as every layer's gradient, left in its `change`."""
        dot, multiply = np.dot, np.multiply
        below = x
        for layer in self._layers:
            dot(layer.table, below, layer.sums)
            layer.activate(layer.sums, layer.values)
            below = layer.extended
        last = self._layers[-1]
        np.subtract(last.values, y, last.delta)
        if self._loss != "binary-cross-entropy":
            last.scale_by_slope(last.delta, last.values, last.sums, last.slope)
            if self._loss == "squared-error":
                multiply(last.delta, 2.0, last.delta)
        for depth in range(len(self._layers) - 1, 0, -1):
            layer, lower = self._layers[depth], self._layers[depth - 1]
            dot(layer.column, lower.row, layer.change)
            dot(layer.delta, layer.table, layer.back)
            lower.delta[:] = layer.back_values
            lower.scale_by_slope(lower.delta, lower.values, lower.sums, lower.slope)
        dot(self._layers[0].column, row, self._layers[0].change)

    def _update(self, ends_batch: bool) -> None:
        rate, momentum, batch = self._learning_rate, self._momentum, self._batch
        for layer in self._layers:
            change = layer.change
            if layer.trained is not None:
                np.multiply(change, layer.trained, change)
            if self._batched:
                np.add(layer.total, change, layer.total)
                if not ends_batch:
                    continue
                np.divide(layer.total, batch, change)
                layer.total.fill(0.0)
            np.multiply(change, rate, change)
            if self._has_momentum:
                np.multiply(layer.velocity, momentum, layer.velocity)
                np.subtract(layer.velocity, change, layer.velocity)
                np.add(layer.table, layer.velocity, layer.table)
            else:
                np.subtract(layer.table, change, layer.table)

    def _loss_of(self, y: Floats) -> float:
        last = self._layers[-1]
        total = 0.0
        if self._loss == "binary-cross-entropy":
            for z, target in zip(last.sums.tolist(), y.tolist(), strict=True):
                total -= target * log_sigmoid(z) + (1.0 - target) * log_sigmoid(-z)
            return total
        for value, target in zip(last.values.tolist(), y.tolist(), strict=True):
            total += (value - target) * (value - target)
        return total if self._loss == "squared-error" else 0.5 * total

    def _load(self, state: Sequence[float]) -> None:
        size, trained = self._parameters, len(self._trained)
        self._scatter(state[:size], "table")
        rest = np.array(state[size:])
        for present, kind in ((self._has_momentum, "velocity"), (self._batched, "total")):
            if present:
                self._scatter(self._spread(rest[:trained]), kind)
                rest = rest[trained:]

    def _store(self, state: list[float]) -> None:
        flat = self._gather("table").tolist()
        for present, kind in ((self._has_momentum, "velocity"), (self._batched, "total")):
            if present:
                flat += self._gather(kind)[self._trained].tolist()
        state[:] = flat

    def _spread(self, trained: Floats) -> Floats:
        """Return a full vector of parameters from one of the trained alone."""
        full = np.zeros(self._parameters)
        full[self._trained] = trained
        return full

    def _scatter(self, flat: Sequence[float] | Floats, kind: str) -> None:
        vector = np.asarray(flat, dtype=float)
        for layer, places in zip(self._layers, self._places, strict=True):
            getattr(layer, kind)[:] = vector[places]

    def _gather(self, kind: str) -> Floats:
        vector = np.zeros(sum(places.size for places in self._places))
        for layer, places in zip(self._layers, self._places, strict=True):
            vector[places] = getattr(layer, kind)
        return vector


def _places(network: Network) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """Return for each layer a table of its parameters' places in the flat vector."""
    index = {name: i for i, name in enumerate(network.parameter_names)}
    return [
        np.array([[index[p.name] for p in network.incoming[unit.name]] for unit in units], dtype=np.int64)
        for units in network.units[1:]
    ]


def _sigmoid(z: Floats, out: Floats) -> None:
    if len(z) == 1:  # one output unit: Python's arithmetic is quicker than four calls
        value = z.item()
        out[0] = 0.0 if value < -709.78 else 1.0 / (1.0 + math.exp(-value))
        return
    np.negative(z, out)
    np.exp(out, out)
    np.add(out, _ONE, out)
    np.reciprocal(out, out)


def _scale_by_sigmoid_slope(delta: Floats, a: Floats, _: Floats, slope: Floats) -> None:
    np.subtract(_ONE, a, slope)
    np.multiply(slope, a, slope)
    np.multiply(delta, slope, delta)


def _scale_by_tanh_slope(delta: Floats, a: Floats, _: Floats, slope: Floats) -> None:
    np.multiply(a, a, slope)
    np.subtract(_ONE, slope, slope)
    np.multiply(delta, slope, delta)


def _scale_by_relu_slope(delta: Floats, _: Floats, z: Floats, slope: Floats) -> None:
    np.greater(z, _ZERO, slope)
    np.multiply(delta, slope, delta)


_ACTIVATE: dict[str, Callable[[Floats, Floats], None]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda z, out: np.tanh(z, out),
    "relu": lambda z, out: np.maximum(z, _ZERO, out),
    "linear": lambda z, out: np.copyto(out, z),
}
_SCALE_BY_SLOPE: dict[str, Callable[[Floats, Floats, Floats, Floats], None]] = {
    "sigmoid": _scale_by_sigmoid_slope,
    "tanh": _scale_by_tanh_slope,
    "relu": _scale_by_relu_slope,
    "linear": lambda *_: None,
}
