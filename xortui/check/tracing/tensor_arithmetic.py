"""What torch computes of tensors: functions cell by cell, sums, products, activations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from xortui.check.tracing.arrays import bare, traced_array
from xortui.check.tracing.numpy_functions import FUNCTIONS, apply_function
from xortui.check.tracing.tensor import Tensor, array_in, unwrapped, wrapped


class Extreme(NamedTuple):
    """The largest or smallest cells along a dimension."""

    values: Any
    indices: Any


Operation = Callable[..., Any]


def of_ufunc(ufunc: np.ufunc) -> Operation:
    """Return a ufunc of NumPy's as torch has it."""

    def operation(*tensors: Any, alpha: Any = 1, out: Any = None) -> Tensor:
        operands = list(map(unwrapped, tensors))
        if alpha != 1:
            operands[-1] = np.multiply(operands[-1], unwrapped(alpha))
        return _into(out, ufunc(*operands))

    return operation


def _into(out: Any, result: Any) -> Tensor:
    if out is None:
        return wrapped(result)
    out.array[...] = result
    return out  # type: ignore[no-any-return]  # the tensor that was given


def of_function(function: Callable[..., Any]) -> Operation:
    """Return one of NumPy's functions as torch has it: dim for axis, keepdim for keepdims."""

    def operation(tensor: Any, *args: Any, **named: Any) -> Tensor:
        kwargs = {_NUMPYS_NAMES.get(name, name): unwrapped(value) for name, value in named.items()}
        kwargs.pop("dtype", None)
        positional = [unwrapped(argument) for argument in args]
        if len(positional) == 2 and isinstance(positional[1], bool):
            kwargs["keepdims"] = positional.pop()
        positional = [tuple(argument) if isinstance(argument, list) else argument for argument in positional]
        return wrapped(apply_function(function, (array_in(tensor), *positional), kwargs))

    return operation


_NUMPYS_NAMES = {"dim": "axis", "keepdim": "keepdims"}


def _along(kwargs: dict[str, Any], args: Sequence[Any]) -> Any:
    return args[0] if args else kwargs.get("dim", kwargs.get("axis"))


def extreme(function: Callable[..., Any], place: Callable[..., Any], both: np.ufunc) -> Operation:
    """Return torch.max or torch.min: of all cells, along a dimension, or of two tensors."""

    def operation(tensor: Any, *args: Any, keepdim: bool = False, **named: Any) -> Any:
        if args and isinstance(args[0], Tensor):
            return wrapped(both(unwrapped(tensor), unwrapped(args[0])))
        array = array_in(tensor)
        dim = _along(named, args)
        if dim is None:
            return wrapped(apply_function(function, (array,), {}))
        is_kept = bool(keepdim or (len(args) > 1 and args[1]))
        values = apply_function(function, (array, int(dim)), {"keepdims": is_kept})
        indices = place(bare(array), axis=int(dim), keepdims=is_kept)
        return Extreme(wrapped(values), wrapped(traced_array(indices)))

    return operation


def place_of(function: Callable[..., Any]) -> Operation:
    """Return torch.argmax or torch.argmin."""

    def operation(tensor: Any, dim: Any = None, keepdim: bool = False) -> Tensor:
        return wrapped(traced_array(function(bare(array_in(tensor)), axis=dim, keepdims=keepdim)))

    return operation


def matrix_product(left: Any, right: Any, out: Any = None) -> Tensor:
    """Follow torch.matmul."""
    return _into(out, np.matmul(array_in(left), array_in(right)))


def outer(left: Any, right: Any) -> Tensor:
    """Follow torch.outer."""
    return wrapped(np.outer(array_in(left), array_in(right)))


def added_product(start: Any, left: Any, right: Any, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """Follow torch.addmm."""
    result: Any = matrix_product(left, right)
    result = result if alpha == 1 else result * alpha
    total: Tensor = result + (start if beta == 1 else start * beta)
    return total


def einsum(equation: str, *operands: Any) -> Tensor:
    """Follow torch.einsum."""
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], list | tuple) else operands
    return wrapped(apply_function(np.einsum, (equation, *map(array_in, given)), {}))


def sigmoid(tensor: Any) -> Tensor:
    """Follow torch.sigmoid."""
    return wrapped(1.0 / (1.0 + np.exp(-array_in(tensor))))


def relu(tensor: Any, inplace: bool = False) -> Tensor:
    """Follow torch.relu."""
    return _into(tensor if inplace else None, np.maximum(array_in(tensor), 0.0))


def leaky_relu(tensor: Any, negative_slope: Any = 0.01, *_: Any) -> Tensor:
    """Follow leaky_relu of torch.nn.functional."""
    array = array_in(tensor)
    return wrapped(np.where(array > 0, array, unwrapped(negative_slope) * array))


def softplus(tensor: Any) -> Tensor:
    """Follow softplus of torch.nn.functional."""
    return wrapped(np.log(1.0 + np.exp(array_in(tensor))))


def softmax(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
    """Follow torch.softmax."""
    array = array_in(tensor)
    axis = -1 if dim is None else int(dim)
    powers = np.exp(array - np.max(array, axis=axis, keepdims=True))
    return wrapped(powers / np.sum(powers, axis=axis, keepdims=True))


def log_softmax(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
    """Follow torch.log_softmax."""
    array = array_in(tensor)
    axis = -1 if dim is None else int(dim)
    away = array - np.max(array, axis=axis, keepdims=True)
    return wrapped(away - np.log(np.sum(np.exp(away), axis=axis, keepdims=True)))


def clamped(tensor: Any, min: Any = None, max: Any = None) -> Tensor:  # noqa: A002  # torch's own names
    """Follow torch.clamp."""
    result = array_in(tensor)
    if min is not None:
        result = np.maximum(result, unwrapped(min))
    if max is not None:
        result = np.minimum(result, unwrapped(max))
    return wrapped(result)


def chosen_where(condition: Any, *choices: Any) -> Any:
    """Follow torch.where."""
    if not choices:
        return tuple(wrapped(traced_array(places)) for places in np.nonzero(bare(array_in(condition))))
    return wrapped(np.where(array_in(condition), *map(array_in, choices)))


def spread(tensor: Any, *args: Any, unbiased: bool = True, keepdim: bool = False, **named: Any) -> Tensor:
    """Follow torch.var."""
    options = {"ddof": int(unbiased), "keepdims": keepdim}
    return wrapped(FUNCTIONS[np.var](array_in(tensor), _along(named, args), **options))


def deviation(tensor: Any, *args: Any, **named: Any) -> Tensor:
    """Follow torch.std."""
    return wrapped(np.sqrt(spread(tensor, *args, **named).array))


def norm(tensor: Any, p: Any = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Follow torch.norm."""
    array = array_in(tensor)
    flat = array.reshape(-1) if dim is None else array
    order = 2 if p == "fro" else p
    return wrapped(apply_function(np.linalg.norm, (flat, order, dim), {"keepdims": keepdim}))


def masked(tensor: Tensor, mask: Any, value: Any) -> Tensor:
    """Follow tensor.masked_fill."""
    return chosen_where(mask, value, tensor)  # type: ignore[no-any-return]  # a tensor, as there are choices


def truth_of(function: Callable[..., Any]) -> Operation:
    """Return a function that answers with a single truth: torch.equal."""
    return lambda *tensors, **named: function(*(bare(unwrapped(tensor)) for tensor in tensors), **named)


def truths_of(function: Callable[..., Any]) -> Operation:
    """Return torch.any or torch.all."""

    def operation(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
        return wrapped(traced_array(function(bare(array_in(tensor)), axis=dim)))

    return operation
