"""Which picture of the answers is shown, and of which unit; asked for before NumPy and the pictures are loaded."""

from __future__ import annotations

from xortui.core.network import Network, Unit
from xortui.language.phrase import phrase
from xortui.problems import Problem

CONFUSION = "confusion"
"""In place of a unit: the table of which classes are taken for which."""
MANY_CLASSES = 3
"""Classes from which on a table of them says more than a map alone."""


def mapped_unit(network: Network, name: str) -> Unit:
    """Return the unit that is mapped: the one of that name, or else the first output."""
    units = [unit for layer in network.units[1:] for unit in layer]
    return next((unit for unit in units if unit.name == name), network.units[-1][0])


def has_confusion(problem: Problem) -> bool:
    """Say whether there is a table of classes: where a map shows less than all there is to know of them."""
    if problem.network.layers[-1] < MANY_CLASSES and not problem.test and problem.given_inputs <= 2:
        return False
    return problem.classes is not None


def pictured(problem: Problem, name: str) -> str:
    """Return what is pictured: the unit of a name or CONFUSION; by default what says the most at a glance."""
    names = _names(problem)
    if name in names:
        return name
    # A slice through many inputs says less than which classes are told apart.
    return CONFUSION if CONFUSION in names and problem.given_inputs > 2 else names[0]


def neighbour(problem: Problem, name: str, step: int) -> str:
    """Return what is pictured so many places on; hidden units come after the outputs, then the table of classes."""
    names = _names(problem)
    return names[(names.index(pictured(problem, name)) + step) % len(names)]


def answers_title(problem: Problem, name: str) -> str:
    """Return what the picture is called."""
    if pictured(problem, name) == CONFUSION:
        return phrase("Confusion")
    titles = {1: phrase("Curve"), 2: phrase("Decision map")}
    return titles.get(problem.given_inputs, phrase("Slice"))


def _names(problem: Problem) -> list[str]:
    network = problem.network
    units = [unit.name for layer in (network.units[-1], *network.units[1:-1]) for unit in layer]
    return [*units, CONFUSION] if has_confusion(problem) else units
