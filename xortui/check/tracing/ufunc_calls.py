"""NumPy's ufuncs called on traced arrays, in each of the ways there are: +, add.reduce, add.at, add.outer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xortui.check.tracing.arrays import (
    FOLLOWED_KINDS,
    MaskedPart,
    NotFollowedError,
    TracedArray,
    array_of,
    bare,
    given,
    nodes_of,
    traced_array,
    unrecorded,
)
from xortui.check.tracing.changed_cells import resynced
from xortui.check.tracing.followers import enter, follower
from xortui.check.tracing.recording import tape
from xortui.check.tracing.tape import Nodes, Op
from xortui.check.tracing.traced_matrix import like
from xortui.check.tracing.ufuncs import UFUNCS, UFUNCS_OF_SCIPY


def apply_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute a ufunc as NumPy does, and write it on the tape."""
    is_question = ufunc in _QUESTIONS and method == "__call__"
    is_unrecorded = tape().is_in_gap and method == "__call__" and "out" not in kwargs and len(inputs) == ufunc.nin
    if is_question or is_unrecorded:
        values = ufunc(*map(bare, inputs), **{name: bare(value) for name, value in kwargs.items()})
        return values if is_question else like(unrecorded(values), *inputs)
    try:
        return _METHODS_OF_UFUNCS[method](ufunc, inputs, dict(kwargs))
    except (KeyError, NotFollowedError):
        return _unfollowed_ufunc(ufunc, method, inputs, kwargs)


_QUESTIONS = (np.isnan, np.isinf, np.isfinite, np.signbit)
"""Ufuncs whose answers are no numbers of the network."""


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
    result = given(like(array_of(cells, nodes), *inputs), out)
    if isinstance(result, TracedArray):
        result.by_mask = _masked_part(ufunc, inputs)
    return result


def _masked_part(ufunc: np.ufunc, inputs: tuple[Any, ...]) -> MaskedPart | None:
    """Return what the result is a part of, if a mask picked what it is computed from: the same, of every cell."""
    parts = [value.by_mask for value in inputs if isinstance(value, TracedArray) and value.by_mask is not None]
    if not parts or not all(part.is_by(parts[0].mask) for part in parts):
        return None
    operands = []
    for value in inputs:
        part = value.by_mask if isinstance(value, TracedArray) else None
        if part is None and np.ndim(bare(value)):
            return None
        operands.append(value if part is None else part.whole)
    with np.errstate(all="ignore"):  # a cell that is not picked may be where the function is not
        whole = ufunc(*operands)
    return MaskedPart(parts[0].mask, whole) if isinstance(whole, TracedArray) else None


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


enter("ufunc", apply_ufunc)
