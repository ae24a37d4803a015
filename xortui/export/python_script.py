"""The script: a training up to a position as short, readable Python on NumPy alone, which gives the same numbers.

Some trainings make a difference in the last bit large, so each script adds and multiplies in the order of the engine
that ran: for small networks every weighted sum from left to right, for wide ones as products of matrices that hold the
biases in a last column.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from xortui.core.backpropagation import DECAYED_RATE
from xortui.core.expression import Expression, Name, Negative, Sum, names
from xortui.core.losses import LOSSES
from xortui.core.optimizers import (
    MEAN_GRADIENT,
    MEAN_SQUARE,
    SUM_OF_SQUARES,
    UPDATES,
    VELOCITY,
    Line,
    Operands,
    fold_rate,
)
from xortui.core.program import LEARNING_RATE, Kind, Program
from xortui.core.settings import BY_SYMBOL, MOMENTUM
from xortui.debugger import Debugger
from xortui.export.ascii_letters import ascii_letters
from xortui.export.python_formula import PythonFormula, python_number
from xortui.export.python_functions import Functions
from xortui.problems import Problem

LINE = 100
_SCALED = "η·d"
"""Before the name of an array: its gradient, multiplied by the learning rate."""

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
    timeline = debugger.timeline
    is_wide = timeline.engine.multiplies_matrices
    script = _Script(timeline.program, debugger.problem, debugger.complete_steps, is_wide=is_wide)
    if timeline.program.is_as_written and script.can_use_arrays and not timeline.program.network.tied:
        return "\n".join([*script.lines(), ""])
    from xortui.export.straight_script import straight_script

    return straight_script(debugger)


class _Script:
    """Writes the lines of one script. Layers count from 1; layer 0 is the inputs."""

    def __init__(self, program: Program, problem: Problem, steps: int, *, is_wide: bool) -> None:
        self._program = program
        self._problem = problem
        self._network = problem.network
        self._training = problem.training
        self._steps = steps
        self._is_wide = is_wide
        self._layers = range(1, len(self._network.layers))
        self._last = self._layers[-1]
        self._functions = Functions()
        self._is_batched = program.batched
        self._has_list = self._is_batched or self._has_extras
        """Whether the parameters are updated in a loop over a list of their arrays."""

    @property
    def can_use_arrays(self) -> bool:
        """Whether no unit is left out, and an update made layer by layer has no more than its optimizer's lines."""
        is_layer_by_layer = not self._training.simultaneous
        return self._training.dropout is None and not (is_layer_by_layer and self._has_extras)

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
        problem = self._problem
        samples = len(problem.samples)
        epochs, rest = divmod(self._steps, samples)
        ran = f"{_count(epochs, 'epoch')} of {_count(samples, 'sample')}"
        ran += f" and {_count(rest, 'step')}" if rest else ""
        lines = ['"""Trains a small neural network by backpropagation, with NumPy alone; written by xortui."""', ""]
        lines += _comment(f"{problem.name}: {problem.title}")
        lines += _comment(problem.source) if problem.source else []
        return [*lines, f"# {self._network.title}, {ran}."]

    def _data(self) -> list[str]:
        samples = self._problem.samples
        inputs = (map(python_number, x) for x, _ in samples)
        targets = (map(python_number, y) for _, y in samples)
        return _array("X", inputs, is_data=True) + _array("Y", targets, is_data=True)

    def _parameters(self) -> list[str]:
        network = self._network
        initial = self._problem.initial_parameters()
        lines = ["# Where it starts: row by row the weights that lead to one unit."]
        lines += ["# Numbers count layers here, and units on xortui's screen: z1 and b1 are of the whole first layer."]
        for layer in self._layers:
            rows = []
            for unit in network.units[layer]:
                rows.append([repr(initial[parameter.name]) for parameter in network.incoming[unit.name]])
            weights = [row[:-1] for row in rows] if network.biases else rows
            lines += _array(f"W{layer}", weights)
            if network.biases:
                lines += _vector(f"b{layer}", (row[-1] for row in rows))
        if self._is_wide and network.biases:
            lines += ["", "# From here on the biases are the last column of each matrix, as the weights of a 1."]
            lines += [f"W{layer} = np.column_stack([W{layer}, b{layer}])" for layer in self._layers]
        return lines + self._masks()

    def _masks(self) -> list[str]:
        """Return what holds the frozen parameters where they are."""
        lines = []
        for layer in self._layers:
            rows = []
            for unit in self._network.units[layer]:
                owned = self._network.incoming[unit.name]
                rows.append(["0" if parameter.name in self._network.frozen else "1" for parameter in owned])
            has_vector = self._network.biases and not self._is_wide
            weights = [row[:-1] for row in rows] if has_vector else rows
            biases = [row[-1] for row in rows] if has_vector else []
            if any("0" in row for row in weights):
                lines += _array(f"trained_W{layer}", weights)
            if "0" in biases:
                lines += _vector(f"trained_b{layer}", biases)
        return ["", "# 0 where a parameter is frozen.", *lines] if lines else []

    def _settings(self) -> list[str]:
        training = self._training
        samples = len(self._problem.samples)
        lines = [f"{BY_SYMBOL[symbol].key} = {_setting(symbol, value)}" for symbol, value in self._problem.settings]
        if self._is_batched:
            lines.append(f"batch = {self._problem.schedule.batch}")
        if training.order == "shuffled":
            lines.append(f"seed = {self._problem.start.seed!r}")
        whole = f"  # {_count(self._steps // samples, 'epoch')}" if self._steps % samples == 0 else ""
        lines.append(f"steps = {self._steps}{whole}")
        if not self._has_list:
            for slot in self._program.moments:
                lines += [f"{slot}{array} = np.zeros_like({array})" for array in self._arrays]
            return lines
        lines += ["", f"parameters = [{', '.join(self._arrays)}]"]
        if self._is_batched:
            lines += ["# For each array of parameters, the sum of its gradients over a batch."]
            lines += ["sums = [np.zeros_like(p) for p in parameters]"]
        lines += [f"{self._list(slot)} = [np.zeros_like(p) for p in parameters]" for slot in self._slots]
        if UPDATES in self._program.state_index:
            lines.append("updates = 0")
        return lines + self._decayed() + self._trained()

    @property
    def _slots(self) -> tuple[str, ...]:
        """The letters of what the optimizer keeps of each array."""
        return self._program.moments

    def _list(self, slot: str) -> str:
        """Return what the list is called that holds, for each array, what the optimizer keeps under a letter."""
        if slot == VELOCITY and MOMENTUM in self._training.read:
            return "velocities"
        return {MEAN_GRADIENT: "means", MEAN_SQUARE: "mean_squares", SUM_OF_SQUARES: "totals"}.get(slot, f"{slot}s")

    @property
    def _has_extras(self) -> bool:
        """Whether there is more to an update than its optimizer's one or two lines."""
        training = self._training
        extras = (training.weight_decay, training.l1, training.clip_value, training.clip_norm)
        return bool(training.decay) or any(v is not None for v in extras) or UPDATES in self._program.state_index

    @property
    def _penalizes(self) -> bool:
        return self._training.weight_decay is not None or self._training.l1 is not None

    def _decayed(self) -> list[str]:
        """Return what tells weights, which decay, from biases, which may not."""
        if not self._penalizes:
            return []
        lines = ["# 1 where a parameter decays, 0 where it does not.", "decays = [np.ones_like(p) for p in parameters]"]
        if not self._network.biases or self._training.decays_biases:
            return lines
        if self._is_wide:
            return [*lines, "for d in decays:", "    d[:, -1] = 0  # the biases"]
        return [*lines, "for d in decays[1::2]:", "    d[:] = 0  # the biases"]

    def _trained(self) -> list[str]:
        """Return the masks of the arrays in the list, where an update could move a frozen parameter."""
        if not (self._network.frozen and self._has_extras):
            return []
        masks = []
        for array in self._arrays:
            masks.append(f"trained_{array}" if self._is_frozen_in(array) else f"np.ones_like({array})")
        return _filled(f"trained = [{', '.join(masks)}]")

    def _is_frozen_in(self, array: str) -> bool:
        """Say whether some parameter of an array is frozen."""
        owned = [p for unit in self._network.units[int(array[1:])] for p in self._network.incoming[unit.name]]
        frozen = self._network.frozen
        return any(p.name in frozen for p in owned if self._is_wide or (p.source is None) == (array[0] == "b"))

    @property
    def _arrays(self) -> list[str]:
        """The names of the arrays that hold the parameters."""
        letters = "Wb" if self._network.biases and not self._is_wide else "W"
        return [f"{letter}{layer}" for layer in self._layers for letter in letters]

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
        return ", times the learning rate" if self._folds_rate else ""

    @property
    def _folds_rate(self) -> bool:
        """Whether the engine for wide networks multiplies by the learning rate before it goes back."""
        if not self._is_wide or self._has_list:
            return False
        lines = self._training.rule.lines(self._operands(self._arrays[0]))
        left = {name for line in lines for name in names(self._folded(line, self._arrays[0]).expression)}
        return left.isdisjoint((LEARNING_RATE, f"d{self._arrays[0]}"))

    def _operands(self, array: str) -> Operands:
        """Return what the optimizer's lines are written with where each array has lines of its own."""
        return Operands(
            weight=Name(array),
            gradient=Name(f"d{array}"),
            rate=Name(LEARNING_RATE),
            decay=None,
            of=lambda letter: Name(f"{letter}{array}"),
        )

    def _folded(self, line: Line, array: str) -> Line:
        """Return a line in which the gradient is multiplied by the learning rate already."""
        scaled = Name(f"{_SCALED}{array}")
        expression = fold_rate(line.expression, Name(LEARNING_RATE), Name(f"d{array}"), scaled)
        return line._replace(expression=expression)

    def _forward(self) -> list[str]:
        network = self._network
        one = ", [1]" if network.biases else ""
        lines = []
        if self._is_wide:
            lines.append("a0 = np.append(x, 1)" if network.biases else "a0 = x")
        for layer in self._layers:
            z = f"z{layer}"
            a = self._value(layer)
            if self._is_wide:
                lines.append(f"{z} = np.dot(W{layer}, {self._source(layer)})")
            else:
                bias = f" + b{layer}" if network.biases else ""
                lines.append(f"{z} = times(W{layer}, {self._source(layer)}){bias}")
            activation = network.activations[layer - 1]
            lines.append(f"{a} = {self._functions.value(activation, z, by_numpy=self._by_numpy(layer))}")
            leads_with_inputs = network.skips and layer == self._last - 1
            if self._is_wide and layer < self._last:
                extended = f"np.append({a}, 1)" if network.biases else a
                if leads_with_inputs:
                    extended = f"np.concatenate([{a}, x{one}])"
                lines.append(f"a{layer} = {extended}")
            elif leads_with_inputs:
                lines.append(f"a{layer} = np.append({a}, x)  # the inputs lead to the outputs, too")
        z = f"z{self._last}"
        loss = self._functions.loss(network.loss, z, is_mean=network.averages_outputs, is_softmax=network.is_softmax)
        return [*lines, f"losses.append({loss})"]

    def _value(self, layer: int) -> str:
        """Return what a layer's values are called."""
        if layer == 0:
            return "x"
        return "yhat" if layer == self._last else f"h{layer}"

    def _source(self, layer: int) -> str:
        """Return what leads to a layer: the values below, with all that is beside them."""
        has_skips = self._network.skips and layer == self._last
        return f"a{layer - 1}" if self._is_wide or has_skips else self._value(layer - 1)

    def _by_numpy(self, layer: int) -> bool:
        """Say whether a layer's activation is computed by NumPy; for a single output Python is quicker."""
        return self._is_wide and not (layer == self._last and self._network.layers[-1] == 1)

    def _backward(self) -> list[str]:
        """Return the deltas from the last layer to the first, the gradients, and the updates."""
        deltas: list[str] = []
        gradients: list[str] = []
        updates: list[str] = []
        for layer in reversed(self._layers):
            delta = self._delta(layer)
            moves = self._gradients(layer)
            changes = [] if self._has_list else [line for array in moves for line in self._update(array)]
            if self._training.simultaneous:
                deltas.append(delta)
                gradients += moves.values()
                updates += changes
            else:
                deltas += [delta, *moves.values(), *changes]
        if self._has_list:
            updates = self._batch()
        return [*deltas, *gradients, *(["", "# update", *updates] if updates else [])]

    def _delta(self, layer: int) -> str:
        """Return the line that computes ∂C/∂z of a layer."""
        slope = ""
        if layer < self._last or LOSSES[self._network.loss].through_activation is None:
            name = self._network.activations[layer - 1]
            value = self._value(layer)
            slope = self._functions.derivative(name, f"z{layer}", value, by_numpy=self._by_numpy(layer))
        if layer == self._last:
            factors = [self._error()]
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
        error = self._functions.error(self._network.loss, by_numpy=self._by_numpy(self._last))
        count = self._network.layers[-1]
        if not self._is_wide:
            error = error.removeprefix("(").removesuffix(")") if error.startswith("(2 * ") else error
            return f"{error} / {count}" if self._network.averages_outputs else error
        rates = ["learning_rate"] * self._folds_rate
        if error.startswith("(2 * "):
            # The engine multiplies its numbers with each other first.
            error = error.removeprefix("(2 * ").removesuffix(")")
            rates.insert(0, "2")
        rate = " * ".join(rates)
        scale = f"1 / {count} * ({rate or 1})" if self._network.averages_outputs else rate
        return f"{error} * ({scale})" if scale else error

    def _gradients(self, layer: int) -> dict[str, str]:
        """Return for each array of a layer's parameters the line that computes its gradient."""
        lines = {f"W{layer}": f"dW{layer} = np.outer(delta{layer}, {self._source(layer)})"}
        if self._network.biases and not self._is_wide:
            lines[f"b{layer}"] = f"db{layer} = delta{layer}"
        for array in lines:
            if self._is_frozen_in(array):
                lines[array] += f" * trained_{array}"
        return lines

    def _update(self, array: str) -> list[str]:
        """Return the lines that move an array of parameters after every sample."""
        operands = self._operands(array)
        lines = self._training.rule.lines(operands)
        if self._folds_rate:
            lines = tuple(self._folded(line, array) for line in lines)
        return self._rule(lines, operands)

    def _rule(self, rule: Iterable[Line], operands: Operands, *, in_place: bool = False) -> list[str]:
        """Return an optimizer's lines, as Python."""
        formula = self._functions.update(_python_name)
        lines = []
        for line in rule:
            if not line.target:
                lines.append(_moved(formula, operands.weight, line.expression, in_place=in_place))
                continue
            target = _python_name(operands.of(line.target).symbol)
            is_kept = line.target in self._slots
            lines.append(f"{target}{'[:]' if in_place and is_kept else ''} = {formula.text(line.expression)}")
        return lines

    def _batch(self) -> list[str]:
        """Return the lines that gather the gradients of a batch, if there is one, and move the parameters."""
        gradients = ", ".join(f"d{array}" for array in self._arrays)
        if not self._is_batched:
            return [*_filled(f"gradients = [{gradients}]"), *self._move()]
        lines = [f"for total, gradient in zip(sums, [{gradients}]):", "    total += gradient"]
        lines.append("if (turn + 1) % batch == 0 or turn + 1 == len(X):")
        inner = ["gradients = [total.copy() for total in sums]"]
        if self._training.gradients == "mean":
            inner = ["count = turn % batch + 1", "gradients = [total / count for total in sums]"]
        inner += [*self._move(), "for total in sums:", "    total[:] = 0"]
        return [*lines, *_indented(inner)]

    def _move(self) -> list[str]:
        """Return the lines that move the parameters in the list by their gradients."""
        training = self._training
        lines = []
        if UPDATES in self._program.state_index:
            lines.append("updates += 1")
        formula = self._functions.update(_python_name)
        if training.decay:
            (rate,) = [o.expression for o in self._program.operations if o.kind is Kind.RATE]
            lines.append(f"rate = {formula.text(rate)}")
        if training.clip_value is not None:
            lines.append("gradients = [np.clip(g, -clip_value, clip_value) for g in gradients]")
        if training.clip_norm is not None:
            lines += ["length = np.sqrt(sum(np.sum(g ** 2) for g in gradients))"]
            lines += ["gradients = [min(1, clip_norm / max(length, 1e-300)) * g for g in gradients]"]
        lists = {"p": "parameters", "g": "gradients"}
        lists |= {_python_name(slot): self._list(slot) for slot in self._slots}
        lists |= {"d": "decays"} if self._penalizes else {}
        lists |= {"t": "trained"} if self._trained() else {}
        lines.append(f"for {', '.join(lists)} in zip({', '.join(lists.values())}):")
        return [*lines, *_indented(self._learn())]

    def _learn(self) -> list[str]:
        """Return the lines by which one array p learns from its gradient g."""
        training = self._training
        decay = Name("weight_decay * d") * Name("p") if training.weight_decay is not None else None
        lines = []
        penalties = []
        if decay is not None and not training.rule.is_decoupled:
            penalties.append("weight_decay * d * p")
        if training.l1 is not None:
            penalties.append("l1 * d * np.sign(p)")
        if penalties:
            lines.append(f"g = {' + '.join(['g', *penalties])}")
        rate = Name(DECAYED_RATE if training.decay else LEARNING_RATE)
        decoupled = decay if training.rule.is_decoupled else None
        operands = Operands(weight=Name("p"), gradient=Name("g"), rate=rate, decay=decoupled, of=Name)
        lines += self._rule(training.rule.lines(operands), operands, in_place=True)
        if self._trained():
            start, sign, change = lines.pop().partition("= ")
            left = "0" if start[-1] in "+-" else "p"
            lines.append(f"{start}{sign}np.where(t, {change}, {left})")
        return lines

    def _print(self) -> list[str]:
        """Return the end: every parameter by its name, and the loss."""
        has_column = self._is_wide and self._network.biases
        weights = [f"W{layer}{'[:, :-1]' if has_column else ''}" for layer in self._layers]
        if self._network.numbering == "by-source":
            weights = [f"{weight}.T" for weight in weights]
        biases = [f"W{layer}[:, -1]" if self._is_wide else f"b{layer}" for layer in self._layers]
        if not self._network.biases:
            biases = []
        lines = [f"# Weights are numbered {self._network.numbering.replace('-', ' ')}, layer by layer."]
        lines += _filled(f"weights = [{', '.join(weights)}]") + _filled(f"biases = [{', '.join(biases)}]")
        if self._network.biases:
            lines += ['for letter, arrays in (("w", weights), ("b", biases)):']
        else:
            lines += ['for letter, arrays in (("w", weights),):']
        lines += ["    values = np.concatenate([array.ravel() for array in arrays])"]
        lines += ["    for number, value in enumerate(values.tolist(), start=1):"]
        lines += ['        print(f"{letter}{number} {value!r}")']
        return lines + (['print("loss", float(np.mean(losses)))'] if self._steps else [])


def _python_name(symbol: str) -> str:
    """Return the name of a value in a script: β1 → beta1, m̂ → m_hat."""
    if symbol in BY_SYMBOL:
        return BY_SYMBOL[symbol].key
    if symbol.startswith(_SCALED):
        return f"d{symbol.removeprefix(_SCALED)}"
    return {UPDATES: "updates", DECAYED_RATE: "rate"}.get(symbol, symbol.replace("\u0302", "_hat"))


def _moved(formula: PythonFormula, weight: Name, expression: Expression, *, in_place: bool) -> str:
    """Return the line that moves a parameter: p -= …, where its formula is p − …."""
    match expression:
        case Sum((first, Negative(change))) if first == weight:
            return f"{weight.symbol} -= {formula.text(change)}"
        case Sum((first, change)) if first == weight:
            return f"{weight.symbol} += {formula.text(change)}"
    return f"{weight.symbol}{'[:]' if in_place else ''} = {formula.text(expression)}"


def _setting(symbol: str, value: float) -> str:
    return str(int(value)) if BY_SYMBOL[symbol].is_whole else repr(value)


def _comment(text: str) -> list[str]:
    """Return a user's text as comment lines; in ASCII, as Python reads UTF-8 and not everybody's shell writes it."""
    return [f"# {line}" for line in wrap(ascii_letters(text), LINE - 2)]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _vector(name: str, numbers: Iterable[str]) -> list[str]:
    return _filled(f"{name} = np.array([{', '.join(numbers)}])")


def _array(name: str, rows: Iterable[Iterable[str]], *, is_data: bool = False) -> list[str]:
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
