"""The chain rule as data: each gradient a sum over paths from C to its parameter, each path a product of factors.

The factors are operations of the program; nothing is computed here but the products. The gradient itself the program
computes backwards, sharing what paths have in common; the sum over paths is the same number written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from xortui.core.network import Network, Unit
from xortui.core.program import LOSS, Operation, Phase, Program, derivative

Path = tuple[Operation, ...]
"""The factors of one product, from ∂C/∂ŷ to ∂z/∂w; each names its own symbol, formula and place in the program."""


def paths(program: Program, parameter: str) -> Iterator[Path]:
    """Yield every path from C to a parameter; in 2-2-1 there is exactly one.

    Paths are made when asked for: a first-layer weight of a network with layers 2-64-64-1 has 64 of them.

    Raises:
        KeyError: if the network has no such parameter.
    """
    if parameter not in program.network.parameter_names:
        raise KeyError(parameter)
    yield from _extend(program, (), LOSS, _ancestors(program, parameter), parameter)


def count_paths(program: Program, parameter: str) -> int:
    """Return how many paths a gradient sums, without making them: the product of the widths of the layers above."""
    return count_ways(program.network, program.network.parameter(parameter).target.layer)


def count_ways(network: Network, layer: int) -> int:
    """Return on how many paths C depends on a weighted sum of a layer."""
    # Through softmax each weighted sum reaches every output.
    return prod(network.layers[layer + 1 :]) * (network.layers[-1] if network.is_softmax else 1)


@dataclass(frozen=True, slots=True)
class Branch:
    """One term of a derivative of C that is a sum: what comes through one of the values that go on from there."""

    through: str
    """The unit it goes through, h3 or ŷ1."""
    delta: Operation
    """What it shares with every path that goes through there: ∂C/∂z of the unit, its δ; through softmax ∂C/∂ŷ."""
    local: Operation
    """The factor that leads there: ∂z/∂h, or through softmax ∂ŷ/∂z."""
    paths: int
    """How many paths it stands for."""

    @property
    def is_through_softmax(self) -> bool:
        """Whether it leads from a weighted sum through the matrix ∂ŷ/∂z to an output, and ends there."""
        return self.local.of == self.through


def branches(program: Program, unit: Unit) -> tuple[Branch, ...]:
    """Return the terms whose sum is ∂C/∂h of a hidden unit, or ∂C/∂z of a softmax output; none where there is one path.

    In 2-2-2, ∂C/∂h1 = ∂C/∂z3 · ∂z3/∂h1 + ∂C/∂z4 · ∂z4/∂h1: two branches, through ŷ1 and ŷ2.
    """
    network = program.network
    by_target = program.by_target
    if count_ways(network, unit.layer) == 1:
        return ()
    if unit.layer == len(network.layers) - 1:
        return tuple(
            Branch(
                output.name,
                by_target[derivative(LOSS, output.name)],
                by_target[derivative(output.name, unit.weighted_sum)],
                1,
            )
            for output in network.units[-1]
        )
    return tuple(
        Branch(
            above.name,
            by_target[derivative(LOSS, above.weighted_sum)],
            by_target[derivative(above.weighted_sum, unit.name)],
            count_ways(network, above.layer),
        )
        for above in network.units[unit.layer + 1]
    )


def first_path(program: Program, parameter: str) -> Path:
    """Return the path that goes through the first unit of every layer above the parameter's own.

    Raises:
        KeyError: if the network has no such parameter.
    """
    network = program.network
    target = network.parameter(parameter).target
    way = [target, *(layer[0] for layer in network.units[target.layer + 1 :])]
    output = network.units[-1][0] if network.is_softmax else way[-1]
    symbols = [derivative(LOSS, output.name), derivative(output.name, way[-1].weighted_sum)]
    for above, below in pairwise(reversed(way)):
        symbols += [derivative(above.weighted_sum, below.name), derivative(below.name, below.weighted_sum)]
    symbols.append(derivative(target.weighted_sum, parameter))
    return tuple(program.by_target[symbol] for symbol in symbols)


def product(path: Path, value: Callable[[Operation], float]) -> float:
    """Return the product of a path's factors, multiplied from C towards the parameter."""
    result = 1.0
    for factor in path:
        result *= value(factor)
    return result


def _ancestors(program: Program, parameter: str) -> set[str]:
    """Return the names of everything between C and the parameter, so that no path is begun that does not arrive."""
    found = {parameter}
    for operation in program.operations:
        if operation.phase is Phase.BACKWARD:
            break
        for factor in program.derivatives(operation.target):
            if factor.by in found:
                found.add(operation.target)
    return found


def _extend(program: Program, path: Path, at: str, reach: set[str], parameter: str) -> Iterator[Path]:
    if at == parameter:
        yield path
        return
    for factor in program.derivatives(at):
        if factor.by in reach:
            yield from _extend(program, (*path, factor), factor.by, reach, parameter)
