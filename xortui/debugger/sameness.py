"""Sameness: whether two values are equal, where a NaN is equal to a NaN, as what has diverged shows the same, too."""

from __future__ import annotations

from dataclasses import fields, is_dataclass


def are_same(first: object, second: object) -> bool:
    """Say whether two numbers, texts, tuples or dataclasses of such are equal; NaN is the same as NaN."""
    if first == second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, float):
        return first != first and second != second
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(are_same, first, second))
    if is_dataclass(first) and not isinstance(first, type):
        compared = [field.name for field in fields(first) if field.compare]
        return all(are_same(getattr(first, name), getattr(second, name)) for name in compared)
    return False
