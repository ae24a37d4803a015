"""Traced arrays: a NumPy array whose cells know their nodes."""

from __future__ import annotations

import weakref
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.changed_cells import as_whole, resynced
from xortui.check.tracing.chosen_cells import chosen_cells
from xortui.check.tracing.followers import follower
from xortui.check.tracing.numbers import TRACED, leaf, node_of, plain, traced
from xortui.check.tracing.partial_tape import NOT_FOLLOWED
from xortui.check.tracing.recording import partial_tape, tape
from xortui.check.tracing.tape import Nodes, Op


class TracedArray(np.ndarray[Any, Any]):
    """An array with the nodes of its cells; a view of it has a view of them."""

    nodes: Nodes | None
    is_by_label: bool
    """Whether its cells were picked by an array of labels: probabilities[range(n), labels]."""
    by_mask: MaskedPart | None
    """What it is a part of, if its cells were picked by a mask: errors[z < 0]."""

    def __array_finalize__(self, parent: object) -> None:
        """Begin without nodes: whoever makes the array gives them; NumPy itself only makes views with more axes."""
        self.nodes = None
        self.is_by_label = False
        self.by_mask = None
        if isinstance(parent, TracedArray) and _is_same_row(self, parent):
            self.nodes = nodes_of(parent).reshape(self.shape)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Follow a ufunc."""
        return follower("ufunc")(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Follow a function of NumPy's."""
        return follower("function")(function, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        """Return a cell or a part, with its nodes."""
        return picked(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Change cells, and their nodes with them."""
        put(self, key, value)

    def __iter__(self) -> Any:
        """Yield the rows, or the cells of one row."""
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        for index in range(len(self)):
            yield self[index]

    def __deepcopy__(self, memo: object) -> Any:
        """Copy the cells and their nodes."""
        return array_of(bare(self).copy(), nodes_of(self).copy())

    def __copy__(self) -> Any:
        """Copy the cells and their nodes."""
        return array_of(bare(self).copy(), nodes_of(self).copy())

    def __reduce__(self) -> Any:
        """Leave the trace behind when it is written somewhere."""
        return bare(self).copy().__reduce__()

    def __repr__(self) -> str:
        """Print as NumPy does."""
        return repr(bare(self))

    def __str__(self) -> str:
        """Print as NumPy does."""
        return str(bare(self))

    def __format__(self, form: str) -> str:
        """Print as NumPy does."""
        return format(bare(self) if self.ndim else bare(self)[()], form)

    @property
    def T(self) -> Any:  # noqa: N802  # NumPy's own name
        """The transposed array."""
        return array_of(bare(self).T, nodes_of(self).T)

    @property
    def flat(self) -> Any:
        """The cells one after the other."""
        return Cells(self)

    @flat.setter
    def flat(self, value: Any) -> None:
        Cells(self)[:] = value


class MaskedPart(NamedTuple):
    """What the cells that a mask picks are a part of: with other numbers it would pick other cells."""

    mask: Nodes
    whole: TracedArray
    """All cells, those that were not picked too, as if they had been."""

    def is_by(self, mask: Nodes) -> bool:
        """Say whether it was picked by a mask, or by one that asks the same."""
        return np.array_equal(self.mask, mask) or tape().are_alike(self.mask, mask)


def _is_same_row(view: NDArray[Any], array: NDArray[Any]) -> bool:
    """Say whether a view shows all cells of an array of one row, or all of them in the same shape."""
    if view.size != array.size or view.__array_interface__["data"] != array.__array_interface__["data"]:
        return False
    if view.shape == array.shape and view.strides == array.strides:
        return True
    return max(view.shape, default=1) == view.size == max(array.shape, default=1)


class AnyRecords(np.ndarray[Any, Any]):
    """A structured array whose fields are followed, as `records` does it."""

    traced_nodes: Any
    """The nodes of its fields, in fields of the same names; None before they are asked for."""


class Wrapped:
    """Something of the program's that is a traced array in other clothes."""

    array: TracedArray


class Cells:
    """The cells of an array one after the other, as array.flat gives them."""

    def __init__(self, array: TracedArray) -> None:
        """Take the array."""
        self.base = array
        self.index = 0

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.base.size)

    def __iter__(self) -> Cells:
        """Yield them."""
        return self

    def __next__(self) -> Any:
        """Return the next one."""
        if self.index >= len(self):
            raise StopIteration
        self.index += 1
        return self[self.index - 1]

    def __getitem__(self, key: Any) -> Any:
        """Return a cell, or several."""
        plain_key = bare(key)
        return array_of(np.asarray(bare(self.base).flat[plain_key]), np.asarray(nodes_of(self.base).flat[plain_key]))

    def __setitem__(self, key: Any, value: Any) -> None:
        """Change cells."""
        plain_key = bare(key)
        bare(self.base).flat[plain_key] = bare(value)
        nodes_of(self.base).flat[plain_key] = nodes_of(value)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """Return them as an array."""
        return np.array(bare(self.base).reshape(-1), dtype)

    def copy(self) -> Any:
        """Return them as an array with their nodes."""
        return array_of(bare(self.base).flatten(), nodes_of(self.base).flatten())


def array_of(values: NDArray[Any], nodes: Nodes) -> Any:
    """Return an array with given nodes; no dimensions make it a traced number."""
    if values.dtype.names:
        return follower("records")(values, nodes)
    if values.ndim == 0 or not isinstance(values, np.ndarray):
        return traced(values[()], int(nodes[()])) if isinstance(nodes, np.ndarray) else traced(values[()], nodes)
    array = np.ndarray.view(bare(values), TracedArray)
    array.nodes = nodes
    return array


def unrecorded(values: Any) -> Any:
    """Return what was computed where nothing is recorded, as traced numbers that have no node yet."""
    if isinstance(values, tuple):
        return tuple(map(unrecorded, values))
    cells = np.asarray(values)
    return array_of(cells, np.zeros(cells.shape, np.int64)) if cells.dtype.kind in FOLLOWED_KINDS else values


def bare(value: Any) -> Any:
    """Return an array or a scalar as it is without a trace; anything else as it is."""
    if isinstance(value, TracedArray):
        return np.ndarray.view(value, np.ndarray)
    if isinstance(value, TRACED):
        return plain(value)
    if type(value) in (list, tuple):
        return type(value)(bare(item) for item in value)
    if isinstance(value, AnyRecords):
        return np.ndarray.view(value, np.ndarray)
    return value


def holds_traced(value: Any, depth: int = 4) -> bool:
    """Say whether a value is traced, or a list of traced ones."""
    if isinstance(value, (TracedArray, AnyRecords, *TRACED)):
        return True
    if type(value) in (list, tuple) and depth:
        return any(holds_traced(item, depth - 1) for item in value)
    return False


def nodes_of(value: Any) -> Nodes:
    """Return the nodes of what NumPy would take as an array; what is not followed is a constant, or a new leaf."""
    if isinstance(value, TracedArray):
        if value.nodes is None or value.nodes.size != value.size:
            value.nodes = tape().many(Op.LEAF, bare(value))
        elif value.nodes.shape != value.shape:  # array.shape = (3, 2)
            value.nodes = value.nodes.reshape(value.shape)
        if tape().has_gaps:
            _fill_gaps(value, value.nodes)
        return value.nodes
    if isinstance(value, TRACED):
        return np.asarray(node_of(value))
    if isinstance(value, np.ndarray):
        if isinstance(value, AnyRecords):
            nodes: Nodes = follower("nodes of records")(value)
            return nodes
        if value.ndim == 0 or value.size == 1:
            return np.full(value.shape, tape().constant(float(value.reshape(-1)[0])))
        return _nodes_of_untraced(value)
    if isinstance(value, list | tuple):
        parts = [nodes_of(item) for item in value]
        return np.array(parts, np.int64) if parts else np.zeros(0, np.int64)
    return np.asarray(node_of(value))


def _fill_gaps(array: TracedArray, nodes: Nodes) -> None:
    """Give the cells of an array nodes that were computed while nothing was recorded."""
    is_missing = nodes == 0
    if tape().is_in_gap or not is_missing.any():
        return
    if not nodes.flags.writeable:
        nodes = nodes.copy()
        array.nodes = nodes
    nodes[is_missing] = tape().many(Op.LEAF, bare(array)[is_missing])


def forget_untraced() -> None:
    """Forget the nodes of arrays that came in untraced: they stand on a tape that is no longer written."""
    _untraced.clear()
    _in_memory.clear()


_untraced: dict[int, tuple[weakref.ref[Any], Nodes]] = {}
"""The nodes that arrays have got which came in untraced, by identity."""


def _nodes_of_untraced(array: NDArray[Any]) -> Nodes:
    """Return the nodes of an array that is not traced: the same as long as its cells are."""
    known = _untraced.get(id(array))
    if known is not None and known[0]() is array:
        nodes = known[1]
        if np.array_equal(tape().known(nodes), array):
            return nodes
    nodes = _nodes_in_memory(array)
    if tape().is_in_gap:
        return nodes
    _untraced[id(array)] = (weakref.ref(array), nodes)
    return nodes


def _nodes_in_memory(array: NDArray[Any]) -> Nodes:
    """Return the nodes of a large array that is not traced: those of a view of the same cells, as x.T is of x."""
    if array.size < MANY_CELLS or partial_tape() is None:
        return tape().many(Op.LEAF, array)
    axes = [axis for axis in range(array.ndim) if array.shape[axis] > 1]
    axes.sort(key=lambda axis: -abs(array.strides[axis]))
    view = array.transpose([*axes, *(axis for axis in range(array.ndim) if array.shape[axis] == 1)])
    flat = view.reshape(view.shape[: len(axes)])
    place = (flat.__array_interface__["data"][0], flat.shape, flat.strides)
    nodes = _in_memory.pop(place, None)
    if nodes is None or not np.array_equal(tape().known(nodes), flat):
        nodes = tape().many(Op.LEAF, flat)
    _in_memory[place] = nodes
    if len(_in_memory) > MAX_IN_MEMORY:
        del _in_memory[next(iter(_in_memory))]
    order = np.argsort([*axes, *(axis for axis in range(array.ndim) if array.shape[axis] == 1)])
    return nodes.reshape(view.shape).transpose(order)


MANY_CELLS = 200
"""Cells of an array that is looked for in memory."""
MAX_IN_MEMORY = 64
"""Arrays that are remembered by where they are."""
_in_memory: dict[tuple[Any, ...], Nodes] = {}
"""Address, shape and strides of large arrays that came in untraced, with their nodes; the newest at the end."""


def traced_array(value: Any, dtype: Any = None, ndmin: int = 0, order: Any = None) -> Any:
    """Return np.array(value) with the nodes that its items have."""
    wanted = _kind_of(dtype)
    if wanted is object:
        return np.array(value, dtype=object, ndmin=ndmin)
    values = np.array(bare(value), dtype=wanted, ndmin=ndmin, order=order or "K")
    if values.dtype.names:
        return follower("new records")(value, values)
    if values.dtype.kind not in FOLLOWED_KINDS:
        return values
    if isinstance(value, TracedArray) or holds_traced(value):
        nodes = np.array(nodes_of(_as_data(value)), np.int64, ndmin=ndmin)
        if nodes.shape == values.shape:
            return array_with(values, as_whole(values, nodes))
    return array_with(values, np.asarray(tape().many(Op.LEAF, values)))


def _as_data(value: Any) -> Any:
    """Return a list with its numbers traced: beside others that are, they are data, and no part of a formula."""
    if type(value) in (list, tuple):
        return [_as_data(item) for item in value]
    if type(value) in (int, float, bool):
        return leaf(float(value))
    return value


FOLLOWED_KINDS = "fiub"
"""The kinds of NumPy's types whose numbers are followed."""


def _kind_of(dtype: Any) -> Any:
    """Return a type as NumPy has it; a traced program's `float` and `int` may be functions that follow numbers."""
    if dtype is None:
        return None
    return object if dtype in (object, "object", "O") else dtype


def array_with(values: NDArray[Any], nodes: Nodes) -> TracedArray:
    """Return an array with given nodes, of no dimensions too."""
    array: TracedArray = np.ndarray.view(np.asarray(bare(values)), TracedArray)
    array.nodes = nodes
    return array


def picked(array: TracedArray, key: Any) -> Any:
    """Return array[key]."""
    plain_key = bare(key)
    values = bare(array)[plain_key]
    nodes = nodes_of(array)[plain_key]
    result = array_of(np.asarray(values), np.asarray(nodes)) if not np.ndim(values) else array_of(values, nodes)
    if isinstance(result, TracedArray):
        result.is_by_label = _is_by_label(key)
        if _is_mask_of(array, key):
            # Copied, as the array may be changed before the part is.
            whole = array_with(bare(array).copy(), nodes_of(array).copy())
            result.by_mask = MaskedPart(nodes_of(key), whole)
    return result


def _is_mask_of(array: TracedArray, key: Any) -> bool:
    """Say whether a key says of each cell whether it is picked, by what was computed."""
    return isinstance(key, TracedArray) and key.dtype.kind == "b" and key.shape == array.shape


def _is_by_label(key: Any) -> bool:
    """Say whether an index picks one cell of each row by an array of whole numbers that is data."""
    return isinstance(key, tuple) and any(isinstance(part, TracedArray) and part.dtype.kind in "iu" for part in key)


def put(array: TracedArray, key: Any, value: Any) -> None:
    """Do array[key] = value."""
    plain_key = bare(key)
    nodes = nodes_of(array)
    new = nodes_of(value)
    values = bare(array)
    chosen = _of_every_cell(key, value) if _is_mask_of(array, key) else None
    if chosen is not None:
        old = nodes.copy()
        if np.ndim(bare(value)):
            old[_are_blank(values, old)] = tape().constant(0.0)
        values[plain_key] = bare(value)
        nodes[...] = chosen_cells(values, nodes_of(key), chosen, old)
        return
    values[plain_key] = bare(value)
    partial = partial_tape()
    if partial is not None and not partial.is_whole(nodes, plain_key, new):
        nodes[...] = NOT_FOLLOWED
        return
    if not _is_mask(key) and _are_all(Op.LEAF, nodes[plain_key]) and _are_all(Op.CONSTANT, new):
        new = tape().many(Op.LEAF, values[plain_key])  # data that is filled in, a target say
    nodes[plain_key] = np.squeeze(new) if new.ndim > nodes[plain_key].ndim else new
    if values.dtype.kind in "iub":
        nodes[...] = resynced(values, nodes)


def _of_every_cell(mask: TracedArray, value: Any) -> Nodes | None:
    """Return what would be put into each cell if the mask picked it; None if that is not known."""
    if not np.ndim(bare(value)):
        return nodes_of(value)
    part = value.by_mask if isinstance(value, TracedArray) else None
    if part is None or not part.is_by(nodes_of(mask)):
        return None
    return nodes_of(part.whole)


def _are_blank(values: NDArray[Any], nodes: Nodes) -> Any:
    """Say which cells are the zeros of a new array, which a formula is written into."""
    return (values == 0) & (tape().operation_of(nodes) == int(Op.LEAF))


def _is_mask(key: Any) -> bool:
    """Say whether a key asks which cells, by what was computed."""
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, TracedArray) and part.dtype.kind == "b" for part in parts)


def _are_all(op: Op, nodes: Nodes) -> bool:
    return bool(np.all(tape().operation_of(nodes) == int(op)))


class NotFollowedError(Exception):
    """What is asked for is not followed in this form."""


def given(result: Any, out: Any) -> Any:
    """Write a result where the program wants it, if it says so."""
    if out is None:
        return result
    place = out[0] if isinstance(out, tuple) else out
    if place is None:
        return result
    if isinstance(place, TracedArray):
        new = nodes_of(result)
        old = nodes_of(place)
        _spoil_rest(old, new)
        old[...] = new
        np.copyto(bare(place), bare(result), casting="same_kind")
        return place
    if isinstance(place, np.ndarray):
        place[...] = bare(result)
    return place


def _spoil_rest(old: Nodes, new: Nodes) -> None:
    """Take the whole array as not followed, where a part of its cells is changed on a tape of a part of them."""
    partial = partial_tape()
    whole = old.base
    if partial is None or whole is None or whole.size <= old.size:
        return
    if not (partial.are_data(old) and partial.are_data(new)):
        whole[...] = NOT_FOLLOWED


def with_value(result: Any, values: Any) -> Any:
    """Return a result that was just computed with the value that NumPy gives it: the last bit may be another."""
    nodes = nodes_of(result)
    cells = np.asarray(values)
    tape().correct(nodes, cells)
    return array_of(cells, nodes)


def as_array(value: Any) -> Any:
    """Return a list as a traced array; anything else as it is."""
    return traced_array(value) if isinstance(value, list | tuple) else value
