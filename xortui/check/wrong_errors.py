"""Errors that are made of an output and its target and are of no loss: they lead outputs away from their targets.

Such an error is put in the place of ŷ − y: if everything behind it is right then, it alone is wrong. Whether it is
shows where targets are labels: it must lead towards each of them, from everywhere between them.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xortui.check.examination import StepReading
from xortui.check.judgement.findings import FoundMistake, in_values
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.readings import coverage, moving, readings_with_errors
from xortui.check.recognition.errors_of_outputs import OutputOfSample
from xortui.check.recognition.evaluation import Points, evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.names import FileNames
from xortui.check.recognition.points import OwnError
from xortui.check.recognition.same_steps import moved_step
from xortui.check.tracing.op_numbers import CONSTANT, LEAF, SUB, WHERE
from xortui.check.tracing.tape import Op, Tape
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.watching import WatchedRun
from xortui.core.activations import SOFTMAX

AWAY_FROM_TARGET = UnplantedMistake(
    id="error-away-from-target",
    sentence="Where y is {target} and ŷ is {output}, what goes back from the output moves ŷ away from y.",
    hint="The slope of cross-entropy by z is ŷ − y. Written with products it is (1 − y)·ŷ − y·(1 − ŷ), with a minus "
    "between them.",
)
LEAST_WHERE_FAR = UnplantedMistake(
    id="error-least-where-far",
    sentence="Where y is {target}, less goes back from the output the further ŷ is from y: at ŷ = {first} it is {far}, "
    "at ŷ = {second} it is {near}.",
    hint="The slope of cross-entropy by z is ŷ − y. Written with products it is (1 − y)·ŷ − y·(1 − ŷ): the output "
    "itself where y is 0, and what is missing to 1 where y is 1.",
)
OUTPUT_ALONE_DIVIDED = UnplantedMistake(
    id="output-alone-divided",
    sentence="ŷ is divided by {divisor} before y is taken off it, and y is not: what goes back is ŷ/{divisor} − y.",
    hint="Take y off first and divide then, (ŷ − y)/n; or divide both: ŷ/n − y/n.",
)
ERROR_OF_STEP = UnplantedMistake(
    id="error-of-step",
    sentence="The error is the label − y, but it is multiplied with the slope of the output before that became a "
    "label.",
    hint="Use the output itself: (ŷ − y) · slope. With labels the error is 0 as soon as the label is right, however "
    "close the output is to the threshold.",
)
WRONG_ERRORS = (AWAY_FROM_TARGET, LEAST_WHERE_FAR, OUTPUT_ALONE_DIVIDED, ERROR_OF_STEP)
"""All of them."""
MAX_KINDS = 8
"""Places of the file whose numbers are tried as errors."""
STEPS_FOR_LABELS = 60
"""Steps that are looked at for the values that targets have."""
LABELS = 2
GRID = 19
"""Values of an output between both labels, at which its error is computed."""
WRONG_SHARE = 0.4
"""At this share of them an error has the wrong sign; smoothed labels have it close to the label alone."""
LITTLE, MUCH = 0.1, 0.9
"""How much goes back far from a target, and close to it, where it is the wrong way round, in parts of the most."""


@dataclass(frozen=True, slots=True)
class WrongError:
    """What goes back from outputs, and is wrong."""

    reading: StepReading
    """The step, with this in the place of ŷ − y."""
    mistake: UnplantedMistake
    """Its sentence is told with numbers."""
    node: int
    """One of the errors."""
    target: int
    """Its target."""
    label: float
    """The target at which it is wrong."""

    def found(self, names: FileNames, labelled: LabelledStep) -> FoundMistake:
        """Return the mistake, which spoils everything.

        Args:
            names: of the parameters in the file.
            labelled: the numbers of the step.
        """
        line = self._branch_line(labelled) or labelled.source.line(self.node)
        return in_values(self.mistake, list(self.reading.model.roots), self.node, names, labelled, line)

    def _branch_line(self, labelled: LabelledStep) -> int:
        """Return the line of the branch that makes it, if branches of an `if` do; else 0."""
        tape = labelled.tape
        line = labelled.source.line(self.node)
        statement = labelled.source.statement(line)
        if tape.op[self.node] != WHERE or not isinstance(statement, ast.If):
            return 0
        condition = operands(tape, self.node)[0]
        given = {self.target: np.full(1, self.label)}
        is_true = evaluate(tape, part_of(tape, [condition], roots=given), given, 1)[condition].all()
        branch = statement.body if is_true else statement.orelse
        return branch[0].lineno if branch else 0


def wrong_error(seen: WatchedRun, alike: Sequence[StepReading]) -> WrongError | None:
    """Return what goes back from the outputs of a step, if it is of no loss and most behind it is right; else None.

    Args:
        seen: the training.
        alike: the readings of the step by losses that are known, by which nothing explains it.
    """
    first = alike[0]
    tape = seen.trace.tape
    if first.forward.share != 1:
        return _of_divided_output(seen, first)
    is_known = not first.evaluated.errors and first.model.activations[-1] != SOFTMAX
    if not is_known or coverage(first) < len(seen.chains):
        return None
    labels = _labels(seen, first)
    if len(labels) != LABELS:
        return None
    for nodes in _made_of_outputs_and_targets(tape, first.forward):
        best: StepReading | None = None
        for sign in (1.0, -1.0):
            errors = {first.forward.outputs[k][s]: OwnError(node, sign) for (k, s), node in nodes.items()}
            for reading in readings_with_errors(seen, first, errors):
                if reading.judged.rate > 0 and moving(reading) > (moving(best) if best is not None else 0):
                    best = reading
        wrong = None if best is None else _mistake_in(tape, best, labels)
        if best is not None and wrong is not None:
            (k, sample), node = next(iter(nodes.items()))
            return WrongError(best, wrong[0], node, first.forward.targets[k][sample], wrong[1])
    return None


def _of_divided_output(seen: WatchedRun, first: StepReading) -> WrongError | None:
    """Return what goes back where outputs are divided before targets are taken off them; None if it is not certain.

    Targets of a softmax are 1 together: divided by the same number they would be right.

    Args:
        seen: the training.
        first: the reading of the step by the outputs as they are before.
    """
    tape = seen.trace.tape
    forward = first.forward
    values = first.evaluated.values
    totals = [sum(tape.value[by_sample[s]] for by_sample in forward.targets) for s in range(forward.samples)]
    is_softmax = first.model.activations[-1] == SOFTMAX
    if not is_softmax or coverage(first) < len(seen.chains) or not np.allclose(totals, 1.0):
        return None
    errors = {}
    for outputs, targets in zip(forward.outputs, forward.targets, strict=True):
        for sample, output in outputs.items():
            node = tape.one(Op.LEAF, 0.0)
            target = values[targets[sample]] if targets[sample] else 0.0
            values[node] = values[output] - target / forward.share
            errors[output] = OwnError(node, 1.0)
    tape.settle()
    best = max(readings_with_errors(seen, first, errors), key=moving, default=None)
    if best is None or best.judged.rate <= 0 or not moving(best):
        return None
    node, target = _first_comparison(tape, forward)
    told = _told(OUTPUT_ALONE_DIVIDED, divisor=1 / forward.share)
    return WrongError(best, told, node, target, 1.0) if node else None


def _first_comparison(tape: Tape, forward: Forward) -> tuple[int, int]:
    """Return the first node that takes a target off a share of its output, or the reverse, with the target."""
    output_of = {by_sample[s]: forward.outputs[k][s] for k, by_sample in enumerate(forward.targets) for s in by_sample}
    for node in forward.part:
        if tape.op[node] != SUB or node in forward.roots:
            continue
        for target, other in (operands(tape, node), operands(tape, node)[::-1]):
            if target in output_of and output_of[target] in operands(tape, other):
                return node, target
    return 0, 0


def _labels(seen: WatchedRun, reading: StepReading) -> tuple[float, ...]:
    """Return the values that the targets of steps have, up to three of them."""
    tape = seen.trace.tape
    targets = np.array([node for by_sample in reading.forward.targets for node in by_sample.values()])
    if not targets.all():
        return ()
    values = set(tape.value[targets].tolist()) | set(reading.forward.labels)
    for other in seen.steps[:: 1 + len(seen.steps) // STEPS_FOR_LABELS]:
        moved = moved_step(tape, seen.chains, reading.step, other) if len(values) <= LABELS else None
        if moved is not None:
            values.update(tape.value[moved[targets]][moved[targets] > 0].tolist())
    return tuple(sorted(values)[: LABELS + 1])


class _MadeOf(NamedTuple):
    """What a number is made of, besides numbers of the file."""

    pairs: frozenset[OutputOfSample] = frozenset()
    """The outputs of samples that are it, or whose target is."""
    has_output: bool = False
    has_target: bool = False

    def and_of(self, other: _MadeOf) -> _MadeOf:
        """Return what is made of both."""
        has_output = self.has_output or other.has_output
        has_target = self.has_target or other.has_target
        return _MadeOf(self.pairs | other.pairs, has_output, has_target)


def _made_of_outputs_and_targets(tape: Tape, forward: Forward) -> Iterator[dict[OutputOfSample, int]]:
    """Yield numbers that are made of an output and its target alone, those of one place together: one for each output.

    Args:
        tape: what the program computed.
        forward: the network of a step.
    """
    known: dict[int, _MadeOf] = {}
    for k, (outputs, targets) in enumerate(zip(forward.outputs, forward.targets, strict=True)):
        for sample, output in outputs.items():
            pair = frozenset({(k, sample)})
            known[output] = _MadeOf(pair, has_output=True)
            known[targets[sample]] = _MadeOf(pair, has_target=True)
    groups: dict[tuple[int, int], dict[OutputOfSample, int]] = {}
    turns: Counter[tuple[int, OutputOfSample]] = Counter()
    given = frozenset(known)
    for node in forward.part:
        if node in given:
            continue
        if node in forward.roots:
            if _is_number_of_file(tape, forward, node):
                known[node] = _MadeOf()
            continue
        parts = operands(tape, node)
        if not all(part in known for part in parts):
            continue
        made_of = _MadeOf()
        for part in parts:
            made_of = made_of.and_of(known[part])
        if len(made_of.pairs) > 1:
            continue
        known[node] = made_of
        if made_of.has_output and made_of.has_target:
            own = next(iter(made_of.pairs))
            site = int(tape.site[node])
            groups.setdefault((site, turns[site, own]), {})[own] = node
            turns[site, own] += 1
    count = sum(map(len, forward.outputs))
    whole = [group for group in groups.values() if len(group) == count]
    yield from whole[:MAX_KINDS]


def _is_number_of_file(tape: Tape, forward: Forward, root: int) -> bool:
    """Say whether a root is a number that is written in the file, and neither learnt nor data."""
    if root in forward.parameters or root in forward.masks or root in forward.data:
        return False
    return bool(tape.op[root] == CONSTANT or (tape.op[root] == LEAF and tape.written[root]))


def _mistake_in(tape: Tape, reading: StepReading, labels: Sequence[float]) -> tuple[UnplantedMistake, float] | None:
    """Return what is wrong with the errors of a reading, and at which of two labels; None if nothing is certain."""
    low, high = labels
    outputs = np.linspace(low, high, GRID + 2)[1:-1]
    slopes = {label: _slopes(tape, reading, label, outputs) for label in labels}
    if not all(np.isfinite(slope).all() for slope in slopes.values()):
        return None
    for label, towards in ((low, 1.0), (high, -1.0)):
        is_away = slopes[label] * towards < 0
        if is_away.mean() >= WRONG_SHARE:
            output = outputs[is_away][is_away.sum() // 2]
            return _told(AWAY_FROM_TARGET, target=label, output=output), label
    for label in labels:
        order = np.argsort(-np.abs(outputs - label))
        sizes = np.abs(slopes[label][order])
        is_reversed = bool((np.diff(sizes) > 0).all()) and sizes[0] < LITTLE * sizes[-1]
        if is_reversed and sizes[-1] > MUCH * max(np.max(np.abs(slope)) for slope in slopes.values()):
            first, second = outputs[order[0]], outputs[order[-1]]
            far, near = slopes[label][order[0]], slopes[label][order[-1]]
            return _told(LEAST_WHERE_FAR, target=label, far=far, near=near, first=first, second=second), label
    return None


def _told(mistake: UnplantedMistake, **numbers: float) -> UnplantedMistake:
    """Return a mistake whose sentence has numbers in it."""
    written: Mapping[str, str] = {name: f"{value:.3g}".replace("-", "−") for name, value in numbers.items()}
    return mistake._replace(sentence=mistake.sentence.format(**written))


def _slopes(tape: Tape, reading: StepReading, label: float, outputs: Points) -> Points:
    """Return what goes back from one output where its target is a label, with the sign of ŷ − y.

    Args:
        tape: what the program computed.
        reading: the step.
        label: the target.
        outputs: values of the output.
    """
    output, target = reading.forward.outputs[0], reading.forward.targets[0]
    sample = next(iter(output))
    error = reading.evaluated.errors[output[sample]]
    given = {output[sample]: outputs, target[sample]: np.full(len(outputs), label)}
    part = part_of(tape, [error.node], roots=given)
    value = evaluate(tape, part, given, len(outputs))[error.node]
    return np.asarray(error.sign * np.broadcast_to(value, outputs.shape), float)
