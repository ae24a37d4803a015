"""The choice of a start: what a person types to open one that got stuck, one that learnt, or one of an end."""

from __future__ import annotations

from typing import NamedTuple

from xortui.problems.problem import Problem
from xortui.sweep.ends import ends_of
from xortui.sweep.findings import CellFindings, Sweep

STUCK = "stuck"
LEARNT = "learnt"
EXPECTED = "stuck, learnt, end 3 or seed 17, and before it perhaps cell 2"
"""What can be typed."""


class Chosen(NamedTuple):
    """A start."""

    problem: Problem
    """Begins with its weights."""
    seed: int
    learnt: int
    """The epoch in which it learnt; 0 if there is none."""


def chosen_start(sweep: Sweep, text: str) -> Chosen:
    """Return the start that a person means.

    Args:
        sweep: what has been found.
        text: 'stuck', 'learnt', 'end 3', 'seed 17', 'cell 4 stuck'.

    Raises:
        ValueError: if there is no such start; the line says what was expected.
    """
    words = text.lower().split()
    cells = sweep.cells()
    if words[:1] == ["cell"]:
        number = _number(words[1:2], text)
        if not 1 <= number <= len(cells):
            raise ValueError(f"expected a cell from 1 to {len(cells)}, got {number}")
        cells = [cells[number - 1]]
        words = words[2:]
    if words in ([STUCK], [LEARNT]):
        return _first(cells, words[0])
    if len(words) == 2 and words[0] == "end":
        ends = ends_of(cells[0])
        number = _number(words[1:], text)
        if not 1 <= number <= len(ends):
            raise ValueError(f"expected an end from 1 to {len(ends)}, got {number}")
        return _of(cells[0], cells[0].seeds.tolist().index(ends[number - 1].seeds[0]))
    if len(words) == 2 and words[0] == "seed":
        number = _number(words[1:], text)
        seeds = cells[0].seeds.tolist()
        if number not in seeds:
            raise ValueError(f"expected a seed from {sweep.plan.seeds[0]} to {sweep.plan.seeds[-1]}, got {number}")
        return _of(cells[0], seeds.index(number))
    raise ValueError(f"expected {EXPECTED}, got {text.strip()[:40]!r}")


def _number(words: list[str], text: str) -> int:
    if len(words) != 1 or not words[0].isdecimal():
        raise ValueError(f"expected {EXPECTED}, got {text.strip()[:40]!r}")
    return int(words[0])


def _first(cells: list[CellFindings], word: str) -> Chosen:
    """Return the first start that got stuck, or that learnt."""
    for findings in cells:
        for place, learnt in enumerate(findings.learnt.tolist()):
            if bool(learnt) is (word == LEARNT):
                return _of(findings, place)
    raise ValueError(f"none of these starts {'learns' if word == LEARNT else 'got stuck'}")


def _of(findings: CellFindings, place: int) -> Chosen:
    exercise = findings.cell.exercise
    seed = int(findings.seeds[place])
    return Chosen(exercise.problem_of(seed), seed, int(findings.learnt[place]))
