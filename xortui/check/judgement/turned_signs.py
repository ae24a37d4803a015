"""In which line a sign turns: of one gradient, or of the error on its way to all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from xortui.check.judgement.factor_lines import of_gradient
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import DIV, MUL, NEG

MAX_COMPARED = 6
"""How many of the parameters that move rightly a gradient is compared with."""

_Signs = list[tuple[int, bool]]
"""Nodes that are multiples of one gradient, in their order, and whether the multiple is above 0."""


def turned_gradient_line(labelled: LabelledStep, parameters: Sequence[str], sound: Sequence[str]) -> int:
    """Return the line in which the sign of a gradient is another than that of sound ones; 0 if in none but the update.

    Args:
        labelled: the step.
        parameters: whose steps go uphill.
        sound: the parameters whose steps go downhill.
    """
    updates = labelled.update_lines(labelled.model.roots)
    own = _signs(labelled, parameters[0], updates)
    compared = sound[:: max(1, len(sound) // MAX_COMPARED)]
    others = [signs for signs in (_signs(labelled, name, updates) for name in compared) if signs]
    if not own or not others:
        return 0
    last, is_positive = own[-1]
    if any(signs[-1][1] == is_positive for signs in others):
        return 0  # a velocity holds −η·g, and its update adds it
    shared = {labelled.source.line(node) for signs in others for node in _turns(signs)}
    turns = [node for node in _turns(own) if labelled.source.line(node) not in shared]
    turn = turns[-1] if turns else _first_turn(labelled, parameters, sound)
    if not turn and _has_own_error(labelled, parameters, sound):
        turn = own[0][0]
    return labelled.line_at_call(turn or last)


def turned_error_line(labelled: LabelledStep) -> int:
    """Return the line in which an error ŷ − y turns its sign on the way back; 0 if it does not."""
    used = labelled.ancestors(labelled.model.roots) - labelled.forward_nodes
    names = _errors(labelled)
    first: dict[tuple[str, int], int] = {}
    for node in sorted(used):
        label = labelled.labels.get(node)
        if label is None or label.name not in names:
            continue
        before = first.setdefault((label.name, label.sample), node)
        is_turned = labelled.labels[before].ratio > 0 > label.ratio
        if is_turned and labelled.source.line(before) != labelled.source.line(node):
            return labelled.line_at_call(node)
    return 0


def _errors(labelled: LabelledStep) -> set[str]:
    """Return the names of the derivatives by the outputs and by their weighted sums."""
    outputs = labelled.program.network.units[-1]
    return {f"∂C/∂{name}" for unit in outputs for name in (unit.name, unit.weighted_sum)}


def _has_own_error(labelled: LabelledStep, parameters: Iterable[str], sound: Iterable[str]) -> bool:
    """Say whether some parameters learn from an error y − ŷ of their own, where the sound ones learn from ŷ − y.

    Args:
        labelled: the step.
        parameters: whose steps go uphill.
        sound: the parameters whose steps go downhill.
    """
    names = _errors(labelled)
    of_sound = labelled.ancestors(sound) - labelled.forward_nodes
    alone = labelled.ancestors(parameters) - labelled.forward_nodes - of_sound
    signs: dict[bool, set[bool]] = {True: set(), False: set()}
    for node, label in labelled.labels.items():
        if label.name in names and label.sample >= 0 and (node in alone or node in of_sound):
            signs[node in alone].add(label.ratio > 0)
    return len(signs[True]) == len(signs[False]) == 1 and signs[True] != signs[False]


def _signs(labelled: LabelledStep, parameter: str, updates: Container[int]) -> _Signs:
    """Return the multiples of a gradient on the way to its update, without those in the lines of updates."""
    known = labelled.ancestors([parameter])
    for of_sample in (False, True):
        wanted = of_gradient(labelled, parameter, of_sample=of_sample)
        on_the_way = [(node, multiple > 0) for node, multiple in wanted if node in known]
        found = [(node, sign) for node, sign in on_the_way if labelled.source.line(node) not in updates]
        if found:
            return found
    return []


def _turns(signs: _Signs) -> list[int]:
    """Return the nodes at which the sign is another than before."""
    turns = []
    before = signs[0][1]
    for node, is_positive in signs:
        if is_positive != before:
            turns.append(node)
        before = is_positive
    return turns


def _first_turn(labelled: LabelledStep, parameters: Iterable[str], sound: Iterable[str]) -> int:
    """Return the first node that turns a sign for some parameters and not for others; 0 if there is none."""
    tape = labelled.tape
    forward = labelled.forward
    known = set(forward.parameters)
    for by_sample in (*forward.inputs, *forward.targets):
        known.update(by_sample.values())
    own = labelled.ancestors(parameters) - labelled.ancestors(sound) - labelled.forward_nodes
    for node in sorted(own):
        if tape.op[node] == NEG:
            return node
        if tape.op[node] not in (MUL, DIV):
            continue
        for part in operands(tape, node):
            is_number = part not in known and not operands(tape, part)
            if is_number and tape.value[part] < 0:
                return node
    return 0
