"""Costs that a file computes of ŷ − y alone, and whether what goes back from its outputs is their slope.

Such a cost is a single number that nothing else is computed from in its step. It is computed again for errors chosen
at random, each of which is changed a little; so is what goes back from an output with the same error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xortui.check.differentiation.slope_families import ABSOLUTE, MIN_ERRORS, SQUARED, family_of
from xortui.check.recognition.chains import Chain, Step
from xortui.check.recognition.errors_of_outputs import differences_of
from xortui.check.recognition.evaluation import Points, evaluate, operands, part_of
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import OwnError, takes_branch
from xortui.check.tracing.op_numbers import COMPARISONS, CONSTANT, OPAQUE, SUB
from xortui.check.tracing.tape import ARRAY_OF_COUNTS, Tape

MAX_SITES = 8
"""Places of the file whose numbers are looked at."""
MAX_TRIES = 3
"""Numbers of one place that are looked at, as a cost with branches may have too few errors that take them."""
MAX_NODES = 20_000
"""Nodes that a cost is computed from, in its step."""
MAX_CHANGED = 8
"""Errors of a cost that are changed."""
DRAWS = 24
"""How often errors are drawn."""
LEAST, MOST = 0.1, 3.0
"""Between which sizes of errors are drawn; and how much smaller or larger they are drawn than they were."""
CHANGE = 1e-5
"""By which part of itself an error is changed."""
BEND = 1e-3
"""How far slopes on both sides of an error may differ; where they differ more the cost has a corner."""
CLOSE = 1e-4
"""How far slopes may be apart and be the same, in parts of them."""
ROUNDING = 1e-6
"""The same in parts of the greatest."""
MIN_INSIDE = 3
"""Errors that are limited, and others that are not, where something is cut off."""
MAX_ASKED = 500
"""Numbers by which branches were taken that are looked at."""
DEPTH_OF_ASKED = 3
"""How many operations such a number may be made of an error by."""
SEED = 4
Table = NDArray[np.float64]
"""A row for each draw, a column for each error that is changed."""


@dataclass(frozen=True, slots=True)
class ComparedCost:
    """A cost of the file, beside what goes back from its outputs."""

    node: int
    """What it is."""
    is_followed: bool
    """Whether what goes back is its slope, or that cut off at a limit."""
    family: str
    """The name of the loss that it is; '' if it has none."""
    is_weighted: bool
    """Whether the errors of one array count differently."""
    is_branching: bool
    """Whether the file took branches for it, so that other numbers of the same line may be made in another way."""
    errors: Points
    """ŷ − y of one output, at which `slopes` and `passed_back` are known."""
    slopes: Points
    passed_back: Points

    @property
    def is_measure(self) -> bool:
        """Whether it is what people print of every training: a squared or an absolute error."""
        return self.family in (SQUARED, ABSOLUTE) and not self.is_weighted


class CostsOfErrors:
    """Compares the costs of a training with what goes back from its outputs.

    Args:
        tape: what the program computed.
        found: what is learnt.
        steps: those that were seen.
        step: the one that was examined.
        forward: its network.
        errors: output → what goes back from it, where that is not ŷ − y.
    """

    def __init__(
        self,
        tape: Tape,
        found: Sequence[Chain],
        steps: Sequence[Step],
        step: Step,
        forward: Forward,
        errors: Mapping[int, OwnError],
    ) -> None:
        """Take what is known."""
        tape.settle()
        self._tape = tape
        self._steps = steps
        self._step = step
        self._versions = {version for chain in found for version in chain.versions}
        self._errors = errors
        self._own = _own_differences(tape, forward)

    def compared(self) -> list[ComparedCost]:
        """Return all costs of ŷ − y that are found, one for each place of the file."""
        if not self._own:
            return []
        costs = []
        for nodes in self._nodes_by_site():
            for node in nodes:
                cost = self._compared(node)
                if cost is not None:
                    costs.append(cost)
                    break
        return costs

    def _nodes_by_site(self) -> Iterator[list[int]]:
        """Yield numbers that nothing else is computed from in their step, those of one place together."""
        tape = self._tape
        length = tape.length
        window = np.searchsorted([step.end for step in self._steps], np.arange(length))
        ops = tape.op[:length]
        is_asked = np.isin(ops, list(COMPARISONS))
        is_used = np.zeros(length, bool)
        for place, column in enumerate((tape.a, tape.b, tape.c)):
            users = np.nonzero((ARRAY_OF_COUNTS[ops] > place) & ~is_asked)[0]
            parts = column[users]
            is_used[parts[window[parts] == window[users]]] = True
        sizes = np.bincount(tape.block[:length])
        is_single = sizes[tape.block[:length]] == 1
        ends = np.nonzero(~is_used & ~is_asked & is_single & (ops > OPAQUE))[0]
        by_site: dict[int, list[int]] = {}
        for node in ends.tolist():
            if node not in self._versions:
                by_site.setdefault(int(tape.site[node]), []).append(node)
        middle = self._step.start
        for nodes in list(by_site.values())[:MAX_SITES]:
            yield sorted(nodes, key=lambda node: abs(node - middle))[:MAX_TRIES]

    def _compared(self, cost: int) -> ComparedCost | None:
        """Return a cost beside what goes back; None if it is no cost of ŷ − y, or is not followed."""
        tape = self._tape
        since = max((step.start for step in self._steps[:-1] if step.end < cost), default=self._steps[0].start)
        nodes = part_of(tape, [cost], since=since)
        if len(nodes) > MAX_NODES:
            return None
        signs, others = self._cut(nodes, cost, since)
        if not signs:
            return None
        several = _of_largest_block(tape, signs)[:MAX_CHANGED]
        asked = self._asked(signs, since)
        part = part_of(tape, [cost, *asked], since=since, roots=signs)
        own = [self._own_of(self._target(one, signs)) for one in several]
        is_branching = bool(asked) or any(self._asked_back(difference) for difference, *_ in own)
        draws = self._draws(list(signs), several, is_branching=is_branching)
        slopes, is_smooth = self._slopes(cost, part, several, draws, {})
        moved = {one: np.full(1, 2 * tape.value[one] + 1) for one in others}
        if others:
            again, _ = self._slopes(cost, part, several, draws, moved)
            if not _are_close(again, slopes, is_smooth).all():
                return None  # what it measures is no error of outputs alone
        turned = np.array([signs[one] for one in several])
        errors = np.stack([draws[one] for one in several], axis=1) * turned
        slopes = slopes * turned
        outwards = slopes[is_smooth] * errors[is_smooth]
        if len(outwards) < MIN_ERRORS or not outwards.any():
            return None
        if (outwards < 0).any():
            if (outwards > 0).any():
                return None
            slopes = -slopes
        passed_back = np.stack([self._passed_back(*pair) for pair in zip(own, errors.T, strict=True)], axis=1)
        compared = _compare(cost, errors, slopes, passed_back, is_smooth, are_own=self._are_own(several, signs))
        return None if compared is None else replace(compared, is_branching=is_branching)

    def _cut(self, nodes: Sequence[int], cost: int, since: int) -> tuple[dict[int, float], set[int]]:
        """Return the differences of outputs and targets that a cost is computed from, and what is learnt besides them.

        Args:
            nodes: those that it is computed from.
            cost: its node.
            since: the last node that is taken as it is.

        Returns:
            ŷ − y → 1 and y − ŷ → −1; and the versions of weights that it is computed from in another way.
        """
        tape = self._tape
        depends: set[int] = set()
        for node in nodes:
            is_computed = node > since and not depends.isdisjoint(operands(tape, node))
            if node in self._versions or is_computed:
                depends.add(node)
        signs: dict[int, float] = {}
        others: set[int] = set()
        waiting = [cost] if cost in depends else []
        seen = set(waiting)
        for node in waiting:  # to which those are added that it leads to
            if node in self._versions or node <= since:
                others.add(node)
                continue
            parts = operands(tape, node)
            moving = [one for one in parts if one in depends]
            if tape.op[node] == SUB and len(moving) == 1:
                left, right = parts
                still = right if left in depends else left
                if tape.op[still] != CONSTANT:
                    signs[node] = 1.0 if left in depends else -1.0
                    continue
            waiting += [one for one in moving if one not in seen]
            seen.update(moving)
        return signs, others

    def _target(self, difference: int, signs: Mapping[int, float]) -> int:
        left, right = operands(self._tape, difference)
        return right if signs[difference] > 0 else left

    def _own_of(self, target: int) -> tuple[int, OwnError | None, float]:
        """Return the difference of a target's output, or of any, what goes back from that, and its sign."""
        difference, output, sign = self._own.get(target, next(iter(self._own.values())))
        return difference, self._errors.get(output), sign

    def _are_own(self, several: Sequence[int], signs: Mapping[int, float]) -> bool:
        """Say whether what goes back from each error is known, and not from another's output alone."""
        return not self._errors or all(self._target(one, signs) in self._own for one in several)

    def _asked(self, differences: Mapping[int, float], since: int) -> list[int]:
        """Return the numbers that are made of errors and that the file took branches by.

        Args:
            differences: the errors.
            since: the last node that is taken as it is.
        """
        asked = {one for guard in self._tape.guards if guard.time > since for one in (guard.left, guard.right)}
        found = []
        for node in sorted(asked)[:MAX_ASKED]:
            reached = {node}
            for _ in range(DEPTH_OF_ASKED):
                further = [one for one in reached if one not in differences and one > since]
                reached.update(part for one in further for part in operands(self._tape, one))
            if not reached.isdisjoint(differences):
                found.append(node)
        return found

    def _asked_back(self, difference: int) -> list[int]:
        """Return the numbers that are made of one error of the step and that the file took branches by."""
        return self._asked({difference: 1.0}, self._step.start)

    def _draws(self, differences: Sequence[int], several: Sequence[int], *, is_branching: bool) -> dict[int, Points]:
        """Return random values of all errors of a cost.

        Args:
            differences: all its errors.
            several: those that are changed.
            is_branching: whether the file took branches by them: then they are drawn near those that it had.
        """
        random = np.random.default_rng(SEED)
        drawn = {}
        for one in differences:
            sizes = np.exp(random.uniform(np.log(LEAST), np.log(MOST), DRAWS))
            near = self._tape.value[one] * sizes
            far = random.choice([-1.0, 1.0], DRAWS) * sizes
            drawn[one] = near if is_branching else np.where(np.arange(DRAWS) % 2, near, far)
        for one in several:
            drawn[one] = np.where(drawn[one] == 0, LEAST, drawn[one])
        return drawn

    def _slopes(
        self,
        cost: int,
        part: Sequence[int],
        several: Sequence[int],
        draws: Mapping[int, Points],
        moved: Mapping[int, Points],
    ) -> tuple[Table, NDArray[np.bool_]]:
        """Return the slopes of a cost, and where it has one on the branches that it took.

        Args:
            cost: its node.
            part: those that it is computed from.
            several: the errors that are changed.
            draws: random values of all errors.
            moved: what else is given.
        """
        table = np.zeros((DRAWS, len(several)))
        is_smooth = np.zeros((DRAWS, len(several)), bool)
        for place, changed in enumerate(several):
            change = CHANGE * np.abs(draws[changed])
            given = {one: np.tile(values, 3) for one, values in draws.items()}
            given[changed] = np.concatenate([draws[changed] - change, draws[changed], draws[changed] + change])
            given.update({one: np.full(3 * DRAWS, values[0]) for one, values in moved.items()})
            values = evaluate(self._tape, part, given, 3 * DRAWS)
            before, at, after = np.split(values[cost], 3)
            takes = takes_branch(self._tape, values, 3 * DRAWS).reshape(3, DRAWS).all(axis=0)
            left = (at - before) / change
            right = (after - at) / change
            table[:, place] = (left + right) / 2
            size = np.max(np.abs(table[:, place]), where=np.isfinite(table[:, place]), initial=0.0)
            is_bent = np.abs(right - left) > BEND * np.maximum(np.abs(table[:, place]), BEND * size)
            is_smooth[:, place] = takes & np.isfinite(table[:, place]) & ~is_bent
        return table, is_smooth

    def _passed_back(self, own: tuple[int, OwnError | None, float], errors: Points) -> Points:
        """Return what goes back from an output at some errors ŷ − y; NaN where the file would take another branch."""
        difference, error, sign = own
        wanted = self._asked_back(difference)
        node = difference if error is None else error.node
        part = part_of(self._tape, [node, *wanted], since=self._step.start, roots=[difference])
        values = evaluate(self._tape, part, {difference: sign * errors}, len(errors))
        turn = sign if error is None else error.sign
        return np.where(takes_branch(self._tape, values, len(errors)), turn * values[node], np.nan)


def _own_differences(tape: Tape, forward: Forward) -> dict[int, tuple[int, int, float]]:
    """Return for each target of a step the difference with its output, the output, and the sign of the difference."""
    found = {}
    for node, ((k, sample), sign) in differences_of(tape, forward).items():
        found[forward.targets[k][sample]] = (node, forward.outputs[k][sample], sign)
    return found


def _of_largest_block(tape: Tape, nodes: Collection[int]) -> list[int]:
    """Return those of some nodes that were computed at once, the most."""
    blocks: dict[int, list[int]] = {}
    for node in nodes:
        blocks.setdefault(int(tape.block[node]), []).append(node)
    return max(blocks.values(), key=len)


def _compare(
    cost: int, errors: Table, slopes: Table, passed_back: Table, is_known: NDArray[np.bool_], *, are_own: bool
) -> ComparedCost | None:
    """Return a cost beside what goes back; None if too little is known of it.

    Args:
        cost: its node.
        errors: ŷ − y.
        slopes: of the cost at these.
        passed_back: what goes back at these.
        is_known: where all are known.
        are_own: whether each output's own error was followed.
    """
    is_known = is_known & np.isfinite(passed_back)
    fullest = int(np.argmax(is_known.sum(axis=0)))
    rows = is_known[:, fullest]
    if rows.sum() < MIN_ERRORS:
        return None
    shares = [_multiple(slopes[:, k], errors[:, k], is_known[:, k]) for k in range(errors.shape[1])]
    is_of_total = _have_same_multiples(slopes, errors, is_known)
    is_weighted = not is_of_total and all(shares) and float(np.ptp(shares)) > CLOSE * max(shares)
    return ComparedCost(
        node=cost,
        is_followed=_are_multiples(slopes, passed_back, is_known, are_own=are_own)
        or _have_same_multiples(slopes, passed_back, is_known)
        or _are_cut_off(slopes, passed_back, is_known, are_own=are_own),
        family=SQUARED if is_of_total else family_of(errors[rows, fullest], slopes[rows, fullest]),
        is_weighted=is_weighted,
        is_branching=False,
        errors=errors[rows, fullest],
        slopes=slopes[rows, fullest],
        passed_back=passed_back[rows, fullest],
    )


def _are_close(one: Table, other: Table, is_known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say for each number that is known whether it is that of another table, but for rounding."""
    size = float(np.max(np.abs(one[is_known]), initial=0.0))
    return np.abs(one - other)[is_known] <= CLOSE * np.abs(one[is_known]) + ROUNDING * size


def _multiple(one: Points, other: Points, is_known: NDArray[np.bool_]) -> float:
    """Return which multiple of others some numbers are; 0 if of none."""
    rows = is_known & (other != 0)
    length = float(np.dot(other[rows], other[rows]))
    multiple = float(np.dot(one[rows], other[rows])) / length if length else 0.0
    return multiple if _are_close(one, multiple * other, is_known).all() else 0.0


def _are_multiples(slopes: Table, passed_back: Table, is_known: NDArray[np.bool_], *, are_own: bool) -> bool:
    """Say whether what goes back from each output is a multiple of its slope, the same for all if that is known."""
    multiples = [_multiple(slopes[:, k], passed_back[:, k], is_known[:, k]) for k in range(slopes.shape[1])]
    if not all(multiples):
        return False
    return not are_own or float(np.ptp(multiples)) <= CLOSE * float(np.max(np.abs(multiples)))


def _have_same_multiples(slopes: Table, others: Table, is_known: NDArray[np.bool_]) -> bool:
    """Say whether all slopes of a draw are one multiple of others, as with a root of the mean: several at once."""
    rows = is_known.all(axis=1)
    if slopes.shape[1] == 1 or rows.sum() < MIN_ERRORS:
        return False
    ones = slopes[rows]
    them = others[rows]
    multiples = (ones * them).sum(axis=1) / np.maximum((them * them).sum(axis=1), np.finfo(float).tiny)
    return bool(_are_close(ones, multiples[:, None] * them, np.ones(ones.shape, bool)).all() and multiples.all())


def _are_cut_off(slopes: Table, passed_back: Table, is_known: NDArray[np.bool_], *, are_own: bool) -> bool:
    """Say whether what goes back is the slope but where that is limited, as errors often are."""
    multiples = []
    for k in range(slopes.shape[1]):
        rows = is_known[:, k]
        ones = slopes[rows, k]
        them = passed_back[rows, k]
        limit = float(np.max(np.abs(them), initial=0.0))
        is_limited = np.abs(them) >= limit * (1 - ROUNDING)
        inside = ~is_limited
        if inside.sum() < MIN_INSIDE or is_limited.sum() < MIN_INSIDE:
            return False
        multiple = _multiple(ones[inside], them[inside], np.ones(int(inside.sum()), bool))
        is_beyond = np.abs(ones[is_limited]) >= abs(multiple) * limit * (1 - CLOSE)
        if multiple <= 0 or not is_beyond.all():
            return False
        multiples.append(multiple)
    return not are_own or float(np.ptp(multiples)) <= CLOSE * max(multiples)
