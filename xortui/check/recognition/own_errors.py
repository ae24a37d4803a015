"""Errors that a file makes of ŷ − y before it goes back: cut off at a limit, tanh of it, its sign, or weighted.

Each is ∂C/∂ŷ of a loss of its own: Huber's, log-cosh, the absolute error, weighted classes. What a network behind it
learns by is told by putting ŷ less this error in the place of the target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated, OwnError
from xortui.check.tracing.op_numbers import CONSTANT, MUL, NEG, SUB
from xortui.check.tracing.tape import Op, Tape

MAX_KINDS = 4
"""Places of the file whose numbers are tried as errors."""
ALIKE = 1e-9
"""How far the multiples that errors are of ŷ − y may differ and be one factor."""
_EVEN = frozenset(map(int, (Op.ABS, Op.SQRT)))
"""What an error may be multiplied with that comes from an error: |e|, √(1 + e²). A slope of it would be a mistake."""
OutputOfSample = tuple[int, int]
"""The number of an output and of a sample."""


def own_errors(tape: Tape, forward: Forward, evaluated: Evaluated) -> Iterator[dict[int, OwnError]]:
    """Yield for each place of the file that makes errors of ŷ − y the error of every output.

    Args:
        tape: what the program computed.
        forward: the network of a step.
        evaluated: the step at random points.
    """
    differences = _differences(tape, forward)
    if not differences:
        return
    made = _made_of_differences(tape, forward, evaluated, differences)
    count = sum(map(len, forward.outputs))
    groups: dict[tuple[int, int], dict[OutputOfSample, int]] = {}
    turns: dict[tuple[int, OutputOfSample], int] = {}
    for node, output in made.items():
        site = int(tape.site[node])
        turn = turns.get((site, output), 0)
        turns[site, output] = turn + 1
        groups.setdefault((site, turn), {})[output] = node
    signs = dict(differences.values())
    errors = {output: node for node, (output, _) in differences.items()}
    tried = 0
    for group in reversed(groups.values()):
        if len(group) < count or not _follows(evaluated, group, errors):
            continue
        yield {forward.outputs[k][s]: OwnError(node, signs[k, s]) for (k, s), node in group.items()}
        tried += 1
        if tried == MAX_KINDS:
            return


def _differences(tape: Tape, forward: Forward) -> dict[int, tuple[OutputOfSample, float]]:
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


def _made_of_differences(
    tape: Tape, forward: Forward, evaluated: Evaluated, differences: Mapping[int, tuple[OutputOfSample, float]]
) -> dict[int, OutputOfSample]:
    """Return the nodes that come from one output's error alone, and from numbers that are no part of the network."""
    fed = {node for by_sample in (*forward.inputs, *forward.targets) for node in by_sample.values()}
    learnt = forward.parameters.keys() | evaluated.states | forward.masks.keys()
    of_error: dict[int, OutputOfSample] = {}
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
        if any(part not in free and part not in of_error for part in parts):
            continue
        own = [part for part in parts if part in of_error]
        outputs = {of_error[part] for part in own}
        is_product = tape.op[node] == MUL and len(own) > 1
        if is_product and not any(tape.op[part] in _EVEN for part in own):
            continue
        if not outputs:
            free.add(node)
        elif len(outputs) == 1:
            of_error[node] = outputs.pop()
    return {node: output for node, output in of_error.items() if node not in differences and tape.op[node] != NEG}


def _follows(evaluated: Evaluated, group: Mapping[OutputOfSample, int], errors: Mapping[OutputOfSample, int]) -> bool:
    """Say whether numbers have the signs of the errors that they come from, and are not all the same multiple."""
    rows = np.array([evaluated.values[node] for node in group.values()])
    wanted = np.array([evaluated.values[errors[output]] for output in group])
    if not np.isfinite(rows).all() or not np.isfinite(wanted).all() or not wanted.all():
        return False
    multiples = rows / wanted
    least = float(multiples.min())
    most = float(multiples.max())
    return least >= 0 and most > 0 and most - least > ALIKE * most
