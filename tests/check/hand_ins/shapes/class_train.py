"""A class with `train(x, y)`: one sample a time, W @ x on flat arrays."""

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layers_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task, separate
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "a neural network class", softmax_axis=0)
    rate = "self.lr" if task.style.names_rate else str(task.style.rate)
    names = Names(
        weights=numbered("self.w"),
        biases=numbered("self.bias"),
        sums=numbered("self.sum"),
        values=numbered("self.out"),
        deltas=numbered("d"),
        inputs="x",
        targets="y",
        rate=rate,
        weight_gradients=numbered("grad_w"),
        bias_gradients=numbered("grad_bias"),
    )
    algebra = Algebra(layout="vector", product_style=task.style.product)
    lines = MatrixLines(sheet, task, algebra, names, indent=2)
    sheet.add("class NeuralNetwork:")
    if task.style.comments:
        sheet.add('"""Trains on one example at a time."""', 1)
        sheet.add()
    sheet.add(f"def __init__(self, seed={task.style.seed}):", 1)
    sheet.add("rng = np.random.RandomState(seed)", 2)
    lines.add_start("rng")
    if task.style.names_rate:
        sheet.add(f"self.lr = {task.style.rate}", 2)
    sheet.add()
    sheet.add("def forward(self, x):", 1)
    lines.add_forward()
    sheet.add(f"return self.out{task.network.depth}", 2)
    sheet.add()
    sheet.add("def train(self, x, y):", 1)
    sheet.add("self.forward(x)", 2)
    lines.add_backward(steps=True)
    sheet.add()
    sheet.add()
    add_data(sheet, task, names=("inputs", "wanted"))
    sheet.add("nn = NeuralNetwork()")
    sheet.add(f"for epoch in range({task.epochs}):")
    sheet.add("for x, y in zip(inputs, wanted):", 1)
    sheet.add("nn.train(x, y)", 2)
    sheet.add("for x in inputs:")
    sheet.add("print(x, nn.forward(x).round(3))", 1)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    return layers_of(vars(namespace["nn"]), network, "w#", "bias#", "vector")


def _parameters(network: Network) -> list[Parameter]:
    return separate(network, "nn.w#", "nn.bias#")


CLASS_TRAIN = Shape(
    name="class with train(x, y)", write=_write, layers=_layers, parameters=_parameters, one_sample=True
)
