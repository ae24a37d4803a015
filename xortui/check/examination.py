"""Everything that was found out about a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from xortui.check.chains import Chain, Step
from xortui.check.findings import Diagnosis, Finding
from xortui.check.forward import Forward
from xortui.check.judge import Judged
from xortui.check.lines import Finder
from xortui.check.model import Model
from xortui.check.names import Names
from xortui.check.points import Evaluated
from xortui.check.states import Memory
from xortui.check.tracing.trace import Trace


@dataclass(slots=True)
class Reading:
    """One way to read a step: a network, its values and what its steps follow."""

    step: Step
    forward: Forward
    evaluated: Evaluated
    model: Model
    judged: Judged
    level: int
    """How many groups of biases that never move were found before the targets."""
    memories: dict[int, Memory] = field(default_factory=dict)


@dataclass(slots=True)
class Examination:
    """Everything that was found out about a file."""

    trace: Trace
    chains: list[Chain]
    steps: list[Step]
    reading: Reading
    names: Names
    diagnosis: Diagnosis | None
    mistakes: list[Finding]
    finder: Finder
    rates: list[float]
    """Numbers of the file that its steps are multiplied with."""
