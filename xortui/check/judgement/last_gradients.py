"""Steps that take a part of the last gradient off: momentum with its sign turned around, or a method that is meant so.

Optimistic steps and those of Adams and Bashforth do it in all parameters alike. Where one array adds what another takes
off, or where the factor is called momentum, nobody means it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.states import EXACT, Memory, steps_back_by_method
from xortui.check.tracing.op_numbers import SUB

_MOMENTUM = re.compile(r"\w*moment(um|o)?\w*|\bmom\w*|\bmu\b|inerti|inerzia|impuls", re.IGNORECASE)
"""What the factor of a velocity is called."""
_TELLS_MOMENTUM = re.compile(r"moment(um|o)\b|heavy.?ball", re.IGNORECASE)
"""What a file says that means momentum."""
_TELLS_OTHER_METHOD = re.compile(r"optimis|adams|bashforth|extra.?grad|ogda|mirror|ottimis", re.IGNORECASE)
"""What a file says that means to take a part of the last gradient off."""


def with_last_gradients(memories: Mapping[int, Memory], labelled: LabelledStep) -> dict[int, Memory]:
    """Return what parameters keep, with what is known of those that take a part of the last gradient off.

    Args:
        memories: root of a parameter → what it keeps.
        labelled: the numbers of the step.
    """
    found = dict(memories)
    turned = {root: memory for root, memory in memories.items() if memory.of_last < 0}
    if not turned:
        return found
    if all(_is_of_difference(memory, labelled) for memory in turned.values()) and not any(
        map(_adds, memories.values())
    ):
        return found
    is_known = steps_back_by_method(memories, len({root for root, _ in labelled.model.roots.values()}))
    tells_momentum = _tells_momentum(labelled)
    if is_known and not tells_momentum and not _is_called_momentum(turned.values(), labelled):
        return found
    is_certain = (
        any(map(_adds, memories.values()))
        or _is_called_momentum(turned.values(), labelled)
        or (tells_momentum and not is_known)
    )
    for root, memory in turned.items():
        found[root] = replace(memory, is_against=is_certain, is_unclear=not is_certain)
    return found


def _is_of_difference(memory: Memory, labelled: LabelledStep) -> bool:
    """Say whether the difference of the gradient and the last one is taken: that is written on purpose."""
    tape = labelled.tape
    return bool(tape.op[memory.read_at] == SUB) and memory.node in operands(tape, memory.read_at)


def _adds(memory: Memory) -> bool:
    """Say whether a step goes on along those before."""
    return memory.of_last > 0 or (not memory.of_last and not memory.is_against and memory.kept > EXACT)


def _is_called_momentum(turned: Iterable[Memory], labelled: LabelledStep) -> bool:
    """Say whether a factor in one of the statements that read the last gradient is called momentum."""
    for line in {labelled.source.line(memory.read_at) for memory in turned}:
        statement = labelled.source.statement(line) if line else None
        if statement is not None and _MOMENTUM.search(ast.unparse(statement)):
            return True
    return False


def _tells_momentum(labelled: LabelledStep) -> bool:
    """Say whether a file speaks of momentum, and of no method that takes a part of the last gradient off."""
    text = labelled.source.trace.text_of_lines
    return bool(_TELLS_MOMENTUM.search(text)) and not _TELLS_OTHER_METHOD.search(text)
