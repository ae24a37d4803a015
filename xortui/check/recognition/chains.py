"""Which numbers of a program are learnt: chains of versions, each the one before plus a change, used in the same place.

A weight is added to at an update, and what comes out is used where the old one was: multiplied by the same input in the
same expression of the file. A running total is added to as well, but is not used between.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import ADD, CONSTANT, DIV, LEAF, MUL, NEG, OPAQUE, SUB
from xortui.check.tracing.tape import ARRAY_OF_COUNTS, COUNTS, OPERANDS, Op, Tape

MAX_HOPS = 4
"""Operations between a number and its new version."""
MAX_AGAIN = 16
"""How often the same line may change a number again in one step."""
MAX_FOLLOWED = 400
"""Numbers made from one that are looked at, to see whether it is learnt."""
MAX_USES = 32
"""Uses of a number at one place of the file that are looked at, spread over all of them."""
RARELY = 0.02
"""The part of all updates below which a place of the file is that of one by chance."""
ENOUGH_OF_PLACE = 100
"""If so many sums of a place of the file are no new versions of anything, none is."""
ENOUGH_RATES = 8
"""So many numbers that are learnt tell what all are multiplied with."""
MANY_VERSIONS = 3
"""So many new versions of one number, of which none is changed again, are none."""
LASTING = 0.9
"""Of the time for which a number is updated at most: numbers that are for this share of it last."""
_SLOTS = 4


@dataclass(frozen=True, slots=True)
class Chain:
    """One number that is learnt."""

    versions: tuple[int, ...]
    """The node of each of its values, from the first."""

    def at(self, time: int) -> int:
        """Return the version that holds when the tape is so long; the first, if it has none yet."""
        best = self.versions[0]
        for version in self.versions:
            if version > time:
                break
            best = version
        return best


@dataclass(frozen=True, slots=True)
class Step:
    """One update of all that is learnt."""

    start: int
    """The last node of the update before it."""
    end: int
    """The last node of its own update."""


def places_of_sites(tape: Tape) -> NDArray[np.int64]:
    """Return for each site of a tape a number for its innermost frame."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(site.frames[:1], len(numbers)) for site in tape.sites], np.int64)


class Uses:
    """Where each node is used: the places in the file, and the nodes computed from it."""

    def __init__(self, tape: Tape) -> None:
        """Sort the operands of all nodes by what they belong to."""
        size = tape.length
        self.site = tape.site[:size].astype(np.int64)
        """For each node the site where it was computed: the place of the file, and who called the function it is in."""
        places = places_of_sites(tape)
        self.place = places[self.site]
        """For each node the place of the file alone."""
        self._sites_of_place = np.bincount(places[np.unique(self.site)])
        counts = np.array([OPERANDS[op] for op in Op], np.int8)[tape.op[:size]]
        owners = []
        used = []
        slots = []
        for slot, column in enumerate((tape.a, tape.b, tape.c)):
            have = np.nonzero(counts > slot)[0].astype(np.int32)
            owners.append(have)
            used.append(column[:size][have].astype(np.int32))
            slots.append(np.full(len(have), slot, np.int8))
        owner = np.concatenate(owners)
        operand = np.concatenate(used)
        slot_of = np.concatenate(slots)
        elsewhere = (self.site[owner] != self.site[operand]) | (slot_of > 0)
        self.is_used_elsewhere = np.zeros(size, bool)
        """Whether a node is used at another site than where it was computed, or as another operand."""
        self.is_used_elsewhere[operand[elsewhere]] = True
        order = np.argsort(operand, kind="stable")
        self._owner = owner[order]
        self._slot = slot_of[order]
        self._place_and_slot = self.place[self._owner] * _SLOTS + self._slot
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(operand, minlength=size))])
        is_first = np.ones(size, bool)
        is_first[1:] = self.site[1:] != self.site[:-1]
        self.call_begins = np.maximum.accumulate(np.where(is_first, np.arange(size), 0))
        """For each node the first of those before it that were computed at its site, without another one between."""

    def of(self, node: int) -> list[int]:
        """Return the nodes computed from a node."""
        owners: list[int] = self._owner[self._starts[node] : self._starts[node + 1]].tolist()
        return owners

    def some_of(self, node: int) -> list[int]:
        """Return nodes computed from a node, a few of each place of the file: in a large batch each sample has one."""
        owners = self.of(node)
        if len(owners) <= MAX_USES:
            return owners
        by_place: dict[int, list[int]] = {}
        for owner in owners:
            by_place.setdefault(int(self.place[owner]), []).append(owner)
        # Over all of them: the first may be those of an evaluation, and no training.
        return [owner for alike in by_place.values() for owner in alike[:: 1 + (len(alike) - 1) // MAX_USES]]

    def places(self, node: int, within: range | None = None) -> set[int]:
        """Return the places of the file where a node is used, each with which operand it is.

        Args:
            node: the node.
            within: the nodes that it may be used in; all if not given.
        """
        uses = slice(self._starts[node], self._starts[node + 1])
        places = self._place_and_slot[uses].tolist()
        if within is None:
            return set(places)
        return {place for place, owner in zip(places, self._owner[uses].tolist(), strict=True) if owner in within}

    def sites(self, node: int) -> set[int]:
        """Return the sites where a node is used, each with which operand it is."""
        uses = slice(self._starts[node], self._starts[node + 1])
        return set((self.site[self._owner[uses]] * _SLOTS + self._slot[uses]).tolist())

    def is_of_helper(self, node: int) -> bool:
        """Say whether a node was computed in a function that is called from several places of the file."""
        return bool(self._sites_of_place[self.place[node]] > 1)


def chains(tape: Tape, uses: Uses) -> list[Chain]:
    """Return what is learnt, in the order in which it first stands on the tape."""
    before = _without_offshoots(dict(_versions(tape, uses)))
    older = set(before.values())
    last = [node for node in before if node not in older]
    found = []
    seen: set[int] = set()
    for node in last:
        versions = [node]
        while versions[-1] in before:
            versions.append(before[versions[-1]])
            if versions[-1] in seen:  # several numbers began as one: [0.0] * 3
                break
        seen.update(versions)
        versions.reverse()
        found.append(Chain(tuple(versions)))
    found = _without_values_of_steps(tape, uses, found)
    every = {version for chain in found for version in chain.versions}
    learnt = [chain for chain in found if not _is_counted(tape, chain) and _is_learnt(tape, uses, chain, every)]
    return sorted(_without_copies(uses, learnt), key=lambda chain: chain.versions[-1])


def _without_values_of_steps(tape: Tape, uses: Uses, found: list[Chain]) -> list[Chain]:
    """Leave out what is added to on its way through the network, as the values of a residual one: h = h + f(h).

    It comes to its end before the next update of what is learnt.
    """
    updates = _updates_of_most(found)
    if len(updates) < MANY_VERSIONS:
        return found
    sites = set()
    sites_of_updates = set()
    for chain in found:
        site = int(tape.site[chain.versions[1]])
        if not _is_of_one_step(tape, uses, chain, updates):
            sites_of_updates.add(site)
        elif chain.versions[1] < updates[-1]:  # what begins later may belong to a training that follows
            sites.add(site)
    # A line that updates what lasts may update other numbers rarely.
    sites -= sites_of_updates
    return [chain for chain in found if int(tape.site[chain.versions[1]]) not in sites]


def _updates_of_most(found: Iterable[Chain]) -> tuple[int, ...]:
    """Return the versions of the number that was updated most often, of those that were for the longest time.

    Of several, it is the one that a step updates last: a step that updates while it goes back has ended then.
    """
    spans = {chain.versions: chain.versions[-1] - chain.versions[1] for chain in found}
    longest = max(spans.values(), default=0)
    lasting = [versions for versions, span in spans.items() if span >= LASTING * longest]
    return max(lasting, key=lambda versions: (len(versions), versions[1]), default=())


def _is_of_one_step(tape: Tape, uses: Uses, chain: Chain, updates: Sequence[int]) -> bool:
    """Say whether all values of a number are made, and used at the same places, between two updates of another one.

    Only the first may be a number of the data, that was made before.
    """
    first, *later = chain.versions
    begin = bisect_right(updates, later[0])
    own = later if tape.op[first] <= OPAQUE else chain.versions
    if not begin or any(bisect_right(updates, version) != begin for version in own):
        return False
    end = updates[begin] if begin < len(updates) else tape.length
    within = range(updates[begin - 1], end)
    for old, new in itertools.pairwise(chain.versions):
        if uses.places(old, within).isdisjoint(uses.places(new, within)):
            return False
    return True


def _without_copies(uses: Uses, learnt: list[Chain]) -> list[Chain]:
    """Leave out numbers that were added to once and are used on as they were: samples with copies that have noise."""
    ends = next((chain.versions for chain in learnt if len(chain.versions) >= MANY_VERSIONS), ())
    found = []
    for chain in learnt:
        later = [end for end in ends if end > chain.versions[-1]]
        is_once = len(chain.versions) == 2 and len(later) >= MANY_VERSIONS
        if not is_once or max(uses.of(chain.versions[0])) < later[1]:
            found.append(chain)
    return found


def _without_offshoots(before: dict[int, int]) -> dict[int, int]:
    """Leave out what is made again and again from a number that stays: a sample with noise, a weight that is tried.

    Args:
        before: for each node that looks like a new version, the version before it.
    """
    newer: dict[int, list[int]] = {}
    for node, old in before.items():
        newer.setdefault(old, []).append(node)
    if not any(old in before for old in newer):
        return before  # after one update every new version is the last one
    offshoots = {
        node
        for nodes in newer.values()
        if len(nodes) >= MANY_VERSIONS and not any(node in newer for node in nodes)
        for node in nodes
    }
    return {node: old for node, old in before.items() if node not in offshoots}


def _is_counted(tape: Tape, chain: Chain) -> bool:
    """Say whether a number grows by one that is written in the file: it counts steps."""
    middle = len(chain.versions) // 2
    before, after = chain.versions[middle - 1], chain.versions[middle]
    others = [part for part in operands(tape, after) if part != before]
    return len(others) == 1 and (tape.op[others[0]] == CONSTANT or bool(tape.written[others[0]]))


def _is_learnt(tape: Tape, uses: Uses, chain: Chain, versions: set[int]) -> bool:
    """Say whether a number is more than a total on its way into an update: it is squashed, or multiplied by a value."""
    later = chain.versions[len(chain.versions) // 2 :]
    # What is updated several times in a step has versions that are used for the next alone.
    used = (version for version in later if not versions.issuperset(uses.of(version)))
    waiting = [next(used, later[0])]
    seen = set(waiting)
    while waiting and len(seen) < MAX_FOLLOWED:
        for user in uses.some_of(waiting.pop()):
            if user in versions or user in seen:
                continue
            op = tape.op[user]
            if op == MUL:
                sides = (tape.op[tape.a[user]], tape.op[tape.b[user]])
                if CONSTANT not in sides and LEAF not in sides:
                    return True
            elif op not in (ADD, SUB, NEG, DIV):
                return True
            seen.add(user)
            waiting.append(user)
    return False


def _versions(tape: Tape, uses: Uses) -> Iterator[tuple[int, int]]:
    """Yield each node that is a new version of a number, and the version before it."""
    pairs: list[_Pair] = []
    updates: Counter[int] = Counter()
    updates_at_sites: Counter[int] = Counter()
    always = AlwaysTheSame(tape)
    columns = _Columns.of(tape, uses)
    places_of: dict[int, set[int]] = {}
    sites_of: dict[int, set[int]] = {}

    def places(node: int) -> set[int]:
        if node not in places_of:
            places_of[node] = uses.places(node)
        return places_of[node]

    def sites(node: int) -> set[int]:
        if node not in sites_of:
            sites_of[node] = uses.sites(node)
        return sites_of[node]

    def common_sites(node: int, old: int, on_path: Iterable[int]) -> set[int]:
        """Return where both are used, by who calls: one function may add the bias to a sum and the step to the bias."""
        common = sites(node) & sites(old)
        return common - _within(on_path) if common else common

    def follow(node: int) -> bool:
        """Look what a sum may be a new version of, and say whether it is one."""
        own = places(node)
        if not own:
            return False
        begins = uses.call_begins[node]
        olds = []
        for old, path in _olds(columns, node, always):
            if old >= begins:  # both are totals of one call, as of np.cumsum
                continue
            common = own & places(old)
            if common:
                common -= _within(_with_slots(uses.place, path))
            if common:
                pairs.append((node, old, common, path))
                return True
            olds.append((old, path))
        for old, path in olds if uses.is_of_helper(node) else ():
            if common_sites(node, old, _with_slots(uses.site, path)):
                pairs.append((node, old, set(), path))
                return True
        return False

    is_sum = np.isin(tape.op[: tape.length], (ADD, SUB))
    candidates = np.nonzero(is_sum & uses.is_used_elsewhere)[0]
    for group in _by_place(candidates, uses.site):
        some = group[:: 1 + len(group) // ENOUGH_OF_PLACE]
        are_versions = [follow(node) for node in some.tolist()]
        if any(are_versions):
            for node in np.setdiff1d(group, some, assume_unique=True).tolist():
                follow(node)
    pairs = _without_changes_of_others(columns, pairs)
    pairs.sort()
    for _, _, _, path in pairs:
        updates.update(_with_slots(uses.place, path))
        updates_at_sites.update(_with_slots(uses.site, path))
    # A place that is hardly ever that of an update is one by chance.
    least = RARELY * len(pairs)
    often = {place for place, count in updates.items() if count > least}
    often_at_sites = {site for site, count in updates_at_sites.items() if count > least}
    for node, old, common, path in pairs:
        is_sure = bool(common - often)
        if not is_sure and uses.is_of_helper(node):
            on_path = _with_slots(uses.site, path)
            is_sure = bool(common_sites(node, old, on_path) - often_at_sites)
        if is_sure:
            yield node, old


_Pair = tuple[int, int, set[int], list[tuple[int, int]]]
"""A new version, the one before, where both are used, and the nodes between with their operands that lead on."""


def _without_changes_of_others(columns: _Columns, pairs: Sequence[_Pair]) -> list[_Pair]:
    """Leave out what is made from a number by changing another one with it.

    In b += rate * (y - t), the next y − t is made from this one through b, which has versions of its own.
    """
    before = {node: old for node, old, _, _ in pairs}
    found = []
    for pair in pairs:
        is_through_change = False
        for at, slot in pair[3][1:]:
            other = columns.b[at] if slot == 0 else columns.a[at]
            is_through_change = is_through_change or before.get(at) == other
        if not is_through_change:
            found.append(pair)
    return found


def _with_slots(where: NDArray[np.int64], path: Iterable[tuple[int, int]]) -> set[int]:
    """Return where the nodes of a path stand, each with the operand that leads on."""
    return {int(where[one]) * _SLOTS + slot for one, slot in path}


def _within(on_path: Iterable[int]) -> set[int]:
    """Return where numbers are used between a version and the next, as any operand.

    One call of a library may be many operations at one place: z less its mean, squared, is a variance.
    """
    return {place - place % _SLOTS + slot for place in on_path for slot in range(_SLOTS)}


def _by_place(nodes: NDArray[np.intp], place: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """Return nodes that were computed at the same place of the file together."""
    order = np.argsort(place[nodes], kind="stable")
    sorted_nodes = nodes[order]
    borders = np.nonzero(np.diff(place[sorted_nodes]))[0] + 1
    return np.split(sorted_nodes, borders)


class AlwaysTheSame:
    """Which numbers of the data are the same one whenever a place of the file multiplies: a momentum, and no input."""

    def __init__(self, tape: Tape) -> None:
        """Take the tape, as it stays."""
        self._tape = tape
        self._known: dict[tuple[int, int], bool] = {}
        self._of_schedule: dict[int, bool] = {}
        self._formulas: tuple[bytes, bytes] | None = None

    def is_of_schedule(self, node: int) -> bool:
        """Say whether a number is one of formulas, or was made of a number in the file by such: momentum *= 0.999."""
        known = self._of_schedule
        if node not in known:
            if self._formulas is None:
                self._formulas = _of_formulas(self._tape)
            known[node] = _is_of_schedule(self._tape, node, *self._formulas)
        return known[node]

    def any(self, node: int, sides: tuple[int, int]) -> bool:
        """Say whether a side of a product is such a number."""
        return any(self._tape.op[side] == LEAF and self._is_at(node, slot) for slot, side in enumerate(sides))

    def _is_at(self, node: int, slot: int) -> bool:
        site = int(self._tape.site[node])
        if (site, slot) not in self._known:
            column = (self._tape.a, self._tape.b)[slot][: self._tape.length]
            used = column[self._tape.site[: self._tape.length] == site]
            self._known[site, slot] = bool((used == used[0]).all())
        return self._known[site, slot]


class _Columns(NamedTuple):
    """Columns of a tape from which single numbers are read fast."""

    op: memoryview
    a: memoryview
    b: memoryview
    place: memoryview

    @classmethod
    def of(cls, tape: Tape, uses: Uses) -> Self:
        """Return those of a tape that stays as it is."""
        return cls(tape.op.data, tape.a.data, tape.b.data, uses.place.data)


def _olds(columns: _Columns, node: int, always: AlwaysTheSame) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the numbers that a sum may be a new version of, with the nodes between and their operands that lead on.

    An update that is done again and again in a step counts as one.
    """
    waiting: list[tuple[int, list[tuple[int, int]], int]] = [(node, [], 0)]
    while waiting:
        at, path, again = waiting.pop(0)
        op = columns.op[at]
        sides = (columns.a[at], columns.b[at])
        slots: tuple[int, ...] = ()
        if op == SUB:
            slots = (0,)
        elif op == ADD:
            slots = (0, 1)
        elif op == MUL and path:
            moving = [slot for slot in (0, 1) if not always.is_of_schedule(sides[slot])]
            is_scaled = always.any(at, sides)  # momentum * w
            slots = tuple(moving) if len(moving) == 1 or is_scaled else ()
        for slot in slots:
            further = [*path, (at, slot)]
            side = sides[slot]
            yield side, further
            is_again = again < MAX_AGAIN and op == columns.op[side] and columns.place[at] == columns.place[side]
            repeated = again + is_again
            if len(further) - repeated < MAX_HOPS:
                waiting.append((side, further, repeated))


def _of_formulas(tape: Tape) -> tuple[bytes, bytes]:
    """Say of each number whether it is a constant, or computed from numbers in the file: 1 − η·λ.

    Returns:
        A byte for each node, 1 if it is so; and the same where a number that is written in the file is one as well.
    """
    size = tape.length
    op = tape.op[:size]
    is_constant = op == CONSTANT
    is_root = op <= OPAQUE
    is_written = np.zeros(size, bool)
    is_written[[node for node, count in tape.written.items() if count and node < size]] = True
    is_written = is_constant | (is_written & (op == LEAF))
    columns = [np.clip(column[:size], 0, size - 1) for column in (tape.a, tape.b, tape.c)]
    counts = ARRAY_OF_COUNTS[op]
    is_formula = is_root & is_written
    for _ in range(MAX_HOPS - 1):
        is_formula = np.where(is_root, is_written, _all_parts(is_formula, columns, counts))
    outermost = np.where(is_root, is_constant, _all_parts(is_formula, columns, counts))
    return outermost.tobytes(), is_formula.tobytes()


def _all_parts(
    is_so: NDArray[np.bool_], columns: Sequence[NDArray[np.signedinteger]], counts: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Say of each node whether all nodes that it was computed from are so."""
    are_all = np.ones(len(is_so), bool)
    for slot, column in enumerate(columns):
        are_all &= is_so[column] | (counts <= slot)
    return are_all


def _is_of_schedule(tape: Tape, node: int, is_of_formulas: bytes, is_part_of_formulas: bytes) -> bool:
    """Say whether a number is one of formulas, or was made of a number in the file by such: momentum *= 0.999."""
    if is_of_formulas[node]:
        return True
    at = node
    for _ in range(MAX_FOLLOWED):
        if tape.op[at] <= OPAQUE:
            return at != node and tape.op[at] == LEAF and bool(tape.written[at])
        further = [part for part in operands(tape, at) if not is_part_of_formulas[part]]
        if len(further) != 1:
            return not further
        at = further[0]
    return False


def steps(tape: Tape, found: list[Chain], uses: Uses) -> list[Step]:
    """Return the steps that were taken, each an update of every chain; the last may be cut off and is left out.

    What is made after an update of what was computed before it alone, and before anything learnt is used again, belongs
    to the update.
    """
    if not found:
        return []
    updates = _updates(tape, found)
    counts = Counter(map(len, updates))
    usual = max(counts, key=lambda count: (counts[count] * (count + 1) ** 2, count))
    regular = [versions for versions in updates if len(versions) in (usual, usual - 1, usual + 1)]
    ends = list(map(max, zip(*regular, strict=False)))
    used = sorted({user for chain in found for version in chain.versions for user in uses.of(version)})
    first_end = next((end for end in ends if end > tape.asked_from), ends[0] if ends else 0)
    tail = _Tail(tape, first_end)
    starts = []
    for number, (before, end) in enumerate(zip([0, *ends], ends, strict=False)):
        following = bisect_right(used, end)
        first = used[following] if following < len(used) else end + 1
        rates = _rates(tape, [versions[number] for versions in regular[:: 1 + len(regular) // ENOUGH_RATES]])
        starts.append(tail.last(before, end, first, rates))
    return [Step(start, end) for start, end in itertools.pairwise(starts)]


def _updates(tape: Tape, found: Sequence[Chain]) -> list[tuple[int, ...]]:
    """Return for each chain what its updates have made: all versions but the first, unless that was made by one, too.

    A velocity that begins with 0 is used like all that follow from its first update on, and so begins there.
    """
    first = {chain.versions[0] for chain in found}
    begin = min(first) + 1
    end = max(first) + 1
    is_on_learnt = bytearray(end)
    is_learnt = bytearray(end)
    for node in first:
        is_learnt[node] = True
    counts = np.array(COUNTS)[tape.op[begin:end]]
    # Of slots that a node does not use, 0 is read, which is never learnt.
    columns = [np.where(counts > slot, column[begin:end], 0) for slot, column in enumerate((tape.a, tape.b, tape.c))]
    for node, a, b, c in zip(range(begin, end), *(column.tolist() for column in columns), strict=True):
        if is_learnt[a] or is_learnt[b] or is_learnt[c]:
            is_learnt[node] = is_on_learnt[node] = True
    # What was made before steps of the user's choice, and changed in these alone, is where it starts.
    asked = tape.asked_from if all(chain.versions[1] > tape.asked_from for chain in found) else 0
    updates = []
    for chain in found:
        is_update = chain.versions[0] > asked and is_on_learnt[chain.versions[0]]
        updates.append(chain.versions[not is_update :])
    return updates


class _Tail:
    """What follows in a step after what is learnt has been updated: what overwrites a weight, say."""

    def __init__(self, tape: Tape, first_end: int) -> None:
        """Take the end of the first update: what a file computes first after that, it computes after every update."""
        self._tape = tape
        _, first = np.unique(tape.site[: tape.length], return_index=True)
        self._is_after = np.zeros(len(tape.sites), bool)
        self._is_after[tape.site[first[first > first_end]]] = True

    def last(self, before: int, end: int, first: int, rates: Container[int]) -> int:
        """Return the last node of a step.

        Args:
            before: the end of the update before.
            end: the end of its own update.
            first: the first node after that which is computed from something learnt.
            rates: what updates are multiplied with.
        """
        node = end + 1
        while node < first:
            parts = operands(self._tape, node)
            is_own = bool(parts) and all(part in rates or self._is_of_step(part, before) for part in parts)
            if not is_own and not self._is_after[self._tape.site[node]]:
                break
            node += 1
        return node - 1

    def _is_of_step(self, node: int, before: int) -> bool:
        """Say whether a number was computed since a step began, or is one of the formulas."""
        op = self._tape.op[node]
        return bool(op == CONSTANT or (node > before and op > OPAQUE))


def _rates(tape: Tape, updates: Iterable[int]) -> set[int]:
    """Return the numbers of the file that every one of some updates was multiplied with or divided by."""
    common: set[int] | None = None
    for update in updates:
        own: set[int] = set()
        waiting = [update]
        for _ in range(MAX_HOPS):
            waiting = list(itertools.chain.from_iterable(operands(tape, node) for node in waiting))
            own.update(part for part in waiting if tape.op[part] == LEAF and tape.written[part])
        common = own if common is None else common & own
    return common or set()
