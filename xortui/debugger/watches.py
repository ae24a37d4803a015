"""Watches: expressions that are looked at wherever one stands, with what they were before and how they came there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.network import Network
from xortui.debugger.own_names import NO_OWN_NAMES, OwnNames
from xortui.debugger.timeline import Timeline
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from xortui.debugger.conditions import Watched

MAX_WATCHES = 50
MAX_FOLLOWED = 100_000
"""Operations that may have to be followed one by one to read a watch of a wide network: some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Watch:
    """An expression that the user watches."""

    text: str
    """As it was typed, its blanks made single ones."""
    expression: Watched = field(repr=False, compare=False)


class Reading(NamedTuple):
    """What one watch shows at one position."""

    text: str
    now: float | None
    """A truth is 1 or 0; None as long as something that it reads is not there."""
    before: float | None
    """What it was before what it reads was last computed; where it is not there now, what it last was."""
    is_truth: bool
    """Whether it is true or false, rather than a number."""
    history: tuple[float | None, ...] = ()
    """What it was at evenly spaced steps from the start on, and last now; only that, where more takes too long."""


class Watches:
    """The watches of one debugger, in the order they were made; no two of the same text."""

    def __init__(self, timeline: Timeline, own: OwnNames = NO_OWN_NAMES) -> None:
        """Have none.

        Args:
            timeline: one of the problem's; the watches are of all of them.
            own: what somebody's own file calls the parameters.
        """
        self._timeline = timeline
        self._own = own
        self._listed: dict[str, Watch] = {}

    def __iter__(self) -> Iterator[Watch]:
        """Yield each."""
        return iter(tuple(self._listed.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._listed)

    def add(self, text: str) -> Watch:
        """Watch an expression such as 'loss', 'dC/dw3' or 'w5 * h1 > 0'; again, if it is watched already.

        Raises:
            ExpressionError: if the text is none, with the place.
            ValueError: if there are too many, or it takes too long to be read.
        """
        watch = self.check(text)
        self._listed[watch.text] = watch
        return watch

    def check(self, text: str) -> Watch:
        """Return the watch that a text would make, without making it.

        Raises:
            ExpressionError: if the text is none, with the place.
            ValueError: if there are too many, or it takes too long to be read.
        """
        # Loaded when first wanted: who watches nothing does not wait for it at the start.
        from xortui.debugger.conditions import Watched
        from xortui.debugger.expressions import parse, refuse_unmeasured
        from xortui.debugger.scanner import Scanner

        timeline, program = self._timeline, self._timeline.program
        typed = timeline.problem.names.source.in_expression(text)
        watched = Watched(program, parse(typed, program, self._own, can_differ=timeline.can_differ))
        refuse_unmeasured(watched.node, timeline.problem)
        if not timeline.engine.runs_insertions and watched.aggregates:
            samples = timeline.problem.schedule.samples
            if Scanner(timeline, [watched]).warm_up * len(program.operations) > MAX_FOLLOWED:
                raise ValueError(
                    phrase(
                        "it takes too long to look through an epoch of {samples} samples in a {title} network; "
                        "expected what is of one step, such as C",
                        samples=grouped(samples),
                        title=program.network.title,
                    )
                )
        watch = Watch(" ".join(text.split()), watched)
        if len(self._listed) >= MAX_WATCHES and watch.text not in self._listed:
            raise ValueError(phrase("expected at most {most} watches", most=MAX_WATCHES))
        return watch

    def remove(self, text: str) -> None:
        """Watch an expression no more.

        Raises:
            ValueError: if it is not watched.
        """
        text = " ".join(text.split())
        if text not in self._listed:
            there = ", ".join(self._listed) or phrase("nothing yet")
            raise ValueError(
                phrase("{expression} is not watched; what is watched: {there}", expression=text, there=there)
            )
        del self._listed[text]


def suggestions(network: Network, parameter: str) -> tuple[str, ...]:
    """Return expressions worth watching in a network with a chosen parameter."""
    unit = network.parameter(parameter).target
    return "loss", "error", parameter, f"∂C/∂{parameter}", f"change({parameter})", unit.name
