"""Numbers that a file writes into the gradients of one array alone: the 2 of W2 += η * 2 * dW2.

Python multiplies numbers that stand side by side before the file runs, and of two layers of which one goes twice as far
no step tells which one is meant. The text does.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xortui.check.judgement.judge import same
from xortui.check.judgement.scales import ParameterArray, likeness_to_rates
from xortui.check.recognition.chains import Chain
from xortui.check.recognition.evaluation import part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.new_values import new_values
from xortui.check.recognition.source import Source, first_target
from xortui.check.tracing.trace import Trace

PRODUCTS = frozenset({"dot", "matmul", "outer", "multiply", "sum", "mean", "reshape"})
"""Functions whose result is a multiple of what it is computed from."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number of the text."""

    line: int
    factor: float
    """What it multiplies with: ½ for a division by 2."""


class WrittenFactors:
    """The numbers in the lines in which gradients are made."""

    def __init__(self, trace: Trace, found: Sequence[Chain], forward: Forward, model: Model) -> None:
        """Read nothing yet.

        Args:
            trace: what was computed.
            found: the numbers that are learnt.
            forward: the forward pass.
            model: which number of the file each parameter is.
        """
        self.trace = trace
        self.forward = forward
        self.model = model
        self._found = found
        self._known: dict[tuple[frozenset[str], frozenset[str]], list[Written]] = {}

    @cached_property
    def _source(self) -> Source:
        return Source(self.trace)

    @cached_property
    def _named(self) -> dict[str, float]:
        """Names that the file gives a number that stands there, and nothing else → the number."""
        named: dict[str, float] = {}
        times: Counter[str] = Counter()
        for statement in ast.walk(self._source.tree):
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Name | ast.Attribute):
                    named[ast.unparse(target)] = _number(getattr(statement, "value", target), {})
            if isinstance(statement, ast.Name | ast.Attribute) and isinstance(statement.ctx, ast.Store):
                times[ast.unparse(statement)] += 1
        return {name: number for name, number in named.items() if number and times[name] == 1}

    @cached_property
    def _ends(self) -> dict[int, int]:
        return new_values(self._found, self.forward)

    @cached_property
    def _of_forward(self) -> set[int]:
        roots = self.forward.roots
        return set(part_of(self.trace.tape, self.forward.output_nodes, roots=roots)).union(roots)

    def own(self, parameters: Sequence[str], others: Iterable[str]) -> list[Written]:
        """Return the numbers in the lines that work for some parameters, and not for others.

        Args:
            parameters: of one array.
            others: those of other layers.
        """
        key = (frozenset(parameters), frozenset(others))
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, parameters: frozenset[str], others: frozenset[str]) -> list[Written]:
        nodes = self._ancestors(parameters) - self._ancestors(others) - self._of_forward
        found: list[Written] = []
        for line in sorted({self._source.line(node) for node in nodes} - {0}):
            statement = self._source.statement(line)
            if statement is not None and statement.lineno == line:
                found += [Written(line, factor) for factor in _of_statement(statement, self._named)]
        return found

    def _ancestors(self, parameters: Iterable[str]) -> set[int]:
        roots = [self.model.roots[name][0] for name in parameters if name in self.model.roots]
        ends = [self._ends[root] for root in roots if root in self._ends]
        return set(part_of(self.trace.tape, ends, roots=self.forward.roots))


def without_shared(own: Sequence[Written], others: Sequence[Sequence[Written]]) -> list[Written]:
    """Return numbers without those that all others have, too, as often; those in their lines first."""
    shared: Counter[float] = Counter()
    for number, other in enumerate(others):
        factors = Counter(one.factor for one in other)
        shared = shared & factors if number else factors
    in_their_lines = {one for other in others for one in other}
    rest = []
    for one in sorted(own, key=lambda one: one not in in_their_lines):
        if shared[one.factor]:
            shared[one.factor] -= 1
        else:
            rest.append(one)
    return rest


def base_by_text(
    groups: Sequence[ParameterArray], written: WrittenFactors, rates: Sequence[float], samples: int
) -> float:
    """Return how far the arrays move whose gradients have no number of their own; 0 if the text does not explain it.

    It explains it if all others go as much further, or less far, as their own numbers say. Where these are learning
    rates, and the rest has none, it is the rest that lacks a number.

    Args:
        groups: the arrays, with how far they move.
        written: the numbers of the text.
        rates: numbers that stand in the file and are multiplied with steps.
        samples: how many are in a batch.
    """
    moving = [group for group in groups if group.ratio]
    first = abs(moving[0].ratio) if moving else 0.0
    if all(same(abs(group.ratio), first) for group in moving):
        return 0.0
    numbers = []
    for group in moving:
        others = [name for one in groups if one.layer != group.layer for name in one.parameters]
        numbers.append(written.own(group.parameters, others))
    base = 0.0
    meant = set()
    own_rates = set()
    for group, own in zip(moving, numbers, strict=True):
        rest = without_shared(own, numbers)
        factor = math.prod(one.factor for one in rest)
        if rest:
            own_rates.add(factor if len(own) == 1 else 0.0)
        else:
            base = abs(group.ratio)
        meant.add(f"{abs(group.ratio) / factor:.6g}")
    lacks_rate = _is_plain(base, samples) and all(any(same(one, rate) for rate in rates) for one in own_rates)
    is_explained = len(meant) == 1 and likeness_to_rates(base, rates, samples) > 0 and not lacks_rate
    return base if is_explained else 0.0


def _is_plain(size: float, samples: int) -> bool:
    """Say whether a step goes as far as a gradient without a learning rate, with a 2 or a mean."""
    return any(same(size, plain) for plain in (1, 2, 1 / samples, 2 / samples))


def rate_by_text(
    base: float,
    sound: Sequence[ParameterArray],
    others: Sequence[ParameterArray],
    written: WrittenFactors,
    samples: int,
) -> float:
    """Return the learning rate of arrays whose own size tells none, where all arrays that go as far as base lack it.

    It is the one number in the lines of the others, and the lines of the sound have no number at all; 0 if it is not.
    A 2, or a mean over the samples, is none: it belongs to the error.

    Args:
        base: how far sound arrays move.
        sound: arrays whose size is known.
        others: the rest, whose size a mistake may change.
        written: the numbers of the text.
        samples: how many are in a batch.
    """
    if not others or not _is_plain(base, samples):
        return 0.0
    everything = [*sound, *others]
    found: set[float] = set()
    for group in everything:
        beside = [name for one in everything if one.layer != group.layer for name in one.parameters]
        numbers = [one.factor for one in written.own(group.parameters, beside)]
        if group in sound and numbers:
            return 0.0
        if group not in sound:
            found.add(numbers[0] if len(numbers) == 1 else 0.0)
    rate = found.pop() if len(found) == 1 else 0.0
    return 0.0 if _is_plain(rate, samples) else rate


def _of_statement(statement: ast.stmt, named: Mapping[str, float]) -> list[float]:
    """Return the numbers that the value of a statement is multiplied with; of a sum, those of what is added."""
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign) or value is None:
        return []
    target = first_target(statement)
    is_sum = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
    if is_sum and target is not None and ast.unparse(value.left) == ast.unparse(target):
        value = value.right
    return _factors(value, named)


def _factors(value: ast.expr, named: Mapping[str, float]) -> list[float]:
    """Return the numbers that an expression is multiplied with."""
    if isinstance(value, ast.UnaryOp):
        return _factors(value.operand, named)
    if isinstance(value, ast.BinOp):
        return _factors_of_product(value, named)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in PRODUCTS:
        return [factor for part in (value.func.value, *value.args) for factor in _factors_within(part, named)]
    if isinstance(value, ast.Attribute) and value.attr == "T":
        return _factors_within(value.value, named)
    number = _number(value, named)
    return [number] if number else []


def _factors_of_product(value: ast.BinOp, named: Mapping[str, float]) -> list[float]:
    if isinstance(value.op, ast.Mult | ast.MatMult):
        return [*_factors(value.left, named), *_factors(value.right, named)]
    if isinstance(value.op, ast.Div):
        return [*_factors(value.left, named), *(1 / factor for factor in _factors(value.right, named))]
    return []


def _factors_within(part: ast.expr, named: Mapping[str, float]) -> list[float]:
    """Return the numbers that a part of a product is multiplied with; a number alone is an axis."""
    return [] if isinstance(part, ast.Constant) else _factors(part, named)


def _number(value: ast.expr, named: Mapping[str, float]) -> float:
    """Return the number that stands there, or that a name is given; 0 if there is none."""
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return float(value.value)
    return named.get(ast.unparse(value), 0.0) if isinstance(value, ast.Name | ast.Attribute) else 0.0
