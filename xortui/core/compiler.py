"""Programs compiled to Python functions: all values of one step on floats, many steps on floats, forward on arrays.

Each function is written from the operations' own expressions, in their order, so all of them do the same arithmetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import inf
from typing import Any, NamedTuple

from xortui.core.expression import ONE, Constant, Expression, Name, Product, names, rebuild, source
from xortui.core.functions import FLOAT_FUNCTIONS
from xortui.core.program import BATCH, LOSS, Kind, Operation, Phase, Program
from xortui.core.settings import SETTINGS

Values = tuple[float, ...]
"""The value of every operation of one step, in the program's order."""
Evaluate = Callable[[Sequence[float], Sequence[float], Sequence[float], Sequence[float]], Values]
"""state, x, y, settings → values."""
Forward = Callable[[Sequence[Any], Sequence[Any]], tuple[Any, ...]]
"""state, x → the values of the weighted sums and units, in the program's order."""
Answers = Callable[[Sequence[Any], Sequence[Any], Sequence[Any]], tuple[Any, ...]]
"""state, x, y → ŷ …, C."""
Spread = tuple[float, float, float]
"""The sum, the least and the greatest of the loss C over some steps."""
Run = Callable[[list[float], Iterator[Any], Sequence[float], Iterable[int], Callable[[Spread], None]], None]
"""state (changed in place), steps, settings, sizes, record.

A step is a row (x…, y…), or with batches a row and how many samples the batch has that it ends, 0 if none. Where the
loss is recorded, the steps come in groups of the sizes given, and `record` gets the spread of each.
"""

MAX_KEPT = 16
"""Loops that are kept for when another engine runs the same program."""
MAX_IDENTIFIERS = 1 << 16
"""Python names that are kept: a program reads each of its symbols many times."""
_GROUP = "total, least, greatest = 0.0, inf, -inf"
"""Begins a group of steps whose loss is recorded."""
_RECORD = (
    f"total += {LOSS}",
    f"if {LOSS} < least: least = {LOSS}",
    f"if {LOSS} > greatest: greatest = {LOSS}",
)
"""Adds one step's loss to its group."""
_LETTERS = {
    "ŷ": "yhat",
    "∂": "d",
    "Σ": "sum_",
    "ḡ": "mean_",
    "ĝ": "clipped_",
    "\u0302": "hat",
    "‖": "length_",
    "/": "_",
    "(": "_",
    ")": "",
}
"""What stands in a Python name for a letter that can't."""
_NAMES = {setting.symbol: setting.key for setting in SETTINGS} | {"ηt": "learning_rate_now"}


@lru_cache(maxsize=MAX_IDENTIFIERS)
def identifier(symbol: str) -> str:
    """Return the Python name for a symbol: ∂C/∂ŷ → dC_dyhat, β1 → beta1."""
    return _NAMES.get(symbol) or "".join(_LETTERS.get(letter, letter) for letter in symbol)


def compile_evaluate(program: Program) -> Evaluate:
    """Compile one whole step: every operation, trained with or only read, each value kept."""
    lines = [_unpack(program.state, "state"), _unpack(program.inputs, "x"), _unpack(program.targets, "y")]
    lines.append(_unpack(program.settings, "settings"))
    current: dict[str, str] = {}
    kept = []
    for operation in program.operations:
        text = source(operation.expression, lambda name: current.get(name, identifier(name)), inline=True)
        # An assigned value gets a name of its own, so that the value before it stays readable.
        target = identifier(operation.target) + (f"_{operation.number}" if operation.assigns else "")
        current[operation.target] = target
        kept.append(target)
        lines.append(f"{target} = {text}")
    lines.append(f"return ({', '.join(kept)},)")
    compiled: Evaluate = _define("evaluate(state, x, y, settings)", lines, FLOAT_FUNCTIONS)
    return compiled


def compile_forward(program: Program, functions: Mapping[str, Callable[..., Any]]) -> Forward:
    """Compile the forward phase on whatever numbers `functions` compute with: arrays, complex numbers."""
    lines = [_unpack(program.state, "state"), _unpack(program.inputs, "x")]
    targets = []
    for operation in program.operations:
        if operation.phase is Phase.FORWARD:
            targets.append(identifier(operation.target))
            lines.append(f"{targets[-1]} = {source(operation.expression, identifier, inline=False)}")
    lines.append(f"return ({', '.join(targets)},)")
    compiled: Forward = _define("forward(state, x)", lines, functions)
    return compiled


def compile_answers(program: Program, functions: Mapping[str, Callable[..., Any]]) -> Answers:
    """Compile the forward phase and the loss: state, x, y → (ŷ …, C), on whatever numbers `functions` compute with."""
    lines = [_unpack(program.state, "state"), _unpack(program.inputs, "x"), _unpack(program.targets, "y")]
    for operation in program.operations:
        if operation.phase in (Phase.FORWARD, Phase.LOSS):
            lines.append(f"{identifier(operation.target)} = {source(operation.expression, identifier, inline=False)}")
    outputs = [unit.name for unit in program.network.units[-1]]
    lines.append(f"return {_tuple([*outputs, LOSS])}")
    compiled: Answers = _define("answers(state, x, y)", lines, functions)
    return compiled


class Line(NamedTuple):
    """One assignment of a step, as Python."""

    text: str
    ends_batches: bool
    """Whether it runs only in steps that end a batch."""


def step_lines(program: Program, *, records: bool) -> list[Line]:
    """Return what a loop over many steps computes in each of them, in its order."""
    lines = []
    for operation, expression in shortest_step(program, records=records):
        text = f"{identifier(operation.target)} = {source(expression, identifier, inline=True)}"
        lines.append(Line(text, program.ends_batches(operation)))
    return lines


@lru_cache(maxsize=MAX_KEPT)
def compile_run(program: Program, *, records: bool) -> Run:
    """Compile the loop over many steps, with nothing in it but what the state and the recorded loss depend on."""
    body: list[str] = []
    closing: list[str] = []
    for line in step_lines(program, records=records):
        (closing if line.ends_batches else body).append(line.text)
    if closing:
        body += [f"if {BATCH}:", *_indented(closing)]
    row = _tuple([*program.inputs, *program.targets])
    step = f"{row}, {BATCH}" if program.batched else row
    if records:
        body += _RECORD
        group = [_GROUP, f"for {step} in islice(steps, size):", *_indented(body)]
        loop = ["for size in sizes:", *_indented([*group, "record((total, least, greatest))"])]
    else:
        loop = [f"for {step} in steps:", *_indented(body)]
    lines = [_unpack(program.state, "state"), _unpack(program.settings, "settings"), *loop]
    lines.append(f"state[:] = {_tuple(program.state)}")
    functions: dict[str, Any] = {**FLOAT_FUNCTIONS, "islice": islice, "inf": inf}
    compiled: Run = _define("run(state, steps, settings, sizes, record)", lines, functions)
    return compiled


def compile_formulas(
    arguments: Sequence[str], formulas: Sequence[tuple[str, Expression]], wanted: Sequence[str]
) -> Callable[..., tuple[float, ...]]:
    """Compile some formulas on floats, of which each may read those before it.

    Args:
        arguments: the names that the function is given.
        formulas: names, and how each is computed; one that nothing wanted needs is left out.
        wanted: the names of what the function returns.
    """
    live = set(wanted)
    lines: list[str] = []
    for name, expression in reversed(formulas):
        if name in live:
            live.update(names(expression))
            lines.append(f"{name} = {source(expression, str, inline=True)}")
    lines.reverse()
    lines.append(f"return {_tuple(wanted)}")
    compiled: Callable[..., tuple[float, ...]] = _define(f"formulas({', '.join(arguments)})", lines, FLOAT_FUNCTIONS)
    return compiled


Scan = Callable[
    [
        list[float],
        list[Any],
        Iterator[Any],
        Sequence[float],
        Iterable[int],
        Callable[[Spread], None],
        int,
        list[tuple[int, int, int]],
    ],
    None,
]
"""state and memory (changed in place), steps, settings, sizes, record, the number of the first step, hits (added to).

A step is a row (x…, y…); with batches, a row and how many samples the batch has that it ends, 0 if none; and where the
insertions count samples, that and the number of its sample, from 1. They come in groups of the sizes given; `record`
gets the spread of the loss in each, where it is recorded, and is not called else.
"""


class Insertions(NamedTuple):
    """Lines of Python to run between the operations of a step, for what looks on while a program runs."""

    reads: frozenset[str]
    """The names of the values that the lines read: they are there under `identifier(name)` once they are computed."""
    memory: Sequence[str]
    """Variables of the lines' own that live from step to step."""
    start: Sequence[str]
    before: Mapping[int, Sequence[str]]
    """By the number of the operation."""
    after: Mapping[int, Sequence[str]]
    end: Sequence[str]
    functions: Mapping[str, Callable[..., Any]]
    """What the lines call."""
    counts_samples: bool = False
    """Whether the lines read `sample`."""


def scan_lines(program: Program, insertions: Insertions, *, records: bool) -> list[str]:
    """Return what a loop with insertions runs in each step, in its order."""
    body = list(insertions.start)
    closing: list[str] = []
    for operation, expression in shortest_step(program, records=records, kept=insertions.reads):
        lines = closing if program.ends_batches(operation) else body
        lines += insertions.before.get(operation.number, ())
        lines.append(f"{identifier(operation.target)} = {source(expression, identifier, inline=True)}")
        lines += insertions.after.get(operation.number, ())
    if closing:
        body += [f"if {BATCH}:", *_indented(closing)]
    return [*body, *insertions.end]


def compile_scan(program: Program, insertions: Insertions, *, records: bool) -> Scan:
    """Compile the loop over many steps with lines inserted between its operations, which may add to `hits`.

    The lines may also read `step`, from 1, and with batches m, the samples of the batch that the step ends, or 0.
    """
    body = scan_lines(program, insertions, records=records)
    if records:
        body += _RECORD
    row = _tuple([*program.inputs, *program.targets])
    step = f"({row}, {BATCH})" if program.batched else row
    if insertions.counts_samples:
        step = f"({step}, sample)"
    group = [f"for step, {step} in islice(counted, size):", *_indented(body)]
    if records:
        group = [_GROUP, *group, "record((total, least, greatest))"]
    memory = f"({', '.join(insertions.memory)},)" if insertions.memory else "()"
    lines = [
        _unpack(program.state, "state"),
        _unpack(["_" if name == BATCH else name for name in program.settings], "settings"),
        *([f"{memory} = memory"] if insertions.memory else []),
        "counted = enumerate(steps, first)",
        "for size in sizes:",
        *_indented(group),
        f"state[:] = {_tuple(program.state)}",
        *([f"memory[:] = {memory}"] if insertions.memory else []),
    ]
    functions: dict[str, Any] = {**FLOAT_FUNCTIONS, **insertions.functions, "islice": islice, "inf": inf}
    compiled: Scan = _define("scan(state, memory, steps, settings, sizes, record, first, hits)", lines, functions)
    return compiled


def _needed(program: Program, names_: frozenset[str]) -> set[int]:
    """Return the numbers of the operations that some values depend on."""
    live = set(names_)
    found: set[int] = set()
    for operation in reversed(program.operations):
        if operation.target in live:
            found.add(operation.number)
            live.update(operation.reads)
    return found


_MOVABLE = frozenset({Kind.FACTOR, Kind.MEAN, Kind.CLIPPED, Kind.PENALTY, Kind.CORRECTED})
"""What is computed where it is read, if it is read once."""


def shortest_step(
    program: Program, *, records: bool, kept: frozenset[str] = frozenset()
) -> list[tuple[Operation, Expression]]:
    """Return what is left to compute in a loop over steps, the loss last.

    A value that only renames another (∂z3/∂h1 = w5) is read in place, a factor of 1 is left out, the loss takes a
    difference that is also a derivative (ŷ − y) from there, and a factor or derivative that is read once is computed
    where it is read. No operands change places, so the bits are those of the operations written out; and nothing is
    moved past an assignment to a name that it reads.

    Values that are `kept` are computed under their own names, in the order of the program.
    """
    needed = _needed(program, kept)
    trained = program.trains_with
    last_reads = _last_reads(program)
    read_on = _losses_read_on(program)
    live = [
        o
        for o in program.operations
        if o.number in needed or (o.number in trained and (records or o.phase is not Phase.LOSS or o.number in read_on))
    ]
    if not kept and not read_on:
        live.sort(key=lambda operation: operation.phase is Phase.LOSS)
    in_place: dict[str, Expression] = {}
    rewritten: list[tuple[Operation, Expression]] = []
    for operation in live:
        expression = _rewrite(operation.expression, in_place)
        if operation.phase is Phase.LOSS:
            expression = _reuse(expression, {e: Name(o.target) for o, e in rewritten if not o.assigns})
        is_copy = operation.kind in (Kind.FACTOR, Kind.DERIVATIVE) and isinstance(expression, Name | Constant)
        if is_copy and operation.target not in kept and _can_wait(program, operation, last_reads):
            in_place[operation.target] = expression
        else:
            rewritten.append((operation, expression))
    reads = Counter(name for _, expression in rewritten for name in names(expression))
    sums = {operation.target for operation in live if operation.kind is Kind.WEIGHTED_SUM}
    in_place.clear()
    left: list[tuple[Operation, Expression]] = []
    for operation, unchanged in rewritten:
        expression = _rewrite(unchanged, in_place)
        # Not ∂C/∂z: layer within layer, parentheses would grow deeper than Python reads them.
        movable = operation.kind in _MOVABLE or (operation.kind is Kind.DERIVATIVE and operation.by not in sums)
        is_read_once = reads[operation.target] == 1 and operation.target not in kept
        if movable and is_read_once and _can_wait(program, operation, last_reads):
            in_place[operation.target] = expression
        else:
            left.append((operation, expression))
    return left


def _losses_read_on(program: Program) -> set[int]:
    """Return the numbers of the operations of the loss that something after it reads, as with some mistakes."""
    beyond = [operation for operation in program.operations if operation.phase is not Phase.LOSS]
    live = {name for operation in beyond for name in operation.reads}
    found = set()
    for operation in reversed(program.operations):
        if operation.phase is Phase.LOSS and operation.target in live:
            found.add(operation.number)
            live.update(operation.reads)
    return found


def _last_reads(program: Program) -> dict[str, int]:
    """Return for each name the number of the last operation that reads it, or what is computed from copies of it."""
    found: dict[str, int] = {}
    for operation in program.operations:
        for name in operation.reads:
            found[name] = operation.number
    for operation in reversed(program.operations):
        if operation.kind in _MOVABLE or operation.kind is Kind.DERIVATIVE:
            last = found.get(operation.target, operation.number)
            for name in operation.reads:
                found[name] = max(found[name], last)
    return found


def _can_wait(program: Program, operation: Operation, last_reads: Mapping[str, int]) -> bool:
    """Say whether an operation finds the same values where its own is read: none of them is assigned until then."""
    last = last_reads.get(operation.target, operation.number)
    for name in operation.reads:
        if any(operation.number <= number < last for number in program.assignments.get(name, ())):
            return False
    return True


def _rewrite(expression: Expression, in_place: Mapping[str, Expression]) -> Expression:
    """Return an expression with names replaced and factors of 1 left out."""
    match expression:
        case Name(symbol):
            return in_place.get(symbol, expression)
        case Product(factors):
            rewritten = [_rewrite(factor, in_place) for factor in factors]
            left = [factor for factor in rewritten if factor is not ONE]
            if len(left) > 1:
                return Product(tuple(left))
            return left[0] if left else ONE
        case _:
            return rebuild(expression, lambda part: _rewrite(part, in_place))


def _reuse(expression: Expression, computed: Mapping[Expression, Name]) -> Expression:
    """Return an expression that reads what has been computed already."""
    if expression in computed:
        return computed[expression]
    return rebuild(expression, lambda part: _reuse(part, computed))


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _tuple(symbols: Sequence[str]) -> str:
    return f"({', '.join(identifier(symbol) for symbol in symbols)},)"


def _unpack(symbols: Sequence[str], vector: str) -> str:
    return f"{_tuple(symbols)} = {vector}"


def _define(signature: str, lines: Sequence[str], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """Compile a function from its lines. Its names are made here from units and parameters, never from user text."""
    # The functions are default arguments: a local name is found faster than a global one.
    name, arguments = signature[:-1].split("(")
    bound = ", ".join(f"{function}={function}" for function in functions)
    body = "\n    ".join(lines)
    namespace: dict[str, Any] = dict(functions)
    exec(compile(f"def {name}({arguments}, {bound}):\n    {body}\n", f"<{name}>", "exec"), namespace)
    return namespace[name]
