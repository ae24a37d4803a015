"""How a file writes that a label picks a cell, and that its target is 1."""

from __future__ import annotations

import ast


def is_picked_by_label(cell: ast.expr) -> bool:
    """Say whether an expression picks a cell by a number that is not written there: p[label], p[label, 0]."""
    if not isinstance(cell, ast.Subscript):
        return False
    places = cell.slice.elts if isinstance(cell.slice, ast.Tuple) else [cell.slice]
    return any(isinstance(place, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for place in places)


def is_one(value: ast.expr) -> bool:
    """Say whether an expression writes the number 1."""
    return isinstance(value, ast.Constant) and type(value.value) in (int, float) and value.value == 1
