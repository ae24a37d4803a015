"""The problem that was asked for, by its name or path, and with what was to be changed."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xortui.cli.output import tell
from xortui.cli.parser import DEFAULT_PROBLEM
from xortui.cli.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from xortui.problems import Problem


def expanded_path(name: str) -> Path:
    """Return the path that was typed, ~ and all.

    Raises:
        Refusal: if there is no such home folder, or it is no name.
    """
    from xortui.problems.typed_path import typed_path

    try:
        return typed_path(name)
    except ValueError as error:
        raise Refusal(str(error)) from None


def loaded_problem(name: str, data: str | None = None) -> Problem:
    """Return a problem by its name or path.

    Args:
        name: the name or path.
        data: the file of the samples, if the path is of weights.

    Raises:
        Refusal: if there is no such problem.
    """
    from xortui.problems import load_problem

    try:
        if data is None:
            with _resting_collector():
                return load_problem(name)
        # Loaded only where --data is given.
        from xortui.problems.problem_file import is_weights
        from xortui.problems.weights_alone import problem_of_weights

        if not is_weights(name):
            raise Refusal(f"--data: expected a file of weights before it, such as net.npz, got {name}")
        return problem_of_weights(name, str(expanded_path(data)))
    except ValueError as error:
        raise Refusal(str(error)) from None


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Keep the collector of garbage from its rounds, in which it would look at ten thousand samples again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def asked_problem(options: argparse.Namespace) -> Problem:
    """Return the problem that was asked for.

    Raises:
        Refusal: if there is no such problem, or it can't be changed like that.
    """
    from xortui.core.network import count_parameters
    from xortui.problems.problem_file import MAX_PARAMETERS

    problem = loaded_problem(options.problem or DEFAULT_PROBLEM, options.data)
    try:
        if options.hidden is not None:
            layers = (problem.network.layers[0], *options.hidden, problem.network.layers[-1])
            if count_parameters(layers, skips=problem.network.skips, biases=problem.network.biases) > MAX_PARAMETERS:
                raise Refusal(f"--hidden: expected a network of at most {MAX_PARAMETERS:,} parameters")
        return problem.with_overrides(seed=options.seed, learning_rate=options.learning_rate, hidden=options.hidden)
    except ValueError as error:
        raise Refusal(str(error)) from None


def with_notes_told(problem: Problem) -> Problem:
    """Print what is suspect about a problem on stderr, a line each, and return the problem."""
    for note in problem.notes:
        tell(f"note: {note}")
    return problem


def told_notes(problem: Problem) -> str:
    """Return what is suspect about a problem; of several notes the first, and where the others are."""
    if not problem.notes:
        return ""
    from xortui.render.wording import verbatim

    first = verbatim(problem.notes[0])
    more = len(problem.notes) - 1
    return f"{first}; {{about}} tells {more} more" if more else first
