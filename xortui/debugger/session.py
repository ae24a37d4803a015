"""Sessions: a debugger as one text, from which it is made again: where it stands, and everything the user did.

The text is a JSON object, one line for each of its keys:

    xortui session  the version of this format: 1, and 2 with a head start
    problem         its name, and the document that its TOML file would be, samples and all; arrays: how its owner has
                    the parameters in arrays, where they came in some
    mistakes        id, layer, variant and units of each mistake that is planted; only where there is one
    hides_mistakes  whether nothing tells which they are; only where there is one
    source          name and text of the file that it was read from, lines, names and accusations; only where one was
    engine          what ran a wide network: floats or matrices, which differ in the last bit; only of a wide one, and
                    without it matrices
    forks           number, edits (at, name, value; joined, if made in one go with the one before) and how many
                    steps of the loss are shown, of each history; its name, if it has one
    next_fork       the number of the next one
    fork, position  where the debugger stands: '478.12'
    breakpoints     number, text, enabled, once, ignore and hits of each; next_breakpoint
    watches         their texts
    bookmarks       name, fork and at of each; next_stop
    layout          how the screen was left; the debugger does not read it
    head_start      how far the training of the fork has been run; only while it is saved for others to follow

No value of the training is in it but that head start, which only those read who follow. Everybody else computes again
what was computed, to the same bits on the same machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from xortui.core.engine_choice import ARITHMETICS, MATRICES, is_wide
from xortui.debugger.arrays_document import arrays_document, read_arrays_document
from xortui.debugger.bookmarks import Bookmark
from xortui.debugger.debugger import Debugger
from xortui.debugger.edits import Edit, History
from xortui.debugger.head_start import read_head_start
from xortui.debugger.position import FURTHEST_STEP, Position
from xortui.debugger.session_file import FOLLOWED_VERSION, VERSION, VERSION_KEY
from xortui.debugger.source_document import read_source, source_document
from xortui.problems import Problem
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document
from xortui.problems.table import Table, as_table, as_text

if TYPE_CHECKING:
    from xortui.core.mistake import PlacedMistake

MAX_FORKS = 10_000

STEPS_AT_ONCE = 50_000
"""Steps between two reports of how far a session has been computed again."""
HEAD_START = "head_start"
_FIXED = ("problem", "mistakes", "source", "engine")
"""What a session never changes: what is trained, and by what."""

Tell = Callable[[int, int], None]
"""Is told how many steps have been run again, of how many."""


class SessionWriter:
    """Writes one debugger as text, again and again; its problem, which may be large and never changes, only once."""

    def __init__(self, debugger: Debugger) -> None:
        """Write a debugger."""
        self._debugger = debugger

    def text(self, layout: Mapping[str, Any]) -> str:
        """Return the session as it is now, with how the screen is left.

        Raises:
            ValueError: if the problem is one that no file can hold, made in Python with a seed beyond 64 bits, or the
                operations were changed.
        """
        return self.whole(self.moving(layout))

    def moving(self, layout: Mapping[str, Any]) -> str:
        """Return the part that changes while the user works: quick, whatever the problem is."""
        parts = {**_moving_parts(self._debugger), "layout": layout}
        return ",\n".join(f"{_json(key)}: {_json(value)}" for key, value in parts.items())

    def head_start(self) -> str:
        """Return the part that lets others follow without running everything again; empty if they need none."""
        debugger = self._debugger
        found = debugger.timeline.head_start(debugger.position.step)
        return "" if found is None else f"{_json(HEAD_START)}: {_json(found.document(debugger.fork.number))}"

    def whole(self, moving: str, head_start: str = "") -> str:
        """Return the session that has a moving part.

        Args:
            moving: the part that changes, as `moving` has returned it.
            head_start: as `head_start` has returned it, if it is saved for others to follow.

        Raises:
            ValueError: as `text` does.
        """
        version = FOLLOWED_VERSION if head_start else VERSION
        head = f"{_json(VERSION_KEY)}: {_json(version)},\n{_json('problem')}: {self._problem}"
        if self._debugger.mistakes:
            head += f",\n{_json('mistakes')}: {_json(_mistake_parts(self._debugger))}"
        if is_wide(self._debugger.timeline.program):
            head += f",\n{_json('engine')}: {_json(self._debugger.timeline.arithmetic)}"
        if self._source:
            head += f",\n{_json('source')}: {self._source}"
        if head_start:
            moving += f",\n{head_start}"
        return f"{{\n{head},\n{moving}\n}}\n"

    @cached_property
    def _problem(self) -> str:
        problem = self._debugger.problem
        if not self._debugger.timeline.program.is_as_written and not self._debugger.mistakes:
            raise ValueError(
                "a session holds a problem and no operations of its own: expected a program as it is written"
            )
        parts: dict[str, Any] = {"name": problem.name, "document": problem_document(problem)}
        if problem.layout:
            parts["arrays"] = arrays_document(problem.layout)
        return _json(parts)

    @cached_property
    def _source(self) -> str:
        source = self._debugger.source
        return "" if source is None else _json(source_document(source))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _mistake_parts(debugger: Debugger) -> list[dict[str, Any]]:
    """Return what is planted."""
    parts = []
    for mistake, place in debugger.mistakes:
        alone = {"units": list(place.units)} if place.units else {}
        parts.append({"id": mistake.id, "layer": place.layer, "variant": place.variant, **alone})
    return parts


def _moving_parts(debugger: Debugger) -> dict[str, Any]:
    """Return what changes while the user works."""
    hidden = {"hides_mistakes": debugger.hides_mistakes} if debugger.mistakes else {}
    return {
        **hidden,
        "forks": [
            {
                "number": fork.number,
                **({"name": fork.name} if fork.is_named else {}),
                "edits": [_edit_part(edit) for edit in fork.history],
                "shown": debugger.shown(fork.number),
            }
            for fork in debugger.forks
        ],
        "next_fork": debugger.next_fork,
        "fork": debugger.fork.number,
        "position": str(debugger.position),
        "breakpoints": [
            {
                "number": b.number,
                "text": b.text,
                "enabled": b.is_enabled,
                "once": b.is_once,
                "ignore": b.ignore,
                "hits": b.hits,
            }
            for b in debugger.breakpoints
        ],
        "next_breakpoint": debugger.breakpoints.next,
        "watches": [watch.text for watch in debugger.watches],
        "bookmarks": [{"name": b.name, "fork": b.fork, "at": str(b.position)} for b in debugger.bookmarks],
        "next_stop": debugger.bookmarks.next_stop,
    }


def _edit_part(edit: Edit) -> dict[str, Any]:
    part: dict[str, Any] = {"at": str(edit.position), "name": edit.name, "value": edit.value}
    if edit.is_joined:
        part["joined"] = True
    return part


def resume(
    document: dict[str, Any], tell: Tell | None = None, *, takes_head_start: bool = False
) -> tuple[Debugger, Table]:
    """Return the debugger that a session describes, and how the screen was left.

    Args:
        document: the JSON object.
        tell: is told how far the training has been run again.
        takes_head_start: whether to take over what whoever saved it has run.

    Raises:
        ValueError: if it is not a session, or its parts don't fit each other; one line that says which and why.
    """
    retrace = Retrace(document, takes_head_start=takes_head_start)
    for done, total in retrace.slices():
        if tell is not None:
            tell(done, total)
    return retrace.debugger, retrace.layout


def has_same_training(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two sessions are of one training, so that what was run for one need not be run for the other."""
    return all(one.get(key) == other.get(key) for key in _FIXED)


class Retrace:
    """Brings a debugger to where a session was left, slice by slice."""

    def __init__(
        self, document: dict[str, Any], known: Debugger | None = None, *, takes_head_start: bool = False
    ) -> None:
        """Run nothing yet.

        Args:
            document: the JSON object.
            known: a debugger of the same training; what it has run is not run again, and it stays as it is.
            takes_head_start: whether to take over what whoever saved it has run, where the session has that.

        Raises:
            ValueError: if it is not a session; one line that says why.
        """
        self._root = Table(document, "")
        self._root.take(VERSION_KEY)
        self.debugger = _made(self._root) if known is None else _made_beside(self._root, known)
        """Where the session was left, when all slices are run."""
        self.layout = Table({}, "")
        """How the screen was left, when all slices are run."""
        self._takes_head_start = takes_head_start

    def slices(self, steps: int = STEPS_AT_ONCE) -> Iterator[tuple[int, int]]:
        """Run it, and yield after each slice how many steps have been run again, of how many.

        Args:
            steps: how many a slice may have.

        Raises:
            ValueError: if its parts don't fit each other; one line that says which and why.
        """
        head_start = self._root.take(HEAD_START)
        reader = _Reader(self.debugger, steps, head_start if self._takes_head_start else None)
        yield from reader.read(self._root)
        self.layout = self._root.table("layout")
        self._root.close()


def _made(root: Table) -> Debugger:
    """Return a debugger at the start of what a session is about."""
    problem = root.table("problem")
    name, described = problem.text("name", ""), problem.table("document").rest()
    arrays = problem.items("arrays")
    problem.close()
    if "data" in described:  # it would be read from wherever the program was started
        raise ValueError("problem: data: expected its samples")
    found = read_document(described, name, "problem")
    if arrays:
        found = replace(found, layout=read_arrays_document(arrays, found.network))
    return Debugger(
        found,
        mistakes=_mistakes(found, root.items("mistakes")) if "mistakes" in root else (),
        hides_mistakes=bool(root.boolean("hides_mistakes", False)),
        source=read_source(root.table("source")) if "source" in root else None,
        engine=root.choice("engine", MATRICES, ARITHMETICS),
    )


def _made_beside(root: Table, known: Debugger) -> Debugger:
    """Return a debugger at the start of what a session and another debugger are about."""
    for key in _FIXED:
        if key in root:
            root.take(key)
    made = known.beside()
    made.hides_mistakes = bool(root.boolean("hides_mistakes", False))
    return made


def _mistakes(problem: Problem, values: Sequence[Any]) -> tuple[PlacedMistake, ...]:
    """Return the mistakes that are planted in a problem.

    Raises:
        ValueError: if there is no such mistake or place; the line says which and why.
    """
    # Loaded where there is one.
    from xortui.core.mistake import PlacedMistake
    from xortui.core.mistakes import mistake_named
    from xortui.debugger.planting import place_at, planted_program

    found: list[PlacedMistake] = []
    for number, value in enumerate(values, start=1):
        table = as_table(value, f"mistake {number}")
        with _with_place(table.key):
            mistake = mistake_named(table.text("id", ""))
            program = planted_program(problem, found)
            units = table.texts("units") or ()
            place = place_at(program, mistake, _count(table, "layer"), table.text("variant", ""), units)
        table.close()
        found.append(PlacedMistake(mistake, place))
    return tuple(found)


class Summary(NamedTuple):
    """What a session is, at a glance."""

    problem: str
    position: str
    edits: int
    """In the current fork."""
    forks: int


def summary(document: dict[str, Any]) -> Summary:
    """Return what a session is, as far as it can be told without running it again.

    Raises:
        ValueError: if it is not a session.
    """
    root = Table(document, "")
    name, position, current = root.table("problem").text("name", ""), root.text("position", ""), _count(root, "fork")
    forks = [as_table(value, f"fork {place}") for place, value in enumerate(root.items("forks"), start=1)]
    edits = [len(fork.items("edits")) for fork in forks if _count(fork, "number") == current]
    return Summary(name, position, edits[0] if edits else 0, len(forks))


_Slices = Iterator[tuple[int, int]]
"""After each slice, how many steps have been run again, of how many."""


def _edits_of(history: History) -> tuple[_Edit, ...]:
    """Return the edits of a fork as a session has them."""
    return tuple([_Edit(edit.position, edit.name, edit.value, edit.is_joined) for edit in history])


class _Reader:
    """Brings a fresh debugger to where a session was left."""

    def __init__(self, debugger: Debugger, steps: int, head_start: Any) -> None:
        self._debugger = debugger
        self._at_once = steps
        self._head_start = None if head_start is None else as_table(head_start, HEAD_START)
        self._ahead = -1 if self._head_start is None else _count(self._head_start, "fork")
        self._done = self._total = 0

    def read(self, root: Table) -> _Slices:
        debugger = self._debugger
        forks = [_Fork(debugger, value, i) for i, value in enumerate(root.items("forks"), start=1)]
        following = _count(root, "next_fork")
        current, position = _count(root, "fork"), self._position(root, "position")
        self._total = sum(max(position.step - fork.shown, 0) for fork in forks if fork.number == current)
        yield from self._fork_all(forks, following)
        stands = next((fork for fork in forks if fork.number == current), None)
        if stands is None:
            raise ValueError(f"fork: expected one of {', '.join(str(fork.number) for fork in forks)}, got {current}")
        debugger.switch(current)
        yield from self._go_to(position, "position")
        debugger.show({fork.number: fork.shown for fork in forks})
        for stop in debugger.bookmarks:  # that going there has left
            debugger.bookmarks.forget(stop.name)
        self._break(root.items("breakpoints"), _count(root, "next_breakpoint"))
        for number, text in enumerate(root.items("watches"), start=1):
            with _with_place(f"watch {number}"):
                debugger.watches.add(as_text(text))
        for number, value in enumerate(root.items("bookmarks"), start=1):
            self._bookmark(as_table(value, f"bookmark {number}"))
        debugger.bookmarks.next_stop = _count(root, "next_stop")

    def _fork_all(self, forks: Sequence[_Fork], following: int) -> _Slices:
        debugger = self._debugger
        numbers = [fork.number for fork in forks]
        if len(forks) > MAX_FORKS:
            raise ValueError(f"forks: expected at most {MAX_FORKS:,}, got {len(forks):,}")
        if numbers[:1] != [0] or numbers != sorted(set(numbers)) or forks[0].edits:
            raise ValueError("forks: expected the original, 0, and then others by their numbers")
        if following <= numbers[-1]:
            raise ValueError(f"next_fork: expected more than {numbers[-1]}, got {following}")
        self._total += sum(fork.work for fork in forks)
        histories: dict[History, int] = {}
        made: dict[tuple[_Edit, ...], int] = {}  # what forks begin with is edited once, not for each
        for there in debugger.forks:
            made[_edits_of(there.history)] = there.number
        for fork in forks:
            known = next(count for count in range(len(fork.edits), -1, -1) if fork.edits[:count] in made)
            debugger.switch(made[fork.edits[:known]])
            for number, edit in enumerate(fork.edits[known:], start=known + 1):
                where = f"{fork.key}: edit {number}"
                yield from self._go_to(edit.position, where)
                with _with_place(where):
                    debugger.edit_again(edit.name, edit.value, is_joined=edit.is_joined)
                made[fork.edits[:number]] = debugger.fork.number
            if len(debugger.edits) != len(fork.edits):
                raise ValueError(f"{fork.key}: expected its edits in the order of their positions")
            if debugger.edits in histories:
                raise ValueError(f"{fork.key}: has the same edits as fork {histories[debugger.edits]}")
            histories[debugger.edits] = fork.number
            if fork.name:
                with _with_place(f"{fork.key}: name"):
                    debugger.name_fork(fork.name)
            if fork.number == self._ahead:
                self._adopt()
            yield from self._run_to(fork.shown)
            debugger.rewind()
        debugger.renumber([histories.get(fork.history, -1) for fork in debugger.forks], following)

    def _adopt(self) -> None:
        """Take over what has been run of the current fork."""
        timeline = self._debugger.timeline
        assert self._head_start is not None
        found = read_head_start(self._head_start, len(timeline.program.state), len(timeline.problem.samples))
        before = timeline.recorded
        with _with_place(HEAD_START):
            timeline.adopt(found)
        self._done += timeline.recorded - before

    def _break(self, values: Sequence[Any], following: int) -> None:
        breakpoints = self._debugger.breakpoints
        for place, value in enumerate(values, start=1):
            table = as_table(value, f"breakpoint {place}")
            number, text = _count(table, "number"), table.text("text", "")
            if not breakpoints.next <= number < following:
                raise ValueError(f"{table.path('number')}: expected breakpoints by their numbers, below {following}")
            breakpoints.next = number
            with _with_place(table.path("text")):
                made = breakpoints.add(text)
            made.is_enabled, made.is_once = bool(table.boolean("enabled", True)), bool(table.boolean("once", False))
            made.ignore, made.hits = _count(table, "ignore"), _count(table, "hits")
            table.close()
        breakpoints.next = max(following, 1)

    def _bookmark(self, table: Table) -> None:
        name, fork, position = table.text("name", ""), _count(table, "fork"), self._position(table, "at")
        table.close()
        with _with_place(table.key):
            self._debugger.fork_numbered(fork)
            self._debugger.bookmarks.restore(Bookmark(name, fork, position))

    def _position(self, table: Table, key: str) -> Position:
        return _position(self._debugger, table, key)

    def _go_to(self, position: Position, where: str) -> _Slices:
        """Go to a position, which must be there."""
        yield from self._run_to(position.step)
        self._debugger.go_to(position)
        if self._debugger.position != position:
            raise ValueError(f"{where}: training diverged at {self._debugger.position}, before {position}")

    def _run_to(self, step: int) -> _Slices:
        """Run a fork again, in slices."""
        timeline = self._debugger.timeline
        while timeline.recorded < step and timeline.end is None:
            before = timeline.recorded
            timeline.advance(min(step, before + self._at_once))
            self._done += timeline.recorded - before
            yield self._done, max(self._total, self._done)


class _Fork:
    """One entry of the forks."""

    def __init__(self, debugger: Debugger, value: Any, place: int) -> None:
        self.key = f"fork {place}"
        table = as_table(value, self.key)
        self.number, self.shown = _count(table, "number"), _count(table, "shown")
        self.name = table.text("name", "")
        edits = table.items("edits")
        self.edits = tuple(_edit(debugger, edit, f"{self.key}: edit {i}") for i, edit in enumerate(edits, start=1))
        table.close()
        if self.shown > FURTHEST_STEP:
            raise ValueError(f"{self.key}: shown: expected at most {FURTHEST_STEP:,}, got {self.shown:,}")
        self.key = f"fork {self.number}"

    @property
    def work(self) -> int:
        """About how many steps are to be run for it, besides those that it shares with others."""
        last = self.edits[-1].position.step if self.edits else 0
        return max(self.shown - last, 0)


class _Edit(NamedTuple):
    """One edit of a fork, as it is written."""

    position: Position
    name: str
    value: float
    is_joined: bool


def _edit(debugger: Debugger, value: Any, key: str) -> _Edit:
    table = as_table(value, key)
    found = _Edit(
        position=_position(debugger, table, "at"),
        name=table.text("name", ""),
        value=table.number("value", 0.0),
        is_joined=bool(table.boolean("joined", False)),
    )
    table.close()
    return found


def _position(debugger: Debugger, table: Table, key: str) -> Position:
    text = table.text(key, "")
    with _with_place(table.path(key)):
        return debugger.route.parse(text)


@contextmanager
def _with_place(where: str) -> Iterator[None]:
    """Say where in the session stands what can't be done."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _count(table: Table, key: str) -> int:
    """Take a whole number of at least 0 that must be there."""
    if key not in table:
        raise ValueError(f"{table.path(key)}: missing; expected a whole number")
    count = table.integer(key, 0)
    if count < 0:
        raise ValueError(f"{table.path(key)}: expected a whole number of at least 0, got {count}")
    return count
