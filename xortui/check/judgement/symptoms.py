"""How each mistake of the catalogue shows in somebody's steps, and in which line of the file it is: a row each."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from xortui.check.judgement.call_lines import (
    LAMBDA,
    call_of_named_line,
    identity_line,
    is_named_after,
    kept_value_line,
    misused_line,
    read_after_update_line,
    reader_of_updated,
    slope_function_line,
    slope_of_ones_line,
)
from xortui.check.judgement.chosen_layer_lines import chosen_layers_line
from xortui.check.judgement.error_signs import sign_of_errors
from xortui.check.judgement.factor_lines import (
    decay_line,
    delta_factor_line,
    factor_line,
    first_line,
    is_averaged_at_update,
    lacking_line,
    missing_rate_line,
    repeated_line,
    slope_factor_line,
    written_line,
)
from xortui.check.judgement.gradient_lines import gradient_line
from xortui.check.judgement.judge import same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.lost_update_lines import (
    kept_as_it_is_line,
    last_row_line,
    lost_update_line,
    replacing_list_line,
)
from xortui.check.judgement.passed_back_lines import (
    added_up_line,
    compared_line,
    delta_line,
    dropped_column_line,
    error_line,
    handed_line,
    later_dropped_line,
    passed_back_line,
    picked_line,
    short_loop_line,
    summed_line,
    turned_line,
)
from xortui.check.judgement.shared_object_lines import shared_object_line
from xortui.check.judgement.slope_lines import (
    arriving_line,
    asked_of_derivative_line,
    closed_line,
    gate_line,
    missing_slope_line,
    other_leak_line,
    returned_line,
)
from xortui.check.judgement.sum_reset_lines import sum_line
from xortui.check.judgement.turned_signs import turned_error_line, turned_gradient_line
from xortui.check.judgement.velocity_lines import velocity_line
from xortui.check.judgement.wrong_factor_lines import missing_factor_line, wrong_factor_line
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistaken_gradients import factor_name
from xortui.core.mistaken_passing import OF_DELTAS_DROPPED
from xortui.core.mistakes import BY_ID
from xortui.core.program import Program

ERROR_REVERSED = "error-reversed"
"""The mistake of errors y − ŷ with steps against them."""


class Shows(Enum):
    """In what a mistake shows."""

    DIRECTION = auto()
    """Steps go another way: a program with the mistake is looked for that goes the same way."""
    SIZE = auto()
    """Steps only go further than the others, less far, or backwards."""
    KEPT = auto()
    """Something is kept from step to step that should not be, or not so."""
    GROWTH = auto()
    """Weights grow by their decay."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A mistake that explains steps, before its line is known."""

    id: str
    place: Place
    node: int = 0
    """The first number that only the mistake makes, or what is kept from step to step; 0 if there is none."""
    kept: frozenset[int] = frozenset()
    """All numbers that are kept so from step to step, if that is the mistake."""
    factor: float = 1.0
    """How far the steps of its parameters go, as a multiple of the others'."""
    sound: tuple[str, ...] = ()
    """The parameters whose steps go as far as they should, where only the size is wrong."""
    alike: tuple[str, ...] = ()
    """Other mistakes that no numbers can tell from it."""


LineFinder = Callable[[LabelledStep, Suspect], int]
"""The numbers of a step and a suspect → its line; 0 if it is not known."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """What tells a mistake from another that no numbers tell it from."""

    to: str
    """The other mistake."""
    line: Callable[[LabelledStep, int], int]
    """The numbers of a step and a layer → the line that only this mistake has; 0 if there is none."""


def _as_it_is(_: LabelledStep, suspect: Suspect) -> Suspect:
    """Return a suspect as it is."""
    return suspect


def _of_gradient(labelled: LabelledStep, suspect: Suspect) -> int:
    return gradient_line(labelled, suspect.place.parameters)


@dataclass(frozen=True, slots=True)
class Symptom:
    """How a mistake shows."""

    shows: Shows
    line: LineFinder
    """Where it is made."""
    line_of_gradient: LineFinder = _of_gradient
    """Where it is made if it changes gradients of parameters alone."""
    renamed: Callable[[LabelledStep, Suspect], Suspect] = _as_it_is
    """What the file calls for instead: another mistake with the same steps."""
    leaves_error_out: bool = False
    """Whether the sign and the scale of the error are not known in what follows from it."""
    takes_error_for_delta: bool = False
    """Whether a 2 or a 1/n that stands in the line of δ is left out."""
    passes_error_back: bool = False
    """Whether the layers below lack that 2 or 1/n, too."""
    is_of_batches: bool = False
    """Whether it is made in a batch's sums."""
    preferred: Preferred | None = None
    """What it is preferred to, and if what."""
    is_of_arrays: bool = False
    """Whether it is made in whole arrays, and so in no unit alone."""
    is_of_factor: bool = False
    """Whether a factor of a gradient is that of another unit."""
    is_rare: bool = False
    """Whether it is sought after the others, and not besides another that explains more: that saves time."""


def line_of(labelled: LabelledStep, suspect: Suspect, without: Program, *, is_of_gradients: bool) -> int:
    """Return the line of a mistake in the direction of steps; 0 if it is not known.

    Args:
        labelled: the numbers of the step.
        suspect: the mistake.
        without: the program of the step without it, but with all others.
        is_of_gradients: whether it changes gradients of parameters alone, and nothing that is passed back.
    """
    symptom = SYMPTOMS[suspect.id]
    is_made_there = is_of_gradients and suspect.place.variant not in OF_DELTAS_DROPPED
    find = symptom.line_of_gradient if is_made_there else symptom.line
    line = find(labelled, suspect)
    parameters = suspect.place.parameters
    updates = labelled.update_lines(parameters)
    is_at_update = line in updates
    if is_at_update or is_made_there or symptom.is_of_factor:
        factor = wrong_factor_line(labelled, without, parameters)
        if factor and (is_at_update or factor not in updates):
            return factor
    is_of_gradient = is_at_update or is_made_there
    return (missing_factor_line(labelled, parameters, line) or line) if is_of_gradient else line


def _at_update(labelled: LabelledStep, suspect: Suspect) -> int:
    return labelled.update_line(suspect.place.parameters)


def _where_called(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line of the first mistaken number; of one in a function of a formula, that of the call."""
    if not suspect.node:
        return _at_update(labelled, suspect)
    return labelled.line_at_call(suspect.node)


def _where_sum_is_given(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which the formula of a slope is given z; of a lambda, that of the call."""
    calls = labelled.source.calls(suspect.node) if suspect.node else []
    if calls and calls[0][0].co_name == LAMBDA:
        return calls[0][1]
    return _where_called(labelled, suspect)


def _of_updated_weights(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line that reads weights after their update; the call of a function that does not update them too."""
    if not suspect.node:
        return _at_update(labelled, suspect)
    node = reader_of_updated(labelled, suspect.node)
    return read_after_update_line(labelled, node) or labelled.line_at_call(node)


def _where_argument(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which a function is given something else than it expects."""
    if not suspect.node:
        return _at_update(labelled, suspect)
    return labelled.line_at_call(suspect.node, is_of_argument=True)


def _of_other_layers_slope(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line that shares the object of a slope between layers; where each has its own, that of the slope."""
    line = shared_object_line(labelled, suspect.node, suspect.place.layer) if suspect.node else 0
    return line or _where_called(labelled, suspect)


def _in_formula(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line of the first mistaken number, in a function of a formula too, if that is not right elsewhere."""
    if not suspect.node:
        return delta_line(labelled, suspect.place.layer) or _at_update(labelled, suspect)
    return misused_line(labelled, suspect.node) or labelled.source.line(suspect.node)


def _of_activation(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line of an activation for a slope; in a function that nothing forward goes through, its own line."""
    line = slope_function_line(labelled, suspect.node) if suspect.node else 0
    line = line or _in_formula(labelled, suspect)
    return identity_line(labelled, line) or kept_value_line(labelled, line) or line


def _of_other_slope(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line of the formula; of a function of z, which is right for another activation, that of the call."""
    if suspect.place.chosen:
        line = _where_called(labelled, suspect)
        formula = labelled.source.line(suspect.node) if suspect.node else line
        if is_named_after(labelled, formula, suspect.place.layer):
            return formula
        return call_of_named_line(labelled, suspect.node, formula, suspect.place.chosen.part, is_given=True) or line
    line = closed_line(labelled, _in_formula(labelled, suspect))
    return call_of_named_line(labelled, suspect.node, line, suspect.place.variant) or line


def _of_error(labelled: LabelledStep, suspect: Suspect) -> int:
    return compared_line(labelled, suspect.node) or labelled.source.line(suspect.node)


def _of_slope(labelled: LabelledStep, suspect: Suspect) -> int:
    if not suspect.node:
        return _at_update(labelled, suspect)
    layer = suspect.place.layer
    if layer == EVERY_LAYER:
        # What is wrong first is wrong in the last of these layers.
        spoilt = {
            one.target.layer for one in labelled.program.network.parameters if one.name in suspect.place.parameters
        }
        layer = max(spoilt, default=EVERY_LAYER)
    chosen = chosen_layers_line(labelled, layer)
    if chosen:
        return chosen
    line = missing_slope_line(labelled, suspect.node, layer) or returned_line(labelled, layer)
    line = line or closed_line(labelled, labelled.source.line(suspect.node))
    line = slope_of_ones_line(labelled, line) or line
    # What arrives is δ under another name, and its way to the update may lead through lists.
    is_at_update = line in labelled.update_lines(suspect.place.parameters)
    return (arriving_line(labelled, layer) or line) if is_at_update else line


def _of_gate_of_gradient(labelled: LabelledStep, suspect: Suspect) -> int:
    line = asked_of_derivative_line(labelled)
    if line or not suspect.node:
        return line or _at_update(labelled, suspect)
    return misused_line(labelled, suspect.node, by_chance=True) or labelled.source.line(suspect.node)


def _where_picked(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which weights are picked, which computes nothing."""
    if not suspect.node:
        return _at_update(labelled, suspect)
    line = picked_line(labelled, suspect.node) or passed_back_line(labelled, suspect.node, suspect.place.layer)
    return line or labelled.line_at_call(suspect.node)


def _where_error_picked(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which the error of another output is picked."""
    if not suspect.node:  # each number is right, of another output
        root, _ = labelled.model.roots[suspect.place.parameters[0]]
        line = picked_line(labelled, labelled.ends[root]) if root in labelled.ends else 0
        return line or _at_update(labelled, suspect)
    errors = {f"∂C/∂{unit.name}" for unit in labelled.program.network.units[-1]}
    line = picked_line(labelled, suspect.node) or handed_line(labelled, suspect.node, errors)
    return line or labelled.line_at_call(suspect.node)


def _where_dropped(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which a column is dropped: of the weights, or of what goes back."""
    if suspect.place.variant not in OF_DELTAS_DROPPED:
        line = _where_picked(labelled, suspect)
        return later_dropped_line(labelled, line) or line
    return dropped_column_line(labelled, gradient_line(labelled, suspect.place.parameters))


def _where_summed(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which deltas are added up without weights, which may compute nothing."""
    line = summed_line(labelled, suspect.node) if suspect.node else 0
    return line or _where_called(labelled, suspect)


def _of_one_path(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line of the loop that ends before the last path, or else that of the sum."""
    line = short_loop_line(labelled, suspect.node, suspect.place.layer) if suspect.node else 0
    return line or _where_called(labelled, suspect)


def _of_sum_over_units(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which a loop adds up δ of all units, or else that of the gradient."""
    line = added_up_line(labelled, suspect.node) if suspect.node else 0
    return line or _of_gradient(labelled, suspect)


def _where_replaced(labelled: LabelledStep, suspect: Suspect) -> int:
    parameters = suspect.place.parameters
    line = kept_as_it_is_line(labelled, parameters) or replacing_list_line(labelled) or last_row_line(labelled)
    return line or gradient_line(labelled, parameters)


def _of_lost_update(labelled: LabelledStep, suspect: Suspect) -> int:
    return lost_update_line(labelled, suspect.place.parameters, suspect.sound)


def _of_turned_sign(labelled: LabelledStep, suspect: Suspect) -> int:
    return turned_line(labelled, labelled.program, suspect.place.layer - 1)


def _of_uphill(labelled: LabelledStep, suspect: Suspect) -> int:
    parameters = suspect.place.parameters
    if suspect.sound:
        return turned_gradient_line(labelled, parameters, suspect.sound) or _at_update(labelled, suspect)
    turned = turned_error_line(labelled)
    if turned:
        return turned
    return error_line(labelled) if len(labelled.update_lines(parameters)) > 1 else _at_update(labelled, suspect)


def _of_reversed_error(labelled: LabelledStep, suspect: Suspect) -> int:
    return turned_error_line(labelled) or error_line(labelled) or _at_update(labelled, suspect)


def _named_by_its_sign(labelled: LabelledStep, suspect: Suspect) -> Suspect:
    """Name steps that go uphill by the sign that is turned: that of the error, or of what a layer passes back."""
    if not suspect.sound:
        if sign_of_errors(labelled.tape, labelled.forward) < 0:
            place = BY_ID[ERROR_REVERSED].places(labelled.program)[0]
            return replace(suspect, id=ERROR_REVERSED, place=place, alike=("uphill",))
        return replace(suspect, alike=(ERROR_REVERSED,))
    parameters = suspect.place.parameters
    network = labelled.program.network
    layer = max(one.target.layer for one in network.parameters if one.name in parameters)
    learnt = {one.name for one in network.parameters if one.target.layer == layer and _is_learnt(labelled, one.name)}
    if not learnt.issubset(parameters):
        return suspect
    turned = replace(suspect, id="passed-back-sign", place=Place(layer + 1, parameters))
    return turned if _of_turned_sign(labelled, turned) else suspect


def _is_learnt(labelled: LabelledStep, name: str) -> bool:
    return name in labelled.model.roots and labelled.model.roots[name][0] in labelled.ends


def _of_own_factor(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line in which a gradient, or its δ, gets a factor; 0 if it is in none."""
    parameters = suspect.place.parameters
    line = repeated_line(labelled, parameters[0], suspect.sound, suspect.factor)
    line = line or written_line(labelled, parameters, suspect.sound, suspect.factor)
    line = line or slope_factor_line(labelled, parameters[0], suspect.factor)
    if line:
        return line
    line = factor_line(labelled, parameters[0], suspect.sound, suspect.factor, of_sample_too=True)
    if line in (0, labelled.update_line(parameters)):
        line = delta_factor_line(labelled, parameters[0], suspect.sound, suspect.factor) or line
    return line


def _of_factor(labelled: LabelledStep, suspect: Suspect) -> int:
    return _of_own_factor(labelled, suspect) or _of_lacking_factor(labelled, suspect)


def _of_lacking_factor(labelled: LabelledStep, suspect: Suspect) -> int:
    """Return the line that lacks what others' gradients are multiplied with, or else where the gradient is made."""
    parameter = suspect.place.parameters[0]
    return lacking_line(labelled, parameter, suspect.sound, suspect.factor) or first_line(labelled, parameter)


def _of_factor_in_batch(labelled: LabelledStep, suspect: Suspect) -> int:
    parameter = suspect.place.parameters[0]
    line = factor_line(labelled, parameter, suspect.sound, suspect.factor, of_sample_too=False)
    return line or _of_lacking_factor(labelled, suspect)


def _of_sum_in_batch(labelled: LabelledStep, suspect: Suspect) -> int:
    if is_averaged_at_update(labelled, suspect.sound):
        return _at_update(labelled, suspect) or first_line(labelled, suspect.place.parameters[0])
    return _of_factor_in_batch(labelled, suspect)


def _named_by_its_factor(labelled: LabelledStep, suspect: Suspect) -> Suspect:
    """Call a learning rate that is missing a stray factor, where a factor stands in a line of its own."""
    if not _of_own_factor(labelled, suspect):
        return suspect
    return _as_stray_factor(suspect)


def _named_by_its_division(labelled: LabelledStep, suspect: Suspect) -> Suspect:
    """Call a learning rate that comes twice a stray factor, where a number divides by just as much: dW / (2 * m)."""
    line = _of_own_factor(labelled, suspect)
    if not line:
        return _named_by_missing_rate(labelled, suspect)
    if line in labelled.update_lines(suspect.place.parameters):
        return suspect
    statement = labelled.source.statement(line)
    for one in ast.walk(statement) if statement is not None else ():
        number = one.value if isinstance(one, ast.Constant) else None
        if isinstance(number, int | float) and same(float(number) * suspect.factor, 1.0):
            return _as_stray_factor(suspect)
    return suspect


def _named_by_missing_rate(labelled: LabelledStep, suspect: Suspect) -> Suspect:
    """Call a factor that no line multiplies with a rate that is missing, if it is 1 over that of the others."""
    is_rate = same(suspect.factor * labelled.rate, 1.0) and not _of_own_factor(labelled, suspect)
    return replace(suspect, id="rate-missing") if is_rate else suspect


def _as_stray_factor(suspect: Suspect) -> Suspect:
    return replace(suspect, id="stray-factor", place=suspect.place._replace(variant=factor_name(suspect.factor)))


def _of_missing_rate(labelled: LabelledStep, suspect: Suspect) -> int:
    parameters = suspect.place.parameters
    line = missing_rate_line(labelled, parameters[0], suspect.sound, suspect.factor)
    return line or _at_update(labelled, suspect)


def _of_decay(labelled: LabelledStep, suspect: Suspect) -> int:
    return decay_line(labelled, suspect.place.parameters) or _at_update(labelled, suspect)


def _of_sum_that_is_kept(labelled: LabelledStep, suspect: Suspect) -> int:
    return sum_line(labelled, suspect.node, suspect.place.parameters)


def _of_velocity(labelled: LabelledStep, suspect: Suspect) -> int:
    line = velocity_line(labelled, suspect.node, suspect.kept)
    return line or labelled.line_at_call(suspect.node, is_of_argument=True, is_setting=True)


SYMPTOMS: dict[str, Symptom] = {
    "weights-updated": Symptom(Shows.DIRECTION, line=_of_updated_weights),
    "slope-missing": Symptom(Shows.DIRECTION, line=_of_slope),
    "slope-missing-in-gradients": Symptom(Shows.DIRECTION, line=_where_called, takes_error_for_delta=True),
    "slope-missing-passed-back": Symptom(
        Shows.DIRECTION, line=_where_called, takes_error_for_delta=True, passes_error_back=True
    ),
    "slope-missing-in-biases": Symptom(Shows.DIRECTION, line=_where_called, takes_error_for_delta=True),
    "slope-missing-in-weights": Symptom(Shows.DIRECTION, line=_where_called, takes_error_for_delta=True, is_rare=True),
    "slope-of-activation": Symptom(Shows.DIRECTION, line=_where_argument),
    "slope-formula-of-sum": Symptom(Shows.DIRECTION, line=_where_sum_is_given),
    "activation-for-slope": Symptom(Shows.DIRECTION, line=_of_activation),
    "slope-twice": Symptom(Shows.DIRECTION, line=_in_formula),
    "slope-half": Symptom(Shows.DIRECTION, line=_in_formula),
    "slope-of-difference": Symptom(Shows.DIRECTION, line=_in_formula),
    "slope-with-plus": Symptom(Shows.DIRECTION, line=_in_formula),
    "slope-of-other": Symptom(
        Shows.DIRECTION, line=_of_other_slope, preferred=Preferred(to="slope-twice", line=other_leak_line)
    ),
    "slope-of-error": Symptom(Shows.DIRECTION, line=_where_called),
    "slope-of-target": Symptom(Shows.DIRECTION, line=_where_called),
    "slope-of-other-layer": Symptom(Shows.DIRECTION, line=_of_other_layers_slope),
    "slope-of-other-unit": Symptom(Shows.DIRECTION, line=_where_called, is_of_factor=True),
    "slopes-added-up": Symptom(Shows.DIRECTION, line=_where_called),
    "parentheses-missing": Symptom(Shows.DIRECTION, line=_where_called, is_rare=True),
    "gate-always-open": Symptom(
        Shows.DIRECTION, line=_of_slope, preferred=Preferred(to="slope-missing", line=gate_line)
    ),
    "gate-inverted": Symptom(Shows.DIRECTION, line=_in_formula),
    "gate-of-gradient": Symptom(Shows.DIRECTION, line=_of_gate_of_gradient),
    "softmax-diagonal": Symptom(Shows.DIRECTION, line=_in_formula),
    "softmax-slope-besides": Symptom(Shows.DIRECTION, line=_where_called),
    "output-for-error": Symptom(Shows.DIRECTION, line=_of_error, leaves_error_out=True),
    "cost-for-error": Symptom(Shows.DIRECTION, line=_of_error, leaves_error_out=True),
    ERROR_REVERSED: Symptom(Shows.SIZE, line=_of_reversed_error),
    "input-missing": Symptom(Shows.DIRECTION, line=_where_called),
    "weight-for-input": Symptom(Shows.DIRECTION, line=_where_called),
    "sum-for-activation": Symptom(Shows.DIRECTION, line=_where_called),
    "slope-for-activation": Symptom(Shows.DIRECTION, line=_where_called, is_rare=True),
    "own-activation": Symptom(Shows.DIRECTION, line=_where_called),
    "other-activation": Symptom(Shows.DIRECTION, line=_where_called),
    "activation-of-other-unit": Symptom(Shows.DIRECTION, line=_where_called, is_of_factor=True),
    "gradient-transposed": Symptom(Shows.DIRECTION, line=_where_called, is_of_arrays=True),
    "gradient-reshaped": Symptom(Shows.DIRECTION, line=_where_called, is_rare=True, is_of_arrays=True),
    "delta-of-other-unit": Symptom(Shows.DIRECTION, line=_where_called, is_of_factor=True, is_rare=True),
    "error-of-other-unit": Symptom(Shows.DIRECTION, line=_where_error_picked, is_of_factor=True, is_rare=True),
    "delta-of-other-layer": Symptom(Shows.DIRECTION, line=_where_called, is_rare=True),
    "weights-missing": Symptom(Shows.DIRECTION, line=_where_summed),
    "weights-transposed": Symptom(Shows.DIRECTION, line=_where_picked, is_of_arrays=True),
    "weights-reshaped": Symptom(Shows.DIRECTION, line=_where_picked, is_rare=True, is_of_arrays=True),
    "weights-of-other-unit": Symptom(Shows.DIRECTION, line=_where_picked),
    "weights-of-other-layer": Symptom(Shows.DIRECTION, line=_where_picked),
    "wrong-column": Symptom(Shows.DIRECTION, line=_where_dropped, is_of_arrays=True),
    "value-for-delta": Symptom(Shows.DIRECTION, line=_where_called, leaves_error_out=True),
    "delta-missing": Symptom(Shows.DIRECTION, line=_where_called, leaves_error_out=True),
    "delta-of-other-unit-passed-back": Symptom(Shows.DIRECTION, line=_where_called, is_rare=True),
    "error-for-delta": Symptom(Shows.DIRECTION, line=_where_called, takes_error_for_delta=True, passes_error_back=True),
    "one-path": Symptom(Shows.DIRECTION, line=_of_one_path),
    "gradient-passed-back": Symptom(Shows.DIRECTION, line=_where_called),
    "errors-add-up": Symptom(Shows.DIRECTION, line=_where_called),
    "passed-back-sign": Symptom(Shows.SIZE, line=_of_turned_sign),
    "bias-over-all-units": Symptom(Shows.DIRECTION, line=_where_called, line_of_gradient=_of_sum_over_units),
    "bias-of-other-layer": Symptom(Shows.DIRECTION, line=_where_called),
    "bias-with-input": Symptom(Shows.DIRECTION, line=_where_called),
    "bias-averaged": Symptom(Shows.SIZE, line=_of_factor_in_batch),
    "bias-not-averaged": Symptom(Shows.SIZE, line=_of_sum_in_batch),
    "bias-never-updated": Symptom(Shows.SIZE, line=_of_lost_update),
    "layer-never-updated": Symptom(Shows.SIZE, line=_of_lost_update),
    "part-never-updated": Symptom(Shows.SIZE, line=_of_lost_update),
    "uphill": Symptom(Shows.SIZE, line=_of_uphill, renamed=_named_by_its_sign),
    "assigned": Symptom(Shows.SIZE, line=_at_update),
    "stray-factor": Symptom(Shows.SIZE, line=_of_factor, renamed=_named_by_missing_rate),
    "rate-missing": Symptom(Shows.SIZE, line=_of_missing_rate, renamed=_named_by_its_factor),
    "rate-twice": Symptom(Shows.SIZE, line=_of_factor, renamed=_named_by_its_division),
    "decay-sign": Symptom(Shows.GROWTH, line=_of_decay),
    "momentum-sign": Symptom(Shows.KEPT, line=_of_velocity),
    "sums-never-reset": Symptom(Shows.KEPT, line=_of_sum_that_is_kept),
    "sums-overwritten": Symptom(Shows.DIRECTION, line=_where_replaced, is_of_batches=True),
}
"""Every mistake of the catalogue, in its order."""
