"""Traced arrays: a NumPy array whose cells know their nodes, and NumPy's ufuncs on it."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.followers import enter, follower
from xortui.check.tracing.numbers import TRACED, leaf, node_of, plain, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op


class TracedArray(np.ndarray[Any, Any]):
    """An array with the nodes of its cells; a view of it has a view of them."""

    nodes: Nodes | None
    is_by_label: bool
    """Whether its cells were picked by an array of labels: probabilities[range(n), labels]."""

    def __array_finalize__(self, parent: object) -> None:
        """Begin without nodes: whoever makes the array gives them; NumPy itself only makes views with more axes."""
        self.nodes = None
        self.is_by_label = False
        if isinstance(parent, TracedArray) and _is_same_row(self, parent):
            self.nodes = nodes_of(parent).reshape(self.shape)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Follow a ufunc."""
        return apply_ufunc(ufunc, method, inputs, kwargs)

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
            yield picked(self, index)

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
        return like(array_of(bare(self).T, nodes_of(self).T), self)

    @property
    def flat(self) -> Any:
        """The cells one after the other."""
        return Cells(self)

    @flat.setter
    def flat(self, value: Any) -> None:
        Cells(self)[:] = value


def _is_same_row(view: NDArray[Any], array: NDArray[Any]) -> bool:
    """Say whether a view shows all cells of an array of one row, or all of them in the same shape."""
    if view.size != array.size or view.__array_interface__["data"] != array.__array_interface__["data"]:
        return False
    if view.shape == array.shape and view.strides == array.strides:
        return True
    return max(view.shape, default=1) == view.size == max(array.shape, default=1)


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


class TracedMatrix(TracedArray):
    """A traced array with the rules of np.matrix: two dimensions always, and * is the matrix product."""

    def __mul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        return self._product(self, other)

    def __rmul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        return self._product(other, self)

    def __imul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        self[...] = self._product(self, other)
        return self

    def __pow__(self, exponent: Any, *_: Any) -> Any:
        """Multiply a matrix by itself so many times."""
        product: Any = self
        for _times in range(int(exponent) - 1):
            product = product * self
        return product if exponent >= 1 else np.asmatrix(bare(self)) ** exponent

    def tolist(self) -> Any:
        """Return the rows as lists."""
        return self.A.tolist()

    @staticmethod
    def _product(left: Any, right: Any) -> Any:
        if not np.ndim(bare(left)) or not np.ndim(bare(right)):
            return np.multiply(left, right)
        return matrix_of(np.matmul(_two_dimensions(left), _two_dimensions(right)))

    @property
    def A(self) -> Any:  # noqa: N802  # NumPy's own name
        """The matrix as an array."""
        return array_of(bare(self), nodes_of(self))

    @property
    def A1(self) -> Any:  # noqa: N802  # NumPy's own name
        """The cells of the matrix in one row."""
        return array_of(bare(self).reshape(-1), nodes_of(self).reshape(-1))

    def getA(self) -> Any:  # noqa: N802  # NumPy's own name
        """Return the matrix as an array."""
        return self.A


def _two_dimensions(value: Any) -> Any:
    array = value if isinstance(value, np.ndarray) else traced_array(value)
    return array if array.ndim == 2 else array.reshape(1, -1)


def matrix_of(value: Any) -> Any:
    """Return an array of two dimensions, or of one, as a matrix; a number as it is."""
    if not isinstance(value, TracedArray) or value.ndim > 2:
        return value
    values = bare(value)
    nodes = nodes_of(value)
    if values.ndim < 2:
        values = values.reshape(1, -1)
        nodes = nodes.reshape(1, -1)
    matrix = np.ndarray.view(values, TracedMatrix)
    matrix.nodes = nodes
    return matrix


def like(result: Any, *operands: Any) -> Any:
    """Return a result as a matrix, if an operand is one."""
    return matrix_of(result) if any(isinstance(operand, TracedMatrix) for operand in operands) else result


def array_of(values: NDArray[Any], nodes: Nodes) -> Any:
    """Return an array with given nodes; no dimensions make it a traced number."""
    if values.ndim == 0 or not isinstance(values, np.ndarray):
        return traced(values[()], int(nodes[()])) if isinstance(nodes, np.ndarray) else traced(values[()], nodes)
    array = np.ndarray.view(bare(values), TracedArray)
    array.nodes = nodes
    return array


def bare(value: Any) -> Any:
    """Return an array or a scalar as it is without a trace; anything else as it is."""
    if isinstance(value, TracedArray):
        return np.ndarray.view(value, np.ndarray)
    if isinstance(value, TRACED):
        return plain(value)
    if type(value) in (list, tuple):
        return type(value)(bare(item) for item in value)
    return value


def holds_traced(value: Any, depth: int = 4) -> bool:
    """Say whether a value is traced, or a list of traced ones."""
    if isinstance(value, (TracedArray, *TRACED)):
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
        return value.nodes
    if isinstance(value, TRACED):
        return np.asarray(node_of(value))
    if isinstance(value, np.ndarray):
        if value.ndim == 0 or value.size == 1:
            return np.full(value.shape, tape().constant(float(value.reshape(-1)[0])))
        return _nodes_of_untraced(value)
    if isinstance(value, list | tuple):
        parts = [nodes_of(item) for item in value]
        return np.array(parts, np.int64) if parts else np.zeros(0, np.int64)
    return np.asarray(node_of(value))


_untraced: dict[int, tuple[weakref.ref[Any], Nodes]] = {}
"""The nodes that arrays have got which came in untraced, by identity."""


def _nodes_of_untraced(array: NDArray[Any]) -> Nodes:
    """Return the nodes of an array that is not traced: the same as long as its cells are."""
    known = _untraced.get(id(array))
    if known is not None and known[0]() is array:
        nodes = known[1]
        if np.array_equal(tape().known(nodes), array):
            return nodes
    nodes = tape().many(Op.LEAF, array)
    _untraced[id(array)] = (weakref.ref(array), nodes)
    return nodes


def traced_array(value: Any, dtype: Any = None, ndmin: int = 0, order: Any = None) -> Any:
    """Return np.array(value) with the nodes that its items have."""
    wanted = _kind_of(dtype)
    if wanted is object:
        return np.array(value, dtype=object, ndmin=ndmin)
    values = np.array(bare(value), dtype=wanted, ndmin=ndmin, order=order or "K")
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
    if type(value) in (int, float):
        return leaf(value)
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


def as_whole(values: NDArray[Any], nodes: Nodes) -> Nodes:
    """Return the nodes of numbers that were made whole: those that this has changed are data anew."""
    return resynced(values, nodes) if values.dtype.kind in "iub" else nodes


def resynced(values: NDArray[Any], nodes: Nodes, name: str = "") -> Nodes:
    """Return nodes with new ones for cells that have changed without them.

    Args:
        values: the cells as they are now.
        nodes: of the cells as they were.
        name: what has changed them, if it is not followed.
    """
    known = tape().known(nodes)
    with np.errstate(all="ignore"):
        is_other = ~np.isclose(known, values, rtol=NEAR, atol=0.0, equal_nan=True)
    if not is_other.any():
        return nodes
    renewed = np.array(nodes)
    cells = np.asarray(values)[is_other]
    renewed[is_other] = tape().opaque(cells, name) if name else tape().many(Op.LEAF, cells)
    return renewed


NEAR = 1e-6
"""How far numbers of single precision may be from what the tape says of them."""


def picked(array: TracedArray, key: Any) -> Any:
    """Return array[key]."""
    plain_key = bare(key)
    if isinstance(array, TracedMatrix):
        part = np.asmatrix(bare(array))[plain_key]
        part_nodes = np.asmatrix(nodes_of(array))[plain_key]
        return matrix_of(array_of(np.asarray(part), np.asarray(part_nodes)))
    values = bare(array)[plain_key]
    nodes = nodes_of(array)[plain_key]
    result = array_of(np.asarray(values), np.asarray(nodes)) if not np.ndim(values) else array_of(values, nodes)
    if isinstance(result, TracedArray):
        result.is_by_label = _is_by_label(key)
    return result


def _is_by_label(key: Any) -> bool:
    """Say whether an index picks one cell of each row by an array of whole numbers that is data."""
    return isinstance(key, tuple) and any(isinstance(part, TracedArray) and part.dtype.kind in "iu" for part in key)


def put(array: TracedArray, key: Any, value: Any) -> None:
    """Do array[key] = value."""
    plain_key = bare(key)
    nodes = nodes_of(array)
    new = nodes_of(value)
    mask = key if isinstance(key, TracedArray) and key.dtype.kind == "b" else None
    values = bare(array)
    if mask is not None and mask.shape == array.shape and not np.ndim(bare(value)):
        old = nodes.copy()
        values[plain_key] = bare(value)
        nodes[...] = tape().many(Op.WHERE, values, nodes_of(mask), new, old)
        return
    values[plain_key] = bare(value)
    if not _is_mask(key) and _are_all(Op.LEAF, nodes[plain_key]) and _are_all(Op.CONSTANT, new):
        new = tape().many(Op.LEAF, values[plain_key])  # data that is filled in, a target say
    nodes[plain_key] = np.squeeze(new) if new.ndim > nodes[plain_key].ndim else new
    if values.dtype.kind in "iub":
        nodes[...] = resynced(values, nodes)


def _is_mask(key: Any) -> bool:
    """Say whether a key asks which cells, by what was computed."""
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, TracedArray) and part.dtype.kind == "b" for part in parts)


def _are_all(op: Op, nodes: Nodes) -> bool:
    return bool(np.all(tape().operation_of(nodes) == op))


class Ufunc(NamedTuple):
    """How a ufunc of NumPy's is written on the tape."""

    record: Callable[[NDArray[Any], list[Nodes], list[Any]], Nodes]
    """Its values, the nodes of its operands and the operands themselves → the nodes of its values."""


def _cell_by_cell(op: Op) -> Ufunc:
    return Ufunc(lambda values, nodes, _: tape().many(op, values, *nodes))


def _by(formula: Callable[..., Any]) -> Ufunc:
    """Return a ufunc that is written as a formula of others."""

    def record(values: NDArray[Any], _: list[Nodes], operands: list[Any]) -> Nodes:
        with np.errstate(all="ignore"):
            result = formula(*(traced_array(operand) for operand in operands))
        nodes = np.broadcast_to(nodes_of(result), values.shape)
        return np.array(nodes)

    return Ufunc(record)


def _logarithm_of_sum(a: Any, b: Any) -> Any:
    return np.maximum(a, b) + np.log(1.0 + np.exp(-np.abs(a - b)))


def _remainder(a: Any, b: Any) -> Any:
    return a - b * np.floor(a / b)


def _arcsine(x: Any) -> Any:
    return np.arctan(x / np.sqrt(1.0 - x * x))


def _square(values: NDArray[Any], nodes: list[Nodes], _: list[Any]) -> Nodes:
    return tape().many(Op.MUL, values, nodes[0], nodes[0])


def _itself(values: NDArray[Any], nodes: list[Nodes], _: list[Any]) -> Nodes:
    return np.broadcast_to(nodes[0], values.shape).copy()


UFUNCS: dict[np.ufunc, Ufunc] = {
    np.add: _cell_by_cell(Op.ADD),
    np.subtract: _cell_by_cell(Op.SUB),
    np.multiply: _cell_by_cell(Op.MUL),
    np.true_divide: _cell_by_cell(Op.DIV),
    np.power: _cell_by_cell(Op.POW),
    np.float_power: _cell_by_cell(Op.POW),
    np.negative: _cell_by_cell(Op.NEG),
    np.positive: Ufunc(_itself),
    np.exp: _cell_by_cell(Op.EXP),
    np.log: _cell_by_cell(Op.LOG),
    np.tanh: _cell_by_cell(Op.TANH),
    np.sqrt: _cell_by_cell(Op.SQRT),
    np.abs: _cell_by_cell(Op.ABS),
    np.sign: _cell_by_cell(Op.SIGN),
    np.maximum: _cell_by_cell(Op.MAX),
    np.minimum: _cell_by_cell(Op.MIN),
    np.fmax: _cell_by_cell(Op.MAX),
    np.fmin: _cell_by_cell(Op.MIN),
    np.greater: _cell_by_cell(Op.GT),
    np.greater_equal: _cell_by_cell(Op.GE),
    np.less: _cell_by_cell(Op.LT),
    np.less_equal: _cell_by_cell(Op.LE),
    np.equal: _cell_by_cell(Op.EQ),
    np.not_equal: _cell_by_cell(Op.NE),
    np.logical_not: _cell_by_cell(Op.NOT),
    np.invert: _cell_by_cell(Op.NOT),
    np.logical_and: _cell_by_cell(Op.AND),
    np.logical_or: _cell_by_cell(Op.OR),
    np.sin: _cell_by_cell(Op.SIN),
    np.cos: _cell_by_cell(Op.COS),
    np.sinh: _cell_by_cell(Op.SINH),
    np.cosh: _cell_by_cell(Op.COSH),
    np.arctan: _cell_by_cell(Op.ARCTAN),
    np.square: Ufunc(_square),
    np.fabs: _cell_by_cell(Op.ABS),
    np.floor: _cell_by_cell(Op.FLOOR),
    np.conjugate: Ufunc(_itself),
    np.reciprocal: _by(lambda x: 1.0 / x),
    np.exp2: _by(lambda x: 2.0**x),
    np.expm1: _by(lambda x: np.exp(x) - 1.0),
    np.log1p: _by(lambda x: np.log(1.0 + x)),
    np.log2: _by(lambda x: np.log(x) / math.log(2)),
    np.log10: _by(lambda x: np.log(x) / math.log(10)),
    np.heaviside: _by(lambda x, at_zero: np.where(x == 0, at_zero, x > 0)),
    np.ceil: _by(lambda x: -np.floor(-x)),
    np.trunc: _by(lambda x: np.sign(x) * np.floor(np.abs(x))),
    np.tan: _by(lambda x: np.sin(x) / np.cos(x)),
    np.cbrt: _by(lambda x: np.sign(x) * np.abs(x) ** (1 / 3)),
    np.arcsin: _by(_arcsine),
    np.arccos: _by(lambda x: math.pi / 2 - _arcsine(x)),
    np.arcsinh: _by(lambda x: np.log(x + np.sqrt(x * x + 1.0))),
    np.arccosh: _by(lambda x: np.log(x + np.sqrt(x * x - 1.0))),
    np.arctanh: _by(lambda x: 0.5 * np.log((1.0 + x) / (1.0 - x))),
    np.deg2rad: _by(lambda x: x * (math.pi / 180)),
    np.radians: _by(lambda x: x * (math.pi / 180)),
    np.rad2deg: _by(lambda x: x * (180 / math.pi)),
    np.degrees: _by(lambda x: x * (180 / math.pi)),
    np.hypot: _by(lambda a, b: np.sqrt(a * a + b * b)),
    np.logaddexp: _by(_logarithm_of_sum),
    np.logaddexp2: _by(lambda a, b: _logarithm_of_sum(a * math.log(2), b * math.log(2)) / math.log(2)),
    np.copysign: _by(lambda a, b: np.abs(a) * np.sign(b)),
    np.floor_divide: _by(lambda a, b: np.floor(a / b)),
    np.remainder: _by(_remainder),
}
"""How each ufunc is written; one that is missing is not followed."""

UFUNCS_OF_SCIPY: dict[str, Ufunc] = {
    "expit": _by(lambda x: 1.0 / (1.0 + np.exp(-x))),
    "logit": _by(lambda p: np.log(p / (1.0 - p))),
    "log_expit": _by(lambda x: -np.log(1.0 + np.exp(-x))),
    "erf": _cell_by_cell(Op.ERF),
    "xlogy": _by(lambda x, y: np.where(x == 0, 0.0, x * np.log(np.where(x == 0, 1.0, y)))),
    "exp10": _by(lambda x: 10.0**x),
}
"""Ufuncs of scipy.special by their names: SciPy need not be there."""


def apply_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute a ufunc as NumPy does, and write it on the tape."""
    if ufunc in _QUESTIONS and method == "__call__":
        return ufunc(*map(bare, inputs), **{name: bare(value) for name, value in kwargs.items()})
    try:
        return _METHODS_OF_UFUNCS[method](ufunc, inputs, dict(kwargs))
    except (KeyError, NotFollowedError):
        return _unfollowed_ufunc(ufunc, method, inputs, kwargs)


_QUESTIONS = (np.isnan, np.isinf, np.isfinite, np.signbit)
"""Ufuncs whose answers are no numbers of the network."""


class NotFollowedError(Exception):
    """What is asked for is not followed in this form."""


def _unfollowed_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    out = kwargs.get("out")
    named = {name: bare(value) for name, value in kwargs.items() if name != "out"}
    values = getattr(ufunc, method)(*map(bare, inputs), **named)
    if isinstance(values, tuple):
        return tuple(_opaque_cells(array, ufunc.__name__) for array in values)
    return None if values is None else given(_opaque_cells(values, ufunc.__name__), out)


def _opaque_cells(values: Any, name: str) -> Any:
    cells = np.asarray(values)
    if cells.dtype.kind not in FOLLOWED_KINDS:
        return values
    return array_of(cells, tape().opaque(cells, name))


def _reduced(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    out = kwargs.pop("out", None)
    axis = kwargs.pop("axis", inputs[1] if len(inputs) > 1 else 0)
    keepdims = bool(kwargs.pop("keepdims", False))
    return given(follower("reduced")(ufunc, _as_operand(inputs[0]), axis, keepdims=keepdims, **kwargs), out)


def _accumulated(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    out = kwargs.pop("out", None)
    axis = kwargs.pop("axis", inputs[1] if len(inputs) > 1 else 0)
    return given(follower("accumulated")(ufunc, _as_operand(inputs[0]), int(axis)), out)


def _outer(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    left = _as_operand(inputs[0])
    right = _as_operand(inputs[1])
    if np.ndim(bare(left)) and not isinstance(left, TracedArray):
        left = traced_array(left)
    if np.ndim(bare(left)):
        left = left.reshape(np.shape(bare(left)) + (1,) * np.ndim(bare(right)))
    return _called(ufunc, (left, right), kwargs)


def _at(ufunc: np.ufunc, inputs: tuple[Any, ...], _: dict[str, Any]) -> None:
    """Do array[key] += value, once for each time that a cell is named."""
    array = inputs[0]
    op = _ONE_BY_ONE.get(ufunc)
    key = bare(inputs[1])
    if not isinstance(array, TracedArray):
        ufunc.at(array, key, *map(bare, inputs[2:]))
        return
    nodes = nodes_of(array)
    cells = bare(array)
    if op is None or len(inputs) < 3:
        ufunc.at(cells, key, *map(bare, inputs[2:]))
        nodes[...] = resynced(cells, nodes, f"{ufunc.__name__}.at")
        return
    places = np.arange(cells.size).reshape(cells.shape)[key]
    values = np.broadcast_to(bare(inputs[2]), places.shape)
    value_nodes = np.broadcast_to(nodes_of(inputs[2]), places.shape)
    for place, value, node in zip(places.flat, values.flat, value_nodes.flat, strict=True):
        index = np.unravel_index(int(place), cells.shape)
        cells[index] = ufunc(cells[index], value)
        nodes[index] = tape().one(op, float(cells[index]), int(nodes[index]), int(node))


_ONE_BY_ONE: dict[np.ufunc, Op] = {
    np.add: Op.ADD, np.subtract: Op.SUB, np.multiply: Op.MUL, np.true_divide: Op.DIV,
    np.maximum: Op.MAX, np.minimum: Op.MIN,
}  # fmt: skip
"""Ufuncs whose `at` is followed."""


def _called(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    out = kwargs.pop("out", None)
    if len(inputs) > ufunc.nin:  # np.add(a, b, place)
        out = inputs[ufunc.nin]
        inputs = inputs[: ufunc.nin]
    mask = kwargs.pop("where", True)
    operands = [_as_operand(value) for value in inputs]
    if ufunc is np.matmul:
        result = follower("product")(operands[0], operands[1], np.matmul)
        return given(like(result, *inputs), out)
    place = out[0] if isinstance(out, tuple) else out
    plain_operands = [bare(operand) for operand in operands]
    if mask is not True:
        kwargs["where"] = bare(mask)
        if place is not None:
            kwargs["out"] = bare(place).copy()
    values = ufunc(*plain_operands, **kwargs)
    if isinstance(values, tuple):
        return tuple(_opaque_cells(array, ufunc.__name__) for array in values)
    cells = np.asarray(values)
    everywhere = cells if mask is True else np.asarray(ufunc(*plain_operands))
    if cells.dtype.kind not in FOLLOWED_KINDS:
        return values
    if isinstance(place, np.ndarray) and not _fits(cells, place):
        return ufunc(*plain_operands, out=bare(place))  # which raises what NumPy raises
    row = UFUNCS.get(ufunc) or UFUNCS_OF_SCIPY.get(ufunc.__name__)
    if row is None:
        nodes = tape().opaque(everywhere, ufunc.__name__)
    else:
        operand_nodes = [_nodes_as_operand(operand, inputs) for operand in operands]
        nodes = row.record(everywhere, operand_nodes, operands)
    if ufunc in (np.bitwise_and, np.bitwise_or) and cells.dtype.kind == "b":
        op = Op.AND if ufunc is np.bitwise_and else Op.OR
        nodes = tape().many(op, cells, *(nodes_of(operand) for operand in operands))
    if mask is not True:
        old = nodes_of(place) if isinstance(place, TracedArray) else np.asarray(tape().constant(0.0))
        nodes = tape().many(Op.WHERE, cells, nodes_of(mask), nodes, old)
    return given(like(array_of(cells, nodes), *inputs), out)


def _fits(cells: NDArray[Any], place: NDArray[Any]) -> bool:
    """Say whether NumPy would write these cells into a place."""
    if not np.can_cast(cells.dtype, place.dtype, "same_kind"):
        return False
    return cells.shape == place.shape or np.broadcast_shapes(cells.shape, place.shape) == place.shape


_METHODS_OF_UFUNCS: dict[str, Callable[..., Any]] = {
    "__call__": _called,
    "reduce": _reduced,
    "accumulate": _accumulated,
    "outer": _outer,
    "at": _at,
}
"""The methods of a ufunc that are followed."""


def _nodes_as_operand(operand: Any, inputs: tuple[Any, ...]) -> Nodes:
    """Return the nodes of an operand; a 1 taken from what a label picked is that label's target, a number of data."""
    if not isinstance(operand, TracedArray) and any(
        isinstance(value, TracedArray) and value.is_by_label for value in inputs
    ):
        picked_cells = next(value for value in inputs if isinstance(value, TracedArray) and value.is_by_label)
        return tape().many(Op.LEAF, np.broadcast_to(bare(operand), picked_cells.shape))
    return nodes_of(operand)


def _as_operand(value: Any) -> Any:
    """Return an operand of a ufunc as a traced array, if it is a list of traced numbers."""
    if isinstance(value, list | tuple):
        return traced_array(value)
    return value


def given(result: Any, out: Any) -> Any:
    """Write a result where the program wants it, if it says so."""
    if out is None:
        return result
    place = out[0] if isinstance(out, tuple) else out
    if place is None:
        return result
    if isinstance(place, TracedArray):
        new = nodes_of(result)
        nodes_of(place)[...] = new
        np.copyto(bare(place), bare(result), casting="same_kind")
        return place
    if isinstance(place, np.ndarray):
        place[...] = bare(result)
    return place


enter("ufunc", apply_ufunc)
