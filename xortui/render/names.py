"""The names of inputs, outputs and classes: 'x1 height, x2 weight; classes ash, birch'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xortui.core.engines import Sample
from xortui.language.phrase import phrase
from xortui.problems import Problem
from xortui.render.fitting import first_fitting
from xortui.render.numbers import short

if TYPE_CHECKING:
    from xortui.problems.published import Quantity

MIN_CAPTION = 8
"""Cells from which on names are listed in the title of a pane."""
MAX_LISTED = 20
"""Names of one kind that are listed; a picture of 784 inputs has no use for more."""


def names_text(problem: Problem, *, classes: bool = True) -> str:
    """Return the names that a problem gives to the numbers of its samples; '' if it gives none.

    Args:
        problem: the problem.
        classes: whether the classes are named, too.
    """
    network = problem.network
    names = problem.names
    inputs = _called([unit.name for unit in network.units[0]], names.inputs)
    outputs = _called(network.targets, names.outputs)
    parts = []
    if inputs or outputs:
        parts.append(", ".join(_few([*inputs, *outputs])))
    if classes and names.classes:
        parts.append(phrase("classes {classes}", classes=", ".join(_few(names.classes))))
    return "; ".join(parts)


def columns_caption(problem: Problem, room: int) -> str:
    """Return what the columns of the samples and the classes are called, in so many cells; '' without names."""
    whole = names_text(problem)
    if not whole or room < MIN_CAPTION:
        return ""
    columns = names_text(problem, classes=False)
    inputs = ", ".join(filter(None, problem.names.inputs))
    outputs = ", ".join(filter(None, problem.names.outputs))
    plain = " → ".join(filter(None, (inputs, outputs)))
    return first_fitting([text for text in (whole, columns, plain) if text], room)


def source_names_text(problem: Problem) -> str:
    """Return what the source calls parameters and units: 'w1 W11, h1 V1'; '' if it has no names of its own."""
    pairs = [f"{name} {given}" for name, given in problem.names.source.pairs]
    return phrase("in the source: {pairs}", pairs=", ".join(_few(pairs))) if pairs else ""


def quantity_text(problem: Problem, quantity: Quantity) -> str:
    """Return a quantity as it stands on the screen, and as the source writes it where that is otherwise."""
    own = str(quantity)
    given = quantity.written(problem.names.source.in_source)
    return own if given == own else f"{own} = {given}"


def scaling_text(problem: Problem) -> str:
    """Say how columns are scaled: 'x1 = (height − 1.7) / 0.1'; '' if none is."""
    scaling = problem.scaling
    if scaling is None:
        return ""
    names = problem.names
    inputs = [unit.name for unit in problem.network.units[0]]
    parts = []
    for symbols, given, scales in (
        (inputs, names.inputs, scaling.x),
        (problem.network.targets, names.outputs, scaling.y),
    ):
        for place, (symbol, scale) in enumerate(zip(symbols, scales, strict=False)):
            own = given[place] if place < len(given) and given[place] else phrase("its own number")
            offset = f"{scale.offset:.6g}".replace("-", "−")
            parts.append(f"{symbol} = ({own} − {offset}) / {scale.divisor:.6g}".replace("− −", "+ "))
    return phrase("scaled: {parts}", parts=", ".join(_few(parts)))


def own_sample_texts(problem: Problem, sample: Sample) -> list[str]:
    """Return a sample in the numbers of its data file, with their names and without: 'flipper 181, mass 3750'.

    Args:
        problem: whose sample it is; nothing is returned if it is not scaled.
        sample: as it is learnt.
    """
    scaling = problem.scaling
    if scaling is None:
        return []
    # Loaded for those alone who have it.
    from xortui.problems.scaling import own_numbers

    names = problem.names
    inputs = [unit.name for unit in problem.network.units[0]]
    named: list[str] = []
    symbols: list[str] = []
    plain: list[str] = []
    for own, given, scales, values in (
        (inputs, names.inputs, scaling.x, sample[0]),
        (problem.network.targets, names.outputs, scaling.y, sample[1]),
    ):
        for place, value in enumerate(own_numbers(values, scales)):
            called = given[place] if place < len(given) and given[place] else own[place]
            named.append(f"{called} {short(value)}")
            symbols.append(f"{own[place]} {short(value)}")
            plain.append(short(value))
    return [", ".join(_few(named)), ", ".join(_few(symbols)), " ".join(_few(plain))]


def _called(symbols: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return 'x1 height' for each that has a name of its own."""
    pairs = zip(symbols, names, strict=False)
    return [f"{symbol} {name}" for symbol, name in pairs if name not in ("", symbol)]


def _few(names: Sequence[str]) -> list[str]:
    if len(names) <= MAX_LISTED:
        return [*names]
    return [*names[:MAX_LISTED], phrase("… ({count} in all)", count=len(names))]
