"""How activations and their slopes are written."""

from dataclasses import dataclass

from tests.check.hand_ins.networks import LEAK
from tests.check.hand_ins.shapes.shape import Task
from tests.check.hand_ins.sheet import Sheet

VALUES = {
    "sigmoid": "1 / (1 + np.exp(-z))",
    "tanh": "np.tanh(z)",
    "relu": "np.maximum(0, z)",
    "leaky": f"np.where(z > 0, z, {LEAK} * z)",
}

SLOPES_OF_ACTIVATION = {
    "sigmoid": "a * (1 - a)",
    "tanh": "(1 - a ** 2)",
    "relu": "(a > 0)",
    "leaky": f"np.where(a > 0, 1, {LEAK})",
}

SLOPES_OF_SUM = {
    "sigmoid": "sigmoid(z) * (1 - sigmoid(z))",
    "tanh": "1 - np.tanh(z) ** 2",
    "relu": "(z > 0) * 1.0",
    "leaky": f"np.where(z > 0, 1.0, {LEAK})",
}

OPEN_GATES = {"relu": "(a >= 0)", "leaky": "np.ones_like(a)"}


def activations(task: Task) -> list[str]:
    """The activations in use, each once, the hidden one first."""
    found = [task.network.hidden]
    if task.network.output not in found:
        found.append(task.network.output)
    return found


def add_functions(sheet: Sheet, task: Task, axis: int = 1) -> None:
    """Write the activations, and the slopes if the style has functions for them."""
    for name in activations(task):
        if name == "softmax":
            sheet.add("def softmax(z):")
            sheet.add(f"e = np.exp(z - np.max(z, axis={axis}, keepdims=True))", 1)
            sheet.add(f"return e / np.sum(e, axis={axis}, keepdims=True)", 1)
        else:
            sheet.add(f"def {name}(z):")
            sheet.add(f"return {VALUES[name]}", 1)
        _two_empty(sheet)
    for name in activations(task):
        if name == "softmax" or task.style.slope == "inline":
            continue
        if task.style.slope == "of activation":
            sheet.add(f"def {name}_slope(a):")
            sheet.add(f"return {SLOPES_OF_ACTIVATION[name]}", 1)
        else:
            sheet.add(f"def {name}_prime(z):")
            sheet.add(f"return {SLOPES_OF_SUM[name]}", 1)
        _two_empty(sheet)


@dataclass(frozen=True)
class Around:
    """The names that stand around a slope."""

    value: str
    """The layer's activations."""

    total: str | None = None
    """Its weighted sums, if they have a name."""

    error: str | None = None
    """The error, at the output."""

    target: str | None = None
    """The target, at the output."""

    other: str | None = None
    """The activations of another layer that has as many units, or one."""

    other_total: str | None = None
    """Its weighted sums, if they have a name."""


def slope(sheet: Sheet, task: Task, layer: int, names: Around) -> str:
    """The slope of a layer's activation, with the mistakes that are to be in it."""
    name = task.network.activation(layer)
    if name in OPEN_GATES:
        return _slope_of_gate(sheet, task, layer, names)
    if sheet.planted("activation-for-slope", layer):
        return names.value
    found = _slope_of_curve(sheet, task, layer, names)
    if sheet.planted("slope-twice", layer):
        return f"{found} * {found}"
    return found


def _slope_of_gate(sheet: Sheet, task: Task, layer: int, names: Around) -> str:
    name = task.network.activation(layer)
    if sheet.planted("gate-always-open", layer):
        return OPEN_GATES[name].replace("(a", f"({names.value}")
    if name == "relu" and sheet.planted("gate-inverted", layer):
        return f"({names.value} <= 0)"
    if name == "leaky" and sheet.planted("slope-of-other", layer):
        return f"({names.value} > 0)"
    if task.style.slope == "of sum":
        return f"{name}_prime({names.total})"
    if task.style.slope == "of activation":
        return f"{name}_slope({names.value})"
    return _with_name(SLOPES_OF_ACTIVATION[name], names.value)


def _slope_of_curve(sheet: Sheet, task: Task, layer: int, names: Around) -> str:
    name = task.network.activation(layer)
    if task.style.slope == "of sum":
        if names.total is None:
            raise ValueError("a slope of the sum needs the sum")
        argument = names.total
        if sheet.planted("slope-of-activation", layer):
            argument = names.value
        elif names.other_total is not None and sheet.planted("slope-of-other-layer", layer):
            argument = names.other_total
        return f"{name}_prime({argument})"
    argument = names.value
    if names.total is not None and sheet.planted("slope-formula-of-sum", layer):
        argument = names.total
    elif names.error is not None and not task.style.adds and sheet.planted("slope-of-error", layer):
        argument = names.error
    elif names.target is not None and sheet.planted("slope-of-target", layer):
        argument = names.target
    elif names.other is not None and sheet.planted("slope-of-other-layer", layer):
        argument = names.other
    if task.style.slope == "of activation":
        return f"{name}_slope({argument})"
    expression = SLOPES_OF_ACTIVATION[name]
    if name == "sigmoid" and sheet.planted("slope-half", layer):
        expression = "(1 - a)"
    elif name in ("sigmoid", "tanh") and sheet.planted("slope-of-difference", layer):
        expression = "(1 - a) ** 2"
    elif sheet.planted("slope-with-plus", layer):
        expression = expression.replace("-", "+")
    elif sheet.planted("slope-of-other", layer):
        expression = SLOPES_OF_ACTIVATION[_OTHER[name]]
    return _with_name(expression, argument)


_OTHER = {"sigmoid": "tanh", "tanh": "sigmoid"}


def _with_name(expression: str, argument: str) -> str:
    words = expression.replace("(", "( ").replace(")", " )").split(" ")
    named = [argument if word == "a" else word for word in words]
    return " ".join(named).replace("( ", "(").replace(" )", ")")


def _two_empty(sheet: Sheet) -> None:
    sheet.add()
    sheet.add()
