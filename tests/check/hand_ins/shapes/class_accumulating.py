"""A class that adds up the gradients of all samples, one sample at a time, and then makes one step."""

from dataclasses import replace

from tests.check.hand_ins.damage import EVERY_LAYER
from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layers_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task, separate
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "batch gradient descent", softmax_axis=0)
    names = Names(
        weights=numbered("self.W"),
        biases=numbered("self.B"),
        sums=numbered("z"),
        values=numbered("a"),
        deltas=numbered("delta"),
        inputs="x",
        targets="t",
        rate="rate" if task.style.names_rate else str(task.style.rate),
    )
    algebra = Algebra(layout="vector", product_style=task.style.product)
    lines = MatrixLines(sheet, task, algebra, names, indent=2)
    sheet.add("class BatchNet:")
    sheet.add("def __init__(self):", 1)
    sheet.add(f"rng = np.random.RandomState({task.style.seed})", 2)
    lines.add_start("rng")
    for letter, layer in _sums(task):
        sheet.add(f"self.zero_{letter}{layer} = np.zeros_like(self.{letter}{layer})", 2)
    sheet.add()
    sheet.add("def add_sample(self, x, t):", 1)
    lines.add_forward()
    lines.add_backward(steps=False)
    for letter, layer in _sums(task):
        operator = "=" if sheet.planted("sums-overwritten", layer) else "+="
        sheet.add(f"self.sum_{letter}{layer} {operator} d{letter if letter == 'W' else 'b'}{layer}", 2)
    sheet.add()
    sheet.add(f"def batch(self, xs, ts{', rate' if task.style.names_rate else ''}):", 1)
    for letter, layer in _sums(task):
        copy = "" if sheet.planted("sums-never-reset", EVERY_LAYER) else ".copy()"
        sheet.add(f"self.sum_{letter}{layer} = self.zero_{letter}{layer}{copy}", 2)
    sheet.add("for x, t in zip(xs, ts):", 2)
    sheet.add("self.add_sample(x, t)", 3)
    summed = replace(names, weight_gradients=numbered("self.sum_W"), bias_gradients=numbered("self.sum_B"))
    MatrixLines(sheet, task, algebra, summed, indent=2).add_steps()
    sheet.add()
    sheet.add()
    add_data(sheet, task, names=("xs", "ts"))
    sheet.add("net = BatchNet()")
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add(f"net.batch(xs, ts{f', {task.style.rate}' if task.style.names_rate else ''})", 1)
    sheet.add("print(net.W1)")


def _sums(task: Task) -> list[tuple[str, int]]:
    """The letter and layer of each sum of gradients."""
    found = []
    for layer in range(1, task.network.depth + 1):
        found.append(("W", layer))
        if task.network.biases:
            found.append(("B", layer))
    return found


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    return layers_of(vars(namespace["net"]), network, "W#", "B#", "vector")


def _parameters(network: Network) -> list[Parameter]:
    return separate(network, "net.W#", "net.B#")


CLASS_ACCUMULATING = Shape(
    name="class that adds up gradients", write=_write, layers=_layers, parameters=_parameters, one_sample=False
)
