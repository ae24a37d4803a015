"""The calls of a traced program: what is called instead of functions that would lose the trace."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import (
    TracedArray,
    Wrapped,
    bare,
    holds_traced,
    traced_array,
)
from xortui.check.tracing.built_in_functions import (
    followed_as_type,
    followed_float,
    followed_float64,
    followed_int,
    followed_max,
    followed_min,
    followed_power,
    followed_sum,
)
from xortui.check.tracing.cell_loops import cells_of, numbered_cells, vectorized
from xortui.check.tracing.numbers import TRACED, TracedFloat, TracedFloat64, TracedInt, data, leaf
from xortui.check.tracing.numpy_functions import FUNCTIONS, apply_function, opaque
from xortui.check.tracing.random_picks import PICKING, is_random
from xortui.check.tracing.recording import tape
from xortui.check.tracing.records import (
    TracedRecordArray,
    TracedRecords,
    followed_records,
    new_records,
    records_of_arrays,
)
from xortui.check.tracing.tape import MANY_COLUMNS
from xortui.check.tracing.traced_matrix import TracedMatrix, matrix_of
from xortui.check.tracing.ufunc_calls import apply_ufunc

_FOLLOWED: dict[Any, Callable[..., Any]] = {
    max: followed_max,
    min: followed_min,
    sum: followed_sum,
    float: followed_float,
    int: followed_int,
    pow: followed_power,
    np.array: lambda value, dtype=None, **named: _new_array(value, dtype, **named),
    np.asarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.asanyarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.ascontiguousarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.matrix: lambda value, dtype=None, *_, **__: _new_matrix(value, dtype),
    np.asmatrix: lambda value, dtype=None, *_, **__: _new_matrix(value, dtype),
    np.fromiter: lambda items, dtype, *_, **__: traced_array(list(items), dtype),
    np.nditer: cells_of,
    np.ndenumerate: numbered_cells,
    map: lambda function, *items: _mapped(function, *items),
    type: lambda *args, **named: _type_of(*args, **named),
    np.float64: followed_float64,
    np.dtype: lambda *args, **named: np.dtype(*map(_as_type, args), **named),
    np.rec.fromarrays: lambda arrays, *args, **named: _of_arrays(arrays, *args, **named),
    np.rec.array: lambda value, *args, **named: _as_record_array(value, *args, **named),
}
"""What a traced program calls instead of functions that would lose the trace."""


def _mapped(function: Any, *items: Any) -> Any:
    """Return map(...), in which numbers that int and float make of texts are data: map(int, "0110")."""
    if function not in (int, float):
        return map(function, *items)
    return map(data, map(_FOLLOWED[function], *items))


def _type_of(*args: Any, **named: Any) -> Any:
    """Return type(x) as it is untraced; type(name, bases, names) makes a class."""
    kind = type(*args, **named)
    return _UNTRACED.get(kind, kind) if len(args) == 1 else kind


_UNTRACED: dict[type, type] = {
    TracedRecords: np.ndarray, TracedRecordArray: np.recarray,
    TracedArray: np.ndarray, TracedMatrix: np.matrix, TracedFloat: float, TracedFloat64: np.float64, TracedInt: int,
}  # fmt: skip
"""What the kinds of traced numbers are untraced."""


def _as_type(dtype: Any) -> Any:
    """Return the type of an array with plain numbers in it: [("w", float, (2, 3))]."""
    if type(dtype) is dict:
        return {key: bare(value) for key, value in dtype.items()}
    return bare(dtype)


def _of_arrays(arrays: Any, *args: Any, **named: Any) -> Any:
    """Return np.rec.fromarrays(...)."""
    plain_args = map(_as_type, args)
    plain_named = {name: _as_type(value) for name, value in named.items()}
    return records_of_arrays(arrays, np.rec.fromarrays(bare(list(arrays)), *plain_args, **plain_named))


def _as_record_array(value: Any, *args: Any, **named: Any) -> Any:
    """Return np.rec.array(...)."""
    if isinstance(value, TracedRecords) and not args and not named:
        return value.copy().view(np.recarray)
    values = np.rec.array(bare(value), *map(_as_type, args), **{name: _as_type(one) for name, one in named.items()})
    return new_records(value, values)


def _new_array(value: Any, dtype: Any, **named: Any) -> Any:
    """Return np.array(value, ...)."""
    ndmin = int(bare(named.get("ndmin", 0)))
    if named.get("copy") is False and isinstance(value, TracedArray) and dtype is None and value.ndim >= ndmin:
        return value
    return traced_array(value, _as_type(dtype), ndmin, named.get("order"))


def _new_matrix(value: Any, dtype: Any) -> Any:
    return matrix_of(_as_rows(np.asmatrix(value, dtype)) if isinstance(value, str) else traced_array(value, dtype))


def _as_rows(matrix: Any) -> Any:
    return traced_array(np.asarray(matrix))


def _as_array(value: Any, dtype: Any) -> Any:
    if isinstance(value, TracedArray | TracedRecords) and (dtype is None or value.dtype == np.dtype(_as_type(dtype))):
        return value
    return traced_array(value, _as_type(dtype))


def call(function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call a function for the traced program, so that what it returns is traced."""
    kind = type(function)
    if kind is FunctionType or kind is MethodType:
        code = getattr(function, "__code__", None)
        if code is not None and code.co_filename in tape().filenames:
            return function(*args, **kwargs)
    elif kind in (type, BuiltinFunctionType) and (function in _AS_THEY_ARE or function.__module__ == "__main__"):
        return function(*args, **kwargs)
    if _has_tensor(args) and not _is_of_torch(function):
        args = tuple(_of_wrapped(value) for value in args)
    followed = _followed(function)
    if followed is not None:
        return _done_by(followed, function, args, kwargs)
    if isinstance(function, np.vectorize):
        return vectorized(function, args)
    if _is_of_numpy(function) and any(type(argument) in (list, tuple) and holds_traced(argument) for argument in args):
        if isinstance(function, np.ufunc):
            return apply_ufunc(function, "__call__", args, kwargs)
        if function in FUNCTIONS:
            return apply_function(function, args, kwargs)
    name = getattr(function, "__name__", "")
    if "dtype" in kwargs:
        kwargs["dtype"] = _as_type(kwargs["dtype"])
    elif name in _OF_SHAPE_AND_TYPE and len(args) > 1:
        args = (args[0], *map(_as_type, args[1:]))
    if name == "dot" and type(getattr(function, "__self__", None)) is np.ndarray and any(map(holds_traced, args)):
        return apply_function(np.dot, (function.__self__, *args), kwargs)  # of data that is too large to be followed
    if name in PICKING and args and is_random(function):
        picking = PICKING[name](function, args, kwargs)
        if picking is not None:
            return picking[0]
    result = function(*args, **kwargs)
    if isinstance(result, TRACED) and not result.node:  # statistics.mean makes a new one of the same type
        return opaque(bare(result), name)
    if is_random(function):
        return leaf(result) if type(result) in (float, np.float64) else _followed_result(result)
    if type(result) in (float, np.float64, np.ndarray) and _loses(function, args):
        return opaque(result, name)
    return _followed_result(result)


def _loses(function: Any, args: tuple[Any, ...]) -> bool:
    """Say whether a function computes with traced numbers without being followed."""
    if function in _FILLING or not (_is_of_numpy(function) or _is_of_library(function)):
        return False
    return any(map(_holds_floats, args))


_AS_THEY_ARE = frozenset({len, range, zip, enumerate, print, reversed, isinstance, list, tuple, dict, set, sorted, str})
"""Functions of Python that lose no trace."""


def _has_tensor(values: tuple[Any, ...]) -> bool:
    for value in values:  # noqa: SIM110  # any() costs more, and this is asked at every call
        if isinstance(value, Wrapped):
            return True
    return False


def _is_of_torch(function: Any) -> bool:
    """Say whether a function takes tensors as they are: one of torch's, of the program's, or of Python's containers."""
    if _is_of_numpy(function):
        return False
    return function not in _NUMBERS_OF_PYTHON


_NUMBERS_OF_PYTHON = (float,)
"""Functions of Python that take a tensor of one number as that number."""


def _of_wrapped(value: Any) -> Any:
    return value.array if isinstance(value, Wrapped) else value


_OF_SHAPE_AND_TYPE = frozenset({"zeros", "ones", "empty", "recarray"})
"""Functions that make an array of a shape and a type."""
_FILLING = (np.full, np.full_like)
"""Functions that make data of a number."""


def _is_of_library(function: Any) -> bool:
    """Say whether a function is one of a module that is not traced."""
    if isinstance(function, BuiltinFunctionType):
        return isinstance(function.__self__, ModuleType)
    return isinstance(function, FunctionType)  # those of the traced files have been called before


def _holds_floats(value: Any) -> bool:
    if isinstance(value, TracedInt):
        return False
    if type(value) in (list, tuple):
        return any(map(_holds_floats, value))
    return isinstance(value, TracedArray | TracedFloat)


def _done_by(followed: Callable[..., Any], function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call what stands in for a function; if that fails, the function itself, which then fails as it would untraced."""
    try:
        return followed(*args, **kwargs)
    except Exception:  # in a form that is not followed, or wrong: then Python says so
        plain_args = [_bare_to_the_ground(value) for value in args]
        return _followed_result(function(*plain_args, **{name: bare(value) for name, value in kwargs.items()}))


def _bare_to_the_ground(value: Any) -> Any:
    return bare(value) if isinstance(value, TracedArray) or holds_traced(value) else value


def _followed(function: Any) -> Callable[..., Any] | None:
    try:
        followed = _FOLLOWED.get(function)
    except TypeError:  # an object that is called and cannot be hashed
        return None
    if followed is None and isinstance(function, type) and issubclass(function, np.generic):
        return partial(followed_as_type, function)
    return followed


def _is_of_numpy(function: Any) -> bool:
    if isinstance(function, np.ufunc):
        return True
    module = getattr(function, "__module__", None)
    return isinstance(module, str) and module.startswith("numpy")


def _followed_result(result: Any) -> Any:
    if type(result) is np.matrix:
        return matrix_of(traced_array(np.asarray(result)))
    if type(result) in (np.ndarray, np.recarray):
        if result.dtype.kind not in "fiub":
            is_large = result.nbytes >= tape().most_cells * np.dtype(float).itemsize
            return result if is_large else followed_records(result)
        if result.size >= MANY_COLUMNS:
            tape().expect_data(result.shape)
        return traced_array(result) if result.size < tape().most_cells else result
    if type(result) in (tuple, list) and any(type(item) is np.ndarray for item in result):
        return type(result)(_followed_result(item) for item in result)
    return result


def followed_builtins() -> dict[str, Any]:
    """Return Python's built-in names, those that would lose the trace replaced where they are no types."""
    names = dict(vars(builtins))
    names["max"] = followed_max
    names["min"] = followed_min
    names["sum"] = followed_sum
    names["pow"] = followed_power
    return names
