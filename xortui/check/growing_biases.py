"""The verdict on a file whose biases grow by broadcasting, until each sample has its own."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from xortui.check.between_samples import BIASES_THAT_GROW
from xortui.check.causes.biases_per_sample import BiasesPerSample
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.source import Source, renamed
from xortui.check.tracing.op_numbers import CONSTANT, LEAF
from xortui.check.verdict import OPENED, WRONG, Verdict, mistake_record
from xortui.check.watching import WatchedRun


def with_summed_biases(seen: WatchedRun, biases: Sequence[BiasesPerSample]) -> str:
    """Return the text of a file in which the steps of biases that grow are summed; '' if it is not that simple.

    Every line stays where it is.

    Args:
        seen: its training.
        biases: the arrays that grow.
    """
    if seen.trace.module:
        return ""
    source = Source(seen.trace)
    axes = {source.line(one.update): one.axis for one in biases}
    if len(axes) < len(biases):
        return ""
    lines = seen.trace.source.splitlines(keepends=True)
    for statement in ast.walk(source.tree):
        if not isinstance(statement, ast.Assign) or statement.lineno not in axes:
            continue
        beside = [
            one for one in ast.walk(source.tree) if isinstance(one, ast.Assign) and one.lineno == statement.lineno
        ]
        is_simple = isinstance(statement.targets[0], ast.Name | ast.Attribute | ast.Subscript)
        if len(beside) > 1 or len(statement.targets) > 1 or not is_simple or statement.end_lineno != statement.lineno:
            return ""
        axis = axes.pop(statement.lineno)
        target = ast.unparse(statement.targets[0])
        step = f"(({ast.unparse(statement.value)}) - {target})"
        # Columns count bytes.
        line = lines[statement.lineno - 1].encode()
        begin = line[: statement.col_offset].decode()
        rest = line[statement.end_col_offset :].decode()
        summed = f"{target} = {target} + {step}.sum(axis={axis}, keepdims=True)"
        lines[statement.lineno - 1] = f"{begin}{summed}{rest}"
    return "" if axes else "".join(lines)


def with_biases_that_grow(seen: WatchedRun, verdict: Mapping[str, Any], biases: Sequence[BiasesPerSample]) -> Verdict:
    """Return a verdict with what is wrong in biases that grow to one for each sample.

    Args:
        seen: the training.
        verdict: on the steps in which each of those biases is a number of its own, or on those in which it is summed.
        biases: the arrays that grow, one at least.
    """
    names = [one.name for one in biases]
    first = biases[0]
    sentence = BIASES_THAT_GROW.sentence.format(
        parameters=", ".join(names), parameter=first.name, shape=first.shape, samples=first.samples
    )
    line = _gradient_line(seen, first.update)
    mistake = mistake_record(BIASES_THAT_GROW.id, sentence, BIASES_THAT_GROW.hint, line, names)
    parameters = {**verdict["parameters"], **dict.fromkeys(names, WRONG)}
    is_wrong_besides = any(parameters[name] == WRONG for name in parameters if name not in names)
    told = {
        **verdict,
        "verdict": WRONG,
        "parameters": parameters,
        "mistakes": [mistake, *verdict["mistakes"]],
        "causes": [],
        "reason": verdict["reason"] if is_wrong_besides else "",
    }
    opened = verdict.get(OPENED)
    if opened is not None:
        # The program that was examined is not the file's own.
        told[OPENED] = {**opened, "is_explained": False, "source": seen.trace.text_of_lines}
    return told


def _gradient_line(seen: WatchedRun, update: int) -> int:
    """Return the line that adds a gradient up, or names one that is not; that of the update if there is none.

    Args:
        seen: the training.
        update: the node of a bias after the update.
    """
    tape = seen.trace.tape
    source = Source(seen.trace)
    line = source.line(update)
    statement = source.statement(line)
    for name in ast.walk(statement) if statement is not None else ():
        at = source.assignment(name, line) if isinstance(name, ast.Name) else 0
        named = source.statement(at) if at and at != line else None
        if renamed(named) is not None or _adds_up(named):
            return at
    waiting = list(operands(tape, update)[1:])
    while waiting:
        node = waiting.pop(0)
        if tape.op[node] in (LEAF, CONSTANT):
            continue
        if source.line(node) != line:
            return source.line(node) if _adds_up(source.statement(source.line(node))) else line
        waiting += operands(tape, node)
    return line


def _adds_up(statement: ast.stmt | None) -> bool:
    """Say whether a statement calls for a sum or a mean."""
    calls = [one.func for one in ast.walk(statement) if isinstance(one, ast.Call)] if statement is not None else []
    return any(isinstance(one, ast.Attribute) and one.attr in ("sum", "mean") for one in calls)
