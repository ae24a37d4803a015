"""Ends: starts that end alike, told by what the network answers to each sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import compile_forward
from xortui.sweep.exercise import Exercise
from xortui.sweep.findings import CellFindings

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUND = ((0.0, "0"), (1.0, "1"), (0.5, "½"), (1 / 3, "⅓"), (2 / 3, "⅔"), (-1.0, "−1"))
"""Values that answers are seen to come to rest near, and how they are written."""
NEAR = 0.08
"""How near."""
MAX_ANSWERS = 8
"""Answers up to which an end is told by all of them; of more, by how many are right."""


class Way(NamedTuple):
    """A way to end."""

    has_learnt: bool
    is_broken: bool
    """Whether a parameter is no longer a finite number."""
    answers: tuple[str, ...]
    """What the network answers to each sample, in short; none where those are too many."""
    right: int
    """How many samples are right; where the answers are too many to be told, in tenths of all, and at least so many."""
    middle: str
    """Of those that have learnt: the side of the output's range that is answered in the middle between the samples,
    + or −; '' if that is not asked."""


BROKEN = Way(has_learnt=False, is_broken=True, answers=(), right=0, middle="")


class End(NamedTuple):
    """A way to end, and the starts that do."""

    way: Way
    seeds: tuple[int, ...]
    """Of the starts."""
    example: int
    """The place among the starts of the one that is shown."""

    @property
    def starts(self) -> int:
        """How many starts end like this."""
        return len(self.seeds)


def answers(exercise: Exercise, parameters: Floats) -> Floats:
    """Return what each start's network answers: an array of samples, outputs and starts."""
    program = exercise.program
    forward = compile_forward(program, ARRAY_FUNCTIONS)
    names = [o.target for o in program.operations if o.phase == "forward"]
    places = [names.index(unit.name) for unit in program.network.units[-1]]
    # What is kept of gradients is not read forwards.
    state = [*parameters, *([0.0] * (len(program.state) - len(parameters)))]
    table = np.zeros((len(exercise.samples), len(places), parameters.shape[1]))
    with np.errstate(all="ignore"):
        for number, (x, _) in enumerate(exercise.samples):
            values = forward(state, x)
            for output, place in enumerate(places):
                table[number, output] = values[place]
    return table


def mean_losses(exercise: Exercise, parameters: Floats) -> Floats:
    """Return the mean of C over all samples for each start."""
    from xortui.core.compiler import compile_answers

    program = exercise.program
    ask = compile_answers(program, ARRAY_FUNCTIONS)
    state = [*parameters, *([0.0] * (len(program.state) - len(parameters)))]
    total = np.zeros(parameters.shape[1])
    with np.errstate(all="ignore"):
        for x, y in exercise.samples:
            total = total + ask(state, x, y)[-1]
    return total / len(exercise.samples)


def ends_of(findings: CellFindings) -> list[End]:
    """Return the ways to end, the commonest first."""
    exercise = findings.cell.exercise
    table = answers(exercise, findings.parameters)
    low, high = (np.array(bound)[..., None] for bound in zip(*exercise.goal.bounds(exercise.samples), strict=True))
    is_right: NDArray[np.bool_] = np.all((low < table) & (table < high), axis=1)
    middles = _middles(findings)
    groups: dict[Way, list[int]] = {}
    for start in range(len(findings.seeds)):
        if not np.isfinite(findings.parameters[:, start]).all():
            way = BROKEN
        elif findings.learnt[start]:
            told, right = _targets(exercise)
            way = Way(has_learnt=True, is_broken=False, answers=told, right=right, middle=middles[start])
        else:
            told, right = _answers(table[:, :, start], is_right[:, start])
            way = Way(has_learnt=False, is_broken=False, answers=told, right=right, middle="")
        groups.setdefault(way, []).append(start)
    found = []
    for way, starts in groups.items():
        seeds = tuple(int(findings.seeds[start]) for start in starts)
        found.append(End(way, seeds, starts[0]))
    return sorted(found, key=lambda end: (-end.starts, end.seeds[0]))


def _answers(table: Floats, is_right: NDArray[np.bool_]) -> tuple[tuple[str, ...], int]:
    """Return the answers in short, if they are few, and how many samples are right."""
    right = int(is_right.sum())
    if table.size > MAX_ANSWERS:
        # Of many samples it is of no use to tell every number apart.
        tenth = 10 * right // len(is_right)
        return (), -(-tenth * len(is_right) // 10)
    return tuple(shortly(float(value)) for value in table.ravel()), right


def _targets(exercise: Exercise) -> tuple[tuple[str, ...], int]:
    """Return what is told of a start that has learnt: the targets."""
    values = [value for _, y in exercise.samples for value in y]
    told = tuple(shortly(value) for value in values) if len(values) <= MAX_ANSWERS else ()
    return told, exercise.goal.needed(len(exercise.samples))


def shortly(value: float) -> str:
    """Return an answer as people say it: 1, ½, 0.3."""
    for round_value, text in ROUND:
        if abs(value - round_value) <= NEAR:
            return text
    return f"{value:.1f}".replace("-", "−")


def _middles(findings: CellFindings) -> list[str]:
    """Return for each start on which side of the range of targets it answers in the middle of the samples.

    With two inputs and one output this tells the two pictures apart in which XOR is learnt.
    """
    exercise = findings.cell.exercise
    network = exercise.problem.network
    if exercise.problem.given_inputs != 2 or network.layers[-1] != 1:
        return [""] * len(findings.seeds)
    middle = []
    for place in range(2):
        inputs = [x[place] for x, _ in exercise.samples]
        middle.append((min(inputs) + max(inputs)) / 2)
    targets = [y[0] for _, y in exercise.samples]
    half = (min(targets) + max(targets)) / 2
    program = exercise.program
    forward = compile_forward(program, ARRAY_FUNCTIONS)
    names = [o.target for o in program.operations if o.phase == "forward"]
    state = [*findings.parameters, *([0.0] * (len(program.state) - len(findings.parameters)))]
    with np.errstate(all="ignore"):
        made = [feature.array(middle, np) for feature in exercise.problem.features]
        values = forward(state, (*middle, *made))[names.index(network.units[-1][0].name)]
        found = np.broadcast_to(values, (len(findings.seeds),))
    return ["+" if value > half else "−" for value in found]
