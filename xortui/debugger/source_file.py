"""The user's own file: the lines of it, what each of them computes, and which of them are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from xortui.core.program import LOSS, Kind, Operation, Phase, Program, derivative
from xortui.debugger.measured_updates import MeasuredUpdates

TAB = 4
"""Columns that a tab takes."""
_OF_A_UNIT = (Kind.SHIFT, Kind.EXPONENTIAL, Kind.EXPONENTIAL_SUM, Kind.ACTIVATION)


class Accusation(NamedTuple):
    """A line that is wrong, and why."""

    line: int
    """From 1; 0 if it is not known."""
    sentence: str
    is_certain: bool = True
    """Whether the line is wrong; else it is where to look, as the mistake has no name."""


class FileCause(NamedTuple):
    """Why the network of a file does not learn, though its gradients are right."""

    id: str
    sentence: str


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file from which a network and its training were read."""

    name: str
    """What the file is called: 'mynet.py'."""
    text: str = field(repr=False)
    """What stands in it."""
    lines: Mapping[str, int]
    """The value or parameter of the program → the line that computes it, from 1: '∂C/∂z3', 'w5'."""
    names: Mapping[str, str]
    """The parameter of the program → what holds it in the file: 'w1' → 'W1'."""
    accusations: tuple[Accusation, ...] = ()
    """What is wrong in it."""
    takes_batches: bool = False
    """Whether it takes its samples in batches, though an update after each sample is shown."""
    goes_as_far: bool = True
    """Whether the updates that are shown go as far as its own, as far as these were seen."""
    has_more_samples: bool = False
    """Whether it has more samples than were seen, which are those that are shown."""
    named: tuple[str, ...] = ()
    """The names of its mistakes that are not planted, as its own updates are shown."""
    measured: MeasuredUpdates | None = None
    """Its first updates, where no program does what it does."""
    doubt: str = ""
    """Why nobody can tell whether it is right; '' if somebody can."""
    causes: tuple[FileCause, ...] = ()
    """Why it does not learn, as far as its own run shows it."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """The parameter → its own name in the file, of those of which it is known: 'w1' → 'W1[0, 0]'."""

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Its lines, each of characters that can be drawn."""
        return tuple(_drawable(line) for line in self.text.splitlines())

    @cached_property
    def computed(self) -> dict[int, tuple[str, ...]]:
        """For each line: what it computes, in the order of the program."""
        found: dict[int, list[str]] = {}
        for name, line in self.lines.items():
            found.setdefault(line, []).append(name)
        return {line: tuple(names) for line, names in found.items()}

    @cached_property
    def without_accusations(self) -> SourceFile:
        """The same file, with nothing said of what is wrong in it."""
        return replace(self, accusations=())

    def told(self, name: str) -> str:
        """Return what the file calls a parameter; '' if it has no other name for it."""
        found = self.names.get(name, "")
        return "" if found == name else found

    def accusations_of(self, line: int) -> list[Accusation]:
        """Return why a line is wrong, or is to be looked at; nothing if it is neither."""
        return [accusation for accusation in self.accusations if accusation.line == line]

    @property
    def first_accused(self) -> int:
        """The line of the first accusation that has one; 0 if none has."""
        return next((accusation.line for accusation in self.accusations if accusation.line), 0)

    def line_of(self, program: Program, operation: Operation) -> int | None:
        """Return the line that does what an operation does; None if it is not known.

        A factor that has no line of its own stands in that of the first derivative that it is multiplied into; a
        gradient that is only added to its parameter stands in the line of the update.
        """
        return self._lines_of(program).get(operation.number)

    def operations_of(self, program: Program, line: int) -> tuple[int, ...]:
        """Return the numbers of the operations that a line does, in their order."""
        return tuple(number for number, found in self._lines_of(program).items() if found == line)

    def _lines_of(self, program: Program) -> dict[int, int]:
        """Return the line of each operation that has one, by the operation's number."""
        if program not in self._known:
            self._known.clear()
            self._known[program] = _found_lines(program, self.lines)
        return self._known[program]

    @cached_property
    def _known(self) -> dict[Program, dict[int, int]]:
        return {}


def _found_lines(program: Program, lines: Mapping[str, int]) -> dict[int, int]:
    """Return the line of each operation that has one, from the last operation back, as readers come after."""
    readers = _readers(program)
    found: dict[int, int] = {}
    for operation in reversed(program.operations):
        line = _own_line(operation, lines)
        if line is None:
            line = _line_of_readers(operation, readers.get(operation.number, ()), found)
        if line is not None:
            found[operation.number] = line
    return dict(sorted(found.items()))


def _own_line(operation: Operation, lines: Mapping[str, int]) -> int | None:
    """Return the line that is known of what an operation computes."""
    if operation.target in lines:
        return lines[operation.target]
    if operation.phase is Phase.UPDATE:
        return lines.get(operation.by, lines.get(derivative(LOSS, operation.by)))
    return None


def _line_of_readers(operation: Operation, readers: Sequence[Operation], found: Mapping[int, int]) -> int | None:
    """Return the line of the first operation that goes on with a value."""
    for reader in readers:
        if reader.number in found and _goes_on_with(reader, operation):
            return found[reader.number]
    return None


def _goes_on_with(reader: Operation, operation: Operation) -> bool:
    """Say whether one formula of a file may hold both: the sum and the activation of a unit, or what goes backward."""
    if operation.phase is Phase.FORWARD:
        return reader.kind in _OF_A_UNIT
    return operation.phase is not Phase.LOSS


def _readers(program: Program) -> dict[int, list[Operation]]:
    """Return the operations that read the value of each, by its number, in their order."""
    found: dict[int, list[Operation]] = {}
    for operation in program.operations:
        for name in operation.reads:
            computed = program.by_target.get(name)
            if computed is not None and computed.number < operation.number:
                found.setdefault(computed.number, []).append(operation)
    return found


def _drawable(line: str) -> str:
    """Return a line without tabs, and with a sign for what can't be drawn."""
    return "".join(letter if letter.isprintable() else "?" for letter in line.expandtabs(TAB))
