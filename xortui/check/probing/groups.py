"""Numbers that have one name in a program: an array, a list, or a single number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xortui.check.probing.saved_state import Floats, Part, SavedPlace, SavedState

_PARAMETER_NAME = re.compile(r"^[bw]_?[a-z]{0,2}_?\d*$|bias|weight|threshold|theta", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers that have one name in the program: an array, a list, or a single number."""

    name: str
    places: tuple[SavedPlace, ...]


def read(group: Group, state: SavedState) -> Floats | None:
    """Return the numbers of a group as they are now; None if they are not there, or not the same ones."""
    found = []
    for place in group.places:
        values = state.read(place)
        if values is None or place not in state.places or values.shape != np.shape(state.places[place]):
            return None
        found.append(values.ravel())
    return np.concatenate(found)


def write(group: Group, values: Floats, state: SavedState) -> None:
    """Change the numbers of a group in the state that has just been restored."""
    for place, array in _shared_out(group, values, state):
        state.write(place, array)


def try_to_write(group: Group, values: Floats, state: SavedState) -> None:
    """Change the numbers of a group, if that is possible."""
    try:
        write(group, values, state)
    except (TypeError, ValueError, AttributeError, LookupError):
        return  # in a tuple, or read-only: it stays as it is


def put_back(group: Group, values: Floats, state: SavedState) -> None:
    """Write the numbers of a group into what lies at its places now."""
    for place, array in _shared_out(group, values, state):
        state.write_now(place, array)


def _shared_out(group: Group, values: Floats, state: SavedState) -> Iterator[tuple[SavedPlace, Floats]]:
    """Yield each place of a group with its own of the numbers, in its shape."""
    start = 0
    for place in group.places:
        shape = np.shape(state.places[place])
        size = int(np.prod(shape, dtype=int))
        yield place, values[start : start + size].reshape(shape)
        start += size


def grouped(places: Mapping[SavedPlace, Any]) -> list[Group]:
    """Return the numbers by name: the items of a list, and of a list of lists, have one name together."""
    found: dict[str, list[SavedPlace]] = {}
    for place, value in places.items():
        parts = len(place.parts)
        if not isinstance(value, np.ndarray):
            for _ in range(2):
                last = place.parts[parts - 1]
                if parts > 1 and type(last.key) is int and not last.is_attribute:
                    parts -= 1
        name = _name_of(place.parts[:parts])
        name = name if place.space == 0 else f"{name}@{place.space}"
        found.setdefault(name, []).append(place)
    return [Group(name, tuple(members)) for name, members in found.items()]


def _name_of(parts: Sequence[Part]) -> str:
    """Return a name, in which the units of a layer have one together: net[0][*]["weights"]."""
    names = list(map(str, parts))
    names[0] = str(parts[0].key)
    numbers = [index for index, part in enumerate(parts) if index and type(part.key) is int]
    if len(numbers) >= 2 and numbers[-1] < len(parts) - 1:
        names[numbers[-1]] = "[*]"
    return "".join(names)


def is_named_like_a_parameter(group: Group) -> bool:
    """Say whether a name is one that weights and biases have."""
    names = [part.key for part in group.places[0].parts if isinstance(part.key, str)]
    return bool(names) and _PARAMETER_NAME.search(names[-1]) is not None


def are_ones(group: Group, state: SavedState) -> bool:
    """Say whether numbers are all 1 or −1: then what is called a bias is the input of one, and stays as it is."""
    return all(np.all(np.abs(state.places[place]) == 1) for place in group.places)


def list_around(group: Group) -> SavedPlace | None:
    """Return the place of the list that an array is an item of; None if it is not one of a list."""
    place = group.places[0]
    last = place.parts[-1]
    if len(group.places) > 1 or last.is_attribute or type(last.key) is not int:
        return None
    return SavedPlace(place.space, place.parts[:-1])


def owner(group: Group) -> SavedPlace:
    """Return the place of what a group lies in."""
    place = group.places[0]
    return SavedPlace(place.space, place.parts[:-1])


def is_real(group: Group, state: SavedState) -> bool:
    """Say whether numbers are real ones, and not a counter or labels."""
    return all(np.asarray(state.places[place]).dtype.kind == "f" for place in group.places)
