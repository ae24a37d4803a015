"""The lines of forward pass, backward pass and step for files that compute with matrices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import LEAK
from tests.check.hand_ins.shapes.algebra import Algebra
from tests.check.hand_ins.shapes.calculus import Around, slope
from tests.check.hand_ins.shapes.shape import Task
from tests.check.hand_ins.sheet import Sheet

Name = Callable[[int], str]


def numbered(prefix: str, suffix: str = "") -> Name:
    """Names that end in the layer's number."""
    return lambda layer: f"{prefix}{layer}{suffix}"


_WEIGHT_GRADIENTS = numbered("dW")
_BIAS_GRADIENTS = numbered("db")


@dataclass(frozen=True)
class Names:
    """What a shape calls things; layers count from 1."""

    weights: Name
    biases: Name
    sums: Name
    values: Name
    deltas: Name
    inputs: str
    targets: str
    rate: str
    error: str = "error"
    weight_gradients: Name = _WEIGHT_GRADIENTS
    bias_gradients: Name = _BIAS_GRADIENTS

    def activation(self, layer: int) -> str:
        """The values of a layer; layer 0 is the input."""
        return self.inputs if layer == 0 else self.values(layer)


@dataclass(frozen=True)
class MatrixLines:
    """The lines of one file."""

    sheet: Sheet
    task: Task
    algebra: Algebra
    names: Names
    indent: int

    def add_start(self, rng: str) -> None:
        """Draw the weights and biases at the start."""
        sizes = self.task.network.sizes
        for layer in range(1, self.task.network.depth + 1):
            shape = self.algebra.shape(sizes[layer - 1], sizes[layer])
            self._add(f"{self.names.weights(layer)} = {rng}.uniform(-1, 1, {shape})")
            if self.task.network.biases:
                shape = self.algebra.bias_shape(sizes[layer])
                self._add(f"{self.names.biases(layer)} = {rng}.uniform(-0.5, 0.5, {shape})")

    def add_forward(self) -> None:
        """Compute every layer's values."""
        for layer in range(1, self.task.network.depth + 1):
            before = self.names.activation(layer - 1)
            total = self.algebra.weighted_sum(before, self.names.weights(layer))
            if self.task.network.biases:
                total = f"{total} + {self.names.biases(layer)}"
            function = self.task.network.activation(layer)
            if self.task.style.keeps_sums:
                self._add(f"{self.names.sums(layer)} = {total}")
                total = self.names.sums(layer)
            self._add(f"{self.names.values(layer)} = {function}({total})")

    def add_backward(self, steps: bool) -> None:
        """Compute deltas and gradients.

        Args:
            steps: Whether the weights are changed on the way; otherwise the gradients get names.
        """
        depth = self.task.network.depth
        self._add_output_delta()
        early: dict[int, int] = {}
        for layer in range(depth - 1, 0, -1):
            too_early = steps and self.sheet.wants("weights-updated", layer)
            if too_early:
                line = self._add_step(layer + 1, with_gradients=True)
                early[layer + 1] = line
            self._add_hidden_delta(layer, may_be_updated=steps)
            if too_early:
                self.sheet.also(Mistake("weights-updated", layer), line)
        if not steps:
            for layer in range(depth, 0, -1):
                self._add_gradients(layer)
            return
        order = range(depth, 0, -1) if self.task.style.adds else range(1, depth + 1)
        updates = dict(early)
        for layer in order:
            if layer not in early:
                updates[layer] = self._add_step(layer, with_gradients=True)
        self._point_beside(updates)

    def add_steps(self) -> None:
        """Change the weights by gradients that have names."""
        updates = {}
        for layer in range(1, self.task.network.depth + 1):
            updates[layer] = self._add_step(layer, with_gradients=False)
        self._point_beside(updates)

    def _point_beside(self, updates: Mapping[int, int]) -> None:
        """Allow the updates of the layers next to one without an update.

        No line of the file is wrong there: the student must add one beside them.

        Args:
            updates: The line of each layer's update.
        """
        for layer in updates:
            for neighbour in (layer - 1, layer + 1):
                if neighbour in updates:
                    self.sheet.beside(Mistake("layer-never-updated", layer), updates[neighbour])

    def _add_output_delta(self) -> None:
        task = self.task
        sheet = self.sheet
        depth = task.network.depth
        output = self.names.values(depth)
        words = {"output": output, "target": self.names.targets}
        first, second = task.style.error.split(" - ")
        error = f"{words[first]} - {words[second]}"
        if not task.style.adds and sheet.planted("output-for-error", depth):
            error = output
        elif self._squared and not task.style.adds and sheet.planted("cost-for-error", depth):
            error = f"0.5 * ({error}) ** 2"
        elif sheet.planted("error-reversed", depth):
            error = f"{words[second]} - {words[first]}"
        self._add(f"{self.names.error} = {error}")
        delta = self.names.error
        around = Around(value=output, total=self._total(depth), error=self.names.error, target=self.names.targets)
        if self._squared:
            delta = f"{delta} * {slope(sheet, task, depth, around)}"
            if task.style.two:
                delta = f"2 * {delta}"
        elif task.network.output == "softmax" and sheet.planted("softmax-slope-besides", depth):
            delta = f"{delta} * {output} * (1 - {output})"
        elif task.network.output == "softmax" and sheet.planted("softmax-diagonal", depth):
            sign = "" if task.style.adds else "-"
            delta = f"{sign}{self.names.targets} / {output} * {output} * (1 - {output})"
        if task.style.mean == "error" and self.algebra.layout != "vector":
            delta = f"{delta} / {self.algebra.samples(self.names.inputs)}"
        self._add(f"{self.names.deltas(depth)} = {delta}")

    @property
    def _squared(self) -> bool:
        return self.task.network.loss == "squared error"

    def _total(self, layer: int) -> str | None:
        return self.names.sums(layer) if self.task.style.keeps_sums else None

    def _add_hidden_delta(self, layer: int, may_be_updated: bool) -> None:
        sheet = self.sheet
        after = layer + 1
        delta = self.names.deltas(after)
        weights = self.names.weights(after)
        sizes = self.task.network.sizes
        if may_be_updated:
            sheet.planted("weights-updated", layer)
        if self._squared and after == self.task.network.depth and sheet.planted("error-for-delta", layer):
            delta = self.names.error
        elif sheet.planted("value-for-delta", layer):
            delta = self.names.values(after)
        back = self.algebra.sent_back(delta, weights)
        if sizes[layer] == sizes[after] and sheet.planted("weights-transposed", layer):
            back = self.algebra.sent_back_transposed(delta, weights)
        elif 1 < sizes[layer] != sizes[after] > 1 and sheet.planted("weights-reshaped", layer):
            back = self.algebra.sent_back_reshaped(delta, weights, sizes[layer], sizes[after])
        elif sizes[after] > 1 and sheet.planted("one-path", layer):
            back = self.algebra.sent_back_by_first_unit(delta, weights)
        elif not self._errors_cancel(after) and sheet.planted("weights-missing", layer):
            back = self.algebra.sent_back_without_weights(delta)
        elif sheet.planted("delta-missing", layer):
            back = self.algebra.sent_back_without_delta(weights)
        if sheet.planted("passed-back-sign", layer):
            back = f"-{_closed(back)}"
        if sheet.planted("slope-missing", layer):
            self._add(f"{self.names.deltas(layer)} = {back}")
            return
        gate = self._gate_of(back, layer)
        if gate is not None and sheet.planted("gate-of-gradient", layer):
            self._add(f"{self.names.deltas(layer)} = {gate}")
            return
        around = Around(value=self.names.values(layer), total=self._total(layer))
        if self._fits(after, layer):
            around = replace(around, other=self.names.values(after), other_total=self._total(after))
        factor = slope(sheet, self.task, layer, around)
        self._add(f"{self.names.deltas(layer)} = {back} * {factor}")

    def _gate_of(self, back: str, layer: int) -> str | None:
        """What is passed back, set to 0 or made small where it is negative itself; None if there is no gate."""
        name = self.task.network.activation(layer)
        if name == "relu":
            return f"np.maximum(0, {back})"
        if name == "leaky":
            return f"np.where({back} > 0, {back}, {LEAK} * {_closed(back)})"
        return None

    def _fits(self, other: int, layer: int) -> bool:
        """Whether the numbers of another layer can stand for those of a layer: as many, or one for all."""
        sizes = self.task.network.sizes
        return sizes[other] in (1, sizes[layer])

    def _errors_cancel(self, layer: int) -> bool:
        """Whether the errors of a layer's units are 0 together, so that nothing would be passed back."""
        return layer == self.task.network.depth and self.task.network.output == "softmax"

    def _inputs(self, layer: int) -> str:
        """What stands for the inputs in the gradient of a layer's weights."""
        sheet = self.sheet
        sizes = self.task.network.sizes
        square = sizes[layer] == sizes[layer - 1]
        broadcast = sizes[layer] == 1 and self.algebra.layout != "vector"
        if (broadcast or square) and sheet.planted("own-activation", layer):
            return self.names.values(layer)
        if layer > 1 and sizes[layer - 2] == sizes[layer - 1] and sheet.planted("other-activation", layer):
            return self.names.activation(layer - 2)
        total = self._total(layer - 1)
        if layer > 1 and total is not None and sheet.planted("sum-for-activation", layer):
            return total
        below = self.names.activation(layer - 1)
        is_sigmoid = layer > 1 and self.task.network.activation(layer - 1) == "sigmoid"
        if is_sigmoid and sheet.planted("slope-for-activation", layer):
            return f"({below} * (1 - {below}))"
        return below

    def _delta_for_gradients(self, layer: int) -> str:
        at_output = layer == self.task.network.depth
        if at_output and self._squared and self.sheet.planted("slope-missing-in-gradients", layer):
            return self.names.error
        return self.names.deltas(layer)

    def _divided(self, gradient: str) -> str:
        if self.task.style.mean == "gradients" and self.algebra.layout != "vector":
            return f"{gradient} / {self.algebra.samples(self.names.inputs)}"
        return gradient

    def _weight_gradient(self, layer: int) -> str:
        sheet = self.sheet
        sizes = self.task.network.sizes
        inputs = self._inputs(layer)
        delta = self._delta_for_gradients(layer)
        at_output = layer == self.task.network.depth
        if not at_output and self._fits(layer + 1, layer) and sheet.planted("delta-of-other-layer", layer):
            delta = self.names.deltas(layer + 1)
        elif (
            at_output
            and self._squared
            and self.task.network.biases
            and sheet.planted("slope-missing-in-weights", layer)
        ):
            delta = self.names.error
        gradient = self.algebra.weight_gradient(inputs, delta)
        if sheet.planted("input-missing", layer):
            gradient = self.algebra.weight_gradient(f"np.ones_like({inputs})", delta)
        elif sheet.planted("weight-for-input", layer):
            gradient = self.algebra.weight_gradient_with_weights(self.names.weights(layer), delta)
        if sizes[layer] == sizes[layer - 1] and sheet.planted("gradient-transposed", layer):
            gradient = f"({gradient}).T"
        elif 1 < sizes[layer] != sizes[layer - 1] > 1 and sheet.planted("gradient-reshaped", layer):
            gradient = f"({gradient}).T.reshape({self.algebra.shape(sizes[layer - 1], sizes[layer])})"
        gradient = self._divided(gradient)
        weights_alone = sheet.planted("stray-factor:weights", layer)
        if sheet.planted("stray-factor", layer) and gradient.startswith("np.outer("):
            # A factor of the whole layer that stands beside the rate would be a rate of its own.
            return gradient.replace("np.outer(", "np.outer(2 * ", 1)
        if weights_alone or sheet.wants("stray-factor", layer):
            gradient = f"2 * {gradient}"
        return gradient

    def _bias_gradient(self, layer: int) -> str:
        sheet = self.sheet
        delta = self._delta_for_gradients(layer)
        at_output = layer == self.task.network.depth
        if at_output and self._squared and sheet.planted("slope-missing-in-biases", layer):
            delta = self.names.error
        elif not at_output and self._fits(layer + 1, layer) and sheet.planted("bias-of-other-layer", layer):
            delta = self.names.deltas(layer + 1)
        batch = self.algebra.layout != "vector"
        gradient = self.algebra.bias_gradient(delta)
        mean = self.task.style.mean
        if self.task.network.sizes[layer] > 1 and sheet.planted("bias-over-all-units", layer):
            gradient = f"np.sum({delta})"
        elif batch and not mean and sheet.planted("bias-averaged", layer):
            gradient = self.algebra.bias_gradient_as_mean(delta)
        if not (batch and mean == "gradients" and sheet.planted("bias-not-averaged", layer)):
            gradient = self._divided(gradient)
        if sheet.planted("stray-factor", layer):
            gradient = f"2 * {gradient}"
        return gradient

    def _add_gradients(self, layer: int) -> list[int]:
        lines = [self._add(f"{self.names.weight_gradients(layer)} = {self._weight_gradient(layer)}")]
        if self.task.network.biases:
            lines.append(self._add(f"{self.names.bias_gradients(layer)} = {self._bias_gradient(layer)}"))
        return lines

    def _add_step(self, layer: int, with_gradients: bool) -> int:
        """Change the weights and biases of a layer; return the line of the weights."""
        named = self.task.style.names_gradients or not with_gradients
        biases = self.task.network.biases
        # Where an update is missing, its gradient is what the student finds unused.
        for line in self._add_gradients(layer) if with_gradients and named else ():
            self.sheet.beside(Mistake("layer-never-updated", layer), line)
        if self.sheet.planted("layer-never-updated", layer):
            return self._add("# update the layers")
        lost = biases and self.sheet.planted("bias-never-updated", layer)
        gradient = self.names.weight_gradients(layer) if named else self._weight_gradient(layer)
        line = self._add(self._update(layer, self.names.weights(layer), gradient, "weights"))
        if biases and not lost:
            gradient = self.names.bias_gradients(layer) if named else self._bias_gradient(layer)
            self._add(self._update(layer, self.names.biases(layer), gradient, "biases"))
        return line

    def _update(self, layer: int, parameter: str, gradient: str, kind: str) -> str:
        sheet = self.sheet
        sign = "+" if self.task.style.adds else "-"
        uphill_alone = sheet.planted(f"uphill:{kind}", layer)
        if uphill_alone or sheet.planted("uphill", layer):
            sign = "-" if sign == "+" else "+"
        step = f"{self.names.rate} * {_closed(gradient)}"
        if sheet.planted("rate-missing", layer):
            step = gradient
        elif sheet.planted("rate-twice", layer):
            step = f"{self.names.rate} * {step}"
        assigned_alone = sheet.planted(f"assigned:{kind}", layer)
        if assigned_alone or sheet.planted("assigned", layer):
            minus = "" if sign == "+" else "-"
            return f"{parameter} = {minus}{_closed(step) if minus else step}"
        return f"{parameter} {sign}= {step}"

    def _add(self, text: str) -> int:
        return self.sheet.add(text, self.indent)


def _closed(text: str) -> str:
    return f"({text})" if " @ " in text else text
