"""Ways out: what frees a training from where it is stuck, found by doing it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xortui.core.network import Unit
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import WayOut
from xortui.diagnosis.wording import listed, number
from xortui.language.phrase import phrase

LENGTHS = (1.0, 2.0, 4.0)
"""How far along a direction is tried."""
SMALL_PART = 0.1
"""A parameter's part of a direction of length 1 that is not told."""
DRAWS = 4
"""How often a unit is drawn anew."""


def way_out(evidence: Evidence) -> WayOut | None:
    """Return the first change that frees the training: along a direction down, a unit drawn anew, or a new start."""
    names = evidence.network.parameter_names
    frozen = evidence.network.frozen
    for description, values in _tried(evidence):
        values = {name: value for name, value in values.items() if name not in frozen}
        state = _with(evidence, values)
        trained = evidence.from_now(state=state)
        if trained is None:
            return None
        if trained.has_learnt:
            changed = {name: values[name] for name in names if name in values}
            return WayOut(description, changed, trained.epochs, trained.loss)
    return None


def _with(evidence: Evidence, values: dict[str, float]) -> tuple[float, ...]:
    """Return the state of now with some parameters changed; what the optimizer keeps stays as it is."""
    state = list(evidence.case.now)
    for name, value in values.items():
        state[evidence.program.state_index[name]] = value
    return tuple(state)


def _tried(evidence: Evidence) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what is tried, the gentlest first: what it is, and the new values of the parameters that it changes."""
    yield from _down(evidence)
    for draw in range(1, DRAWS + 1):
        for layer in evidence.hidden:
            for unit in layer:
                yield _drawn_anew(evidence, unit, draw)
    for draw in range(1, DRAWS + 1):
        drawn = evidence.drawn(evidence.case.problem, evidence.program, draw)
        values = dict(zip(evidence.program.state, drawn, strict=True))
        yield (
            phrase("all weights are drawn anew (seed {seed})", seed=1000 + draw),
            {n: values[n] for n in evidence.network.parameter_names},
        )


def _down(evidence: Evidence) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield steps along the direction that curves down most, to both sides; none where no direction does."""
    axes = evidence.axes
    if axes is None or not axes.values[0] < 0:
        return
    direction = axes.vectors[:, 0]
    now = dict(zip(evidence.program.state, evidence.case.now, strict=True))
    for length in LENGTHS:
        for sign in (1.0, -1.0):
            values = {}
            for name, part in zip(evidence.network.parameter_names, direction.tolist(), strict=True):
                values[name] = now[name] + sign * length * part
            along = _direction_in_words(evidence, sign)
            yield (
                phrase(
                    "it takes a step of length {length} along the direction that curves down ({along})",
                    length=number(length),
                    along=along,
                ),
                values,
            )


def _direction_in_words(evidence: Evidence, sign: float = 1.0) -> str:
    """Return the greatest parts of the direction that curves down most: +0.66 b1, −0.58 w3."""
    axes = evidence.axes
    assert axes is not None
    return direction_in_words(evidence.network.parameter_names, (sign * axes.vectors[:, 0]).tolist())


def direction_in_words(names: tuple[str, ...], direction: list[float], most: int = 3) -> str:
    """Return the greatest parts of a direction, at most so many: +0.66 b1, −0.58 w3."""
    order = np.argsort(-np.abs(np.array(direction)))
    parts: list[str] = []
    for place in order[:most].tolist():
        if parts and abs(direction[place]) < SMALL_PART:
            break
        sign = "−" if direction[place] < 0 else "+"
        parts.append(f"{sign}{abs(direction[place]):.2f} {names[place]}")
    return ", ".join(parts)


def _drawn_anew(evidence: Evidence, unit: Unit, draw: int) -> tuple[str, dict[str, float]]:
    """Return a hidden unit with other weights, to and from it."""
    network = evidence.network
    own = [parameter.name for parameter in network.incoming[unit.name]]
    for target in network.units[unit.layer + 1]:
        own += [p.name for p in network.incoming[target.name] if p.source is not None and p.source.name == unit.name]
    drawn = dict(
        zip(evidence.program.state, evidence.drawn(evidence.case.problem, evidence.program, draw), strict=True)
    )
    return phrase("the weights of {unit} ({own}) are drawn anew", unit=unit.name, own=listed(own)), {
        name: drawn[name] for name in own
    }
