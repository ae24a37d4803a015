"""Traced arrays: a NumPy array whose cells know their nodes, and NumPy's ufuncs on it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.numbers import TRACED, TracedFloat, TracedInt, node_of, traced
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op


class TracedArray(np.ndarray[Any, Any]):
    """An array with the nodes of its cells; a view of it has a view of them."""

    nodes: Nodes | None
    is_by_label: bool
    """Whether its cells were picked by an array of labels: probabilities[range(n), labels]."""

    def __array_finalize__(self, parent: object) -> None:
        """Begin without nodes: whoever makes the array gives them."""
        self.nodes = None
        self.is_by_label = False

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Follow a ufunc."""
        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Follow a function of NumPy's."""
        from xortui.check.tracing.calls import apply_function

        return apply_function(function, args, kwargs)

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
    def T(self) -> Any:  # type: ignore[override]  # noqa: N802  # NumPy's own name
        """The transposed array."""
        return like(array_of(bare(self).T, nodes_of(self).T), self)

    @property
    def flat(self) -> Any:  # type: ignore[override]
        """The cells one after the other."""
        return iter(array_of(bare(self).reshape(-1), nodes_of(self).reshape(-1)))


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
    return matrix_of(result) if any(isinstance(one, TracedMatrix) for one in operands) else result


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
    if isinstance(value, TracedFloat):
        return float(value)
    if isinstance(value, TracedInt):
        return int(value)
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
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
        if value.nodes is None:
            value.nodes = tape().many(Op.LEAF, bare(value))
        return value.nodes
    if isinstance(value, TRACED):
        return np.asarray(value.node)
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
        if np.array_equal(tape().value[nodes], array):
            return nodes
    nodes = tape().many(Op.LEAF, array)
    _untraced[id(array)] = (weakref.ref(array), nodes)
    return nodes


def traced_array(value: Any, dtype: Any = None) -> Any:
    """Return np.array(value) with the nodes that its items have."""
    values = np.array(bare(value), dtype=dtype)
    if values.dtype.kind not in "fiub":
        return values
    if isinstance(value, TracedArray) or holds_traced(value):
        nodes = np.array(nodes_of(value), np.int64)
        if nodes.shape == values.shape:
            return array_of(values, nodes)
    return array_of(values, tape().many(Op.LEAF, values))


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
    nodes[plain_key] = np.squeeze(new) if new.ndim > nodes[plain_key].ndim else new


class Ufunc(NamedTuple):
    """How a ufunc of NumPy's is written on the tape."""

    record: Callable[[NDArray[Any], list[Nodes], list[Any]], Nodes]
    """Its values, the nodes of its operands and the operands themselves → the nodes of its values."""


def _cell_by_cell(op: Op) -> Ufunc:
    return Ufunc(lambda values, nodes, _: tape().many(op, values, *nodes))


def _composed(*operations: Callable[[Nodes, NDArray[Any]], tuple[Nodes, NDArray[Any]]]) -> Ufunc:
    """Return a ufunc of one operand that is written as one operation after another."""

    def record(values: NDArray[Any], nodes: list[Nodes], operands: list[Any]) -> Nodes:
        reached = (nodes[0], np.asarray(bare(operands[0]), float))
        for operation in operations:
            reached = operation(*reached)
        return reached[0].reshape(values.shape)

    return Ufunc(record)


def _then(op: Op, compute: Callable[[Any], Any]) -> Any:
    def operation(nodes: Nodes, values: NDArray[Any]) -> tuple[Nodes, NDArray[Any]]:
        with np.errstate(all="ignore"):
            new = compute(values)
        return tape().many(op, new, nodes), new

    return operation


def _with(op: Op, compute: Callable[[Any, float], Any], constant: float, *, first: bool = False) -> Any:
    def operation(nodes: Nodes, values: NDArray[Any]) -> tuple[Nodes, NDArray[Any]]:
        with np.errstate(all="ignore"):
            new = compute(values, constant)
        other = np.asarray(tape().constant(constant))
        operands = (other, nodes) if first else (nodes, other)
        return tape().many(op, new, *operands), new

    return operation


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
    np.reciprocal: _composed(_with(Op.DIV, lambda v, c: c / v, 1.0, first=True)),
    np.exp2: _composed(_with(Op.POW, lambda v, c: c**v, 2.0, first=True)),
    np.expm1: _composed(_then(Op.EXP, np.exp), _with(Op.SUB, lambda v, c: v - c, 1.0)),
    np.log1p: _composed(_with(Op.ADD, lambda v, c: v + c, 1.0), _then(Op.LOG, np.log)),
    np.log2: _composed(_then(Op.LOG, np.log), _with(Op.DIV, lambda v, c: v / c, float(np.log(2)))),
    np.log10: _composed(_then(Op.LOG, np.log), _with(Op.DIV, lambda v, c: v / c, float(np.log(10)))),
    np.heaviside: _composed(_with(Op.GT, lambda v, c: v > c, 0.0)),
}
"""How each ufunc is written; one that is missing is not followed."""


def apply_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute a ufunc as NumPy does, and write it on the tape."""
    out = kwargs.pop("out", None)
    operands = [_as_operand(value) for value in inputs]
    plain_operands = [bare(operand) for operand in operands]
    if method == "reduce":
        from xortui.check.tracing.calls import reduced

        axis = kwargs.get("axis", 0)
        return reduced(ufunc, operands[0], axis, keepdims=bool(kwargs.get("keepdims", False)))
    if method == "outer":
        first = np.ndim(plain_operands[0])
        second = np.ndim(plain_operands[1])
        left = operands[0].reshape(np.shape(operands[0]) + (1,) * second) if first else operands[0]
        return apply_ufunc(ufunc, "__call__", (left, operands[1]), kwargs)
    if method != "__call__":
        values = getattr(ufunc, method)(*plain_operands, **kwargs)
        return None if values is None else array_of(values, tape().opaque(values, ufunc.__name__))
    if ufunc is np.matmul:
        from xortui.check.tracing.calls import product

        result = product(operands[0], operands[1], np.matmul)
        return _given(like(result, *inputs), out)
    place = out[0] if isinstance(out, tuple) else out
    if isinstance(place, np.ndarray):
        kwargs = {**kwargs, "out": bare(place)}
    values = ufunc(*plain_operands, **kwargs)
    if isinstance(values, tuple):
        return values
    cells = np.asarray(values)
    row = UFUNCS.get(ufunc)
    if row is None:
        nodes = tape().opaque(cells, ufunc.__name__)
    else:
        operand_nodes = [_nodes_as_operand(operand, inputs) for operand in operands]
        nodes = row.record(cells, operand_nodes, operands)
    if ufunc in (np.bitwise_and, np.bitwise_or) and cells.dtype.kind == "b":
        op = Op.AND if ufunc is np.bitwise_and else Op.OR
        nodes = tape().many(op, cells, *(nodes_of(operand) for operand in operands))
    return _given(like(array_of(cells, nodes), *inputs), out)


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


def _given(result: Any, out: Any) -> Any:
    """Write a result where the program wants it, if it says so."""
    if out is None:
        return result
    place = out[0] if isinstance(out, tuple) else out
    if place is None:
        return result
    if isinstance(place, TracedArray):
        np.copyto(bare(place), bare(result), casting="same_kind")
        nodes_of(place)[...] = nodes_of(result)
        return place
    if isinstance(place, np.ndarray):
        place[...] = bare(result)
    return place
