"""The script of a program whose operations were changed: its lines as they are, one value at a time."""

from __future__ import annotations

from inspect import getsource

from xortui.core.compiler import identifier
from xortui.core.functions import FLOAT_FUNCTIONS, Function
from xortui.core.program import BATCH, LOSS, Operation, Program
from xortui.debugger import Debugger
from xortui.export.ascii_letters import ascii_letters
from xortui.export.python_formula import PythonFormula, python_number
from xortui.problems import Problem

_SHUFFLED = '''\
def shuffled(epoch):
    """Return an epoch's order of the samples: Fisher and Yates' shuffle, from the seed."""
    generator = random.Random(seed * 1_000_003 + epoch)
    order = list(range(len(samples)))
    for i in range(len(samples) - 1, 0, -1):
        j = int(generator.random() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order'''


def straight_script(debugger: Debugger) -> str:
    """Return a script that runs a debugger's program up to the last complete step.

    It prints every parameter as `name value`, and the mean of C over the last epoch, as far as that has run.
    """
    return _StraightScript(debugger.timeline.program, debugger.problem, debugger.complete_steps).text()


class _StraightScript:
    def __init__(self, program: Program, problem: Problem, steps: int) -> None:
        self._program = program
        self._problem = problem
        self._steps = steps
        self._called: dict[str, Function] = {}
        self._formula = PythonFormula(identifier, self._call, greatest="max", least="min")

    def text(self) -> str:
        """Return the whole script."""
        loop = self._loop()
        is_shuffled = self._problem.training.order == "shuffled"
        lines = ['"""Trains a small neural network, line by line as xortui ran it; written by xortui."""', ""]
        lines += [f"# {ascii_letters(self._problem.name)}, with operations of its own.", "", "import math"]
        lines += ["import random"] if is_shuffled else []
        parts = self._definitions()
        if is_shuffled:
            parts.append(_SHUFFLED)
        parts.append("\n".join([*self._start(), "", *loop, "", *self._print()]))
        for part in parts:
            lines += ["", "", *part.split("\n")]
        return "\n".join([*lines, ""])

    def _call(self, function: Function) -> str:
        self._called[function.key] = function
        return function.key

    def _definitions(self) -> list[str]:
        """Return the functions that the lines call, as Python on single numbers."""
        bodies = {key: function.inline.replace("{0}", "z") for key, function in self._called.items()}
        helpers = [name for name in FLOAT_FUNCTIONS if any(f"{name}(" in body for body in bodies.values())]
        of_math = [name for name in helpers if FLOAT_FUNCTIONS[name].__module__ == "math"]
        own = [name for name in helpers if name not in of_math]
        found = [f"{name} = math.{name}" for name in of_math]
        found = ["\n".join(found)] if found else []
        found += [getsource(FLOAT_FUNCTIONS[name]).rstrip() for name in own]
        return found + [f"def {key}(z):\n    return {body}" for key, body in bodies.items() if key not in helpers]

    def _start(self) -> list[str]:
        problem = self._problem
        rows = [f"    ({', '.join(python_number(v) for v in (*x, *y))})," for x, y in problem.samples]
        lines = ["samples = [", *rows, "]"]
        state = problem.initial_state(self._program.state)
        lines += [f"{identifier(n)} = {value!r}" for n, value in zip(self._program.state, state, strict=True)]
        lines += [f"{identifier(symbol)} = {value!r}" for symbol, value in problem.settings]
        if self._program.batched:
            lines.append(f"batch = {problem.schedule.batch}")
        if problem.training.order == "shuffled":
            lines.append(f"seed = {problem.start.seed!r}")
        return [*lines, f"steps = {self._steps}"]

    def _loop(self) -> list[str]:
        program = self._program
        names = ", ".join(map(identifier, (*program.inputs, *program.targets)))
        body = ["turn = step % len(samples)", "if turn == 0:", "    losses = []"]
        place = "turn"
        if self._problem.training.order == "shuffled":
            body.append("    order = shuffled(step // len(samples))")
            place = "order[turn]"
        body.append(f"{names}, = samples[{place}]" if "," not in names else f"{names} = samples[{place}]")
        closing: list[str] = []
        for operation in program.operations:
            if operation.number in program.trains_with:
                (closing if program.ends_batches(operation) else body).append(self._line(operation))
        if closing:
            body += ["if (turn + 1) % batch == 0 or turn + 1 == len(samples):", f"    {BATCH} = turn % batch + 1"]
            body += [f"    {line}" for line in closing]
        body.append(f"losses.append({identifier(LOSS)})")
        return ["for step in range(steps):", *(f"    {line}" for line in body)]

    def _line(self, operation: Operation) -> str:
        return f"{identifier(operation.target)} = {self._formula.text(operation.expression)}"

    def _print(self) -> list[str]:
        names = self._program.network.parameter_names
        lines = [f'print("{name}", {identifier(name)})' for name in names]
        return [*lines, 'print("loss", sum(losses) / len(losses))'] if self._steps else lines
