"""Errors that a file makes of ŷ − y before it goes back: cut off at a limit, tanh of it, its sign, or weighted.

Each is ∂C/∂ŷ of a loss of its own: Huber's, log-cosh, the absolute error, weighted classes. What a network behind it
learns by is told by putting ŷ less this error in the place of the target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from xortui.check.recognition.errors_of_outputs import OutputOfSample, differences_of, made_of_differences
from xortui.check.recognition.evaluation import Points, operands
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.points import Evaluated, OwnError
from xortui.check.tracing.tape import Tape

MAX_KINDS = 4
"""Errors that are tried, but for multiples of each other."""
ALIKE = 1e-9
"""How far the multiples that errors are of ŷ − y may differ and be one factor."""


def own_errors(tape: Tape, forward: Forward, evaluated: Evaluated) -> Iterator[dict[int, OwnError]]:
    """Yield for each place of the file that makes errors of ŷ − y the error of every output.

    Args:
        tape: what the program computed.
        forward: the network of a step.
        evaluated: the step at random points.
    """
    differences = differences_of(tape, forward)
    if not differences:
        return
    made = made_of_differences(tape, forward, evaluated.states, differences)
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
    uses = Counter(part for node in forward.part if node not in forward.roots for part in operands(tape, node))
    kinds: list[tuple[Points, list[dict[OutputOfSample, int]]]] = []
    for group in reversed(groups.values()):
        if len(group) < count or not _follows(evaluated, group, errors):
            continue
        rows = np.array([evaluated.values[group[output]] for output in errors])
        direction = rows / np.linalg.norm(rows)
        alike = next((kind for known, kind in kinds if np.allclose(known, direction, rtol=0, atol=ALIKE)), None)
        if alike is not None:
            alike.append(group)
        elif len(kinds) < MAX_KINDS:
            kinds.append((direction, [group]))
    for _, alike in kinds:
        # What all that is learnt is multiplied with is the error itself, and not that times a rate.
        chosen = max(alike, key=lambda group: uses[next(iter(group.values()))])
        yield {forward.outputs[k][s]: OwnError(node, signs[k, s]) for (k, s), node in chosen.items()}


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
