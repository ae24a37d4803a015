"""The snapshot: everything a pane needs to know about one position, and nothing that can change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite, nan
from typing import TYPE_CHECKING, SupportsIndex

from xortui.core.compiler import Values
from xortui.core.engines import Sample
from xortui.core.program import CHANGE, LOSS, Kind, Operation, Program, derivative
from xortui.core.settings import ABSENT
from xortui.core.spelling import UnknownNameError, known_name, on_screen
from xortui.debugger.cover import Cover
from xortui.debugger.edits import Edit, Setup, edited_after, edited_state, edits_before
from xortui.debugger.evaluator import survey, values_of_sample
from xortui.debugger.gradient_names import batch_gradient, gradient_to_learn, sample_gradient
from xortui.debugger.loss_record import LossCurve
from xortui.debugger.past import Past
from xortui.debugger.position import START, Position
from xortui.debugger.right import RightValues, differ
from xortui.debugger.sameness import are_same
from xortui.debugger.survey import Survey
from xortui.debugger.watches import Reading
from xortui.problems import Problem

if TYPE_CHECKING:
    from xortui.core.arrays import Floats
    from xortui.core.parameter_arrays import NetworkArrays
    from xortui.debugger.exam import Result
    from xortui.problems.published import Published


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapshot:
    """One position of one timeline: plain data, to be compared, pickled and read in another process.

    Snapshots of one position are equal, however one came there. What says how far and in which pieces the training has
    been run (the loss curve, its last mean, and where the past is taken up again) is not compared.
    """

    problem: Problem
    program: Program
    position: Position
    length: int
    """How many operations this step has; 0 at the start."""
    epoch: int
    """From 1; 0 at the start."""
    sample: int | None
    """The index of the sample this step takes, from 0; None at the start. value('sample') is its number, from 1."""
    before: tuple[float, ...]
    """The state vector before this step."""
    values: Values
    """The value of every operation of this step, also of those not yet reached: ask `value` instead."""
    losses: LossCurve = field(compare=False)
    """The loss as far as it is shown: up to this position, or as far as the training has been run."""
    mean: float | None = field(compare=False)
    """The mean of C over the last complete epoch, as the loss chart has it; None where no epoch is complete."""
    landmarks: tuple[tuple[float, ...], ...]
    """State vectors at evenly spaced steps from the start to here."""
    is_end: bool
    """Whether time ends here, as a value is not finite."""
    past: Past = field(compare=False)
    """From where the last complete epoch can be run again."""
    edits: tuple[Edit, ...]
    """Those at positions of this step, in their order, also after this position."""
    setups: tuple[Setup, ...]
    """The samples and settings before this step's first edit, then after each: ask `setup` instead."""
    printed: tuple[tuple[str, Published], ...] = ()
    """Quantities, and what the problem's source prints of their values in this step: ask `published` instead.

    Empty, if the user has edited in this step or before.
    """

    epoch_began: tuple[float, ...] = ()
    """The state vector before the first step of this epoch; empty at the start of time."""
    readings: tuple[Reading, ...] = ()
    """What the watches show, in the order they were made."""
    tests: tuple[tuple[int, float], ...] = field(default=(), compare=False)
    """Some epochs up to the last complete one, and the loss of the test samples at their ends, where it is shown."""
    right: RightValues | None = None
    """What this step would compute without mistakes: ask `right_value` instead; None if none is planted, or shown."""
    cover: Cover | None = None
    """What is asked for, and hidden with all that would give it away; None where nothing is."""

    def __eq__(self, other: object) -> bool:
        """Say whether another snapshot is of the same position and shows the same there; NaN is the same as NaN."""
        if not isinstance(other, Snapshot):
            return NotImplemented
        compared = [field.name for field in fields(self) if field.compare]
        return all(are_same(getattr(self, name), getattr(other, name)) for name in compared)

    def __repr__(self) -> str:
        """Say where it was taken; the rest is asked for by name."""
        return f"<Snapshot of {self.problem.name} at {self.position}>"

    def change_in_epoch(self, parameter: str) -> float | None:
        """Return by how much a parameter has changed since its epoch began, edits and all; None at the start."""
        value = self.value(parameter)
        if value is None or not self.epoch_began:
            return None
        return value - self.epoch_began[self.program.state_index[parameter]]

    @property
    def is_start(self) -> bool:
        """Whether nothing has run yet."""
        return self.position == START

    @property
    def asked(self) -> Operation | None:
        """The operation whose value is asked for; None where none is."""
        return None if self.cover is None else self.program.by_target.get(self.cover.asked)

    @property
    def is_complete(self) -> bool:
        """Whether the step has run to its end."""
        return self.position.operation == self.length

    @property
    def operation(self) -> Operation | None:
        """The operation that ran last; None at the start."""
        return self.program.operations[self.position.operation - 1] if self.position.operation else None

    @property
    def is_edited_inside(self) -> bool:
        """Whether the user has edited something between the operations of this step."""
        own = [edit for edit in self.edits if not edit.is_measured]
        return any(0 < edit.position.operation < self.length for edit in own)

    @property
    def begun_with(self) -> list[float]:
        """The state vector that the first operation of this step finds, after any edits before that operation."""
        return edited_state(self.program, self.before, edits_before(self.edits))

    @property
    def setup(self) -> Setup:
        """The samples, η and μ at this position."""
        return self._setup_at(self.position.operation)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The samples as they are at this position."""
        return self.setup.samples

    @property
    def learning_rate(self) -> float:
        """η at this position."""
        return self.setup.learning_rate

    @property
    def x(self) -> Sequence[float] | None:
        """The inputs of this step's sample."""
        return None if self.sample is None else self.samples[self.sample][0]

    @property
    def y(self) -> Sequence[float] | None:
        """The targets of this step's sample."""
        return None if self.sample is None else self.samples[self.sample][1]

    @property
    def taken(self) -> Sample | None:
        """The sample (x, y) as this step's pass reads it; None at the start."""
        return None if self.sample is None else self._setup_at(0).samples[self.sample]

    def _setup_at(self, number: int) -> Setup:
        """Return the setup when operation `number` of this step has run."""
        return self.setups[sum([edit.position.operation <= number for edit in self.edits])]

    def value(self, name: str) -> float | None:
        """Return the value a name has at this position; None if it has not been computed in this step.

        Names are read as in conditions: '∂C/∂w1' or 'dC/dw1', 'ŷ' or 'yhat', 'ḡ(w1)' or 'gbar(w1)', 'delta3', 'eta',
        'epoch', 'Δw5' or 'change(w5)'; and 'loss' and 'error', which are of the last complete epoch.

        Raises:
            UnknownNameError: if there is no such name; a KeyError, whose line says which is nearest.
        """
        return self.value_at(name, self.position.operation)

    def value_at(self, name: str, number: int) -> float | None:
        """Return the value a name has when operation `number` of this step has run; names are read as in `value`.

        Raises:
            UnknownNameError: if there is no such name.
        """
        program = self.program
        if name in program.state_index:
            done = [k for k in program.assignments.get(name, ()) if k <= number]
            if self.edits and (edit := edited_after(self.edits, name, done[-1] if done else 0, number)):
                return edit.value
            return self.values[done[-1] - 1] if done else self.before[program.state_index[name]]
        operation = program.by_target.get(name)
        if operation is not None:
            return self.values[operation.number - 1] if operation.number <= number else None
        for part, names in enumerate((program.inputs, program.targets)):
            if name in names:
                samples = self._setup_at(number).samples
                return None if self.sample is None else samples[self.sample][part][names.index(name)]
        if name in program.settings:
            settings = self._setup_at(number).settings_at(max(self.position.step, 1), self.problem.schedule)
            return settings[program.settings.index(name)]
        return self._value_as_typed(name, number)

    def _value_as_typed(self, typed: str, number: int) -> float | None:
        """Return the value of a name that is spelt otherwise than in the program, or is one of those in conditions.

        Raises:
            UnknownNameError: if there is no such name.
        """
        # Loaded when first wanted: panes ask by the program's own names.
        from xortui.debugger.expressions import DEFINED, MEASURES, names_of

        if not isinstance(typed, str):
            raise UnknownNameError(f"expected a name such as w1, got {typed!r}")
        meant = on_screen(typed.strip())
        if meant.startswith(CHANGE):
            return self._change_at(meant.removeprefix(CHANGE), number)
        if meant in ABSENT and meant not in self.program.settings:
            return 0.0
        name = known_name(typed, names_of(self.program))
        if name in (*DEFINED, *MEASURES):
            return self._of_last_epoch(name, number)
        counters = {"step": self.position.step, "epoch": self.epoch, "sample": (self.sample or 0) + 1}
        if name in counters:
            return None if self.sample is None else float(counters[name])
        return self.value_at(name, number)

    def _of_last_epoch(self, name: str, number: int) -> float | None:
        """Return the loss or the error over the last epoch that is complete when operation `number` has run.

        None where that would give away what is asked for.
        """
        if self.cover is not None and self.cover.hides_loss:
            return None
        from xortui.debugger.last_epoch import of_last_epoch
        from xortui.debugger.timeline import Timeline

        timeline = Timeline.resumed(self.problem, self.program, self.past)
        position = self.position._replace(operation=number)
        is_complete = number == self.length and not self.is_end
        return of_last_epoch(timeline, name, position, position.step if is_complete else max(position.step - 1, 0))

    def used(self, name: str) -> float | None:
        """Return the value that this step's pass reads: of a parameter, the one before the update.

        It is the value that the first operation to read the name finds; until that one has run, the value now.

        Raises:
            UnknownNameError: if there is no such name.
        """
        if name not in self.program.first_read:
            name = on_screen(name.strip())
        reader = self.program.first_read.get(name, 0)
        if self.program.is_given(name) and 0 < reader <= self.position.operation:
            return self.value_at(name, reader - 1)
        return self.value(name)

    def has_moved(self, name: str) -> bool:
        """Say whether a name has another value now than the one that this step's pass read."""
        return self.used(name) != self.value(name)

    def of_the_step(self, name: str) -> float | None:
        """Return the value that a name has for this step: a batch's sum before it starts again from 0, Δw1 a change.

        Raises:
            UnknownNameError: if there is no such name.
        """
        if name.startswith(CHANGE):
            return self.change(name.removeprefix(CHANGE))
        operation = self.program.by_target.get(name)
        if operation is not None and operation.kind is Kind.ACCUMULATE and self.reached(operation):
            return self.result(operation)
        return self.value(name)

    def reached(self, operation: Operation) -> bool:
        """Say whether an operation has run in this step."""
        return operation.number <= self.position.operation

    def result(self, operation: Operation) -> float | None:
        """Return what an operation computed in this step; None if it has not run.

        Of an update that was measured in somebody's own file, it is what the file has computed.
        """
        if not self.reached(operation):
            return None
        measured = self.measured(operation.target)
        return self.values[operation.number - 1] if measured is None else measured

    def measured(self, parameter: str) -> float | None:
        """Return what somebody's own file has made of a parameter in this step; None if that was not measured."""
        for edit in self.edits:
            if edit.is_measured and edit.name == parameter:
                return edit.value
        return None

    def gradient(self, parameter: str) -> float | None:
        """Return ∂C/∂parameter for this step's sample; None if it has not been computed.

        Raises:
            UnknownNameError: if there is no such parameter, weighted sum or unit.
        """
        name = derivative(LOSS, parameter)
        if name not in self.program.by_target:
            beginning = derivative(LOSS, "")
            targets = [target for target in self.program.by_target if target.startswith(beginning)]
            known = [target.removeprefix(beginning) for target in targets]
            name = derivative(LOSS, known_name(parameter, known))
        return self.value(name)

    def change(self, parameter: str) -> float | None:
        """Return by how much this step's update has changed a parameter; None if it has not.

        Raises:
            UnknownNameError: if there is no such parameter.
        """
        return self._change_at(parameter, self.position.operation)

    def _change_at(self, parameter: str, number: int) -> float | None:
        """Return by how much the update has changed a parameter when operation `number` of this step has run."""
        if parameter not in self.program.state_index:
            parameter = known_name(parameter, self.program.state)
        done = self.program.assignments.get(parameter, ())
        if not done or done[-1] > number:
            return None
        before = self.value_at(parameter, done[-1] - 1)
        measured = self.measured(parameter)
        after = self.values[done[-1] - 1] if measured is None else measured
        return None if before is None else after - before

    def right_value(self, name: str) -> float | None:
        """Return what a value, or a change Δw1, would be without mistakes, where it differs; else None.

        It is what the right program computes in this step from the same parameters, sample and settings.

        Args:
            name: as it is in the program.
        """
        if self.right is None:
            return None
        parameter = name.removeprefix(CHANGE)
        right = self.right.value(parameter)
        theirs = self._done(parameter)
        if right is None or theirs is None or not differ(theirs, right):
            return None
        if name == parameter:
            return right
        before = self.used(parameter)
        return None if before is None else right - before

    @property
    def wrong_here(self) -> str:
        """What the operation that ran last has computed, if it is not right; '' if it is.

        When the step is complete, it is the first parameter that is wrong because no operation updates it.
        """
        operation = self.operation
        if self.right is None or operation is None:
            return ""
        first = self.program.by_target[operation.target]
        if operation is first and self.right_value(operation.target) is not None:
            return operation.target
        if self.is_complete:
            for name in self.program.state:
                if name not in self.program.by_target and self.right_value(name) is not None:
                    return name
        return ""

    def _done(self, name: str) -> float | None:
        """Return what this step has made of a name; of a parameter that it does not update, at its end, its value."""
        operation = self.program.by_target.get(name)
        if operation is not None:
            return self.result(operation)
        return self.value(name) if self.is_complete and name in self.program.state_index else None

    def published(self, quantity: str) -> Published | None:
        """Return what the source prints of a value, or of a product a·b, that stands at this position; or None."""
        for printed, published in self.printed:
            if printed == quantity:
                return published if all(map(self._is_settled, quantity.split("·"))) else None
        return None

    def _is_settled(self, name: str) -> bool:
        """Say whether a value will not change any more in this step."""
        name = name.removeprefix(CHANGE)
        done = self.program.assignments.get(name)
        return done[-1] <= self.position.operation if done and not self.is_start else self.value(name) is not None

    @property
    def state(self) -> list[float]:
        """The state vector at this position."""
        if self.edits:
            return [value for name in self.program.state if (value := self.value(name)) is not None]
        # As `value` finds them, without looking each of a hundred names up: panes ask for it at every step.
        found = list(self.before)
        for place, name in enumerate(self.program.state):
            done = self.program.assignments.get(name, ())
            reached = bisect_right(done, self.position.operation)
            if reached:
                found[place] = self.values[done[reached - 1] - 1]
        return found

    def evaluate(self, state: Sequence[float], sample: int) -> Values:
        """Return every value of a step from some state with another sample, by its index."""
        return values_of_sample(self.program, state, sample, self.setup, self.problem.schedule.batch)

    def outputs(self, sample: SupportsIndex) -> tuple[float, ...]:
        """Return the network's outputs for a sample with the parameters of this position.

        Args:
            sample: its number, from 1, as in 'epoch 3, sample 2'.

        Raises:
            ValueError: if there is no such sample.
        """
        if sample not in range(1, len(self.samples) + 1):
            raise ValueError(f"expected a sample from 1 to {len(self.samples)}, got {sample!r}")
        values = self.evaluate(self.state, int(sample) - 1)
        outputs = [unit.name for unit in self.program.network.units[-1]]
        return tuple(values[self.program.by_target[name].number - 1] for name in outputs)

    @property
    def weights(self) -> NetworkArrays:
        """The parameters at this position as arrays, in the shapes of their owner: `for W, b in snapshot.weights`."""
        return self._arrays(lambda _, parameter: parameter)

    @property
    def gradients(self) -> NetworkArrays:
        """∂C/∂w of this step's sample as arrays in the same shapes; NaN where it is not computed yet."""
        return self._arrays(sample_gradient)

    @property
    def batch_gradients(self) -> NetworkArrays:
        """The mean (or sum, where training takes that) of this batch's gradients; NaN before the batch's last step."""
        return self._arrays(batch_gradient)

    @property
    def learnt_gradients(self) -> NetworkArrays:
        """What this update learns from: this batch's gradients after clipping, with weight decay and L1."""
        return self._arrays(gradient_to_learn)

    @property
    def deltas(self) -> list[Floats]:
        """∂C/∂z of each layer after the inputs, for this step's sample; NaN where it is not computed yet."""
        import numpy as np

        found = []
        for layer in self.program.network.units[1:]:
            values = [self._number(sample_gradient(self.program, unit.weighted_sum)) for unit in layer]
            found.append(np.array(values))
        return found

    def _arrays(self, name_of: Callable[[Program, str], str]) -> NetworkArrays:
        """Return numbers that belong to the parameters, by the name that each has in the program, as arrays."""
        # Loaded when somebody asks for arrays: it needs NumPy, which the screen does not.
        from xortui.core.parameter_arrays import network_arrays

        def number(parameter: str) -> float:
            return self._number(name_of(self.program, parameter))

        return network_arrays(self.program.network, self.problem.layout, number)

    def _number(self, name: str) -> float:
        """Return a value of this step, a batch's sum only when it has all of its samples; NaN if there is none yet."""
        operation = self.program.by_target.get(name)
        if operation is not None and operation.kind is Kind.ACCUMULATE:
            is_whole = self.length == len(self.program.operations)
            found = self.result(operation) if is_whole else None
        else:
            found = self.value(name) if name else None
        return nan if found is None else found

    @property
    def is_learnt(self) -> bool:
        """Whether every output is within `LEARNT` of its target; not asked of wide networks with very many samples."""
        found = self.survey
        return found is not None and found.right == len(self.problem.samples)

    @property
    def tested(self) -> Result | None:
        """What the network with the parameters of this position makes of the test samples; None without any."""
        return self._examined(self.problem.test) if self.problem.test else None

    @property
    def answered(self) -> Result:
        """What the network with the parameters of this position makes of the samples it is trained with."""
        return self._examined(self.samples)

    def _examined(self, samples: tuple[Sample, ...]) -> Result:
        # Loaded when first wanted: few problems have test samples.
        from xortui.debugger.exam import examine

        parameters = tuple(self.state[: len(self.program.network.parameter_names)])
        return examine(self.program, parameters, samples, self.problem.classes)

    @property
    def survey(self) -> Survey | None:
        """What the network says to all samples with the parameters of this position; None if they are too many.

        None as well where that would give away what is asked for.
        """
        if self.cover is not None:
            return None
        return survey(self.program, tuple(self.state), self.setup, self.problem.schedule.batch)

    @property
    def survey_at_start(self) -> Survey | None:
        """What the network says to all samples with the starting parameters; None if they are too many.

        None in the first epoch as well, until C is there, where that would give away what is asked for.
        """
        if self.cover is not None and self.losses.epochs == 0 and self.value(LOSS) is None:
            return None
        return survey(self.program, self.landmarks[0], Setup.of(self.problem), self.problem.schedule.batch)

    @property
    def trouble(self) -> Operation | None:
        """The operation whose value is not finite, if time ends here."""
        return self.operation if self.is_end else None

    def saturated(self, operation: Operation) -> bool:
        """Say whether a factor has no finite value because a unit is saturated, though nothing depends on it."""
        return operation.number not in self.program.trains_with and not isfinite(self.values[operation.number - 1])
