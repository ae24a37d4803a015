"""Edits: a new value for something that training works with, at one position of a history; what is before it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING

from xortui.core.compiler import Values
from xortui.core.engines import Sample
from xortui.core.expression import Expression, Name, rebuild
from xortui.core.program import LEARNING_RATE, Program
from xortui.core.settings import BY_SYMBOL
from xortui.core.spelling import on_screen
from xortui.core.training import Schedule
from xortui.debugger.position import Position
from xortui.debugger.script_values import edited_number
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.problems import Problem
from xortui.problems.samples import Samples

if TYPE_CHECKING:
    from xortui.problems.scaling import Scale


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that the user gave to a name: what has run up to its position stays, what comes after reads it."""

    position: Position
    name: str
    """A parameter, a setting such as η, or an input or target of the sample that the position's step takes."""
    value: float
    before: float
    """The value that was replaced."""
    is_joined: bool = field(default=False, compare=False)
    """Whether the edit was made in one go with the edit before it; then both are undone in one go, too."""
    is_measured: bool = False
    """Whether nobody has made it: the value was measured in somebody's own file."""

    def __str__(self) -> str:
        """Say it in short: 'w5 0.25 → 1 at 478.12'."""
        return phrase("{change} at {position}", change=self.change, position=self.position)

    @property
    def change(self) -> str:
        """What is made of what: 'w5 0.25 → 1'."""
        return f"{self.name} {self.before:.4g} → {self.value:.4g}".replace("-", "−")


MAX_TOLD = 6
"""Changes made in one go that are told one by one."""
History = tuple[Edit, ...]
"""Edits in the order of their positions; of those at one position, the later wins."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The samples and settings a step works with: the problem's own, until the user edits them."""

    samples: tuple[Sample, ...] = field(repr=False)
    settings: tuple[tuple[str, float], ...]
    """The symbol and the value of every setting that the update reads, in the program's order."""

    @classmethod
    def of(cls, problem: Problem) -> Setup:
        """Return what a problem starts with."""
        return cls(problem.samples, problem.settings)

    @property
    def learning_rate(self) -> float:
        """η."""
        return dict(self.settings)[LEARNING_RATE]

    def settings_at(self, step: int, schedule: Schedule) -> tuple[float, ...]:
        """Return the values of a program's settings in a step, the size of its batch last."""
        return self.settings_for(schedule.batch_ending(step) or schedule.batch)

    def settings_for(self, batch: int) -> tuple[float, ...]:
        """Return the values of a program's settings for a batch of so many samples."""
        return (*(value for _, value in self.settings), float(batch))

    def after(self, edit: Edit, program: Program, sample: int) -> Setup:
        """Return what an edit leaves, in a step that takes a sample; itself, if the edit is of a parameter."""
        if edit.name in dict(self.settings):
            return replace(self, settings=tuple({**dict(self.settings), edit.name: edit.value}.items()))
        for part, names in enumerate((program.inputs, program.targets)):
            if edit.name in names:
                changed = [list(numbers) for numbers in self.samples[sample]]
                changed[part][names.index(edit.name)] = edit.value
                whole = (tuple(changed[0]), tuple(changed[1]))
                return replace(self, samples=Samples((*self.samples[:sample], whole, *self.samples[sample + 1 :])))
        return self


def editable_name(problem: Problem, text: str) -> str:
    """Return the name that a person means by what was typed: 'w5', 'eta', 'X1'.

    Raises:
        ValueError: if nothing of that name can be edited; the line says what can.
    """
    given = problem.names.source.in_program(text.strip())
    if problem.network.has_parameter(given) and not problem.network.has_parameter(text.strip()):
        return given
    typed = on_screen(text.strip())
    name = on_screen(text.strip().lower())
    network = problem.network
    settings = [setting.symbol for setting in problem.training.read]
    inputs = [unit.name for unit in network.units[0]]
    if typed in settings:
        return typed
    if network.has_parameter(name) or name in (*settings, *inputs, *network.targets):
        return name
    column = _column(problem, text)
    if column:
        return column[0]
    if typed in BY_SYMBOL:
        word = BY_SYMBOL[typed].key.replace("_", " ")
        raise ValueError(
            phrase(
                "{typed} cannot be edited: {name} is trained without {word}", typed=typed, name=problem.name, word=word
            )
        )
    shown = text.strip() if len(text.strip()) <= 20 else f"{text.strip()[:19]}…"
    raise ValueError(
        phrase(
            "{shown} cannot be edited; expected {parameters}, {settings}, {inputs} or {targets}",
            shown=f"{shown!r}",
            parameters=network.parameter_range,
            settings=", ".join(settings),
            inputs=_range(inputs[: problem.given_inputs]),
            targets=_range(network.targets),
        )
    )


def edited_value(problem: Problem, text: str, value: float) -> tuple[str, float]:
    """Return the name that a person means, and the value that it shall have: of a column, that in its own units.

    Raises:
        ValueError: if nothing of that name can be edited; the line says what can.
    """
    name = editable_name(problem, text)
    column = _column(problem, text)
    if column is None or on_screen(text.strip().lower()) == name:
        return name, value
    scale = column[1]
    return name, value if scale is None else scale.scaled(edited_number(text.strip(), value))


def _column(problem: Problem, text: str) -> tuple[str, Scale | None] | None:
    """Return the input or target that stands in the column of a name, and how it is scaled; None if none is called so.

    Columns of one name are no help, and neither are inputs that are made from others.
    """
    wanted = text.strip().casefold()
    scaling = problem.scaling
    inputs = [unit.name for unit in problem.network.units[0]][: problem.given_inputs]
    found: list[tuple[str, Scale | None]] = []
    for symbols, names, scales in (
        (inputs, problem.names.inputs, scaling.x if scaling else ()),
        (problem.network.targets, problem.names.outputs, scaling.y if scaling else ()),
    ):
        for place, (symbol, name) in enumerate(zip(symbols, names, strict=False)):
            if name.casefold() == wanted:
                found.append((symbol, scales[place] if scales else None))
    return found[0] if len(found) == 1 else None


def _range(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"


def check_edit(problem: Problem, edit: Edit, setup: Setup) -> None:
    """Check a value.

    Args:
        problem: what is trained.
        edit: of a name that can be edited.
        setup: the samples and settings after the edit.

    Raises:
        ValueError: if the value is not possible; the line says what was expected.
    """
    name, value = edit.name, edit.value
    if name in BY_SYMBOL:
        if not (isfinite(value) and BY_SYMBOL[name].allows(value)):
            raise ValueError(
                phrase(
                    "{name}: expected {expected}, got {value}",
                    name=name,
                    expected=BY_SYMBOL[name].expected,
                    value=f"{value:g}",
                )
            )
    elif not isfinite(value):
        raise ValueError(phrase("{name}: expected a finite number, got {value}", name=name, value=f"{value:g}"))
    if setup.samples is not problem.samples:
        replace(problem, samples=setup.samples)  # whatever a problem refuses


def told_together(edits: Sequence[Edit]) -> str:
    """Tell edits made in one go in short: 'w5 0.25 → 1, w6 0.5 → 2 at 478.12'; of very many the first ones."""
    return phrase("{changes} at {position}", changes=_few([edit.change for edit in edits]), position=edits[0].position)


def told_one_by_one(edits: Sequence[Edit]) -> str:
    """Tell edits in short, each with its place: 'w5 0.25 → 1 at 478.12, b1 0 → 1 at 479.3'; of very many the first."""
    return _few(list(map(str, edits)))


def _few(told: list[str]) -> str:
    if len(told) > MAX_TOLD:
        told[MAX_TOLD - 1 :] = [phrase("and {more} more", more=grouped(len(told) - MAX_TOLD + 1))]
    return ", ".join(told)


def edits_before(edits: Sequence[Edit]) -> list[Edit]:
    """Return those of a step's edits that act before its first operation."""
    return [edit for edit in edits if edit.position.operation == 0]


def edited_state(program: Program, state: Sequence[float], edits: Sequence[Edit]) -> list[float]:
    """Return a state vector in which parameters are edited."""
    edited = list(state)
    for edit in edits:
        if edit.name in program.state_index:
            edited[program.state_index[edit.name]] = edit.value
    return edited


def edited_after(edits: Sequence[Edit], name: str, first: int, last: int) -> Edit | None:
    """Return the last edit of a name in one step that acts from one operation on up to another; None if none does."""
    found = [edit for edit in edits if edit.name == name and first <= edit.position.operation <= last]
    return found[-1] if found else None


def state_in_step(
    program: Program, before: Sequence[float], values: Values, edits: Sequence[Edit], number: int
) -> list[float]:
    """Return the state vector inside a step.

    Args:
        program: what a step does.
        before: the state before the step.
        values: the value of every operation of the step.
        edits: those of the step.
        number: the operation that has run last.
    """
    state = []
    for index, name in enumerate(program.state):
        done = max((k for k in program.assignments.get(name, ()) if k <= number), default=0)
        edit = edited_after(edits, name, done, number)
        state.append(edit.value if edit else values[done - 1] if done else before[index])
    return state


def edited_program(program: Program, places: Sequence[tuple[int, str]]) -> Program:
    """Return a program in which names are edited inside the step.

    Its settings are the program's own and then the edited values, in the order of the places: to be compiled, not to be
    shown.

    Args:
        program: what a step does without.
        places: the number of the operation after which, and the name that is edited there, in the program's order.
    """
    waiting = [(number, name, f"edit{place}") for place, (number, name) in enumerate(places)]
    current: dict[str, Name] = {}

    def reading(expression: Expression) -> Expression:
        if isinstance(expression, Name):
            return current.get(expression.symbol, expression)
        return rebuild(expression, reading)

    operations = []
    for operation in program.operations:
        operations.append(replace(operation, expression=reading(operation.expression)))
        current.pop(operation.target, None)
        current |= {name: Name(symbol) for number, name, symbol in waiting if number == operation.number}
    return program.with_operations(operations, given=[symbol for _, _, symbol in waiting])
