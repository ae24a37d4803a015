"""Functions that change a list of arrays in place."""

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layer_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Name, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task
from tests.check.hand_ins.sheet import Sheet


def _from_zero(prefix: str) -> Name:
    return lambda layer: f"{prefix}[{layer - 1}]"


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "exercise 2", softmax_axis=0)
    rate = "rate" if task.style.names_rate else str(task.style.rate)
    names = Names(
        weights=_from_zero("weights"),
        biases=_from_zero("biases"),
        sums=numbered("net"),
        values=numbered("h"),
        deltas=numbered("term"),
        inputs="x",
        targets="t",
        rate=rate,
        error="diff",
        weight_gradients=numbered("gw"),
        bias_gradients=numbered("gb"),
    )
    algebra = Algebra(layout="columns", product_style=task.style.product)
    lines = MatrixLines(sheet, task, algebra, names, indent=1)
    biases = ", biases" if task.network.biases else ""
    sheet.add("def make():")
    sheet.add(f"rng = np.random.RandomState({task.style.seed})", 1)
    sheet.add(f"weights = [None] * {task.network.depth}", 1)
    if task.network.biases:
        sheet.add(f"biases = [None] * {task.network.depth}", 1)
    lines.add_start("rng")
    sheet.add(f"return weights{biases}", 1)
    sheet.add()
    sheet.add()
    rate_argument = ", rate" if task.style.names_rate else ""
    sheet.add(f"def train_step(weights{biases}, x, t{rate_argument}):")
    if task.style.comments:
        sheet.add('"""one step of gradient descent"""', 1)
    lines.add_forward()
    lines.add_backward(steps=True)
    sheet.add("return float(np.sum(diff ** 2))", 1)
    sheet.add()
    sheet.add()
    add_data(sheet, task, columns=True)
    sheet.add(f"weights{biases} = make()")
    sheet.add(f"for epoch in range({task.epochs}):")
    rate_given = f", {task.style.rate}" if task.style.names_rate else ""
    sheet.add(f"cost = train_step(weights{biases}, X, Y{rate_given})", 1)
    sheet.add("if epoch % 40 == 0:", 1)
    sheet.add("print(epoch, cost)", 2)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    found = []
    for layer in range(network.depth):
        bias = namespace["biases"][layer] if network.biases else None
        found.append(layer_of(namespace["weights"][layer], bias, "columns"))
    return found


def _parameters(network: Network) -> list[Parameter]:
    found = []
    for layer in range(1, network.depth + 1):
        found.append(Parameter(f"weights[{layer - 1}]", layer, ("weights",)))
        if network.biases:
            found.append(Parameter(f"biases[{layer - 1}]", layer, ("bias",)))
    return found


FUNCTIONS_IN_PLACE = Shape(
    name="functions, in place", write=_write, layers=_layers, parameters=_parameters, one_sample=False
)
