"""Arrays whose gradients add up from one parameter to the next: a total that goes on and is never set to 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from xortui.check.judgement.judge import Judged, compare, same
from xortui.check.recognition.names import FileNames
from xortui.core.network import Parameter

MIN_PARAMETERS = 2
"""Parameters that a total has gone over, at least."""


def gradients_that_add_up(judged: Judged, names: FileNames) -> tuple[str, ...]:
    """Return the parameters of the arrays whose steps are totals of right ones, if that is all that is wrong; else ().

    Args:
        judged: the step beside the right one.
        names: of the network's parameters in the file.
    """
    parameter_of = {one.name: one for one in judged.program.network.parameters}
    found: list[str] = []
    for own in names.groups.values():
        if all(name in judged.right for name in own):
            continue
        if not any(_adds_up(judged, own, parameter_of, *order) for order in _ORDERS):
            return ()
        found += own
    return tuple(found)


Key = Callable[[Parameter], tuple[str, ...]]


def _target(one: Parameter) -> tuple[str, ...]:
    return (one.target.name,)


def _source(one: Parameter) -> tuple[str, ...]:
    return (one.source.name if one.source else "",)


def _none(_: Parameter) -> tuple[str, ...]:
    return ()


_ORDERS: tuple[tuple[Key, Key], ...] = (
    (_none, _target),
    (_none, _source),
    (_target, _source),
    (_source, _target),
)
"""Of what a total begins anew, and in which order it goes over the rest."""


def _adds_up(
    judged: Judged, own: Sequence[str], parameter_of: Mapping[str, Parameter], begins: Key, order: Key
) -> bool:
    """Say whether the steps of an array are totals over the right steps before, at the rate of the others."""
    place = {name: number for number, name in enumerate(own)}
    units = {name: number for number, name in enumerate(dict.fromkeys(order(parameter_of[one])[0] for one in own))}
    rows: dict[tuple[str, ...], list[str]] = {}
    for name in own:
        rows.setdefault(begins(parameter_of[name]), []).append(name)
    if max(map(len, rows.values())) < MIN_PARAMETERS:
        return False
    for row in rows.values():
        row.sort(key=lambda name: (units[order(parameter_of[name])[0]], place[name]))
        total = np.zeros_like(judged.compared[row[0]].right)
        for name in row:
            total = total + judged.compared[name].right
            ratio = compare(judged.theirs[name], total).ratio
            if ratio is None or not same(ratio, judged.rate):
                return False
    return True
