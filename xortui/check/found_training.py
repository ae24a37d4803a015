"""The training that was found in a file, as a debugger: its network, data, start and mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xortui.check.found_problem import Found, found_problem
from xortui.check.lines_of_mistakes import with_accused_lines
from xortui.check.measured_training import measured_debugger, updates_alike
from xortui.check.verdict import FOLLOWED, OPENED, UNDECIDED, Verdict
from xortui.core.losses import LOSSES
from xortui.core.mistake import PlacedMistake
from xortui.core.mistakes import mistake_named
from xortui.debugger import Debugger
from xortui.debugger.planting import place_at, planted_program
from xortui.debugger.source_file import Accusation, FileCause, SourceFile
from xortui.problems import Problem

EACH_SAMPLE = "sample"
"""When the parameters are updated: after each sample."""
ONE_BY_ONE = "The file takes its samples in batches; here there is an update after each sample, to show this mistake."
OF_FILE = "The numbers are those of the file in its first {count} updates; {later}."
OF_FILE_ONCE = "The numbers are those of the file in its first update; {later}."
OTHER_ORDER = "after that it takes its samples in another order"
OTHER_SAMPLES = "after that it takes other samples"
OTHER_UPDATES = "after that its steps are larger or smaller than here"
"""What the file does later."""
OTHER_NUMBERS = "The steps of the file are larger or smaller than here, for example because its learning rate changes."
NOT_RECOGNISED = "its network was not recognised, so there is nothing to draw; xortui check tells what is known"
LOSS_NOT_KNOWN = "its loss is none that is known here, so it can't be trained on; xortui check tells what is known"
TOO_LARGE = "its network is too large to be drawn; xortui check tells what is known"
NO_RATE = "no rate is known at which its steps would be right, so it can't be trained on; xortui check tells the rest"


def can_be_opened(verdict: Verdict) -> bool:
    """Say whether a verdict has what a debugger is made of."""
    return verdict.get(OPENED) is not None


def can_be_continued(verdict: Verdict) -> bool:
    """Say whether a debugger trains as the file does: nothing is in doubt, and everything wrong has a name."""
    found = verdict.get(OPENED)
    return found is not None and verdict["verdict"] != UNDECIDED and found["is_explained"]


def why_not_opened(verdict: Verdict) -> str:
    """Say why there is no debugger on a file."""
    if verdict["verdict"] == UNDECIDED:
        return str(verdict["reason"])
    if not verdict["network"]:
        return NOT_RECOGNISED
    if FOLLOWED in verdict["network"]:
        return TOO_LARGE
    return NO_RATE if verdict["loss"] in LOSSES else LOSS_NOT_KNOWN


def own_epochs(verdict: Verdict) -> int | None:
    """Return how many epochs a file trains; None if its loops do not say it."""
    found = verdict.get(OPENED) or {}
    epochs = found.get("epochs")
    return epochs if isinstance(epochs, int) and epochs > 0 else None


def debugger_on(verdict: Verdict, learning_rate: float | None = None) -> Debugger:
    """Return a debugger at the start of the training that was found in a file.

    Args:
        verdict: what was found.
        learning_rate: η to be used instead of the file's.

    Raises:
        ValueError: if nothing was found that could be trained, or its parts don't fit each other; one line.
    """
    if not can_be_opened(verdict):
        raise ValueError(why_not_opened(verdict))
    found: Found = verdict[OPENED]
    if not can_be_continued(verdict):
        return measured_debugger(verdict, found, learning_rate)
    try:
        problem, planted = _with_mistakes(verdict, found)
    except ValueError:  # no place for a mistake in a program of ours
        return measured_debugger(verdict, found, learning_rate)
    if learning_rate is not None:
        problem = problem.with_overrides(learning_rate=learning_rate)
        planted = _planted(problem, found["mistakes"])
    debugger = Debugger(problem, mistakes=planted, source=_source(verdict, found, problem, planted))
    if learning_rate is not None:
        return debugger
    return _compared(debugger, found)


def _compared(debugger: Debugger, found: Found) -> Debugger:
    """Return a debugger that says how many of its first updates are those of the file."""
    problem = debugger.problem
    in_order = min(found.get("in_order", 0), len(found["updates"]))
    if not in_order or problem.training.update != found["update"]:
        return debugger
    same = updates_alike(debugger.timeline, found["updates"][:in_order])
    remark = ""
    if not same:
        remark = OTHER_NUMBERS
    elif same < in_order:
        remark = _counted(OTHER_UPDATES, same)
    elif found.get("has_more_samples", False):
        remark = _counted(OTHER_SAMPLES, same)
    elif not found["is_order_kept"]:
        remark = _counted(OTHER_ORDER, same)
    if not remark:
        return debugger
    told = replace(problem, story=f"{problem.story} {remark}")
    source = debugger.source
    if source is not None:
        source = replace(source, goes_as_far=same == in_order)
    return Debugger(told, mistakes=debugger.mistakes, source=source)


def _counted(later: str, count: int) -> str:
    """Return the remark on so many updates, and on what the file does after them."""
    if count == 1:
        return OF_FILE_ONCE.format(later=later)
    return OF_FILE.format(count=count, later=later)


def _with_mistakes(verdict: Verdict, found: Found) -> tuple[Problem, tuple[PlacedMistake, ...]]:
    """Return the problem and what is planted in it, with an update after each sample if only that has the places.

    A program of batches sees one sample after the other, so that nothing can be updated between two layers of a batch.

    Raises:
        ValueError: if there is no such place in either.
    """
    problem = found_problem(verdict, found, found["update"])
    try:
        return problem, _planted(problem, found["mistakes"])
    except ValueError:
        if found["update"] == EACH_SAMPLE:
            raise
    problem = found_problem(verdict, found, EACH_SAMPLE, remarks=[ONE_BY_ONE])
    return problem, _planted(problem, found["mistakes"])


def _planted(problem: Problem, mistakes: Sequence[Sequence[Any]]) -> tuple[PlacedMistake, ...]:
    """Return the mistakes with their places, one planted after the other.

    Raises:
        ValueError: if one has no such place, or can't be made for some of its parameters alone.
    """
    found: list[PlacedMistake] = []
    for identity, layer, _, variant, units in mistakes:
        mistake = mistake_named(identity)
        place = place_at(planted_program(problem, found), mistake, layer, variant, units)
        found.append(PlacedMistake(mistake, place))
        planted_program(problem, found)
    return tuple(found)


def _source(verdict: Verdict, found: Found, problem: Problem, planted: Sequence[PlacedMistake]) -> SourceFile:
    accusations = [Accusation(mistake["line"] or 0, mistake["sentence"]) for mistake in verdict["mistakes"]]
    lines = with_accused_lines(found["lines"], problem, planted, found["lines_of_mistakes"])
    return SourceFile(
        name=found["source_name"],
        text=found["source"],
        lines=dict(lines),
        names=dict(found["names"]),
        cells=dict(found.get("cells", {})),
        accusations=tuple(accusations),
        has_more_samples=found.get("has_more_samples", False),
        takes_batches=problem.training.update != found["update"],
        causes=tuple(FileCause(**cause) for cause in verdict["causes"]),
    )
