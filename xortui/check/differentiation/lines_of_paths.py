"""The line of the first number on the way back that lacks what comes on a path that is left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from xortui.check.differentiation.numbers_of_step import NumbersOfStep
from xortui.check.differentiation.paths_left_out import LeftOut
from xortui.check.judgement.labelled_step import is_formula
from xortui.check.judgement.labels import ALIKE, of_length_one
from xortui.check.recognition.evaluation import Points
from xortui.check.recognition.source import Source, is_renaming
from xortui.check.watching import WatchedRun

MAX_VALUES = 60
"""Values to which something is missing that are looked for."""
MIN_FRAMES = 2
"""Functions of the file that a number is computed in: one, and that which calls it."""
MAX_OF_ACTIVATION = 6
"""Operations of an activation function."""


def line_of_path(
    seen: WatchedRun, numbers: NumbersOfStep, left_out: LeftOut, nodes: Sequence[int], right: Mapping[int, Points]
) -> int:
    """Return the line of what goes back to a value, or to its sum, without a path; 0 if it is not known.

    Of an array of which another part is right, it is the line that takes the part.

    Args:
        seen: the training.
        numbers: of a step.
        left_out: the path.
        nodes: those on the way back to what is wrong alone, in the order of the tape.
        right: node → what should be passed back to it.
    """
    node = _first_without_path(numbers, left_out, nodes, right)
    if not node:
        return 0
    source = Source(seen.trace)
    line = line_at_call(source, node)
    alone = set(nodes)
    block = seen.trace.tape.block
    is_whole = all(one in alone for one in numbers.part.operations if block[one] == block[node])
    user = min((one for one in numbers.part.users_of(node) if one in alone), default=0)
    if is_whole or not user:
        return _line_of_caller(source, numbers, node, alone) or line
    return _line_of_slice(source, user, line) or line_at_call(source, user)


def _line_of_caller(source: Source, numbers: NumbersOfStep, node: int, alone: set[int]) -> int:
    """Return the line that calls what computes a node, if it is called elsewhere for what is right; 0 if it is not.

    Args:
        source: the file.
        numbers: of a step.
        node: what lacks something.
        alone: the nodes on the way back to what is wrong alone.
    """
    frames = source.frames(node)
    if len(frames) < MIN_FRAMES:
        return 0
    site = numbers.part.tape.site
    at_site = {int(site[one]): one for one in numbers.part.operations if one not in alone}
    for one in at_site.values():
        others = source.frames(one)
        if len(others) >= MIN_FRAMES and others[0] == frames[0] and others[1] != frames[1]:
            return frames[1][0]
    return 0


def _line_of_slice(source: Source, user: int, line: int) -> int:
    """Return the line that gives a part of an array the name that is read behind it; 0 if none does.

    Args:
        source: the file.
        user: what is computed from the part.
        line: where the array was computed.
    """
    expression = source.expression(user)
    at = source.line(user)
    for name in ast.walk(expression) if expression is not None else ():
        if not isinstance(name, ast.Name):
            continue
        for assigned in (source.later_in_loop(name, at), source.assignment(name, at)):
            if assigned > line and is_renaming(source.statement(assigned)):
                return assigned
    return 0


def line_at_call(source: Source, node: int) -> int:
    """Return the line of a node; of one in a function of a formula, that which calls it.

    Args:
        source: the file.
        node: what is computed.
    """
    for line, *_ in source.frames(node):
        if not is_formula(source.function_of(line)):
            return line
    return source.line(node)


def _first_without_path(
    numbers: NumbersOfStep, left_out: LeftOut, nodes: Sequence[int], right: Mapping[int, Points]
) -> int:
    """Return the first of some nodes that is what goes back to a value without a path, or to its sum; 0 if none is.

    Args:
        numbers: of a step.
        left_out: the path.
        nodes: those on the way back to what is wrong alone, in the order of the tape.
        right: node → what should be passed back to it.
    """
    wanted = [node for node in dict.fromkeys(_with_sums(numbers, left_out)) if node in left_out.passed]
    if not wanted or not nodes:
        return 0
    values = numbers.evaluated.values
    mistaken = np.array([left_out.passed[node] for node in wanted], float)
    sound = np.array(list(right.values()), float)
    looked_at = np.array([values[node] for node in nodes], float)
    known = np.isfinite(mistaken).all(axis=0) & np.isfinite(sound).all(axis=0) & np.isfinite(looked_at).all(axis=0)
    if not known.any():
        return 0
    mistaken = of_length_one(mistaken[:, known])
    is_new = ~(np.abs(mistaken @ of_length_one(sound[:, known]).T) > 1 - ALIKE).any(axis=1)
    cosines = np.abs(of_length_one(looked_at[:, known]) @ mistaken[is_new].T)
    found = np.flatnonzero((cosines > 1 - ALIKE).any(axis=1))
    return nodes[found[0]] if len(found) else 0


def _with_sums(numbers: NumbersOfStep, left_out: LeftOut) -> Iterator[int]:
    """Yield the values to which something is missing, the last first, each with what its activation is taken of."""
    part = numbers.part
    for value in left_out.values[: -MAX_VALUES - 1 : -1]:
        node = value
        for _ in range(MAX_OF_ACTIVATION):
            yield node
            inner = [one for one in part.parts[node] if one in numbers.depending]
            if len(set(inner)) != 1:
                break
            node = inner[0]
