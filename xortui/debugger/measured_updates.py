"""Measured updates: what somebody's own file has made of its parameters, where no program tells how it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xortui.core.program import Program
from xortui.core.training import Schedule
from xortui.debugger.edits import Edit, History
from xortui.debugger.position import Position

UNNAMED_CAUSE = "The steps of {names} are wrong, and the cause has no name."
"""Said of a file whose steps no mistake explains, with the names of its parameters."""


@dataclass(frozen=True, eq=False)
class MeasuredUpdates:
    """The first updates of a file: the values that it has given to the parameters that it does not update right."""

    updates: tuple[Mapping[str, float], ...]
    """For each update, from the first: parameter → its value after that; all have the same parameters."""

    @property
    def count(self) -> int:
        """How many updates were measured."""
        return len(self.updates)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters whose values were measured."""
        return tuple(self.updates[0]) if self.updates else ()

    def edits(self, program: Program, schedule: Schedule) -> History:
        """Return the measured values as edits, each at the operation that updates its parameter.

        Raises:
            ValueError: if the program updates no parameter of a name.
        """
        for name in self.parameters:
            if name not in program.trained:
                raise ValueError(f"measured: expected parameters that are updated, got {name[:20]!r}")
        found = []
        for step, values in zip(self.steps(schedule), self.updates, strict=True):
            made = []
            for name, value in values.items():
                number = program.by_target[name].number
                made.append(Edit(Position(step, number), name, value, value, is_measured=True))
            found += sorted(made, key=lambda edit: edit.position)
        return tuple(found)

    def steps(self, schedule: Schedule) -> tuple[int, ...]:
        """Return the steps that end with the updates that were measured."""
        return tuple([step for step, _ in zip(_updating_steps(schedule), self.updates, strict=False)])


def _updating_steps(schedule: Schedule) -> Iterator[int]:
    """Yield the steps that end a batch, from the first on, without an end."""
    step = 0
    while True:
        step += 1
        if schedule.ends_batch(step):
            yield step
