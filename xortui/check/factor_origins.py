"""Where what is wrong in the table of factors begins: which rows a wrong size spoils, and the line of each row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from xortui.check.changed_operations import changed
from xortui.check.judgement.diagnosis import Diagnosis
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.judge import same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.core.mistake import EVERY_LAYER, PlacedMistake
from xortui.core.program import LOSS, Kind, Program, derivative


def multiples(name: str, diagnosis: Diagnosis, labelled: LabelledStep) -> dict[str, float]:
    """Return by what a mistake in how far steps go multiplies rows of the table of factors.

    The gradient of the parameter has the factor in any case. A derivative on the way to it has the factor only where
    the file's own number has it, beside the numbers of parameters that go as far as they should.

    Args:
        name: of the parameter whose gradient it is.
        diagnosis: the mistakes.
        labelled: the numbers of a step.
    """
    factor = math.prod(one.factor for one in diagnosis.scaled if name in one.parameters)
    if factor == 1.0:
        return {}
    found = {derivative(LOSS, name): factor}
    scaled = {parameter for one in diagnosis.scaled for parameter in one.parameters}
    sound = [parameter for parameter in labelled.model.roots if parameter not in scaled]
    # Where all go uphill, errors y − ŷ have the sign and errors ŷ − y do not.
    usual = {
        ratio if sound else abs(ratio) for ratios in _ratios(labelled, sound or [name]).values() for ratio in ratios
    }
    for target, ratios in _ratios(labelled, [name]).items():
        is_usual = any(same(ratio, one) for ratio in ratios for one in usual)
        if not is_usual and any(same(ratio, factor * one) for ratio in ratios for one in usual):
            found[target] = factor
    return found


def _ratios(labelled: LabelledStep, names: Sequence[str]) -> dict[str, set[float]]:
    """Return how many times each derivative by a unit or a weighted sum stands in what some parameters learn from."""
    units = [unit for layer in labelled.program.network.units for unit in layer]
    wanted = {derivative(LOSS, name) for unit in units for name in (unit.name, unit.weighted_sum)}
    found: dict[str, set[float]] = {}
    for node in labelled.ancestors(names):
        label = labelled.labels.get(node) or labelled.mistaken_labels.get(node)
        if label is not None and label.name in wanted and label.sample >= 0:
            found.setdefault(label.name, set()).add(label.ratio)
    return found


def lines_of_wrong(
    targets: Iterable[str], name: str, program: Program, diagnosis: Diagnosis, mistakes: Sequence[FoundMistake]
) -> dict[str, int]:
    """Return for each wrong row of a table of factors the line of the mistake that spoils it first.

    A mistake that changes the formula of a row stands before those that spoil what the row is computed from.

    Args:
        targets: the rows that are wrong, in the order of the program.
        name: of the parameter whose gradient they make.
        program: without the mistakes.
        diagnosis: the mistakes.
        mistakes: the same as they are told, with their lines.
    """
    begun = _begun(program, diagnosis, mistakes)
    first = _of_size(name, diagnosis, mistakes) or mistakes[0]
    found: dict[str, int] = {}
    for target in targets:
        inherited = [found[read] for read in _read(target, program) if read in found]
        if target in begun:
            found[target] = begun[target]
        elif inherited:
            found[target] = inherited[0]
        else:
            found[target] = first.line
    return found


def _read(target: str, program: Program) -> list[str]:
    """Return what a row is computed from, in the order of the program."""
    reads = [program.by_target[name] for name in program.by_target[target].reads if name in program.by_target]
    return [operation.target for operation in sorted(reads, key=lambda one: one.number)]


def _begun(program: Program, diagnosis: Diagnosis, mistakes: Sequence[FoundMistake]) -> dict[str, int]:
    """Return for each value whose formula a mistake changes the line of that mistake."""
    layer_of = {parameter.name: parameter.target.layer for parameter in program.network.parameters}
    for units in program.network.units:
        for unit in units:
            layer_of[unit.name] = unit.layer
            layer_of[unit.weighted_sum] = unit.layer
    found: dict[str, int] = {}
    before = program
    for placed in diagnosis.explanation.mistakes:
        after = placed.mistake.plant(before, placed.place)
        for operation in changed(before, after):
            if operation.kind in (Kind.FACTOR, Kind.DERIVATIVE):
                told = _told(placed, mistakes, layer_of.get(operation.by, EVERY_LAYER))
                found.setdefault(operation.target, told.line)
        before = after
    return found


def _of_size(name: str, diagnosis: Diagnosis, mistakes: Sequence[FoundMistake]) -> FoundMistake | None:
    """Return how a mistake in how far a parameter goes is told; None if it has none that is told."""
    if not any(name in one.parameters for one in diagnosis.scaled):
        return None
    searched = {placed.mistake.id for placed in diagnosis.explanation.mistakes}
    of_parameter = [one for one in mistakes if name in one.place.parameters]
    return next((one for one in of_parameter if searched.isdisjoint(_ids(one))), None)


def _ids(told: FoundMistake) -> set[str]:
    """Return all names that a mistake may have: its own, that by which it is planted, and those that are like it."""
    return {told.id, told.planted, *(identity for identity, _ in told.alike)}


def _told(placed: PlacedMistake, mistakes: Sequence[FoundMistake], layer: int) -> FoundMistake:
    """Return how a mistake is told; of several layers, that of one layer; the first of all if none is known to be it.

    Args:
        placed: the mistake.
        mistakes: as they are told.
        layer: in which it is looked for first.
    """
    alike = [one for one in mistakes if placed.mistake.id in _ids(one)]
    alike = [one for one in alike if not set(placed.place.parameters).isdisjoint(one.place.parameters)] or alike
    of_layer = [one for one in alike if one.place.layer == layer]
    return (of_layer or alike or list(mistakes))[0]
