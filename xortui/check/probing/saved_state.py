"""The state of a program that is saved and restored: all that can be reached from its names, by reference."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAX_DEPTH = 8
"""Parts of the path to a value: x[0].a has two."""
MAX_CONTAINERS = 4000
"""Lists, dictionaries and objects that are looked into."""
MAX_CELLS = 100_000
"""Cells of an array that is saved; a larger one is taken to be data that nobody changes."""

_LEFT_ALONE = (ModuleType, FunctionType, BuiltinFunctionType, MethodType, str, bytes)


class TooMuchError(Exception):
    """There is more to save than can be restored a thousand times."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the path to a number: an item, or an attribute."""

    key: Any
    is_attribute: bool

    def get(self, container: Any) -> Any:
        """Return what lies there; LookupError or AttributeError if nothing does."""
        return getattr(container, self.key) if self.is_attribute else container[self.key]

    def put(self, container: Any, value: Any) -> None:
        """Put something there."""
        if self.is_attribute:
            setattr(container, self.key, value)
        else:
            container[self.key] = value

    def __str__(self) -> str:
        """As it is written in the program."""
        if self.is_attribute:
            return f".{self.key}"
        return f'["{self.key}"]' if isinstance(self.key, str) else f"[{self.key!r}]"


@dataclass(frozen=True, slots=True)
class SavedPlace:
    """Where a number, or an array of them, lies: a path from the names of the program."""

    space: int
    """0 for the names of the file; others for those of the files beside it."""
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        """As it is written in the program."""
        return str(self.parts[0].key) + "".join(map(str, self.parts[1:]))


@dataclass(slots=True, eq=False)
class SavedState:
    """A program's state, to return to as often as one likes.

    The objects stay the same ones: what a function remembers by reference is restored too.
    """

    spaces: list[dict[str, Any]]
    """The names of the file, and those of each file beside it."""
    folder_modules: frozenset[str] = frozenset()
    places: dict[SavedPlace, Any] = field(default_factory=dict)
    """Numbers and arrays of numbers, each at the first place where it was met."""
    aliases: dict[SavedPlace, list[SavedPlace]] = field(default_factory=dict)
    """The other places at which the same array lies."""
    _restorers: list[Callable[[], object]] = field(default_factory=list)
    _arrays: dict[int, SavedPlace] = field(default_factory=dict)
    _visited: set[int] = field(default_factory=set)
    _count: int = 0

    def __post_init__(self) -> None:
        """Save the state as it is now.

        Raises:
            TooMuchError: if it is too large.
        """
        python_state = random.getstate()
        numpy_state = np.random.get_state()  # noqa: NPY002 -- the generator that people's files use
        self._restorers.append(lambda: random.setstate(python_state))
        self._restorers.append(lambda: np.random.set_state(numpy_state))  # noqa: NPY002 -- as above
        for number, space in enumerate(self.spaces):
            self._restorers.append(_restorer_of_mapping(space))
            for name, value in list(space.items()):
                if not name.startswith("__"):
                    self._save(value, SavedPlace(number, (Part(name, is_attribute=False),)))

    def restore(self) -> None:
        """Return to it."""
        for restorer in self._restorers:
            restorer()

    def read(self, place: SavedPlace) -> Floats | None:
        """Return a copy of the numbers at a place as they are now; None if there are none any more."""
        value: Any = self.spaces[place.space]
        try:
            for part in place.parts:
                value = part.get(value)
            return np.array(value, dtype=np.float64)
        except (LookupError, AttributeError, TypeError, ValueError):
            return None

    def write(self, place: SavedPlace, values: Floats) -> None:
        """Change the numbers at a place, which has just been restored: an array in place, a number in its container."""
        value = self.places[place]
        if isinstance(value, np.ndarray) and value.dtype == np.float64 and value.flags.writeable:
            value[...] = values
            return
        new = _like(value, values)
        for alias in [place, *self.aliases.get(place, [])]:
            self._put(alias.space, alias.parts, new)

    def _put(self, space: int, parts: tuple[Part, ...], new: Any) -> None:
        """Put something at a place; a tuple is replaced by another one, up to what holds it."""
        container: Any = self.spaces[space]
        for part in parts[:-1]:
            container = part.get(container)
        if type(container) is not tuple:
            parts[-1].put(container, new)
            return
        items = list(container)
        items[parts[-1].key] = new
        self._put(space, parts[:-1], tuple(items))

    def write_now(self, place: SavedPlace, values: Floats) -> None:
        """Change the numbers at a place as it is now, after steps that may have put others there.

        Raises:
            LookupError, AttributeError: if there is no such place any more.
        """
        container: Any = self.spaces[place.space]
        for part in place.parts[:-1]:
            container = part.get(container)
        value = place.parts[-1].get(container)
        if isinstance(value, np.ndarray) and value.dtype == np.float64 and value.flags.writeable:
            value[...] = values
            return
        place.parts[-1].put(container, _like(value, values))

    def _save(self, value: Any, place: SavedPlace) -> None:
        if isinstance(value, bool | np.bool_) or value is None or isinstance(value, _LEFT_ALONE):
            return
        if isinstance(value, int | float | np.integer | np.floating):
            self.places[place] = value
            return
        if isinstance(value, np.ndarray):
            self._save_array(value, place)
            return
        is_tuple = type(value) is tuple  # which may be replaced by another one at each place of its own
        if (id(value) in self._visited and not is_tuple) or len(place.parts) > MAX_DEPTH:
            return
        self._visited.add(id(value))
        self._count += 1
        if self._count > MAX_CONTAINERS:
            raise TooMuchError
        self._save_generator(value)
        for part, item in self._parts(value):
            self._save(item, SavedPlace(place.space, (*place.parts, part)))

    def _save_array(self, array: Any, place: SavedPlace) -> None:
        if array.dtype == object:
            self._visited.add(id(array))
            copy = array.copy()
            self._restorers.append(lambda: array.__setitem__(..., copy))
            for index in np.ndindex(array.shape):
                self._save(array[index], SavedPlace(place.space, (*place.parts, Part(index, is_attribute=False))))
            return
        if array.dtype.kind not in "fiu" or array.size > MAX_CELLS:
            return
        first = self._arrays.setdefault(id(array), place)
        if first != place:
            self.aliases.setdefault(first, []).append(place)
            return
        self.places[place] = array
        if array.flags.writeable:
            values = array.copy()
            self._restorers.append(lambda: array.__setitem__(..., values))

    def _save_generator(self, value: Any) -> None:
        """Save the state of a generator of random numbers."""
        if isinstance(value, random.Random):
            python_state = value.getstate()
            self._restorers.append(lambda: value.setstate(python_state))
        elif isinstance(value, np.random.RandomState):
            numpy_state = value.get_state()
            self._restorers.append(lambda: value.set_state(numpy_state))
        elif isinstance(value, np.random.Generator):
            bits = value.bit_generator
            state = bits.state
            self._restorers.append(lambda: setattr(bits, "state", state))

    def _parts(self, value: Any) -> Iterator[tuple[Part, Any]]:
        """Yield what a container or an object holds, and remember how to restore it."""
        if isinstance(value, dict):
            self._restorers.append(_restorer_of_mapping(value))
            for key, item in list(value.items()):
                yield Part(key, is_attribute=False), item
        elif isinstance(value, list | tuple):
            if isinstance(value, list):
                items = list(value)
                self._restorers.append(lambda: value.__setitem__(slice(None), items))
            for index, item in enumerate(list(value)):
                yield Part(index, is_attribute=False), item
        elif isinstance(value, type):
            yield from self._parts_of_class(value)
        else:
            yield from self._parts_of_object(value)

    def _parts_of_class(self, kind: type) -> Iterator[tuple[Part, Any]]:
        """Yield what a class of the program itself holds."""
        if kind.__module__ not in self.folder_modules:
            return
        for name, item in list(vars(kind).items()):
            if not name.startswith("__") and not callable(item) and not hasattr(item, "__get__"):
                self._restorers.append(lambda name=name, item=item: setattr(kind, name, item))  # type: ignore[misc]
                yield Part(name, is_attribute=True), item

    def _parts_of_object(self, value: Any) -> Iterator[tuple[Part, Any]]:
        attributes = getattr(value, "__dict__", None)
        if isinstance(attributes, dict):
            self._restorers.append(_restorer_of_mapping(attributes))
            for name, item in list(attributes.items()):
                yield Part(name, is_attribute=True), item
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else tuple(slots):
                if isinstance(name, str) and not name.startswith("__") and hasattr(value, name):
                    item = getattr(value, name)
                    self._restorers.append(lambda name=name, item=item: setattr(value, name, item))  # type: ignore[misc]
                    yield Part(name, is_attribute=True), item


def _like(value: Any, values: Floats) -> Any:
    """Return new numbers in the form of those that were there: whole numbers stay whole as long as they are."""
    if isinstance(value, np.matrix):
        return np.asmatrix(np.array(values, dtype=np.float64))
    if isinstance(value, np.ndarray):
        return np.array(values, dtype=np.float64)
    number = float(values)
    is_whole = isinstance(value, int | np.integer) and number.is_integer()
    return int(number) if is_whole else number


def _restorer_of_mapping(mapping: dict[Any, Any]) -> Callable[[], None]:
    before = dict(mapping)

    def restore() -> None:
        if mapping.keys() != before.keys():
            for key in [key for key in mapping if key not in before]:
                del mapping[key]
        mapping.update(before)

    return restore
