"""Arrays whose steps go up the slope of the loss that all others go down, and in which line their sign turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xortui.check.differentiation.compared_numbers import ComparedNumbers
from xortui.check.differentiation.lines_of_paths import line_at_call
from xortui.check.differentiation.numbers_of_step import NumbersOfStep
from xortui.check.judgement.judge import compare, same
from xortui.check.recognition.source import Source
from xortui.check.tracing.op_numbers import SUB
from xortui.check.tracing.tape import Op
from xortui.check.watching import WatchedRun

MAX_FOLLOWED = 4000
"""Nodes of the way to one array in which the sign may turn."""


class TurnedSteps(NamedTuple):
    """Arrays that all go uphill, equally far."""

    names: tuple[str, ...]
    """Of the arrays in the file."""
    roots: tuple[int, ...]
    """Their numbers."""
    factor: float
    """How many times too far they go: 1 if only the sign is wrong."""


def turned_steps(
    best: ComparedNumbers, names: Mapping[str, Sequence[int]], explained: Iterable[str]
) -> list[TurnedSteps]:
    """Return the arrays that go uphill at every point, those together that go equally far.

    Only if they are all that is wrong beside what is explained.

    Args:
        best: the step beside the loss that most of it follows.
        names: name in the file → the roots of the numbers that it holds.
        explained: the names of which it is known what is wrong.
    """
    known = set(explained)
    found: list[TurnedSteps] = []
    for name, roots in names.items():
        if name in known or all(map(best.is_right, roots)):
            continue
        factor = _factor_uphill(best, roots)
        if not factor:
            return []
        alike = next((k for k, one in enumerate(found) if same(one.factor, factor)), None)
        if alike is None:
            found.append(TurnedSteps((name,), tuple(roots), factor))
        else:
            before = found[alike]
            found[alike] = TurnedSteps((*before.names, name), (*before.roots, *roots), before.factor)
    return found


def _factor_uphill(best: ComparedNumbers, roots: Sequence[int]) -> float:
    """Return how many times as far as they should some numbers go, all of them uphill; 0 if one does not."""
    ratios = [best.compared[root].ratio for root in roots if not best.compared[root].is_untested]
    first = ratios[0]
    if best.rate <= 0 or first is None or first >= 0:
        return 0.0
    if not all(ratio is not None and same(ratio, first) for ratio in ratios):
        return 0.0
    factor = -first / best.rate
    return 1.0 if same(factor, 1.0) else factor


def turning_line(
    seen: WatchedRun, numbers: NumbersOfStep, best: ComparedNumbers, root: int, alone: Sequence[int]
) -> int:
    """Return the line in which the sign of a number's step turns; 0 if it is not known.

    That is its update, if those that go downhill add where it subtracts; else where its gradient turns.

    Args:
        seen: the training.
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        root: of a number that goes uphill.
        alone: the nodes that work for what goes uphill and for nothing that is right.
    """
    source = Source(seen.trace)
    part = numbers.part
    ends = {one: seen.chains[number].at(part.step.end) for one, number in numbers.forward.parameters.items()}
    right = [one for one in best.compared if best.is_right(one) and best.compared[one].ratio]
    own = line_at_call(source, ends[root])
    lines = {line_at_call(source, ends[one]) for one in right}
    is_shared = own in lines
    if not is_shared and part.op[ends[root]] not in {part.op[ends[one]] for one in right}:
        return own
    turned = next((node for node in alone[:MAX_FOLLOWED] if node != ends[root] and _turns(numbers, node)), 0)
    if turned:
        return line_at_call(source, turned)
    return 0 if is_shared else own


def _turns(numbers: NumbersOfStep, node: int) -> bool:
    """Say whether a node is less than 0 times what it is computed from, or a difference that another has turned."""
    part = numbers.part
    values = numbers.evaluated.values
    if part.op[node] == SUB:
        above, below = part.parts[node]
        users = part.users_of(above)
        return any(part.op[one] == SUB and tuple(part.parts[one]) == (below, above) for one in users)
    if part.op[node] not in (Op.NEG, Op.MUL, Op.DIV):
        return False
    for one in part.parts[node]:
        if one in numbers.depending:
            ratio = compare(values[node], values[one], 0.0).ratio
            return ratio is not None and ratio < 0
    return False
