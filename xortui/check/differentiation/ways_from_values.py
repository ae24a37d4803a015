"""Ways on which nothing may go back to a value that several weights take further on, as in cascades and dense nets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray

from xortui.check.differentiation.numbers_of_step import NumbersOfStep
from xortui.check.recognition.step_part import StepPart
from xortui.check.tracing.op_numbers import ADD, MUL, NEG, SUB

Edge = tuple[int, int]
"""A node, and which of its operands the value is."""
Groups = dict[int, list[Edge]]
"""What uses have in common → these uses, in the order of where they end."""
MAX_PLACES = 12
"""Places of the file with such values that are looked at."""
_LINEAR = (ADD, SUB, NEG, MUL)


class Way(NamedTuple):
    """One use of a value."""

    edge: Edge
    end: int
    """Where the sum ends that the value goes into: its activation, an output, or what is used several times again."""


def ways_left_out(
    numbers: NumbersOfStep, nodes: Sequence[int], seeds: Mapping[int, object]
) -> Iterator[tuple[list[int], set[Edge]]]:
    """Yield values, and some of their uses that nothing may go back on: so it is with all values of one place.

    Args:
        numbers: of a step.
        nodes: those that the loss is computed from, in the order of the tape.
        seeds: those where the way back begins.
    """
    part = numbers.part
    at_site: dict[int, list[list[Way]]] = {}
    for value, ways in _branching(numbers, nodes, seeds).items():
        at_site.setdefault(int(part.tape.site[value]), []).append(ways)
    places = list(at_site.values())[:MAX_PLACES]
    if len(places) > 1:
        places.append([ways for at_place in places for ways in at_place])
    known: set[frozenset[Edge]] = set()
    for values in places:
        for cut in _cuts(part, values):
            edges = frozenset(cut)
            if edges and edges not in known:
                known.add(edges)
                yield sorted({part.parts[node][slot] for node, slot in edges}), cut


def _branching(numbers: NumbersOfStep, nodes: Sequence[int], seeds: Mapping[int, object]) -> dict[int, list[Way]]:
    """Return the values that go into several sums, at least one of them times a weight, with all their uses."""
    part = numbers.part
    followed = set(nodes)
    users = {node: [user for user in part.users_of(node) if user in followed] for node in nodes}
    ends: dict[int, int] = {}
    for node in reversed(nodes):  # so that the end of what is computed from a node is known before
        is_on_the_way = part.op[node] in _LINEAR and node not in seeds and len(users[node]) == 1
        ends[node] = ends[users[node][0]] if is_on_the_way else node
    found = {}
    for node in nodes:
        if part.is_root(node) or node not in numbers.depending or len(users[node]) < 2:
            continue
        ways = []
        is_weighted = False
        for user in dict.fromkeys(users[node]):
            for slot, operand in enumerate(part.parts[user]):
                if operand == node:
                    ways.append(Way((user, slot), ends[user]))
                elif part.op[user] == MUL and _is_weight(part, operand):
                    is_weighted = True
        if is_weighted and len({way.end for way in ways}) > 1:
            found[node] = ways
    return found


def _is_weight(part: StepPart, node: int) -> bool:
    """Say whether a node is a number that is learnt, or a multiple of one, as behind a mask."""
    if node in part.start:
        return True
    parts = part.parts[node]
    return part.op[node] == MUL and any(one in part.start for one in parts) and all(map(part.is_root, parts))


def _cuts(part: StepPart, values: Sequence[Sequence[Way]]) -> Iterator[set[Edge]]:
    """Yield sets of uses, each of which leaves something of every value that it concerns.

    Args:
        part: the step.
        values: for each value its uses.
    """
    # One place of the file may compute all units, one after the other.
    by_block = _in_groups(values, part.tape.block)
    for place in (0, -1):
        firsts = [(groups, list(groups)[place]) for groups in by_block]
        yield _edges(firsts, is_kept=True)
        yield _edges(firsts, is_kept=False)
    by_site = _in_groups(values, part.tape.site)
    for site in sorted({site for groups in by_site for site in groups}):
        there = [(groups, site) for groups in by_site if site in groups]
        yield _edges(there, is_kept=True)
        yield _edges(there, is_kept=False)


def _in_groups(values: Sequence[Sequence[Way]], column: NDArray[Any]) -> list[Groups]:
    """Return the uses of each value, by a property of where they end; without values of which all uses have the same.

    Args:
        values: for each value its uses.
        column: node → the property.
    """
    found = []
    for ways in values:
        groups: Groups = {}
        for way in sorted(ways, key=lambda one: one.end):
            groups.setdefault(int(column[way.end]), []).append(way.edge)
        if len(groups) > 1:
            found.append(groups)
    return found


def _edges(chosen: Sequence[tuple[Groups, int]], *, is_kept: bool) -> set[Edge]:
    """Return uses that nothing goes back on.

    Args:
        chosen: the uses of values, each with one of its groups.
        is_kept: whether something goes back on that group alone; else on all others.
    """
    found: set[Edge] = set()
    for groups, group in chosen:
        for key, edges in groups.items():
            if (key == group) != is_kept:
                found.update(edges)
    return found
