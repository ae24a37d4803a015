"""The plan of a sweep: which starts of which cells are trained, and how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.initial import Initial
from xortui.core.optimizers import OPTIMIZERS
from xortui.core.settings import MOMENTUM
from xortui.core.training import Training
from xortui.debugger.planting import planted_program
from xortui.problems.problem import Problem
from xortui.sweep.exercise import Exercise
from xortui.sweep.goal import USUAL, Goal

if TYPE_CHECKING:
    from xortui.core.mistake import PlacedMistake
    from xortui.core.program import Program

DEFAULT_STARTS = 1000
FIRST_SEED = 1
DEFAULT_STEPS = 40_000
"""Steps that each start is trained if nobody says how many epochs."""
MIN_EPOCHS = 100
MAX_STARTS = 1_000_000
MAX_CELLS = 1000
BLOCK = 500
"""Starts that are trained together: the same ones on however many processors."""


class Cell(NamedTuple):
    """One combination of what is varied."""

    number: int
    """From 1."""
    rate: float
    """The learning rate."""
    initial: Initial
    """How the starting weights are drawn."""
    hidden: tuple[int, ...]
    """The hidden layers."""
    optimizer: str
    exercise: Exercise

    @property
    def spread(self) -> str:
        """How wide the starting weights are drawn, in short."""
        return spread_of(self.initial)


class Block(NamedTuple):
    """Some starts of one cell."""

    cell: int
    """Its number."""
    seeds: range


@dataclass(frozen=True)
class Plan:
    """What is swept.

    Raises:
        ValueError: if a cell is not possible; the line says which and what was expected.
    """

    problem: Problem
    starts: int = DEFAULT_STARTS
    """How many of each cell."""
    epochs: int = 0
    """How many epochs each is trained at most; 0 for as many as `default_epochs` says."""
    first_seed: int = FIRST_SEED
    """Draws the first start; each one after it has the seed after it."""
    goal: Goal = USUAL
    """When a start has learnt."""
    rates: tuple[float, ...] = ()
    """The learning rates; none for the problem's own."""
    spreads: tuple[float, ...] = ()
    """How far from 0 starting weights are drawn; none for the problem's own rule."""
    hidden: tuple[tuple[int, ...], ...] = ()
    """The hidden layers; none for the problem's own."""
    optimizers: tuple[str, ...] = ()
    """The rules of update; none for the problem's own."""
    mistakes: tuple[PlacedMistake, ...] = ()
    """What is planted in every program."""

    def __post_init__(self) -> None:
        """Fill in how long, and check every cell."""
        if not self.epochs:
            object.__setattr__(self, "epochs", default_epochs(len(self.problem.samples)))
        count = len(self._combinations)
        if count > MAX_CELLS:
            raise ValueError(f"expected at most {MAX_CELLS:,} combinations, got {count:,}")
        if len(self.cells) != count:
            raise ValueError("expected a cell for each combination")

    @cached_property
    def _combinations(self) -> list[tuple[str, tuple[int, ...], float | None, float]]:
        problem = self.problem
        return list(
            product(
                self.optimizers or (problem.training.optimizer,),
                self.hidden or (problem.network.layers[1:-1],),
                self.spreads or (None,),
                self.rates or (problem.training.learning_rate,),
            )
        )

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every combination of what is varied."""
        found = []
        for number, (optimizer, hidden, spread, rate) in enumerate(self._combinations, start=1):
            problem = self._problem(optimizer, hidden, spread, rate)
            found.append(
                Cell(
                    number=number,
                    rate=rate,
                    initial=problem.start.initial,
                    hidden=hidden,
                    optimizer=optimizer,
                    exercise=Exercise(problem, self.goal, self._changed(problem)),
                )
            )
        return tuple(found)

    def _problem(self, optimizer: str, hidden: tuple[int, ...], spread: float | None, rate: float) -> Problem:
        problem = self.problem
        if hidden != problem.network.layers[1:-1]:
            # Weights that are given are drawn here, so that other layers are no other ones.
            given = replace(problem.start, parameters={})
            problem = replace(problem, start=given).with_overrides(hidden=hidden)
        training = replace(with_optimizer(problem.training, optimizer), learning_rate=rate)
        problem = replace(problem, training=training)
        if spread is not None:
            start = replace(problem.start, initial=with_spread(problem.start.initial, spread))
            problem = replace(problem, start=start)
        return problem

    def _changed(self, problem: Problem) -> Program | None:
        if not self.mistakes:
            return None
        return planted_program(problem, self.mistakes)

    @property
    def seeds(self) -> range:
        """Of the starts of each cell."""
        return range(self.first_seed, self.first_seed + self.starts)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all cells, in their order."""
        for cell in self.cells:
            for first in range(0, self.starts, BLOCK):
                yield Block(cell.number, self.seeds[first : first + BLOCK])

    @property
    def varied(self) -> tuple[str, ...]:
        """What differs from cell to cell."""
        lengths = {
            "optimizer": len(self.optimizers),
            "hidden": len(self.hidden),
            "spread": len(self.spreads),
            "rate": len(self.rates),
        }
        return tuple(name for name, length in lengths.items() if length > 1)

    @property
    def work(self) -> int:
        """How many epochs all starts of a cell together may take."""
        return self.starts * self.epochs


def default_epochs(samples: int) -> int:
    """Return how many epochs a start of so many samples is trained if nobody says how many."""
    return max(MIN_EPOCHS, DEFAULT_STEPS // samples)


def with_optimizer(training: Training, optimizer: str) -> Training:
    """Return a training with another rule of update, and what that usually has."""
    if optimizer == training.optimizer:
        return training
    keys: Sequence[str] = [setting.key for setting in (*training.rule.settings, MOMENTUM)]
    momentum = 0.0 if not OPTIMIZERS[optimizer].settings else None
    reset: dict[str, float | None] = dict.fromkeys(keys)
    return replace(training, **{**reset, "momentum": momentum, "optimizer": optimizer})  # type: ignore[arg-type]


def with_spread(initial: Initial, spread: float) -> Initial:
    """Return a rule that draws as wide as is asked for: a normal one stays normal, every other becomes uniform."""
    rule = "normal" if initial.rule == "normal" else "uniform"
    return replace(initial, rule=rule, scale=spread)


def spread_of(initial: Initial) -> str:
    """Tell how wide starting weights are drawn, in short."""
    if initial.rule == "uniform":
        return f"±{initial.scale:g}"
    if initial.rule == "normal":
        return f"N {initial.scale:g}"
    if initial.rule == "constant":
        return f"= {initial.scale:g}"
    return initial.rule
