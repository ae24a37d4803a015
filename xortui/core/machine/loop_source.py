"""The source of a program's loop over many steps, in the Python that numba makes machine code of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from xortui.core.compiler import Insertions, identifier, scan_lines, step_lines
from xortui.core.program import BATCH, LOSS, Program

NAME = "run"
"""What the function is called."""
ARGUMENTS = (
    "state: CPointer(float64)",
    "rows: CPointer(float64)",
    "order: CPointer(int64)",
    "endings: CPointer(int64)",
    "length: int64",
    "place: int64",
    "settings: CPointer(float64)",
    "sizes: CPointer(int64)",
    "chunks: CPointer(int64)",
    "count: int64",
    "spreads: CPointer(float64)",
    "states: CPointer(float64)",
    "magnitudes: CPointer(float64)",
    "work: CPointer(float64)",
)
"""What it takes, and of which type: numbers, or where numbers stand one after the other. See `loop_source`."""


class LoopSource(NamedTuple):
    """The Python of a loop."""

    text: str
    """A function called `NAME`."""
    work: int
    """How many numbers it needs room for."""


def loop_source(program: Program) -> LoopSource:
    """Write the loop that runs a program's steps and records their losses; the arithmetic is `compile_run`'s.

    Its function takes:

    - state: the state vector before the first step; changed in place.
    - rows: x… and y… of every sample, one after the other.
    - order: the samples that steps take; from its end it begins anew.
    - endings: how many samples the batch has that a step ends, 0 if none; in step with `order`.
    - length: of both.
    - place: of the first step, in both.
    - settings: the values of the program's settings.
    - sizes: how many steps each group has whose loss is recorded.
    - chunks: how many groups lie between two states that are kept.
    - count: how many chunks there are.
    - spreads: for each group, the sum, the least and the greatest of the loss are put here.
    - states: after each chunk, the state vector is put here.
    - magnitudes: and here the sum of the sizes of its numbers.
    - work: room that it needs.
    """
    text = whole_source(
        program,
        head=unpacked(program.state, "state[{}]"),
        step=recorded(_step(program)),
        tail=[f"state[{place}] = {identifier(symbol)}" for place, symbol in enumerate(program.state)],
    )
    return LoopSource(text, 0)


def whole_source(
    program: Program,
    *,
    head: Iterable[str],
    step: Iterable[str],
    tail: Iterable[str],
    arguments: Sequence[str] = ARGUMENTS,
) -> str:
    """Write a loop from its lines.

    Args:
        program: what a step does.
        head: what comes before the first step, besides the settings.
        step: a step.
        tail: what comes after the last of a chunk: it brings the state up to date.
        arguments: what the function takes.
    """
    names = [argument.partition(":")[0] for argument in arguments]
    lines = [
        *unpacked(program.settings, "settings[{}]"),
        *head,
        "group = 0",
        "for chunk in range(count):",
        "    for _ in range(chunks[chunk]):",
        "        total = 0.0",
        "        least = inf",
        "        greatest = -inf",
        "        for _ in range(sizes[group]):",
        *[f"            {line}" for line in step],
        "        spreads[3 * group] = total",
        "        spreads[3 * group + 1] = least",
        "        spreads[3 * group + 2] = greatest",
        "        group += 1",
        *[f"    {line}" for line in tail],
        "    magnitude = 0.0",
        f"    for k in range({len(program.state)}):",
        "        magnitude += abs(state[k])",
        f"        states[chunk * {len(program.state)} + k] = state[k]",
        "    magnitudes[chunk] = magnitude",
    ]
    return f"def {NAME}({', '.join(names)}):\n" + "".join(f"    {line}\n" for line in lines)


def recorded(step: Iterable[str]) -> list[str]:
    """Return the lines of a step, with those that record its loss and go on to the next."""
    loss = identifier(LOSS)
    return [
        *step,
        f"total += {loss}",
        f"if {loss} < least:",
        f"    least = {loss}",
        f"if {loss} > greatest:",
        f"    greatest = {loss}",
        "place += 1",
        "if place == length:",
        "    place = 0",
    ]


SCAN_ARGUMENTS = (
    *ARGUMENTS,
    "first: int64",
    "memory: CPointer(float64)",
    "hits: CPointer(int64)",
    "found: CPointer(int64)",
)
"""What a loop with insertions takes besides; see `scan_source`."""


def scan_source(program: Program, insertions: Insertions, truths: Collection[str]) -> LoopSource:
    """Write the loop that runs a program's steps with lines inserted between its operations.

    Its function takes, besides what `loop_source` says:

    - first: the number of the first step.
    - memory: the variables that live from step to step; changed in place. What is true is 1.
    - hits: room for what the lines keep, three whole numbers for each hit.
    - found: how many of these numbers there are is put here.

    The lines read `at`, the number of the step, `step`, the same as a float, and where they ask for it `sample`.

    Args:
        program: what a step does.
        insertions: the lines, in numbers alone: nothing is None.
        truths: which variables of the memory are true or false.
    """
    step = row_lines(program)
    step += ["step = float(at)"]
    if insertions.counts_samples:
        step += ["sample = float(order[place] + 1)"]
    step += scan_lines(program, insertions, records=True)
    head = unpacked(program.state, "state[{}]")
    tail = [f"state[{place}] = {identifier(symbol)}" for place, symbol in enumerate(program.state)]
    for place, name in enumerate(insertions.memory):
        if name in truths:
            head.append(f"{name} = memory[{place}] != 0.0")
            tail.append(f"memory[{place}] = 1.0 if {name} else 0.0")
        else:
            head.append(f"{name} = memory[{place}]")
            tail.append(f"memory[{place}] = {name}")
    text = whole_source(
        program,
        head=[*head, "at = first", "hit = 0"],
        step=[*recorded(step), "at += 1"],
        tail=[*tail, "found[0] = hit"],
        arguments=SCAN_ARGUMENTS,
    )
    return LoopSource(text, 0)


def row_lines(program: Program) -> list[str]:
    """Return the lines that take a step's inputs and targets, and how many samples the batch has that it ends."""
    width = len(program.inputs) + len(program.targets)
    lines = [f"row = order[place] * {width}", *unpacked([*program.inputs, *program.targets], "rows[row + {}]")]
    if program.batched:
        lines.append(f"{identifier(BATCH)} = endings[place]")
    return lines


def _step(program: Program) -> list[str]:
    """Return the lines of one step."""
    lines = row_lines(program)
    closing: list[str] = []
    for line in step_lines(program, records=True):
        (closing if line.ends_batches else lines).append(line.text)
    if closing:
        lines += [f"if {identifier(BATCH)}:", *[f"    {line}" for line in closing]]
    return lines


def unpacked(symbols: Sequence[str], item: str) -> list[str]:
    """Return the lines that give each symbol its item."""
    return [f"{identifier(symbol)} = {item.format(place)}" for place, symbol in enumerate(symbols)]
