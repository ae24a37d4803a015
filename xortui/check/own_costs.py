"""Costs of the file's own that its steps follow, though they look like another loss with a mistaken slope."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import replace

import numpy as np

from xortui.check.differentiation.cost_of_outputs import CostOfOutputs, cost_of_outputs
from xortui.check.differentiation.file_losses import before_the_first, computed_losses
from xortui.check.examination import StepReading
from xortui.check.judgement.diagnosis import Diagnosis
from xortui.check.judgement.findings import OF_SLOPES
from xortui.check.readings import OTHER_STEPS, readings_at, readings_with_errors
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.forward import NotRecognisedError
from xortui.check.recognition.points import OwnError
from xortui.check.recognition.source import Source
from xortui.check.tracing.op_numbers import LOG
from xortui.check.tracing.tape import Op
from xortui.check.undecided import UndecidedError
from xortui.check.watching import WatchedRun
from xortui.core.mistake import EVERY_LAYER

HALF_SQUARED = "half-squared-error"
LOGARITHMS = frozenset({"log", "log1p", "log2", "log10", "logaddexp"})
"""Functions that costs are made of, and nothing else that a network computes."""


def blames_slope_at_outputs(reading: StepReading, diagnosis: Diagnosis) -> bool:
    """Say whether an explanation has a mistake in the slope of the outputs, which a cost of the file's own may have.

    Args:
        reading: of a step.
        diagnosis: what explains it.
    """
    last = len(reading.model.layers) - 1
    network = reading.judged.program.network
    of_outputs = {one.name for one in network.parameters if one.target.layer == last}
    for one in diagnosis.explanation.mistakes:
        place = one.place
        is_there = place.layer == last or (place.layer == EVERY_LAYER and not of_outputs.isdisjoint(place.parameters))
        if one.mistake.id in OF_SLOPES and is_there and not reading.evaluated.errors:
            return True
    return False


def reading_by_own_cost(seen: WatchedRun, reading: StepReading, *, is_certain: bool) -> StepReading | None:
    """Return the reading of a step by a cost that the file computes, if all that leads to the outputs follows it.

    Args:
        seen: the training.
        reading: of the step by another loss.
        is_certain: whether it must be certain that there is none.

    Raises:
        UndecidedError: if that is not certain: the file computes a cost, and nobody knows of which outputs.
    """
    if reading.evaluated.errors:
        return None
    unknown = 0
    for window in _windows(seen, reading.step):
        for loss in computed_losses(seen, window):
            cost = _cost_in(seen, window, loss, reading)
            found = reading_by_cost(seen, reading, cost) if cost is not None else None
            if found is not None and _moves_outputs(found):
                return found
            if cost is None and _has_logarithm(seen, window, loss):
                unknown = loss
    if unknown and is_certain:
        line = Source(seen.trace).line(unknown)
        raise UndecidedError(
            f"line {line} computes a cost; from which outputs is not known, so the training could not be compared with "
            "it"
        )
    return None


def _cost_in(seen: WatchedRun, window: Step, loss: int, reading: StepReading) -> CostOfOutputs | None:
    """Return a cost by the outputs of a step, or by those of its own step; None if of none.

    Steps may take other samples.

    Args:
        seen: the training.
        window: the part of the run that computes it.
        loss: its node.
        reading: of the step.
    """
    tape = seen.trace.tape
    cost = cost_of_outputs(tape, seen.chains, window, loss, reading.forward, reading.evaluated)
    if cost is not None or window == reading.step:
        return cost
    try:
        others = readings_at(seen, window, reading.level)
    except NotRecognisedError:
        return None
    other = next((one for one in others if one.model.layers == reading.model.layers), None)
    if other is None:
        return None
    return cost_of_outputs(tape, seen.chains, window, loss, other.forward, other.evaluated)


def _has_logarithm(seen: WatchedRun, window: Step, loss: int) -> bool:
    """Say whether a number is computed with a logarithm, as costs are and shares of right answers are not."""
    tape = seen.trace.tape
    return bool(np.any(tape.op[part_of(tape, [loss], since=window.start)] == LOG))


def reading_by_cost(seen: WatchedRun, reading: StepReading, cost: CostOfOutputs) -> StepReading | None:
    """Return the reading of a step by a cost of the file; None if the cost has no slope at its outputs.

    Args:
        seen: the training.
        reading: of the step by another loss.
        cost: the cost.
    """
    evaluated = reading.evaluated
    slopes = cost.slopes(reading.forward, evaluated.values, evaluated.count)
    if slopes is None:
        return None
    tape = seen.trace.tape
    values = dict(evaluated.values)
    errors = {}
    for output, slope in slopes.items():
        node = tape.one(Op.LEAF, 0.0)
        values[node] = slope
        errors[output] = OwnError(node, 1.0)
    tape.settle()
    with_slopes = replace(reading, evaluated=replace(evaluated, values=values))
    for one in readings_with_errors(seen, with_slopes, errors):
        if one.judged.loss == HALF_SQUARED:
            one.cost = cost
            return one
    return None


def unseen_cost_line(seen: WatchedRun) -> int:
    """Return a line that takes a logarithm, as costs do, and that did not run while the file was watched; 0 if none.

    Args:
        seen: the training.
    """
    source = Source(seen.trace)
    tape = seen.trace.tape
    _, nodes = np.unique(tape.site[: tape.length], return_index=True)
    ran = {line for node in nodes.tolist() for line, *_ in source.frames(node)}
    for call in ast.walk(source.tree):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in LOGARITHMS and not _has_run(source, call.lineno, ran):
                return call.lineno
    return 0


def _has_run(source: Source, line: int, ran: Set[int]) -> bool:
    """Say whether a line has run, as far as that is known: lines that compute with data alone are not followed.

    Args:
        source: the file.
        line: a line of it.
        ran: the lines that computed something that was followed.
    """
    function = source.function_of(line)
    blocks: list[list[ast.stmt]] = [one.body for one in ast.walk(function) if isinstance(one, ast.If)]
    if isinstance(function, ast.FunctionDef):
        blocks.append(function.body)
    for block in blocks:
        lines = range(block[0].lineno, (block[-1].end_lineno or block[-1].lineno) + 1)
        if line in lines and ran.isdisjoint(lines):
            return False
    is_of_module = not isinstance(function, ast.FunctionDef)
    of_module = {one for one in ran if source.function_of(one) is function}
    return not is_of_module or line in ran or line <= max(of_module, default=line)


def _windows(seen: WatchedRun, step: Step) -> Iterator[Step]:
    """Yield parts of a run that may compute the cost: some steps, what comes before the first, and after the last.

    Args:
        seen: the training.
        step: the step that is looked at first.
    """
    longest = max(seen.steps, key=lambda one: one.end - one.start)
    others = seen.steps[:: max(1, len(seen.steps) // OTHER_STEPS)]
    yield from dict.fromkeys((step, longest, *others))
    for before in before_the_first(seen):
        yield before
        # Some weights are seen when they are first used, and then not all of that is behind them.
        yield Step(min(chain.versions[0] for chain in seen.chains) - 1, before.end)
    end = max(chain.versions[-1] for chain in seen.chains)
    length = seen.trace.tape.length
    if end < length - 1:
        yield Step(end, length - 1)


def _moves_outputs(reading: StepReading) -> bool:
    """Say whether all that leads to the outputs moves along the slope of the loss, and some of it down."""
    network = reading.judged.program.network
    last = len(network.layers) - 1
    names = [one.name for one in network.parameters if one.target.layer == last]
    compared = [reading.judged.compared[name] for name in names if name in reading.judged.compared]
    ratios = [one.ratio for one in compared if not one.is_untested]
    known = [ratio for ratio in ratios if ratio is not None]
    return len(known) == len(ratios) and any(ratio > 0 for ratio in known)
