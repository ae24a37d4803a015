"""The source of the loop that trains many networks side by side, in the Python that numba makes machine code of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from xortui.core.compiler import identifier, shortest_step
from xortui.core.expression import (
    MAX_TERMS,
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)
from xortui.core.machine.loop_source import NAME, unpacked
from xortui.core.machine.making import LANES
from xortui.core.program import BATCH, Operation, Program

NEAREST_MEMORY = 24_000
"""Bytes that the numbers of all networks may take together: the processor's nearest memory holds 32,000 or more."""
WIDTHS = (256, 128, 64, 32)
"""How many networks there may be side by side."""
MAX_OPERATIONS = 600
"""Straight lines of more take numba longer than they save."""
ARGUMENTS = (
    "table: CPointer(float64)",
    "count: int64",
    "rows: CPointer(float64)",
    "endings: CPointer(int64)",
    "samples: int64",
    "settings: CPointer(float64)",
    "epochs: int64",
    "orders: CPointer(int64)",
)
"""What the function takes; see `lane_source`."""


def can_be_lanes(program: Program) -> bool:
    """Say whether a program is short enough for machine code."""
    longest = max(len(operation.reads) for operation in program.operations)
    return len(program.operations) <= MAX_OPERATIONS and longest < MAX_TERMS


def lane_width(program: Program) -> int:
    """Return how many networks a program's loop trains side by side."""
    for width in WIDTHS:
        if 8 * width * (len(program.state) + 2) <= NEAREST_MEMORY:
            return width
    return WIDTHS[-1]


def lane_source(program: Program, *, has_orders: bool) -> str:
    """Write the loop that trains networks side by side, the same operations on each.

    Its function takes:

    - table: `lane_width` networks side by side. A row for each number of the state, changed in place; a row that it
      needs; and a row in which it puts the first epoch, from 1, in which a network had enough samples right, if that
      is 0.
    - count: how many of the networks are trained.
    - rows: x…, y…, and the lower and upper bound of each output, of every sample, one after the other.
    - endings: for each sample of an epoch, how many the batch has that ends with it, 0 if none.
    - samples: how many an epoch has.
    - settings: the values of the program's settings, and how many samples have to be right.
    - epochs: how many are run.
    - orders: which sample each network takes at each step, the networks of one step one after the other.

    Args:
        program: what a step does.
        has_orders: whether each network has an order of its own; else all take the samples in their order.
    """
    width = 3 * len(program.targets) + len(program.inputs)
    lanes = lane_width(program)
    inside = len(program.state) * lanes
    learnt = inside + lanes
    values = unpacked([*program.inputs, *program.targets, *_bounds(program)], "rows[row + {}]")
    every = shortest_step(program, records=False, kept=frozenset(_outputs(program)))
    short = [pair for pair in every if not program.ends_batches(pair[0])]
    if has_orders:
        at = [f"row = orders[(epoch * samples + turn) * {lanes} + lane] * {width}", *values]
        before = []
    else:
        at = []
        before = [f"row = turn * {width}", *values]
    whole_loop = _loop([*at, *_step(program, every, inside)])
    body = whole_loop
    if program.batched:
        # Whether a batch ends is the same for all, so that it need not be asked for each.
        before.append(f"{identifier(BATCH)} = float(endings[turn])")
        short_loop = _loop([*at, *_step(program, short, inside)])
        body = ["if endings[turn] > 0:", *_indented(whole_loop), "else:", *_indented(short_loop)]
    begun = [f"table[{inside} + lane] = 0.0"]
    ended = [
        f"is_new = (table[{inside} + lane] >= needed) & (table[{learnt} + lane] == 0.0)",
        f"table[{learnt} + lane] = epoch + 1.0 if is_new else table[{learnt} + lane]",
    ]
    lines = [
        *unpacked([*program.settings, "needed"], "settings[{}]"),
        "for epoch in range(epochs):",
        *_indented(_loop(begun)),
        "    for turn in range(samples):",
        *_indented(_indented([*before, *body])),
        *_indented(_loop(ended)),
    ]
    names = [argument.partition(":")[0] for argument in ARGUMENTS]
    return f"def {NAME}({', '.join(names)}):\n" + "".join(f"    {line}\n" for line in lines)


def _step(program: Program, operations: Sequence[tuple[Operation, Expression]], inside: int) -> list[str]:
    """Return the lines of a step of one lane."""
    lanes = lane_width(program)
    lines = []
    for place, symbol in enumerate(program.state):
        lines.append(f"{identifier(symbol)} = table[{place * lanes} + lane]")
    for operation, expression in operations:
        lines.append(f"{identifier(operation.target)} = {_written(expression)}")
    conditions = []
    for number, output in enumerate(_outputs(program)):
        name = identifier(output)
        conditions += [f"(low{number} < {name})", f"({name} < high{number})"]
    # Not "and", which would branch: lanes can't.
    lines.append(f"is_inside = {' & '.join(conditions)}")
    lines.append(f"table[{inside} + lane] += 1.0 if is_inside else 0.0")
    assigned = {operation.target for operation, _ in operations if operation.assigns}
    for place, symbol in enumerate(program.state):
        if symbol in assigned:
            lines.append(f"table[{place * lanes} + lane] = {identifier(symbol)}")
    return lines


def _outputs(program: Program) -> list[str]:
    return [unit.name for unit in program.network.units[-1]]


def _bounds(program: Program) -> list[str]:
    count = len(program.targets)
    return [*[f"low{number}" for number in range(count)], *[f"high{number}" for number in range(count)]]


def _loop(lines: Sequence[str]) -> list[str]:
    return ["for lane in range(count):", *_indented(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _written(expression: Expression) -> str:
    """Write an expression, its functions as those of lanes; the order of the arithmetic is the tree's."""
    match expression:
        case Name(symbol):
            return identifier(symbol)
        case Constant(value, _):
            return repr(value)
        case Sum(terms):
            text = _written(terms[0])
            for term in terms[1:]:
                match term:
                    case Negative(argument):
                        text += f" - {_written(argument)}"
                    case _:
                        text += f" + {_written(term)}"
            return f"({text})"
        case Product(factors):
            return f"({' * '.join(map(_written, factors))})"
        case Quotient(numerator, denominator):
            return _called("divide", [_written(numerator), _written(denominator)])
        case Power(base, exponent):
            return _called("power", [_written(base), _written(exponent)])
        case Greatest(parts):
            return reduce(lambda first, second: _called("greatest", [first, second]), map(_written, parts))
        case Least(parts):
            return reduce(lambda first, second: _called("least", [first, second]), map(_written, parts))
        case Negative(argument):
            return f"(-{_written(argument)})"
        case Call(function, argument):
            constant = [] if function.constant is None else [repr(function.constant)]
            return _called(function.name, [_written(argument), *constant])
    raise TypeError(f"not an expression: {expression!r}")


def _called(name: str, arguments: Sequence[str]) -> str:
    return f"{LANES}{name}({', '.join(arguments)})"
