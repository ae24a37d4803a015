"""Causes that the check of somebody's own file has found in its run, before any number of the debugger is looked at."""

from __future__ import annotations

from typing import NamedTuple

from xortui.debugger.source_file import FileCause
from xortui.diagnosis.finding import Finding


class FileRow(NamedTuple):
    """One kind of cause that a check finds."""

    id: str
    """What the check calls it."""
    title: str = ""
    """What it is called in a line; '' where it is the same cause as one that is looked for here."""
    same_as: str = ""
    """The cause that is looked for here and is the same one; '' if there is none."""
    is_always_told: bool = False
    """Whether it is told of a training that has learnt all the same, too."""
    keeps: bool = False
    """Whether no other weights free the training as long as this is so."""
    explains: frozenset[str] = frozenset()
    """Causes that are looked for here and are its consequence: they are not told beside it."""


CONSEQUENCES = frozenset(
    {"contradictory-samples", "rate-too-large", "rate-too-small", "cannot-represent", "plateau", "saddle", "minimum"}
)
"""What shows where the samples are not those that are meant."""

FILE_CAUSES = (
    FileRow(
        "torn-pairs",
        "inputs and targets do not stay together",
        is_always_told=True,
        keeps=True,
        explains=CONSEQUENCES,
    ),
    FileRow(
        "out-of-step",
        "inputs and targets are out of step",
        is_always_told=True,
        keeps=True,
        explains=CONSEQUENCES,
    ),
    FileRow(
        "one-sample-at-a-time",
        "one sample is trained to the end before the next",
        is_always_told=True,
        keeps=True,
        explains=CONSEQUENCES,
    ),
    FileRow("zero-start", same_as="equal-units"),
    FileRow("symmetric-start", same_as="equal-units"),
    FileRow("no-bias", same_as="no-bias"),
    FileRow("target-out-of-range", same_as="targets-out-of-range"),
    FileRow("saturated", same_as="saturated-units"),
    FileRow("dead-units", same_as="dead-units"),
    FileRow("steps-too-large", same_as="rate-too-large"),
    FileRow("steps-too-small", same_as="rate-too-small"),
    FileRow("small-start", "the weights start small"),
    FileRow("too-few-steps", "the epochs are too few"),
    FileRow("bad-start", "the start is a bad one"),
)
"""Every cause that a check finds and that keeps a network from learning: not that another cost is printed."""

_BY_ID = {row.id: row for row in FILE_CAUSES}


def known_causes(causes: tuple[FileCause, ...]) -> list[tuple[FileRow, Finding]]:
    """Return what a check has found, each as a finding in the words of the check.

    Args:
        causes: what it has found; kinds that spoil nothing are left out.
    """
    found = []
    for cause in causes:
        row = _BY_ID.get(cause.id)
        if row is not None:
            finding = Finding(id=row.same_as or row.id, sentence=cause.sentence, numbers={})
            found.append((row, finding))
    return found
