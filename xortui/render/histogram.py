"""The histogram of epochs to learn: a bar for each stretch of epochs, which grow by a factor."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

MAX_BARS = 10
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
"""Where a stretch may end, times a power of ten."""
NEVER = "never"
BAR = "█"


def histogram_lines(epochs: Sequence[int], never: int, width: int) -> list[str]:
    """Return a line for each stretch of epochs, and one for those that never learn.

    Args:
        epochs: in how many each start has learnt, the fastest first; at least one.
        never: how many starts have not.
        width: columns.
    """
    ends = stretches(epochs[0], epochs[-1])
    counts = []
    before = 0
    for end in ends:
        upto = bisect_left(epochs, end + 1)
        counts.append(upto - before)
        before = upto
    labels = [phrase("up to {end}", end=grouped(end)) for end in ends]
    if never:
        labels.append(phrase(NEVER))
        counts.append(never)
    epochs_told = phrase("epochs")
    starts_told = phrase("starts")
    left = max(len(epochs_told), *map(len, labels))
    right = max(len(grouped(max(counts))), len(starts_told))
    room = max(width - left - right - 4, 1)
    most = max(counts)
    lines = [f"{epochs_told:>{left}}  {starts_told:>{right}}"]
    for label, count in zip(labels, counts, strict=True):
        # What is there is seen, however little it is.
        bar = BAR * max(round(count / most * room), min(count, 1))
        lines.append(f"{label:>{left}}  {grouped(count):>{right}}  {bar}".rstrip())
    return lines


def stretches(least: int, greatest: int) -> list[int]:
    """Return where the stretches end, round numbers each: the first has the least, the last the greatest."""
    ends = _round_numbers(least, greatest)
    if len(ends) <= MAX_BARS:
        return ends
    every = -(-len(ends) // MAX_BARS)
    return [*ends[::-1][::every]][::-1]


def _round_numbers(least: int, greatest: int) -> list[int]:
    power = 1
    while power * 10 <= least:
        power *= 10
    found: list[int] = []
    while True:
        for step in STEPS:
            end = round(step * power)
            if end < least or (found and end == found[-1]):
                continue
            found.append(end)
            if end >= greatest:
                return found
        power *= 10
