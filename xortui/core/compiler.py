"""Programs compiled to Python functions: all values of one step on floats, many steps on floats, forward on arrays.

Each function is written from the operations' own expressions, in their order, so all of them do the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from xortui.core.expression import ONE, Constant, Expression, Name, Product, rebuild, source
from xortui.core.functions import FLOAT_FUNCTIONS
from xortui.core.program import LOSS, Kind, Operation, Phase, Program

Values = tuple[float, ...]
"""The value of every operation of one step, in the program's order."""
Evaluate = Callable[[Sequence[float], Sequence[float], Sequence[float], Sequence[float]], Values]
"""state, x, y, settings → values."""
Forward = Callable[[Sequence[Any], Sequence[Any]], tuple[Any, ...]]
"""state, x → the values of the weighted sums and units, in the program's order."""
Loss = Callable[[Sequence[Any], Sequence[Any], Sequence[Any]], Any]
"""state, x, y → C."""
Run = Callable[
    [list[float], Iterable[tuple[float, ...]], Iterable[bool], Sequence[float], Callable[[float], None]], None
]
"""state (changed in place), a row (x…, y…) per step, whether each step ends a batch, settings, record(loss)."""

_LETTERS = {"ŷ": "yhat", "∂": "d", "Σ": "sum_", "η": "learning_rate", "μ": "momentum", "/": "_", "(": "_", ")": ""}


def identifier(symbol: str) -> str:
    """Return the Python name for a symbol: ∂C/∂ŷ → dC_dyhat."""
    return "".join(_LETTERS.get(letter, letter) for letter in symbol)


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


def compile_loss(program: Program, functions: Mapping[str, Callable[..., Any]]) -> Loss:
    """Compile the forward phase and the loss: state, x, y → C, on whatever numbers `functions` compute with."""
    lines = [_unpack(program.state, "state"), _unpack(program.inputs, "x"), _unpack(program.targets, "y")]
    for operation in program.operations:
        if operation.phase in (Phase.FORWARD, Phase.LOSS):
            lines.append(f"{identifier(operation.target)} = {source(operation.expression, identifier, inline=False)}")
    lines.append(f"return {LOSS}")
    compiled: Loss = _define("loss(state, x, y)", lines, functions)
    return compiled


def compile_run(program: Program, *, records: bool) -> Run:
    """Compile the loop over many steps, with nothing in it but what the state and the recorded loss depend on.

    A value that only renames another (∂z3/∂h1 = w5) is read in place, and a product with 1 is left out: both give the
    same bits as the operations written out.
    """
    shorter = _Shorter()
    inner: list[str] = []
    closing: list[str] = []
    for operation in program.operations:
        if operation.number not in program.trains_with or (operation.kind is Kind.LOSS and not records):
            continue
        expression = shorter.expression(operation)
        if expression is None:
            continue
        line = f"{identifier(operation.target)} = {source(expression, identifier, inline=True)}"
        if operation.kind is Kind.LOSS:
            line = f"record({source(expression, identifier, inline=True)})"
        ends = program.batched and operation.kind in (Kind.VELOCITY, Kind.UPDATE, Kind.RESET)
        (closing if ends else inner).append(line)
    row = _tuple([*program.inputs, *program.targets])
    lines = [_unpack(program.state, "state"), _unpack(program.settings, "settings")]
    lines.append(f"for {row}, ends_batch in zip(rows, endings):" if program.batched else f"for {row} in rows:")
    lines += [f"    {line}" for line in inner]
    if closing:
        lines += ["    if ends_batch:", *(f"        {line}" for line in closing)]
    lines.append(f"state[:] = {_tuple(program.state)}")
    compiled: Run = _define("run(state, rows, endings, settings, record)", lines, FLOAT_FUNCTIONS)
    return compiled


class _Shorter:
    """Rewrites expressions to read renamed values in place and to leave out factors of 1."""

    def __init__(self) -> None:
        self._renamed: dict[str, Expression] = {}

    def expression(self, operation: Operation) -> Expression | None:
        """Return what is left to compute for an operation; None if its value is read in place."""
        expression = self._rewrite(operation.expression)
        if isinstance(expression, Name | Constant) and operation.kind in (Kind.FACTOR, Kind.DERIVATIVE):
            self._renamed[operation.target] = expression
            return None
        return expression

    def _rewrite(self, expression: Expression) -> Expression:
        match expression:
            case Name(symbol):
                return self._renamed.get(symbol, expression)
            case Product(factors):
                kept = [f for f in map(self._rewrite, factors) if f is not ONE]
                return Product(tuple(kept)) if len(kept) > 1 else kept[0] if kept else ONE
            case _:
                return rebuild(expression, self._rewrite)


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
