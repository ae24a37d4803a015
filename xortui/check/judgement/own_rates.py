"""Rates of their own: whether how far each array moves is what a number of the file says that belongs to it alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from xortui.check.judgement.judge import Judged, same
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import LEAF, MUL, NEG, SUMS

MAX_TERMS = 8
"""Terms of a sum that are looked at."""
MIN_RATES = 2
"""Different rates that are a plan."""


def have_own_rates(
    labelled: LabelledStep, judged: Judged, groups: Mapping[str, Sequence[str]], multiples: Mapping[str, float]
) -> bool:
    """Say whether each array is multiplied, in its update, with a rate that no array of another rate has.

    Then all that move do so alike but for these rates: a plan, and no stray factor.

    Args:
        labelled: the step.
        judged: the step beside the right one.
        groups: name in the file → its parameters.
        multiples: how far each parameter moves, as a multiple of the step that its mistakes explain.
    """
    users_of: dict[int, set[str]] = {}
    shares = set()
    sizes = set()
    for parameters in groups.values():
        ratios = [multiples[name] for name in parameters if not judged.compared[name].is_untested]
        if not any(ratios):
            continue  # they never move, whatever their rate is
        first = ratios[0]
        rates = _rates(labelled, parameters)
        if not rates or first <= 0 or not all(same(ratio, first) for ratio in ratios):
            return False
        size = math.prod(float(labelled.tape.value[rate]) for rate in rates)
        if not size:
            return False
        sizes.add(f"{size:.9g}")
        shares.add(f"{first / size:.6g}")
        for rate in rates:
            users_of.setdefault(rate, set()).add(f"{size:.9g}")
    return len(shares) == 1 and len(sizes) >= MIN_RATES and all(len(each) == 1 for each in users_of.values())


def _rates(labelled: LabelledStep, parameters: Iterable[str]) -> set[int]:
    """Return the numbers of the file that the steps of all of some parameters are multiplied with at their update."""
    common: set[int] | None = None
    for name in parameters:
        root, factor = labelled.model.roots[name]
        if not factor or root not in labelled.ends:
            continue
        own = _rates_of(labelled, root, labelled.ends[root])
        common = own if common is None else common & own
    return common or set()


def _rates_of(labelled: LabelledStep, root: int, end: int) -> set[int]:
    tape = labelled.tape
    if tape.op[end] not in SUMS or root not in operands(tape, end):
        return set()
    rates: set[int] = set()
    waiting = [part for part in operands(tape, end) if part != root]
    while waiting:
        at = waiting.pop()
        if tape.op[at] == NEG:
            waiting += operands(tape, at)
        elif tape.op[at] in SUMS:
            # A rate may stand in every term of a sum over the samples.
            rates |= set.intersection(*(_numbers_in_product(labelled, term) for term in _terms(labelled, at)))
        elif tape.op[at] == MUL:
            parts = operands(tape, at)
            numbers = [part for part in parts if _is_number(labelled, part)]
            rates.update(numbers)
            waiting += [part for part in parts if part not in numbers]
    return rates


def _is_number(labelled: LabelledStep, node: int) -> bool:
    """Say whether a node is a number of the file that is neither data nor learnt."""
    is_known = node in labelled.forward.parameters or node in labelled.data
    return bool(labelled.tape.op[node] == LEAF) and not is_known


def _terms(labelled: LabelledStep, node: int) -> list[int]:
    """Return the terms of a sum, as far as they are looked at."""
    waiting = [node]
    terms: list[int] = []
    while waiting and len(terms) < MAX_TERMS:
        at = waiting.pop()
        if labelled.tape.op[at] in SUMS or labelled.tape.op[at] == NEG:
            waiting += operands(labelled.tape, at)
        else:
            terms.append(at)
    return terms


def _numbers_in_product(labelled: LabelledStep, node: int) -> set[int]:
    """Return the numbers of the file that a product has as factors."""
    waiting = [node]
    numbers: set[int] = set()
    while waiting:
        at = waiting.pop()
        if _is_number(labelled, at):
            numbers.add(at)
        elif labelled.tape.op[at] == MUL:
            waiting += operands(labelled.tape, at)
    return numbers
