"""The confusion matrix: how many samples of each class the network takes for each class, tested and trained ones."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.debugger.exam import Result
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.fitting import fitting_or_none
from xortui.render.row import Row, Span, fitted

MIN_NAME = 1
"""Letters to which the names of classes are cut at the shortest."""
GAP = 1


RESULTS = {"trained": "trained", "test": "test"}
"""What the samples are called that a test is of."""

RESULTS = {"trained": "trained", "test": "test"}
"""What the samples are called that a test is of."""


def confusion_rows(snapshot: Snapshot, width: int, height: int) -> list[Row]:
    """Return a table for the test samples and one for those trained with, as far as there is room for both."""
    classes = snapshot.problem.classes
    names = () if classes is None else classes.names
    results = [("trained", snapshot.answered)]
    if snapshot.tested is not None:
        results.insert(0, ("test", snapshot.tested))
    rows: list[Row] = []
    for place, (name, result) in enumerate(results):
        table = _table(result, names, width) or _mistaken(result, names)
        room = height - len(rows) - (len(results) - place - 1)
        rows.append(_summary(phrase(RESULTS[name]), result, width))
        rows += table[: max(room - 1, 0)] if len(table) < room or place == 0 else []
    rows = rows[:height]
    return [fitted(row, width) for row in [*rows, *[()] * (height - len(rows))]]


def _summary(name: str, result: Result, width: int) -> Row:
    versions = (
        phrase(
            "{name}: {right} of {samples} right, {accuracy}",
            name=name,
            right=result.right,
            samples=result.samples,
            accuracy=f"{result.accuracy:.1%}",
        ),
        phrase("{name}: {right} of {samples} right", name=name, right=result.right, samples=result.samples),
        f"{name} {result.right}/{result.samples}",
        f"{result.right}/{result.samples}",
        "",
    )
    text = fitting_or_none(versions, width)
    return (Span(text, "good" if result.right == result.samples else "strong"),)


def _table(result: Result, names: Sequence[str], width: int) -> list[Row]:
    """Return a row for each class and a column for each answer; nothing where they are too many for the width."""
    longest = max(len(name) for name in names)
    digits = max(len(str(count)) for row in result.told for count in row)
    for letters in range(longest, MIN_NAME - 1, -1):
        cut = [name[:letters] for name in names]
        cell = max(digits, letters) + GAP
        label = max(letters, 2)
        if len(set(cut)) < len(cut):
            return []
        if label + cell * len(names) <= width:
            break
    else:
        return []
    header = "y↓ŷ→" if label + cell >= 6 else "y\\ŷ"
    head = header[:label].ljust(label) + "".join(name.rjust(cell) for name in cut)
    rows: list[Row] = [(Span(head, "dim"),)]
    for place, counts in enumerate(result.told):
        spans = [Span(cut[place].ljust(label), "dim")]
        for said, count in enumerate(counts):
            role = "good" if said == place else "bad" if count else "faint"
            text = str(count) if count or said == place else "·"
            spans.append(Span(text.rjust(cell), role))
        rows.append(tuple(spans))
    return rows


def _mistaken(result: Result, names: Sequence[str]) -> list[Row]:
    """Return a line for each pair of classes that are taken for one another, the most frequent first."""
    found = []
    for right, counts in enumerate(result.told):
        for said, count in enumerate(counts):
            if count and said != right:
                found.append((-count, right, said))
    return [(Span(f"{-count} {names[right]} → {names[said]}", "bad"),) for count, right, said in sorted(found)]
