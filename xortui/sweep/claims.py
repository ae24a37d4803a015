"""Claims: what has been published on how many starts learn XOR, and how each is held against what is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from xortui.core.initial import Initial
from xortui.core.training import Training
from xortui.problems import load_problem
from xortui.problems.problem import Problem
from xortui.sweep.block import train_block
from xortui.sweep.ends import mean_losses
from xortui.sweep.findings import CellFindings, Sweep
from xortui.sweep.goal import Goal
from xortui.sweep.plan import Plan
from xortui.sweep.share import Share
from xortui.sweep.trainer import trainer_named

STARTS = 1000
MIDDLE = (0.025, 0.975)
"""Between which shares of those that learn a number of epochs is one that such starts take."""
FEW = 0.02
"""The most that "hardly any" may be."""
LONGER = 4
"""How many times as long stuck starts are trained, to see whether their loss still falls."""


class Computed(NamedTuple):
    """What came of a try."""

    told: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class Try:
    """One way to read what the source says of its setting, and what is computed of that."""

    setting: str
    """What the source leaves open, and how it is taken here."""
    plan: Callable[[], Plan]
    judge: Callable[[CellFindings], Computed]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Something that a source says about many starts, or about one of them."""

    says: str
    source: str
    tries: tuple[Try, ...]


def judged(reading: Try, run: Callable[[Sweep], None]) -> Computed:
    """Run a try's sweep, and hold it against the claim.

    Args:
        reading: the try.
        run: trains every start of a sweep.
    """
    sweep = Sweep(reading.plan())
    run(sweep)
    return reading.judge(sweep.of(sweep.plan.cells[0]))


def _plan(name: str, training: Training, spread: float, goal: Goal, epochs: int) -> Callable[[], Plan]:
    def plan() -> Plan:
        problem: Problem = load_problem(name)
        start = replace(problem.start, initial=Initial("uniform", spread))
        problem = replace(problem, training=training, start=start, published=(), errata=())
        return Plan(problem, starts=STARTS, epochs=epochs, goal=goal)

    return plan


def _takes(epochs: int) -> Callable[[CellFindings], Computed]:
    """Return what sees whether starts take so many epochs."""

    def judge(findings: CellFindings) -> Computed:
        low, high = (findings.quantile(part) for part in MIDDLE)
        median = findings.quantile(0.5)
        if low is None or high is None or median is None:
            return Computed("none learns", agrees=False)
        told = f"{findings.share.part:,} of {findings.share.whole:,} learn, 95 % of them in {low:,} to {high:,} epochs"
        return Computed(f"{told}, median {median:,}", agrees=low <= epochs <= high)

    return judge


def _share_and_median(printed: Share, median: int) -> Callable[[CellFindings], Computed]:
    """Return what sees whether a share and a median are those of so few starts."""

    def judge(findings: CellFindings) -> Computed:
        low, high = printed.interval
        first, middle, third = (findings.quantile(part) for part in (0.25, 0.5, 0.75))
        if first is None or middle is None or third is None:
            return Computed("none learns", agrees=False)
        told = f"{findings.share.part:,} of {findings.share.whole:,} learn, median {middle:,}, "
        told += f"quartiles {first:,} and {third:,}"
        return Computed(told, agrees=low <= findings.share.value <= high and first <= median <= third)

    return judge


def _hardly_any_stuck(findings: CellFindings) -> Computed:
    stuck = findings.share.whole - findings.share.part
    told = f"{stuck:,} of {findings.share.whole:,} have not learnt"
    return Computed(told, agrees=stuck <= FEW * findings.share.whole)


def _all_learn(findings: CellFindings) -> Computed:
    share = findings.share
    told = f"{share.part:,} of {share.whole:,} learn in so many epochs (the source speaks of the limit)"
    return Computed(told, agrees=share.part == share.whole)


def _still_falls(findings: CellFindings) -> Computed:
    """Train those that are stuck longer, and see whether the loss of every one still falls."""
    exercise = findings.cell.exercise
    seeds = findings.seeds[findings.learnt == 0].tolist()
    if not seeds:
        return Computed("none is stuck", agrees=True)
    before = mean_losses(exercise, findings.parameters[:, findings.learnt == 0])
    epochs = LONGER * int(findings.epochs.max())
    trainer = trainer_named("rows", exercise)
    trained = train_block(trainer, exercise, seeds, epochs, stops_when_learnt=False)
    after = mean_losses(exercise, trained.states[: len(findings.parameters)])
    falls = int(np.count_nonzero(after < before))
    told = f"of {len(seeds):,} that are stuck, the mean loss of {falls:,} is less after {LONGER} times as many epochs"
    return Computed(told, agrees=falls == len(seeds))


_PDP = (
    "Rumelhart, Hinton and Williams, Learning internal representations by error propagation, in Parallel Distributed "
    "Processing, volume 1, MIT Press, 1986"
)
_SIDE = Goal(None)
CLAIMS = (
    Claim(
        says="XOR with one hidden unit and skips was learnt after 558 sweeps, at η 0.5",
        source=f"{_PDP}, page 331",
        tries=(
            Try(
                setting="weights ±0.5, no momentum, every output within 0.1",
                plan=_plan("xor-skip", Training(0.5), 0.5, Goal(), 5000),
                judge=_takes(558),
            ),
            Try(
                setting="weights ±0.5, momentum 0.9, every output within 0.1",
                plan=_plan("xor-skip", Training(0.5, momentum=0.9), 0.5, Goal(), 5000),
                judge=_takes(558),
            ),
            Try(
                setting="weights ±1, no momentum, every output on the right side",
                plan=_plan("xor-skip", Training(0.5), 1.0, _SIDE, 5000),
                judge=_takes(558),
            ),
        ),
    ),
    Claim(
        says="of hundreds of runs of XOR, only two got into a local minimum, both with two hidden units",
        source=f"{_PDP}, pages 331 and 332",
        tries=(
            Try(
                setting="2-2-1, weights ±0.5, η 0.25, no momentum, 20,000 epochs",
                plan=_plan("xor", Training(0.25), 0.5, _SIDE, 20_000),
                judge=_hardly_any_stuck,
            ),
            Try(
                setting="2-2-1, weights ±0.5, η 0.5, momentum 0.9, 5,000 epochs",
                plan=_plan("xor", Training(0.5, momentum=0.9), 0.5, _SIDE, 5000),
                judge=_hardly_any_stuck,
            ),
        ),
    ),
    Claim(
        says="25 of 30 starts of 2-2-1 learn XOR, median 730 epochs: batches of all, η 0.5, momentum 0.9, weights ±0.5",
        source="github.com/yaroslavvb/hinton-problems, xor/README.md",
        tries=(
            Try(
                setting="mean gradient, every output on the right side, 5,000 epochs",
                plan=_plan("xor", Training(0.5, momentum=0.9, update="epoch"), 0.5, _SIDE, 5000),
                judge=_share_and_median(Share(25, 30), 730),
            ),
            Try(
                setting="the same with the sum of the gradients",
                plan=_plan("xor", Training(0.5, momentum=0.9, update="epoch", gradients="sum"), 0.5, _SIDE, 5000),
                judge=_share_and_median(Share(25, 30), 730),
            ),
        ),
    ),
    Claim(
        says="XOR with one hidden unit and skips has no minimum but those without error: all learn in the limit",
        source="Sprinkhuizen-Kuyper and Boers, The error surface of the simplest XOR network has only global minima, "
        "Neural Computation 8, 1996",
        tries=(
            Try(
                setting="weights ±0.5, η 0.5, momentum 0.9, every output within 0.1, 5,000 epochs",
                plan=_plan("xor-skip", Training(0.5, momentum=0.9), 0.5, Goal(), 5000),
                judge=_all_learn,
            ),
            Try(
                setting="weights ±3, the same, 20,000 epochs",
                plan=_plan("xor-skip", Training(0.5, momentum=0.9), 3.0, Goal(), 20_000),
                judge=_all_learn,
            ),
        ),
    ),
    Claim(
        says="2-2-1 has no local minimum at finite weights: from each point a path leads down to no error",
        source="Sprinkhuizen-Kuyper and Boers, The local minima of the error surface of the 2-2-1 XOR network, "
        "Annals of Mathematics and Artificial Intelligence 25, 1999",
        tries=(
            Try(
                setting="batches of all, η 1, weights ±1, every output within 0.1, 5,000 epochs",
                plan=_plan("xor", Training(1.0, update="epoch", gradients="sum"), 1.0, Goal(), 5000),
                judge=_still_falls,
            ),
        ),
    ),
)
"""Published claims, the oldest first."""
