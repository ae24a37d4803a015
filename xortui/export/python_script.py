"""The script: a training up to a position as short, readable Python on NumPy alone, which gives the same numbers.

Some trainings make a difference in the last bit large, so each script adds and multiplies in the order of the engine
that ran: for small networks every weighted sum from left to right, for wide ones as products of matrices that hold the
biases in a last column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from xortui.core.losses import LOSSES
from xortui.debugger import Debugger
from xortui.export.ascii_letters import ascii_letters
from xortui.export.python_functions import Functions
from xortui.problems import Problem

LINE = 100

_TIMES = '''\
def times(W, a):
    """Return W @ a, added up from left to right: the same digits on every machine."""
    return sum(column * value for column, value in zip(W.T, a))'''
_SHUFFLED = '''\
def shuffled(epoch):
    """Return an epoch's order of the samples: Fisher and Yates' shuffle, from the seed."""
    generator = random.Random(seed * 1_000_003 + epoch)
    order = list(range(len(X)))
    for i in range(len(X) - 1, 0, -1):
        j = int(generator.random() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order'''


def python_script(debugger: Debugger) -> str:
    """Return a script that runs a debugger's training up to the last complete step.

    It prints every parameter as `name value`, and the mean of C over the last epoch, as far as that has run.
    """
    steps, is_wide = debugger.complete_steps, debugger.timeline.engine.name == "matrices"
    return "\n".join([*_Script(debugger.problem, steps, is_wide=is_wide).lines(), ""])


class _Script:
    """Writes the lines of one script. Layers count from 1; layer 0 is the inputs."""

    def __init__(self, problem: Problem, steps: int, *, is_wide: bool) -> None:
        self._problem, self._network, self._training = problem, problem.network, problem.training
        self._steps, self._is_wide = steps, is_wide
        self._layers = range(1, len(self._network.layers))
        self._last = self._layers[-1]
        self._functions = Functions()
        self._is_batched = self._training.update != "sample"

    def lines(self) -> list[str]:
        """Return the whole script."""
        loop = self._loop()
        helpers = self._functions.definitions
        if not self._is_wide:
            helpers.append(_TIMES)
        if self._training.order == "shuffled":
            helpers.append(_SHUFFLED)
        modules = ["math"] * self._functions.needs_math + ["random"] * (self._training.order == "shuffled")
        imports = [f"import {module}" for module in modules]
        lines = [*self._heading(), "", *imports, *([""] if imports else []), "import numpy as np", ""]
        lines += [*self._data(), "", *self._parameters(), "", *self._settings()]
        for part in (*helpers, "\n".join([*loop, "", *self._print()])):
            lines += ["", "", *part.split("\n")]
        return lines

    def _heading(self) -> list[str]:
        """Return what it is. The user's words stand in comments, and never among the first two lines: see PEP 263."""
        problem, samples = self._problem, len(self._problem.samples)
        epochs, rest = divmod(self._steps, samples)
        ran = f"{_count(epochs, 'epoch')} of {_count(samples, 'sample')}"
        ran += f" and {_count(rest, 'step')}" if rest else ""
        lines = ['"""Trains a small neural network by backpropagation, with NumPy alone; written by xortui."""', ""]
        lines += _comment(f"{problem.name}: {problem.title}")
        lines += _comment(problem.source) if problem.source else []
        return [*lines, f"# {self._network.title}, {ran}."]

    def _data(self) -> list[str]:
        samples = self._problem.samples
        lines = _array("X", ([_short(v) for v in x] for x, _ in samples), is_data=True)
        return lines + _array("Y", ([_short(v) for v in y] for _, y in samples), is_data=True)

    def _parameters(self) -> list[str]:
        initial = self._problem.initial_parameters()
        lines = ["# Where it starts: row by row the weights that lead to one unit."]
        lines += ["# Numbers count layers here, and units on xortui's screen: z1 and b1 are of the whole first layer."]
        for layer in self._layers:
            rows = [[initial[p.name] for p in self._network.incoming[unit.name]] for unit in self._network.units[layer]]
            lines += _array(f"W{layer}", ([repr(v) for v in row[:-1]] for row in rows))
            lines += _vector(f"b{layer}", (repr(row[-1]) for row in rows))
        if self._is_wide:
            lines += ["", "# From here on the biases are the last column of each matrix, as the weights of a 1."]
            lines += [f"W{layer} = np.column_stack([W{layer}, b{layer}])" for layer in self._layers]
        return lines + self._masks()

    def _masks(self) -> list[str]:
        """Return what holds the frozen parameters where they are."""
        lines = []
        for layer in self._layers:
            rows = [
                [int(p.name not in self._network.frozen) for p in self._network.incoming[unit.name]]
                for unit in self._network.units[layer]
            ]
            weights = rows if self._is_wide else [row[:-1] for row in rows]
            biases = [] if self._is_wide else [row[-1] for row in rows]
            if any(0 in row for row in weights):
                lines += _array(f"trained_W{layer}", ([str(v) for v in row] for row in weights))
            if 0 in biases:
                lines += _vector(f"trained_b{layer}", map(str, biases))
        return ["", "# 0 where a parameter is frozen.", *lines] if lines else []

    def _settings(self) -> list[str]:
        training, samples = self._training, len(self._problem.samples)
        lines = [f"learning_rate = {training.learning_rate!r}"]
        if training.momentum:
            lines.append(f"momentum = {training.momentum!r}")
        if self._is_batched:
            lines.append(f"batch = {self._problem.schedule.batch}")
        if training.order == "shuffled":
            lines.append(f"seed = {self._problem.start.seed!r}")
        whole = f"  # {_count(self._steps // samples, 'epoch')}" if self._steps % samples == 0 else ""
        lines.append(f"steps = {self._steps}{whole}")
        if self._is_batched:
            lines += ["", "# For each array of parameters, the sum of its gradients over a batch."]
            lines += [f"parameters = [{', '.join(self._arrays)}]", "sums = [np.zeros_like(p) for p in parameters]"]
            if training.momentum:
                lines.append("velocities = [np.zeros_like(p) for p in parameters]")
        elif training.momentum:
            lines += [f"v{array} = np.zeros_like({array})" for array in self._arrays]
        return lines

    @property
    def _arrays(self) -> list[str]:
        """The names of the arrays that hold the parameters."""
        return [f"{letter}{layer}" for layer in self._layers for letter in ("W" if self._is_wide else "Wb")]

    def _loop(self) -> list[str]:
        """Return the training itself."""
        is_shuffled = self._training.order == "shuffled"
        body = ["turn = step % len(X)", "if turn == 0:", "    losses = []"]
        if is_shuffled:
            body += ["    order = shuffled(step // len(X))", "x, y = X[order[turn]], Y[order[turn]]"]
        else:
            body.append("x, y = X[turn], Y[turn]")
        body += ["", "# forward", *self._forward(), "", f"# backward: delta is dC/dz{self._note()}", *self._backward()]
        return ["for step in range(steps):", *_indented(body)]

    def _note(self) -> str:
        if not self._training.simultaneous:
            return ", and each layer moves before the one below is reached"
        return ", times the learning rate" if self._is_wide and not self._is_batched else ""

    def _forward(self) -> list[str]:
        network = self._network
        lines = ["a0 = np.append(x, 1)"] if self._is_wide else []
        for layer in self._layers:
            z, a = f"z{layer}", self._value(layer)
            if self._is_wide:
                lines.append(f"{z} = np.dot(W{layer}, {self._source(layer)})")
            else:
                lines.append(f"{z} = times(W{layer}, {self._source(layer)}) + b{layer}")
            activation = network.activations[layer - 1]
            lines.append(f"{a} = {self._functions.value(activation, z, by_numpy=self._by_numpy(layer))}")
            leads_with_inputs = network.skips and layer == self._last - 1
            if self._is_wide and layer < self._last:
                extended = f"np.concatenate([{a}, x, [1]])" if leads_with_inputs else f"np.append({a}, 1)"
                lines.append(f"a{layer} = {extended}")
            elif leads_with_inputs:
                lines.append(f"a{layer} = np.append({a}, x)  # the inputs lead to the outputs, too")
        loss = self._functions.loss(network.loss, f"z{self._last}", is_mean=self._is_mean)
        return [*lines, f"losses.append({loss})"]

    def _value(self, layer: int) -> str:
        """Return what a layer's values are called."""
        return "x" if layer == 0 else "yhat" if layer == self._last else f"h{layer}"

    def _source(self, layer: int) -> str:
        """Return what leads to a layer: the values below, with all that is beside them."""
        has_skips = self._network.skips and layer == self._last
        return f"a{layer - 1}" if self._is_wide or has_skips else self._value(layer - 1)

    def _by_numpy(self, layer: int) -> bool:
        """Say whether a layer's activation is computed by NumPy; for a single output Python is quicker."""
        return self._is_wide and not (layer == self._last and self._network.layers[-1] == 1)

    @property
    def _is_mean(self) -> bool:
        return self._network.reduction == "mean" and self._network.layers[-1] > 1

    def _backward(self) -> list[str]:
        """Return the deltas from the last layer to the first, the gradients, and the updates."""
        deltas, gradients, updates = list[str](), list[str](), list[str]()
        for layer in reversed(self._layers):
            delta, moves = self._delta(layer), self._gradients(layer)
            changes = [] if self._is_batched else [line for array in moves for line in self._update(array)]
            if self._training.simultaneous:
                deltas.append(delta)
                gradients += moves.values()
                updates += changes
            else:
                deltas += [delta, *moves.values(), *changes]
        if self._is_batched:
            updates = self._batch()
        return [*deltas, *gradients, *(["", "# update", *updates] if updates else [])]

    def _delta(self, layer: int) -> str:
        """Return the line that computes ∂C/∂z of a layer."""
        activation, by_numpy = self._network.activations[layer - 1], self._by_numpy(layer)
        slope = self._functions.derivative(activation, f"z{layer}", self._value(layer), by_numpy=by_numpy)
        if layer == self._last:
            factors = [self._error()]
            if LOSSES[self._network.loss].through_activation is not None:
                slope = ""
        elif self._is_wide:
            factors = [f"np.dot(delta{layer + 1}, W{layer + 1})[:{self._network.layers[layer]}]"]
        else:
            only_below = (
                f"[:, :{self._network.layers[layer]}]" if self._network.skips and layer + 1 == self._last else ""
            )
            factors = [f"times(W{layer + 1}{only_below}.T, delta{layer + 1})"]
        product = " * ".join(filter(None, [*factors, slope]))
        return f"delta{layer} = {'yhat - y' if product == '(yhat - y)' else product}"

    def _error(self) -> str:
        """Return ∂C/∂ŷ, or for the cross-entropies ∂C/∂z, of the outputs."""
        is_doubled, count = self._network.loss == "squared-error", self._network.layers[-1]
        if not self._is_wide:
            error = "2 * (yhat - y)" if is_doubled else "(yhat - y)"
            return f"{error} / {count}" if self._is_mean else error
        rate = " * ".join(["2"] * is_doubled + ["learning_rate"] * (not self._is_batched))
        scale = f"1 / {count} * ({rate or 1})" if self._is_mean else rate
        return f"(yhat - y) * ({scale})" if scale else "(yhat - y)"

    def _gradients(self, layer: int) -> dict[str, str]:
        """Return for each array of a layer's parameters the line that computes its gradient."""
        lines = {f"W{layer}": f"dW{layer} = np.outer(delta{layer}, {self._source(layer)})"}
        if not self._is_wide:
            lines[f"b{layer}"] = f"db{layer} = delta{layer}"
        frozen = self._network.frozen
        for array in lines:
            owned = [p for unit in self._network.units[layer] for p in self._network.incoming[unit.name]]
            if any(p.name in frozen for p in owned if self._is_wide or (p.source is None) == (array[0] == "b")):
                lines[array] += f" * trained_{array}"
        return lines

    def _update(self, array: str) -> list[str]:
        """Return the lines that move an array of parameters after every sample."""
        change = f"d{array}" if self._is_wide else f"learning_rate * d{array}"
        if self._training.momentum:
            return [f"v{array} = momentum * v{array} - {change}", f"{array} += v{array}"]
        return [f"{array} -= {change}"]

    def _batch(self) -> list[str]:
        """Return the lines that gather the gradients, and move the parameters at the end of a batch."""
        gradients = ", ".join(f"d{array}" for array in self._arrays)
        lines = [f"for total, gradient in zip(sums, [{gradients}]):", "    total += gradient"]
        lines += ["if (turn + 1) % batch == 0 or turn + 1 == len(X):", "    count = turn % batch + 1"]
        if self._training.momentum:
            lines += ["    for p, v, total in zip(parameters, velocities, sums):"]
            lines += ["        v[:] = momentum * v - learning_rate * (total / count)", "        p += v"]
        else:
            lines += ["    for p, total in zip(parameters, sums):", "        p -= learning_rate * (total / count)"]
        return [*lines, "        total[:] = 0"]

    def _print(self) -> list[str]:
        """Return the end: every parameter by its name, and the loss."""
        weights = [f"W{layer}{'[:, :-1]' if self._is_wide else ''}" for layer in self._layers]
        if self._network.numbering == "by-source":
            weights = [f"{weight}.T" for weight in weights]
        biases = [f"W{layer}[:, -1]" if self._is_wide else f"b{layer}" for layer in self._layers]
        lines = [f"# Weights are numbered {self._network.numbering.replace('-', ' ')}, layer by layer."]
        lines += _filled(f"weights = [{', '.join(weights)}]") + _filled(f"biases = [{', '.join(biases)}]")
        lines += ['for letter, arrays in (("w", weights), ("b", biases)):']
        lines += ["    values = np.concatenate([array.ravel() for array in arrays])"]
        lines += ["    for number, value in enumerate(values.tolist(), start=1):"]
        lines += ['        print(f"{letter}{number} {value!r}")']
        return lines + (['print("loss", float(np.mean(losses)))'] if self._steps else [])


def _comment(text: str) -> list[str]:
    """Return a user's text as comment lines; in ASCII, as Python reads UTF-8 and not everybody's shell writes it."""
    return [f"# {line}" for line in wrap(ascii_letters(text), LINE - 2)]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _short(value: float) -> str:
    """Return a number of the data, whole ones without a decimal point."""
    text = repr(float(value))
    return text.removesuffix(".0") if text != "-0.0" else text


def _vector(name: str, numbers: Iterable[str]) -> list[str]:
    return _filled(f"{name} = np.array([{', '.join(numbers)}])")


def _array(name: str, rows: Iterable[Sequence[str]], *, is_data: bool = False) -> list[str]:
    """Return an assignment of a matrix: in one line where it fits; else row by row, of data as many as fit a line."""
    texts = [f"[{', '.join(row)}]" for row in rows]
    ending = "], dtype=float)" if is_data else "])"
    whole = f"{name} = np.array([{', '.join(texts)}{ending}"
    if len(whole) <= LINE:
        return [whole]
    lines: list[str] = []
    for text in texts:
        if is_data and lines and len(lines[-1]) + len(text) + 2 <= LINE:
            lines[-1] += f" {text},"
        else:
            lines += _filled(f"{text},", "    ", "     ")
    return [f"{name} = np.array([", *lines, ending]


def _filled(text: str, first: str = "", others: str = "    ") -> list[str]:
    """Return Python in lines of at most `LINE` characters, as long as its words are not longer; inside brackets."""
    return wrap(
        text, LINE, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]
