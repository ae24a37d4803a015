"""The evaluator: every value of one step, and what the network says to all samples, for whatever state and setup."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from xortui.core.answering import answering_program
from xortui.core.compiler import Evaluate, Values, compile_evaluate
from xortui.core.engines import Sample
from xortui.core.program import Kind, Program
from xortui.core.training import Schedule
from xortui.debugger.edits import Edit, Setup, edited_program, edited_state, edits_before
from xortui.debugger.right import RightValues, right_program
from xortui.debugger.survey import Survey, Surveyor

MAX_KEPT = 8
"""Functions, surveyors and surveys that are kept for when they are asked again."""


@lru_cache(maxsize=MAX_KEPT)
def compiled(program: Program) -> Evaluate:
    """Return the function for a whole step; for a wide network it takes half a second to compile."""
    return compile_evaluate(program)


def values_of_sample(program: Program, state: Sequence[float], sample: int, setup: Setup, batch: int) -> Values:
    """Return the value of every operation of a step that takes a sample, from some state, without dropout.

    Args:
        program: what a step does.
        state: the state vector before the step.
        sample: the sample's index.
        setup: the samples and settings.
        batch: how many samples one update learns from.
    """
    x, y = setup.samples[sample]
    return compiled(answering_program(program))(state, x, y, setup.settings_for(batch))


@lru_cache(maxsize=MAX_KEPT)
def survey(program: Program, state: tuple[float, ...], setup: Setup, batch: int) -> Survey | None:
    """Return what the network says to all samples, from some state; None where that takes too long to be asked."""
    return _surveyor(program, setup.samples)(state, partial(values_of_sample, program, state, setup=setup, batch=batch))


@lru_cache(maxsize=MAX_KEPT)
def _surveyor(program: Program, samples: tuple[Sample, ...]) -> Surveyor:
    return Surveyor(answering_program(program), samples)


class Evaluator:
    """Computes what is not stored; one serves all histories of a problem, so that nothing is compiled twice."""

    def __init__(self, program: Program, schedule: Schedule) -> None:
        """Take the program, and which sample each step takes."""
        self.program = program
        self.schedule = schedule
        self._edited: dict[tuple[tuple[int, str], ...], Evaluate] = {}

    def length(self, step: int) -> int:
        """Return how many operations a step has."""
        return self.program.length(ends_batch=self.schedule.ends_batch(step))

    def values(self, step: int, before: Sequence[float], setups: Sequence[Setup], edits: Sequence[Edit] = ()) -> Values:
        """Return the value of every operation of a step.

        Args:
            step: its number, from 1.
            before: the state vector before it.
            setups: the setup the step begins with, then the one after each edit in it.
            edits: the edits at positions of the step.
        """
        first = edits_before(edits)
        if first:
            before = edited_state(self.program, before, first)
        setup = setups[len(first)]
        x, y = setup.samples[self.schedule.sample(step)]
        settings = setup.settings_at(step, self.schedule)
        inside = [edit for edit in edits if 0 < edit.position.operation < self.length(step)]
        if not inside:
            return compiled(self.program)(before, x, y, settings)
        places = tuple((edit.position.operation, edit.name) for edit in inside)
        return self._edited_at(places)(before, x, y, (*settings, *(edit.value for edit in inside)))

    def right_values(
        self, step: int, before: Sequence[float], setups: Sequence[Setup], edits: Sequence[Edit] = ()
    ) -> RightValues | None:
        """Return what a step would compute without mistakes, from the same numbers; arguments are those of `values`.

        None if its program has no mistake, or somebody edits something between its operations.
        """
        if self.program.is_as_written:
            return None
        first = edits_before(edits)
        if any(0 < edit.position.operation < self.length(step) for edit in edits):
            return None
        program = right_program(self.program)
        state = edited_state(self.program, before, first)
        there = dict(zip(self.program.state, state, strict=True))
        setup = setups[len(first)]
        x, y = setup.samples[self.schedule.sample(step)]
        known = [there.get(name, 0.0) for name in program.state]
        if program.batched:
            known = self._with_right_sums(program, known, step, setup)
        values = compiled(program)(known, x, y, setup.settings_at(step, self.schedule))
        return RightValues(program, values, program.length(ends_batch=self.schedule.ends_batch(step)))

    def _with_right_sums(self, program: Program, state: Sequence[float], step: int, setup: Setup) -> list[float]:
        """Return a state with the sums of gradients that the batch has by right: theirs may be wrong already."""
        found = list(state)
        sums = [operation for operation in program.operations if operation.kind is Kind.ACCUMULATE]
        for operation in sums:
            found[program.state_index[operation.target]] = 0.0
        for earlier in range(step - self.schedule.turn_in_batch(step) + 1, step):
            x, y = setup.samples[self.schedule.sample(earlier)]
            values = compiled(program)(found, x, y, setup.settings_at(earlier, self.schedule))
            for operation in sums:
                found[program.state_index[operation.target]] = values[operation.number - 1]
        return found

    def _edited_at(self, places: tuple[tuple[int, str], ...]) -> Evaluate:
        """Return the function for a step with edits at some places; the edited values are the last of the settings."""
        if places not in self._edited:
            if len(self._edited) >= MAX_KEPT:
                self._edited.clear()
            self._edited[places] = compile_evaluate(edited_program(self.program, places))
        return self._edited[places]
