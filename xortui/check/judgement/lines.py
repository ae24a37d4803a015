"""In which line a mistake is made: the first that computes a value of the mistaken program, and of no right one.

All numbers of a step are compared, at random points, with all values of the right program and of the one with the
mistake, each up to a factor. What agrees is a label: this line computes ∂C/∂z3.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xortui.check.judgement.judge import Judged, given_for
from xortui.check.lockstep import Floats, run
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.points import Evaluated
from xortui.check.recognition.source import Source, is_renaming
from xortui.check.tracing.tape import Op
from xortui.check.tracing.trace import Trace
from xortui.core.program import LEARNING_RATE, Kind, Program

FINENESS = 1e6
"""In how many parts a direction is told from another."""
ALIKE = 1e-10
"""How far the cosine of two rows of numbers may be from 1 for them to be multiples of each other."""
MAX_NODES = 60_000
MAX_ARGUMENTS = 2
"""Arguments that a function of a formula has at most: a number, and whether its slope is wanted."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a node is a multiple of."""

    name: str
    """A value of the program: ∂C/∂z3."""
    sample: int
    """The sample; −1 for the sum over the batch."""
    ratio: float
    """How many times that value the node is."""


class Quantities:
    """The values of a program, as rows of one number for each point."""

    def __init__(self, program: Program, values: Mapping[str, Floats], count: int) -> None:
        """Write the values of all operations down, of each sample and over the batch."""
        self.names: list[tuple[str, int]] = []
        rows: list[NDArray[np.float64]] = []
        for operation in program.operations:
            if operation.kind in (Kind.UPDATE, Kind.RESET, Kind.COUNT):
                continue
            value = np.asarray(values[operation.target])
            if value.ndim != 2:
                continue
            for sample in range(value.shape[1]):
                self.names.append((operation.target, sample))
                rows.append(value[:, sample])
            if value.shape[1] > 1 and operation.kind is Kind.DERIVATIVE:
                self.names.append((operation.target, -1))
                rows.append(value.sum(axis=1))
        for name in program.inputs:
            value = np.broadcast_to(values[name], (count, np.shape(values[name])[-1]))
            for sample in range(value.shape[1]):
                self.names.append((name, sample))
                rows.append(value[:, sample])
        self.rows = np.array(rows) if rows else np.zeros((0, count))
        directions, lengths = _directions(self.rows)
        self._lengths = lengths
        self._by_direction: dict[bytes, int] = {}
        for number, direction in enumerate(directions):
            if lengths[number]:
                self._by_direction.setdefault(direction.tobytes(), number)

    def matches(self, nodes: NDArray[np.float64]) -> tuple[list[int], list[float]]:
        """Return for each row of numbers the quantity that it is a multiple of, −1 for none, and the multiple."""
        directions, lengths = _directions(nodes)
        found = []
        ratios = []
        for number, direction in enumerate(directions):
            best = self._by_direction.get(direction.tobytes(), -1) if lengths[number] else -1
            found.append(best)
            ratios.append(float(lengths[number] / self._lengths[best]) if best >= 0 else 0.0)
        return found, ratios


def _directions(rows: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return rows divided by their lengths, as whole numbers that are equal for multiples, and the lengths.

    A length has the sign of its row's largest number, so that its direction has none.
    """
    lengths = np.linalg.norm(rows, axis=1)
    units = rows / np.where(lengths > 0, lengths, 1.0)[:, None]
    if len(rows):
        largest = np.argmax(np.abs(np.round(units, 6)), axis=1)
        signs = np.where(units[np.arange(len(rows)), largest] < 0, -1.0, 1.0)
        units = units * signs[:, None]
        lengths = lengths * signs
    return np.round(units * FINENESS).astype(np.int64), lengths


class Finder:
    """Finds the lines of mistakes in one step."""

    def __init__(
        self,
        trace: Trace,
        found: Sequence[Chain],
        step: Step,
        forward: Forward,
        evaluated: Evaluated,
        model: Model,
        judged: Judged,
    ) -> None:
        """Compute all numbers of the step at the points, and label them."""
        self.source = Source(trace)
        self._tape = trace.tape
        self._forward = forward
        self._model = model
        self._given = given_for(model, forward, evaluated, 1.0)
        self._count = evaluated.count
        self.program = judged.program
        self._ends = _ends(found, forward)
        start = max(root for root in forward.roots) if forward.roots else 0
        first = min((node for node in forward.part if node not in forward.roots), default=start)
        last = max(*forward.part, step.end)
        window = list(range(first, min(last + 1, first + MAX_NODES)))
        self._window = window
        everything = set(window)
        for node in window:
            everything.update(operands(self._tape, node))
        given = dict(evaluated.given)
        for node in everything:
            if node < first and node not in given:
                given[node] = np.full(evaluated.count, self._tape.value[node])
        values = evaluate(self._tape, sorted(everything), given, evaluated.count)
        self._versions = {version for chain in found for version in chain.versions}
        self.nodes = [
            node
            for node in window
            if node not in self._versions and np.isfinite(values[node]).all() and values[node].any()
        ]
        self._values = np.array([values[node] for node in self.nodes]) if self.nodes else np.zeros((0, evaluated.count))
        self._callers: dict[ast.AST, set[int]] | None = None
        outputs = [node for by_sample in forward.outputs for node in by_sample.values()]
        self._forwards = set(part_of(self._tape, outputs, roots=forward.roots))
        self._right_values = run(self.program, self._given)
        self.right = Quantities(self.program, self._right_values, evaluated.count)
        matched, ratios = self.right.matches(self._values)
        self._values_of_program = self._right_values
        self.mistaken_labels: dict[int, Label] = {}
        """Node → the value of the program with the mistakes that it is a multiple of."""
        self.labels: dict[int, Label] = {}
        """Node → the right value that it is a multiple of."""
        for node, row, ratio in zip(self.nodes, matched, ratios, strict=True):
            if row >= 0:
                name, sample = self.right.names[row]
                self.labels[node] = Label(name, sample, ratio)

    def take(self, program: Program, rate: float) -> None:
        """Label the nodes with the values of a program with mistakes, too."""
        given = {**self._given, LEARNING_RATE: np.asarray(rate)}
        for name in program.state:
            given.setdefault(name, np.zeros((self._count, 1)))
        self._values_of_program = run(program, given)
        mistaken = Quantities(program, self._values_of_program, self._count)
        matched, ratios = mistaken.matches(self._values)
        for node, row, ratio in zip(self.nodes, matched, ratios, strict=True):
            if row >= 0:
                name, sample = mistaken.names[row]
                self.mistaken_labels[node] = Label(name, sample, ratio)

    def ancestors(self, names: Iterable[str]) -> set[int]:
        """Return the nodes that the new values of some parameters were computed from."""
        roots = [self._model.roots[name][0] for name in names if name in self._model.roots]
        ends = [self._ends[root] for root in roots if root in self._ends]
        return set(part_of(self._tape, ends, roots=self._forward.roots))

    def first_mistaken(self, wrong: Program, without: Program, rate: float, names: Iterable[str]) -> int:
        """Return the first node with a value of a program with a mistake, and none of the one without; 0 if none."""
        given = {**self._given, LEARNING_RATE: np.asarray(rate)}
        for name in (*wrong.state, *without.state):
            given.setdefault(name, np.zeros((self._count, 1)))
        mistaken = Quantities(wrong, run(wrong, given), self._count)
        sound = Quantities(without, run(without, given), self._count)
        of_mistaken, _ = mistaken.matches(self._values)
        of_sound, _ = sound.matches(self._values)
        known = self.ancestors(names)
        for node, bad, good in zip(self.nodes, of_mistaken, of_sound, strict=True):
            is_new = bad >= 0 and good < 0 and node not in self.labels
            if is_new and node in known and node not in self._forwards:
                return node
        return 0

    def lines(self) -> dict[str, int]:
        """Return for each value the line that computes it first; for a parameter, that of its update."""
        found: dict[str, int] = {}
        for node, label in self.labels.items():
            line = self.source.line(node)
            if line:
                found.setdefault(label.name, line)
        for name in self._model.roots:
            line = self.update_line([name])
            if line:
                found[name] = line
        return found

    def update_line(self, names: Iterable[str]) -> int:
        """Return the line in which the first of some parameters is updated; 0 if none is."""
        for name in names:
            end = self._ends.get(self._model.roots[name][0]) if name in self._model.roots else None
            if end is not None and end not in self._forward.roots:
                return self.source.line(end)
        return 0

    def operand_lines(self, node: int) -> list[int]:
        """Return the lines in which the names were assigned that a node's expression reads, the nearest first."""
        expression = self.source.expression(node)
        if expression is None:
            return []
        line = self.source.line(node)
        lines = []
        for one in ast.walk(expression):
            if isinstance(one, ast.Name | ast.Attribute | ast.Subscript):
                at = self.source.assignment(one, line)
                if at:
                    lines.append(at)
        return sorted(set(lines), reverse=True)

    def values_in(self, line: int) -> list[int]:
        """Return the nodes that were computed in a line."""
        return [node for node in self.nodes if line in {frame[0] for frame in self.source.frames(node)}]

    def compared(self) -> list[int]:
        """Return the nodes that are comparisons, also those that hold nowhere."""
        comparisons = (Op.GT, Op.GE, Op.LT, Op.LE)
        return [node for node in self._window if self._tape.op[node] in comparisons]

    def line_at_call(self, node: int) -> int:
        """Return the line of a node; of one in a function that several lines call for a number, the line that does."""
        frames = self.source.frames(node)
        for number, (line, *_) in enumerate(frames):
            is_last = number == len(frames) - 1
            if is_last or not self._is_helper(self.source.function_of(line)):
                return line
        return 0

    def _is_helper(self, function: ast.AST) -> bool:
        """Say whether a function computes a formula of its arguments, or is called in several lines of the step."""
        if not isinstance(function, ast.FunctionDef):
            return False
        if self._callers is None:
            self._callers = {}
            for site in {int(self._tape.site[node]): node for node in self.nodes}.values():
                frames = self.source.frames(site)
                for inner, outer in itertools.pairwise(frames):
                    called = self.source.function_of(inner[0])
                    if called is not self.source.function_of(outer[0]):  # as the loop in a list would be
                        self._callers.setdefault(called, set()).add(outer[0])
        return _is_formula(function) or len(self._callers.get(function, ())) > 1

    def gradient_line(self, parameters: Sequence[str]) -> int:
        """Return the line in which the gradient of the first of some parameters is made, and of nothing else.

        What goes into other parameters, too, is made before: δ, or what is passed back.
        """
        update = self.update_line(parameters)
        beside = self.ancestors(one for one in self._model.roots if one not in parameters)
        multiples = {name: self._multiples(name) for name in parameters}
        for name in parameters:
            # All units of a layer may share what is wrong.
            for node in multiples[name]:
                is_of_sample = node in self.labels and self.labels[node].sample >= 0
                if node not in beside and not is_of_sample:
                    return self.line_at_call(node)
        for name in parameters:
            others = self.ancestors(one for one in self._model.roots if one != name)
            for node in multiples[name]:
                if node not in others:
                    return self._renamed_line(node) or self.line_at_call(node)
        return update

    def _multiples(self, parameter: str) -> list[int]:
        """Return what a parameter's new value is made from and is a multiple of its gradient, of a sample or of all."""
        value = self._values_of_program.get(f"∂C/∂{parameter}")
        if value is None or not len(self._values):
            return []
        samples = np.broadcast_to(value, (self._count, value.shape[-1]))
        rows = np.column_stack((samples, samples.sum(axis=1)))
        lengths = np.linalg.norm(rows, axis=0)
        rows = rows[:, lengths > 0] / lengths[lengths > 0]
        sizes = np.linalg.norm(self._values, axis=1)
        cosines = np.abs(self._values @ rows) / sizes[:, None]
        is_multiple = np.any(cosines > 1 - ALIKE, axis=1)
        known = self.ancestors([parameter])
        on_the_way = known - self._forwards
        return [node for node, yes in zip(self.nodes, is_multiple, strict=True) if yes and node in on_the_way]

    def _renamed_line(self, node: int) -> int:
        """Return the line in which a number that a node's expression alone reads got its name; 0 if it computes it."""
        for line in self.operand_lines(node):
            statement = self.source.statement(line)
            if isinstance(statement, ast.Assign) and is_renaming(statement) and not self.values_in(line):
                read = [ast.unparse(one) for one in ast.walk(self.source.function_of(line)) if _is_read(one)]
                if read.count(ast.unparse(statement.targets[0])) == 1:
                    return line
        return 0

    def compared_line(self, node: int) -> int:
        """Return the line of what stands for the error in a node's expression; 0 if that is the expression."""
        for line in self.operand_lines(node) if node else ():
            names = {self.labels[one].name for one in self.values_in(line) if one in self.labels}
            if not self.values_in(line) or "C" in names:
                return line
        return 0

    def missing_slope_line(self, node: int) -> int:
        """Return the line in which δ of a layer is made without its slope; 0 if it is not made in a line of its own.

        Args:
            node: the first that has a value without the slope.
        """
        for line in self.operand_lines(node):
            computed_here = self.values_in(line)
            if any(self._is_derivative(one, "∂C/∂ŷ", "∂C/∂h") for one in computed_here):
                return line
            is_given_back = not computed_here and is_renaming(self.source.statement(line))
            if is_given_back and not self._is_of_forward_pass(line):
                return line
        return 0

    def _is_of_forward_pass(self, line: int) -> bool:
        """Say whether a line is in a function of its own that computes what goes forward."""
        function = self.source.function_of(line)
        if not isinstance(function, ast.FunctionDef):
            return False
        lines = {self.source.line(node) for node in self.nodes if node in self._forwards}
        back = {self.source.line(node) for node in self._nodes_of_derivatives()}
        own = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
        return not own.isdisjoint(lines) and own.isdisjoint(back)

    def returned_line(self, layer: int) -> int:
        """Return the line in which an object that computes a layer's activations returns what comes back as it is.

        That is in another method of the class that computes them; 0 if there is none.
        """
        units = self.program.network.units[layer] if layer else ()
        values = {unit.name for unit in units}
        for node, label in self.labels.items():
            if label.name in values and node in self._forwards:
                own = self.source.function_of(self.source.line(node))
                return self.source.handed_on_line(own)
        return 0

    def kept_as_it_is_line(self, parameters: Sequence[str]) -> int:
        """Return the line in which what the update of some parameters reads is replaced, not added to; 0 if in none."""
        for name in parameters:
            end = self._ends.get(self._model.roots[name][0]) if name in self._model.roots else None
            expression = self.source.expression(end) if end else None
            for one in ast.walk(expression) if expression else ():
                if isinstance(one, ast.Attribute | ast.Subscript):
                    line = self.source.renaming(ast.unparse(one)) or self._computed_line(ast.unparse(one))
                    if line:
                        return line
        return 0

    def _computed_line(self, name: str) -> int:
        """Return the line in which a name is given a derivative, which is computed there; 0 if there is none."""
        for line in self.source.assignments(name):
            if any(self._is_derivative(node) for node in self.values_in(line)):
                return line
        return 0

    def gate_line(self, layer: int) -> int:
        """Return the line of a comparison with a layer's values on the way back; 0 if there is none."""
        units = self.program.network.units[layer] if layer else ()
        values = {unit.name for unit in units} | {unit.weighted_sum for unit in units}
        first = min(self._nodes_of_derivatives(), default=0)
        for node in self.compared():
            read = [self.labels[part].name for part in operands(self._tape, node) if part in self.labels]
            if node > first and (not values or values.intersection(read)):
                return self.source.line(node)
        return 0

    def asked_of_derivative_line(self) -> int:
        """Return the line of a comparison with something that is passed back; 0 if there is none."""
        for node in self.compared():
            if any(self._is_derivative(part) for part in operands(self._tape, node)):
                return self.source.line(node)
        return 0

    def _nodes_of_derivatives(self) -> list[int]:
        return [node for node, label in self.labels.items() if label.name.startswith("∂C/∂")]

    def lost_update_line(self, parameters: Sequence[str], sound: Sequence[str]) -> int:
        """Return the line of an update that is computed and not kept, or where one is missing; 0 if that is not known.

        Args:
            parameters: what never moves.
            sound: what does.
        """
        roots = {self._model.roots[name][0] for name in parameters if name in self._model.roots}
        for node in self.nodes:
            parts = operands(self._tape, node)
            if self._tape.op[node] in (Op.ADD, Op.SUB) and roots.intersection(parts):
                others = [part for part in parts if part not in roots]
                if any(self._is_derivative(part) for part in others):
                    return self.source.line(node)
        layer_of = {one.name: one.target.layer for one in self.program.network.parameters}
        beside = [name for name in sound if layer_of[name] == layer_of[parameters[0]]]
        if beside:
            return self.update_line(beside)
        elsewhere = self.update_line(sound)
        if self.source.is_of_loop(elsewhere):
            return elsewhere
        computed = [node for name in parameters for node, _ in self._of_gradient(name)]
        return self.source.line(max(computed)) if computed else 0

    def _is_derivative(self, node: int, *beginnings: str) -> bool:
        """Say whether a node is a derivative, right or as the mistakes make it: any, or one that so begins."""
        labels = (self.labels.get(node), self.mistaken_labels.get(node))
        return any(label is not None and label.name.startswith(beginnings or ("∂C/∂",)) for label in labels)

    def update_lines(self, names: Iterable[str]) -> set[int]:
        """Return the lines in which some parameters are updated."""
        return {line for name in names if (line := self.update_line([name]))}

    def error_line(self) -> int:
        """Return the line in which outputs are compared with targets; 0 if it is not known."""
        used = self.ancestors(self._model.roots)
        for node in sorted(used.intersection(self._nodes_of_derivatives())):
            if self.labels[node].name.startswith(("∂C/∂ŷ", "∂C/∂z")):
                return self.source.line(node)
        return 0

    def kept_line(self, node: int, *, is_sum: bool) -> int:
        """Return the line in which something is kept from step to step.

        Args:
            node: what is kept.
            is_sum: whether it should begin anew; then the line is that of a reset that does not reset, if there is one.
        """
        line = self.source.line(node)
        statement = self.source.statement(line)
        if not is_sum or not isinstance(statement, ast.AugAssign):
            return line
        target: ast.expr = statement.target
        while isinstance(target, ast.Subscript):
            target = target.value
        name = ast.unparse(target)
        for one in ast.walk(self.source.tree):
            if isinstance(one, ast.FunctionDef) and one.name != "__init__":
                for inner in ast.walk(one):
                    if isinstance(inner, ast.Assign) and name in map(ast.unparse, inner.targets):
                        return inner.lineno
        return line

    def picked_line(self, node: int) -> int:
        """Return the line in which weights were picked that a node's expression reads; 0 if it picks them itself."""
        for line in self.operand_lines(node):
            statement = self.source.statement(line)
            picks = isinstance(statement, ast.Assign) and isinstance(
                statement.value, ast.Subscript | ast.Attribute | ast.Call
            )
            if picks and not self.values_in(line):
                return line
        return 0

    def passed_back_line(self, node: int, layer: int) -> int:
        """Return the line that computes what a layer passes back and a node's expression reads; 0 if none does."""
        units = self.program.network.units[layer - 1] if layer else ()
        names = {f"∂C/∂{unit.name}" for unit in units}
        for line in self.operand_lines(node):
            if any(self.labels[one].name in names for one in self.values_in(line) if one in self.labels):
                return line
        return 0

    def turned_line(self, program: Program, layer: int) -> int:
        """Return the line in which the sign of what is passed back to a layer turns; 0 if it does not."""
        labels = self.mistaken_labels or self.labels
        units = program.network.units
        if not layer or layer >= len(units) - 1:
            return 0
        at_outputs = {f"∂C/∂{unit.name}" for unit in units[-1]} | {f"∂C/∂{unit.weighted_sum}" for unit in units[-1]}
        back = {f"∂C/∂{unit.name}" for unit in units[layer]} | {f"∂C/∂{unit.weighted_sum}" for unit in units[layer]}
        signs = [label.ratio > 0 for label in labels.values() if label.name in at_outputs]
        if not signs:
            return 0
        is_positive = sum(signs) * 2 > len(signs)
        for node, label in labels.items():
            if label.name in back and (label.ratio > 0) != is_positive:
                return self.source.line(node)
        return 0

    def factor_line(self, parameter: str, sound: Sequence[str], *, of_sample_too: bool) -> int:
        """Return the line in which a parameter's gradient gets a factor that those of others do not get; 0 if none.

        Args:
            parameter: whose step has the factor.
            sound: the parameters whose steps have not.
            of_sample_too: whether the gradients of single samples are looked at, if those of the batch tell nothing.
        """
        for of_sample in (False, True) if of_sample_too else (False,):
            own = self._jumps(parameter, of_sample=of_sample)
            usual = [factor for name in sound[:4] for factor, _ in self._jumps(name, of_sample=of_sample)]
            for factor, node in own[1:]:
                if not any(abs(factor - other) <= 1e-6 * abs(other) for other in usual):
                    return self.source.line(node)
        return 0

    def delta_factor_line(self, parameter: str, factor: float) -> int:
        """Return the line in which δ of a parameter's unit gets a factor, or loses it; 0 if it does not."""
        target = next(one.target for one in self.program.network.parameters if one.name == parameter)
        labels = self.mistaken_labels or self.labels
        before: dict[tuple[str, int], float] = {}
        for node, label in labels.items():
            if label.name not in (f"∂C/∂{target.name}", f"∂C/∂{target.weighted_sum}"):
                continue
            last = before.setdefault((label.name, label.sample), label.ratio)
            if any(abs(label.ratio / last - one) <= 1e-6 * one for one in (factor, 1 / factor)):
                return self.source.line(node)
        return 0

    def is_averaged_at_update(self, names: Sequence[str]) -> bool:
        """Say whether the gradient of the first parameter is divided by the samples in the line of its update."""
        update = self.update_line(names[:1])
        factors = [
            factor for name in names[:1] for factor, node in self._jumps(name) if self.source.line(node) == update
        ]
        samples = self._forward.samples
        return any(abs(factor * samples - 1) <= 1e-6 for factor in factors)

    def first_line(self, parameter: str) -> int:
        """Return the line in which a parameter's gradient is complete; 0 if it is not known."""
        own = self._jumps(parameter)
        return self.source.line(own[0][1]) if own else 0

    def _jumps(self, parameter: str, *, of_sample: bool = False) -> list[tuple[float, int]]:
        """Return the factors that a gradient gets on its way to the update, with the nodes; the first is its own."""
        wanted = self._of_gradient(parameter, of_sample=of_sample)
        known = self.ancestors([parameter])
        jumps: list[tuple[float, int]] = []
        before = 0.0
        for node, ratio in wanted:
            if node not in known:
                continue
            factor = ratio / before if before else ratio
            if not before or abs(factor - 1) > 1e-6:
                jumps.append((factor, node))
            before = ratio
        return jumps

    def _of_gradient(self, parameter: str, *, of_sample: bool = False) -> list[tuple[int, float]]:
        """Return the nodes that are multiples of a gradient, of the batch or its last sample, with the multiples."""
        name = f"∂C/∂{parameter}"
        if name not in self._values_of_program:
            return []
        row = np.asarray(self._values_of_program[name])
        row = np.broadcast_to(row, (self._count, row.shape[-1]))
        row = row[:, -1] if of_sample else row.sum(axis=1)
        length = float(np.linalg.norm(row))
        if not length or not len(self._values):
            return []
        sizes = np.linalg.norm(self._values, axis=1)
        cosines = (self._values @ row) / (sizes * length)
        found = np.nonzero(np.abs(cosines) > 1 - ALIKE)[0]
        return [(self.nodes[k], float(cosines[k] * sizes[k] / length)) for k in found]


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load)


def _is_formula(function: ast.FunctionDef) -> bool:
    """Say whether a function computes a formula of its arguments alone."""
    arguments = [one.arg for one in function.args.args if one.arg != "self"]
    if len(arguments) > MAX_ARGUMENTS:
        return False
    called = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
    for one in ast.walk(function):
        if isinstance(one, ast.Subscript | ast.AugAssign | ast.For | ast.MatMult):
            return False
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            is_own = one.value.id == "self" and one not in called
            if is_own or one.attr in ("T", "dot", "t"):
                return False
    return True


def _ends(found: Sequence[Chain], forward: Forward) -> dict[int, int]:
    """Return for each root of a parameter its new value."""
    last = max(forward.part)
    ends = dict(forward.replaced)
    for root, number in forward.parameters.items():
        if number >= 0:
            ends[root] = found[number].at(last)
    return ends
