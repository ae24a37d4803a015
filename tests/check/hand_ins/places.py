"""Single numbers inside a program's variables, to read and to set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.check.hand_ins.shapes.shape import Namespace


@dataclass(frozen=True)
class Place:
    """Where one number stands."""

    get: Callable[[], float]
    set: Callable[[float], None]


def places_of(expression: str, names: Namespace) -> list[Place]:
    """Every number that an expression stands for: of an array, nested lists, a name or (object, attribute)."""
    value = eval(expression, names)
    if isinstance(value, float):
        return [_item(names, expression)]
    return _inside(value)


def _inside(value: Any) -> list[Place]:
    found: list[Place] = []
    if isinstance(value, np.ndarray):
        for index in np.ndindex(*value.shape):
            found.append(_item(value, index))
    elif isinstance(value, tuple):
        owner, attribute = value
        found.append(_attribute(owner, attribute))
    else:
        for position, part in enumerate(value):
            if isinstance(part, float):
                found.append(_item(value, position))
            else:
                found += _inside(part)
    return found


def _item(owner: Any, key: Any) -> Place:
    return Place(get=lambda: float(owner[key]), set=lambda number: owner.__setitem__(key, number))


def _attribute(owner: Any, name: str) -> Place:
    return Place(get=lambda: float(getattr(owner, name)), set=lambda number: setattr(owner, name, number))
