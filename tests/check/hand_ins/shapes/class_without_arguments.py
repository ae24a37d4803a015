"""A class that is given all data at the start, with feedforward() and backprop() without arguments."""

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layers_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task, separate
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "based on a blog post")
    rate = "RATE" if task.style.names_rate else str(task.style.rate)
    names = Names(
        weights=numbered("self.weights"),
        biases=numbered("self.b"),
        sums=numbered("self.net"),
        values=numbered("self.layer"),
        deltas=numbered("delta"),
        inputs="self.input",
        targets="self.y",
        rate=rate,
        error="err",
        weight_gradients=numbered("d_weights"),
        bias_gradients=numbered("d_b"),
    )
    algebra = Algebra(layout="rows", product_style=task.style.product)
    lines = MatrixLines(sheet, task, algebra, names, indent=2)
    if task.style.names_rate:
        sheet.add(f"RATE = {task.style.rate}")
        sheet.add()
        sheet.add()
    sheet.add("class Network(object):")
    sheet.add("def __init__(self, x, y):", 1)
    sheet.add(f"rng = np.random.RandomState({task.style.seed})", 2)
    sheet.add("self.input = x", 2)
    sheet.add("self.y = y", 2)
    lines.add_start("rng")
    sheet.add()
    sheet.add("def feedforward(self):", 1)
    lines.add_forward()
    sheet.add()
    sheet.add("def backprop(self):", 1)
    if task.style.comments:
        sheet.add("# chain rule", 2)
    lines.add_backward(steps=True)
    sheet.add()
    sheet.add()
    sheet.add('if __name__ == "__main__":')
    start = Sheet(())
    add_data(start, task)
    sheet.add_all(start.source(), 1)
    sheet.add("network = Network(X, Y)", 1)
    sheet.add(f"for i in range({task.epochs}):", 1)
    sheet.add("network.feedforward()", 2)
    sheet.add("network.backprop()", 2)
    sheet.add("network.feedforward()", 1)
    sheet.add(f"print(network.layer{task.network.depth})", 1)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    return layers_of(vars(namespace["network"]), network, "weights#", "b#", "rows")


def _parameters(network: Network) -> list[Parameter]:
    return separate(network, "network.weights#", "network.b#")


CLASS_WITHOUT_ARGUMENTS = Shape(
    name="class without arguments", write=_write, layers=_layers, parameters=_parameters, one_sample=False
)
