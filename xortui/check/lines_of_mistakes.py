"""Give a line to the values that a mistake changes: they are wrong, so no value of the right program finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xortui.check.changed_operations import changed
from xortui.core.mistake import PlacedMistake
from xortui.core.network import Network
from xortui.core.program import Phase, Program
from xortui.debugger.planting import planted_program
from xortui.problems import Problem


def with_accused_lines(
    lines: Mapping[str, int], problem: Problem, mistakes: Sequence[PlacedMistake], accused: Sequence[int]
) -> dict[str, int]:
    """Return the line of each value, with the accused lines for what the mistakes change first.

    Args:
        lines: value of the program → its line, as far as it is known.
        problem: whose program it is.
        mistakes: what is planted, one after the other.
        accused: the line of each mistake; 0 where it is not known.
    """
    found = dict(lines)
    for number, line in enumerate(accused):
        before = planted_program(problem, mistakes[:number])
        after = planted_program(problem, mistakes[: number + 1])
        if line:
            for name in _changed_first(before, after):
                found.setdefault(name, line)
    return found


def _changed_first(before: Program, after: Program) -> Iterator[str]:
    """Yield the derivatives that a mistake changes in the layer where it begins, on the way from the output back."""
    network = after.network
    layers = _layers(network)
    direct = {operation.target for operation in changed(before, after)}
    begun = [layers[after.by_target[name].by] for name in direct if after.by_target[name].by in layers]
    if not begun:
        return
    spoilt = set(direct)
    for operation in after.operations:
        if operation.phase is not Phase.BACKWARD or layers.get(operation.by) != max(begun):
            continue
        if not spoilt.isdisjoint(operation.reads):
            spoilt.add(operation.target)
        is_of_parameter = operation.by in network.parameter_names
        if operation.target in (direct if is_of_parameter else spoilt):
            yield operation.target


def _layers(network: Network) -> dict[str, int]:
    """Return the layer of every unit, weighted sum and parameter, by its name."""
    found = {}
    for units in network.units:
        for unit in units:
            found[unit.name] = unit.layer
            found[unit.weighted_sum] = unit.layer
    for parameter in network.parameters:
        found[parameter.name] = parameter.target.layer
    return found
