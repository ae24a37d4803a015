"""Biases as the last row of each matrix: every layer's input gets a column of ones."""

from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import Network
from tests.check.hand_ins.shapes.calculus import Around, slope
from tests.check.hand_ins.shapes.layout import add_data, add_head
from tests.check.hand_ins.shapes.shape import Layer, Namespace, Parameter, Shape, Task
from tests.check.hand_ins.sheet import Sheet


def _write(sheet: Sheet, task: Task) -> None:
    network = task.network
    style = task.style
    depth = network.depth
    add_head(sheet, task, "bias trick")
    sheet.add("def with_ones(a):")
    ones = "np.ones((a.shape[0], 1))"
    sheet.add(f"return np.hstack([a, {ones}])" if style.adds else f"return np.c_[a, {ones}]", 1)
    sheet.add()
    sheet.add()
    add_data(sheet, task, names=("data", "labels"))
    sheet.add(f"rng = np.random.RandomState({style.seed})")
    for layer in range(1, depth + 1):
        shape = f"({network.sizes[layer - 1]} + 1, {network.sizes[layer]})"
        sheet.add(f"theta{layer} = rng.uniform(-1, 1, {shape})")
    sheet.add()
    sheet.add()
    names = ", ".join(f"theta{layer}" for layer in range(1, depth + 1))
    sheet.add(f"def one_epoch({names}, alpha):")
    before = "data"
    for layer in range(1, depth + 1):
        sheet.add(f"in{layer} = with_ones({before})", 1)
        before = f"act{layer}"
        if style.keeps_sums:
            sheet.add(f"sum{layer} = in{layer}.dot(theta{layer})", 1)
            sheet.add(f"{before} = {network.activation(layer)}(sum{layer})", 1)
        else:
            sheet.add(f"{before} = {network.activation(layer)}(in{layer}.dot(theta{layer}))", 1)
    _add_output_delta(sheet, task)
    early = []
    for layer in range(depth - 1, 0, -1):
        if sheet.wants("weights-updated", layer):
            line = _add_step(sheet, task, layer + 1)
            early.append(layer + 1)
        _add_hidden_delta(sheet, task, layer)
        if layer + 1 in early:
            sheet.also(Mistake("weights-updated", layer), line)
    for layer in range(1, depth + 1):
        if layer not in early:
            _add_step(sheet, task, layer)
    sheet.add()
    sheet.add()
    sheet.add(f"for step in range({task.epochs}):")
    sheet.add(f"one_epoch({names}, {style.rate})", 1)
    sheet.add(f"print(theta{depth})")


def _total(task: Task, layer: int) -> str | None:
    return f"sum{layer}" if task.style.keeps_sums else None


def _add_output_delta(sheet: Sheet, task: Task) -> None:
    depth = task.network.depth
    output = f"act{depth}"
    first, second = ("labels", output) if task.style.adds else (output, "labels")
    if sheet.planted("error-reversed", depth):
        first, second = second, first
    sheet.add(f"miss = {first} - {second}", 1)
    delta = "miss"
    if task.network.loss == "squared error":
        around = Around(value=output, total=_total(task, depth), error="miss", target="labels")
        delta = f"miss * {slope(sheet, task, depth, around)}"
        if task.style.two:
            delta = f"2 * {delta}"
    if task.style.mean:
        delta = f"{delta} / len(data)"
    sheet.add(f"delta{depth} = {delta}", 1)


def _add_hidden_delta(sheet: Sheet, task: Task, layer: int) -> None:
    after = layer + 1
    sheet.planted("weights-updated", layer)
    passed = f"delta{after}"
    squared = task.network.loss == "squared error"
    if squared and after == task.network.depth and sheet.planted("error-for-delta", layer):
        passed = "miss"
    elif sheet.planted("value-for-delta", layer):
        passed = f"act{after}"
    rows = "[1:]" if sheet.planted("wrong-column", layer) else "[:-1]"
    back = f"{passed}.dot(theta{after}{rows}.T)"
    if sheet.planted("passed-back-sign", layer):
        back = f"-{back}"
    if sheet.planted("slope-missing", layer):
        sheet.add(f"delta{layer} = {back}", 1)
        return
    around = Around(value=f"act{layer}", total=_total(task, layer))
    sheet.add(f"delta{layer} = {back} * {slope(sheet, task, layer, around)}", 1)


def _add_step(sheet: Sheet, task: Task, layer: int) -> int:
    sign = "+" if task.style.adds else "-"
    if sheet.planted("uphill", layer):
        sign = "-" if sign == "+" else "+"
    twice = sheet.planted("stray-factor", layer)
    delta = f"delta{layer}"
    squared = task.network.loss == "squared error"
    if squared and layer == task.network.depth and sheet.planted("slope-missing-in-gradients", layer):
        delta = "miss"
    if twice:
        delta = f"2 * {delta}"  # beside alpha, 2 would be a rate of the layer's own
    return sheet.add(f"theta{layer} {sign}= alpha * in{layer}.T.dot({delta})", 1)


def _layers(namespace: Namespace, network: Network) -> list[Layer]:
    found = []
    for layer in range(1, network.depth + 1):
        table = namespace[f"theta{layer}"].astype(float)
        found.append(Layer(weights=table[:-1], biases=table[-1]))
    return found


def _parameters(network: Network) -> list[Parameter]:
    found = []
    for layer in range(1, network.depth + 1):
        found.append(Parameter(f"theta{layer}", layer, ("weights", "bias")))
    return found


def _accepts(network: Network) -> bool:
    return network.biases


BIAS_COLUMN = Shape(
    name="bias column", write=_write, layers=_layers, parameters=_parameters, one_sample=False, accepts=_accepts
)
