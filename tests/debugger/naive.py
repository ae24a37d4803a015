"""A replay of a history with nothing clever in it: every step from the start, operation by operation, by name."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from types import CodeType

from xortui.core.backpropagation import write_program
from xortui.core.compiler import identifier
from xortui.core.expression import source
from xortui.core.functions import FLOAT_FUNCTIONS
from xortui.debugger import Edit, Position
from xortui.problems import Problem


class Naive:
    """The states, values and names of one history; equal to what generated floats compute to the bit."""

    def __init__(self, problem: Problem, history: tuple[Edit, ...]) -> None:
        self.problem = problem
        self.program = write_program(problem.network, problem.training)
        self.history = history
        self.end: Position | None = None
        """Where a value first is not finite, as far as has been replayed."""
        self._codes = [_code(source(o.expression, identifier, inline=True)) for o in self.program.operations]
        self._samples = [(list(x), list(y)) for x, y in problem.samples]
        # By Python's names, as the codes read them.
        self._named: dict[str, float] = {}
        self._assign(self.program.state, problem.initial_state(self.program.state))
        for name, value in problem.settings:
            self._assign([name], [value])
        self._functions = dict(FLOAT_FUNCTIONS)
        self.befores: list[list[float]] = []
        """By step: the state before it."""
        self.values: list[list[float]] = []
        """By step: the values of its operations."""
        self._names: list[list[dict[str, float]]] = []
        self._step(0)

    def upto(self, step: int) -> None:
        """Replay to the end of a step, or to the end of time."""
        while len(self.befores) <= step and self.end is None:
            self._step(len(self.befores))

    def value(self, name: str, position: Position) -> float:
        """Return what a name stands for at a position; operation 0 is before the first."""
        return self._names[position.step][position.operation][identifier(name)]

    def samples_at(self, position: Position) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
        """Return the samples with the edits up to a position."""
        samples = [(list(x), list(y)) for x, y in self.problem.samples]
        for edit in self.history:
            if edit.position <= position:
                self._edit_sample(samples, edit)
        return [(tuple(x), tuple(y)) for x, y in samples]

    def _step(self, step: int) -> None:
        program, schedule, named = self.program, self.problem.schedule, self._named
        self.befores.append([named[identifier(name)] for name in program.state])
        self.values.append([])
        self._names.append([])
        length = 0
        if step:
            sample = schedule.sample(step)
            named["m"] = float(schedule.batch_ending(step) or schedule.batch)
            length = program.length(ends_batch=schedule.ends_batch(step))
            self._assign(program.inputs, self._samples[sample][0])
            self._assign(program.targets, self._samples[sample][1])
        self._edit(Position(step, 0))
        for number in range(1, length + 1):
            operation = program.operations[number - 1]
            value = eval(self._codes[number - 1], self._functions, named)
            self._assign([operation.target], [value])
            self.values[-1].append(value)
            if self.end is None and number in program.trains_with and not isfinite(value):
                self.end = Position(step, number)
            self._edit(Position(step, number))

    def _edit(self, position: Position) -> None:
        for edit in self.history:
            if edit.position == position:
                self._assign([edit.name], [edit.value])
                self._edit_sample(self._samples, edit)
        self._names[-1].append(dict(self._named))

    def _assign(self, names: Sequence[str], values: Sequence[float]) -> None:
        self._named |= zip(map(identifier, names), values, strict=True)

    def _edit_sample(self, samples: list[tuple[list[float], list[float]]], edit: Edit) -> None:
        for part, names in enumerate((self.program.inputs, self.program.targets)):
            if edit.name in names:
                sample = self.problem.schedule.sample(edit.position.step)
                samples[sample][part][names.index(edit.name)] = edit.value


def _code(text: str) -> CodeType:
    return compile(text, "<operation>", "eval")
