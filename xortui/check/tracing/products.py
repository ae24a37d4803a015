"""Products of arrays, written out as products of numbers and their sums."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import (
    NotFollowedError,
    TracedArray,
    array_of,
    as_array,
    bare,
    given,
    nodes_of,
    traced_array,
    with_value,
)
from xortui.check.tracing.folds import folded_nodes, reduced
from xortui.check.tracing.followers import enter
from xortui.check.tracing.moved_cells import reshape, transposed
from xortui.check.tracing.partial_tape import PartialTape
from xortui.check.tracing.recording import partial_tape, tape
from xortui.check.tracing.tape import Nodes, Op
from xortui.check.tracing.ufunc_calls import apply_ufunc


def product(left: Any, right: Any, compute: Callable[..., Any]) -> Any:
    """Return a matrix product (np.dot or np.matmul), written as products and their sums."""
    values = np.asarray(compute(bare(left), bare(right)))
    a = np.asarray(bare(left))
    b = np.asarray(bare(right))
    a_nodes = nodes_of(left)
    b_nodes = nodes_of(right)
    if a.ndim == 0 or b.ndim == 0:
        return array_of(values, tape().many(Op.MUL, values, a_nodes, b_nodes))
    if a.ndim > 2 or b.ndim > 2:
        return _product_of_stacks(left, right, values, compute)
    rows = a if a.ndim == 2 else a[None, :]
    columns = b if b.ndim == 2 else b[:, None]
    row_nodes = a_nodes if a.ndim == 2 else a_nodes[None, :]
    column_nodes = b_nodes if b.ndim == 2 else b_nodes[:, None]
    partial = partial_tape()
    if partial is not None and rows.shape[1]:
        return array_of(values, _followed_products(partial, rows, columns, row_nodes, column_nodes, values))
    tape().expect(len(rows), rows.shape[1], columns.shape[1])
    tape().expect_matrix(0, row_nodes, column_nodes)
    tape().expect_matrix(1, column_nodes, row_nodes)
    products = rows.T[:, :, None] * columns[:, None, :]
    product_nodes = tape().many(Op.MUL, products, row_nodes.T[:, :, None], column_nodes[:, None, :])
    if len(products) == 0:
        return array_of(values, tape().many(Op.LEAF, values))
    sums = values.reshape(products.shape[1:])
    nodes = folded_nodes(Op.ADD, products, product_nodes, np.add, sums)
    return array_of(values, nodes.reshape(values.shape))


def _followed_products(
    on: PartialTape,
    rows: NDArray[Any],
    columns: NDArray[Any],
    row_nodes: Nodes,
    column_nodes: Nodes,
    values: NDArray[Any],
) -> Nodes:
    """Return the nodes of a product of large matrices, of which a part is followed: fewer products are added up."""
    shape = (rows.shape[0], columns.shape[1])
    if on.are_data(row_nodes) and on.are_data(column_nodes) and on.may_make_data():
        return on.data(values)
    on.begin_training()
    on.expect_product(row_nodes, column_nodes)
    of_row, of_sum = map(on.followed_places, rows.shape)
    of_column = on.followed_places(shape[1])
    is_data = on.followed_cells(shape) is not None and on.are_data(row_nodes) and on.are_data(column_nodes)
    some_rows = rows[of_row, of_sum]
    some_columns = columns[of_sum, of_column]
    products = some_rows.T[:, :, None] * some_columns[:, None, :]
    node_of_row = row_nodes[of_row, of_sum].T[:, :, None]
    product_nodes = on.many(Op.MUL, products, node_of_row, column_nodes[of_sum, of_column][:, None, :])
    key = (of_row, of_column)
    sums = np.array(values.reshape(shape)[key])
    nodes = folded_nodes(Op.ADD, products, product_nodes, np.add, sums)
    if rows.shape[1] > len(products):
        on.has_summed(nodes, rows.shape[1])
    if on.followed_cells(shape) is None:
        return nodes.reshape(values.shape)
    return on.spread(values.reshape(shape), key, nodes, is_data).reshape(values.shape)


def _product_of_stacks(left: Any, right: Any, values: NDArray[Any], compute: Callable[..., Any]) -> Any:
    """Return a product of arrays of more than two dimensions: each row with each column, their products added up."""
    a = left if isinstance(left, TracedArray) else traced_array(left)
    b = right if isinstance(right, TracedArray) else traced_array(right)
    if compute is not np.matmul:
        return with_value(_contracted(a, b, (a.ndim - 1,), (max(b.ndim - 2, 0),)), values)
    rows = a if a.ndim > 1 else _with_axis(a, 0)
    columns = b if b.ndim > 1 else _with_axis(b, 1)
    products = apply_ufunc(np.multiply, "__call__", (_with_axis(rows, -1), _with_axis(columns, -3)), {})
    summed = reduced(np.add, products, axis=-2)
    return array_of(values, nodes_of(summed).reshape(values.shape))


def _contracted(a: Any, b: Any, of_a: Sequence[int], of_b: Sequence[int]) -> Any:
    """Return the sum of products over some axes of two arrays, as np.tensordot does."""
    a_axes = [axis % a.ndim for axis in of_a]
    b_axes = [axis % b.ndim for axis in of_b]
    kept_of_a = [axis for axis in range(a.ndim) if axis not in a_axes]
    kept_of_b = [axis for axis in range(b.ndim) if axis not in b_axes]
    rows = transposed(a, kept_of_a + a_axes)
    columns = transposed(b, b_axes + kept_of_b)
    count = math.prod(a.shape[axis] for axis in a_axes)
    shape = [a.shape[axis] for axis in kept_of_a] + [b.shape[axis] for axis in kept_of_b]
    flat = product(reshape(rows, -1, count), reshape(columns, count, -1), np.dot)
    return array_of(bare(flat).reshape(shape), nodes_of(flat).reshape(shape))


def _with_axis(array: TracedArray, axis: int) -> Any:
    return array_of(np.expand_dims(bare(array), axis), np.expand_dims(nodes_of(array), axis))


def kron(a: Any, b: Any) -> Any:
    """Follow np.kron."""
    left = as_array(a)
    right = as_array(b)
    values = np.kron(bare(left), bare(right))
    first = np.kron(nodes_of(left), np.ones_like(nodes_of(right)))
    second = np.kron(np.ones_like(nodes_of(left)), nodes_of(right))
    return array_of(values, tape().many(Op.MUL, values, first, second))


def chain_of_products(arrays: Any, **_: Any) -> Any:
    """Follow np.linalg.multi_dot."""
    result = arrays[0]
    for array in arrays[1:]:
        result = product(result, array, np.dot)
    return with_value(result, np.linalg.multi_dot(bare(list(arrays))))


def cross_product(a: Any, b: Any, **others: Any) -> Any:
    """Follow np.cross, of vectors of three."""
    left = as_array(a)
    right = as_array(b)
    if others or left.shape != (3,) or right.shape != (3,):
        raise NotFollowedError("cross")
    after = [1, 2, 0]
    before = [2, 0, 1]
    return left[after] * right[before] - left[before] * right[after]


def dot_product(a: Any, b: Any, out: Any = None) -> Any:
    """Follow np.dot."""
    return given(product(as_array(a), as_array(b), np.dot), out)


def outer_product(a: Any, b: Any) -> Any:
    """Follow np.outer."""
    left = as_array(a)
    right = as_array(b)
    rows = array_of(np.reshape(bare(left), (-1, 1)), nodes_of(left).reshape(-1, 1))
    columns = array_of(np.reshape(bare(right), (1, -1)), nodes_of(right).reshape(1, -1))
    return np.multiply(rows, columns)


def inner_product(a: Any, b: Any) -> Any:
    """Follow np.inner."""
    right = as_array(b)
    return product(as_array(a), right.T if np.ndim(bare(right)) == 2 else right, np.dot)


def vdot(a: Any, b: Any) -> Any:
    """Follow np.vdot."""
    return product(as_array(a).reshape(-1), as_array(b).reshape(-1), np.dot)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Follow np.tensordot."""
    left = as_array(a)
    right = as_array(b)
    plain_axes = bare(axes)
    if isinstance(plain_axes, int):
        of_a: Any = list(range(left.ndim - plain_axes, left.ndim))
        of_b: Any = list(range(plain_axes))
    else:
        of_a, of_b = plain_axes
    of_a = [of_a] if isinstance(of_a, int) else list(of_a)
    of_b = [of_b] if isinstance(of_b, int) else list(of_b)
    return with_value(_contracted(left, right, of_a, of_b), np.tensordot(bare(left), bare(right), plain_axes))


enter("product", product)
