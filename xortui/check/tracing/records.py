"""Traced records: NumPy's structured arrays, whose fields are traced arrays.

The nodes of records are a structured array, too: it has the same fields in the same shapes. What picks or moves
records does the same to their nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import (
    FOLLOWED_KINDS,
    AnyRecords,
    TracedArray,
    array_of,
    array_with,
    bare,
    holds_traced,
    nodes_of,
    put,
)
from xortui.check.tracing.changed_cells import resynced
from xortui.check.tracing.followers import Handler, enter
from xortui.check.tracing.numpy_functions import apply_function, unfollowed
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op

NodesOfFields = Any
"""The nodes of records: a structured array of whole numbers."""

CHANGED = "records"
"""What is said to have changed a field, if that was not followed."""


class TracedRecords(AnyRecords):
    """A structured array with the nodes of its fields; a record alone is one without axes."""

    def __array_finalize__(self, parent: object) -> None:
        """Begin without nodes, unless it is the same array: whoever makes a view gives them."""
        self.traced_nodes = None
        if isinstance(parent, AnyRecords) and parent.traced_nodes is not None and parent.dtype == self.dtype:
            is_same_place = self.__array_interface__["data"] == parent.__array_interface__["data"]
            if is_same_place and self.shape == parent.shape and self.strides == parent.strides:
                self.traced_nodes = parent.traced_nodes

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Compare records as NumPy does; it computes nothing else with them."""
        return getattr(ufunc, method)(*map(bare, inputs), **{name: bare(value) for name, value in kwargs.items()})

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Follow a function of NumPy's that makes or moves records."""
        if function in _MOVING:
            return apply_function(function, args, kwargs)
        return unfollowed(function, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        """Return a field, a record, or several of either, with their nodes."""
        plain_key = bare(key)
        if isinstance(plain_key, str):
            return field(self, plain_key)
        if self.ndim == 0 and isinstance(plain_key, int | np.integer):
            return field(self, _names(self)[plain_key])
        if not _is_list_of_names(plain_key):
            plain_key = _without_numbers(plain_key, self.ndim)
        return records_with(bare(self)[plain_key], nodes_of(self)[plain_key])

    def __setitem__(self, key: Any, value: Any) -> None:
        """Change a field, or records, and their nodes with them."""
        plain_key = bare(key)
        if isinstance(plain_key, str):
            _put_into_field(self, plain_key, value)
            return
        names = _names(self)
        if self.ndim == 0 and isinstance(plain_key, int | np.integer):
            _put_into_field(self, names[plain_key], value)
            return
        if _is_list_of_names(plain_key):
            names = tuple(plain_key)
            key = ...
        for number, name in enumerate(names):
            _put_into_field(self, name, _part_of(value, number), key)

    def __len__(self) -> int:
        """Return how many records there are; of one alone, how many fields it has."""
        return int(self.shape[0]) if self.ndim else len(_names(self))

    def __iter__(self) -> Iterator[Any]:
        """Yield the records, or the fields of one."""
        for index in range(len(self)):
            yield self[index]

    def __deepcopy__(self, memo: object) -> Any:
        """Copy the records and their nodes."""
        return self.copy()

    __copy__ = __deepcopy__  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        """Leave the trace behind when they are written somewhere."""
        return bare(self).copy().__reduce__()

    def __repr__(self) -> str:
        """Print as NumPy does."""
        return repr(bare(self)[()])

    def __str__(self) -> str:
        """Print as NumPy does."""
        return str(bare(self)[()])

    def __eq__(self, other: object) -> Any:
        """Compare as NumPy does."""
        return bare(self) == bare(other)

    def __ne__(self, other: object) -> Any:
        """Compare as NumPy does."""
        return bare(self) != bare(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def T(self) -> Any:  # noqa: N802  # NumPy's own name
        """The transposed records."""
        return records_with(bare(self).T, nodes_of(self).T)

    def view(self, *args: Any, **kwargs: Any) -> Any:
        """Return the same records in another form, or all their numbers as a plain array if they are of one type."""
        values = np.ndarray.view(bare(self), *args, **kwargs)
        if values.dtype.names:
            nodes = _nodes_of_records(self)
            if values.dtype.names != nodes.dtype.names or values.dtype.itemsize != self.dtype.itemsize:
                return values
            return records_with(values, nodes)
        nodes = _as_plain(nodes_of(self), values)
        return values if nodes is None else array_of(values, nodes)


class TracedRecordArray(TracedRecords):
    """A traced np.recarray: its fields are attributes."""

    def __getattr__(self, name: str) -> Any:
        """Return a field."""
        if name.startswith("__") or name not in _names(self):
            raise AttributeError(f"recarray has no attribute {name}")
        return field(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Change a field, or an attribute of the array."""
        if name in _names(self):
            self[name] = value
        else:
            super().__setattr__(name, value)


def field(records: AnyRecords, name: str) -> Any:
    """Return a field as an array that has a view of its cells and of its nodes; one of no numbers as it is."""
    values = np.asarray(bare(records)[name])
    nodes = np.asarray(_nodes_of_records(records)[name])
    if values.dtype.names:
        return records_with(values, nodes)
    if values.dtype.kind not in FOLLOWED_KINDS:
        return values if values.ndim else values[()]
    new = resynced(values, nodes, CHANGED)
    if new is not nodes:
        nodes[...] = new
    return array_of(values, nodes)


def fields_of(records: AnyRecords) -> Iterator[tuple[str, Any]]:
    """Yield the fields, each with how a program writes it: ['w'], or .w of a record array."""
    for name in _names(records):
        yield f".{name}" if isinstance(records, TracedRecordArray) else f"[{name!r}]", field(records, name)


def records_with(values: Any, nodes: NodesOfFields) -> Any:
    """Return records with given nodes."""
    array: AnyRecords = np.ndarray.view(np.asarray(values), _kind_of(values))
    array.traced_nodes = np.asarray(nodes)
    return array


def followed_records(values: Any) -> Any:
    """Return a structured array that came in untraced as records: its numbers are data."""
    if not isinstance(values, np.ndarray) or isinstance(values, AnyRecords) or not values.dtype.names:
        return values
    return np.ndarray.view(values, _kind_of(values))


def new_records(value: Any, values: NDArray[Any]) -> Any:
    """Return new records that were made of others, or of tuples, with the nodes of those.

    Args:
        value: what they were made of.
        values: the new structured array.
    """
    records = followed_records(values)
    if isinstance(value, AnyRecords):
        records.traced_nodes = nodes_of(value).copy().reshape(values.shape)
    elif holds_traced(value):
        for number, name in enumerate(_names(records)):
            _put_into_field(records, name, _part_of(value, number))
    return records


def records_of_arrays(arrays: Any, values: NDArray[Any]) -> Any:
    """Return new records whose fields were made of an array each, with the nodes of those."""
    records = followed_records(values)
    for name, array in zip(_names(records), arrays, strict=True):
        if isinstance(array, TracedArray):
            _put_into_field(records, name, array)
    return records


def viewed(array: TracedArray, values: NDArray[Any]) -> Any:
    """Return what array.view(...) gives as records, if it is a structured array on the same memory; else as it is."""
    nodes = nodes_of(array)
    if not values.dtype.names or not nodes.flags.c_contiguous or array.dtype.itemsize != nodes.dtype.itemsize:
        return values
    try:
        return records_with(values, nodes.view(_type_of_nodes(values.dtype)).reshape(values.shape))
    except ValueError:  # fields of other sizes
        return values


def _kind_of(values: NDArray[Any]) -> type[TracedRecords]:
    return TracedRecordArray if issubclass(values.dtype.type, np.record) else TracedRecords


def _names(records: AnyRecords) -> tuple[str, ...]:
    return np.ndarray.__getattribute__(records, "dtype").names or ()


def _type_of_nodes(dtype: Any) -> Any:
    """Return the type of the nodes of records: the same fields, with a whole number for each number."""
    if dtype.names:
        return np.dtype([(name, _type_of_nodes(dtype[name])) for name in dtype.names])
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return np.dtype((_type_of_nodes(base), shape))
    return np.dtype(np.int64)


def _nodes_of_records(records: AnyRecords) -> NodesOfFields:
    """Return the nodes of records; numbers that have none yet are data."""
    if records.traced_nodes is None or records.traced_nodes.shape != records.shape:
        nodes = np.zeros(records.shape, _type_of_nodes(records.dtype))
        _fill(nodes, bare(records))
        records.traced_nodes = nodes
    return records.traced_nodes


def _fill(nodes: NodesOfFields, values: Any) -> None:
    """Give each number of a structured array a new node."""
    for name in nodes.dtype.names or ():
        part = values[name]
        if part.dtype.names:
            _fill(nodes[name], part)
        elif part.dtype.kind in FOLLOWED_KINDS:
            nodes[name][...] = tape().many(Op.LEAF, part)


def _as_plain(nodes: NodesOfFields, values: NDArray[Any]) -> Nodes | None:
    """Return the nodes of records that are seen as a plain array; None where they can't be seen so."""
    if values.dtype.kind not in FOLLOWED_KINDS or values.dtype.itemsize != np.dtype(np.int64).itemsize:
        return None
    try:
        plain_nodes = nodes.view(np.int64).reshape(values.shape)
    except ValueError:  # fields of other sizes, or other strides
        return None
    return plain_nodes if np.shares_memory(plain_nodes, nodes) else None


def _put_into_field(records: AnyRecords, name: str, value: Any, key: Any = ...) -> None:
    """Do records[name][key] = value."""
    values = np.asarray(bare(records)[name])
    nodes = np.asarray(_nodes_of_records(records)[name])
    if values.dtype.names:
        records_with(values, nodes)[key] = value
    elif values.dtype.kind in FOLLOWED_KINDS:
        put(array_with(values, nodes), _in_field(key, values.ndim - records.ndim), value)
    else:
        values[_in_field(key, values.ndim - records.ndim)] = bare(value)


def _in_field(key: Any, axes: int) -> Any:
    """Return the key that picks the same records in a field which has some axes more."""
    parts = key if isinstance(key, tuple) else (key,)
    if not axes or not any(part is Ellipsis for part in parts):
        return key
    return (*parts, *(slice(None),) * axes)


def _part_of(value: Any, number: int) -> Any:
    """Return the part of what records are given that goes into one of their fields."""
    if isinstance(value, AnyRecords):
        return field(value, _names(value)[number])
    if isinstance(value, np.void):
        return value[number]
    if isinstance(value, np.ndarray) and value.dtype.names:
        return value[value.dtype.names[number]]
    if type(value) is tuple:
        return value[number]
    return [_part_of(item, number) for item in value] if type(value) is list else value


def _is_list_of_names(key: Any) -> bool:
    return isinstance(key, list) and bool(key) and all(isinstance(name, str) for name in key)


def _without_numbers(key: Any, axes: int) -> Any:
    """Return a key that gives records without axes where it would give a record that is no array."""
    parts = key if isinstance(key, tuple) else (key,)
    is_one = len(parts) == axes and all(isinstance(part, int | np.integer) for part in parts)
    return (*parts, ...) if is_one else key


def _method(name: str) -> Handler:
    """Return a method that does the same to records and to their nodes."""
    original = getattr(np.ndarray, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        plain_args = [bare(value) for value in args]
        plain_kwargs = {key: bare(value) for key, value in kwargs.items()}
        values = original(bare(self), *plain_args, **plain_kwargs)
        return records_with(values, original(nodes_of(self), *plain_args, **plain_kwargs))

    return method


def _fill_all(self: Any, value: Any) -> None:
    self[...] = value


def _item(self: Any, *places: Any) -> Any:
    return self.reshape(-1)[places[0] if places else 0]


for _name in ("copy", "reshape", "ravel", "flatten", "transpose", "squeeze", "swapaxes", "repeat", "take"):
    setattr(TracedRecords, _name, _method(_name))
TracedRecords.fill = _fill_all  # type: ignore[method-assign]
TracedRecords.item = _item  # type: ignore[method-assign]
_MOVING = frozenset(
    {np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.copy, np.reshape, np.ravel, np.transpose}
    | {np.squeeze, np.expand_dims, np.swapaxes, np.concatenate, np.append, np.hstack, np.vstack, np.stack, np.repeat}
    | {np.tile, np.take, np.delete, np.flip, np.roll, np.split, np.array_split, np.atleast_1d, np.copyto}
)
"""Functions that make or move records."""
enter("records", records_with)
enter("nodes of records", _nodes_of_records)
enter("new records", new_records)
