"""The verdict on steps whose network has no name: from derivatives of what the file computes, at random points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers, compared_with
from xortui.check.differentiation.doubts_of_right import doubt_right
from xortui.check.differentiation.doubts_of_wrong import MIN_RIGHT, doubt_wrong
from xortui.check.differentiation.error_losses import ERROR_LOSSES, error_losses
from xortui.check.differentiation.file_losses import before_the_first, computed_losses, file_losses
from xortui.check.differentiation.lines_of_paths import line_at_call, line_of_path
from xortui.check.differentiation.local_slopes import slopes
from xortui.check.differentiation.names_of_numbers import names_of_numbers
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before, numbers_of_step
from xortui.check.differentiation.paths_left_out import LeftOut, path_left_out
from xortui.check.differentiation.turned_steps import turned_steps, turning_line
from xortui.check.differentiation.uses_of_arrays import wrong_uses_of_arrays
from xortui.check.judgement.gradient_lines import first_wrong_line
from xortui.check.judgement.labels import ALIKE, of_length_one
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.same_steps import moved_step
from xortui.check.recognition.source import Source
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import LOOKED_AT, RIGHT, WRONG, Verdict, mistake_record, verdict_with
from xortui.check.watching import WatchedRun
from xortui.core.mistaken_gradients import factor_name
from xortui.core.mistakes import BY_ID

MAX_COMPARED = 4000
"""Nodes that are compared with as many slopes, to find the line to look at."""
STEPS_FOR_LOSS = 6
"""Steps, spread over the training, that are looked at for one that computes a loss."""
UPHILL = "uphill"
STRAY = "stray-factor"
UNKNOWN = "The network has a shape that has no name here, so no factor can be named."


def differentiated(seen: WatchedRun) -> Verdict:
    """Judge the steps of a training by differentiating what it computes.

    Args:
        seen: the training.

    Raises:
        UndecidedError: if nothing certain can be told.
    """
    step, losses = _step_with_losses(seen)
    best, numbers = _best(seen, step, losses)
    if best is None or numbers is None:
        raise UndecidedError("no loss was found that its steps follow")
    names = names_of_numbers(seen, numbers)
    verdicts = {name: best.verdict(roots) for name, roots in names.items()}
    left_out = None
    if set(verdicts.values()) == {RIGHT}:
        doubt_right(seen, numbers, best)
    else:
        if best.right >= MIN_RIGHT:
            left_out = path_left_out(numbers, best, _seeds(numbers, best))
        is_explained = left_out is not None and all(map(best.is_right, best.compared.keys() - set(left_out.roots)))
        doubt_wrong(seen, numbers, best, verdicts, is_explained=is_explained)
    _doubt_other_steps(seen, step, best, names, numbers)
    if left_out is not None:
        mistakes = [_left_out_told(seen, numbers, best, names, left_out)]
    else:
        mistakes = _wrong_uses(seen, numbers, best, names) if WRONG in verdicts.values() else []
    mistakes += _turned_told(seen, numbers, best, names, mistakes)
    return _verdict_by_numbers(seen, numbers, best, verdicts, mistakes)


def _step_with_losses(seen: WatchedRun) -> tuple[Step, list[int]]:
    """Return a step that computes a loss, and the nodes that may be it; the middle one and none if no step does.

    Many a loss is computed in a few steps alone, which are longer, or in the first one alone.
    """
    middle = seen.steps[len(seen.steps) // 2]
    others = seen.steps[:: max(1, len(seen.steps) // STEPS_FOR_LOSS)]
    longest = max(seen.steps, key=lambda one: one.end - one.start)
    for step in (middle, *others, longest, *before_the_first(seen)):
        losses = computed_losses(seen, step)
        if losses:
            return step, losses
    return middle, []


def _best(seen: WatchedRun, step: Step, losses: Sequence[int]) -> tuple[ComparedNumbers | None, NumbersOfStep | None]:
    """Return the steps beside the loss that most of them follow."""
    numbers = numbers_of_step(seen, step, losses)
    if numbers is None:
        return None, None
    tape = seen.trace.tape
    best: ComparedNumbers | None = None
    for loss in (*file_losses(seen, numbers, list(losses)), *error_losses(tape, numbers)):
        if loss.is_partial:
            continue
        found = compared_with(numbers, loss)
        if found.rate > 0 and (best is None or found.right > best.right):
            best = found
    return best, numbers


def _doubt_other_steps(
    seen: WatchedRun,
    step: Step,
    best: ComparedNumbers,
    names: Mapping[str, Sequence[int]],
    numbers: NumbersOfStep,
) -> None:
    """Look whether another step says the same.

    Args:
        seen: the training.
        step: the step that was judged.
        best: that step beside the loss that it follows.
        names: name in the file → the roots of the numbers that it holds.
        numbers: of that step.

    Raises:
        UndecidedError: if it does not.
    """
    number_of = numbers.forward.parameters
    for other in (seen.steps[len(seen.steps) // 4], seen.steps[-1]):
        if other == step:
            continue
        losses = computed_losses(seen, other) if best.loss.line_node else []
        if best.loss.line_node and not losses:
            if moved_step(seen.trace.tape, seen.chains, step, other) is None:
                raise UndecidedError(
                    "the cost is computed in one step alone, and another step computes its gradients in another way"
                )
            continue
        found, its_numbers = _best(seen, other, losses)
        if found is None or its_numbers is None:
            raise UndecidedError("one step is understood, another is not")
        root_of = {number: root for root, number in its_numbers.forward.parameters.items()}
        for group in names.values():
            roots = [root_of[number_of[root]] for root in group if number_of[root] in root_of]
            if roots and found.verdict(roots) != best.verdict(group):
                raise UndecidedError("its steps are right at one step and not at another")


def _verdict_by_numbers(
    seen: WatchedRun,
    numbers: NumbersOfStep,
    best: ComparedNumbers,
    verdicts: Mapping[str, str],
    mistakes: list[dict[str, Any]],
) -> Verdict:
    """Return the verdict, with what was understood and how it was found.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        verdicts: name in the file → the verdict on it.
        mistakes: those that have a name.
    """
    is_right = WRONG not in verdicts.values()
    count = len(best.compared)
    points = numbers.evaluated.count
    how = (
        f"Found by differentiating what the file computes: how far {count} numbers move, beside the derivatives by "
        f"them, at {points} random points."
    )
    line = 0 if is_right else _wrong_line(seen, numbers, best)
    reason = how
    if mistakes:
        reason = f"{_without_name(verdicts, mistakes)}{how}"
    elif not is_right:
        reason = f"{_where_to_look(line, verdicts)}{how} {UNKNOWN}"
    rights = [one.error for root, one in best.compared.items() if best.is_right(root)]
    return verdict_with(
        seen.trace.filename,
        RIGHT if is_right else WRONG,
        loss=best.loss.name,
        learning_rate=float(f"{best.rate:.10g}"),
        parameters=dict(verdicts),
        understood=(
            f"No layers were recognised; parameters {', '.join(verdicts)}. Its steps follow {best.loss.words}, "
            f"at a rate of {best.rate:.4g}."
        ),
        mistakes=mistakes,
        reason=reason,
        error=max(rights, default=0.0),
        **{LOOKED_AT: line or None},
    )


def _without_name(verdicts: Mapping[str, str], mistakes: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong besides what mistakes explain, in words; '' if nothing is."""
    named = {name for mistake in mistakes for name in mistake["parameters"]}
    others = [name for name, verdict in verdicts.items() if verdict != RIGHT and name not in named]
    return f"What is wrong besides, with {', '.join(others)}, has no name here. " if others else ""


def _where_to_look(line: int, verdicts: Mapping[str, str]) -> str:
    """Return the line to look at, in words: the first on the way back that is wrong; '' if it is not known."""
    names = ", ".join(name for name, verdict in verdicts.items() if verdict != RIGHT)
    return f"Look at line {line}: it is the first on the way back that works for {names} alone. " if line else ""


def _wrong_line(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers) -> int:
    """Return the first line that hands on a wrong number to what is wrong alone; 0 if it is not known."""
    wrong = [root for root in best.compared if not best.is_right(root)]
    nodes = _nodes_alone(seen, numbers, best, wrong)
    return _first_wrong_line(seen, numbers, best, nodes)


def _nodes_alone(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, wrong: Sequence[int]) -> list[int]:
    """Return the nodes on the way back that work for parameters that are wrong and not for those that are right.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        wrong: the parameters.
    """
    part = numbers.part
    ends = {root: seen.chains[number].at(part.step.end) for root, number in numbers.forward.parameters.items()}
    tested = [root for root, one in best.compared.items() if not one.is_untested]
    sound = [ends[root] for root in tested if best.is_right(root)]
    forwards = set(before(part, numbers.targets or [best.loss.line_node]))
    own = set(before(part, [ends[root] for root in wrong])) - set(before(part, sound)) - forwards
    return [node for node in sorted(own) if part.parts[node]]


def _first_wrong_line(seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, nodes: Sequence[int]) -> int:
    """Return the first line of some nodes on the way back that hands on a wrong number; 0 if it is not known."""
    source = Source(seen.trace)
    lines = {node: line_at_call(source, node) for node in nodes}
    if not nodes:
        return 0
    right = _right_nodes(numbers, best, nodes)
    return 0 if right is None else first_wrong_line(seen.trace.tape, lines, right)


def _seeds(numbers: NumbersOfStep, best: ComparedNumbers) -> dict[int, Points]:
    """Return where the way back begins: node → ∂C/∂node; nothing if that is not known."""
    values = numbers.evaluated.values
    row = next((one for one in ERROR_LOSSES if one.name == best.loss.name), None)
    if row is not None:
        return {output: row.slope(values[output], values[target]) for output, target in numbers.targets.items()}
    return {best.loss.line_node: np.ones(numbers.evaluated.count)} if best.loss.line_node else {}


def _left_out_told(
    seen: WatchedRun,
    numbers: NumbersOfStep,
    best: ComparedNumbers,
    names: Mapping[str, Sequence[int]],
    left_out: LeftOut,
) -> dict[str, Any]:
    """Return the mistake that something is not passed back on one way."""
    source = Source(seen.trace)
    spoilt = [name for name, roots in names.items() if not set(roots).isdisjoint(left_out.roots)]
    sentence = left_out.mistake.sentence.replace("{parameters}", ", ".join(spoilt))
    for place in ("{sum}", "{value}"):
        sentence = sentence.replace(place, str(source.line(left_out.node)))
    nodes = _nodes_alone(seen, numbers, best, left_out.roots)
    line = line_of_path(seen, numbers, left_out, nodes, _passed_back(numbers, best))
    line = line or _first_wrong_line(seen, numbers, best, nodes)
    return mistake_record(left_out.mistake.id, sentence, left_out.mistake.hint, line, spoilt)


def _passed_back(numbers: NumbersOfStep, best: ComparedNumbers) -> dict[int, Points]:
    """Return node → ∂C/∂node, for what the loss is computed from; nothing if that is not known."""
    seeds = _seeds(numbers, best)
    return slopes(numbers.part, before(numbers.part, seeds), numbers.evaluated.values, seeds, numbers.depending)


def _wrong_uses(
    seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, names: Mapping[str, Sequence[int]]
) -> list[dict[str, Any]]:
    """Return the mistakes in gradients of arrays that are used several times."""
    found = []
    seeds = _seeds(numbers, best)
    for use in wrong_uses_of_arrays(numbers, best, seeds, names, Source(seen.trace)):
        spoilt = [name for name, roots in names.items() if not set(roots).isdisjoint(use.roots)]
        sentence = use.mistake.sentence.replace("{parameters}", ", ".join(spoilt))
        line = _first_wrong_line(seen, numbers, best, _nodes_alone(seen, numbers, best, use.roots))
        found.append(mistake_record(use.mistake.id, sentence, use.mistake.hint, line, spoilt))
    return found


def _turned_told(
    seen: WatchedRun,
    numbers: NumbersOfStep,
    best: ComparedNumbers,
    names: Mapping[str, Sequence[int]],
    mistakes: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return the mistakes in arrays that go uphill, if nothing is wrong beside these and others that are known.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        names: name in the file → the roots of the numbers that it holds.
        mistakes: the others.
    """
    found = []
    explained = [name for mistake in mistakes for name in mistake["parameters"]]
    for turned in turned_steps(best, names, explained):
        nodes = _nodes_alone(seen, numbers, best, turned.roots)
        tested = next(root for root in turned.roots if not best.compared[root].is_untested)
        line = turning_line(seen, numbers, best, tested, nodes) or _first_wrong_line(seen, numbers, best, nodes)
        identities = [UPHILL] if turned.factor == 1 else [UPHILL, STRAY]
        for identity in identities:
            row = BY_ID[identity]
            told = {"{parameters}": ", ".join(turned.names), "{variant}": factor_name(turned.factor)}
            sentence = row.sentence
            for place, value in told.items():
                sentence = sentence.replace(place, value)
            found.append(mistake_record(identity, sentence, row.hint, line, turned.names))
    return found


def _right_nodes(numbers: NumbersOfStep, best: ComparedNumbers, nodes: Sequence[int]) -> set[int] | None:
    """Return the nodes that are multiples of ∂C/∂node of a node of the forward pass; None if that is not known."""
    values = numbers.evaluated.values
    passed = _passed_back(numbers, best)
    if not passed or len(passed) > MAX_COMPARED or len(nodes) > MAX_COMPARED:
        return None
    looked_at = np.array([values[node] for node in nodes], float)
    derivatives = np.array(list(passed.values()), float)
    known = np.isfinite(looked_at).all(axis=0) & np.isfinite(derivatives).all(axis=0)
    if not known.any():
        return None
    looked_at = looked_at[:, known]
    cosines = np.abs(of_length_one(looked_at) @ of_length_one(derivatives[:, known]).T).max(axis=1)
    is_right = (cosines > 1 - ALIKE) | ~looked_at.any(axis=1)
    return {node for node, right in zip(nodes, is_right.tolist(), strict=True) if right}
