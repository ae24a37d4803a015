"""The head start: how far a training has been run, so that whoever follows it need not run it again."""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from xortui.debugger.loss_record import MAX_BUCKETS, LossRecord
from xortui.debugger.position import FURTHEST_STEP
from xortui.problems.table import Table

MAX_STATES = 128
"""States that are handed on, besides those near where somebody stands."""
MAX_NUMBERS = 4096
"""Numbers of all these states together: a guess, as thirty people may read the file four times a second."""


class HeadStart(NamedTuple):
    """What is known of the steps after the last edit of a history; every number is as it was computed."""

    opening: int
    """The step of the last edit; 0 without one."""
    recorded: int
    """The furthest step that has been run to its end."""
    head: Sequence[float]
    """The state vector when that step is complete."""
    steps: Sequence[int]
    """Some of the steps from the opening's on, in their order."""
    states: array[float]
    """The state vectors when they are complete, one after the other."""
    losses: LossRecord
    """The losses of all steps from the first of all."""

    def document(self, fork: int) -> dict[str, Any]:
        """Return it as a JSON object.

        Args:
            fork: the number of the history.
        """
        total, least, greatest = self.losses.pending
        return {
            "fork": fork,
            "opening": self.opening,
            "recorded": self.recorded,
            "head": _text(array("d", self.head)),
            "steps": list(self.steps),
            "states": _text(self.states),
            "bucket": self.losses.bucket,
            "means": _text(self.losses.means),
            "lows": _text(self.losses.lows),
            "highs": _text(self.losses.highs),
            "pending": _text(array("d", (total, least, greatest))),
        }


def read_head_start(table: Table, width: int, samples: int) -> HeadStart:
    """Return the head start that a JSON object describes; its fork has been taken.

    Args:
        table: the object.
        width: how many numbers a state vector has.
        samples: how many steps an epoch has.

    Raises:
        ValueError: if its parts don't fit each other; one line that says which and why.
    """
    opening = table.integer("opening", 0)
    recorded = table.integer("recorded", 0)
    if not 0 <= opening <= recorded <= FURTHEST_STEP:
        raise ValueError(f"{table.path('recorded')}: expected {opening:,} to {FURTHEST_STEP:,}, got {recorded:,}")
    steps = [step for step in table.items("steps") if isinstance(step, int)]
    if not steps or steps != sorted(set(steps)) or steps[0] != opening or steps[-1] > recorded:
        raise ValueError(f"{table.path('steps')}: expected steps from {opening} to {recorded} in their order")
    head = _numbers(table, "head", width)
    states = _numbers(table, "states", width * len(steps))
    if not all(map(isfinite, head)) or not all(map(isfinite, states)):
        raise ValueError(f"{table.path('states')}: expected finite numbers")
    losses = _losses(table, recorded, samples)
    table.close()
    return HeadStart(opening, recorded, head, steps, states, losses)


def _losses(table: Table, recorded: int, samples: int) -> LossRecord:
    bucket = table.integer("bucket", 1)
    size = bucket * samples
    if bucket < 1 or recorded // size >= MAX_BUCKETS:
        raise ValueError(f"{table.path('bucket')}: expected fewer than {MAX_BUCKETS:,} buckets for {recorded:,} steps")
    full = recorded // size
    means = _numbers(table, "means", full)
    lows = _numbers(table, "lows", full)
    highs = _numbers(table, "highs", full)
    total, least, greatest = _numbers(table, "pending", 3)
    return LossRecord.resumed(samples, bucket, (means, lows, highs), (total, least, greatest), recorded % size)


def _text(numbers: array[float]) -> str:
    """Return the bytes of numbers, the lowest first, in letters."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return b64encode(numbers).decode("ascii")


def _numbers(table: Table, key: str, count: int) -> array[float]:
    """Take numbers from their letters.

    Raises:
        ValueError: if they are not as many as expected.
    """
    found = array("d")
    try:
        found.frombytes(b64decode(table.text(key, ""), validate=True))
    except (Base64Error, ValueError):
        raise ValueError(f"{table.path(key)}: expected {count:,} numbers in base64") from None
    if len(found) != count:
        raise ValueError(f"{table.path(key)}: expected {count:,} numbers, got {len(found):,}")
    if sys.byteorder == "big":
        found.byteswap()
    return found
