"""Which unit the decision map shows. It is asked for before NumPy and the map are loaded."""

from __future__ import annotations

from xortui.core.network import Network, Unit


def mapped_unit(network: Network, name: str) -> Unit:
    """Return the unit that is mapped: the one of that name, or else the first output."""
    units = [unit for layer in network.units[1:] for unit in layer]
    return next((unit for unit in units if unit.name == name), network.units[-1][0])


def neighbour(network: Network, name: str, step: int) -> str:
    """Return the name of the unit so many places on; hidden units come after the outputs."""
    names = [unit.name for layer in (network.units[-1], *network.units[1:-1]) for unit in layer]
    return names[(names.index(mapped_unit(network, name).name) + step) % len(names)]
