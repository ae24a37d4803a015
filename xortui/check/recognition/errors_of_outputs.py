"""Numbers of a step that are made of ŷ − y, of one output of one sample each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum

from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward
from xortui.check.tracing.op_numbers import CONSTANT, DIV, MUL, NEG, SUB
from xortui.check.tracing.tape import Op, Tape

_EVEN = frozenset(map(int, (Op.ABS, Op.SQRT)))
"""What an error may be multiplied with that comes from an error: |e|, √(1 + e²). A slope of it would be a mistake."""
OutputOfSample = tuple[int, int]
"""The number of an output and of a sample."""


def differences_of(tape: Tape, forward: Forward) -> dict[int, tuple[OutputOfSample, float]]:
    """Return the nodes of ŷ − y, with 1, and of y − ŷ, with −1; nothing if an output has none."""
    pairs: dict[tuple[int, int], tuple[OutputOfSample, float]] = {}
    for k, (outputs, targets) in enumerate(zip(forward.outputs, forward.targets, strict=True)):
        for sample, output in outputs.items():
            pairs[output, targets[sample]] = ((k, sample), 1.0)
            pairs[targets[sample], output] = ((k, sample), -1.0)
    found = {}
    for node in forward.part:
        if tape.op[node] == SUB and node not in forward.roots:
            pair = operands(tape, node)
            if pair in pairs:
                found[node] = pairs[pair]
    compared = {output for output, _ in found.values()}
    return found if len(compared) == len(pairs) // 2 else {}


def made_of_differences(
    tape: Tape, forward: Forward, states: Collection[int], differences: Mapping[int, tuple[OutputOfSample, float]]
) -> dict[int, OutputOfSample]:
    """Return the nodes that come from one output's error alone, and from numbers that are no part of the network.

    Args:
        tape: what the program computed.
        forward: the network of a step.
        states: what earlier steps have left.
        differences: the nodes of ŷ − y, and of y − ŷ.
    """
    fed = {node for by_sample in (*forward.inputs, *forward.targets) for node in by_sample.values()}
    learnt = forward.parameters.keys() | set(states) | forward.masks.keys()
    of_error: dict[int, OutputOfSample] = {}
    squares: dict[int, OutputOfSample] = {}
    free: set[int] = set()
    for node in forward.part:
        if node in differences:
            of_error[node] = differences[node][0]
            continue
        if node in forward.roots:
            if tape.op[node] == CONSTANT or (node not in fed and node not in learnt):
                free.add(node)
            continue
        parts = operands(tape, node)
        if any(part not in free and part not in of_error and part not in squares for part in parts):
            continue
        outputs = {of_error.get(part) or squares[part] for part in parts if part not in free}
        if not outputs:
            free.add(node)
        elif len(outputs) == 1:
            kind = _kind(tape, node, [part in of_error for part in parts], [part in squares for part in parts])
            if kind is not None:
                (of_error if kind is Made.ERROR else squares)[node] = outputs.pop()
    return {node: output for node, output in of_error.items() if node not in differences and tape.op[node] != NEG}


class Made(Enum):
    """What comes from an error."""

    ERROR = "a number that may go back in its place"
    SQUARE = "its square, and what is made of that: its root is an error again, and an error may be divided by it"


def _kind(tape: Tape, node: int, are_errors: Sequence[bool], are_squares: Sequence[bool]) -> Made | None:
    """Return what a node is that comes from one error; None if an error goes into it twice.

    Args:
        tape: where it stands.
        node: the node.
        are_errors: whether each of its operands may go back in the place of an error.
        are_squares: whether each is made of the square.
    """
    op = tape.op[node]
    parts = operands(tape, node)
    if any(are_squares):
        if op in _EVEN or (op == DIV and are_errors[0] and are_squares[1]):
            return Made.ERROR
        return None if any(are_errors) else Made.SQUARE
    if op == MUL and all(are_errors) and not any(tape.op[part] in _EVEN for part in parts):
        return Made.SQUARE if parts[0] == parts[1] else None
    return Made.ERROR


def made_of_errors(tape: Tape, forward: Forward, states: Collection[int]) -> set[int]:
    """Return the nodes that come from ŷ − y of one output alone; nothing if an output has none.

    Args:
        tape: what the program computed.
        forward: the network of a step.
        states: what earlier steps have left.
    """
    differences = differences_of(tape, forward)
    return set(made_of_differences(tape, forward, states, differences)) if differences else set()
