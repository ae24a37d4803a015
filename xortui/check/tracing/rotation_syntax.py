"""How a list or an array is turned round where it is written with slices: y[1:] and then y[:1]."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def are_rotated(parts: Sequence[ast.expr]) -> bool:
    """Say whether two expressions are the end and then the beginning of the same thing."""
    slices = [part.slice for part in parts if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice)]
    if len(slices) != 2 or len(parts) != 2:  # a list of two parts
        return False
    end, beginning = slices
    if end.lower is None or end.upper is not None or beginning.lower is not None or beginning.upper is None:
        return False
    things = {ast.dump(part.value) for part in parts if isinstance(part, ast.Subscript)}
    return len(things) == 1 and ast.dump(end.lower) == ast.dump(beginning.upper)
