"""The case: where a training stands, and all that decides how it goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xortui.core.engines import Sample
from xortui.core.program import LEARNING_RATE, Program
from xortui.debugger.edits import Setup
from xortui.debugger.source_file import FileCause
from xortui.language.phrase import phrase
from xortui.problems import Problem

if TYPE_CHECKING:
    from xortui.debugger import Debugger

HUGE = 1e6
"""A parameter that is larger is past all use."""
LANDMARKS = 48
"""States of the path so far that are looked at."""

State = tuple[float, ...]
"""A state vector of the program."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A training at one position."""

    problem: Problem
    program: Program
    setup: Setup
    """The samples and settings there."""
    steps: int
    """How many steps are complete."""
    start: State
    """The state of step 0."""
    now: State
    """The state after the last complete step; if training has diverged, the last before that which is of use."""
    path: tuple[State, ...]
    """States at even distances, from the start to now."""
    end: str = ""
    """Where training diverged; empty if it has not."""
    own_epochs: int | None = None
    """How many epochs a file of somebody's own trains, if that is known."""
    file_causes: tuple[FileCause, ...] = ()
    """Why that file does not learn, as far as its own run shows it."""

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What is learnt."""
        return self.setup.samples

    @property
    def learning_rate(self) -> float:
        """η."""
        return dict(self.setup.settings)[LEARNING_RATE]

    @property
    def epochs(self) -> int:
        """How many epochs are complete."""
        return self.steps // len(self.samples)


def case_of(debugger: Debugger, own_epochs: int | None = None) -> Case:
    """Return where a debugger stands: at the end of its last complete step.

    Args:
        debugger: the debugger.
        own_epochs: how many epochs the file that it was read from trains, if it was.
    """
    timeline = debugger.timeline
    steps = debugger.complete_steps
    end = ""
    if timeline.end is not None and debugger.position == timeline.end:
        operation = timeline.program.operations[timeline.end.operation - 1]
        end = phrase(
            "at step {step}, op {operation}, where {target} is no finite number",
            step=timeline.end.step,
            operation=timeline.end.operation,
            target=operation.target,
        )
    path = [state for state in timeline.landmarks(steps, LANDMARKS) if is_of_use(state)]
    now = tuple(timeline.state_after(steps))
    if not is_of_use(now):
        now = path[-1] if path else tuple(timeline.state_after(0))
        end = end or phrase("by step {steps}, where a parameter is above {most}", steps=steps, most=f"{HUGE:g}")
    return Case(
        problem=debugger.problem,
        program=timeline.program,
        setup=timeline.setups_in(max(steps, 1))[-1] if steps else Setup.of(debugger.problem),
        steps=steps,
        start=tuple(timeline.state_after(0)),
        now=now,
        path=(*path, now),
        end=end,
        own_epochs=own_epochs,
        file_causes=() if debugger.source is None else debugger.source.causes,
    )


def is_of_use(state: State) -> bool:
    """Say whether a training could go on from a state."""
    return bool(np.abs(np.nan_to_num(np.array(state), nan=np.inf)).max() < HUGE)
