"""The weights: the value of every parameter, its gradient and its last change."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.activations import SOFTMAX, activation
from xortui.core.expression import Name
from xortui.core.optimizers import VELOCITY
from xortui.core.program import (
    LOSS,
    Operation,
    Program,
    change,
    clipped_gradient,
    derivative,
    gradient_sum,
    learnt_gradient,
    mean_gradient,
    moment,
    tied_gradient,
)
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.asked import is_asked, unknown
from xortui.render.beside import mark
from xortui.render.numbers import UNKNOWN, chosen_digits, fixed, sign_role, wanted_cells
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, scrolled
from xortui.render.spark import spark
from xortui.render.view import View

if TYPE_CHECKING:
    from xortui.core.gradient_check import GradientCheck

NAME_WIDTH = 5
"""Cells of a parameter's name at least, with room for the marks around it."""
NUMBER_WIDTH = 9
"""Cells of a number at least, with one for the sign of a published number behind it."""
MAX_CELL = 11
"""Cells of a number at the most, unless more digits are wanted."""
MIN_HISTORY, MAX_HISTORY = 10, 16
CHECK_WIDTH = 9
RIGHT_WIDTH = NUMBER_WIDTH + 1
"""Cells of what is right, with the letter that says of what."""
TITLE = "Weights"
"""The pane's title, for which the header leaves room."""
UPDATED = "→"
"""Stands before a value that this step's update has made: the pass used another one."""
EDITED = "="
"""Stands before a value that an edit in this step has made after the pass read another one."""
_LETTERS = {gradient_sum: "Σ", mean_gradient: "ḡ", tied_gradient: "τ", clipped_gradient: "ĝ", learnt_gradient: "g"}
"""What stands before a gradient that is not the sample's own but what was made of it, which the update used: the sum or
the mean of a batch, the sum over tied parameters, the clipped one, the one with weight decay. In the order in which
they are made."""


@lru_cache(maxsize=4)
def _check(program: Program) -> GradientCheck:
    # Loaded when a gradient is there to be checked: the first picture has none.
    from xortui.core.gradient_check import GradientCheck

    return GradientCheck(program)


class _Columns(NamedTuple):
    """How a width is shared out."""

    name: int
    """Cells of the name."""
    cell: int
    """Cells of each number."""
    has_before: bool
    """Whether there is room for the value that the pass used."""
    has_letter: bool
    """Whether a gradient may be another than the sample's own, and has a cell before it to say so."""
    history: int
    """Cells of the history; 0 if there is no room."""
    has_check: bool
    """Whether there is room for the gradient check."""
    has_right: bool = False
    """Whether there is room for what is right, where a mistake is planted."""
    has_epoch: bool = False
    """Whether there is room for the change since the epoch began."""
    given: int = 0
    """Cells of the source's own name of a parameter; 0 if it gives none, or there is no room."""


def _columns(program: Program, width: int, *, has_mistake: bool, given: int = 0) -> _Columns:
    """Share a width out; where more digits are wanted than usual, they matter more than histories and checks.

    Args:
        program: what has the parameters.
        width: what there is.
        has_mistake: whether what is right may stand beside what is wrong.
        given: letters of the longest name that the source gives to a parameter; 0 if it gives none.
    """
    if given:
        without = _columns(program, width - given - 1, has_mistake=has_mistake)
        least = without.name + 3 * NUMBER_WIDTH + without.has_letter
        if width - given - 1 >= least:
            return without._replace(name=without.name + given + 1, given=given)
    wanted = wanted_cells(MAX_CELL)
    versions = [_shared_out(program, width, wanted, extras, has_mistake=has_mistake) for extras in (3, 2, 1, 0)]
    if chosen_digits() is None:
        return versions[0]
    return max(versions, key=lambda columns: min(columns.cell, wanted))


@lru_cache(maxsize=64)
def _shared_out(program: Program, width: int, most: int, extras: int, *, has_mistake: bool) -> _Columns:
    """Share a width out.

    Args:
        program: what has the parameters.
        width: what there is.
        most: cells of a number at the most.
        extras: how many of these may be there: the value before, the check and the history; with 0 the numbers alone.
        has_mistake: whether what is right may stand beside what is wrong.
    """
    name = max(NAME_WIDTH, max(map(len, program.network.parameter_names)) + 2)
    first = next(iter(program.trained), "")
    has_letter = bool(program.network.tied) or any(made(first) in program.by_target for made in _LETTERS)
    least = name + 3 * NUMBER_WIDTH + has_letter
    has_right = has_mistake and width >= least + RIGHT_WIDTH
    least += RIGHT_WIDTH * has_right
    with_check = least + MIN_HISTORY + 1 + CHECK_WIDTH
    has_check = width >= with_check and extras >= 2
    has_before = width >= with_check + NUMBER_WIDTH and extras >= 3
    has_epoch = width >= with_check + 2 * NUMBER_WIDTH and extras >= 3
    numbers = 3 + has_before + has_epoch
    left = width - least - CHECK_WIDTH * has_check - NUMBER_WIDTH * (has_before + has_epoch)
    most_history = MIN_HISTORY if has_epoch else MAX_HISTORY
    history = min(left - 1, most_history) if left > MIN_HISTORY and extras >= 1 else 0
    left -= history + 1 if history else 0
    wider = min(max(left, 0) // numbers, max(most - NUMBER_WIDTH + 1, 0))
    return _Columns(
        name=name,
        cell=NUMBER_WIDTH - 1 + wider,
        has_before=has_before,
        has_letter=has_letter,
        history=history,
        has_check=has_check,
        has_right=has_right,
        has_epoch=has_epoch,
    )


def weights_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a header and a row per parameter, and per input where its derivative is computed, too."""
    program = snapshot.program
    parameters = program.network.parameter_names
    inputs = program.inputs if program.training.input_gradients else ()
    names = (*parameters, *inputs)
    longest = max((len(snapshot.problem.names.source.of(name)) for name in parameters), default=0)
    columns = _columns(program, width, has_mistake=snapshot.right is not None, given=longest)
    shown = max(height - 1, 1)
    chosen = parameters.index(view.parameter)
    # Below the last parameter come the inputs, which cannot be chosen.
    at = len(names) - 1 if chosen == len(parameters) - 1 else chosen
    first = scrolled(len(names), shown, at)
    heading = "Δ = v" if _adds_velocity(program) else "Δ"
    rows = [_header(columns, heading, more_above_or_below(first, shown, len(names)))]
    for name in names[first : first + shown]:
        rows.append(_input_row(snapshot, name, columns) if name in inputs else _row(snapshot, view, name, columns))
    rows += [()] * (height - len(rows))
    return [fitted(row, width) for row in rows[:height]]


def _adds_velocity(program: Program) -> bool:
    """Say whether an update adds a velocity to each parameter, and nothing else."""
    if not program.trained:
        return False
    name = program.trained[0]
    return program.by_target[name].expression == Name(name) + Name(moment(VELOCITY, name))


def _header(columns: _Columns, change: str, more: str) -> Row:
    def heading(text: str, role: str = "dim") -> Span:
        return Span(f"{text.rjust(columns.cell)} ", role)

    header = [Span(" " * columns.name)]
    if columns.has_before:
        has_room = columns.name + columns.cell > len(TITLE) + len(phrase("before"))
        header.append(heading(phrase("before") if has_room else phrase("was")))
    header.append(heading(phrase("value")))
    header.append(Span(" " * columns.has_letter))
    header.append(heading(phrase("gradient")))
    header.append(heading(f"Δ {more}", "key") if more else heading(change))
    if columns.has_epoch:
        header.append(heading(phrase("Δ epoch")))
    if columns.has_right:
        header.append(Span(f"{phrase('right').rjust(RIGHT_WIDTH)}", "dim"))
    if columns.history:
        header.append(Span(phrase(" history").ljust(columns.history + 1), "dim"))
    if columns.has_check:
        header.append(Span(phrase(" check"), "dim"))
    return tuple(header)


def _row(snapshot: Snapshot, view: View, name: str, columns: _Columns) -> Row:
    is_chosen = name == view.parameter
    hit = Hit("parameter", name)
    gradient, letter = learnt_from(snapshot, name)

    def number(value: float | None, operation: str, sign: str, of: str = "") -> list[Span]:
        is_current = snapshot.operation is not None and snapshot.operation.target == operation
        is_marked = is_current or (value is None and is_asked(snapshot, operation))
        role = f"{sign_role(value)} current" if is_marked else sign_role(value)
        text = unknown(snapshot, operation).rjust(columns.cell) if value is None else fixed(value, columns.cell)
        return [Span(text, role, hit._replace(value=of)), Span(sign or " ", "key", hit)]

    made_by = _made_by(snapshot, name)
    arrow = Span(made_by or " ", "key", hit)
    star = "*" if name in snapshot.program.network.frozen else ""
    called = f" {snapshot.problem.names.source.of(name)}" if columns.given else ""
    label = f"{'▸' if is_chosen else ' '}{name}{star}{called}".ljust(columns.name)
    spans = [Span(label, "path" if is_chosen else "text", hit)]
    if columns.has_before:
        spans += [*number(snapshot.used(name), "", "")[:1], arrow]
    elif made_by:
        spans = [spans[0]._replace(text=label[:-1]), arrow]
    value = snapshot.value(name)
    spans += number(value, name, mark(snapshot, name), name)
    if columns.has_letter:
        spans.append(Span(letter or " ", "key", hit))
    # A sum that starts again from 0 is not the one that the update has read.
    is_last = snapshot.operation == gradient or is_asked(snapshot, gradient.target)
    of = gradient.target
    spans += number(snapshot.result(gradient), of if is_last else "", mark(snapshot, of), of)
    spans += number(snapshot.change(name), name, mark(snapshot, change(name)))
    if columns.has_epoch:
        moved = None if value is None else snapshot.change_in_epoch(name)
        text = UNKNOWN.rjust(columns.cell) if moved is None else fixed(moved, columns.cell)
        spans.append(Span(f"{text} ", sign_role(moved), hit))
    if columns.has_right:
        spans.append(Span(_right_text(snapshot, name, gradient).rjust(RIGHT_WIDTH), "strong", hit))
    if columns.history:
        spans.append(Span(f" {_history(snapshot, name, columns.history)}", "dim", hit))
    if columns.has_check:
        spans += [Span(" ", hit=hit), _verdict(snapshot, name)._replace(hit=hit)]
    return tuple(spans)


def _right_text(snapshot: Snapshot, name: str, gradient: Operation) -> str:
    """Return what is right where a row differs from it: the gradient, or else the change."""
    for letter, of in (("g", gradient.target), ("Δ", change(name))):
        right = snapshot.right_value(of)
        if right is not None:
            return f"{letter}{fixed(right, NUMBER_WIDTH - 1)}"
    return ""


def _input_row(snapshot: Snapshot, name: str, columns: _Columns) -> Row:
    """Return an input of the sample and ∂C/∂x; nothing learns from that, so there is no change."""
    gradient = snapshot.value(derivative(LOSS, name))
    spans = [Span(f" {name}".ljust(columns.name), "dim")]
    if columns.has_before:
        spans.append(Span(" " * (columns.cell + 1)))
    value = snapshot.value(name)
    spans.append(Span(f"{fixed(value, columns.cell)} ", sign_role(value)))
    spans.append(Span(" " * columns.has_letter))
    spans.append(Span(f"{fixed(gradient, columns.cell)} ", sign_role(gradient)))
    return tuple(spans)


def _made_by(snapshot: Snapshot, name: str) -> str:
    """Return the sign of what has changed a value since the pass read it."""
    reader = snapshot.program.first_read[name]
    made = [edit for edit in snapshot.edits if edit.name == name and not edit.is_measured]
    places = [edit.position.operation for edit in made]
    if any(reader <= place <= snapshot.position.operation for place in places):
        return EDITED
    return UPDATED if snapshot.change(name) is not None else ""


def learnt_from(snapshot: Snapshot, name: str) -> tuple[Operation, str]:
    """Return what computes the gradient to show, and the letter that stands before it.

    It is the last that has been made of the sample's own gradient in this step; at first that gradient itself.
    """
    program = snapshot.program
    found = program.by_target[derivative(LOSS, name)]
    letter = ""
    for made, sign in _LETTERS.items():
        operation = program.by_target.get(made(name))
        if operation is None or not snapshot.reached(operation):
            continue
        # A sum that is still growing is not learnt from yet.
        if made is not gradient_sum or _learns_from_sum(snapshot):
            found = operation
            letter = sign
    return found, letter


def _learns_from_sum(snapshot: Snapshot) -> bool:
    """Say whether an update that takes the sum of a batch has begun."""
    program = snapshot.program
    return program.training.gradients == "sum" and snapshot.position.operation > program.short_length


def _history(snapshot: Snapshot, name: str, width: int) -> str:
    """Return a parameter's values so far as small bars."""
    place = snapshot.program.state_index[name]
    return spark([state[place] for state in snapshot.landmarks], width)


def _verdict(snapshot: Snapshot, name: str) -> Span:
    """Hold the sample's gradient against the derivative found without backpropagation."""
    gradient = snapshot.gradient(name)
    # An edit inside the step changes what its operations read: there is no one state to find the derivative at.
    if gradient is None or snapshot.taken is None or snapshot.is_edited_inside:
        return Span(UNKNOWN, "dim")
    if any(one != SOFTMAX and activation(one).is_slope_taken for one in snapshot.program.network.activations):
        return Span(UNKNOWN, "dim")
    verdict = _check(snapshot.program).check(name, gradient, snapshot.begun_with, *snapshot.taken)
    if not verdict.agrees:
        return Span("✗", "bad")
    return Span(f"✓{verdict.error:7.0e}" if verdict.error else phrase("✓ exact"), "good")
