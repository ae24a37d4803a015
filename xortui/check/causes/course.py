"""The course of a file's training: weights, inputs and targets of every step that was seen, and what follows from them.

One step has been recognised; the others are laid over it, operation by operation. A step that took another way through
the file is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xortui.check.judgement.judge import Judged
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.sizes_in_file import table_of, values_in_file
from xortui.check.tracing.tape import OPERANDS, Op, Tape
from xortui.core.lockstep import Floats, run
from xortui.core.program import BATCH, LEARNING_RATE, LOSS
from xortui.diagnosis.constant_answers import loss_of_constant

MAX_STEPS = 1000
"""Steps that are looked at."""
MAX_SAMPLES = 400
"""Samples that are looked at, at most: each costs as much as the network has operations."""
MAX_LINES = 8
"""Steps at which all samples are looked at."""
HUGE = 1e6
"""A parameter that is larger is past all use."""
EXACT = 1e-7
"""How far a step may be from the right one, in parts of it."""
ROUNDING = 1e-12
"""How far a parameter may be from the right one beside that, in parts of it."""
Nodes = NDArray[np.int64]
Row = tuple[tuple[float, ...], tuple[float, ...]]
"""The inputs and the targets of one sample."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One step."""

    step: Step
    inputs: Nodes
    """Samples × inputs: where they stand on the tape."""
    targets: Nodes
    """Samples × targets; 0 for a target of 0."""
    outputs: Nodes
    """Samples × outputs."""


class Course:
    """What was trained with what, from the start on.

    Args:
        tape: what the program computed.
        found: what is learnt.
        taken: its steps.
        step: the one that was recognised.
        forward: its network.
        model: the same in xortui's names.
        judged: beside the right gradients.
    """

    def __init__(
        self,
        tape: Tape,
        found: Sequence[Chain],
        taken: Sequence[Step],
        step: Step,
        forward: Forward,
        model: Model,
        judged: Judged,
    ) -> None:
        """Lay the steps over the one that is known."""
        self.model = model
        self.judged = judged
        self.network = judged.program.network
        self._tape = tape
        self._found = found
        self._forward = forward
        self.steps, self.are_samples_sure = _seen(tape, taken[:MAX_STEPS], step, forward, model)
        self.skipped = min(len(taken), MAX_STEPS) - len(self.steps)
        """How many steps took another way through the file."""
        self.diverged = self._cut()
        """Whether a parameter became huge or no number at all; that step and those after it are left out."""

    def _cut(self) -> bool:
        ends = self.parameters([seen.step.end for seen in self.steps])
        sizes = np.abs(np.concatenate(list(ends.values()), axis=1)).max(axis=1, initial=0.0)
        is_usual = sizes < HUGE
        if is_usual.all():
            return False
        self.steps = self.steps[: int(np.argmin(is_usual))]
        return True

    @cached_property
    def start(self) -> dict[str, float]:
        """The parameters that the program begins with."""
        values = {}
        for name, (root, factor) in self.model.roots.items():
            versions = self._versions(root)
            values[name] = factor * float(self._tape.value[versions[0]])
        return values | dict.fromkeys(self.model.missing, 0.0)

    def _versions(self, root: int) -> tuple[int, ...]:
        number = self._forward.parameters[root]
        return (root,) if number < 0 else self._found[number].versions

    def parameters(self, times: Sequence[int]) -> dict[str, Floats]:
        """Return each parameter at some lengths of the tape, one below the other."""
        values = {name: np.zeros((len(times), 1)) for name in self.model.missing}
        for name, (root, factor) in self.model.roots.items():
            versions = np.array(self._versions(root))
            at = np.searchsorted(versions, times, side="right") - 1
            values[name] = factor * self._tape.value[versions[np.maximum(at, 0)]][:, None]
        return values

    @cached_property
    def before(self) -> dict[str, Floats]:
        """The parameters before each step, one below the other."""
        return self.parameters([seen.step.start for seen in self.steps])

    @cached_property
    def after(self) -> dict[str, Floats]:
        """The parameters after each step, one below the other."""
        return self.parameters([seen.step.end for seen in self.steps])

    def input_values(self, seen: Seen) -> Floats:
        """Return the inputs of all samples of a step.

        Raises:
            SamplesNeededError: if only some of its samples were followed, and the others are not known.
        """
        return values_in_file(self._tape, seen.inputs, self._forward.batch)

    def target_values(self, seen: Seen) -> Floats:
        """Return the targets of all samples of a step; 1 for a label that stands on the tape as a share of 1.

        Raises:
            SamplesNeededError: if only some of its samples were followed, and the others are not known.
        """
        return values_in_file(self._tape, seen.targets, self._forward.batch) / self._forward.label

    def rows(self, seen: Seen) -> list[Row]:
        """Return the samples of a step."""
        inputs = self.input_values(seen).tolist()
        targets = self.target_values(seen).tolist()
        return [(tuple(x), tuple(y)) for x, y in zip(inputs, targets, strict=True)]

    @cached_property
    def rows_by_step(self) -> list[list[Row]]:
        """The samples of each step."""
        return [self.rows(seen) for seen in self.steps]

    @cached_property
    def data(self) -> list[Row]:
        """The samples that the steps were seen with, each once, in the order in which they came."""
        return list(dict.fromkeys(row for rows in self.rows_by_step for row in rows))

    @cached_property
    def is_whole(self) -> bool:
        """Whether the samples come again and again, so that no others are to be expected."""
        counts = dict.fromkeys(self.data, 0)
        for rows in self.rows_by_step:
            for row in set(rows):
                counts[row] += 1
        return not self.skipped and min(counts.values(), default=0) >= 2 and len(self.data) <= MAX_SAMPLES

    def computed(self, parameters: Mapping[str, Floats], rows: Sequence[Row], rate: float = 0.0) -> dict[str, Floats]:
        """Return the values of every name of the network, for each line of parameters and each sample.

        The parameters among them are those after a step with all samples.
        """
        given: dict[str, Floats] = {LEARNING_RATE: np.asarray(rate), BATCH: np.asarray(float(len(rows)))}
        given |= parameters
        for number, name in enumerate(self.model.inputs):
            given[name] = np.array([[x[number] for x, _ in rows]])
        for number, name in enumerate(self.model.targets):
            given[name] = np.array([[y[number] for _, y in rows]])
        return run(self.judged.program, given)

    def computed_by_step(self, parameters: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the values of every name, each line of parameters with the samples of its own step.

        The parameters among them are those after one step at the file's own rate.
        """
        inputs = np.array([self.input_values(seen) for seen in self.steps])
        targets = np.array([self.target_values(seen) for seen in self.steps])
        given: dict[str, Floats] = {LEARNING_RATE: np.asarray(self.judged.rate)}
        given[BATCH] = np.asarray(float(inputs.shape[1]))
        given |= parameters
        given |= {name: inputs[:, :, number] for number, name in enumerate(self.model.inputs)}
        given |= {name: targets[:, :, number] for number, name in enumerate(self.model.targets)}
        return run(self.judged.program, given)

    @cached_property
    def along(self) -> dict[str, Floats]:
        """The values for all samples at the start, before some of the steps that were seen, and after the last."""
        some = np.unique(np.linspace(0, len(self.steps) - 1, MAX_LINES).round().astype(int))
        lines = {name: np.concatenate([values[some], self.after[name][-1:]]) for name, values in self.before.items()}
        lines = {name: np.concatenate([[[self.start[name]]], values]) for name, values in lines.items()}
        return self.computed(lines, self.data)

    def spread(self, name: str) -> Floats:
        """Return a value along the steps, for each line and each sample."""
        values = self.along[name]
        spread: Floats = np.broadcast_to(values, (len(self.along[LOSS]), len(self.data)))
        return spread

    @cached_property
    def losses(self) -> Floats:
        """The mean loss of all samples at the start, before some of the steps that were seen, and after the last."""
        means: Floats = self.spread(LOSS).mean(axis=1)
        return means

    @cached_property
    def loss_of_constant(self) -> float:
        """The mean loss of outputs that are the means of the targets; what it falls below shows that it learns."""
        return loss_of_constant(self.network, self.judged.loss, self.data)

    def share(self, loss: float) -> float:
        """Return a loss as a share of that of the best constant outputs; NaN where constants are as good as can be."""
        return loss / self.loss_of_constant if self.loss_of_constant > 1e-12 else float("nan")

    @cached_property
    def is_reproduced(self) -> bool:
        """Whether each step is what one rate and the right gradient of its samples make of the parameters."""
        if self.skipped or not self.steps:
            return False
        expected = self.computed_by_step(self.before)
        for name in self.model.roots:
            theirs = self.after[name]
            difference = np.abs(expected[name] - theirs)
            allowed = EXACT * np.abs(theirs - self.before[name]) + ROUNDING * np.maximum(1.0, np.abs(theirs))
            if not (difference <= allowed).all():
                return False
        return True


def _seen(tape: Tape, taken: Iterable[Step], known: Step, forward: Forward, model: Model) -> tuple[list[Seen], bool]:
    """Return the steps that compute what the known one does, and whether all their samples are known for sure."""
    overlay = _Overlay(tape, known, forward)
    outputs = overlay.places(table_of(forward.outputs, forward.samples))
    inputs = overlay.places(table_of(list(model.inputs.values()), forward.samples), overlay.users_by_sample)
    targets = overlay.places(table_of(list(model.targets.values()), forward.samples), overlay.users_by_output)
    found = []
    for step in taken:
        if overlay.fits(step):
            found.append(Seen(step, overlay.moved(inputs), overlay.moved(targets), overlay.moved(outputs)))
    return found, inputs.are_sure and targets.are_sure


_UsersOfCells = Mapping[tuple[int, int, int], tuple[int, int]]
"""For a node, a sample and a column (or −1 for any): where that number of the sample is used, and as which operand."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the numbers of a table are found in other steps."""

    nodes: Nodes
    """In the known step; 0 for none."""
    users: Nodes
    """For each number that is older than the step, a node of the step that uses it; else 0."""
    slots: Nodes
    """As which operand."""
    are_sure: bool
    """Whether each is used by its own sample there: the same 1 may be the target of many samples."""


class _Overlay:
    """Finds the nodes of one step in another."""

    def __init__(self, tape: Tape, known: Step, forward: Forward) -> None:
        self._tape = tape
        self._known = known
        self._forward = forward
        own = [node for node in forward.part if known.start < node <= known.end]
        self._own = np.array(own, np.int64)
        self._places, self._turns = _places(tape, known)
        self._count = np.array([OPERANDS[Op(int(op))] for op in tape.op[self._own]])
        self._users: dict[int, list[tuple[int, int]]] = {}
        for slot, column in enumerate((tape.a, tape.b, tape.c)):
            users = self._own[self._count > slot]
            for user, node in zip(users.tolist(), column[users].tolist(), strict=True):
                self._users.setdefault(node, []).append((user, slot))
        self._new = self._own

    @property
    def users_by_sample(self) -> _UsersOfCells:
        """Where each input of a sample goes into a weighted sum of that sample."""
        sample_of: dict[int, int] = {}
        for unit in self._forward.units:
            for sample, node in unit.sums.items():
                waiting = [node]
                while waiting:
                    at = waiting.pop()
                    if at > self._known.start and at not in sample_of:
                        sample_of[at] = sample
                        waiting += operands(self._tape, at)
        found: dict[tuple[int, int, int], tuple[int, int]] = {}
        for node, users in self._users.items():
            if node <= self._known.start:
                for user, slot in users:
                    if user in sample_of:
                        found.setdefault((node, sample_of[user], -1), (user, slot))
        return found

    @property
    def users_by_output(self) -> _UsersOfCells:
        """Where each target is used with the output that it is the target of."""
        found: dict[tuple[int, int, int], tuple[int, int]] = {}
        for column, outputs in enumerate(self._forward.outputs):
            for sample, output in outputs.items():
                for user, slot in self._users.get(output, ()):
                    for other, node in enumerate(operands(self._tape, user)):
                        if other != slot:
                            found.setdefault((node, sample, column), (user, other))
        return found

    def places(self, nodes: Nodes, own_users: _UsersOfCells | None = None) -> _Places:
        """Return where the numbers of a table are found in other steps.

        Args:
            nodes: samples × columns, in the known step.
            own_users: where numbers are used that several samples have.
        """
        table = np.zeros((2, *nodes.shape), np.int64)
        are_sure = True
        for sample, column in np.argwhere((nodes > 0) & (nodes <= self._known.start)).tolist():
            node = int(nodes[sample, column])
            users = self._users[node]
            user = users[0]
            if len(users) > 1 and own_users is not None:
                keys = ((node, sample, column), (node, sample, -1))
                own = next((own_users[key] for key in keys if key in own_users), None)
                are_sure = are_sure and own is not None
                user = own or user
            table[:, sample, column] = user
        return _Places(nodes, table[0], table[1], are_sure)

    def fits(self, step: Step) -> bool:
        """Say whether a step has the same operations with the same operands; `moved` then finds its nodes."""
        places, turns = _places(self._tape, step)
        is_same = len(places) == len(self._places) and bool((places == self._places).all())
        if is_same:
            new = self._own - self._known.start + step.start
        else:
            there = {key: number for number, key in enumerate(zip(places.tolist(), turns.tolist(), strict=True))}
            wanted = self._own - self._known.start - 1
            keys = zip(self._places[wanted].tolist(), self._turns[wanted].tolist(), strict=True)
            numbers = [there.get(key, -1) for key in keys]
            if min(numbers) < 0:
                return False
            new = np.array(numbers, np.int64) + step.start + 1
        mapped = np.zeros(self._known.end + 1, np.int64)
        mapped[self._own] = new
        if not (self._tape.op[new] == self._tape.op[self._own]).all():
            return False
        for number, slot in enumerate(("a", "b", "c")):
            column = getattr(self._tape, slot)
            here = column[self._own]
            is_inner = (self._count > number) & (mapped[np.minimum(here, self._known.end)] > 0)
            if not (mapped[here[is_inner]] == column[new[is_inner]]).all():
                return False
        self._new = mapped
        return True

    def moved(self, places: _Places) -> Nodes:
        """Return where the numbers of a table stand in the step that fits."""
        is_inner = places.nodes > self._known.start
        found: Nodes = np.where(is_inner, self._new[np.where(is_inner, places.nodes, 0)], 0)
        for slot, column in enumerate((self._tape.a, self._tape.b, self._tape.c)):
            is_older = (places.users > 0) & (places.slots == slot)
            found[is_older] = column[self._new[places.users[is_older]]]
        return found


def _places(tape: Tape, step: Step) -> tuple[Nodes, Nodes]:
    """Return where in the file each node of a step was computed, and for the how-many-th time in it."""
    places = tape.site[step.start + 1 : step.end + 1].astype(np.int64)
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    first = np.searchsorted(ordered, ordered)
    turns = np.empty(len(places), np.int64)
    turns[order] = np.arange(len(places)) - first
    return places, turns
