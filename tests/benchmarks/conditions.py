"""Conditions: what they cost while training runs, how far back a hit is found, and how long any text takes to read.

    python -m tests.benchmarks.conditions [steps]

1. Runs the exclusive or with and without three conditions that never become true, in turns, and prints the median of
   the ratios of their speeds.
2. Runs a million steps to a condition that becomes true once, at their very end, and from a million steps on back to
   one that became true once, at their very beginning: how long each takes.
3. Reads ten thousand random texts as conditions, and looks through some steps with those
   that are one; in processor time.
"""

from __future__ import annotations

import random
import sys
from statistics import median
from time import perf_counter, process_time

from xortui.debugger import Debugger, Position, Reason
from xortui.debugger.conditions import Watched
from xortui.debugger.expressions import parse_condition
from xortui.debugger.scanner import Scanner

NEVER = ("loss < 0", "abs(dC/dw3) > 1e9 and sample == 2", "sign(w5) changed and w5 > 1e9")
ROUNDS = 7
MIN_SHARE, MAX_TIMES, SLOWEST = 0.5, 3.0, 0.05
TEXTS = 10_000
PIECES = (
    "loss", "error", "w1", "w5", "h1", "dC/dw3", "∂h1/∂z1", "epoch", "sample", "1", "0.05", "1e400", "9" * 50, "<", ">",
    "==", "!=", "+", "-", "*", "/", "(", ")", ",", "and", "or", "not", "changed", "increased", "before(", "change(",
    "most(", "mean(", "abs(", "max(", "__import__", "os.system", "lambda", "**", "'", '"', "{", "}", ";", "\\", "\0",
    "ŷ", "η", "w55", "x1 < 1", "loss < 0.05", "w5 > 0", "(" * 60, "-" * 200, "not " * 50,
)  # fmt: skip

RIGHT = (
    "loss < 0.05", "abs(change(loss)) < 1e-5 * loss", "change(change(change(w1 * h1 - w2 / h2))) > 0", "error < 0.1",
    "loss increased and before(loss increased)", "max(h1, h2, ŷ, C, ∂C/∂w1) > min(w1, w2, w3)", "sign(w4) changed",
    "not (most(h1 * h2 + abs(z1 - z2)) == 0)", "epoch == 100 and sample == 2", "mean(∂C/∂w3) / least(C) < -1e-9",
)  # fmt: skip


def speed(conditions: tuple[str, ...], steps: int) -> float:
    """Return the steps a second of a run with some conditions."""
    debugger = Debugger("xor")
    for text in conditions:
        debugger.breakpoints.add(text)
    debugger.run(1000)
    begun = perf_counter()
    stop = debugger.run(steps)
    seconds = perf_counter() - begun
    assert stop.reason is Reason.ARRIVED
    return steps / seconds


def throughput(steps: int) -> bool:
    """Print how much of the speed three conditions leave; return whether it is enough."""
    shares = []
    for _ in range(ROUNDS):
        without, with_them = speed((), steps), speed(NEVER, steps)
        shares.append(with_them / without)
        print(f"   {without:12,.0f} steps/s without, {with_them:12,.0f} with three conditions: {shares[-1]:.0%}")
    print(f"1. three conditions leave {median(shares):.0%} of the speed (wanted {MIN_SHARE:.0%})")
    return median(shares) >= MIN_SHARE


def once(steps: int) -> bool:
    """Print how long a hit a long way off takes in either direction; return whether back is quick enough."""
    debugger = Debugger("xor")
    debugger.breakpoints.add(f"step == {steps} and abs(dC/dw3) >= 0")
    number = debugger.timeline.program.by_target["∂C/∂w3"].number
    begun = perf_counter()
    stop = debugger.run()
    forward = perf_counter() - begun
    assert (stop.reason, stop.position) == (Reason.BREAKPOINT, Position(steps, number)), stop
    debugger.breakpoints.remove(1)
    debugger.breakpoints.add("step == 1 and abs(dC/dw3) >= 0")
    begun = perf_counter()
    stop = debugger.run_back()
    backward = perf_counter() - begun
    assert (stop.reason, stop.position) == (Reason.BREAKPOINT, Position(1, number)), stop
    print(
        f"2. {steps:,} steps to the only hit: {forward:.2f} s forwards, {backward:.2f} s backwards, "
        f"{backward / forward:.2f} times (wanted at most {MAX_TIMES:g})"
    )
    return backward <= MAX_TIMES * forward


def spoilt(draw: random.Random) -> str:
    """Return some conditions joined, with a letter or two changed, left out or put in."""
    letters = list(f" {draw.choice(('and', 'or'))} ".join(draw.choices(RIGHT, k=draw.randint(1, 4))))
    for _ in range(draw.randint(0, 2)):
        place = draw.randrange(len(letters))
        letters[place : place + draw.randint(0, 1)] = draw.choice(("", "(", ")", "w", "9", ".", "<", "é", " "))
        letters = letters or [" "]
    return "".join(letters)


def fuzzed() -> bool:
    """Print how long random texts take; return whether none took too long."""
    draw = random.Random(7)
    timeline = Debugger("xor").timeline
    timeline.advance(64)
    slowest, read = 0.0, 0
    messages: set[str] = set()
    for _ in range(TEXTS):
        text = spoilt(draw) if draw.random() < 0.5 else " ".join(draw.choices(PIECES, k=draw.randint(1, 9)))
        begun = process_time()
        try:
            condition = Watched(timeline.program, parse_condition(text, timeline.program))
        except ValueError as error:
            messages.add(str(error))
        else:
            read += 1
            Scanner(timeline, [condition]).hits(1, 8)
        slowest = max(slowest, process_time() - begun)
    assert all(map(str.isprintable, messages))
    print(
        f"3. {TEXTS:,} texts: {read:,} are conditions, {len(messages):,} different messages; "
        f"the slowest took {slowest * 1000:.1f} ms (wanted at most {SLOWEST * 1000:g})"
    )
    return slowest <= SLOWEST


def main() -> None:
    """Print the three figures, and leave with 1 if one of them is not what is wanted."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 10**6
    if not all([throughput(steps // 2), once(steps), fuzzed()]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
