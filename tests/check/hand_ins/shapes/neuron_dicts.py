"""Neurons as dicts in lists, without NumPy; the bias is the last weight."""

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
    sheet.add("import math")
    sheet.add("import random")
    sheet.add()
    sheet.add()
    add_functions(sheet, task)
    _add_start(sheet, task)
    _add_forward(sheet, task)
    _add_backward(sheet, task)
    _add_update(sheet, task)
    rows = [(list(x), list(t)) for x, t in zip(task.data.inputs, task.data.targets, strict=True)]
    sheet.add(f"dataset = {rows}")
    sheet.add(f"network = create_network({list(task.network.sizes)})")
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add("for row, expected in dataset:", 1)
    sheet.add("forward_propagate(network, row)", 2)
    sheet.add("backward_propagate(network, expected)", 2)
    rate = f", {task.style.rate}" if task.style.names_rate else ""
    sheet.add(f"update_weights(network, row{rate})", 2)
    sheet.add("for row, expected in dataset:")
    sheet.add("print(row, expected, forward_propagate(network, row))", 1)


def _add_start(sheet: Sheet, task: Task) -> None:
    extra = " + 1" if task.network.biases else ""
    sheet.add_all(f"""
def create_network(sizes):
    random.seed({task.style.seed})
    network = []
    for i in range(1, len(sizes)):
        layer = []
        for _ in range(sizes[i]):
            weights = [random.uniform(-1, 1) for _ in range(sizes[i - 1]{extra})]
            layer.append({{"weights": weights}})
        network.append(layer)
    return network


""")
    sheet.add()
    sheet.add()


def _add_forward(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("def forward_propagate(network, row):")
    sheet.add("values = row", 1)
    sheet.add("for i, layer in enumerate(network):", 1)
    sheet.add("new = []", 2)
    sheet.add("for neuron in layer:", 2)
    sheet.add('z = neuron["weights"][-1]' if network.biases else "z = 0.0", 3)
    sheet.add("for j in range(len(values)):", 3)
    sheet.add('z += neuron["weights"][j] * values[j]', 4)
    if task.style.keeps_sums:
        sheet.add('neuron["sum"] = z', 3)
    if network.hidden == network.output:
        sheet.add(f'neuron["output"] = {network.hidden}(z)', 3)
    else:
        sheet.add("if i < len(network) - 1:", 3)
        sheet.add(f'neuron["output"] = {network.hidden}(z)', 4)
        sheet.add("else:", 3)
        sheet.add(f'neuron["output"] = {network.output}(z)', 4)
    sheet.add('new.append(neuron["output"])', 3)
    sheet.add("values = new", 2)
    sheet.add("return values", 1)
    sheet.add()
    sheet.add()


def _add_backward(sheet: Sheet, task: Task) -> None:
    network = task.network
    depth = network.depth
    sheet.add("def backward_propagate(network, expected):")
    sheet.add("for k, neuron in enumerate(network[-1]):", 1)
    error = error_text(sheet, task, 'neuron["output"]', "expected[k]")
    two = "2 * " if task.style.two and network.loss == "squared error" else ""
    sheet.add(f"error = {two}({error})" if two else f"error = {error}", 2)
    delta = "error"
    if network.loss == "squared error":
        delta = f"error * {_slope(sheet, task, depth)}"
    sheet.add(f'neuron["delta"] = {delta}', 2)
    sheet.add("for i in range(len(network) - 2, -1, -1):", 1)
    sheet.add("for j, neuron in enumerate(network[i]):", 2)
    sheet.add("error = 0.0", 3)
    sheet.add("for after in network[i + 1]:", 3)
    passed = 'after["delta"]'
    if sheet.planted("value-for-delta", depth - 1):
        passed = 'after["output"]'
    sign = "="
    if not sheet.planted("one-path", last_with_several_paths(task)):
        sign = "+="
    weight = ' * after["weights"][j]'
    if sheet.planted("weights-missing", depth - 1):
        weight = ""
    sheet.add(f"error {sign} {passed}{weight}", 4)
    if sheet.planted("slope-missing", depth - 1):
        sheet.add('neuron["delta"] = error', 3)
    else:
        sheet.add(f'neuron["delta"] = error * {_slope(sheet, task, depth - 1)}', 3)
    sheet.add()
    sheet.add()


def _slope(sheet: Sheet, task: Task, layer: int) -> str:
    name = task.network.activation(layer)
    argument = 'neuron["output"]'
    smooth = name in ("sigmoid", "tanh")
    if smooth and sheet.planted("activation-for-slope", layer):
        return argument
    if smooth and task.style.keeps_sums and stays_small(task) and sheet.planted("slope-formula-of-sum", layer):
        argument = 'neuron["sum"]'
    elif _can_be_of_error(task, layer) and sheet.planted("slope-of-error", layer):
        argument = "error"
    return f"{name}_slope({argument})"


def _can_be_of_error(task: Task, layer: int) -> bool:
    at_output = layer == task.network.depth and task.network.output in ("sigmoid", "tanh")
    return at_output and not task.style.adds and task.network.hidden != "leaky"


def _add_update(sheet: Sheet, task: Task) -> None:
    style = task.style
    rate = "rate" if style.names_rate else str(style.rate)
    sheet.add(f"def update_weights(network, row{', rate' if style.names_rate else ''}):")
    sheet.add("for i, layer in enumerate(network):", 1)
    sheet.add("inputs = row", 2)
    sheet.add("if i > 0:", 2)
    sheet.add('inputs = [before["output"] for before in network[i - 1]]', 3)
    sheet.add("for neuron in layer:", 2)
    sheet.add("for j in range(len(inputs)):", 3)
    factor = " * inputs[j]"
    if sheet.planted("input-missing", EVERY_LAYER):
        factor = ""
    elif sheet.planted("weight-for-input", EVERY_LAYER):
        factor = ' * neuron["weights"][j]'
    elif sheet.planted("own-activation", EVERY_LAYER):
        factor = ' * neuron["output"]'
    elif sheet.planted("activation-of-other-unit", EVERY_LAYER):
        factor = " * inputs[-1]"
    sign = "+" if style.adds else "-"
    other = "-" if style.adds else "+"
    operator = f"{other}=" if sheet.planted("uphill:weights", EVERY_LAYER) else f"{sign}="
    if sheet.planted("assigned:weights", EVERY_LAYER):
        operator = "= -" if sign == "-" else "="
    sheet.planted("bias-never-updated", EVERY_LAYER)
    line = f'neuron["weights"][j] {operator} {rate} * neuron["delta"]{factor}'
    number = sheet.add(line.replace("= - ", "= -"), 4)
    if not task.network.biases:
        # The only update of all: its sign turned mends an error that is turned around as well.
        sheet.beside(Mistake("error-reversed", task.network.depth), number)
    if task.network.biases and not sheet.wants("bias-never-updated", EVERY_LAYER):
        operator = f"{other}=" if sheet.planted("uphill:biases", EVERY_LAYER) else f"{sign}="
        sheet.add(f'neuron["weights"][-1] {operator} {rate} * neuron["delta"]', 3)
    sheet.add()
    sheet.add()


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    found = []
    for neurons in namespace["network"]:
        table = np.array([neuron["weights"] for neuron in neurons], dtype=float)
        if network.biases:
            found.append(Layer(weights=table[:, :-1].T, biases=table[:, -1]))
        else:
            found.append(Layer(weights=table.T, biases=None))
    return found


def _parameters(network: Network) -> list[Parameter]:
    kinds = ("weights", "bias") if network.biases else ("weights",)
    found = []
    for layer in range(1, network.depth + 1):
        found.append(Parameter(f'network[{layer - 1}][*]["weights"]', layer, kinds))
    return found


def _accepts(network: Network) -> bool:
    return network.output != "softmax"


NEURON_DICTS = Shape(
    name="neuron dicts", write=_write, layers=_layers, parameters=_parameters, one_sample=True, accepts=_accepts
)
