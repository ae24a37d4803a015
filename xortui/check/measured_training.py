"""The debugger on a file whose steps nothing explains: its own first updates, as measured, and then right ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xortui.check.found_problem import Found, found_problem
from xortui.check.verdict import RIGHT, UNDECIDED, WRONG, Verdict
from xortui.debugger import Debugger
from xortui.debugger.measured import NO_NAME, Measured
from xortui.debugger.source_file import Accusation, SourceFile
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem

Update = Mapping[str, float]
"""Parameter → its value after an update."""
MEASURED = (
    "The first {count} updates are those of the file, as they were measured, and ≠ marks what differs from right; "
    "nobody knows how its own updates go on, so all later ones are right."
)
NOT_MEASURED = (
    "The updates of the file could not be followed in the order of its samples, so every update here is right."
)
ONE_LATER = "The start is after the first update of the file, as nobody knows which sample that one took."
SAME_STEP = 1e-3
"""How far a right parameter may be from where it should be, in parts of the largest step: another sample is further."""
ROUNDING = 1e-12
"""How far it may be from there in any case."""


def measured_debugger(verdict: Verdict, found: Found, learning_rate: float | None) -> Debugger:
    """Return a debugger on a file that nothing explains.

    Args:
        verdict: what was found.
        found: what stands in it of the network and its training.
        learning_rate: η to be used instead of the file's; what was measured with another one does not hold then.

    Raises:
        ValueError: if the parts of what was found don't fit each other; one line.
    """
    problem = found_problem(verdict, found, found["update"])
    measured = None
    remark = NOT_MEASURED
    if learning_rate is not None:
        problem = problem.with_overrides(learning_rate=learning_rate)
    elif found["wrong"]:
        measured = _followed(problem, found["wrong"], found["updates"])
        if measured is None and found["update"] == "sample":
            problem, measured = _one_update_later(verdict, found)
    if measured is not None:
        remark = MEASURED.replace("{count}", str(measured.count))
    source = _source(verdict, found, measured)
    told = [problem.story, *(one.sentence for one in source.accusations if not one.is_certain)]
    if source.doubt:
        told.append(f"No verdict: {source.doubt.removesuffix('.')}.")
    if found["wrong"]:
        told.append(remark)
    return Debugger(replace(problem, story=" ".join(told)), source=source)


def _one_update_later(verdict: Verdict, found: Found) -> tuple[Problem, Measured | None]:
    """Return the training from its first update on, as the sample of that one is guessed."""
    first, *rest = found["updates"] or [{}]
    later = {**found, "start": {**found["start"], **first}}
    problem = found_problem(verdict, later, found["update"], remarks=[ONE_LATER], rotated=1)
    measured = _followed(problem, found["wrong"], rest)
    if measured is None:
        return found_problem(verdict, found, found["update"]), None
    return problem, measured


def _followed(problem: Problem, wrong: Sequence[str], updates: Sequence[Update]) -> Measured | None:
    """Return the first updates of a file, as long as what is right in it moves as it does here; None if it never does.

    Only then it has taken the same samples, at the same rate.
    """
    trained = [name for name in problem.network.parameter_names if name not in problem.network.frozen]
    there = [name for name in trained if updates and name in updates[0]]
    spoilt = [name for name in there if name in wrong]
    right = [name for name in there if name not in wrong]
    if not spoilt:
        return None
    measured = Measured(tuple([{name: values[name] for name in spoilt} for values in updates]))
    timeline = Timeline(problem, measured=measured)
    count = 0
    before: Update = dict(zip(problem.network.parameter_names, timeline.state_after(0), strict=False))
    for step, after in zip(measured.steps(problem.schedule), updates, strict=False):
        timeline.advance(step)
        if timeline.recorded < step:
            break
        here = dict(zip(problem.network.parameter_names, timeline.state_after(step), strict=False))
        largest = max((abs(after[name] - before[name]) for name in there), default=0.0)
        furthest = max((abs(here[name] - after[name]) for name in right), default=0.0)
        if furthest > SAME_STEP * largest + ROUNDING:
            break
        count += 1
        before = after
    return Measured(measured.updates[:count]) if count else None


def _source(verdict: Verdict, found: Found, measured: Measured | None) -> SourceFile:
    accusations = [Accusation(mistake["line"] or 0, mistake["sentence"]) for mistake in verdict["mistakes"]]
    if verdict["verdict"] == WRONG and not accusations:
        spoilt = [name for name, state in verdict["parameters"].items() if state != RIGHT]
        sentence = NO_NAME.replace("{names}", ", ".join(spoilt))
        accusations.append(Accusation(found["look_at"], sentence, is_certain=False))
    return SourceFile(
        name=Path(verdict["file"]).name,
        text=found["source"],
        lines=dict(found["lines"]),
        names=dict(found["names"]),
        accusations=tuple(accusations),
        measured=measured,
        doubt=verdict["reason"] if verdict["verdict"] == UNDECIDED else "",
    )
