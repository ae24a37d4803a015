"""Diagnoses of planted causes and of healthy trainings: how many causes are named, and how many are invented.

    python -m tests.benchmarks.diagnoses [NETWORKS] [HEALTHY] [CAUSE …]

Each cause is planted alone, in NETWORKS networks (63, so that there are a thousand in all), and HEALTHY trainings that
learn (300) are diagnosed as they are. All cores take shares of them. It takes an hour or so on two cores; causes that
are named are planted alone, and then no healthy training is looked at.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import NamedTuple

from tests.diagnosis.planted import PLANTED, healthy_case
from xortui.diagnosis.diagnosis import Condition, diagnose

NETWORKS = 63
HEALTHY = 300
A_SHARE = 4
"""Networks that are looked at between two lines of news."""
WANTED = 0.95
NO_CAUSE = "healthy"


class Share(NamedTuple):
    """Some networks with one cause, or healthy ones."""

    cause: str
    numbers: range


class Told(NamedTuple):
    """What was told of one of them."""

    cause: str
    number: int
    condition: str
    causes: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether the cause was named, or nothing invented."""
        if self.cause == NO_CAUSE:
            return not self.causes and self.condition in (Condition.LEARNT, Condition.HEALTHY)
        return self.cause in self.causes


def tell(share: Share) -> list[Told]:
    """Diagnose the networks of a share."""
    found = []
    for number in share.numbers:
        case = healthy_case(number) if share.cause == NO_CAUSE else PLANTED[share.cause](number)
        diagnosis = diagnose(case)
        causes = tuple(finding.id for finding in diagnosis.findings)
        found.append(Told(share.cause, number, diagnosis.condition.value, causes))
    return found


def shares(cause: str, total: int) -> list[Share]:
    """Return the shares of so many networks."""
    return [Share(cause, range(first, min(first + A_SHARE, total))) for first in range(0, total, A_SHARE)]


def main() -> None:
    """Diagnose, and print what was told."""
    networks = int(sys.argv[1]) if sys.argv[1:] else NETWORKS
    total_healthy = int(sys.argv[2]) if sys.argv[2:] else HEALTHY
    causes = sys.argv[3:] or list(PLANTED)
    wanted = [share for cause in causes for share in shares(cause, networks)]
    if not sys.argv[3:]:
        wanted += shares(NO_CAUSE, total_healthy)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    start = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done in as_completed([pool.submit(tell, share) for share in wanted]):
            for told in done.result():
                total[told.cause] += 1
                right[told.cause] += told.is_right
                if not told.is_right:
                    print(f"missed: {told.cause} {told.number}: {told.condition}, {told.causes}", flush=True)
    for cause in [*PLANTED, NO_CAUSE]:
        if total[cause]:
            mark = "" if right[cause] >= WANTED * total[cause] else f"   below {WANTED:.0%}"
            print(f"{cause:22}{right[cause]:5} of {total[cause]:4}{mark}")
    planted = sum(total[cause] for cause in PLANTED)
    named = sum(right[cause] for cause in PLANTED)
    print(f"{'all planted':22}{named:5} of {planted:4}   {named / max(planted, 1):.1%}")
    print(f"{time.monotonic() - start:.0f} s on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
