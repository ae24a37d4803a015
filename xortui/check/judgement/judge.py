"""Compare the steps of a program with the right ones, parameter by parameter, for the loss that they follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated
from xortui.core.activations import SOFTMAX
from xortui.core.backpropagation import write_program
from xortui.core.lockstep import Floats, run
from xortui.core.program import BATCH, LEARNING_RATE, Program
from xortui.core.training import Training

TOLERANCE = 1e-7
"""How far a step may be from the right one, in parts of it, and be right: rounding at a point chosen at random."""
SAME_RATIO = 1e-6
"""How far two ratios may be from each other and be the same, in parts of the larger one."""
NOTHING = 1e-13
"""A step below this is 0 but for rounding."""
ENOUGH_FOR_DECAY = 6
"""Points at which a step is taken apart into its gradient and what weight decay adds: twice as many as parts."""
MIN_POINTS = 3
"""Points at which both steps must be finite."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One parameter's step beside the right one for a learning rate of 1."""

    theirs: Floats
    right: Floats
    ratio: float | None
    """Theirs as a multiple of the right one, if it is the same at all points; 0 for one that never moves."""
    error: float
    """The largest relative difference from that multiple."""
    is_untested: bool = False
    """Whether the right step is 0 at every point, and theirs too."""


class Penalty(NamedTuple):
    """What a step adds to a parameter besides its gradient."""

    decay: float = 0.0
    """Which part of itself: −η·λ with weight decay."""
    sign: float = 0.0
    """Which multiple of its sign: −η·λ1 with L1."""


class CommonPenalty(NamedTuple):
    """What a step takes off all weights besides their gradients."""

    share: float = 0.0
    """Which part of them: η·λ with weight decay."""
    size: float = 0.0
    """How much of the size of each: η·λ1 with L1."""
    is_of_biases: bool = False
    """Whether it takes the same off the biases."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All parameters for one loss."""

    loss: str
    program: Program
    compared: Mapping[str, Compared]
    rate: float
    """The learning rate that most of the steps have."""
    theirs: Mapping[str, Floats]
    """What their step adds to each parameter, without the part that is weight decay."""
    grows: frozenset[str] = frozenset()
    """The parameters that weight decay lets grow, as its sign is turned around."""
    penalties: Mapping[str, Penalty] = field(default_factory=dict)
    """What a step adds to a parameter besides its gradient; those to which it adds nothing else are left out.

    Of a parameter whose gradient is wrong, it is what the step adds to the others.
    """

    @property
    def common_penalty(self) -> CommonPenalty:
        """What a step takes off all weights, and off all biases or none; nothing if that differs among them.

        A penalty whose sign is turned around counts as one that is not; `grows` has its parameters.
        """
        weights: set[Penalty] = set()
        biases: set[Penalty] = set()
        for name, compared in self.compared.items():
            if compared.ratio == 0 or compared.is_untested:
                continue  # it does not move, so nothing is known of it
            decay, sign = self.penalties.get(name, Penalty())
            alike = biases if self.program.network.parameter(name).source is None else weights
            alike.add(Penalty(float(f"{abs(decay):.10g}"), float(f"{abs(sign):.10g}")))
        if len(weights) != 1 or len(biases) > 1:
            return CommonPenalty()
        (penalty,) = weights
        if biases and biases not in (weights, {Penalty()}):
            return CommonPenalty()
        return CommonPenalty(*penalty, biases == weights and any(penalty))

    @property
    def right(self) -> frozenset[str]:
        """The parameters whose steps are the right ones, at that rate."""
        return frozenset(name for name, comparison in self.compared.items() if self.is_right(comparison))

    def is_right(self, comparison: Compared) -> bool:
        """Say whether a step is right at the rate of most."""
        return comparison.is_untested or (bool(comparison.ratio) and same(comparison.ratio or 0.0, self.rate))

    @property
    def error(self) -> float:
        """The largest relative error of the right steps."""
        return max((self.compared[name].error for name in self.right), default=0.0)


def largest(values: Iterable[Floats]) -> float:
    """Return the greatest size among finite numbers; 1 if there is none."""
    sizes = [float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0)) for array in values]
    return max(sizes, default=1.0) or 1.0


def size_of(step: Floats) -> float:
    """Return the greatest size of a step's numbers."""
    return float(np.maximum.reduce(np.absolute(step)))


def same(first: float, second: float) -> bool:
    """Say whether two ratios are the same up to rounding."""
    return abs(first - second) <= SAME_RATIO * max(abs(first), abs(second))


def given_for(model: Model, forward: Forward, evaluated: Evaluated, rate: float) -> dict[str, Floats]:
    """Return what a program of the model's network is given at the points of a step."""
    values = evaluated.values
    zero = np.zeros(evaluated.count)
    given: dict[str, Floats] = {LEARNING_RATE: np.asarray(rate), BATCH: np.asarray(float(forward.batch))}
    for name, (root, factor) in model.roots.items():
        given[name] = (factor * values[root])[:, None]
    for name in model.missing:
        given[name] = zero[:, None]
    for names in (model.inputs, model.targets):
        for name, by_sample in names.items():
            columns = [values[by_sample[s]] if by_sample[s] else zero for s in range(forward.samples)]
            given[name] = np.stack(columns, axis=1)
    if forward.label != 1:
        given.update({name: given[name] / forward.label for name in model.targets})
    if evaluated.errors:
        given.update(_targets_of_errors(model, forward, evaluated))
    return given


def _targets_of_errors(model: Model, forward: Forward, evaluated: Evaluated) -> dict[str, Floats]:
    """Return targets from which outputs are as far as the errors that go back from them."""
    values = evaluated.values
    found = {}
    for name, outputs in zip(model.targets, forward.outputs, strict=True):
        columns = []
        for sample in range(forward.samples):
            error = evaluated.errors[outputs[sample]]
            columns.append(values[outputs[sample]] - error.sign * values[error.node])
        found[name] = np.stack(columns, axis=1)
    return found


def tied(model: Model, steps: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return steps in which those of parameters that are one number in the file are added up."""
    counts = Counter(root for root, _ in model.roots.values())
    totals: dict[int, Floats] = {}
    for name, (root, factor) in model.roots.items():
        step = steps[name] if factor == 1 else factor * steps[name]
        totals[root] = totals[root] + step if root in totals else step
    # A step that belongs to one parameter alone stays the array that it is.
    return {
        name: steps[name] if counts[root] == 1 and abs(factor) == 1 else factor * totals[root]
        for name, (root, factor) in model.roots.items()
    }


def are_their_own(model: Model) -> bool:
    """Say whether each parameter is a number of its own in the file, so that `tied` changes nothing."""
    roots = {root for root, _ in model.roots.values()}
    return len(roots) == len(model.roots) and all(abs(factor) == 1 for _, factor in model.roots.values())


def losses_for(model: Model) -> tuple[str, ...]:
    """Return the losses that steps in this network may follow, the likeliest first."""
    last = model.activations[-1]
    if last == SOFTMAX:
        return ("cross-entropy",)
    if last == "sigmoid":
        return ("half-squared-error", "binary-cross-entropy")
    return ("half-squared-error",)


def changes_of(model: Model, evaluated: Evaluated) -> dict[str, Floats]:
    """Return what their step adds to each parameter, as xortui's network has it; or puts in its place."""
    changes = {}
    for name, (root, factor) in model.roots.items():
        changes[name] = factor * evaluated.replacements.get(root, evaluated.changes[root])
    return changes


def judged(
    model: Model, forward: Forward, evaluated: Evaluated, loss: str, shares: Mapping[int, float] | None = None
) -> Judged:
    """Compare every parameter's step with the right one for a loss.

    Args:
        model: the network, as xortui has it.
        forward: the network, as the file has it.
        evaluated: the step at random points.
        loss: what the steps may follow.
        shares: root of a parameter → which part of itself it gets besides its gradient.
    """
    program = write_program(model.network(loss), Training())
    given = given_for(model, forward, evaluated, 1.0)
    after = run(program, given)
    theirs = changes_of(model, evaluated)
    scale = largest(theirs.values())
    right = tied(model, steps_of(after, given, evaluated.count, model.roots))
    compared = {name: compare(theirs[name], right[name], scale) for name in model.roots}
    known = _known_decays(model, compared, shares or {})
    for name, decay in known.items():
        theirs[name] = theirs[name] - decay * given[name][:, 0]
        compared[name] = compare(theirs[name], right[name], scale)
    penalties = _penalties(compared, given)
    shrinking = Counter(f"{penalty.decay:.6g}" for penalty in penalties.values() if penalty.decay < 0)
    # Of a gradient that is wrong as well, the part that decays is that of the others.
    usual = Penalty(float(shrinking.most_common(1)[0][0]) if shrinking else 0.0)
    kinds = {name[0] for name in penalties}
    for name, comparison in compared.items():
        if comparison.ratio is None and not comparison.is_untested and name[0] in kinds:
            weight = given[name][:, 0]
            penalty = penalties.setdefault(name, usual)
            theirs[name] = theirs[name] - penalty.decay * weight - penalty.sign * np.sign(weight)
            compared[name] = compare(theirs[name], right[name], scale)
    common = commonest(comparison.ratio for comparison in compared.values())
    for name, decay in known.items():
        rest = penalties.get(name, Penalty())
        penalties[name] = Penalty(decay + rest.decay, rest.sign)
    grows = frozenset(name for name, penalty in penalties.items() if penalty.decay > 0 or penalty.sign > 0)
    added = {name: penalty for name, penalty in penalties.items() if any(penalty)}
    return Judged(loss, program, compared, common, theirs, grows, added)


def steps_of(
    after: Mapping[str, Floats], before: Mapping[str, Floats], count: int, names: Iterable[str]
) -> dict[str, Floats]:
    """Return what a program has added to parameters, one number for each point."""
    found = {}
    for name in names:
        step = np.asarray(after[name] - before[name])
        if step.shape != (count, 1):
            step = np.broadcast_to(step, (count, 1))
        found[name] = step[:, 0]
    return found


def _known_decays(model: Model, compared: Mapping[str, Compared], shares: Mapping[int, float]) -> dict[str, float]:
    """Return the part of itself that each parameter is known to get, of those whose steps are not right without it."""
    found = {}
    for name, (root, _) in model.roots.items():
        if root in shares and compared[name].ratio is None and not compared[name].is_untested:
            found[name] = shares[root]
    return found


def _penalties(compared: Mapping[str, Compared], given: Mapping[str, Floats]) -> dict[str, Penalty]:
    """Return what a parameter gets besides its gradient, of those whose steps that explains.

    It is a part of itself, −η·λ with weight decay, and a multiple of its sign with L1. What one parameter alone gets
    is taken for chance.
    """
    found = {}
    for name, comparison in compared.items():
        if comparison.ratio is not None or comparison.is_untested or not np.isfinite(comparison.theirs).all():
            continue
        weight = given[name][:, 0]
        columns = np.stack([comparison.right, weight, np.sign(weight)], axis=1)
        if len(columns) < ENOUGH_FOR_DECAY or not np.isfinite(columns).all():
            continue
        (ratio, decay, sign), *_ = np.linalg.lstsq(columns, comparison.theirs, rcond=None)
        missed = comparison.theirs - columns @ np.array([ratio, decay, sign])
        size = float(np.max(np.abs(comparison.theirs)))
        if float(np.max(np.abs(missed))) <= TOLERANCE * size and ratio and TOLERANCE - 1 < decay < 1:
            found[name] = Penalty(_unless_rounding(float(decay), size), _unless_rounding(float(sign), size))
    counts = Counter(f"{penalty.decay:.5g} {penalty.sign:.5g}" for penalty in found.values())
    return {name: one for name, one in found.items() if counts[f"{one.decay:.5g} {one.sign:.5g}"] > 1}


def _unless_rounding(part: float, size: float) -> float:
    return part if abs(part) > TOLERANCE * size else 0.0


def compare(theirs: Floats, right: Floats, scale: float = 1.0) -> Compared:
    """Compare a step with the right one.

    Args:
        theirs: what their step adds to a parameter, at each point.
        right: what the right step adds at a learning rate of 1.
        scale: how large the steps of all parameters are; what is far smaller is rounding.
    """
    good = np.isfinite(theirs) & np.isfinite(right)
    if good.sum() < MIN_POINTS:
        return Compared(theirs, right, None, np.inf)
    size = float(np.max(np.abs(right[good])))
    if size < NOTHING:
        is_nothing = float(np.max(np.abs(theirs[good]))) < NOTHING * max(scale, 1.0)
        return Compared(theirs, right, None, 0.0 if is_nothing else np.inf, is_untested=is_nothing)
    if not theirs[good].any():
        return Compared(theirs, right, 0.0, 0.0)
    ratio = float(np.dot(theirs[good], right[good]) / np.dot(right[good], right[good]))
    error = float(np.max(np.abs(theirs[good] - ratio * right[good]))) / (abs(ratio) * size or 1.0)
    return Compared(theirs, right, ratio if error < TOLERANCE else None, error)


def commonest(ratios: Iterable[float | None]) -> float:
    """Return the ratio that most steps have, of those that move as the right ones, a positive one first; 0 if none."""
    moving = [ratio for ratio in ratios if ratio]
    counts = Counter(f"{ratio:.6g}" for ratio in moving)
    if not counts:
        return 0.0
    best = max(counts, key=lambda ratio: (not ratio.startswith("-"), counts[ratio]))
    return next(ratio for ratio in moving if f"{ratio:.6g}" == best)
