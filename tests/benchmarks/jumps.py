"""Jumps: how long it takes to go anywhere in ten million steps and see everything there, and what remembering costs.

    python -m tests.benchmarks.jumps [steps]

Runs the exclusive or, then goes to random operations of random steps; a jump is `Debugger.go_to` and the `snapshot`
after it. The memory is the sum of `sys.getsizeof` over every object that the timeline holds, directly or through
others, less the same sum for a timeline that has not run: checkpoints, the loss record and whatever it remembers.
"""

from __future__ import annotations

import gc
import random
import sys
from statistics import median
from time import perf_counter
from types import CodeType, FunctionType, ModuleType

from xortui.debugger import Debugger, Position

JUMPS = 2_000
SLOWEST = 0.005
"""Seconds."""
BYTES_PER_STEP = 1.0


def held(root: object) -> int:
    """Return the bytes of everything that an object holds, code aside."""
    seen, waiting, total = {id(root)}, [root], 0
    while waiting:
        thing = waiting.pop()
        total += sys.getsizeof(thing)
        for other in gc.get_referents(thing):
            if id(other) not in seen and not isinstance(other, type | ModuleType | FunctionType | CodeType):
                seen.add(id(other))
                waiting.append(other)
    return total


def main() -> None:
    """Print the times and the memory, and whether what is wanted was reached."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 10**7
    debugger = Debugger("xor")
    debugger.run(8)
    debugger.snapshot()
    empty = held(debugger.timeline)
    start = perf_counter()
    debugger.run(steps - 8)
    ran = perf_counter() - start
    print(f"{steps:,} steps in {ran:.1f} s: {steps / ran:,.0f} a second with history")

    draw = random.Random(1)
    times = []
    for _ in range(JUMPS):
        step = draw.randint(1, steps)
        position = Position(step, draw.randint(1, debugger.route.length(step)))
        start = perf_counter()
        debugger.go_to(position)
        debugger.snapshot()
        times.append(perf_counter() - start)
    times.sort()
    slowest = times[-1]
    per_step = (held(debugger.timeline) - empty) / steps
    print(f"{JUMPS:,} jumps      median     99 %  slowest")
    print(
        f"milliseconds  {1e3 * median(times):8.2f} {1e3 * times[JUMPS * 99 // 100]:8.2f} {1e3 * slowest:8.2f}", end=""
    )
    print(f"   (wanted: at most {1e3 * SLOWEST:.0f})")
    print(f"bytes a step  {per_step:8.3f}   (wanted: at most {BYTES_PER_STEP:.0f})")
    reached = slowest <= SLOWEST and per_step <= BYTES_PER_STEP
    print("Everything wanted was reached." if reached else "Missed.")
    sys.exit(not reached)


if __name__ == "__main__":
    main()
