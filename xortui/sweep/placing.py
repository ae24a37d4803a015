"""Placing: a child process finds the place of a start among a thousand others, so that nobody waits for it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.mistake import PlacedMistake
from xortui.problems.problem import Problem
from xortui.sweep.child import start_child

if TYPE_CHECKING:
    from xortui.sweep.place import PlaceAmongStarts

STARTS = 1000
PATIENCE = 0.1
"""Seconds between two looks whether the answer is still wanted."""
_PLACER = "xortui.sweep.placer"
"""What Python runs in the child process."""


class PlaceQuestion(NamedTuple):
    """Whose place is asked for."""

    problem: Problem
    """With the starting weights that are asked about."""
    mistakes: tuple[PlacedMistake, ...]
    """What is planted in its program."""
    starts: int = STARTS
    """Among how many."""


class Placed(NamedTuple):
    """A place, and starts worth a look."""

    place: PlaceAmongStarts
    stuck: int | None
    """The seed of the first start that has not learnt; None if all have."""
    learnt: int | None
    """The seed of the first one that has learnt; None if none has."""


def find_place(question: PlaceQuestion, processes: int) -> Placed:
    """Sweep, and return the place.

    Raises:
        ValueError: if that can't be done; one line.
    """
    # Here, as the parent only needs the question.
    from xortui.sweep.findings import Sweep
    from xortui.sweep.found_start import with_drawn_start
    from xortui.sweep.goal import default_goal
    from xortui.sweep.place import place_among
    from xortui.sweep.plan import Plan

    problem = drawing_problem(question.problem)
    goal = default_goal(problem.samples)
    sweep = Sweep(Plan(problem, starts=question.starts, goal=goal, mistakes=question.mistakes))
    sweep.run(processes)
    findings = sweep.of(sweep.plan.cells[0])
    stuck = findings.seeds[findings.learnt == 0]
    learnt = findings.seeds[findings.learnt > 0]
    return Placed(
        place=place_among(sweep, with_drawn_start(question.problem)),
        stuck=int(stuck[0]) if len(stuck) else None,
        learnt=int(learnt[0]) if len(learnt) else None,
    )


def drawing_problem(problem: Problem) -> Problem:
    """Return a problem that draws others like its own start: by its rule, or the spread of weights that are given."""
    if problem.start.parameters and problem.source.endswith("by xortui check"):
        from xortui.sweep.found_start import with_drawn_start

        return with_drawn_start(problem)
    return problem


def start_of(problem: Problem, seed: int) -> dict[str, float]:
    """Return the starting weights of a seed, as a sweep of a problem draws them."""
    from xortui.sweep.exercise import Exercise

    return Exercise(drawing_problem(problem)).problem_of(seed).initial_parameters()


def with_start(problem: Problem, parameters: dict[str, float]) -> Problem:
    """Return a problem that begins with some weights."""
    return replace(problem, start=replace(problem.start, parameters=parameters), published=(), errata=())


class PlaceSearch:
    """A search that goes on in a child process."""

    def __init__(self, question: PlaceQuestion) -> None:
        """Begin.

        Raises:
            ValueError: if there can be no child process.
        """
        self._process = start_child(_PLACER)
        if self._process.stdin is not None:
            with suppress(OSError):
                pickle.dump(question, self._process.stdin)
                self._process.stdin.flush()

    def result(self) -> Placed:
        """Wait for the answer.

        Raises:
            ValueError: if there is none; one line.
        """
        if self._process.stdout is None:
            raise ValueError("expected a pipe to the child process")
        try:
            found: Placed | str = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise ValueError(f"the search has ended with status {self._process.wait()}") from None
        self.end()
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def wait(self, is_stopped: Callable[[], bool]) -> Placed | None:
        """Wait for the answer; None if it is not wanted any more.

        Raises:
            ValueError: if there is none; one line.
        """
        found: list[Placed | ValueError] = []

        def listen() -> None:
            try:
                found.append(self.result())
            except ValueError as error:
                found.append(error)

        listener = Thread(target=listen, daemon=True)
        listener.start()
        while listener.is_alive():
            listener.join(PATIENCE)
            if is_stopped():
                self.end()
                return None
        (answer,) = found
        if isinstance(answer, ValueError):
            raise answer
        return answer

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
