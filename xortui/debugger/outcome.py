"""The outcome: what a training came to, as one value and as plain data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from xortui.core.settings import MOMENTUM
from xortui.debugger.debugger import Debugger
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.survey import LEARNT
from xortui.debugger.trace import finite, numbers


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What some training came to."""

    snapshot: Snapshot
    """The position where it ended: the end of an epoch, or where a condition became true."""
    loss: float
    """The mean of C over the last complete epoch, each sample's taken before the update that learns from it; NaN if
    there is none."""
    engine: str
    """The name of the engine that ran."""
    seconds: float
    """How long it ran."""
    until: str = ""
    """The condition it should stop at; empty if none was given."""
    reached: str = ""
    """The position where that condition became true; empty if it did not."""

    @property
    def samples_per_second(self) -> float:
        """How fast it ran."""
        return self.snapshot.position.step / self.seconds

    @property
    def predictions(self) -> list[tuple[float, ...]]:
        """The network's outputs for every sample, in the samples' order."""
        return [self.snapshot.outputs(sample) for sample in range(1, len(self.snapshot.samples) + 1)]

    @property
    def is_learnt(self) -> bool:
        """Whether every output is within `LEARNT` of its target."""
        for outputs, (_, y) in zip(self.predictions, self.snapshot.samples, strict=True):
            if not all(abs(output - target) < LEARNT for output, target in zip(outputs, y, strict=True)):
                return False
        return True

    @property
    def parameters(self) -> dict[str, float]:
        """Every parameter's value, by name."""
        return dict(zip(self.snapshot.program.network.parameter_names, self.snapshot.state, strict=False))


def outcome(debugger: Debugger, seconds: float, *, until: str = "", reached: str = "") -> Outcome:
    """Return what the training came to, where a debugger stands.

    Args:
        debugger: after the first step.
        seconds: how long it ran.
        until: the condition it should stop at.
        reached: where that became true.

    Raises:
        ValueError: if it stands at the start.
    """
    if debugger.position.step == 0:
        raise ValueError(f"expected a position after the start, got {debugger.position}")
    snapshot = debugger.snapshot()
    loss = snapshot.value("loss")
    return Outcome(
        snapshot=snapshot,
        loss=nan if loss is None else loss,
        engine=debugger.timeline.engine.name,
        seconds=seconds,
        until=until,
        reached=reached,
    )


def _tested(snapshot: Snapshot) -> dict[str, object]:
    """Return what the test samples say of the network, if there are any."""
    result = snapshot.tested
    if result is None:
        return {}
    return {"test_loss": finite(result.loss), **({"accuracy": result.accuracy} if result.told else {})}


def outcome_record(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as plain data; a number that is not finite is None."""
    problem = outcome.snapshot.problem
    return {
        "problem": problem.name,
        "layers": list(problem.network.layers),
        "seed": problem.start.seed,
        "learning_rate": outcome.snapshot.learning_rate,
        "momentum": dict(outcome.snapshot.setup.settings).get(MOMENTUM.symbol, 0.0),
        "batch": problem.schedule.batch,
        "epochs": outcome.snapshot.epoch,
        "steps": outcome.snapshot.position.step,
        "loss": finite(outcome.loss),
        **_tested(outcome.snapshot),
        "learnt": outcome.is_learnt,
        "predictions": [
            {"x": numbers(x), "y": numbers(y), "yhat": numbers(yhat)}
            for (x, y), yhat in zip(outcome.snapshot.samples, outcome.predictions, strict=True)
        ],
        "parameters": {name: finite(value) for name, value in outcome.parameters.items()},
        "samples_per_second": outcome.samples_per_second,
        "engine": outcome.engine,
        **({"until": outcome.until, "reached": outcome.reached or None} if outcome.until else {}),
    }
