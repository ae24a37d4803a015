"""A stand-in for torch's tensors made of traced arrays: real tensors cannot be followed.

Numbers with a fraction have double precision here, so that steps can be compared with exact gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from xortui.check.tracing.arrays import TracedArray, Wrapped, array_with, bare, nodes_of, traced_array
from xortui.check.tracing.autograd import refused
from xortui.check.tracing.calls import FUNCTIONS, apply_function

FLOAT = np.float64


_random = [np.random.RandomState(0)]
"""The generator of the program's random numbers; they are not those that torch would give."""


def random_numbers() -> np.random.RandomState:
    """Return the generator of the program's random numbers."""
    return _random[0]


def manual_seed(seed: Any) -> None:
    """Begin the random numbers anew."""
    _random[0] = np.random.RandomState(int(seed) % 2**32)


class Size(tuple[int, ...]):
    """The shape of a tensor."""

    def numel(self) -> int:
        """Return the number of cells."""
        return math.prod(self)


class Extreme(NamedTuple):
    """The largest or smallest cells along a dimension."""

    values: Any
    indices: Any


class Tensor(Wrapped):
    """A tensor. One of a program's numbers stays the same cell in all its views."""

    array: TracedArray
    requires_grad: bool
    grad: Any

    def __init__(self, *data: Any, dtype: Any = None, **_: Any) -> None:
        """Take numbers, or sizes: torch.Tensor([0.5]), torch.Tensor(2, 3)."""
        if all(isinstance(size, int) for size in data):
            content: Any = np.zeros(tuple(map(int, data)) or 0)
        else:
            content = data[0]
        self._take(traced_array(unwrapped(content), dtype or FLOAT))

    def _take(self, array: Any) -> None:
        if not isinstance(array, TracedArray):
            array = traced_array(array)
        self.array = array
        self.requires_grad = False
        self.grad = None

    @property
    def data(self) -> Tensor:
        """The same numbers."""
        return wrapped(self.array)

    @data.setter
    def data(self, value: Any) -> None:
        self.array = traced_array(unwrapped(value)) if not isinstance(value, Tensor) else value.array

    @property
    def shape(self) -> Size:
        """The shape."""
        return Size(np.shape(bare(self.array)))

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def dtype(self) -> Any:
        """The type of the cells."""
        return bare(self.array).dtype

    @property
    def device(self) -> str:
        """Where it is."""
        return "cpu"

    @property
    def is_cuda(self) -> bool:
        """Whether it is on a graphics card."""
        return False

    @property
    def T(self) -> Tensor:  # noqa: N802  # torch's own name
        """The transposed tensor."""
        return wrapped(self.array.T)

    mT = T  # noqa: N815  # torch's own name

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or one of its sizes."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """Return the number of dimensions."""
        return self.ndim

    def numel(self) -> int:
        """Return the number of cells."""
        return self.shape.numel()

    nelement = numel

    def item(self) -> Any:
        """Return the only number."""
        return self.array.item()

    def tolist(self) -> Any:
        """Return the rows as lists."""
        return self.array.tolist()

    def numpy(self, **_: Any) -> Any:
        """Return the same cells as an array."""
        return array_with(bare(self.array), nodes_of(self.array))

    def backward(self, *_: Any, **__: Any) -> None:
        """Tell that there is nothing of the program's own to check."""
        refused()

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Return itself."""
        self.requires_grad = requires_grad
        return self

    def zero_(self) -> Tensor:
        """Make all cells 0."""
        return self.fill_(0.0)

    def fill_(self, value: Any) -> Tensor:
        """Give all cells a value."""
        array = unwrapped(value)
        fresh = np.full(self.shape, bare(array), self.dtype)
        self.array[...] = array if isinstance(array, TracedArray) else traced_array(fresh)
        return self

    def copy_(self, source: Any) -> Tensor:
        """Take the cells of another tensor."""
        self.array[...] = unwrapped(source)
        return self

    def normal_(self, mean: Any = 0.0, std: Any = 1.0, **_: Any) -> Tensor:
        """Fill the cells with normally distributed numbers."""
        return self.fill_from(random_numbers().normal(float(mean), float(std), self.shape))

    def uniform_(self, low: Any = 0.0, high: Any = 1.0, **_: Any) -> Tensor:
        """Fill the cells with equally distributed numbers."""
        return self.fill_from(random_numbers().uniform(float(low), float(high), self.shape))

    def fill_from(self, values: Any) -> Tensor:
        """Fill the cells with data anew."""
        self.array[...] = traced_array(np.asarray(values))
        return self

    def scatter_(self, dim: int, index: Any, value: Any) -> Tensor:
        """Put a value at places along a dimension: one-hot targets."""
        places = np.asarray(bare(unwrapped(index)))
        numbers = np.broadcast_to(bare(unwrapped(value)), places.shape)
        for place in np.ndindex(places.shape):
            cell = list(place)
            cell[dim] = int(places[place])
            self.array[tuple(cell)] = traced_array(numbers[place])
        return self

    def __getitem__(self, key: Any) -> Tensor:
        """Return a part; what is no copy stays the same cells."""
        plain_key = bare(unwrapped(key))
        if not self.ndim:
            return wrapped(self.array)
        values = np.asarray(bare(self.array)[plain_key])
        nodes = np.asarray(nodes_of(self.array)[plain_key])
        part = wrapped(array_with(values, nodes))
        part.array.is_by_label = isinstance(key, tuple) and any(_is_of_labels(index) for index in key)
        return part

    def __setitem__(self, key: Any, value: Any) -> None:
        """Change cells."""
        self.array[unwrapped(key)] = unwrapped(value)

    def __iter__(self) -> Iterator[Tensor]:
        """Yield the rows."""
        for index in range(len(self)):
            yield self[index]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __bool__(self) -> bool:
        """Say whether the only number is not 0."""
        return bool(bare(self.array))

    def __float__(self) -> float:
        """Return the only number."""
        return float(bare(self.array).item())

    def __int__(self) -> int:
        """Return the only number, made whole."""
        return int(bare(self.array).item())

    def __index__(self) -> int:
        """Return the only number as an index."""
        return int(bare(self.array).item())

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """Return the numbers without their trace."""
        return np.array(bare(self.array), dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Compute NumPy's functions as NumPy does."""
        return getattr(ufunc, method)(*map(unwrapped, inputs), **kwargs)

    def __repr__(self) -> str:
        """Print about as torch does."""
        return f"tensor({np.array2string(bare(self.array), precision=4, separator=', ', prefix='tensor(')})"

    def __format__(self, form: str) -> str:
        """Print the only number, or all."""
        return format(bare(self.array).item(), form) if not self.ndim else repr(self)

    def __hash__(self) -> int:
        """Tell tensors apart by what they are, not by their numbers."""
        return id(self)

    def __invert__(self) -> Tensor:
        """Return the opposite truths."""
        return wrapped(np.logical_not(self.array))

    def __deepcopy__(self, memo: object) -> Tensor:
        """Copy the numbers."""
        return copied(self)


def wrapped(array: Any) -> Tensor:
    """Return a tensor of an array or a number, whose cells it shares."""
    tensor = Tensor.__new__(Tensor)
    tensor._take(array)
    return tensor


def unwrapped(value: Any) -> Any:
    """Return the array of a tensor; lists and tuples with arrays for tensors; anything else as it is."""
    if isinstance(value, Tensor):
        if value.ndim:
            return value.array
        return value.array.item() if value.dtype.kind == "f" else value.array[()]
    if type(value) in (list, tuple):
        return type(value)(map(unwrapped, value))
    return value


def _is_of_labels(value: Any) -> bool:
    return isinstance(value, Tensor | TracedArray) and value.dtype.kind in "iu"


def _as_array(value: Any) -> Any:
    return value.array if isinstance(value, Tensor) else traced_array(unwrapped(value))


Operation = Callable[..., Any]


def _of_ufunc(ufunc: np.ufunc) -> Operation:
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


def _of_function(function: Callable[..., Any]) -> Operation:
    """Return one of NumPy's functions as torch has it: dim for axis, keepdim for keepdims."""

    def operation(tensor: Any, *args: Any, **named: Any) -> Tensor:
        kwargs = {_NUMPYS_NAMES.get(name, name): unwrapped(value) for name, value in named.items()}
        kwargs.pop("dtype", None)
        positional = [unwrapped(argument) for argument in args]
        if len(positional) == 2 and isinstance(positional[1], bool):
            kwargs["keepdims"] = positional.pop()
        positional = [tuple(argument) if isinstance(argument, list) else argument for argument in positional]
        return wrapped(apply_function(function, (_as_array(tensor), *positional), kwargs))

    return operation


_NUMPYS_NAMES = {"dim": "axis", "keepdim": "keepdims"}


def _along(kwargs: dict[str, Any], args: Sequence[Any]) -> Any:
    return args[0] if args else kwargs.get("dim", kwargs.get("axis"))


def _extreme(function: Callable[..., Any], place: Callable[..., Any], both: np.ufunc) -> Operation:
    def operation(tensor: Any, *args: Any, keepdim: bool = False, **named: Any) -> Any:
        if args and isinstance(args[0], Tensor):
            return wrapped(both(unwrapped(tensor), unwrapped(args[0])))
        array = _as_array(tensor)
        dim = _along(named, args)
        if dim is None:
            return wrapped(apply_function(function, (array,), {}))
        is_kept = bool(keepdim or (len(args) > 1 and args[1]))
        values = apply_function(function, (array, int(dim)), {"keepdims": is_kept})
        indices = place(bare(array), axis=int(dim), keepdims=is_kept)
        return Extreme(wrapped(values), wrapped(traced_array(indices)))

    return operation


def _place_of(function: Callable[..., Any]) -> Operation:
    def operation(tensor: Any, dim: Any = None, keepdim: bool = False) -> Tensor:
        return wrapped(traced_array(function(bare(_as_array(tensor)), axis=dim, keepdims=keepdim)))

    return operation


def _matrix_product(left: Any, right: Any, out: Any = None) -> Tensor:
    return _into(out, np.matmul(_as_array(left), _as_array(right)))


def _outer(left: Any, right: Any) -> Tensor:
    return wrapped(np.outer(_as_array(left), _as_array(right)))


def _added_product(start: Any, left: Any, right: Any, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    result: Any = _matrix_product(left, right)
    result = result if alpha == 1 else result * alpha
    total: Tensor = result + (start if beta == 1 else start * beta)
    return total


def _einsum(equation: str, *operands: Any) -> Tensor:
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], list | tuple) else operands
    return wrapped(apply_function(np.einsum, (equation, *map(_as_array, given)), {}))


def _sigmoid(tensor: Any) -> Tensor:
    return wrapped(1.0 / (1.0 + np.exp(-_as_array(tensor))))


def _relu(tensor: Any, inplace: bool = False) -> Tensor:
    return _into(tensor if inplace else None, np.maximum(_as_array(tensor), 0.0))


def _leaky_relu(tensor: Any, negative_slope: Any = 0.01, *_: Any) -> Tensor:
    array = _as_array(tensor)
    return wrapped(np.where(array > 0, array, unwrapped(negative_slope) * array))


def _softplus(tensor: Any) -> Tensor:
    return wrapped(np.log(1.0 + np.exp(_as_array(tensor))))


def _softmax(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
    array = _as_array(tensor)
    axis = -1 if dim is None else int(dim)
    powers = np.exp(array - np.max(array, axis=axis, keepdims=True))
    return wrapped(powers / np.sum(powers, axis=axis, keepdims=True))


def _log_softmax(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
    array = _as_array(tensor)
    axis = -1 if dim is None else int(dim)
    away = array - np.max(array, axis=axis, keepdims=True)
    return wrapped(away - np.log(np.sum(np.exp(away), axis=axis, keepdims=True)))


def _clamped(tensor: Any, min: Any = None, max: Any = None) -> Tensor:  # noqa: A002  # torch's own names
    result = _as_array(tensor)
    if min is not None:
        result = np.maximum(result, unwrapped(min))
    if max is not None:
        result = np.minimum(result, unwrapped(max))
    return wrapped(result)


def _where(condition: Any, *choices: Any) -> Any:
    if not choices:
        return tuple(wrapped(traced_array(places)) for places in np.nonzero(bare(_as_array(condition))))
    return wrapped(np.where(_as_array(condition), *map(_as_array, choices)))


def _spread(tensor: Any, *args: Any, unbiased: bool = True, keepdim: bool = False, **named: Any) -> Tensor:
    options = {"ddof": int(unbiased), "keepdims": keepdim}
    return wrapped(FUNCTIONS[np.var](_as_array(tensor), _along(named, args), **options))


def _deviation(tensor: Any, *args: Any, **named: Any) -> Tensor:
    return wrapped(np.sqrt(_spread(tensor, *args, **named).array))


def _norm(tensor: Any, p: Any = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    array = _as_array(tensor)
    flat = array.reshape(-1) if dim is None else array
    order = 2 if p == "fro" else p
    return wrapped(apply_function(np.linalg.norm, (flat, order, dim), {"keepdims": keepdim}))


def _sizes(args: Sequence[Any]) -> tuple[int, ...]:
    given = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args
    return tuple(int(size) for size in given)


def _viewed(tensor: Tensor, *shape: Any) -> Tensor:
    array = tensor.array
    if shape and isinstance(shape[0], np.dtype | type):
        return tensor
    values = bare(array).reshape(_sizes(shape))
    return wrapped(array_with(values, nodes_of(array).reshape(_sizes(shape))))


def _flattened(tensor: Tensor, start_dim: int = 0, *_: Any) -> Tensor:
    return _viewed(tensor, *tensor.shape[:start_dim], -1)


def _both(change: Callable[[Any], Any]) -> Callable[[Tensor], Tensor]:
    """Return a change of shape done to the cells and to their nodes."""
    return lambda tensor: wrapped(array_with(change(bare(tensor.array)), change(nodes_of(tensor.array))))


def _squeezed(tensor: Tensor, dim: int | None = None) -> Tensor:
    if dim is not None and tensor.shape[dim] != 1:
        return tensor
    return _both(lambda array: np.squeeze(array, dim))(tensor)


def _unsqueezed(tensor: Tensor, dim: int) -> Tensor:
    return _both(lambda array: np.expand_dims(array, int(dim)))(tensor)


def _swapped(tensor: Tensor, first: int, second: int) -> Tensor:
    return _both(lambda array: np.swapaxes(array, int(first), int(second)))(tensor)


def _permuted(tensor: Tensor, *dims: Any) -> Tensor:
    return _both(lambda array: np.transpose(array, _sizes(dims)))(tensor)


def _expanded(tensor: Tensor, *sizes: Any) -> Tensor:
    wanted = list(_sizes(sizes))
    added = len(wanted) - tensor.ndim
    for place, size in enumerate(wanted):
        if size == -1:
            wanted[place] = tensor.shape[place - added]
    return _both(lambda array: np.broadcast_to(array, wanted))(tensor)


def _repeated(tensor: Tensor, *sizes: Any) -> Tensor:
    return _both(lambda array: np.tile(array, _sizes(sizes)))(tensor)


def copied(tensor: Any, *_: Any, **__: Any) -> Tensor:
    """Return a tensor with cells of its own."""
    array = _as_array(tensor)
    return wrapped(array_with(bare(array).copy(), nodes_of(array).copy()))


def _same(tensor: Tensor, *_: Any, **__: Any) -> Tensor:
    return wrapped(tensor.array)


def _as_type(dtype: Any) -> Operation:
    return lambda tensor, *_, **__: wrapped(tensor.array.astype(dtype))


def _moved(tensor: Tensor, *wanted: Any, **named: Any) -> Tensor:
    """Return a tensor of another type; all devices are the same."""
    for kind in (*wanted, *named.values()):
        if isinstance(kind, Tensor):
            return _moved(tensor, kind.dtype)
        if isinstance(kind, type) and issubclass(kind, np.generic):
            return wrapped(tensor.array.astype(kind))
    return tensor


def joined(tensors: Any, dim: int = 0, **named: Any) -> Tensor:
    """Return tensors one after the other."""
    arrays = [_as_array(tensor) for tensor in tensors]
    return wrapped(apply_function(np.concatenate, (arrays, named.get("axis", dim)), {}))


def stacked(tensors: Any, dim: int = 0) -> Tensor:
    """Return tensors as rows of a new one."""
    arrays = [_as_array(tensor) for tensor in tensors]
    return joined([_unsqueezed(wrapped(array), dim) for array in arrays], dim)


def _parts(tensor: Tensor, size: int, dim: int = 0) -> tuple[Tensor, ...]:
    parts = []
    for start in range(0, tensor.shape[dim], int(size)):
        key: list[Any] = [slice(None)] * tensor.ndim
        key[dim] = slice(start, start + int(size))
        parts.append(tensor[tuple(key)])
    return tuple(parts)


def _chunks(tensor: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    return _parts(tensor, -(-tensor.shape[dim] // chunks), dim)


def _selected(tensor: Tensor, dim: int, index: Any) -> Tensor:
    key: list[Any] = [slice(None)] * tensor.ndim
    key[dim] = unwrapped(index)
    return tensor[tuple(key)]


def _gathered(tensor: Tensor, dim: int, index: Any) -> Tensor:
    places = np.asarray(bare(_as_array(index)))
    found = _both(lambda array: np.take_along_axis(array, places, dim))(tensor)
    found.array.is_by_label = True
    return found


def _masked(tensor: Tensor, mask: Any, value: Any) -> Tensor:
    return _where(mask, value, tensor)  # type: ignore[no-any-return]  # a tensor, as there are choices


def _truth(function: Callable[..., Any]) -> Operation:
    return lambda *tensors, **named: function(*(bare(unwrapped(tensor)) for tensor in tensors), **named)


def _truths(function: Callable[..., Any]) -> Operation:
    def operation(tensor: Any, dim: Any = None, **_: Any) -> Tensor:
        return wrapped(traced_array(function(bare(_as_array(tensor)), axis=dim)))

    return operation


ELEMENTWISE: dict[str, Operation] = {
    "add": _of_ufunc(np.add),
    "sub": _of_ufunc(np.subtract),
    "subtract": _of_ufunc(np.subtract),
    "mul": _of_ufunc(np.multiply),
    "multiply": _of_ufunc(np.multiply),
    "div": _of_ufunc(np.true_divide),
    "divide": _of_ufunc(np.true_divide),
    "true_divide": _of_ufunc(np.true_divide),
    "floor_divide": _of_ufunc(np.floor_divide),
    "remainder": _of_ufunc(np.remainder),
    "pow": _of_ufunc(np.power),
    "neg": _of_ufunc(np.negative),
    "negative": _of_ufunc(np.negative),
    "exp": _of_ufunc(np.exp),
    "log": _of_ufunc(np.log),
    "log1p": _of_ufunc(np.log1p),
    "log2": _of_ufunc(np.log2),
    "expm1": _of_ufunc(np.expm1),
    "sqrt": _of_ufunc(np.sqrt),
    "square": _of_ufunc(np.square),
    "reciprocal": _of_ufunc(np.reciprocal),
    "tanh": _of_ufunc(np.tanh),
    "sin": _of_ufunc(np.sin),
    "cos": _of_ufunc(np.cos),
    "abs": _of_ufunc(np.abs),
    "sign": _of_ufunc(np.sign),
    "floor": _of_ufunc(np.floor),
    "sigmoid": _sigmoid,
    "relu": _relu,
    "clamp": _clamped,
    "clip": _clamped,
    "masked_fill": _masked,
}
"""What is done cell by cell: functions of torch, methods, and methods with _ that change a tensor in its place."""

OPERATIONS: dict[str, Operation] = {
    **ELEMENTWISE,
    "maximum": _of_ufunc(np.maximum),
    "minimum": _of_ufunc(np.minimum),
    "gt": _of_ufunc(np.greater),
    "ge": _of_ufunc(np.greater_equal),
    "lt": _of_ufunc(np.less),
    "le": _of_ufunc(np.less_equal),
    "eq": _of_ufunc(np.equal),
    "ne": _of_ufunc(np.not_equal),
    "logical_and": _of_ufunc(np.logical_and),
    "logical_or": _of_ufunc(np.logical_or),
    "logical_not": _of_ufunc(np.logical_not),
    "heaviside": _of_ufunc(np.heaviside),
    "sum": _of_function(np.sum),
    "mean": _of_function(np.mean),
    "prod": _of_function(np.prod),
    "cumsum": _of_function(np.cumsum),
    "trace": _of_function(np.trace),
    "diag": _of_function(np.diag),
    "round": _of_function(np.round),
    "amax": _of_function(np.max),
    "amin": _of_function(np.min),
    "var": _spread,
    "std": _deviation,
    "norm": _norm,
    "max": _extreme(np.max, np.argmax, np.maximum),
    "min": _extreme(np.min, np.argmin, np.minimum),
    "argmax": _place_of(np.argmax),
    "argmin": _place_of(np.argmin),
    "mm": _matrix_product,
    "matmul": _matrix_product,
    "bmm": _matrix_product,
    "mv": _matrix_product,
    "dot": _matrix_product,
    "inner": _matrix_product,
    "outer": _outer,
    "ger": _outer,
    "addmm": _added_product,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "t": lambda tensor: tensor.T,
    "reshape": _viewed,
    "flatten": _flattened,
    "squeeze": _squeezed,
    "unsqueeze": _unsqueezed,
    "transpose": _swapped,
    "permute": _permuted,
    "clone": copied,
    "split": _parts,
    "chunk": _chunks,
    "index_select": _selected,
    "gather": _gathered,
    "numel": lambda tensor: tensor.numel(),
    "allclose": _truth(np.allclose),
    "equal": _truth(np.array_equal),
    "isnan": _of_ufunc(np.isnan),
    "any": _truths(np.any),
    "all": _truths(np.all),
}
"""Functions of torch that are methods too."""

METHODS: dict[str, Operation] = {
    "view": _viewed,
    "ravel": _flattened,
    "view_as": lambda tensor, other: _viewed(tensor, *other.shape),
    "reshape_as": lambda tensor, other: _viewed(tensor, *other.shape),
    "expand": _expanded,
    "expand_as": lambda tensor, other: _expanded(tensor, *other.shape),
    "repeat": _repeated,
    "detach": _same,
    "detach_": _same,
    "contiguous": _same,
    "cpu": _same,
    "cuda": _same,
    "type_as": _same,
    "to": _moved,
    "type": _moved,
    "float": _as_type(FLOAT),
    "double": _as_type(FLOAT),
    "long": _as_type(np.int64),
    "int": _as_type(np.int64),
    "bool": _as_type(np.bool_),
    "where": lambda tensor, condition, other: _where(condition, tensor, other),
}
"""What is a method only."""

FUNCTIONS_ONLY: dict[str, Operation] = {"einsum": _einsum, "where": _where, "cat": joined, "concat": joined}
"""What is a function only."""

OF_NN: dict[str, Operation] = {"leaky_relu": _leaky_relu, "softplus": _softplus}
"""More of torch.nn.functional."""


def _in_place(operation: Operation) -> Operation:
    def change(tensor: Tensor, *args: Any, **named: Any) -> Tensor:
        tensor.array[...] = operation(tensor, *args, **named).array
        return tensor

    return change


def _operator(ufunc: np.ufunc, *, is_turned: bool = False) -> Operation:
    def method(self: Tensor, other: Any) -> Any:
        if other is None or isinstance(other, str | dict):
            return NotImplemented
        operands = (unwrapped(self), unwrapped(other))
        return wrapped(ufunc(*operands[::-1] if is_turned else operands))

    return method


def _augmented(ufunc: np.ufunc) -> Operation:
    def method(self: Tensor, other: Any) -> Tensor:
        self.array[...] = ufunc(self.array, unwrapped(other))
        return self

    return method


_OPERATORS: dict[str, np.ufunc] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide, "pow": np.power,
    "floordiv": np.floor_divide, "mod": np.remainder, "matmul": np.matmul, "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip
_COMPARED: dict[str, np.ufunc] = {
    "gt": np.greater, "ge": np.greater_equal, "lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal,
}  # fmt: skip


_SIGNS: dict[str, Operation] = {
    "__neg__": OPERATIONS["neg"],
    "__pos__": METHODS["detach"],
    "__abs__": OPERATIONS["abs"],
}


def _give_methods() -> None:
    for name, operation in {**OPERATIONS, **METHODS}.items():
        if name not in vars(Tensor):
            setattr(Tensor, name, operation)
    for name, operation in ELEMENTWISE.items():
        setattr(Tensor, f"{name}_", _in_place(operation))
    for name, ufunc in _OPERATORS.items():
        setattr(Tensor, f"__{name}__", _operator(ufunc))
        setattr(Tensor, f"__r{name}__", _operator(ufunc, is_turned=True))
        setattr(Tensor, f"__i{name}__", _augmented(ufunc))
    for name, ufunc in _COMPARED.items():
        setattr(Tensor, f"__{name}__", _operator(ufunc))
    for name, operation in _SIGNS.items():
        setattr(Tensor, name, operation)


_give_methods()
