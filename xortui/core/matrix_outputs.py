"""What the engine for wide networks does at the outputs: their values, δ, and the loss where it is recorded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from xortui.core.activations import activation
from xortui.core.array_calls import NumpyCall, calls_for
from xortui.core.arrays import Floats
from xortui.core.compiler import compile_formulas
from xortui.core.expression import ONE, Constant, Expression, Name, Product
from xortui.core.losses import LOSSES
from xortui.core.network import Network

Take = Callable[[Sequence[float]], None]
"""Takes the targets of a sample."""


class OutputLayer(Protocol):
    """The layer of the outputs."""

    name: str
    """Its activation."""
    sums: Floats
    values: Floats
    delta: Floats
    """Where δ = ∂C/∂z is written."""

    def activate(self) -> list[NumpyCall]:
        """Write how the values come from the sums."""

    def differentiate(self, by_values: Floats) -> list[NumpyCall]:
        """Write how δ comes from ∂C/∂ŷ."""


class Outputs(Protocol):
    """Computes the values and δ of the outputs, given the targets."""

    silent: Take

    def recording(self, losses: list[float]) -> Take:
        """Return what does the same and adds the loss to a list."""


def outputs_of(network: Network, last: OutputLayer, rate: float) -> Outputs:
    """Return what computes the outputs of a network.

    Args:
        network: what is trained.
        last: its output layer.
        rate: what every ∂C/∂ŷ is multiplied by.
    """
    return _OneOutput(network, last, rate) if len(last.sums) == 1 else _SeveralOutputs(network, last, rate)


class _Error:
    """∂C/∂ŷ, or ∂C/∂z where the loss gives that in one piece, as a formula and the number it is multiplied by."""

    def __init__(self, network: Network, rate: float) -> None:
        row = LOSSES[network.loss]
        self.is_delta = row.through_activation is not None
        """Whether it is δ already, as with the cross-entropies."""
        error = (row.through_activation or row.derivative)(Name("a"), Name("y"))
        factor, self.formula = _factored(error)
        self.share = 1.0 / network.layers[-1] if network.reduction == "mean" else 1.0
        self.scale = self.share * (factor * rate)


class _OneOutput:
    """One unit, for which Python's arithmetic is quicker than ten calls."""

    def __init__(self, network: Network, last: OutputLayer, rate: float) -> None:
        error = _Error(network, rate)
        row = activation(last.name)
        z = Name("z")
        a = Name("a")
        slope = row.derivative(z, a)
        delta: Expression = Name("error")
        if not error.is_delta and slope != ONE:
            delta = delta * slope
        term = LOSSES[network.loss].term(a, Name("y"), z)
        formulas = [
            ("a", row.value(z)),
            ("error", Product((error.formula, Constant(error.scale, "scale")))),
            ("delta", delta),
            ("loss", Product((term, Constant(error.share, "share")))),
        ]
        self._compute = compile_formulas(("z", "y"), formulas, ("a", "delta", "loss"))
        compute = compile_formulas(("z", "y"), formulas, ("a", "delta"))
        sums = self._sums = last.sums
        values = self._values = last.values
        deltas = self._deltas = last.delta

        def silent(y: Sequence[float]) -> None:
            values[0], deltas[0] = compute(sums.item(), y[0])

        self.silent: Take = silent

    def recording(self, losses: list[float]) -> Take:
        """Return what adds the loss to a list; see `Outputs`."""
        # Names of this function are found faster than attributes.
        compute = self._compute
        sums = self._sums
        values = self._values
        deltas = self._deltas
        append = losses.append

        def recording(y: Sequence[float]) -> None:
            values[0], deltas[0], loss = compute(sums.item(), y[0])
            append(loss)

        return recording


class _SeveralOutputs:
    """Several units, whose numbers NumPy computes at once."""

    def __init__(self, network: Network, last: OutputLayer, rate: float) -> None:
        error = _Error(network, rate)
        self._last = last
        self._is_softmax = network.is_softmax
        self._share = error.share
        term = LOSSES[network.loss].term(Name("a"), Name("y"), Name("z"))
        self._term = compile_formulas(("a", "y", "z"), [("loss", term)], ("loss",))
        errors: Floats = np.zeros_like(last.values)
        targets: Floats = np.zeros_like(last.values)
        calls = [*last.activate(), *calls_for(error.formula, {"a": last.values, "y": targets}, errors)]
        calls.append((np.multiply, (errors, np.array(error.scale), errors)))
        calls += [(np.copyto, (last.delta, errors))] if error.is_delta else last.differentiate(errors)

        def silent(y: Sequence[float]) -> None:
            targets[:] = y
            for call, arguments in calls:
                call(*arguments)

        self.silent: Take = silent

    def recording(self, losses: list[float]) -> Take:
        """Return what adds the loss to a list; see `Outputs`."""

        def recording(y: Sequence[float]) -> None:
            self.silent(y)
            total = 0.0
            for a, target, z in zip(self._last.values.tolist(), y, self._logarithms(), strict=True):
                total += self._term(a, target, z)[0]
            losses.append(total * self._share)

        return recording

    def _logarithms(self) -> list[float]:
        """Return what stands for z in the loss: the weighted sums, or with softmax the logarithms of the outputs."""
        sums: list[float] = self._last.sums.tolist()
        if not self._is_softmax:
            return sums
        greatest = max(sums)
        whole = math.log(sum([math.exp(z - greatest) for z in sums]))
        return [z - greatest - whole for z in sums]


def _factored(expression: Expression) -> tuple[float, Expression]:
    """Return the number that an expression is multiplied by, and the rest."""
    match expression:
        case Product((Constant(value, _), *rest)):
            return value, rest[0] if len(rest) == 1 else Product(tuple(rest))
    return 1.0, expression
