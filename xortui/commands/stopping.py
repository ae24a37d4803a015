"""Commands that set what training stops at, and what is watched on the way: breakpoints and watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.commands.command import Command, Way
from xortui.commands.moving import whole
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench, brief
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim

if TYPE_CHECKING:
    from xortui.debugger.breakpoints import Breakpoint


def add_breakpoint(bench: Workbench, text: str) -> None:
    """Make a breakpoint from a condition or an operation.

    Raises:
        ExpressionError: if the text is neither, with the place; a ValueError.
        ValueError: if there is no such operation.
    """
    made = bench.debugger.breakpoints.add(text)
    then = phrase("; {run} runs to it, {run.back} back to it")
    if _is_true_here(bench, made):
        then = phrase(", which is so already; {run} runs to when it becomes true again, {run.back} back to when it did")
    bench.say(f"{brief(str(made))}{then}{_remarked(bench, text)}")


def _remarked(bench: Workbench, text: str) -> str:
    """Return what to say of a name that the person's own file has for something else."""
    remark = bench.debugger.own_names.remark(text)
    return f". {verbatim(remark)}" if remark else ""


def _is_true_here(bench: Workbench, made: Breakpoint) -> bool:
    if made.condition is None:
        return False
    # Loaded when first wanted, as the conditions are.
    from xortui.debugger.watcher import Watcher
    from xortui.debugger.watches import Watch

    debugger = bench.debugger
    (reading,) = Watcher(debugger.timeline, [Watch(made.text, made.condition)]).read(debugger.position)
    return bool(reading.now)


def break_at(bench: Workbench, operation: int) -> None:
    """Make a breakpoint on an operation, or remove those on it."""
    breakpoints = bench.debugger.breakpoints
    there = [b for b in breakpoints if b.operation == operation]
    for made in there:
        breakpoints.remove(made.number)
        bench.say(phrase("{made} is removed", made=made))
    if not there:
        add_breakpoint(bench, f"op {operation}")


def _break_here(bench: Workbench) -> None:
    break_at(bench, bench.debugger.position.operation)


def remove_breakpoints(bench: Workbench) -> None:
    """Remove all of them."""
    bench.playback.pause()
    for made in bench.debugger.breakpoints:
        bench.debugger.breakpoints.remove(made.number)
    bench.say(phrase("no breakpoints"))


def add_watch(bench: Workbench, text: str) -> None:
    """Watch an expression.

    Raises:
        ExpressionError: if the text is none, with the place; a ValueError.
        ValueError: if there are too many, or it takes too long to be read.
    """
    watched = bench.debugger.watches.add(text).text
    bench.say(f"{phrase('watching {expression}', expression=watched)}{_remarked(bench, text)}")


def remove_watches(bench: Workbench) -> None:
    """Watch nothing more."""
    for watch in bench.debugger.watches:
        bench.debugger.watches.remove(watch.text)
    bench.say(phrase("no watches"))


def _remove_breakpoint(bench: Workbench, text: str) -> None:
    made = bench.debugger.breakpoints.numbered(whole(text, phrase("the number of a breakpoint")))
    bench.debugger.breakpoints.remove(made.number)
    bench.say(phrase("{made} is removed", made=made))


def _breakpoint_numbers(bench: Workbench) -> tuple[str, ...]:
    return tuple(str(made.number) for made in bench.debugger.breakpoints)


def _remove_watch(bench: Workbench, text: str) -> None:
    bench.debugger.watches.remove(text)
    expression = verbatim(" ".join(text.split()))
    bench.say(phrase("{expression} is no longer watched", expression=expression))


def _watched_texts(bench: Workbench) -> tuple[str, ...]:
    return tuple(watch.text for watch in bench.debugger.watches)


def expression_names(bench: Workbench) -> tuple[str, ...]:
    """Return the names and functions that a typed expression is completed with."""
    from xortui.debugger.expressions import FUNCTIONS, names_of

    return (*names_of(bench.program), *FUNCTIONS, *bench.debugger.own_names.completions)


CONDITION = Question(
    name="break",
    hint="a condition such as loss < 0.05, or an operation: op 12",
    answer=add_breakpoint,
    completions=expression_names,
    is_expression=True,
)
WATCHED = Question(
    name="watch",
    hint="an expression such as loss, dC/dw3 or w5 * h1",
    answer=add_watch,
    completions=expression_names,
    is_expression=True,
)
BREAKPOINT = Question(
    name="break",
    hint="the number of a breakpoint",
    answer=_remove_breakpoint,
    completions=_breakpoint_numbers,
)
NO_LONGER_WATCHED = Question(
    name="watch",
    hint="what is watched",
    answer=_remove_watch,
    completions=_watched_texts,
)

STOPPING = (
    Command(
        id="break",
        label="break",
        forth=Way(description="Breakpoints: stop where a condition becomes true", asks=CONDITION),
        back=Way(
            description="Remove all of them",
            run=remove_breakpoints,
            takes=BREAKPOINT,
            is_on=lambda bench: len(bench.debugger.breakpoints) > 0,
            why_not=lambda _: phrase("there are no breakpoints; {break} makes one"),
        ),
    ),
    Command(
        id="break_here",
        label="break here",
        forth=Way(
            description="Break at the operation that ran last, in every step; again: remove that breakpoint",
            run=_break_here,
            is_on=lambda bench: bench.debugger.position.operation > 0,
        ),
    ),
    Command(
        id="watch",
        label="watch",
        forth=Way(description="Watch an expression: its value now, before and on the way here", asks=WATCHED),
        back=Way(
            description="Remove all watches",
            run=remove_watches,
            takes=NO_LONGER_WATCHED,
            is_on=lambda bench: len(bench.debugger.watches) > 0,
            why_not=lambda _: phrase("nothing is watched; {watch} watches an expression"),
        ),
    ),
)
