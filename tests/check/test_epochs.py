"""How many epochs a file trains is read from the loops around its step, or not told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.stuck import batch
from tests.check.written_files import written
from xortui.check.causes.epochs import turns_around
from xortui.check.recognition.chains import Uses, chains, steps
from xortui.check.tracing.tape import Op, Tape
from xortui.check.tracing.trace import traced

LOOPS = {
    "for epoch in range(300)": [300],
    "N = 70\nfor epoch in range(N)": [70],
    "N = 70\nfor epoch in range(20, N)": [50],
    "for epoch in iter([1] * 90)": [None],
    "N = 70\nN = 90\nfor epoch in range(N)": [None],
    "N = len('a' * 90)\nfor epoch in range(N)": [None],
    "for run in range(2):\n  for epoch in range(45)": [2, 45],
}


def turns(tmp_path: Path, source: str) -> list[int | None] | None:
    """Return how often the loops around the step of a program run."""
    trace = traced(written(source, tmp_path), source, None, Tape(most_nodes=1_000, enough_blocks=100))
    found = chains(trace.tape, Uses(trace.tape))
    step = steps(trace.tape, found, Uses(trace.tape))[0]
    forward = next(n for n in range(step.start + 1, step.end) if trace.tape.op[n] == Op.EXP)
    return turns_around(trace, forward, max(chain.at(step.end) for chain in found))


@pytest.mark.parametrize("loop", LOOPS)
def test_ranges_with_numbers_of_the_file_are_read(tmp_path: Path, loop: str) -> None:
    assert turns(tmp_path, batch(loop=loop)) == LOOPS[loop]


def test_the_argument_of_a_call_is_read(tmp_path: Path) -> None:
    lines = batch(loop="for epoch in range(times)").splitlines()
    start = lines.index("for epoch in range(times):")
    body = ["    " + line for line in lines[start:]]
    globals_ = "    global W1, W2, b1, b2"
    source = "\n".join([*lines[:start], "def train(rate, times):", globals_, *body, "train(0.5, times=80)", ""])
    assert turns(tmp_path, source) == [80]


@pytest.mark.parametrize("loop", ["while True", "for epoch in range(40)"])
def test_a_while_and_a_loop_that_is_left_are_not(tmp_path: Path, loop: str) -> None:
    source = batch(loop=loop, then="if A2[0, 0] > 0.999: break")
    assert turns(tmp_path, source) in (None, [None])
