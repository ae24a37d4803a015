"""Breakpoints: what training stops at, in either direction; each a condition that becomes true, or an operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xortui.core.activations import SOFTMAX, plain_name
from xortui.core.network import Network
from xortui.debugger.own_names import NO_OWN_NAMES, OwnNames
from xortui.language.phrase import phrase, plural

if TYPE_CHECKING:
    from xortui.debugger.conditions import Watched
    from xortui.debugger.timeline import Timeline
    from xortui.problems import Problem

STARTS_TO_FALL = (
    "change(loss) < -0.001 * loss and change(change(loss)) < 0"
    " and before(change(change(loss)) < 0) and before(before(loss decreased))"
)
"""The loss falls by more than a thousandth in an epoch, and faster from epoch to epoch.

It takes three falls in a row, as a noisy loss often falls once. A fall that slows down does not count: many losses
begin with one.
"""
STOPPED_FALLING = (
    "abs(loss - before(before(before(loss)))) < 0.006 * loss and abs(change(loss)) < 0.002 * loss"
)  # fmt: skip
"""The loss has moved by less than two thousandths an epoch, over the last three epochs and in the last one."""
IN_WORDS = {STARTS_TO_FALL: "loss starts to fall", STOPPED_FALLING: "loss has stopped falling"}
"""Ready-made conditions that are too long to be read at a glance."""
_OPERATION = re.compile(r"\s*op\s*(?:==?)?\s*(\d{1,9})\s*", re.ASCII)


@dataclass(slots=True)
class Breakpoint:
    """One of them; what it does may be changed at any time."""

    number: int
    """What it is called, from 1; never used again."""
    text: str
    """As it was typed."""
    condition: Watched | None = field(repr=False)
    """What it waits for to become true; None for an operation."""
    operation: int = 0
    """The number of the operation after which it stops, where it has no condition."""
    is_enabled: bool = True
    ignore: int = 0
    """How many more hits are let pass."""
    is_once: bool = False
    """Whether it is gone after it has stopped."""
    hits: int = 0
    """How often it was hit while running, let pass or not."""

    @property
    def awaited(self) -> str:
        """What it waits for: its text, or what a long ready-made condition means."""
        return phrase(IN_WORDS[self.text]) if self.text in IN_WORDS else self.text

    @property
    def notes(self) -> list[str]:
        """How often it was hit, and in what it is not as every other, each in a few words."""
        found = [plural("{count} hit", "{count} hits", self.hits)]
        if self.ignore:
            found.append(phrase("lets {ignore} pass", ignore=self.ignore))
        if self.is_once:
            found.append(phrase("once"))
        if not self.is_enabled:
            found.append(phrase("off"))
        return found

    def __str__(self) -> str:
        """Return what it is called and what it waits for."""
        return phrase("breakpoint {number}: {awaited}", number=self.number, awaited=self.awaited)


class Breakpoints:
    """The breakpoints of one debugger, in the order they were made."""

    def __init__(self, timeline: Timeline, own: OwnNames = NO_OWN_NAMES) -> None:
        """Have none.

        Args:
            timeline: one of the problem's; the breakpoints are of all of them.
            own: what somebody's own file calls the parameters.
        """
        self._program = timeline.program
        self._problem = timeline.problem
        self._can_differ = timeline.can_differ
        self._own = own
        self._listed: dict[int, Breakpoint] = {}
        self.next = 1
        """The number of the next one."""

    def __iter__(self) -> Iterator[Breakpoint]:
        """Yield each."""
        return iter(tuple(self._listed.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._listed)

    @property
    def enabled(self) -> tuple[Breakpoint, ...]:
        """Those that stop."""
        return tuple(breakpoint_ for breakpoint_ in self if breakpoint_.is_enabled)

    def add(self, text: str, *, once: bool = False, ignore: int = 0) -> Breakpoint:
        """Make a breakpoint from a condition such as 'loss < 0.05', or an operation such as 'op 12'.

        Raises:
            ExpressionError: if the text is neither, with the place.
            ValueError: if there is no such operation.
        """
        made = self.check(text)
        made.is_once, made.ignore = once, ignore
        self._listed[self.next] = made
        self.next += 1
        return made

    def check(self, text: str) -> Breakpoint:
        """Return the breakpoint that a text would make, without making it.

        Raises:
            ExpressionError: if the text is none, with the place.
            ValueError: if there is no such operation.
        """
        match = _OPERATION.fullmatch(text)
        if not match:
            # Loaded when first wanted: who sets no breakpoint does not wait for it at the start.
            from xortui.debugger.conditions import Watched
            from xortui.debugger.expressions import parse_condition, refuse_impossible, refuse_unmeasured

            typed = self._problem.names.source.in_expression(text)
            node = parse_condition(typed, self._program, self._own, can_differ=self._can_differ)
            refuse_impossible(node, len(self._problem.samples))
            refuse_unmeasured(node, self._problem)
            condition = Watched(self._program, node)
            return Breakpoint(self.next, " ".join(text.split()), condition)
        number, last = int(match[1]), len(self._program.operations)
        if not 1 <= number <= last:
            raise ValueError(phrase("expected an operation from 1 to {last}, got {number}", last=last, number=number))
        return Breakpoint(self.next, f"op {number}", None, number)

    def numbered(self, number: int) -> Breakpoint:
        """Return one by its number.

        Raises:
            ValueError: if there is none of that number.
        """
        if number not in self._listed:
            there = ", ".join(map(str, self._listed)) or phrase("none yet")
            raise ValueError(
                phrase("there is no breakpoint {number}; expected one of {there}", number=number, there=there)
            )
        return self._listed[number]

    def remove(self, number: int) -> None:
        """Take one away.

        Raises:
            ValueError: if there is none of that number.
        """
        del self._listed[self.numbered(number).number]


def where_theirs_differs(timeline: Timeline, parameter: str) -> list[tuple[str, str]]:
    """Return ready-made conditions for what is not right: where a step's first wrong value is, and what is chosen.

    Args:
        timeline: the training; there are none where nothing can differ.
        parameter: the one that is chosen.
    """
    if not timeline.can_differ:
        return []
    found = [(phrase("the first wrong value of each step"), "differs()")]
    if timeline.program.is_as_written:  # only what is updated can be wrong
        found.append((phrase("{parameter} differs from right", parameter=parameter), f"differs({parameter})"))
    else:
        differs = phrase("gradient of {parameter} differs from right", parameter=parameter)
        found.append((differs, f"differs(∂C/∂{parameter})"))
    return found


def of_the_test(problem: Problem) -> list[tuple[str, str]]:
    """Return ready-made conditions for a problem with test samples: where they say that training should end."""
    if not problem.test:
        return []
    found = [(phrase("test loss rises twice"), "test_loss rises and before(test_loss rises)")]
    if problem.classes is not None:
        found.append((phrase("nine of ten are right"), "accuracy >= 0.9"))
    return found


def suggestions(network: Network, parameter: str) -> list[tuple[str, str]]:
    """Return ready-made conditions for a network and a chosen parameter: what each waits for, and how it is written."""
    unit = network.parameter(parameter).target
    activation = network.activations[unit.layer - 1]
    found = [
        (phrase("loss is low"), "loss < 0.05"),
        (phrase("learnt"), "error < 0.1"),
        *((phrase(IN_WORDS[text]), text) for text in IN_WORDS),
        (phrase("loss rises twice"), "loss increased and before(loss increased)"),
        (phrase("stuck"), "abs(change(loss)) < 1e-5 * loss and error > 0.3"),
        (phrase("{parameter} changes its sign", parameter=parameter), f"sign({parameter}) changed"),
        (phrase("{parameter} jumps", parameter=parameter), f"abs(change({parameter})) > 0.1"),
        (phrase("gradient of {parameter} vanishes", parameter=parameter), f"abs(∂C/∂{parameter}) < 1e-4"),
    ]
    plain = plain_name(activation)
    if plain in ("relu", "leaky-relu"):
        found.append((phrase("{unit} dies", unit=unit.name), f"most({unit.weighted_sum}) <= 0"))
    elif plain not in (SOFTMAX, "linear", "step", "perceptron", "bipolar-perceptron"):
        found.append((phrase("{unit} saturates", unit=unit.name), f"∂{unit.name}/∂{unit.weighted_sum} < 0.01"))
    return found
