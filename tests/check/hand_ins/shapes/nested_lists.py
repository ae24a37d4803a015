"""Nested lists w[layer][input][unit] and loops over indices, without NumPy."""

import numpy as np

from tests.check.hand_ins.damage import EVERY_LAYER
from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.plain_python import (
    add_functions,
    error_text,
    last_with_several_paths,
    stays_small,
)
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("import math")
    sheet.add("import random")
    sheet.add()
    sheet.add(f"random.seed({task.style.seed})")
    sheet.add(f"sizes = {list(network.sizes)}")
    sheet.add("w = []")
    if network.biases:
        sheet.add("b = []")
    sheet.add("for n_in, n_out in zip(sizes[:-1], sizes[1:]):")
    sheet.add("w.append([[random.uniform(-1, 1) for _ in range(n_out)] for _ in range(n_in)])", 1)
    if network.biases:
        sheet.add("b.append([random.uniform(-0.5, 0.5) for _ in range(n_out)])", 1)
    sheet.add()
    sheet.add()
    add_functions(sheet, task)
    _add_forward(sheet, task)
    _add_train(sheet, task)
    sheet.add(f"xs = {[list(row) for row in task.data.inputs]}")
    sheet.add(f"ts = {[list(row) for row in task.data.targets]}")
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add("for n in range(len(xs)):", 1)
    sheet.add("train_one(xs[n], ts[n])", 2)
    sheet.add("for x in xs:")
    sheet.add("print(x, forward(x)[0][-1])", 1)


def _add_forward(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("def forward(x):")
    sheet.add("acts = [x]", 1)
    sheet.add("sums = [None]", 1)
    sheet.add("for l in range(len(w)):", 1)
    sheet.add("zs = []", 2)
    sheet.add("for j in range(sizes[l + 1]):", 2)
    sheet.add("z = b[l][j]" if network.biases else "z = 0.0", 3)
    sheet.add("for i in range(sizes[l]):", 3)
    sheet.add("z += w[l][i][j] * acts[l][i]", 4)
    sheet.add("zs.append(z)", 3)
    sheet.add("sums.append(zs)", 2)
    if network.hidden == network.output:
        sheet.add(f"acts.append([{network.hidden}(z) for z in zs])", 2)
    else:
        sheet.add("if l == len(w) - 1:", 2)
        sheet.add(f"acts.append([{network.output}(z) for z in zs])", 3)
        sheet.add("else:", 2)
        sheet.add(f"acts.append([{network.hidden}(z) for z in zs])", 3)
    sheet.add("return acts, sums", 1)
    sheet.add()
    sheet.add()


def _add_train(sheet: Sheet, task: Task) -> None:
    network = task.network
    depth = network.depth
    sheet.add("def train_one(x, t):")
    sheet.add("acts, sums = forward(x)", 1)
    sheet.add("deltas = []", 1)
    sheet.add("for k in range(sizes[-1]):", 1)
    sheet.add(f"error = {error_text(sheet, task, 'acts[-1][k]', 't[k]')}", 2)
    delta = "error"
    if network.loss == "squared error":
        slope = _slope(sheet, task, depth, "acts[-1][k]", "sums[-1][k]")
        delta = f"2 * error * {slope}" if task.style.two else f"error * {slope}"
    sheet.add(f"deltas.append({delta})", 2)
    sheet.add("for l in range(len(w) - 1, -1, -1):", 1)
    early = sheet.wants("weights-updated", depth - 1)
    if early:
        changed = _add_step(sheet, task)
    sheet.add("below = []", 2)
    sheet.add("if l > 0:", 2)
    goes_on = sheet.wants("errors-add-up", depth - 1)
    if goes_on:
        sheet.add("back = 0.0", 3)
    sheet.add("for i in range(sizes[l]):", 3)
    if not goes_on:
        sheet.add("back = 0.0", 4)
    sheet.add("for j in range(sizes[l + 1]):", 4)
    sheet.planted("weights-updated", depth - 1)
    sheet.planted("errors-add-up", depth - 1)
    passed = "acts[l + 1][j]" if sheet.planted("value-for-delta", depth - 1) else "deltas[j]"
    if sheet.planted("delta-of-other-unit-passed-back", last_with_several_paths(task)):
        passed = "deltas[0]"
    sign = "=" if sheet.planted("one-path", last_with_several_paths(task)) else "+="
    weight = "" if sheet.planted("weights-missing", depth - 1) else "w[l][i][j] * "
    sheet.add(f"back {sign} {weight}{passed}", 5)
    if sheet.planted("slope-missing", depth - 1):
        sheet.add("below.append(back)", 4)
    else:
        slope = _slope(sheet, task, depth - 1, "acts[l][i]", "sums[l][i]")
        sheet.add(f"below.append(back * {slope})", 4)
    if early:
        sheet.also(Mistake("weights-updated", depth - 1), changed)
    else:
        _add_step(sheet, task)
    sheet.add("deltas = below", 2)
    sheet.add()
    sheet.add()


def _slope(sheet: Sheet, task: Task, layer: int, value: str, total: str) -> str:
    name = task.network.activation(layer)
    smooth = name in ("sigmoid", "tanh")
    if smooth and sheet.planted("activation-for-slope", layer):
        return value
    argument = value
    if smooth and stays_small(task) and sheet.planted("slope-formula-of-sum", layer):
        argument = total
    elif layer < task.network.depth and sheet.planted("slope-of-other-unit", layer):
        argument = "acts[l][-1]"
    found = f"{name}_slope({argument})"
    if smooth and sheet.planted("slope-twice", layer):
        return f"{found} * {found}"
    return found


def _add_step(sheet: Sheet, task: Task) -> int:
    """Write the lines of the step, and return the line that changes the weights."""
    style = task.style
    sign = "+" if style.adds else "-"
    other = "-" if style.adds else "+"
    sheet.add("for j in range(sizes[l + 1]):", 2)
    sheet.add("for i in range(sizes[l]):", 3)
    factor = " * acts[l][i]"
    if sheet.planted("input-missing", EVERY_LAYER):
        factor = ""
    elif sheet.planted("weight-for-input", EVERY_LAYER):
        factor = " * w[l][i][j]"
    elif sheet.planted("own-activation", EVERY_LAYER):
        factor = " * acts[l + 1][j]"
    elif _narrows(task.network) and sheet.planted("activation-of-other-unit", EVERY_LAYER):
        factor = " * acts[l][j]"
    operator = f"{other}=" if sheet.planted("uphill:weights", EVERY_LAYER) else f"{sign}="
    sheet.planted("bias-never-updated", EVERY_LAYER)
    changed = sheet.add(f"w[l][i][j] {operator} {style.rate} * deltas[j]{factor}", 4)
    if not task.network.biases:
        # The only update of all: its sign turned mends an error that is turned around as well.
        sheet.beside(Mistake("error-reversed", task.network.depth), changed)
    if task.network.biases and not sheet.wants("bias-never-updated", EVERY_LAYER):
        operator = f"{other}=" if sheet.planted("uphill:biases", EVERY_LAYER) else f"{sign}="
        step = f"{style.rate} * deltas[j]"
        if sheet.planted("assigned:biases", EVERY_LAYER):
            sheet.add(f"b[l][j] = {'' if style.adds else '-'}{step}", 3)
        else:
            sheet.add(f"b[l][j] {operator} {step}", 3)
    return changed


def _narrows(network: Network) -> bool:
    """Whether each layer has at most as many units as the one before, so that the index of a unit is in both."""
    return list(network.sizes) == sorted(network.sizes, reverse=True)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    found = []
    for layer in range(network.depth):
        biases = np.array(namespace["b"][layer], dtype=float) if network.biases else None
        found.append(Layer(weights=np.array(namespace["w"][layer], dtype=float), biases=biases))
    return found


def _parameters(network: Network) -> list[Parameter]:
    found = []
    for layer in range(1, network.depth + 1):
        found.append(Parameter(f"w[{layer - 1}]", layer, ("weights",)))
        if network.biases:
            found.append(Parameter(f"b[{layer - 1}]", layer, ("bias",)))
    return found


def _accepts(network: Network) -> bool:
    return network.output != "softmax"


NESTED_LISTS = Shape(
    name="nested lists", write=_write, layers=_layers, parameters=_parameters, one_sample=True, accepts=_accepts
)
