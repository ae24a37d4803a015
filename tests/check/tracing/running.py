"""Run a snippet traced and untraced, and compare what comes out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from xortui.check.recognition.evaluation import evaluate
from xortui.check.tracing.arrays import TracedArray, Wrapped, bare, nodes_of
from xortui.check.tracing.numbers import TRACED
from xortui.check.tracing.tape import Op, Tape
from xortui.check.tracing.trace import Trace, traced

MARKED = 0.28125
"""The number in a snippet that is moved."""
MOVED = 0.2890625
NO_NODE = -1

PRELUDE = f"""
import math
import random
import numpy as np
W = np.array([[{MARKED}, -0.7, 1.1], [0.4, 0.9, -0.2]])
X = np.array([[0.0, 1.0], [1.0, 0.5], [0.25, 0.75]])
v = np.array([0.5, -0.25, {MARKED}])
L = [[{MARKED}, -0.7], [0.4, 0.9]]
s = {MARKED}
n = 3
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One number of a result."""

    value: float
    node: int
    """Its node; NO_NODE for one that is not followed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a snippet computed."""

    result: Any
    printed: str
    error: BaseException | None


def run_untraced(code: str) -> Ran:
    """Run a snippet as Python does."""
    program = ModuleType("__main__")
    names = vars(program)
    main = sys.modules["__main__"]
    sys.modules["__main__"] = program
    printed = io.StringIO()
    error = None
    with redirect_stdout(printed), np.errstate(all="ignore"):
        try:
            exec(compile(code, "<snippet>", "exec"), names)
        except Exception as raised:
            error = raised
    sys.modules["__main__"] = main
    return Ran(names.get("result"), printed.getvalue(), error)


def run_traced(code: str, folder: Path) -> tuple[Ran, Trace]:
    """Run a snippet traced; its result stays what the program would see."""
    file = folder / "snippet.py"
    file.write_text(code)
    printed = io.StringIO()
    with redirect_stdout(printed):
        trace = traced(file, code, tape=Tape(most_nodes=10**7, seconds=600))
    return Ran(trace.names.get("result"), printed.getvalue(), trace.error), trace


def items(value: Any) -> Iterator[Item | str]:
    """Yield the numbers and words of a result, one after the other."""
    if isinstance(value, Wrapped):
        value = value.array
    if isinstance(value, TracedArray):
        cells = np.asarray(bare(value), dtype=float).reshape(-1)
        nodes = nodes_of(value).reshape(-1)
        for cell, node in zip(cells.tolist(), nodes.tolist(), strict=True):
            yield Item(cell, node)
    elif isinstance(value, TRACED):
        yield Item(float(value), value.node)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        for cell in np.asarray(value, dtype=float).reshape(-1).tolist():
            yield Item(cell, NO_NODE)
    elif isinstance(value, bool | int | float | np.generic):
        yield Item(float(value), NO_NODE)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from items(part)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from items(part)
    else:
        yield str(value)


def shape_of(value: Any) -> Any:
    """Return what a result is made of: types, and the shapes and types of arrays."""
    if isinstance(value, np.ndarray) and value.ndim:
        return ("array", value.shape, str(value.dtype))
    if isinstance(value, np.ndarray):
        value = value[()]
    if isinstance(value, bool | np.bool_):
        return "bool"
    if isinstance(value, int | np.integer):
        return "int"
    if isinstance(value, float | np.floating):
        return "float"
    if isinstance(value, dict):
        return {str(key): shape_of(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return (type(value).__name__, [shape_of(part) for part in value])
    return type(value).__name__


def moved_on_tape(trace: Trace, found: list[Item]) -> list[float]:
    """Return the numbers of a result as the tape gives them when the marked number has been moved."""
    tape = trace.tape
    roots = [node for node in tape.written if tape.value[node] == MARKED]
    given = {node: np.array([MOVED]) for node in roots}
    values = evaluate(tape, list(range(1, tape.length)), given, 1)
    return [one.value if one.node == NO_NODE else float(values[one.node][0]) for one in found]


def reproduced(trace: Trace) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return what the tape says of every node, and what comes of computing it again from the roots."""
    tape = trace.tape
    values = evaluate(tape, list(range(1, tape.length)), {}, 1)
    again = np.array([values[node][0] for node in range(1, tape.length)])
    return tape.value[1 : tape.length], again


def is_lost(trace: Trace, found: list[Item]) -> bool:
    """Say whether a number of a result comes, somewhere on its way, out of something that is not followed."""
    return any(one.node == NO_NODE or trace.tape.op[one.node] == Op.OPAQUE for one in found)
