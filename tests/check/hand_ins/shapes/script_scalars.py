"""A script without arrays: one name for each weight, one sample at a time; a 2-2-1 network only."""

import numpy as np

from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.plain_python import stays_small
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task
from tests.check.hand_ins.sheet import Sheet

# Of each weight: its layer, what goes into it, and the unit that it leads to.
_WEIGHTS = {
    "w1": (1, "x1", "h1"),
    "w2": (1, "x2", "h1"),
    "w3": (1, "x1", "h2"),
    "w4": (1, "x2", "h2"),
    "w5": (2, "h1", "o"),
    "w6": (2, "h2", "o"),
}
_BIASES = {"b1": (1, "h1"), "b2": (1, "h2"), "b3": (2, "o")}
_PASSED_BY = {"h1": "w5", "h2": "w6"}


def _write(sheet: Sheet, task: Task) -> None:
    style = task.style
    if style.comments:
        sheet.add("# XOR without numpy")
    sheet.add("import math")
    sheet.add("import random")
    sheet.add()
    sheet.add(f"random.seed({style.seed})")
    for name in _WEIGHTS:
        sheet.add(f"{name} = random.uniform(-1, 1)")
    for name in _BIASES:
        sheet.add(f"{name} = random.uniform(-0.5, 0.5)")
    if style.names_rate:
        sheet.add(f"lr = {style.rate}")
    rows = []
    for inputs, targets in zip(task.data.inputs, task.data.targets, strict=True):
        rows.append((*inputs, *targets))
    sheet.add(f"data = {rows}")
    sheet.add()
    sheet.add()
    sheet.add("def sigmoid(z):")
    sheet.add("return 1 / (1 + math.exp(-z))", 1)
    sheet.add()
    sheet.add()
    if style.slope != "inline":
        sheet.add("def slope(a):")
        sheet.add("return a * (1 - a)", 1)
        sheet.add()
        sheet.add()
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add("for x1, x2, t in data:", 1)
    for unit, (left, right, bias) in {"h1": ("w1", "w2", "b1"), "h2": ("w3", "w4", "b2")}.items():
        sheet.add(f"z_{unit} = {left} * x1 + {right} * x2 + {bias}", 2)
        sheet.add(f"{unit} = sigmoid(z_{unit})", 2)
    sheet.add("z_o = w5 * h1 + w6 * h2 + b3", 2)
    sheet.add("o = sigmoid(z_o)", 2)
    _add_output_delta(sheet, task)
    early = sheet.wants("weights-updated", 1)
    if early:
        changed = _add_steps(sheet, task, 2)
    _add_hidden_deltas(sheet, task)
    if early:
        for line in changed:
            sheet.also(Mistake("weights-updated", 1), line)
    _add_steps(sheet, task, 1)
    if not early:
        _add_steps(sheet, task, 2)
    sheet.add()
    sheet.add("print(w1, w2, w3, w4, w5, w6)")


def _slope(sheet: Sheet, task: Task, layer: int, unit: str) -> str:
    if sheet.planted("activation-for-slope", layer):
        return unit
    argument = f"z_{unit}" if stays_small(task) and sheet.planted("slope-formula-of-sum", layer) else unit
    if layer == 2 and sheet.planted("slope-of-target", layer):
        argument = "t"
    elif layer == 1 and sheet.planted("slope-of-other-unit", layer):
        argument = {"h1": "h2", "h2": "h1"}[unit]
    elif layer == 1 and sheet.planted("slope-of-other-layer", layer):
        argument = "o"
    if task.style.slope != "inline":
        return f"slope({argument})"
    if sheet.planted("slope-half", layer):
        return f"(1 - {argument})"
    if layer == 1 and sheet.planted("slopes-added-up", layer):
        return "(h1 * (1 - h1) + h2 * (1 - h2))"
    if not task.style.two and sheet.planted("parentheses-missing", layer):
        return f"{argument} * 1 - {argument}"
    if sheet.planted("slope-with-plus", layer):
        return f"{argument} * (1 + {argument})"
    return f"{argument} * (1 - {argument})"


def _add_output_delta(sheet: Sheet, task: Task) -> None:
    error = "t - o" if task.style.adds else "o - t"
    if sheet.planted("error-reversed", 2):
        error = "o - t" if task.style.adds else "t - o"
    elif not task.style.adds and sheet.planted("output-for-error", 2):
        error = "o"
    sheet.add(f"err = {error}", 2)
    two = "2 * " if task.style.two else ""
    sheet.add(f"d_o = {two}err * {_slope(sheet, task, 2, 'o')}", 2)


def _add_hidden_deltas(sheet: Sheet, task: Task) -> None:
    for unit, own_weight in _PASSED_BY.items():
        weight = own_weight
        if sheet.planted("weights-of-other-unit", 1):
            weight = {"w5": "w6", "w6": "w5"}[own_weight]
        elif sheet.planted("gradient-passed-back", 1):
            weight = unit
        sheet.planted("weights-updated", 1)
        delta = "d_o"
        if sheet.planted("error-for-delta", 1):
            delta = "err"
        elif sheet.planted("value-for-delta", 1):
            delta = "o"
        parts = [delta]
        if not sheet.planted("weights-missing", 1):
            parts.append(weight)
        if not sheet.planted("slope-missing", 1):
            parts.append(_slope(sheet, task, 1, unit))
        sign = "-" if sheet.planted("passed-back-sign", 1) else ""
        sheet.add(f"d_{unit} = {sign}{' * '.join(parts)}", 2)


def _input(sheet: Sheet, layer: int, weight: str) -> str | None:
    _, source, unit = _WEIGHTS[weight]
    if sheet.planted("input-missing", layer):
        return None
    if sheet.planted("weight-for-input", layer):
        return weight
    if sheet.planted("own-activation", layer):
        return unit
    if layer == 2 and sheet.planted("other-activation", layer):
        return {"h1": "x1", "h2": "x2"}[source]
    if layer == 2 and sheet.planted("activation-of-other-unit", layer):
        return {"h1": "h2", "h2": "h1"}[source]
    if layer == 2 and sheet.planted("sum-for-activation", layer):
        return f"z_{source}"
    return source


def _delta(sheet: Sheet, layer: int, unit: str) -> str:
    if layer == 2 and sheet.planted("slope-missing-in-gradients", layer):
        return "err"
    if layer == 1 and sheet.planted("delta-of-other-unit", layer):
        return {"h1": "d_h2", "h2": "d_h1"}[unit]
    return f"d_{unit}"


def _add_steps(sheet: Sheet, task: Task, layer: int) -> list[int]:
    """Write the steps of a layer, and return the lines of its weights."""
    changed = []
    for name, (where, _, unit) in _WEIGHTS.items():
        if where == layer:
            _lost_bias(sheet, layer)
            gradient = _delta(sheet, layer, unit)
            source = _input(sheet, layer, name)
            if source is not None:
                gradient = f"{gradient} * {source}"
            changed.append(_add_step(sheet, task, layer, name, gradient, "weights"))
    if sheet.wants("bias-never-updated", layer):
        return changed
    for name, (where, unit) in _BIASES.items():
        if where == layer:
            gradient = _delta(sheet, layer, unit)
            if sheet.planted("bias-with-input", layer):
                gradient = f"{gradient} * {'x2' if layer == 1 else 'h2'}"
            _add_step(sheet, task, layer, name, gradient, "biases")
    return changed


def _lost_bias(sheet: Sheet, layer: int) -> None:
    sheet.planted("bias-never-updated", layer)


def _add_step(sheet: Sheet, task: Task, layer: int, name: str, gradient: str, kind: str) -> int:
    sign = "+" if task.style.adds else "-"
    alone = sheet.planted(f"uphill:{kind}", layer)
    if alone or sheet.planted("uphill", layer):
        sign = "-" if sign == "+" else "+"
    factor = "lr" if task.style.names_rate else str(task.style.rate)
    if sheet.planted("stray-factor", layer):
        sheet.add(f"g = 2 * {gradient}", 2)  # beside lr, 2 would be a rate of the layer's own
        gradient = "g"
    step = f"{factor} * {gradient}"
    if sheet.planted("rate-missing", layer):
        step = gradient
    if sheet.planted("assigned", layer):
        minus = "" if sign == "+" else "-"
        return sheet.add(f"{name} = {minus}{step}", 2)
    if task.style.names_gradients:
        return sheet.add(f"{name} {sign}= {step}", 2)
    return sheet.add(f"{name} = {name} {sign} {step}", 2)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    del network
    hidden = np.array([[namespace["w1"], namespace["w3"]], [namespace["w2"], namespace["w4"]]])
    output = np.array([[namespace["w5"]], [namespace["w6"]]])
    return [
        Layer(weights=hidden, biases=np.array([namespace["b1"], namespace["b2"]])),
        Layer(weights=output, biases=np.array([namespace["b3"]])),
    ]


# Of each name: its layer, its kind and its place among the layer's numbers.
_PLACES = {
    "w1": (1, "weights", 0),
    "w2": (1, "weights", 2),
    "w3": (1, "weights", 1),
    "w4": (1, "weights", 3),
    "w5": (2, "weights", 0),
    "w6": (2, "weights", 1),
    "b1": (1, "bias", 0),
    "b2": (1, "bias", 1),
    "b3": (2, "bias", 0),
}


def _parameters(network: Network) -> list[Parameter]:
    del network
    return [Parameter(name, layer, (kind,), place) for name, (layer, kind, place) in _PLACES.items()]


def _accepts(network: Network) -> bool:
    return network.sizes == (2, 2, 1)


SCRIPT_SCALARS = Shape(
    name="script of scalars",
    write=_write,
    layers=_layers,
    parameters=_parameters,
    one_sample=True,
    accepts=_accepts,
)
