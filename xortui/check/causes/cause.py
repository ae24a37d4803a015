"""One cause for which a network with right gradients does not learn, and what it is told from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xortui.check.causes.course import Course
from xortui.check.causes.retraining import Retraining
from xortui.check.recognition.names import FileNames
from xortui.check.tracing.trace import Trace
from xortui.diagnosis.learnt import LEARNT_SHARE
from xortui.diagnosis.wording import number

MAX_SHOWN = 6
"""Inputs of a sample that are shown."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What the numbers show, and what to do."""

    id: str
    sentence: str


class Evidence:
    """What is known about a file whose gradients are right.

    Args:
        trace: its run.
        names: what its parameters are called.
        course: its steps.
        epochs: how many it trains, where the file says it.
        is_large: whether computing its steps anew would take too long.
    """

    def __init__(
        self, trace: Trace, names: FileNames, course: Course, epochs: int | None, *, is_large: bool = False
    ) -> None:
        """Take what is known."""
        self.is_large = is_large
        self.trace = trace
        self.names = names
        self.course = course
        self.epochs = epochs
        self.retraining = Retraining(course)

    @cached_property
    def final(self) -> float:
        """The loss at the end of training as a share of that of the best constant outputs.

        Where the file does not say how long it trains, or that is too long to be done here, after the last step seen.
        """
        if self.epochs is not None and self.retraining.can(self.epochs):
            return self.retraining.trained(self.course.start, self.epochs)[1]
        return self.course.share(float(self.course.losses[-1]))

    @cached_property
    def is_stuck(self) -> bool:
        """Whether the network has not learnt at the end; false where one constant output is right for all samples."""
        return self.final > LEARNT_SHARE

    @cached_property
    def start_weights(self) -> Mapping[str, float]:
        """The weights that the program begins with, without biases."""
        weights = [parameter.name for parameter in self.course.network.parameters if parameter.source is not None]
        return {name: self.course.start[name] for name in weights}

    def files_names(self, parameters: list[str]) -> str:
        """Return what parameters are called in the file."""
        group = self.names.group
        known = [group[parameter] for parameter in parameters if parameter in group]
        return ", ".join(dict.fromkeys(known))

    def loss(self, share: float) -> str:
        """Return the mean loss of a sample, from its share of that of the best constant outputs."""
        return number(share * self.course.loss_of_constant)
