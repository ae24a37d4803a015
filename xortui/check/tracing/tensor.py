"""A stand-in for torch's tensors made of traced arrays: real tensors cannot be followed.

Numbers with a fraction have double precision here, so that steps can be compared with exact gradients.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import TracedArray, Wrapped, array_with, bare, nodes_of, traced_array
from xortui.check.tracing.autograd import refused

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


def array_in(value: Any) -> Any:
    """Return the traced array of a tensor, or of what torch would take as one."""
    return value.array if isinstance(value, Tensor) else traced_array(unwrapped(value))


def copied(tensor: Any, *_: Any, **__: Any) -> Tensor:
    """Return a tensor with cells of its own."""
    array = array_in(tensor)
    return wrapped(array_with(bare(array).copy(), nodes_of(array).copy()))
