"""Verbs: what can be typed at the prompt besides the commands of the table, as there is no picture to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from xortui.commands.moving import whole
from xortui.commands.stopping import expression_names
from xortui.commands.workbench import Workbench
from xortui.debugger import Position
from xortui.debugger.forks import Fork
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.prompt.telling import operation_line
from xortui.prompt.topics import MAX_LISTED, TOPICS, topic_named
from xortui.render.numbers import short
from xortui.render.wording import verbatim, worded

DIGITS = 10
"""Decimals of a number that is asked for by its name."""
AT = " at "
"""Stands between an expression and the position at which it is asked for."""


class Reach(Protocol):
    """Has a history run as far as it takes, without the debugger moving."""

    def __call__(self, fork: Fork, step: int) -> None:
        """Run a fork up to a step; raises a ValueError if the user interrupts it, or its time ends before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something that can be asked for, or set, in a line."""

    words: tuple[str, ...]
    """What is typed for it, the shortest first."""
    description: str
    run: Callable[[Workbench, str, Reach], list[str]]
    """Returns lines; raises a ValueError if what is typed behind the verb makes no sense."""
    expects: str
    """What is to be typed behind it."""
    completions: Callable[[Workbench], tuple[str, ...]]
    is_expression: bool = False
    """Whether an expression is to be typed, of which the last name is completed."""


def _info(bench: Workbench, text: str, reach: Reach) -> list[str]:
    del reach
    name, _, rest = text.partition(" ")
    if not name:
        lines = []
        for topic in TOPICS:
            more = phrase("; behind it {expects}", expects=phrase(topic.expects)) if topic.expects else ""
            lines.append(f"info {topic.name}: {phrase(topic.description)}{more}")
        return lines
    topic = topic_named(name)
    if rest.strip() and not topic.expects:
        raise ValueError(
            phrase(
                "info {name}: expected nothing behind it, got {typed}", name=topic.name, typed=f"{rest.strip()[:30]!r}"
            )
        )
    return topic.tell(bench, rest.strip())


def _topic_names(_: Workbench) -> tuple[str, ...]:
    return tuple(topic.name for topic in TOPICS)


def _print(bench: Workbench, text: str, reach: Reach) -> list[str]:
    # Loaded when first wanted, as the conditions are.
    from xortui.debugger.watcher import Watcher

    expression, at, place = text.rpartition(AT) if AT in text else (text, "", "")
    watch = bench.debugger.watches.check(expression)
    fork, position = _located(bench, place) if at else (bench.debugger.fork, bench.debugger.position)
    reach(fork, position.step)
    (reading,) = Watcher(fork.timeline, [watch]).read(position)
    if bench.practice.gives_away(reading.now) or bench.practice.hides(watch.expression):
        return [
            worded(
                phrase(
                    "{expression} is covered: a question is open; {guess} answers it", expression=verbatim(watch.text)
                ),
                bench.name_of,
            )
        ]
    if reading.now is None:
        return [phrase("{expression} is not computed yet at {position}", expression=watch.text, position=position)]
    value = short(reading.now, DIGITS)
    if reading.is_truth:
        value = phrase("true") if reading.now else phrase("false")
    if at:
        told = phrase("{expression} at {position} is {value}", expression=watch.text, position=position, value=value)
        return [told]
    return [phrase("{expression} is {value}", expression=watch.text, value=value)]


def _located(bench: Workbench, text: str) -> tuple[Fork, Position]:
    """Return the place that somebody asks about.

    Raises:
        ValueError: if there is none, or a question is open that another place would answer.
    """
    if bench.practice.is_open:
        raise ValueError(
            worded(
                phrase("a question is open: {guess} answers it; until then nothing is told of elsewhere"), bench.name_of
            )
        )
    return bench.debugger.locate(text.strip())


def _trace(bench: Workbench, text: str, reach: Reach) -> list[str]:
    debugger = bench.debugger
    fork, position = _located(bench, text) if text else (debugger.fork, debugger.position)
    reach(fork, position.step)
    snapshot = debugger.snapshot(position) if fork is debugger.fork else None
    if snapshot is None:
        raise ValueError(
            phrase("{what} is on fork {number}; go there first", what=f"{text[:30]!r}", number=fork.number)
        )
    operations = snapshot.program.operations[: position.operation]
    if not operations:
        return [phrase("nothing of this step is computed yet")]
    told = [operation_line(snapshot, operation) for operation in operations[:MAX_LISTED]]
    more = len(operations) - MAX_LISTED
    return [*told, phrase("and {more} more", more=grouped(more))] if more > 0 else told


def _switch(is_enabled: bool) -> Callable[[Workbench, str, Reach], list[str]]:
    def switch(bench: Workbench, text: str, reach: Reach) -> list[str]:
        del reach
        made = bench.debugger.breakpoints.numbered(whole(text, phrase("the number of a breakpoint")))
        made.is_enabled = is_enabled
        return [phrase("{made} is on", made=made) if is_enabled else phrase("{made} is off", made=made)]

    return switch


def _once(bench: Workbench, text: str, reach: Reach) -> list[str]:
    del reach
    made = bench.debugger.breakpoints.numbered(whole(text, phrase("the number of a breakpoint")))
    made.is_once = not made.is_once
    if made.is_once:
        return [phrase("{made} goes after its next stop", made=made)]
    return [phrase("{made} stays", made=made)]


def _ignore(bench: Workbench, text: str, reach: Reach) -> list[str]:
    del reach
    number, _, count = text.partition(" ")
    made = bench.debugger.breakpoints.numbered(whole(number, phrase("the number of a breakpoint")))
    made.ignore = whole(count, phrase("how many hits to let pass, such as 3"))
    return [phrase("{made} lets {ignore} pass", made=made, ignore=made.ignore)]


def _numbers(bench: Workbench) -> tuple[str, ...]:
    return tuple(str(made.number) for made in bench.debugger.breakpoints)


def _bookmarks(bench: Workbench) -> tuple[str, ...]:
    return tuple(bookmark.name for bookmark in bench.debugger.bookmarks)


NUMBER = "the number of a breakpoint"
VERBS = (
    Verb(
        words=("i", "info"),
        description="Tell what the panes of the full screen show",
        run=_info,
        expects="a topic, or nothing for a list of them",
        completions=_topic_names,
    ),
    Verb(
        words=("p", "print"),
        description="Tell the value of an expression, here or at another position",
        run=_print,
        expects="an expression such as dC/dw3, or dC/dw3 at e10",
        completions=expression_names,
        is_expression=True,
    ),
    Verb(
        words=("t", "trace"),
        description="Tell every operation of this step that has run, with its numbers",
        run=_trace,
        expects="nothing, or a position: 478",
        completions=_bookmarks,
    ),
    Verb(
        words=("enable",),
        description="Switch a breakpoint on",
        run=_switch(is_enabled=True),
        expects=NUMBER,
        completions=_numbers,
    ),
    Verb(
        words=("disable",),
        description="Switch a breakpoint off",
        run=_switch(is_enabled=False),
        expects=NUMBER,
        completions=_numbers,
    ),
    Verb(
        words=("once",),
        description="Have a breakpoint go after its next stop, or stay",
        run=_once,
        expects=NUMBER,
        completions=_numbers,
    ),
    Verb(
        words=("ignore",),
        description="Let some hits of a breakpoint pass",
        run=_ignore,
        expects="the number of a breakpoint, and how many hits: 1 3",
        completions=_numbers,
    ),
)
