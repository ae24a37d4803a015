"""The outcome: what a training came to, as one value and as plain data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.debugger.debugger import Debugger
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.trace import finite, numbers


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What some whole epochs of training came to."""

    snapshot: Snapshot
    """The position at which the last epoch is complete."""
    loss: float
    """The mean of C over the last epoch, each sample's taken before the update that learns from it."""
    engine: str
    """The name of the engine that ran."""
    seconds: float
    """How long it ran."""

    @property
    def samples_per_second(self) -> float:
        """How fast it ran."""
        return self.snapshot.position.step / self.seconds

    @property
    def predictions(self) -> list[tuple[float, ...]]:
        """The network's outputs for every sample, in the samples' order."""
        return [self.snapshot.outputs(sample) for sample in range(len(self.snapshot.problem.samples))]

    @property
    def parameters(self) -> dict[str, float]:
        """Every parameter's value, by name."""
        return dict(zip(self.snapshot.program.network.parameter_names, self.snapshot.state, strict=False))


def outcome(debugger: Debugger, seconds: float) -> Outcome:
    """Return what the training came to, where a debugger stands at the end of an epoch.

    Raises:
        ValueError: if it does not.
    """
    timeline, step, samples = debugger.timeline, debugger.position.step, len(debugger.problem.samples)
    if step == 0 or debugger.position != debugger.route.end_of(step) or step % samples:
        raise ValueError(f"expected the end of an epoch, got position {debugger.position}")
    # The loss record may hold several epochs in one mean: run the last one again.
    ((total, _, _),) = timeline.engine.record(timeline.state_after(step - samples), step - samples + 1, [samples])
    return Outcome(debugger.snapshot(), total / samples, timeline.engine.name, seconds)


def outcome_record(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as plain data; a number that is not finite is None."""
    problem = outcome.snapshot.problem
    return {
        "problem": problem.name,
        "layers": list(problem.network.layers),
        "seed": problem.start.seed,
        "learning_rate": problem.training.learning_rate,
        "epochs": outcome.snapshot.epoch,
        "steps": outcome.snapshot.position.step,
        "loss": finite(outcome.loss),
        "predictions": [
            {"x": numbers(x), "y": numbers(y), "yhat": numbers(yhat)}
            for (x, y), yhat in zip(problem.samples, outcome.predictions, strict=True)
        ],
        "parameters": {name: finite(value) for name, value in outcome.parameters.items()},
        "samples_per_second": outcome.samples_per_second,
        "engine": outcome.engine,
    }
