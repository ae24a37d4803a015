"""The weighted sums of a step: what is linear in the numbers that are learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xortui.check.recognition.forward import WeightedSum, WeightedTerm
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, DIV, LEAF, MUL, NEG, SUB

Form = dict[int, tuple[float, int]]
"""A sum that is linear in parameters: parameter → factor and value."""


class LinearForms:
    """The linear forms of the nodes of a step."""

    def __init__(self, part: StepPart, learnt: set[int], forward: Callable[[int], bool]) -> None:
        """Find the form of each node that goes forward."""
        self.part = part
        self.of: dict[int, Form] = {}
        for node in part.nodes:
            if node in learnt:
                self.of[node] = {node: (1.0, 0)}
            elif not part.is_root(node) and forward(node):
                form = self._form(node)
                if form:
                    self.of[node] = form

    def is_parameter(self, node: int) -> bool:
        """Say whether a node is a multiple of one parameter alone."""
        form = self.of.get(node)
        return form is not None and len(form) == 1 and next(iter(form.values()))[1] == 0

    def _form(self, node: int) -> Form | None:
        op = self.part.op[node]
        parts = self.part.parts[node]
        if op == NEG:
            form = self.of.get(parts[0])
            return None if form is None else _scaled(form, -1.0)
        if op == MUL:
            return self._product(*parts)
        if op == DIV and self.part.is_constant(parts[1]):
            form = self.of.get(parts[0])
            divisor = float(self.part.value[parts[1]])
            return None if form is None or not divisor else _scaled(form, 1 / divisor)
        if op in (ADD, SUB):
            return self._sum(op, *parts)
        return None

    def _product(self, left: int, right: int) -> Form | None:
        for one, other in ((left, right), (right, left)):
            form = self.of.get(one)
            if form is None:
                continue
            if other in self.part.fixed_masks:
                return _scaled(form, float(self.part.value[other]))
            if self.part.is_constant(other):
                value = float(self.part.value[other])
                # A unit of ReLU that is silent may give a 0 that is written in the file.
                if self.is_parameter(one) and (self.part.op[other] == LEAF or not value):
                    (parameter, (factor, _)) = next(iter(form.items()))
                    return {parameter: (factor, other)}
                return _scaled(form, value)
        for one, other in ((left, right), (right, left)):
            if self.is_parameter(one) and not self.is_parameter(other):
                (parameter, (factor, _)) = next(iter(self.of[one].items()))
                value, sign = self.part.unsigned(other)
                return {parameter: (sign * factor, value)}
        return None

    def _sum(self, op: int, left: int, right: int) -> Form | None:
        one = self.of.get(left)
        other = self.of.get(right)
        if other is not None and op == SUB:
            other = _scaled(other, -1.0)
        if one is None and other is None:
            return None
        for form, rest in ((one, right), (other, left)):
            missing = self.of.get(rest)
            if form is not None and missing is None:
                is_zero = self.part.value[rest] == 0 and (self.part.is_constant(rest) or self.part.is_start(rest))
                return form if is_zero else None
        assert one is not None
        assert other is not None
        if set(one) & set(other):
            return None
        return {**one, **other}


def _scaled(form: Form, factor: float) -> Form:
    return {parameter: (factor * old, value) for parameter, (old, value) in form.items()}


def weighted_sums(part: StepPart, forms: LinearForms, forward: set[int]) -> dict[int, WeightedSum]:
    """Return the sums that are complete: no sum of the step adds further parameters to them."""
    is_part: dict[int, bool] = {}
    for node in reversed(part.nodes):
        form = forms.of.get(node)
        if form is None:
            continue
        is_part[node] = False
        for user in part.users_of(node):
            bigger = forms.of.get(user)
            if user in forward and bigger is not None and set(form) <= set(bigger):
                is_part[node] = is_part[node] or set(form) < set(bigger) or is_part.get(user, False)
    found: dict[int, WeightedSum] = {}
    for node in part.nodes:
        form = forms.of.get(node)
        if form is None or node not in forward or part.is_root(node) or all(not value for _, value in form.values()):
            continue
        known = [one for one in _same_sum(part, forms, node, set(form)) if one in found]
        if is_part[node] or known:
            continue
        terms = tuple(WeightedTerm(parameter, factor, value) for parameter, (factor, value) in form.items())
        found[node] = WeightedSum(node, terms)
    return found


def _same_sum(part: StepPart, forms: LinearForms, node: int, parameters: set[int]) -> Iterator[int]:
    """Yield the sums that a sum is but a multiple of: z of −z."""
    waiting = [node]
    while waiting:
        for one in part.parts[waiting.pop()]:
            form = forms.of.get(one)
            if form is not None and set(form) == parameters:
                yield one
                waiting.append(one)
