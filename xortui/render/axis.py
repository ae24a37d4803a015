"""An axis: an input or an output, and its ends as they are learnt, and as the data file has them where it is scaled."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, NamedTuple

from xortui.problems import Problem
from xortui.render.fitting import fitting_or_none
from xortui.render.numbers import compact, short

if TYPE_CHECKING:
    from xortui.problems.scaling import Scale

MAX_NAME = 16
"""Letters of a column's name beside an axis."""
DIGITS = 3
"""Digits that tell the ends of an axis apart."""
MAX_CELLS = 9
"""Cells of a number of the data file."""


class Axis(NamedTuple):
    """What a picture has to the right, upwards, or as its levels."""

    symbol: str
    """x1, ŷ."""
    name: str = ""
    """That of its column in the data file, or of its class; '' if it has none."""
    scale: Scale | None = None
    """How it is scaled; None if it is not."""

    def learnt(self, low: float, high: float) -> tuple[str, str]:
        """Return its ends in the numbers that are learnt."""
        return _rounded(low), _rounded(high)

    def ends(self, low: float, high: float, cells: int = MAX_CELLS) -> tuple[str, str]:
        """Return its ends in the numbers of the data file, each in so many cells if it can be."""
        if self.scale is None:
            first, last = self.learnt(low, high)
            return _within(first, low, cells), _within(last, high, cells)
        least, most = self.scale.own(low), self.scale.own(high)
        return _own(least, most - least, cells), _own(most, most - least, cells)

    def span(self, low: float, high: float) -> str:
        """Return from where to where it goes, in the numbers of the data file: '158…196'."""
        return "…".join(self.ends(low, high))

    @property
    def called(self) -> str:
        """Its symbol, and the name of its column: 'x1 height'."""
        return f"{self.symbol} {self.name}" if self.name else self.symbol

    def spans(self, low: float, high: float, sign: str = "→") -> tuple[str, ...]:
        """Return what it is and from where to where it goes, in versions from long to short."""
        span = self.span(low, high)
        if self.scale is None:
            return tuple(dict.fromkeys((f"{self.called} {sign} {span}", f"{self.symbol} {sign} {span}")))
        learnt = "…".join(self.learnt(low, high))
        found = [
            f"{self.called} {sign} {span} ({learnt})",
            f"{self.called} {sign} {span}",
            f"{self.symbol} {sign} {span}",
        ]
        return tuple(dict.fromkeys(found))

    def line(self, low: float, high: float, room: int, besides: str = "") -> str:
        """Return a line of so many cells that says what it is, between its ends; '' if there is no room for that.

        Args:
            low: its left end, as it is learnt.
            high: its right end.
            room: cells.
            besides: what stands behind its name.
        """
        first, last = self.ends(low, high)
        versions = [(first, self.called, last), (first, self.name or self.symbol, last), (first, self.symbol, last)]
        if self.scale is not None:
            least, most = self.learnt(low, high)
            versions.insert(0, (f"{first} ({least})", self.called, f"{last} ({most})"))
        for left, name, right in versions:
            between = room - len(left) - len(right)
            text = f"{name} →{besides}"
            if between >= len(text) + 2:
                return f"{left}{text:^{between}}{right}"
        return ""


def input_axis(problem: Problem, place: int) -> Axis:
    """Return the axis of an input by its place, from 0."""
    scales = problem.scaling.x if problem.scaling else ()
    symbol = f"x{place + 1}"
    return _axis(symbol, symbol, problem.names.inputs, scales, place)


def output_axis(problem: Problem, place: int) -> Axis:
    """Return the axis of an output by its place, from 0."""
    scales = problem.scaling.y if problem.scaling else ()
    outputs = problem.network.units[-1]
    names = problem.names.outputs
    if len(problem.names.classes) == len(outputs):
        names = problem.names.classes
    return _axis(outputs[place].name, problem.network.targets[place], names, scales, place)


def axis_names(axes: Sequence[Axis], room: int) -> str:
    """Return the names of axes with their directions, as 'height → weight ↑', in so many cells; '' if none has one.

    Args:
        axes: what goes to the right, and what goes upwards, if anything is told of that.
        room: cells.
    """
    if not any(axis.name for axis in axes):
        return ""
    named = [f"{axis.called} {sign}" for axis, sign in zip(axes, "→↑", strict=False)]
    alone = [f"{axis.name or axis.symbol} {sign}" for axis, sign in zip(axes, "→↑", strict=False)]
    return fitting_or_none((" ".join(named), " ".join(alone)), room)


def _axis(symbol: str, own: str, names: tuple[str, ...], scales: tuple[Scale, ...], place: int) -> Axis:
    name = names[place][:MAX_NAME].strip() if place < len(names) else ""
    if name in (symbol, own):
        name = ""
    return Axis(symbol, name, scales[place] if place < len(scales) else None)


def _rounded(value: float) -> str:
    return short(round(value, 2), 2)


def _own(value: float, width: float, cells: int) -> str:
    """Return a number of a data file with as many decimals as tell the ends of an axis of so much width apart."""
    if not (isfinite(value) and isfinite(width)) or width == 0:
        return short(value)
    decimals = DIGITS - 1 - floor(log10(abs(width)))
    text = f"{round(value, decimals):.{max(decimals, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _within("0" if text == "-0" else text.replace("-", "−"), round(value, decimals), cells)


def _within(text: str, value: float, cells: int) -> str:
    return text if len(text) <= cells else compact(value, cells)
