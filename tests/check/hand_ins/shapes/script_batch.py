"""A script that trains when it is imported: global arrays, X @ W, all samples at once."""

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.layout import add_data, add_head, layers_of
from tests.check.hand_ins.shapes.matrix_lines import MatrixLines, Names, numbered
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task, separate
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    add_head(sheet, task, "training a small network, everything by hand")
    add_data(sheet, task)
    sheet.add(f"rng = np.random.RandomState({task.style.seed})")
    rate = "eta" if task.style.names_rate else str(task.style.rate)
    names = Names(
        weights=numbered("W"),
        biases=numbered("b"),
        sums=numbered("z"),
        values=numbered("a"),
        deltas=numbered("delta"),
        inputs="X",
        targets="Y",
        rate=rate,
    )
    algebra = Algebra(layout="rows", product_style=task.style.product)
    MatrixLines(sheet, task, algebra, names, indent=0).add_start("rng")
    if task.style.names_rate:
        sheet.add(f"eta = {task.style.rate}")
    sheet.add()
    sheet.add(f"for epoch in range({task.epochs}):")
    lines = MatrixLines(sheet, task, algebra, names, indent=1)
    lines.add_forward()
    lines.add_backward(steps=True)
    if task.style.comments:
        sheet.add("if epoch % 50 == 0:", 1)
        sheet.add("print(epoch, np.mean(error ** 2))", 2)
    sheet.add()
    sheet.add(f"print({_value_of_output(task)})")


def _value_of_output(task: Task) -> str:
    return f"W{task.network.depth}.round(3)"


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    return layers_of(namespace, network, "W#", "b#", "rows")


def _parameters(network: Network) -> list[Parameter]:
    return separate(network, "W#", "b#")


SCRIPT_BATCH = Shape(name="script, full batch", write=_write, layers=_layers, parameters=_parameters, one_sample=False)
