"""Layer objects with forward and backward in a list; X @ W, all samples at once."""

from collections.abc import Callable

from tests.check.hand_ins.damage import EVERY_LAYER
from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import LEAK, Network
from tests.check.hand_ins.shapes.calculus import VALUES
from tests.check.hand_ins.shapes.layout import add_data, layer_of
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task
from tests.check.hand_ins.sheet import Sheet

_WEIGHT_GRADIENT = "self.x.T @ grad"

_SLOPES = {
    "sigmoid": "self.a * (1 - self.a)",
    "tanh": "(1 - self.a ** 2)",
    "relu": "(self.z > 0)",
    "leaky": f"np.where(self.z > 0, 1, {LEAK})",
}


def _write(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("import numpy as np")
    sheet.add()
    sheet.add(f"rng = np.random.RandomState({task.style.seed})")
    sheet.add()
    sheet.add()
    _add_dense(sheet, task)
    hidden = EVERY_LAYER if network.hidden == network.output else network.depth - 1
    _add_activation(sheet, task, network.hidden, hidden)
    if network.output != network.hidden:
        _add_activation(sheet, task, network.output, network.depth)
    _add_loss(sheet, task)
    add_data(sheet, task)
    objects = []
    for layer in range(1, network.depth + 1):
        objects.append(f"Dense({network.sizes[layer - 1]}, {network.sizes[layer]})")
        objects.append(f"{network.activation(layer).capitalize()}()")
    sheet.add(f"layers = [{', '.join(objects)}]")
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add("out = X", 1)
    sheet.add("for layer in layers:", 1)
    sheet.add("out = layer.forward(out)", 2)
    sheet.add("grad = loss_gradient(out, Y)", 1)
    sheet.add("for layer in reversed(layers):", 1)
    sheet.add("grad = layer.backward(grad)", 2)
    if task.style.names_gradients:
        sheet.add("for layer in layers:", 1)
        sheet.add("layer.step()", 2)
    sheet.add("print(layers[0].W)")


def _add_dense(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("class Dense:")
    sheet.add("def __init__(self, n_in, n_out):", 1)
    sheet.add("self.W = rng.uniform(-1, 1, (n_in, n_out))", 2)
    if network.biases:
        sheet.add("self.b = rng.uniform(-0.5, 0.5, n_out)", 2)
    sheet.add()
    sheet.add("def forward(self, x):", 1)
    sheet.add("self.x = x", 2)
    sheet.add(f"return x @ self.W{' + self.b' if network.biases else ''}", 2)
    sheet.add()
    sheet.add("def backward(self, grad):", 1)
    kept = task.style.names_gradients
    hidden = network.depth - 1
    early = not kept and sheet.wants("weights-updated", hidden)
    if kept:
        sheet.add(f"self.dW = {_WEIGHT_GRADIENT}", 2)
        if network.biases:
            sheet.add(f"self.db = {_bias_gradient(sheet, task)}", 2)
        sheet.add("return grad @ self.W.T", 2)
        sheet.add()
        sheet.add("def step(self):", 1)
        _add_steps(sheet, task, "self.dW", lambda: "self.db")
    elif early:
        _ask_of_bias_gradient(sheet, task)
        _add_steps(sheet, task, _WEIGHT_GRADIENT, lambda: _bias_gradient(sheet, task))
        sheet.planted("weights-updated", hidden)
        line = sheet.add("return grad @ self.W.T", 2)
        sheet.also(Mistake("weights-updated", hidden), line - (2 if network.biases else 1))
    else:
        sheet.asks("weights-updated", hidden)
        sheet.add("back = grad @ self.W.T", 2)
        _ask_of_bias_gradient(sheet, task)
        _add_steps(sheet, task, _WEIGHT_GRADIENT, lambda: _bias_gradient(sheet, task))
        sheet.add("return back", 2)
    sheet.add()
    sheet.add()


def _bias_gradient(sheet: Sheet, task: Task) -> str:
    if not task.network.biases:
        return ""
    if sheet.planted("bias-over-all-units", EVERY_LAYER):
        return "np.sum(grad)"
    if sheet.planted("bias-averaged", EVERY_LAYER):
        return "np.mean(grad, axis=0)"
    return "np.sum(grad, axis=0)"


def _ask_of_bias_gradient(sheet: Sheet, task: Task) -> None:
    """Say which mistakes the gradient of the biases has a place for, which is written after the step of the weights."""
    if task.network.biases:
        sheet.asks("bias-over-all-units", EVERY_LAYER)
        sheet.asks("bias-averaged", EVERY_LAYER)


def _add_steps(sheet: Sheet, task: Task, weight_gradient: str, bias_gradient: Callable[[], str]) -> None:
    """Write the lines of the step.

    Args:
        sheet: The file so far.
        task: What is written.
        weight_gradient: The gradient of the weights.
        bias_gradient: Gives that of the biases, and plants what is wrong with it in the line that is added next.
    """
    rate = task.style.rate
    sign = "+" if task.style.adds else "-"
    other = "-" if task.style.adds else "+"
    sheet.planted("bias-never-updated", EVERY_LAYER)
    operator = f"{other}=" if sheet.planted("uphill:weights", EVERY_LAYER) else f"{sign}="
    line = sheet.add(f"self.W {operator} {rate} * {_closed(weight_gradient)}", 2)
    if not task.network.biases:
        # The only update of all: its sign turned mends an error that is turned around as well.
        sheet.beside(Mistake("error-reversed", task.network.depth), line)
    if task.network.biases and not sheet.wants("bias-never-updated", EVERY_LAYER):
        operator = f"{other}=" if sheet.planted("uphill:biases", EVERY_LAYER) else f"{sign}="
        sheet.add(f"self.b {operator} {rate} * {bias_gradient()}", 2)


def _closed(text: str) -> str:
    return f"({text})" if " @ " in text else text


def _add_activation(sheet: Sheet, task: Task, name: str, layer: int) -> None:
    sheet.add(f"class {name.capitalize()}:")
    sheet.add("def forward(self, z):", 1)
    sheet.add("self.z = z", 2)
    if name == "softmax":
        sheet.add("e = np.exp(z - z.max(axis=1, keepdims=True))", 2)
        sheet.add("self.a = e / e.sum(axis=1, keepdims=True)", 2)
    else:
        sheet.add(f"self.a = {VALUES[name]}", 2)
    sheet.add("return self.a", 2)
    sheet.add()
    sheet.add("def backward(self, grad):", 1)
    if name == "softmax":
        sheet.add("# together with the cross-entropy", 2)
        sheet.add("return grad", 2)
    else:
        _add_slope(sheet, task, name, layer)
    sheet.add()
    sheet.add("def step(self):", 1)
    sheet.add("pass", 2)
    sheet.add()
    sheet.add()


def _add_slope(sheet: Sheet, task: Task, name: str, layer: int) -> None:
    smooth = name in ("sigmoid", "tanh")
    slope = _SLOPES[name]
    # Without its slope, a sigmoid at the output alone follows cross-entropy: that is right.
    may_lack_slope = layer > 0 and (name, layer) != ("sigmoid", task.network.depth)
    if may_lack_slope and sheet.planted("slope-missing", layer):
        sheet.add("return grad", 2)
        return
    if not smooth and sheet.planted("gate-always-open", layer):
        slope = {"relu": "(self.a >= 0)", "leaky": "np.ones_like(grad)"}[name]
    elif name == "relu" and sheet.planted("gate-inverted", layer):
        slope = "(self.z < 0)"
    elif not smooth and sheet.planted("gate-of-gradient", layer):
        slope = slope.replace("self.z", "grad").replace("self.a", "grad")
    elif smooth and sheet.planted("slope-formula-of-sum", layer):
        slope = slope.replace("self.a", "self.z")
    elif smooth and sheet.planted("activation-for-slope", layer):
        slope = "self.a"
    elif smooth and sheet.planted("slope-of-activation", layer):
        again = VALUES[name].replace("z", "self.a")
        sheet.add(f"s = {again}", 2)
        slope = slope.replace("self.a", "s")
        sheet.planted("slope-of-activation", layer)
    sheet.add(f"return grad * {slope}", 2)


def _add_loss(sheet: Sheet, task: Task) -> None:
    network = task.network
    sheet.add("def loss_gradient(out, target):")
    first, second = ("target", "out") if task.style.adds else ("out", "target")
    if sheet.planted("error-reversed", network.depth):
        first, second = second, first
    if network.loss == "squared error":
        two = "2 * " if task.style.two else ""
        sheet.add(f"return {two}({first} - {second})", 1)
    elif network.output == "softmax":
        sheet.add(f"return {first} - {second}", 1)
    else:
        sheet.add(f"return ({first} - {second}) / (out * (1 - out))", 1)
    sheet.add()
    sheet.add()


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    found = []
    for layer in namespace["layers"][::2]:
        biases = layer.b if network.biases else None
        found.append(layer_of(layer.W, biases, "rows"))
    return found


def _parameters(network: Network) -> list[Parameter]:
    found = []
    for layer in range(1, network.depth + 1):
        where = f"layers[{2 * layer - 2}]"
        found.append(Parameter(f"{where}.W", layer, ("weights",)))
        if network.biases:
            found.append(Parameter(f"{where}.b", layer, ("bias",)))
    return found


LAYER_OBJECTS = Shape(name="layer objects", write=_write, layers=_layers, parameters=_parameters, one_sample=False)
