"""The exercise: what all starts of one cell are trained with, whatever their weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from xortui.core.backpropagation import write_program
from xortui.core.engines import Sample
from xortui.core.program import BATCH, Program
from xortui.core.training import Schedule
from xortui.problems.problem import Problem, Start
from xortui.sweep.goal import USUAL, Goal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xortui.core.arrays import Floats

MAX_OPERATIONS = 20_000
"""Operations of a step; beyond, a thousand starts would take hours."""


@dataclass(frozen=True)
class Exercise:
    """A problem without its start, and when that is learnt.

    Raises:
        ValueError: if nothing can be learnt, or the network is too wide; one line.
    """

    problem: Problem
    goal: Goal = USUAL
    changed: Program | None = None
    """What a step does, where that is not what the problem's network writes."""

    def __post_init__(self) -> None:
        """Refuse what can't be swept."""
        if self.problem.training.dropout is not None:
            raise ValueError(f"{self.problem.name}: dropout can't be swept; expected a problem without")
        if not self.program.trained:
            raise ValueError(f"{self.problem.name}: every parameter is frozen, so that no start could learn")
        names = tuple(symbol for symbol, _ in self.problem.settings)
        if self.program.settings != (*names, BATCH):
            raise ValueError(f"{self.problem.name}: expected a program that reads {', '.join(names)} alone")
        count = len(self.program.operations)
        if count > MAX_OPERATIONS:
            title = self.problem.network.title
            raise ValueError(
                f"{self.problem.name}: a step of {title} has {count:,} operations; "
                f"expected a network of at most {MAX_OPERATIONS:,}"
            )

    @cached_property
    def program(self) -> Program:
        """What a step does."""
        if self.changed is not None:
            return self.changed
        return write_program(self.problem.network, self.problem.training)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What is learnt."""
        return self.problem.samples

    @property
    def settings(self) -> tuple[float, ...]:
        """The values of the program's settings, that of the size of a batch last."""
        given = tuple(value for _, value in self.problem.settings)
        return (*given, float(self.problem.schedule.batch))

    def schedule(self, seed: int) -> Schedule:
        """Return which sample each step takes for the start of a seed."""
        return Schedule(len(self.samples), self.problem.training, seed)

    @cached_property
    def order_matters(self) -> bool:
        """Whether every start sees the samples in an order of its own."""
        return self.problem.schedule.is_shuffled

    @cached_property
    def fixed(self) -> dict[str, float]:
        """The parameters that are given and never trained: every start has them."""
        given = self.problem.start.parameters
        return {name: value for name, value in given.items() if name not in self.program.trained}

    @property
    def draws_given(self) -> bool:
        """Whether weights are drawn that the problem gives."""
        return len(self.fixed) < len(self.problem.start.parameters)

    def problem_of(self, seed: int) -> Problem:
        """Return the problem with the starting weights that a seed draws."""
        start = Start(seed, self.problem.start.initial, self.fixed)
        if start == self.problem.start:
            return self.problem
        return replace(self.problem, start=start, published=(), errata=())

    def states(self, seeds: Sequence[int]) -> Floats:
        """Return the state vectors of step 0, one column for each seed."""
        program = self.program
        network = self.problem.network
        table = np.zeros((len(program.state), len(seeds)))
        initial = self.problem.start.initial
        places = program.state_index
        for column, seed in enumerate(seeds):
            drawn = initial.draw(network, seed)
            drawn.update(self.fixed)
            for name, value in drawn.items():
                table[places[name], column] = value
        return table
