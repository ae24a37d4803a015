"""A prediction as text: what was asked and answered, and the whole way from the inputs to the outputs."""

from __future__ import annotations

from xortui.core.program import Kind, Operation
from xortui.debugger.prediction import Prediction
from xortui.problems import Problem
from xortui.problems.asking import own_outputs
from xortui.render.numbers import short

DIGITS = 6
"""Decimals of an answer."""


def answer_text(prediction: Prediction, problem: Problem) -> str:
    """Return the point and the answer in one line: 'x1 0.3, x2 0.7: ŷ 0.912408, class 1'."""
    names = problem.names.inputs or [f"x{number + 1}" for number in range(len(prediction.given))]
    asked = [f"{name} {_given(value)}" for name, value in zip(names, prediction.given, strict=False)]
    outputs = [unit.name for unit in prediction.program.network.units[-1]]
    said = [f"{name} {short(value, DIGITS)}" for name, value in zip(outputs, prediction.outputs, strict=True)]
    own = own_outputs(problem, prediction.outputs)
    if own:
        targets = problem.names.outputs or problem.network.targets
        said += [f"{name} {_given(value)}" for name, value in zip(targets, own, strict=False)]
    if prediction.said:
        said.append(f"class {prediction.said}")
    return f"{', '.join(asked)}: {', '.join(said)}"


def prediction_lines(prediction: Prediction, problem: Problem) -> list[str]:
    """Return the answer, the inputs that were made, and every operation from the inputs to the outputs."""
    lines = [answer_text(prediction, problem)]
    made = len(prediction.x) - len(prediction.given)
    if made or prediction.x[: len(prediction.given)] != prediction.given:
        names = problem.names.inputs
        for number, value in enumerate(prediction.x, start=1):
            formula = f" = {names[number - 1]}" if names and names[number - 1] != f"x{number}" else ""
            lines.append(f"x{number}{formula} = {short(value, DIGITS)}")
    return [*lines, *_operations(prediction)]


def _operations(prediction: Prediction) -> list[str]:
    found = []
    for operation in prediction.operations:
        if operation.kind is not Kind.DRAW:
            found.append(_line(prediction, operation))
    return found


def _line(prediction: Prediction, operation: Operation) -> str:
    """Return a formula in symbols, with numbers, and its value."""
    numbers = operation.numbers(lambda name: short(prediction.value_before(operation, name)))
    value = short(prediction.values[operation.number - 1], DIGITS)
    parts = dict.fromkeys([operation.target, operation.symbols, numbers, value])
    return " = ".join(parts)


def _given(value: float) -> str:
    text = f"{value:g}"
    return text.replace("-", "−")
