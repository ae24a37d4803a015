"""What files that compute with matrices have in common: head, data and how their numbers are read."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.calculus import add_functions
from tests.check.hand_ins.shapes.shape import Layer, Task
from tests.check.hand_ins.sheet import Sheet


def add_head(sheet: Sheet, task: Task, comment: str, softmax_axis: int = 1) -> None:
    """Write the imports and the functions."""
    if task.style.comments:
        sheet.add(f"# {comment}")
    sheet.add("import numpy as np")
    sheet.add()
    if not task.style.comments:
        sheet.add()
    add_functions(sheet, task, softmax_axis)


def add_data(sheet: Sheet, task: Task, columns: bool = False, names: tuple[str, str] = ("X", "Y")) -> None:
    """Write the data as two arrays."""
    for name, rows in zip(names, (task.data.inputs, task.data.targets), strict=True):
        table = [list(row) for row in rows]
        if columns:
            table = [list(column) for column in zip(*rows, strict=True)]
        sheet.add(f"{name} = np.array({table})")


def layer_of(weights: NDArray[np.float64], biases: NDArray[np.float64] | None, layout: str) -> Layer:
    """A layer with a row for each input, whatever the file's layout."""
    table = np.array(weights, dtype=float)
    if layout != "rows":
        table = table.T
    if biases is None:
        return Layer(weights=table, biases=None)
    return Layer(weights=table, biases=np.array(biases, dtype=float).ravel())


def layers_of(
    names: Mapping[str, NDArray[np.float64]], network: Network, weights: str, biases: str, layout: str
) -> list[Layer]:
    """All layers, from names with the layer's number in the place of `#`."""
    found = []
    for layer in range(1, network.depth + 1):
        number = str(layer)
        bias = names[biases.replace("#", number)] if network.biases else None
        found.append(layer_of(names[weights.replace("#", number)], bias, layout))
    return found
