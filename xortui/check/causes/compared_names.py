"""What outputs and targets are called in a file: as it is written where they are compared, and where they lie."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from xortui.check.causes.course import Course
from xortui.check.recognition.chains import Step
from xortui.check.recognition.evaluation import operands
from xortui.check.tracing.op_numbers import SUB
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import Trace


def names_of_outputs_and_targets(trace: Trace, course: Course) -> tuple[frozenset[str], frozenset[str]]:
    """Return the expressions that stand for outputs, and those that stand for targets."""
    outputs: set[str] = set()
    targets: set[str] = set()
    written_at: dict[int, ast.BinOp | None] = {}
    expressions = {
        _position(node): node for node in ast.walk(ast.parse(trace.text_of_lines)) if isinstance(node, ast.BinOp)
    }
    for seen in course.steps[:3]:
        known_outputs = set(seen.outputs.ravel().tolist())
        known_targets = set(seen.targets.ravel().tolist()) - {0}
        outputs |= _lying(trace, known_outputs)
        targets |= _lying(trace, known_targets)
        for node in _differences(trace.tape, seen.step, known_outputs | known_targets):
            site = int(trace.tape.site[node])
            if site not in written_at:
                written_at[site] = expressions.get(_place(trace, site))
            written = written_at[site]
            if written is None:
                continue
            for side, value in zip((written.left, written.right), operands(trace.tape, node), strict=True):
                if isinstance(side, ast.Name | ast.Attribute | ast.Subscript):
                    if value in known_outputs:
                        outputs.add(ast.unparse(side))
                    elif value in known_targets:
                        targets.add(ast.unparse(side))
    both = outputs & targets
    return frozenset(outputs - both), frozenset(targets - both)


def _differences(tape: Tape, step: Step, known: set[int]) -> list[int]:
    """Return the nodes of a step in which a known number is taken off another, or another off it."""
    first = step.start + 1
    nodes = first + np.nonzero(tape.op[first : step.end + 1] == SUB)[0]
    numbers = np.fromiter(known, np.int64, len(known))
    is_of_known = np.isin(tape.a[nodes], numbers) | np.isin(tape.b[nodes], numbers)
    found: list[int] = nodes[is_of_known].tolist()
    return found


def _lying(trace: Trace, nodes: set[int]) -> set[str]:
    """Return the names, without parts, that hold some nodes."""
    return set(_names(trace, nodes))


def _names(trace: Trace, nodes: set[int]) -> Iterator[str]:
    for node in nodes:
        place = trace.places.get(node)
        if place is not None and len(place.path) == 1:
            yield place.path[0]


def _position(node: ast.BinOp) -> tuple[int, int, int | None, int | None]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _place(trace: Trace, site: int) -> tuple[int, int, int | None, int | None]:
    """Return where in the file a site is."""
    for code, instruction in trace.tape.sites[site].frames[:1]:
        if code.co_filename == trace.file_of_lines:
            line, end_line, column, end_column = trace.position(code, instruction)
            return line or 0, column or 0, end_line, end_column
    return 0, 0, 0, 0
