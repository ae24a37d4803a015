"""Activations and slopes without NumPy, as functions of one number."""

from tests.check.hand_ins.damage import EVERY_LAYER
from tests.check.hand_ins.networks import LEAK
from tests.check.hand_ins.shapes.shape import Task
from tests.check.hand_ins.sheet import Sheet

VALUES = {
    "sigmoid": "1.0 / (1.0 + math.exp(-z))",
    "tanh": "math.tanh(z)",
    "relu": "max(0.0, z)",
    "leaky": f"z if z > 0 else {LEAK} * z",
}

SLOPES = {
    "sigmoid": "a * (1.0 - a)",
    "tanh": "1.0 - a * a",
    "relu": "1.0 if a > 0 else 0.0",
    "leaky": f"1.0 if a > 0 else {LEAK}",
}

UNUSED = -1
"""The layer of a slope that no line reads: no mistake is planted there."""


def add_functions(sheet: Sheet, task: Task) -> None:
    """Write each activation and its slope once; a mistake in a slope is made wherever it is used."""
    network = task.network
    hidden = network.depth - 1
    if network.hidden == network.output:
        hidden = EVERY_LAYER
    _add_pair(sheet, network.hidden, hidden)
    if network.output != network.hidden:
        _add_pair(sheet, network.output, network.depth if network.loss == "squared error" else UNUSED)


def _add_pair(sheet: Sheet, name: str, layer: int) -> None:
    sheet.add(f"def {name}(z):")
    sheet.add(f"return {VALUES[name]}", 1)
    sheet.add()
    sheet.add()
    sheet.add(f"def {name}_slope(a):")
    sheet.add(f"return {_slope(sheet, name, layer)}", 1)
    sheet.add()
    sheet.add()


def _slope(sheet: Sheet, name: str, layer: int) -> str:
    if name == "relu" and sheet.planted("gate-always-open", layer):
        return "1.0 if a >= 0 else 0.0"
    if name == "relu" and sheet.planted("gate-inverted", layer):
        return "1.0 if a <= 0 else 0.0"
    if name == "leaky" and sheet.planted("slope-of-other", layer):
        return SLOPES["relu"]
    if name == "sigmoid" and sheet.planted("slope-half", layer):
        return "1.0 - a"
    if name in ("sigmoid", "tanh") and sheet.planted("slope-with-plus", layer):
        return SLOPES[name].replace("-", "+")
    return SLOPES[name]


def error_text(sheet: Sheet, task: Task, output: str, target: str) -> str:
    """The error at an output, with the mistakes that are to be in it."""
    depth = task.network.depth
    first, second = (target, output) if task.style.adds else (output, target)
    if sheet.planted("error-reversed", depth):
        return f"{second} - {first}"
    if not task.style.adds and sheet.planted("output-for-error", depth):
        return output
    return f"{first} - {second}"


def last_with_several_paths(task: Task) -> int:
    """The last hidden layer whose next layer has several units, or -1."""
    sizes = task.network.sizes
    for layer in range(task.network.depth - 1, 0, -1):
        if sizes[layer + 1] > 1:
            return layer
    return -1


def stays_small(task: Task) -> bool:
    """Whether a slope without bounds still leaves sums for which `math.exp` does not overflow."""
    return task.style.rate <= 0.1 and task.network.hidden != "leaky"
