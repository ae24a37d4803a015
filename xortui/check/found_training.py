"""The training that was found in a file, as a debugger: its network, data, start and mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xortui.check.lines_of_mistakes import with_accused_lines
from xortui.check.verdict import OPENED, RIGHT, UNDECIDED, Verdict
from xortui.core.mistake import PlacedMistake
from xortui.core.mistakes import mistake_named
from xortui.core.network import Network
from xortui.debugger import Debugger
from xortui.debugger.planting import place_at, planted_program
from xortui.debugger.source_file import Accusation, SourceFile
from xortui.problems import Problem
from xortui.problems.problem_file import read_document

Found = Mapping[str, Any]
"""What a verdict says under `OPENED`: what was found, in terms of a problem and of its program."""
DIGITS = 10
"""Of the learning rate: it was found by dividing steps by gradients, and has their rounding in it."""
EACH_SAMPLE = "sample"
"""When the parameters are updated: after each sample."""
ONE_BY_ONE = "The file takes its samples in batches; here there is an update after each sample, to show this mistake."

NO_PLACE = "the debugger can't show what is wrong in it; xortui check tells what is known"


def can_be_opened(verdict: Verdict) -> bool:
    """Say whether a verdict has what a debugger is made of."""
    return verdict["verdict"] != UNDECIDED and verdict.get(OPENED) is not None


def why_not_opened(verdict: Verdict) -> str:
    """Say why there is no debugger on a file."""
    if verdict["verdict"] == UNDECIDED:
        return str(verdict["reason"])
    return NO_PLACE


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
    problem, planted = _with_mistakes(verdict, found)
    if learning_rate is not None:
        problem = problem.with_overrides(learning_rate=learning_rate)
        planted = _planted(problem, found["mistakes"])
    return Debugger(problem, mistakes=planted, source=_source(verdict, found, problem, planted))


def _with_mistakes(verdict: Verdict, found: Found) -> tuple[Problem, tuple[PlacedMistake, ...]]:
    """Return the problem and what is planted in it, with an update after each sample if only that has the places.

    A program of batches sees one sample after the other, so that nothing can be updated between two layers of a batch.

    Raises:
        ValueError: if there is no such place in either.
    """
    problem = _problem(verdict, found, found["update"])
    try:
        return problem, _planted(problem, found["mistakes"])
    except ValueError:
        if found["update"] == EACH_SAMPLE:
            raise
    problem = _problem(verdict, found, EACH_SAMPLE)
    return problem, _planted(problem, found["mistakes"])


def _problem(verdict: Verdict, found: Found, update: str | int) -> Problem:
    path = Path(verdict["file"])
    network = Network(
        layers=tuple(found["layers"]),
        activations=tuple(found["activations"]),
        loss=found["loss"],
        numbering=found["numbering"],
        biases=found["biases"],
    )
    missing = set(found["missing"])
    start = {name: 0.0 if name in missing else found["start"][name] for name in network.parameter_names}
    training = {
        "learning_rate": float(f"{found['learning_rate']:.{DIGITS}g}"),
        "momentum": found["momentum"],
        "update": update,
        "gradients": "mean" if found["is_mean"] else "sum",
        "frozen": sorted(missing),
    }
    document = {
        "title": path.name,
        "source": f"read from {path.name} by xortui check",
        "story": " ".join([_story(verdict), *([] if update == found["update"] else [ONE_BY_ONE])]),
        "network": {key: found[key] for key in ("layers", "activations", "loss", "numbering", "biases")},
        "training": training,
        "start": {"parameters": start},
        "samples": [{"x": x, "y": y} for x, y in found["samples"]],
    }
    return read_document(document, path.stem, verdict["file"])


def _story(verdict: Verdict) -> str:
    """Return what was understood of the file, and what is wrong in it."""
    told = [verdict["understood"]]
    if verdict["verdict"] == RIGHT:
        told.append("Every step follows the gradient.")
    for mistake in verdict["mistakes"]:
        line = mistake["line"]
        told.append(f"Line {line}: {mistake['sentence']}" if line else mistake["sentence"])
        told.append(mistake.get("hint", ""))
    return " ".join(text for text in told if text)


def _planted(problem: Problem, mistakes: Sequence[Sequence[Any]]) -> tuple[PlacedMistake, ...]:
    """Return the mistakes with their places, one planted after the other."""
    found: list[PlacedMistake] = []
    for identity, layer, _, variant, units in mistakes:
        mistake = mistake_named(identity)
        place = place_at(planted_program(problem, found), mistake, layer, variant, units)
        found.append(PlacedMistake(mistake, place))
    return tuple(found)


def _source(verdict: Verdict, found: Found, problem: Problem, planted: Sequence[PlacedMistake]) -> SourceFile:
    accusations = [Accusation(mistake["line"] or 0, mistake["sentence"]) for mistake in verdict["mistakes"]]
    lines = found["lines"]
    if len(accusations) == len(planted):
        lines = with_accused_lines(lines, problem, planted, [accusation.line for accusation in accusations])
    return SourceFile(
        name=Path(verdict["file"]).name,
        text=found["source"],
        lines=dict(lines),
        names=dict(found["names"]),
        accusations=tuple(accusations),
        takes_batches=problem.training.update != found["update"],
    )
