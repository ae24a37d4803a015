"""Functions that return gradients in dictionaries, as a widespread course has them; samples are columns."""

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layers_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task, separate
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "week 3: planar data", softmax_axis=0)
    depth = task.network.depth
    rate = "learning_rate" if task.style.names_rate else str(task.style.rate)
    names = Names(
        weights=numbered('parameters["W', '"]'),
        biases=numbered('parameters["b', '"]'),
        sums=numbered("Z"),
        values=numbered("A"),
        deltas=numbered("dZ"),
        inputs="X",
        targets="Y",
        rate=rate,
        error="dA",
        weight_gradients=numbered('grads["dW', '"]'),
        bias_gradients=numbered('grads["db', '"]'),
    )
    algebra = Algebra(layout="columns", product_style=task.style.product)
    lines = MatrixLines(sheet, task, algebra, names, indent=1)
    kept = [f"A{layer}" for layer in range(1, depth + 1)]
    if task.style.keeps_sums:
        kept += [f"Z{layer}" for layer in range(1, depth + 1)]
    cache = ", ".join(f'"{name}": {name}' for name in kept)
    sheet.add("def initialize_parameters():")
    sheet.add(f"rng = np.random.RandomState({task.style.seed})", 1)
    sheet.add("parameters = {}", 1)
    lines.add_start("rng")
    sheet.add("return parameters", 1)
    sheet.add()
    sheet.add()
    sheet.add("def forward_propagation(X, parameters):")
    lines.add_forward()
    sheet.add(f"cache = {{{cache}}}", 1)
    sheet.add(f"return A{depth}, cache", 1)
    sheet.add()
    sheet.add()
    sheet.add("def backward_propagation(parameters, cache, X, Y):")
    for name in kept:
        sheet.add(f'{name} = cache["{name}"]', 1)
    sheet.add("grads = {}", 1)
    lines.add_backward(steps=False)
    sheet.add("return grads", 1)
    sheet.add()
    sheet.add()
    rate_argument = f", learning_rate={task.style.rate}" if task.style.names_rate else ""
    sheet.add(f"def update_parameters(parameters, grads{rate_argument}):")
    lines.add_steps()
    sheet.add("return parameters", 1)
    sheet.add()
    sheet.add()
    add_data(sheet, task, columns=True)
    sheet.add("parameters = initialize_parameters()")
    sheet.add(f"for i in range(0, {task.epochs}):")
    sheet.add(f"A{depth}, cache = forward_propagation(X, parameters)", 1)
    sheet.add("grads = backward_propagation(parameters, cache, X, Y)", 1)
    sheet.add("parameters = update_parameters(parameters, grads)", 1)
    sheet.add("print(forward_propagation(X, parameters)[0])")


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    return layers_of(namespace["parameters"], network, "W#", "b#", "columns")


def _parameters(network: Network) -> list[Parameter]:
    return separate(network, 'parameters["W#"]', 'parameters["b#"]')


COURSE_DICTS = Shape(
    name="functions, gradients in dicts", write=_write, layers=_layers, parameters=_parameters, one_sample=False
)
