"""The debugger on a file whose steps nothing explains: its own first updates, as measured, and then right ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xortui.check.found_problem import Found, found_problem
from xortui.check.verdict import RIGHT, UNDECIDED, WRONG, Verdict
from xortui.debugger import Debugger
from xortui.debugger.measured_updates import UNNAMED_CAUSE, MeasuredUpdates
from xortui.debugger.source_file import Accusation, FileCause, SourceFile
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem

Update = Mapping[str, float]
"""Parameter → its value after an update."""
MEASURED = (
    "The first {count} updates are those of the file, as they were measured, and ≠ marks what differs from right; "
    "the gradients beside them are right ones, and so are all later updates, as nobody knows how the file goes on."
)
MEASURED_ONCE = (
    "The first update is that of the file, as it was measured, and ≠ marks what differs from right; the gradients "
    "beside it are right ones, and so are all later updates, as nobody knows how the file goes on."
)
NOT_MEASURED = (
    "The updates of the file could not be followed in the order of its samples, so every update here is right."
)
OTHER_RATE = "The updates of the file were measured at its own learning rate, so every update here is right."
ONE_LATER = "The start is after the first update of the file, as nobody knows which sample that one took."
SAME_STEP = 1e-3
"""How far a right parameter may be from where it should be, in parts of the largest step: another sample is further."""
ROUNDING = 1e-12
"""How far it may be from there in any case."""


def measured_debugger(verdict: Verdict, found: Found, learning_rate: float | None = None) -> Debugger:
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
        remark = OTHER_RATE
    elif found["wrong"]:
        measured = _followed(problem, found["wrong"], _with_these_samples(found))
        if measured is None and found["update"] == "sample":
            problem, measured = _one_update_later(verdict, found)
    if measured is not None:
        remark = MEASURED_ONCE if measured.count == 1 else MEASURED.replace("{count}", str(measured.count))
    source = _source(verdict, found, measured)
    told = [problem.story, *(one.sentence for one in source.accusations if not one.is_certain)]
    if source.doubt:
        told.append(f"No verdict: {source.doubt.removesuffix('.')}.")
    if found["wrong"]:
        told.append(remark)
    return Debugger(replace(problem, story=" ".join(told)), source=source)


def _with_these_samples(found: Found) -> Sequence[Update]:
    """Return the first updates of a file, as long as they take its samples in the order that they have here.

    Where everything is wrong, nothing but this order tells that they are those of the same samples.
    """
    updates: Sequence[Update] = found["updates"]
    count = found.get("in_order", len(updates))
    if not count:
        is_any_right = len(found["wrong"]) < len(found["start"]) - len(found["missing"])
        return updates if is_any_right else ()
    return updates if found.get("is_order_kept", True) else updates[:count]


def _one_update_later(verdict: Verdict, found: Found) -> tuple[Problem, MeasuredUpdates | None]:
    """Return the training from its first update on, as the sample of that one is guessed."""
    updates = found["updates"]
    first = updates[0] if updates else {}
    later = {**found, "start": {**found["start"], **first}}
    problem = found_problem(verdict, later, found["update"], remarks=[ONE_LATER], rotated=1)
    measured = _followed(problem, found["wrong"], updates[1:])
    if measured is None:
        return found_problem(verdict, found, found["update"]), None
    return problem, measured


def _followed(problem: Problem, wrong: Sequence[str], updates: Sequence[Update]) -> MeasuredUpdates | None:
    """Return the first updates of a file, as long as what is right in it moves as it does here; None if it never does.

    Only then it has taken the same samples, at the same rate.
    """
    if not updates:
        return None
    frozen = problem.network.frozen
    seen = [name for name in problem.network.parameter_names if name not in frozen and name in updates[0]]
    spoilt = [name for name in seen if name in wrong]
    if not spoilt:
        return None
    measured = MeasuredUpdates(tuple([_only(spoilt, values) for values in updates]))
    right = [name for name in seen if name not in wrong]
    count = updates_alike(Timeline(problem, measured=measured), updates, right)
    return MeasuredUpdates(measured.updates[:count]) if count else None


def _only(names: Sequence[str], values: Update) -> Update:
    """Return the values of some parameters alone."""
    return {name: values[name] for name in names}


def updates_alike(timeline: Timeline, updates: Sequence[Update], right: Sequence[str] | None = None) -> int:
    """Return after how many of a file's first updates the parameters are as in a timeline.

    Args:
        timeline: what is trained here.
        updates: the values of the parameters after each update, in the file.
        right: those that are to be compared; all that the file updates, if it is None.
    """
    problem = timeline.problem
    names = problem.network.parameter_names
    before: Update = dict(zip(names, timeline.state_after(0), strict=False))
    steps = MeasuredUpdates(tuple(updates)).steps(problem.schedule)
    for count, (step, theirs) in enumerate(zip(steps, updates, strict=True)):
        timeline.advance(step)
        if timeline.recorded < step:
            return count
        ours = dict(zip(names, timeline.state_after(step), strict=False))
        largest = max(abs(value - before[name]) for name, value in theirs.items())
        compared = theirs if right is None else right
        furthest = max((abs(ours[name] - theirs[name]) for name in compared), default=0.0)
        if not furthest <= SAME_STEP * largest + ROUNDING:
            return count
        before = {**before, **theirs}
    return len(updates)


def _source(verdict: Verdict, found: Found, measured: MeasuredUpdates | None) -> SourceFile:
    """Return the text of a file, with what is accused in it and the updates that were measured."""
    accusations = [Accusation(mistake["line"] or 0, mistake["sentence"]) for mistake in verdict["mistakes"]]
    if verdict["verdict"] == WRONG and not accusations:
        spoilt = [name for name, state in verdict["parameters"].items() if state != RIGHT]
        sentence = UNNAMED_CAUSE.replace("{names}", ", ".join(spoilt))
        accusations.append(Accusation(found["look_at"], sentence, is_certain=False))
    return SourceFile(
        name=found["source_name"],
        text=found["source"],
        lines=dict(found["lines"]),
        names=dict(found["names"]),
        cells=dict(found.get("cells", {})),
        accusations=tuple(accusations),
        has_more_samples=found.get("has_more_samples", False),
        named=tuple(mistake["id"] for mistake in verdict["mistakes"]),
        measured=measured,
        doubt=verdict["reason"] if verdict["verdict"] == UNDECIDED else "",
        causes=tuple(FileCause(**cause) for cause in verdict["causes"]),
    )
