"""Checks many files at once, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from xortui.check.process import end_all
from xortui.check.verdict import Verdict
from xortui.sweep.child import processors


def verdicts(
    paths: Sequence[Path], check: Callable[[Path], Verdict], advance: Callable[[int], None]
) -> Iterator[Verdict]:
    """Yield the verdict on each file, in the order of the files.

    Args:
        paths: the files.
        check: says what is to be said of one; it is called from several threads at once.
        advance: is told that one more is done.
    """

    def check_one(path: Path) -> Verdict:
        verdict = check(path)
        advance(1)
        return verdict

    # The threads only wait: each file runs in a process of its own.
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        waiting = [pool.submit(check_one, path) for path in paths]
        try:
            for future in waiting:
                yield future.result()
        except BaseException:  # the user has interrupted it, for example
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise
