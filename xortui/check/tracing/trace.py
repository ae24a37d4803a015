"""Run a student's file with its numbers traced, until enough of its training has been seen."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from traceback import clear_frames
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.asked import parsed, told
from xortui.check.running.student_line import place_of
from xortui.check.tracing.arrays import AnyRecords, TracedArray, Wrapped, forget_untraced, nodes_of
from xortui.check.tracing.data_rows import MAX_LOOKS, RowsBefore, rows_of
from xortui.check.tracing.instrument import compiled
from xortui.check.tracing.math_functions import math_functions
from xortui.check.tracing.number_methods import give_methods
from xortui.check.tracing.numbers import TRACED, node_of
from xortui.check.tracing.partial_tape import PartialTape
from xortui.check.tracing.recording import begin
from xortui.check.tracing.records import fields_of
from xortui.check.tracing.tape import Enough, Tape
from xortui.check.tracing.torch_stand_in import TorchStandIn
from xortui.check.tracing.traced_calls import followed_builtins

give_methods()

LINES_OF_FILE = "\n"
"""How a step begins that is made of statements of the file, at the lines where they stand in it."""
MAX_DEPTH = 6
"""How many objects within objects are looked into for numbers."""
MAX_ITEMS = 4000
"""Items of a list, and cells of an array, whose place is written down."""
MAX_WAYS = 3
"""Other ways to a number that are written down."""
MAX_OTHER_PLACES = 64
"""Places that are written down of one number, besides the first; and arrays that are made of others."""
LOOK_FOR_NAMES_AFTER = (60, 250, 600, 1500, 4000)
"""Operations after which the names of what there is are looked up, as locals are gone when their function is."""


@dataclass(slots=True)
class NamedPlace:
    """Where a number lay: the path to it from a name of the program."""

    path: tuple[str, ...]
    """As it is written: ("net", ".layers", "[0]", ".W")."""
    cell: tuple[int, ...]
    """The index of the cell in its array; () for a number that is not in an array."""
    shape: tuple[int, ...]
    """The shape of the array; () for a number."""
    depth: int = 0
    """0 for a name of the module, 1 for one of the function that it calls, and so on inwards."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A value that may hold numbers."""

    value: Any
    path: tuple[str, ...]
    """The path to it."""
    depth: int
    """How many objects it lies within."""
    kinds: tuple[type, ...] = ()
    """The classes of the objects on the path."""


Position = tuple[int | None, int | None, int | None, int | None]
"""First line, last line, first column and last column."""


@dataclass(slots=True)
class Trace:
    """What was seen of a program."""

    tape: Tape
    source: str
    filename: str
    module: str = ""
    """The file beside it that has the lines of the training, if it has none of them itself: its path."""
    module_text: str = ""
    """What stands in that."""
    places: dict[int, NamedPlace] = field(default_factory=dict)
    """Where nodes lay when the names were looked up."""
    stacked: dict[tuple[str, ...], NDArray[np.int64]] = field(default_factory=dict)
    """The path to an array → its nodes, for those whose numbers lay in several others before: vstack([a, b])."""
    part_places: dict[int, list[NamedPlace]] = field(default_factory=dict)
    """Where the numbers of an array lie in smaller ones: W1 = theta[:6].reshape(2, 3)."""
    other_places: dict[int, list[NamedPlace]] = field(default_factory=dict)
    """Other ways to nodes in objects that several others lead to: a link is one of both units that it links."""
    shared_places: dict[int, list[NamedPlace]] = field(default_factory=dict)
    """Where else numbers lay: one that begins in a line of the file may be the bias of every neuron."""
    error: BaseException | None = None
    """What ended the program, if it did not end by itself and was not stopped."""
    was_stopped: bool = False
    """Whether enough had been seen before its end."""
    stopped_in: str = ""
    """The line in which it was stopped, with its code; '' if it was not stopped, or not in a line of the file."""
    names: dict[str, Any] = field(default_factory=dict)
    """What the names of the file stood for when it ended."""
    step_begins: int | None = None
    """The first node of the steps of the user's choice; None if none was taken."""
    before_orders: list[RowsBefore] = field(default_factory=list)
    """The data before each line that puts numbers into another order, before it did so for the first time."""
    _positions: dict[int, list[Position]] = field(default_factory=dict)
    """The id of a function's code → where each of its instructions stands."""

    @property
    def file_of_lines(self) -> str:
        """The file whose lines are told: the one that was run, or the module in which it trains."""
        return self.module or self.filename

    def position(self, code: CodeType, instruction: int) -> Position:
        """Return where an instruction stands; lists of numbers in a file make very many of them, so all are kept."""
        if id(code) not in self._positions:
            self._positions[id(code)] = list(code.co_positions())
        return self._positions[id(code)][instruction // 2]

    @property
    def text_of_lines(self) -> str:
        """What stands in that file."""
        return self.module_text if self.module else self.source


def traced(path: Path, source: str, step: str | None = None, tape: Tape | None = None, steps: int = 40) -> Trace:
    """Run a file as it is, and a step of the user's choice after it.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one step, or statements, evaluated in the names of the file; behind an empty
            line, statements of the file itself, each in its own line.
        tape: what to write on; one with the usual limits, if it is left out.
        steps: how often the step is taken, also after training of the file's own that is stopped.

    Raises:
        AskedError: if the step can't be taken.
    """
    if step is not None:
        parsed("step", step)
    filename = str(path)
    folder = path.resolve().parent
    written = tape if tape is not None else Tape(frozenset({filename}))
    written.filenames = written.filenames | {filename}
    trace = Trace(written, source, filename)
    begin(written)
    forget_untraced()
    program = ModuleType("__main__")
    names = vars(program)
    names.update({"__file__": filename, "__builtins__": followed_builtins()})
    trace.names = names
    main = sys.modules["__main__"]
    sys.modules["__main__"] = program
    originals = {name: getattr(math, name) for name in math_functions()}
    finders = [_SiblingFinder(folder, written), TorchStandIn()]
    sys.meta_path[:0] = finders
    hidden = _without_torch()
    followed = math_functions()
    for name, function in followed.items():
        setattr(math, name, function)
    written.when_long = (LOOK_FOR_NAMES_AFTER, lambda: _look_up(trace, _frames(filename), names))
    written.when_reordered = lambda line, function: _look_at_rows(trace, line, function)
    try:
        code, needed = compiled(source, filename)
        names.update(needed)
        written.outermost = id(code)
        with np.errstate(all="ignore"):
            exec(code, names)
    except Enough as enough:
        trace.was_stopped = True
        trace.stopped_in = place_of(enough, path)
    except BaseException as error:  # the student's program may raise anything; it is told as theirs
        trace.error = error
    if isinstance(trace.error, MemoryError):  # what it holds is given back, so that this can be told
        clear_frames(trace.error.__traceback__)
        names.clear()
    try:
        if step is not None and not isinstance(trace.error, Exception):
            _take_steps(trace, step, steps, names)
    finally:
        written.is_recording = False
        written.when_long = ((), None)
        written.when_reordered = None
        for finder in finders:
            sys.meta_path.remove(finder)
        _without_torch()
        sys.modules.update(hidden)
        sys.modules["__main__"] = main
        for name, function in originals.items():
            if getattr(math, name) is followed[name]:
                setattr(math, name, function)
    if not written.is_to_be_run_again:
        _look_up(trace, (), names)
    written.settle()
    return trace


def forget_modules(path: Path) -> None:
    """Forget the modules beside a file, so that they are traced anew when it is run again."""
    folder = path.resolve().parent
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None)
        if name != "__main__" and place and Path(place).resolve().parent == folder:
            del sys.modules[name]


def _without_torch() -> dict[str, ModuleType]:
    """Take torch and its parts out of the modules that were imported, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] == "torch"]
    return {name: sys.modules.pop(name) for name in names}


def _take_steps(trace: Trace, step: str, steps: int, names: dict[str, Any]) -> None:
    """Take steps of the user's choice, as many as are enough.

    Raises:
        AskedError: if a step fails, unless the file was stopped before it had all the names that are needed.
    """
    is_of_file = step.startswith(LINES_OF_FILE)
    code, needed = compiled(step if is_of_file else step.strip(), trace.filename if is_of_file else "<step>")
    if is_of_file:
        trace.tape.outermost = id(code)
    names.update(needed)
    trace.tape.allow_as_much_again()
    begins = trace.tape.asked_from = trace.tape.length
    try:
        with np.errstate(all="ignore"):
            for _ in range(steps):
                exec(code, names)
                trace.step_begins = begins
    except Enough:
        trace.was_stopped = True
        trace.step_begins = begins
    except (Exception, SystemExit) as error:
        if trace.was_stopped and trace.step_begins is None and not _is_never_given(error, trace.source):
            return
        raise told("step", step, error, names) from error


def _is_never_given(error: BaseException, source: str) -> bool:
    """Say whether a name is missing that the file would not have had at its end either."""
    if not isinstance(error, NameError):
        return False
    given = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
    return error.name not in given


def _frames(filename: str) -> list[FrameType]:
    """Return the frames of the traced file, innermost first."""
    frames = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == filename:
            frames.append(frame)
        frame = frame.f_back
    return frames


def _look_up(trace: Trace, frames: list[FrameType] | tuple[()], names: Mapping[str, Any]) -> None:
    """Write down where the numbers of the program lie now."""
    visited: set[int] = set()
    spaces: list[Mapping[str, Any]] = [names]
    spaces += [frame.f_locals for frame in reversed(frames) if frame.f_locals is not names]
    for number, space in enumerate(spaces):
        later: list[_Holder] = []
        again: list[tuple[tuple[str, ...], Any]] = []
        for name, value in list(space.items()):
            if not name.startswith("__") and not isinstance(value, ModuleType):
                later.append(_Holder(value, (name,), 0))
        while later:
            holders, later = later, []
            for holder in holders:
                for path, item in _numbers(holder, visited, later, again):
                    _write_down(trace, path, item, number)
        for path, item in again:
            others = trace.other_places.setdefault(node_of(item), [])
            if len(others) < MAX_WAYS:
                others.append(NamedPlace(path, (), (), number))


def _look_at_rows(trace: Trace, line: int, function: str) -> None:
    """Write down all data before a line puts numbers into another order."""
    if len(trace.before_orders) == MAX_LOOKS:
        return
    spaces: list[Mapping[str, Any]] = [trace.names]
    spaces += [frame.f_locals for frame in reversed(_frames(trace.filename)) if frame.f_locals is not trace.names]
    data = rows_of(spaces)
    if data:
        trace.before_orders.append(RowsBefore(line, function, data))


def _write_down(trace: Trace, path: tuple[str, ...], item: Any, depth: int) -> None:
    tape = trace.tape
    places = trace.places
    if isinstance(item, TRACED):
        node = node_of(item)
        place = NamedPlace(path, (), (), depth)
        if node > 0 and places.setdefault(node, place) != place:
            others = trace.shared_places.setdefault(node, [])
            if len(others) < MAX_OTHER_PLACES and place not in others:
                others.append(place)
        return
    nodes = nodes_of(item)
    if isinstance(tape, PartialTape):
        for cell, node in tape.places(nodes):
            places.setdefault(node, NamedPlace(path, cell, nodes.shape, depth))
        return
    if nodes.size > MAX_ITEMS:
        return
    parts = set()
    for cell in np.ndindex(nodes.shape):
        node = int(nodes[cell])
        own = NamedPlace(path, cell, nodes.shape, depth)
        place = places.setdefault(node, own)
        parts.add(place.path)
        if place.path != path and math.prod(place.shape) > nodes.size:
            others = trace.part_places.setdefault(node, [])
            if len(others) < MAX_WAYS and all(other.path != path for other in others):
                others.append(own)
    if len(parts) > 1 and path not in parts and len(trace.stacked) < MAX_OTHER_PLACES:
        trace.stacked.setdefault(path, nodes.copy())


def _numbers(
    holder: _Holder, visited: set[int], later: list[_Holder], again: list[tuple[tuple[str, ...], Any]]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the traced numbers and arrays in a value, with the path to each.

    A unit that is linked with another may have a shorter path: it is left for later.

    Args:
        holder: the value.
        visited: the objects that were looked into, which grow.
        later: what is left, which grows.
        again: the numbers in objects that were looked into before, with another path to each, which grow.
    """
    value = holder.value
    if isinstance(value, Wrapped):
        value = value.array
    if isinstance(value, (TracedArray, *TRACED)):
        yield holder.path, value
        return
    if isinstance(value, AnyRecords):
        for part, item in fields_of(value):
            yield from _numbers(_Holder(item, (*holder.path, part), holder.depth, holder.kinds), visited, later, again)
        return
    if holder.depth == MAX_DEPTH or isinstance(value, str | bytes | type | ModuleType):
        return
    if id(value) in visited:
        for name, item in list(getattr(value, "__dict__", {}).items()):
            if isinstance(item, TRACED):
                again.append(((*holder.path, f".{name}"), item))
        return
    if callable(value) and not hasattr(value, "__dict__"):
        return
    if type(value) in holder.kinds:
        later.append(_Holder(value, holder.path, holder.depth))
        return
    visited.add(id(value))
    kinds = holder.kinds
    if isinstance(value, dict):
        parts = [(f"[{key!r}]", item) for key, item in list(value.items())[:MAX_ITEMS]]
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        parts = [(f".{name}", getattr(value, name)) for name in value._fields]
    elif isinstance(value, list | tuple):
        parts = [(f"[{index}]", item) for index, item in enumerate(value[:MAX_ITEMS])]
    else:
        kinds = (*kinds, type(value))
        parts = [(f".{name}", item) for name, item in list(getattr(value, "__dict__", {}).items())]
        for kind in type(value).__mro__:
            slots = getattr(kind, "__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if hasattr(value, name):
                    parts.append((f".{name}", getattr(value, name)))
    for part, item in parts:
        yield from _numbers(_Holder(item, (*holder.path, part), holder.depth + 1, kinds), visited, later, again)


class _SiblingFinder(importlib.abc.MetaPathFinder):
    """Finds the modules beside the student's file, so that they are traced too."""

    def __init__(self, folder: Path, tape: Tape) -> None:
        self._folder = folder
        self._tape = tape

    def find_spec(self, name: str, _path: Any, _target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the module's own file, to be traced; None for all others."""
        file = self._folder.joinpath(*name.split(".")).with_suffix(".py")
        if not file.is_file():
            return None
        self._tape.filenames = self._tape.filenames | {str(file)}
        return importlib.util.spec_from_file_location(name, file, loader=_TracedLoader(name, str(file)))


class _TracedLoader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Run the module traced."""
        source = Path(self.path).read_text(encoding="utf-8")
        code, needed = compiled(source, self.path)
        names = vars(module)
        names.update(needed)
        names["__builtins__"] = followed_builtins()
        exec(code, names)
