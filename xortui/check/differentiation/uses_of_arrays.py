"""Steps of an array that is used several times, as in a loop over time or in twins, and that lack the part of a use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from xortui.check.differentiation.compared_numbers import ComparedNumbers
from xortui.check.differentiation.local_slopes import slope_by, slopes
from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.judgement.judge import compare, same
from xortui.check.judgement.tied_uses import EXACT, odd_use, told_of_use
from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.source import Source
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, SUB
from xortui.check.undecided import CutShortError
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.verdict import RIGHT

USE_OVERWRITES_OTHERS = UnplantedMistake(
    id="sums-overwritten",
    sentence="The gradient of {parameters} has the part of one of the {count} times alone that line {line} uses them: "
    "each takes the place of the one before.",
    hint="An array that is used several times gets the sum of the gradients of all its uses: begin with 0, and add "
    "each of them.",
)
MAX_TIMES = 60
"""Times that a loop uses an array, at most."""

Uses = Mapping[int, Points]
"""Node that a number is used for → what the right step would be for a rate of 1 if there were no other use."""


class WrongUseOfArray(NamedTuple):
    """What is wrong with one use of an array, or with all but one."""

    mistake: UnplantedMistake
    roots: tuple[int, ...]
    """The numbers of the array."""


def wrong_uses_of_arrays(
    numbers: NumbersOfStep,
    best: ComparedNumbers,
    seeds: Mapping[int, Points],
    names: Mapping[str, Sequence[int]],
    source: Source,
) -> list[WrongUseOfArray]:
    """Return what is wrong with the uses of each array for which that explains all its steps.

    Args:
        numbers: of the step.
        best: the step beside the loss that most of it follows.
        seeds: node → ∂C/∂node where the way back begins.
        names: name in the file → the roots of the numbers that it holds.
        source: the file.

    Raises:
        CutShortError: if steps lack the part of an earlier use alone, as over time.
    """
    found: list[WrongUseOfArray] = []
    if best.rate <= 0 or all(best.verdict(roots) != RIGHT for roots in names.values()):
        return found
    nodes = before(numbers.part, seeds)
    passed = slopes(numbers.part, nodes, numbers.evaluated.values, seeds, numbers.depending)
    followed = set(nodes)
    for roots in names.values():
        if best.verdict(roots) == RIGHT:
            continue
        uses = {root: _uses(numbers, root, followed, passed) for root in roots}
        mistake = _mistake_in(numbers, best, uses, source)
        if mistake is not None:
            found.append(WrongUseOfArray(mistake, tuple(roots)))
    return found


def _uses(numbers: NumbersOfStep, root: int, followed: set[int], passed: Mapping[int, Points]) -> Uses:
    """Return all uses of a number on the way to the loss, in the order of the tape."""
    part = numbers.part
    found: dict[int, Points] = {}
    for user in sorted(set(part.users_of(root)) & followed & passed.keys()):
        slope = np.zeros(numbers.evaluated.count)
        for slot, one in enumerate(part.parts[user]):
            if one == root:
                slope = slope + slope_by(part, user, slot, numbers.evaluated.values)
        found[user] = -passed[user] * slope
    return found


def _mistake_in(
    numbers: NumbersOfStep, best: ComparedNumbers, uses: Mapping[int, Uses], source: Source
) -> UnplantedMistake | None:
    """Return what explains the steps of an array; None if no use of it does."""
    sites = numbers.part.tape.site
    by_site: dict[int, dict[int, Points]] = {}
    node_at: dict[int, int] = {}
    for root, of_root in uses.items():
        parts = by_site.setdefault(root, {})
        for node, part in of_root.items():
            site = int(sites[node])
            node_at.setdefault(site, node)
            parts[site] = parts[site] + part if site in parts else part
    if len(node_at) == 1:
        count = _times_in_loop(numbers, best, uses)
        line = source.line(next(iter(node_at.values())))
        sentence = USE_OVERWRITES_OTHERS.sentence.replace("{count}", str(count)).replace("{line}", str(line))
        return USE_OVERWRITES_OTHERS._replace(sentence=sentence) if count else None
    theirs = {root: numbers.changes[root] for root in uses}
    odd, times = odd_use(theirs, by_site, best.rate)
    if odd is None:
        return None
    later = [site for site in node_at if site != odd]
    if abs(times) <= EXACT and any(_is_earlier_in_time(numbers, uses, odd, site) for site in later):
        raise CutShortError
    return told_of_use(f"line {_own_line(source, node_at, odd)}", times)


def _is_earlier_in_time(numbers: NumbersOfStep, uses: Mapping[int, Uses], earlier: int, later: int) -> bool:
    """Say whether one use of an array leads to another that is made of it in the same way, as over time.

    Transposed, as in the decoder of an autoencoder, an array meets its values in another way.

    Args:
        numbers: of the step.
        uses: number of the array → its uses.
        earlier: the site of the one use.
        later: that of the other.
    """
    part = numbers.part
    sites = part.tape.site
    in_earlier: dict[tuple[int, ...], set[int]] = {}
    in_later: dict[tuple[int, ...], set[int]] = {}
    tops = []
    for root, of_root in uses.items():
        for node in of_root:
            site = int(sites[node])
            if site in (earlier, later):
                others = tuple(one for one in part.parts[node] if one != root)
                own = in_later if site == later else in_earlier
                own.setdefault(others, set()).add(root)
            if site == later:
                tops.append(_whole_sum(part, node))
    is_same_way = set(map(frozenset, in_earlier.values())) == set(map(frozenset, in_later.values()))
    return is_same_way and any(sites[node] == earlier for node in before(part, tops))


def _whole_sum(part: StepPart, node: int) -> int:
    """Return the sum that a product is added up in; the product, if it is in none."""
    while True:
        users = part.users_of(node)
        if len(users) != 1 or part.op[users[0]] not in (ADD, SUB):
            return node
        node = users[0]


def _own_line(source: Source, node_at: Mapping[int, int], site: int) -> int:
    """Return the line of a use; of one in a function that is called for other uses too, that of the call."""
    own = node_at[site]
    others = [node for one, node in node_at.items() if one != site]
    for frame in range(len(source.frames(own))):
        line = source.line(own, frame)
        if all(source.line(other, frame) != line for other in others):
            return line
    return source.line(own)


def _times_in_loop(numbers: NumbersOfStep, best: ComparedNumbers, uses: Mapping[int, Uses]) -> int:
    """Return how many times a loop uses an array of whose gradient only the first or the last part is left; else 0."""
    counts = {len(of_root) for of_root in uses.values()}
    count = counts.pop()
    if counts:
        return 0
    for times in range(2, min(count, MAX_TIMES) + 1):
        if count % times:
            continue
        for part in (slice(None, count // times), slice(-(count // times), None)):
            if all(_is_alone(numbers, best, root, list(of_root.values())[part]) for root, of_root in uses.items()):
                return times
    return 0


def _is_alone(numbers: NumbersOfStep, best: ComparedNumbers, root: int, parts: Sequence[Points]) -> bool:
    """Say whether the step of a number is that of some of its uses alone."""
    compared = compare(numbers.changes[root], sum(parts[1:], parts[0]))
    return compared.is_untested or (compared.ratio is not None and same(compared.ratio, best.rate))
