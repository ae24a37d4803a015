"""The examination of a file: its traced run, how its steps are read, and the mistakes that explain them."""

from __future__ import annotations

from dataclasses import dataclass, field

from xortui.check.differentiation.cost_of_outputs import CostOfOutputs
from xortui.check.differentiation.other_cost import OtherCost
from xortui.check.judgement.diagnosis import Diagnosis
from xortui.check.judgement.findings import FoundMistake
from xortui.check.judgement.judge import Judged
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.names import FileNames
from xortui.check.recognition.points import Evaluated
from xortui.check.recognition.states import Memory
from xortui.check.tracing.trace import Trace
from xortui.check.watching import WatchedRun


@dataclass(slots=True)
class StepReading:
    """One way to read a step: a network, its values and what its steps follow."""

    step: Step
    forward: Forward
    evaluated: Evaluated
    model: Model
    judged: Judged
    level: int
    """How many groups of biases that never move were found before the targets."""
    memories: dict[int, Memory] = field(default_factory=dict)
    spoilt: frozenset[str] = frozenset()
    """Parameters whose steps are right without dropout alone, or with other values in their gradients."""
    cost: CostOfOutputs | None = None
    """The cost that the file computes and by which the step is read; None for a loss that is known."""


@dataclass(slots=True)
class Examination:
    """Everything that was found out about a file."""

    watched: WatchedRun
    reading: StepReading
    names: FileNames
    diagnosis: Diagnosis | None
    mistakes: list[FoundMistake]
    labelled: LabelledStep
    rates: list[float]
    """Numbers of the file that its steps are multiplied with."""
    other_cost: OtherCost | None = None
    """A cost that the file computes and that its steps, right for another loss, do not follow."""
    discarded_line: int = 0
    """Where a value is computed and not kept, with which all would be right though the mistake has no name; else 0."""

    @property
    def trace(self) -> Trace:
        """Everything that was computed."""
        return self.watched.trace

    @property
    def chains(self) -> list[Chain]:
        """What is learnt."""
        return self.watched.chains

    @property
    def steps(self) -> list[Step]:
        """The steps that were seen whole."""
        return self.watched.steps
