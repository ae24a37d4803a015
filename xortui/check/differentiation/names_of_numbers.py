"""What is learnt by its names in the file, where no network tells which layer a number is of."""

from __future__ import annotations

from xortui.check.differentiation.numbers_of_step import NumbersOfStep, before
from xortui.check.recognition.names import names_in_file
from xortui.check.tracing.op_numbers import MUL
from xortui.check.watching import WatchedRun

WEIGHT = "w"
BIAS = "b"
"""What the names begin with that numbers have until that of the file is known: as those of xortui's networks do."""


def names_of_numbers(seen: WatchedRun, numbers: NumbersOfStep) -> dict[str, list[int]]:
    """Return name in the file → the roots of the numbers that it holds."""
    depths = depths_of_uses(numbers)
    versions = {}
    layer_of = {}
    root_of = {}
    for root, number in numbers.forward.parameters.items():
        is_weight = any(numbers.part.op[user] == MUL for user in numbers.part.users_of(root))
        name = f"{WEIGHT if is_weight else BIAS}{number}"
        versions[name] = seen.chains[number].versions
        layer_of[name] = min(depths.get(root, {0}))
        root_of[name] = root
    named = names_in_file(seen.trace, seen.chains, versions, layer_of)
    found: dict[str, list[int]] = {}
    for parameter, name in named.group.items():
        found.setdefault(name, []).append(root_of[parameter])
    return found


def depths_of_uses(numbers: NumbersOfStep, loss: int = 0) -> dict[int, set[int]]:
    """Return for the root of each parameter, of its uses, how many others lie on the longest way from the data to it.

    Args:
        numbers: of a step.
        loss: the node of its loss, where nothing is known of its outputs.
    """
    part = numbers.part
    parameters = numbers.forward.parameters
    ends = numbers.forward.output_nodes
    nodes = before(part, ends or [loss]) if ends or loss else part.nodes
    depth: dict[int, int] = {}
    found: dict[int, set[int]] = {}
    for node in nodes:
        parts = part.parts[node]
        if not parts:
            continue
        own = [one for one in parts if one in parameters]
        below = max((depth.get(one, 0) for one in parts), default=0)
        is_product = bool(own) and part.op[node] == MUL
        depth[node] = below + is_product
        for one in own:
            found.setdefault(one, set()).add(depth[node])
    return found
