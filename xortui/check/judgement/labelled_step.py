"""The numbers of one step, labelled with what they are, and the lines that compute them.

All numbers of a step are compared, at random points, with all values of the right program and of the one with the
mistake, each up to a factor. What agrees is a label: this line computes ∂C/∂z3.
"""

from __future__ import annotations

import ast
import bisect
import itertools
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from types import CodeType

import numpy as np

from xortui.check.judgement.judge import Judged, given_for
from xortui.check.judgement.labels import Label, Quantities
from xortui.check.judgement.written_factors import WrittenFactors
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.evaluation import evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.new_values import new_values
from xortui.check.recognition.points import Evaluated
from xortui.check.recognition.source import Source
from xortui.check.tracing.op_numbers import COMPARISONS
from xortui.check.tracing.trace import NamedPlace, Trace
from xortui.core.lockstep import Floats, run
from xortui.core.program import LEARNING_RATE, LOSS, Program, derivative, gradient_sum

MAX_NODES = 200_000
MAX_ARGUMENTS = 2
"""Arguments that a function of a formula has at most: a number, and whether its slope is wanted."""
SEVERAL = ""
"""Stands for more than one parameter that a number works for."""


class LabelledStep:
    """All numbers of one step, and which values of a program they are multiples of."""

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
        self.tape = trace.tape
        self.forward = forward
        self.model = model
        self.given = given_for(model, forward, evaluated, 1.0)
        """What a program is run with at the points, but for the rate."""
        self.count = evaluated.count
        self.program = judged.program
        self.changes = judged.theirs
        """What the step adds to each parameter."""
        self.ends = new_values(found, forward)
        """Root of a parameter → its new value."""
        self.data = frozenset(forward.data)
        """The nodes of its inputs and targets, of all samples."""
        start = max(root for root in forward.roots) if forward.roots else 0
        first = min((node for node in forward.part if node not in forward.roots), default=start)
        last = max(*forward.part, step.end)
        window = list(range(first, min(last + 1, first + MAX_NODES)))
        self.window = window
        """All nodes of the step."""
        everything = set(window)
        for node in window:
            everything.update(operands(self.tape, node))
        given = dict(evaluated.given)
        for node in everything:
            if node < first and node not in given:
                given[node] = np.full(evaluated.count, self.tape.value[node])
        values = evaluate(self.tape, sorted(everything), given, evaluated.count)
        self.written = WrittenFactors(trace, found, forward, model)
        self._found = found
        self._versions = {version for chain in found for version in chain.versions}
        self._before = {node: values[node] for node in everything if node < first}
        """The values of what the step reads and does not compute."""
        rows = np.array([values[node] for node in window]) if window else np.zeros((0, evaluated.count))
        is_own = np.isfinite(rows).all(axis=1) & rows.any(axis=1)
        is_own &= np.fromiter((node not in self._versions for node in window), bool, len(window))
        self.nodes = [window[row] for row in np.nonzero(is_own)[0].tolist()]
        self.values = rows[is_own]
        self._callers: dict[ast.AST, set[str]] | None = None
        """Function → the calls of it, as they are written."""
        self._called: dict[int, set[CodeType]] | None = None
        self._nodes_of_line: dict[int, list[int]] | None = None
        self._works_for: dict[int, str] | None = None
        self.forward_nodes = set(part_of(self.tape, forward.output_nodes, roots=forward.roots))
        self.values_of_program = run(self.program, self.given)
        """The values of the right program at the points; of one with mistakes, once that is taken."""
        self.right = Quantities(self.program, self.values_of_program, evaluated.count)
        matched, ratios = self.right.matches(self.values)
        self.rate = 0.0
        """The rate of the steps of a program with mistakes, once they are taken."""
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
        self.rate = rate
        mistaken, self.values_of_program = self.values_with(program)
        matched, ratios = mistaken.matches(self.values)
        for node, row, ratio in zip(self.nodes, matched, ratios, strict=True):
            if row >= 0:
                name, sample = mistaken.names[row]
                self.mistaken_labels[node] = Label(name, sample, ratio)

    def values_with(self, program: Program) -> tuple[Quantities, dict[str, Floats]]:
        """Return the values of a program with mistakes at the points, in rows and by their names."""
        given = {**self.given, LEARNING_RATE: np.asarray(self.rate)}
        for name in program.state:
            given.setdefault(name, np.zeros((self.count, 1)))
        values = run(program, given)
        return Quantities(program, values, self.count), values

    def row(self, node: int) -> Floats | None:
        """Return the values of a node at the points; None if they are not known, or all 0."""
        if node in self._before:
            return self._before[node]
        place = bisect.bisect_left(self.nodes, node)
        is_known = place < len(self.nodes) and self.nodes[place] == node
        return self.values[place] if is_known else None

    def ancestors(self, names: Iterable[str]) -> set[int]:
        """Return the nodes that the new values of some parameters were computed from."""
        roots = [self.model.roots[name][0] for name in names if name in self.model.roots]
        ends = [self.ends[root] for root in roots if root in self.ends]
        return set(part_of(self.tape, ends, roots=self.forward.roots))

    def lines(self) -> dict[str, int]:
        """Return for each value the line that computes it first; for a parameter, that of its update.

        What is summed over the batch has its line, too: that sum of δ is the gradient of a bias, and so is that of
        ∂C/∂a where the slope is missing.
        """
        found: dict[str, int] = {}
        parameters = self.program.network.parameters
        summed = {derivative(LOSS, one.name): one.name for one in parameters}
        for one in parameters:
            if one.source is None:
                summed[derivative(LOSS, one.target.weighted_sum)] = one.name
                summed[derivative(LOSS, one.target.name)] = one.name
        for node, label in (*self.labels.items(), *self.mistaken_labels.items()):
            line = self.source.line(node)
            if not line:
                continue
            found.setdefault(label.name, line)
            if label.sample < 0 and label.name in summed:
                found.setdefault(gradient_sum(summed[label.name]), line)
        for name in self.model.roots:
            line = self.update_line([name])
            if line:
                found[name] = line
        return found

    def update_line(self, names: Iterable[str]) -> int:
        """Return the line in which the first of some parameters is updated; 0 if none is."""
        for name in names:
            end = self.ends.get(self.model.roots[name][0]) if name in self.model.roots else None
            if end is not None and end not in self.forward.roots:
                return self.source.line(end)
        return 0

    def place(self, name: str) -> NamedPlace | None:
        """Return where a parameter lies in the file, if that is known."""
        root, _ = self.model.roots[name]
        number = self.forward.parameters[root]
        versions = (root,) if number < 0 else (root, *self._found[number].versions)
        places = self.source.trace.places
        return next((places[version] for version in versions if version in places), None)

    def operand_lines(self, node: int, frame: int = 0) -> list[int]:
        """Return the lines in which the names were assigned that a node's expression reads, the nearest first.

        Args:
            node: what is computed.
            frame: 0 for its own expression, 1 for that which called its function, and so on.
        """
        expression = self.source.expression(node, frame)
        if expression is None:
            return []
        line = self.source.line(node, frame)
        lines = []
        for one in ast.walk(expression):
            if isinstance(one, ast.Name | ast.Attribute | ast.Subscript):
                at = self.source.assignment(one, line)
                if at and not self.source.is_start_of_updated(one, at, line):
                    lines.append(at)
        return sorted(set(lines), reverse=True)

    def read_lines(self, node: int) -> list[int]:
        """Return the lines of `operand_lines`, and those of what loops take the names from or assign for later rounds.

        The nearest come first: those of names, then those of loops.

        Args:
            node: what is computed.
        """
        near = self.operand_lines(node)
        expression = self.source.expression(node)
        if expression is None:
            return near
        line = self.source.line(node)
        others = set()
        for one in ast.walk(expression):
            if isinstance(one, ast.Name):
                others.add(self.source.later_in_loop(one, line))
                others.update(self.source.items(one.id, line))
                for iterated, at in self.source.iterated(one.id, line):
                    names = [each for each in ast.walk(iterated) if isinstance(each, ast.Name | ast.Attribute)]
                    others.update(self.source.assignment(each, at) for each in names)
        return near + sorted(others - {0, *near}, reverse=True)

    def values_in(self, line: int) -> list[int]:
        """Return the nodes that were computed in a line."""
        if self._nodes_of_line is None:
            self._nodes_of_line = self._by_line()
        return self._nodes_of_line.get(line, [])

    def _by_line(self) -> dict[int, list[int]]:
        """Return for each line the nodes that were computed in it, or by what it calls, in their order."""
        by_site: dict[int, list[int]] = {}
        for node, site in zip(self.nodes, self.tape.site[self.nodes].tolist(), strict=True):
            by_site.setdefault(site, []).append(node)
        found: dict[int, list[int]] = {}
        for nodes in by_site.values():
            for line in {frame[0] for frame in self.source.frames(nodes[0])}:
                found.setdefault(line, []).extend(nodes)
        return {line: sorted(nodes) for line, nodes in found.items()}

    def works_for(self, node: int) -> str | None:
        """Return the parameter whose new value a node works for; `SEVERAL` for more than one, None for none."""
        if self._works_for is None:
            self._works_for = self._found_owners()
        return self._works_for.get(node)

    def _found_owners(self) -> dict[int, str]:
        """Return for each node before new values the parameter that it works for."""
        name_of = {self.ends[root]: name for name, (root, _) in self.model.roots.items() if root in self.ends}
        owners: dict[int, str] = {}
        parts_of = self.tape.operands()
        for node in reversed(part_of(self.tape, name_of, roots=self.forward.roots)):
            if node in name_of:
                owners[node] = name_of[node] if owners.get(node, name_of[node]) == name_of[node] else SEVERAL
            if node in self.forward.roots:
                continue
            own = owners[node]
            for part in parts_of[node]:
                owners[part] = own if owners.get(part, own) == own else SEVERAL
        return owners

    def lines_of_step(self) -> set[int]:
        """Return all lines that compute a number of the step."""
        return {self.source.line(node) for node in self.one_of_each_site()}

    def compared(self) -> list[int]:
        """Return the nodes that are comparisons, also those that hold nowhere."""
        ops = self.tape.op[self.window[0] : self.window[-1] + 1] if self.window else self.tape.op[:0]
        return [self.window[place] for place in np.nonzero(np.isin(ops, list(COMPARISONS)))[0].tolist()]

    def line_at_call(self, node: int, *, is_of_argument: bool = False, is_setting: bool = False) -> int:
        """Return the line of a node; of one in a function that several lines call for a number, the line that does.

        A function that is more than a formula, and that gives no right number in the same way, has the line itself.

        Args:
            node: what is computed.
            is_of_argument: whether it is the argument of the function that is wrong, and not its formula.
            is_setting: whether that is a number which callers set, as a share of velocity is.
        """
        frames = self.source.frames(node)
        for number, (line, *_) in enumerate(frames):
            function = self.source.function_of(line)
            is_chosen = is_setting or is_formula(function) or tuple(frames[: number + 1]) in self._right_ways
            is_last = number == len(frames) - 1
            if is_last or not self._is_helper(function) or not is_chosen:
                # Where several formulas are called in one line, the line is right and the formula is not.
                is_shared = number > 0 and len(self._called_in(line)) > 1
                return frames[number - 1][0] if is_shared and not is_of_argument else line
        return 0

    @cached_property
    def _right_ways(self) -> set[tuple[tuple[int, int, int, int], ...]]:
        """The places and calls by which right numbers are computed, each also without its outermost calls."""
        sites = {int(self.tape.site[node]): node for node in (*self.labels, *self.forward_nodes)}
        ways: set[tuple[tuple[int, int, int, int], ...]] = set()
        for node in sites.values():
            frames = self.source.frames(node)
            ways.update(tuple(frames[: number + 1]) for number in range(len(frames)))
        return ways

    def _called_in(self, line: int) -> set[CodeType]:
        """Return the functions of the file that are called in a line."""
        if self._called is None:
            self._called = {}
            for node in self.one_of_each_site():
                for code, outer in self.source.calls(node):
                    self._called.setdefault(outer, set()).add(code)
        return self._called.get(line, set())

    def one_of_each_site(self) -> Iterable[int]:
        """Return one node of each place of the file that computes any."""
        return {int(self.tape.site[node]): node for node in self.nodes}.values()

    def _is_helper(self, function: ast.AST) -> bool:
        """Say whether a function computes a formula of its arguments, or is called in several lines of the step.

        Lines that call it in the same words, as `backward(x, y)[0]` and `backward(x, y)[1]` do, want the same of it; so
        do those that call a method of several objects, as `first.update(rate)` and `second.update(rate)`.
        """
        if not isinstance(function, ast.FunctionDef):
            return False
        if self._callers is None:
            self._callers = {}
            for node in self.one_of_each_site():
                frames = self.source.frames(node)
                for number, (inner, outer) in enumerate(itertools.pairwise(frames), 1):
                    called = self.source.function_of(inner[0])
                    if called is not self.source.function_of(outer[0]):  # as the loop in a list would be
                        call = self.source.expression(node, number)
                        words = _words_of_call(call) if call is not None else str(outer[0])
                        self._callers.setdefault(called, set()).add(words)
        return is_formula(function) or len(self._callers.get(function, ())) > 1

    def nodes_of_derivatives(self) -> list[int]:
        """Return the nodes that are right derivatives, in their order."""
        return [node for node, label in self.labels.items() if label.name.startswith("∂C/∂")]

    def is_derivative(self, node: int, *beginnings: str) -> bool:
        """Say whether a node is a derivative, right or as the mistakes make it: any, or one that so begins."""
        labels = (self.labels.get(node), self.mistaken_labels.get(node))
        return any(label is not None and label.name.startswith(beginnings or ("∂C/∂",)) for label in labels)

    def update_lines(self, names: Iterable[str]) -> set[int]:
        """Return the lines in which some parameters are updated."""
        return {line for name in names if (line := self.update_line([name]))}


def _words_of_call(call: ast.expr) -> str:
    """Return how a function is called; of a method, whatever object it is of."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        arguments = [ast.unparse(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))]
        return f".{call.func.attr}({', '.join(arguments)})"
    return ast.unparse(call)


@lru_cache(maxsize=1000)
def is_formula(function: ast.AST) -> bool:
    """Say whether a function computes a formula of its arguments alone."""
    if not isinstance(function, ast.FunctionDef):
        return False
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
