"""A prediction: what a network says to any point, with every value on the way, as where nothing is trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xortui.core.answering import answering_program
from xortui.core.compiler import Values
from xortui.core.program import Operation, Phase, Program
from xortui.debugger.evaluator import compiled
from xortui.debugger.snapshot import Snapshot
from xortui.problems import Problem
from xortui.problems.asking import asked_inputs


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The network's answer to one point."""

    given: tuple[float, ...]
    """What was asked, in the units of the data."""
    x: tuple[float, ...]
    """The inputs that the network reads."""
    program: Program
    state: tuple[float, ...]
    """The parameters it was asked with, and all else that lives from step to step."""
    values: Values
    """The value of every operation of a step; those of the forward phase are the prediction's."""
    outputs: tuple[float, ...]
    """ŷ."""
    said: str
    """The class that the outputs mean; '' where they mean none."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations from the inputs to the outputs, in their order."""
        return tuple([o for o in self.program.operations if o.phase is Phase.FORWARD])

    def value_before(self, operation: Operation, name: str) -> float:
        """Return the value of a name as an operation finds it."""
        if name in self.program.inputs:
            return self.x[self.program.inputs.index(name)]
        found = self.program.by_target.get(name)
        if found is not None and found.number < operation.number and not found.assigns:
            return self.values[found.number - 1]
        return self.state[self.program.state_index[name]]


def predict(snapshot: Snapshot, given: Sequence[float]) -> Prediction:
    """Return what the network with the parameters of a position says to a point.

    Args:
        snapshot: where.
        given: the inputs that are not made from others, in the units of the data.
    """
    return predictor(snapshot.problem, snapshot.program, snapshot.state)(given)


def predictor(problem: Problem, trained: Program, state: Sequence[float]) -> Callable[[Sequence[float]], Prediction]:
    """Return what says what a network answers to any point.

    Args:
        problem: what it has learnt.
        trained: the program that it is trained by.
        state: its state vector.
    """
    program = answering_program(trained)
    evaluate = compiled(program)
    settings = [1.0] * len(program.settings)
    # The loss is not looked at: any target that there is will do.
    target = problem.samples[0][1]
    places = [program.by_target[unit.name].number - 1 for unit in program.network.units[-1]]

    def ask(given: Sequence[float]) -> Prediction:
        x = asked_inputs(problem, given)
        values = evaluate(state, x, target, settings)
        outputs = tuple([values[place] for place in places])
        said = "" if problem.classes is None else problem.classes.names[problem.classes.of(outputs)]
        return Prediction(tuple(given), x, program, tuple(state), values, outputs, said)

    return ask
