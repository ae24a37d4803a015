"""Editing: what may be edited at one position, and the edits that new values make there."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from xortui.debugger.edits import Edit, check_edit
from xortui.debugger.script_values import edited_number
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.problems import Problem


def refuse_read(snapshot: Snapshot, name: str) -> None:
    """Refuse to change an input or target that this step has read: the screen would show two samples as one.

    Args:
        snapshot: of the position where it is to be edited.
        name: as `editable_name` returns it.

    Raises:
        ValueError: if this step has read it; the line says where it can be edited.
    """
    step, operation = snapshot.position
    program = snapshot.program
    reader = program.first_read.get(name, operation + 1)
    if program.is_of_the_sample(name) and reader <= operation < snapshot.length:
        by = program.operations[reader - 1].target
        raise ValueError(
            phrase("{by} of this step has read {name}; go to {step}.0 and edit it there", by=by, name=name, step=step)
        )


def with_tied(problem: Problem, values: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return new values with those of the parameters that are tied to the ones that are named.

    Args:
        problem: whose parameters they are.
        values: each name, as `editable_name` returns it, and its new value.

    Raises:
        ValueError: if tied parameters are given different values.
    """
    groups = problem.network.tied_groups
    found = dict(values)
    if len(found) < len(values) or not groups:
        return list(values)
    for name, value in values:
        for member in groups.get(name, ()):
            if found.setdefault(member, value) != value:
                raise ValueError(
                    phrase("{name} and {member} are tied; expected one value for both", name=name, member=member)
                )
    return list(found.items())


def with_made(snapshot: Snapshot, values: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return new values with those of the inputs that are made from the ones that are named, such as x3 = x1².

    Args:
        snapshot: of the position where they are to be edited.
        values: each name, as `editable_name` returns it, and its new value.

    Raises:
        ValueError: if an input that is made from others is named; the line says from which.
    """
    problem = snapshot.problem
    found = list(values)
    if not problem.features or snapshot.sample is None:
        return found
    inputs = [unit.name for unit in problem.network.units[0]]
    given = inputs[: problem.given_inputs]
    named = {name: edited_number(name, value) for name, value in values}
    if not all(map(isfinite, named.values())):
        return found  # what refuses such a value says so
    x = list(snapshot.setup.samples[snapshot.sample][0][: len(given)])
    for place, name in enumerate(given):
        x[place] = named.get(name, x[place])
    for name, feature in zip(inputs[len(given) :], problem.features, strict=True):
        read = [given[place] for place in dict.fromkeys(feature.reads)]
        if name in named:
            made_from = phrase(" and ").join(read)
            formula = feature.shown(given)
            raise ValueError(
                phrase(
                    "{name} is made from {inputs}: {formula}; edit that", name=name, inputs=made_from, formula=formula
                )
            )
        if not named.keys().isdisjoint(read):
            found.append((name, feature.value(x)))
    return found


def edits_at(snapshot: Snapshot, values: Sequence[tuple[str, float]], *, are_joined: bool) -> list[Edit]:
    """Return the edits that give names new values at one position, in one go.

    Args:
        snapshot: of the position.
        values: each name, as `editable_name` returns it, and its new value.
        are_joined: whether the first edit, too, was made in one go with the edit before it.

    Raises:
        ValueError: if no name is given, or one of the edits is not possible there.
    """
    if not values:
        raise ValueError(phrase("expected a name and its value, such as w5 and 1"))
    setup = snapshot.setup
    edits: list[Edit] = []
    names: set[str] = set()
    for name, value in values:
        if name in names:
            raise ValueError(phrase("{name} is given twice", name=name))
        names.add(name)
        edit = _edit_at(snapshot, name, value, is_joined=are_joined or bool(edits))
        setup = setup.after(edit, snapshot.program, snapshot.sample or 0)
        check_edit(snapshot.problem, edit, setup)
        edits.append(edit)
    return edits


def _edit_at(snapshot: Snapshot, name: str, value: object, *, is_joined: bool) -> Edit:
    """Return an edit at the position of a snapshot.

    Raises:
        ValueError: if nothing can be edited there, or the value is not a number.
    """
    if snapshot.is_end:
        raise ValueError(
            phrase(
                "{name}: training diverged at {position}; go back and edit before it",
                name=name,
                position=snapshot.position,
            )
        )
    before = snapshot.value(name)
    if before is None:
        raise ValueError(phrase("{name}: no sample has been taken yet; go to 1.0 and edit it there", name=name))
    return Edit(snapshot.position, name, edited_number(name, value), before, is_joined=is_joined)
