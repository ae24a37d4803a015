"""Commands that change history: edits, the forks that they make, and two forks side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xortui.commands.command import Command, Way
from xortui.commands.moving import whole
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.debugger import Reason, Snapshot
from xortui.debugger.edits import told_together
from xortui.debugger.forks import MENDED
from xortui.debugger.mended import NAME
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.render.numbers import short

FILES = (".csv", ".tsv", ".txt", ".npz", ".safetensors")
"""How the names of files end that hold values of parameters."""
_BETWEEN_VALUES = re.compile(r",(?![^\[\]]*\])")
"""A comma that is not within brackets, as it is in W1[0,1]."""
MAX_UNCHANGED = 6
"""Values that are named where none of them is another."""
MAX_READERS = 3
"""Values that are named as computed before an edit."""


def set_values(bench: Workbench, text: str) -> None:
    """Give values from here on: w5 = 1, or several, or all that a file has.

    Raises:
        ValueError: if that can't be done; the line says what was expected.
    """
    debugger = bench.debugger
    values = _from_file(bench, text) or _typed_values(bench, text)
    snapshot = debugger.snapshot()
    left = debugger.fork.number
    if all(snapshot.value(name) == value for name, value in values.items()):
        if len(values) > MAX_UNCHANGED:
            raise ValueError(phrase("all {count} values are so already", count=grouped(len(values))))
        unchanged = [phrase("{name} is {value}", name=name, value=short(value)) for name, value in values.items()]
        raise ValueError(phrase("{unchanged} already", unchanged=", ".join(unchanged)))
    edits = debugger.edit_together(values)
    bench.leave_cursor()
    bench.compared_with = left
    told = phrase("{edits}: on fork {number} now", edits=told_together(edits), number=debugger.fork.number)
    then = _computed_from_old(snapshot, values) or _comes_again(snapshot, values)
    then = then or phrase("{edit.back} undoes, {compare} compares, {fork} switches")
    bench.say(f"{told}; {then}")


def _typed_values(bench: Workbench, text: str) -> dict[str, float]:
    values: dict[str, float] = {}
    for part in _BETWEEN_VALUES.split(text):
        name, value = _assignment(bench, part)
        if name in values:
            raise ValueError(phrase("{name} is given twice", name=name))
        values[name] = value
    return values


def _from_file(bench: Workbench, text: str) -> dict[str, float]:
    """Return the values of the file that somebody means, such as weights.npz; none if no file is meant.

    Raises:
        ValueError: if it can't be read, or its values are not those of the network.
    """
    name, _, words = text.strip().partition(" ")
    if "=" in name or not name.lower().endswith(FILES):
        return {}
    # Loaded when first wanted: most people type their values.
    from xortui.problems.problem_file import read_bytes
    from xortui.problems.typed_path import typed_path
    from xortui.problems.weight_files import ROWS, parameters_in

    rows = words.replace(" ", "").removeprefix("rows=") or ROWS[0]
    if rows not in ROWS:
        expected = " or ".join(f"rows={word}" for word in ROWS)
        raise ValueError(
            phrase(
                "expected {expected} behind the file, got {typed}", expected=expected, typed=f"{words.strip()[:30]!r}"
            )
        )
    path = typed_path(name)
    return parameters_in(read_bytes(path, name), name, bench.debugger.problem.network, rows)


def _assignment(bench: Workbench, text: str) -> tuple[str, float]:
    """Return the name and the value of an assignment such as w5 = 1."""
    name, _, value = text.partition("=")
    try:
        number = float(value.replace("−", "-"))
    except ValueError:
        shown = text.strip()[:30]
        raise ValueError(
            phrase("expected a name, = and a number, such as w5 = 1, got {shown}", shown=f"{shown!r}")
        ) from None
    return bench.debugger.edit_meant(name, number)


def _comes_again(snapshot: Snapshot, names: Iterable[str]) -> str:
    """Say when an edited sample is learnt from, if this step is complete; empty for other edits."""
    has_sample = any(map(snapshot.program.is_of_the_sample, names))
    if not (has_sample and snapshot.is_complete):
        return ""
    return phrase("for when this sample comes again; {step}.0 has the next one", step=snapshot.position.step + 1)


def _computed_from_old(snapshot: Snapshot, names: Iterable[str]) -> str:
    """Say which values this step has computed from those that an edit has replaced; empty if it has none."""
    if snapshot.is_complete:
        return ""
    done = snapshot.program.operations[: snapshot.position.operation]
    edited = set(names)
    readers = [operation.target for operation in done if not edited.isdisjoint(operation.reads)]
    if not readers:
        return ""
    names = " ".join(readers[:MAX_READERS])
    if len(readers) > MAX_READERS:
        names += " …"
    return phrase("{names} of this step used the old value", names=names)


def undo(bench: Workbench) -> None:
    """Take back the last edit."""
    bench.playback.pause()
    position = bench.debugger.position
    bench.leave_cursor()
    bench.say(phrase("undone: {edits}", edits=told_together(bench.debugger.undo(within=bench.far))))
    bench.go_on_to(position)


def _next_fork(bench: Workbench) -> None:
    _fork(bench, 1)


def _previous_fork(bench: Workbench) -> None:
    _fork(bench, -1)


def _fork(bench: Workbench, by: int) -> None:
    numbers = [fork.number for fork in bench.debugger.forks]
    place = numbers.index(bench.debugger.fork.number) + by
    go_along(bench, numbers[place % len(numbers)])


def go_along(bench: Workbench, number: int) -> None:
    """Go along a fork, at the same position.

    Raises:
        ValueError: if there is no fork of that number.
    """
    debugger = bench.debugger
    debugger.fork_numbered(number)
    bench.playback.pause()
    left = debugger.fork.number
    other = bench.other
    position = debugger.position
    bench.leave_cursor()
    stop = debugger.switch(number, within=bench.far)
    bench.go_on_to(position)
    if number == other:
        bench.compared_with = left
    if stop.reason is Reason.DIVERGED:
        bench.refuse(stop)
    else:
        bench.say(str(debugger.fork))


def _go_along_typed(bench: Workbench, text: str) -> None:
    called = bench.debugger.fork_called(text)
    go_along(bench, whole(text, phrase("the number of a fork, or its name")) if called is None else called.number)


def _compare_typed(bench: Workbench, text: str) -> None:
    is_mended = text.strip().lower() == NAME
    other = bench.debugger.fork_numbered(MENDED if is_mended else whole(text, phrase("the number of a fork")))
    if other is bench.debugger.fork:
        raise ValueError(phrase("this is fork {number} itself; expected another", number=other.number))
    bench.leave_cursor()
    bench.compared_with = other.number
    bench.compares = True


def _fork_numbers(bench: Workbench) -> tuple[str, ...]:
    return tuple(str(fork.number) for fork in bench.debugger.forks)


def _compare(bench: Workbench) -> None:
    """Show the current fork beside another, or no more."""
    bench.leave_cursor()
    bench.compares = not bench.is_comparing


def _compare_next(bench: Workbench) -> None:
    """Show the current fork beside the next other."""
    bench.leave_cursor()
    numbers = [fork.number for fork in bench.debugger.others]
    if bench.is_comparing:
        bench.compared_with = numbers[(numbers.index(bench.other) + 1) % len(numbers)]
    bench.compares = True


def _has_forks(bench: Workbench) -> bool:
    return len(bench.debugger.forks) > 1


def _has_others(bench: Workbench) -> bool:
    return bool(bench.debugger.others)


def _compared_names(bench: Workbench) -> tuple[str, ...]:
    mended = (NAME,) if bench.debugger.mended is not None else ()
    return (*_fork_numbers(bench), *mended)


def _nothing_to_compare(bench: Workbench) -> str:
    debugger = bench.debugger
    if debugger.mistakes and debugger.hides_mistakes:
        return phrase(
            "the training without the mistake is hidden, as the mistake is; {reveal} tells it, {edit} makes a fork"
        )
    return _no_forks(bench)


def _no_forks(_: Workbench) -> str:
    return phrase("there is one history only; {edit} edits a value, and makes another")


VALUE = Question(
    name="edit",
    hint="w5 = 1, or several: w1 = 1, x1 = 0.5, or net.npz; from here on",
    answer=set_values,
)
FORK = Question(
    name="fork",
    hint="the number or name of a fork",
    answer=_go_along_typed,
    completions=_fork_numbers,
)
COMPARED = Question(
    name="compare",
    hint="the number of another fork, or mended where a mistake is planted",
    answer=_compare_typed,
    completions=_compared_names,
)

EDITING = (
    Command(
        id="edit",
        label="edit",
        forth=Way(
            description="Edit values from here on: w5 = 1, or w1 = 1, eta = 0.1, or weights.npz; "
            "the old history stays as a fork",
            asks=VALUE,
        ),
        back=Way(
            description="Undo the last edit of this fork",
            run=undo,
            is_on=lambda bench: bool(bench.debugger.edits),
            why_not=lambda _: phrase("there is no edit to undo on this fork; {edit} makes one"),
        ),
    ),
    Command(
        id="compare",
        label="compare",
        forth=Way(
            description="Compare two forks: their losses in one chart, and every parameter",
            run=_compare,
            takes=COMPARED,
            is_on=_has_others,
            why_not=_nothing_to_compare,
        ),
        back=Way(
            description="Compare with the next other fork",
            run=_compare_next,
            is_on=_has_others,
            why_not=_nothing_to_compare,
        ),
        compares=True,
        is_for_looking=True,
    ),
    Command(
        id="fork",
        label="fork",
        forth=Way(
            description="Go along the next fork: the same training with other edits",
            run=_next_fork,
            takes=FORK,
            is_on=_has_forks,
            why_not=_no_forks,
        ),
        back=Way(
            description="Go along the previous fork",
            run=_previous_fork,
            is_on=_has_forks,
            why_not=_no_forks,
        ),
    ),
)
