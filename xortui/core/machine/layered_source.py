"""The source of a wide network's loop over many steps: loops over units, where straight lines would be thousands.

Every number is computed as the operations say, in their order, so the bits are those of the straight lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from xortui.core.activations import activation
from xortui.core.compiler import identifier
from xortui.core.expression import Name, source
from xortui.core.machine.loop_source import LoopSource, recorded, whole_source
from xortui.core.network import Network
from xortui.core.program import BATCH, LOSS, Kind, Operation, Phase, Program, derivative, gradient_sum

MAX_OUTPUTS = 12
"""The operations on outputs and their loss are straight lines; with more outputs a softmax has too many."""
BLOCK = 8
"""Units that are gone back to at once: their sums don't wait for each other."""


def can_be_layered(program: Program) -> bool:
    """Say whether a program's steps can be written as loops over units."""
    network = program.network
    return (
        program.is_as_written
        and program.training.simultaneous
        and program.training.dropout is None
        and network.numbering == "by-source"
        and not network.frozen
        and not network.tied
        and len(network.layers) > 2
        and network.layers[-1] <= MAX_OUTPUTS
    )


def layered_source(program: Program) -> LoopSource:
    """Write the loop that runs a program's steps and records their losses; see `loop_source`."""
    layers = _layers(program.network)
    update = _Update(program, layers[-1].work_end)
    step = [
        f"row = order[place] * {len(program.inputs) + len(program.targets)}",
        *[f"{identifier(y)} = rows[row + {len(program.inputs) + k}]" for k, y in enumerate(program.targets)],
    ]
    if program.batched:
        step.append(f"{identifier(BATCH)} = endings[place]")
    for layer in layers:
        step += layer.forward()
    step += _outputs(program, layers[-1])
    for below, layer in reversed(list(pairwise(layers))):
        step += layer.backward(below)
    step += update.lines(layers)
    text = whole_source(
        program,
        head=[f"{name} = state[{place}]" for name, place in update.counts.items()],
        step=recorded(step),
        tail=[f"state[{place}] = {name}" for name, place in update.counts.items()],
    )
    return LoopSource(text, update.work_end)


class _Layer:
    """One layer's loops. Layers are numbered from 1; what stands for layer 0 are the inputs."""

    def __init__(self, network: Network, number: int, start: int, work: int) -> None:
        """Take a layer.

        Args:
            network: the network.
            number: which layer.
            start: where its first weight stands in the state.
            work: where its room begins: for its weighted sums, its values and their ∂C/∂z.
        """
        self.number = number
        self.size = network.layers[number]
        self.below = network.layers[number - 1]
        self.direct = len(network.sources(number)) - self.below
        """Inputs that lead here directly, besides the layer before."""
        self.start = start
        self.work = work
        self.weights = (self.below + self.direct) * self.size
        self.biases = self.size if network.biases else 0
        self._name = network.activations[number - 1]
        self._is_last = number == len(network.layers) - 1
        self._below_name = network.activations[number - 2] if number > 1 else ""

    @property
    def end(self) -> int:
        """Where the next layer's first weight stands in the state."""
        return self.start + self.weights + self.biases

    @property
    def work_end(self) -> int:
        """Where its room ends."""
        return self.work + 3 * self.size

    @property
    def bias(self) -> int:
        """Where its first bias stands in the state."""
        return self.start + self.weights

    def sums(self, unit: str) -> str:
        """Write the weighted sum z of a unit."""
        return f"work[{_offset(self.work, unit)}]"

    def values(self, unit: str) -> str:
        """Write the value a of a unit."""
        return f"work[{_offset(self.work + self.size, unit)}]"

    def deltas(self, unit: str) -> str:
        """Write ∂C/∂z of a unit."""
        return f"work[{_offset(self.work + 2 * self.size, unit)}]"

    @property
    def _sources(self) -> list[tuple[str, int, int]]:
        """What leads here: how its j-th number is written, how many they are, and where the first one's weights are."""
        below = "rows[row + j]" if self.number == 1 else f"work[{_offset(self.work - 2 * self.below, 'j')}]"
        found = [(below, self.below, 0)]
        if self.direct:
            found.append(("rows[row + j]", self.direct, self.below))
        return found

    def forward(self) -> list[str]:
        """Write the weighted sums, term by term for all units, and, of a hidden layer, the values."""
        units = f"for i in range({self.size}):"
        lines = []
        for value, count, row in self._sources:
            first = 0
            if row == 0:
                lines += ["j = 0", f"value = {value}", units, f"    {self.sums('i')} = state[{self.start} + i] * value"]
                first = 1
            if count > first:
                lines += [
                    f"for j in range({first}, {count}):",
                    f"    value = {value}",
                    f"    first = {self.start + row * self.size} + j * {self.size}",
                    f"    {units}",
                    f"        {self.sums('i')} += state[first + i] * value",
                ]
        if self.biases:
            lines += [units, f"    {self.sums('i')} += state[{self.bias} + i]"]
        if not self._is_last:
            value = source(activation(self._name).value(Name("z")), str, inline=True)
            lines += [units, f"    z = {self.sums('i')}", f"    {self.values('i')} = {value}"]
        return lines

    def backward(self, below: _Layer) -> list[str]:
        """Write ∂C/∂z of the layer below, from ∂C/∂z here."""
        slope = source(activation(self._below_name).derivative(Name("z"), Name("a")), str, inline=True)
        whole = self.below // BLOCK * BLOCK
        lines = []
        if whole:
            lines += [f"for start in range(0, {whole}, {BLOCK}):", *_indented(self._back(below, BLOCK, slope))]
        if self.below > whole:
            lines += [f"start = {whole}", *self._back(below, self.below - whole, slope)]
        return lines

    def _back(self, below: _Layer, count: int, slope: str) -> list[str]:
        """Write the way back to some units at once."""
        rows = [f"row{k}" for k in range(count)]
        lines = [f"{row} = {self.start} + (start + {k}) * {self.size}" for k, row in enumerate(rows)]
        lines.append(f"delta = {self.deltas('0')}")
        lines += [f"sum{k} = delta * state[{row}]" for k, row in enumerate(rows)]
        if self.size > 1:
            lines += [f"for i in range(1, {self.size}):", f"    delta = {self.deltas('i')}"]
            lines += [f"    sum{k} += delta * state[{row} + i]" for k, row in enumerate(rows)]
        for k in range(count):
            unit = f"start + {k}"
            lines += [
                f"z = {below.sums(unit)}",
                f"a = {below.values(unit)}",
                f"{below.deltas(unit)} = sum{k} * {slope}",
            ]
        return lines

    def gradients(self, weight: Sequence[str], bias: Sequence[str]) -> list[str]:
        """Write lines for every parameter, which read its gradient g and its place k in the state.

        Args:
            weight: what to do for a weight.
            bias: what to do for a bias.
        """
        units = f"for i in range({self.size}):"
        lines = []
        for value, count, row in self._sources:
            lines += [
                f"for j in range({count}):",
                f"    value = {value}",
                f"    first = {self.start + row * self.size} + j * {self.size}",
                f"    {units}",
                f"        g = {self.deltas('i')} * value",
                "        k = first + i",
                *_indented(_indented(weight)),
            ]
        if self.biases:
            lines += [units, f"    g = {self.deltas('i')}", f"    k = {self.bias} + i", *_indented(bias)]
        return lines

    def parameters(self, weight: Sequence[str], bias: Sequence[str]) -> list[str]:
        """Write lines for every parameter, which read its place k in the state."""
        lines = [f"for k in range({self.start}, {self.bias}):", *_indented(weight)]
        if self.biases:
            lines += [f"for k in range({self.bias}, {self.end}):", *_indented(bias)]
        return lines


class _Update:
    """The lines of an update, written from the operations of one weight and one bias for all of them."""

    def __init__(self, program: Program, work: int) -> None:
        """Sort the operations of the update.

        Args:
            program: what a step does.
            work: where its room begins: for the gradients, where all are needed at once.
        """
        network = program.network
        self._program = program
        self._size = len(network.parameter_names)
        parameters = network.incoming[network.units[1][0].name]
        self._weight = parameters[0].name
        self._bias = parameters[-1].name
        operations = [o for o in program.operations if o.phase is Phase.UPDATE]
        self._common = [o for o in operations if not o.by]
        self._lengths = [o for o in self._common if o.kind is Kind.NORM]
        self._own: dict[str, list[Operation]] = {}
        for parameter in (self._weight, self._bias):
            self._own[parameter] = [o for o in operations if o.by == parameter]
        self._slots = self._slots_of_state()
        self._work = work
        self.counts = {identifier(o.target): program.state_index[o.target] for o in self._counted}

    @property
    def _counted(self) -> list[Operation]:
        return [o for o in self._common if o.kind is Kind.COUNT]

    @property
    def work_end(self) -> int:
        """Where its room ends."""
        return self._work + (self._size if self._lengths else 0)

    def _slots_of_state(self) -> dict[str, int]:
        """Return how far what the state keeps of a parameter lies behind it, by the weight's names."""
        found: dict[str, int] = {}
        index = self._program.state_index
        for operation in self._own[self._weight]:
            if operation.assigns and operation.target != self._weight:
                found[operation.target] = index[operation.target] - index[self._weight]
        return found

    def _gradients(self, place: str) -> str:
        """Write the gradient of a parameter, where all are needed at once."""
        return f"work[{_offset(self._work, place)}]"

    def lines(self, layers: Sequence[_Layer]) -> list[str]:
        """Write what follows the way back."""
        program = self._program
        common = [o for o in self._common if o.kind is not Kind.NORM]
        before = [f"{identifier(o.target)} = {source(o.expression, identifier, inline=True)}" for o in common]
        if not program.batched and not self._lengths:
            weight, bias = self._both(_every)
            return [*before, *_of_all(layers, _Layer.gradients, weight, bias)]
        if not program.batched:
            whole = [f"{self._gradients('k')} = g"]
            again = f"g = {self._gradients('k')}"
            weight, bias = self._both(_every)
            return [
                *before,
                *_of_all(layers, _Layer.gradients, whole, whole),
                *self._length(),
                *_of_all(layers, _Layer.parameters, [again, *weight], [again, *bias]),
            ]
        weight, bias = self._both(lambda o: o.kind is Kind.ACCUMULATE)
        lines = _of_all(layers, _Layer.gradients, weight, bias)
        weight, bias = self._both(lambda o: o.kind is not Kind.ACCUMULATE)
        closing = list(before)
        if self._lengths:
            means, _ = self._both(lambda o: o.kind is Kind.MEAN)
            gradient = self._line_names(self._weight)[self._measured]
            means = [*means, f"{self._gradients('k')} = {gradient}"]
            closing += [f"for k in range({self._size}):", *_indented(means)]
            closing += self._length()
        closing += _of_all(layers, _Layer.parameters, weight, bias)
        return [*lines, f"if {identifier(BATCH)}:", *_indented(closing)]

    @property
    def _measured(self) -> str:
        """The name of the weight's gradient whose square goes into the length of all."""
        means = [o.target for o in self._own[self._weight] if o.kind is Kind.MEAN]
        return means[0] if means else gradient_sum(self._weight)

    def _length(self) -> list[str]:
        """Write the length of all gradients, added in their order, and what is made of it."""
        first, *rest = self._lengths
        lines = [
            f"g = {self._gradients('0')}",
            "squares = g * g",
            f"for k in range(1, {self._size}):",
            f"    g = {self._gradients('k')}",
            "    squares += g * g",
            f"{identifier(first.target)} = square_root(squares)",
        ]
        return lines + [f"{identifier(o.target)} = {source(o.expression, identifier, inline=True)}" for o in rest]

    def _both(self, is_wanted: Callable[[Operation], bool]) -> tuple[list[str], list[str]]:
        """Return the lines for a weight and those for a bias."""
        found = []
        for parameter in (self._weight, self._bias):
            names = self._line_names(parameter)
            wanted = [o for o in self._own[parameter] if is_wanted(o)]
            found.append([f"{names[o.target]} = {source(o.expression, _reader(names), inline=True)}" for o in wanted])
        weight, bias = found
        return weight, bias

    def _line_names(self, parameter: str) -> dict[str, str]:
        """Return what stands in a line for each name that belongs to one parameter."""
        names = {parameter: "state[k]", derivative(LOSS, parameter): "g"}
        slots = {}
        for name, behind in self._slots.items():
            slots[name.replace(f"({self._weight})", f"({parameter})")] = behind
        for operation in self._own[parameter]:
            if operation.target in names:
                continue
            distance = slots.get(operation.target)
            names[operation.target] = f"value{len(names)}" if distance is None else f"state[k + {distance}]"
        return names


def _of_all(
    layers: Iterable[_Layer],
    write: Callable[[_Layer, Sequence[str], Sequence[str]], list[str]],
    weight: Sequence[str],
    bias: Sequence[str],
) -> list[str]:
    """Return the lines of every layer, one after the other."""
    return [line for layer in layers for line in write(layer, weight, bias)]


def _reader(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return what writes a name: as it is called in a line, or as everywhere."""
    return lambda name: names.get(name) or identifier(name)


def _layers(network: Network) -> list[_Layer]:
    found: list[_Layer] = []
    start = 0
    work = 0
    for number in range(1, len(network.layers)):
        found.append(_Layer(network, number, start, work))
        start = found[-1].end
        work = found[-1].work_end
    return found


def _outputs(program: Program, last: _Layer) -> list[str]:
    """Write the straight lines from the outputs' weighted sums to the loss and their ∂C/∂z."""
    units = program.network.units[-1]
    sums = [unit.weighted_sum for unit in units]
    deltas = [derivative(LOSS, z) for z in sums]
    known = {*sums, *program.targets}
    live = {LOSS, *deltas}
    needed: list[Operation] = []
    for operation in reversed(program.operations):
        if operation.target in live and operation.target not in known:
            needed.append(operation)
            live.update(operation.reads)
    lines = [f"{identifier(z)} = {last.sums(str(k))}" for k, z in enumerate(sums)]
    for operation in reversed(needed):
        lines.append(f"{identifier(operation.target)} = {source(operation.expression, identifier, inline=True)}")
    return lines + [f"{last.deltas(str(k))} = {identifier(name)}" for k, name in enumerate(deltas)]


def _every(_: Operation) -> bool:
    """Want every operation."""
    return True


def _offset(start: int, place: str) -> str:
    """Write a place behind a start."""
    if place.isdigit():
        return str(start + int(place))
    return f"{start} + {place}" if start else place


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
