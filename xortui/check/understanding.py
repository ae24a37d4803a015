"""What was understood of a file, in plain words: its data, its network and what its steps follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xortui.check.judgement.judge import same
from xortui.check.numbered_names import in_rows
from xortui.check.recognition.names import written
from xortui.check.recognition.perceptrons import RULE
from xortui.check.recognition.same_steps import moved_step
from xortui.check.recognition.sizes_in_file import layers_in_file
from xortui.check.recognition.squared_softmax import HALF_SQUARED_THROUGH_SOFTMAX, SQUARED_THROUGH_SOFTMAX
from xortui.check.recognition.states import EXACT
from xortui.check.shown_activations import STEP, shown
from xortui.check.tracing.trace import NamedPlace
from xortui.check.wrong_errors import WRONG_ERRORS
from xortui.core.activations import learns_by_rule

if TYPE_CHECKING:
    from xortui.check.examination import Examination

_LOSSES = {
    "half-squared-error": "½(ŷ − y)²",
    "squared-error": "(ŷ − y)²",
    "binary-cross-entropy": "cross-entropy",
    "cross-entropy": "cross-entropy",
}
WITHOUT_STEP = "½(ŷ − y)² with 1 for the slope of the step at the output"
OF_NO_LOSS = frozenset(one.id for one in WRONG_ERRORS)
"""Mistakes by which what goes back from the outputs is of no loss."""
STEPS_FOR_NAMES = 12
"""Steps whose data tell which array they are taken from, where it is made of others."""
DIGITS = 10
"""Of a learning rate that stands nowhere in the file: it is a step divided by a gradient, with the rounding of both."""
_ORDINALS = ("first", "second", "third")
_ALL_LAYERS = {1: "its layer", 2: "both layers"}
"""How many layers there are → what they are called together; else "every layer"."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What the steps follow."""

    loss: str
    """The loss, as xortui calls it."""
    is_mean: bool
    """Whether it is the mean over the batch."""
    learning_rate: float


def rate_of(loss: str, step: float, rates: Sequence[float], samples: int, *, is_of_file: bool = False) -> Rate:
    """Return the learning rate as it stands in the file, and what it is a rate of.

    Args:
        loss: ½(ŷ − y)² or cross-entropy.
        step: how far a step goes, as a multiple of the gradient of the loss summed over the batch.
        rates: numbers of the file that steps are multiplied with.
        samples: how many are in a batch.
        is_of_file: whether the loss is of the file's own, of which no factor is known.
    """
    if is_of_file:
        for is_mean in (False, True) if samples > 1 else (False,):
            rate = step * (samples if is_mean else 1)
            known = next((one for one in rates if same(rate, one)), None)
            if known is not None:
                return Rate(loss, is_mean, known)
        return Rate(loss, False, float(f"{step:.{DIGITS}g}"))
    losses = [(loss, 1.0)]
    if loss == "half-squared-error":
        losses.append(("squared-error", 2.0))
    # A rate of 1 need not be written, and a 1 is written for much else.
    for usual in (rates, (1.0,)):
        for name, factor in losses:
            for is_mean in (False, True) if samples > 1 else (False,):
                rate = step / factor * (samples if is_mean else 1)
                written_rate = next((one for one in usual if same(rate, one)), None)
                if written_rate is not None:
                    return Rate(name, is_mean, written_rate)
    return Rate(loss, False, float(f"{step:.{DIGITS}g}"))


def understood(found: Examination, rate: Rate) -> str:
    """Return one paragraph on what the file is."""
    reading = found.reading
    forward = reading.forward
    inputs = _array_of(found, [root for by_sample in forward.inputs for root in by_sample.values()])
    roots = [root for by_sample in forward.targets for root in by_sample.values()]
    targets = _array_of(found, [root for root in roots if root])
    parts = [
        f"Inputs{inputs} and targets{targets}",
        f"a network {'-'.join(map(str, layers_in_file(found.trace.tape, forward, reading.model.layers)))}",
        f"parameters {_parameters(found)}",
        _activations([STEP] if reading.evaluated.own_loss == RULE else reading.model.activations),
    ]
    if not reading.model.biases:
        parts.append("no biases")
    batch = f"{forward.batch} samples a step" if forward.samples > 1 else "one sample a step"
    parts.append(batch)
    text = ", ".join(parts)
    over = ""
    # Of a loss that is known by its slope alone nobody knows whether it is a sum or a mean.
    if forward.samples > 1 and (not reading.evaluated.errors or reading.evaluated.own_loss):
        over = ", mean over the batch" if rate.is_mean else ", summed over the batch"
    is_of_no_loss = not OF_NO_LOSS.isdisjoint(one.id for one in found.mistakes)
    if not rate.learning_rate or is_of_no_loss:
        return f"{text}."
    follows = f"Its steps follow {_loss(found, rate)}{over}"
    if not reading.evaluated.takes_a_share:
        return f"{text}. {follows}; what its update does with the gradient beyond that is not judged."
    return f"{text}. {follows}, at a rate of {rate.learning_rate:.6g}.{_momentum(found)}{_penalty(found)}"


def _momentum(found: Examination) -> str:
    """Return a sentence on the momentum, to follow another; '' if there is none, or not the same in every velocity."""
    memories = found.reading.memories.values()
    kept = {f"{memory.kept:.6g}" for memory in memories}
    is_plain = all(EXACT < memory.kept < 1 - EXACT and not memory.is_against for memory in memories)
    if len(kept) != 1 or not is_plain:
        return ""
    (part,) = kept
    return f" Momentum adds {part} of the previous step to each step."


def _penalty(found: Examination) -> str:
    """Return sentences on weight decay and L1, to follow another; '' if no such penalty holds for all weights alike."""
    judged = found.reading.judged
    share, size, _ = judged.common_penalty
    if judged.grows:
        return ""
    told = f" Weight decay multiplies the weights by {1 - share:.10g} in each step." if share else ""
    return f"{told} L1 takes {size:.6g} off the size of each weight in each step." if size else told


def _loss(found: Examination, rate: Rate) -> str:
    """Return the loss that steps follow in words; of one of the file's own, where its slope is computed."""
    errors = found.reading.evaluated.errors
    activations = found.reading.model.activations
    if not errors and learns_by_rule(activations[-1]):
        return RULE if len(activations) == 1 else WITHOUT_STEP
    if not errors:
        return _LOSSES[rate.loss]
    if found.reading.evaluated.own_loss == HALF_SQUARED_THROUGH_SOFTMAX and rate.loss == "squared-error":
        return SQUARED_THROUGH_SOFTMAX
    if found.reading.evaluated.own_loss:
        return found.reading.evaluated.own_loss
    node = next(iter(errors.values())).node
    if node not in found.reading.forward.part:
        return "the loss that the file computes"
    line = found.labelled.source.line(node)
    return f"the loss whose slope at the outputs is computed in line {line}"


def _array_of(found: Examination, roots: Sequence[int]) -> str:
    """Return the name and the shape of what holds some numbers, to follow a word; '' if it is not known."""
    stacked = _stacked(found, roots)
    if stacked is not None:
        return f" {written(stacked, 1)} ({'×'.join(map(str, stacked.shape))})"
    places = [found.trace.places[root] for root in roots if root in found.trace.places]
    if not places:
        return ""
    place = min(places, key=lambda place: (place.depth, len(place.path)))
    name = written(place, 1)
    shape = "×".join(map(str, place.shape)) if place.shape else ""
    return f" {name} ({shape})" if shape else f" {name}"


def _stacked(found: Examination, roots: Sequence[int]) -> NamedPlace | None:
    """Return the array that holds the numbers of several steps where these lie in several arrays besides: its parts.

    Args:
        found: what was found out about a file.
        roots: the numbers of one of its steps.
    """
    trace = found.trace
    if not trace.stacked:
        return None
    wanted = set(roots)
    for step in found.steps[:: 1 + len(found.steps) // STEPS_FOR_NAMES]:
        moved = moved_step(trace.tape, found.chains, found.reading.step, step)
        if moved is not None:
            wanted |= {int(moved[root]) for root in roots if moved[root]}
    if len({trace.places[root].path for root in wanted if root in trace.places}) < 2:
        return None
    holding = [(nodes, path) for path, nodes in trace.stacked.items() if wanted.issubset(nodes.ravel().tolist())]
    if not holding:
        return None
    nodes, path = min(holding, key=lambda one: one[0].size)
    return NamedPlace(path, (0,) * nodes.ndim, nodes.shape)


def _parameters(found: Examination) -> str:
    described = []
    for name, parameters in found.names.groups.items():
        shape = found.names.shape.get(name, ())
        size = "×".join(map(str, shape))
        if not shape and len(parameters) > 1 and not found.watched.is_part:
            size = f"{len(parameters)}"
        described.append(f"{name} ({size})" if size else name)
    return ", ".join(in_rows(described))


def _activations(activations: Sequence[str]) -> str:
    names = list(map(shown, activations))
    if len(set(names)) == 1:
        where = _ALL_LAYERS.get(len(names), "every layer")
        return f"{names[0]} in {where}"
    *hidden, last = names
    if len(hidden) > 1 and len(set(hidden)) == 1:
        return f"{hidden[0]} in the hidden layers, {last} at the output"
    parts = []
    for number, name in enumerate(names):
        if number == len(names) - 1:
            where = "at the output"
        elif number < len(_ORDINALS):
            where = f"in the {_ORDINALS[number]} layer"
        else:
            where = f"in layer {number + 1}"
        parts.append(f"{name} {where}")
    return ", ".join(parts)
