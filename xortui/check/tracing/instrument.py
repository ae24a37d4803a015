"""A copy of a student's file, compiled so that its numbers are traced: same file, same lines, same columns.

Two things are changed: a number that is data (an item of a list, an assigned value, an argument) becomes a leaf, and a
call goes through `call`, which follows what NumPy and Python do with lists of traced numbers.
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import (
    TracedArray,
    Wrapped,
    array_of,
    array_with,
    bare,
    holds_traced,
    nodes_of,
    traced_array,
)
from xortui.check.tracing.built_in_functions import (
    followed_float,
    followed_float32,
    followed_float64,
    followed_int,
    followed_max,
    followed_min,
    followed_power,
    followed_sum,
)
from xortui.check.tracing.choices import CHOOSE, as_choice, choose, with_choices
from xortui.check.tracing.numbers import TRACED, TracedFloat, TracedFloat64, TracedInt, leaf
from xortui.check.tracing.numpy_functions import FUNCTIONS, apply_function, opaque
from xortui.check.tracing.recording import tape
from xortui.check.tracing.traced_matrix import TracedMatrix, matrix_of
from xortui.check.tracing.ufunc_calls import apply_ufunc

LEAF = "__traced_leaf__"
NEW_LEAF = "__traced_new_leaf__"
DATA = "__traced_data__"
CALL = "__traced_call__"

_OWN_FRAME = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint"})
"""Functions that look at the frame they are called from."""
_NO_DATA = frozenset(
    {"range", "seed", "RandomState", "default_rng", "zeros", "ones", "empty", "eye", "rand", "randn", "randint"}
    | {"random_sample", "reshape", "arange", "linspace", "Random", "round", "sleep", "figure", "subplot", "identity"}
    | {"view", "unsqueeze", "squeeze", "transpose", "permute", "clamp", "clamp_", "pow", "sum", "mean", "softmax"}
    | {"log_softmax", "size", "argmax", "manual_seed", "one_hot", "flatten"}
    | {"expand_dims", "getattr", "uniform", "normal", "standard_normal", "gauss", "normalvariate", "exit"}
)
"""Functions whose arguments are sizes, seeds and limits."""


def compiled(source: str, filename: str) -> tuple[Any, dict[str, Any]]:
    """Return the traced code of a file, and the names that it needs.

    Raises:
        SyntaxError: if it is no Python.
    """
    tree = ast.parse(source, filename)
    transformer = _Traced()
    tree = transformer.visit(tree)
    ast.fix_missing_locations(tree)
    leaves: dict[int, Any] = {}
    literals = transformer.literals

    def leaf_of(number: int) -> Any:
        if number not in leaves:
            leaves[number] = leaf(literals[number])
        number_with_node = leaves[number]
        tape().written[number_with_node.node] += 1
        return number_with_node

    def new_leaf_of(number: int) -> Any:
        return leaf(literals[number])

    return compile(tree, filename, "exec"), {
        LEAF: leaf_of,
        NEW_LEAF: new_leaf_of,
        DATA: data,
        CALL: call,
        CHOOSE: choose,
    }


def data(value: Any) -> Any:
    """Return a number as data, traced from here on; anything else as it is."""
    return leaf(value) if type(value) in (int, float) else value


class _Traced(ast.NodeTransformer):
    def __init__(self) -> None:
        self.literals: list[int | float] = []
        self._in_formula: list[bool] = []

    def _leaf(self, node: ast.expr, *, anew: bool = False) -> ast.expr:
        """Return a number as a leaf, the same one each time or another one; anything else transformed."""
        value = _literal(node)
        if value is None:
            changed: ast.expr = self.visit(node)
            return changed
        self.literals.append(value)
        number = ast.copy_location(ast.Constant(len(self.literals) - 1), node)
        name = ast.copy_location(ast.Name(NEW_LEAF if anew else LEAF, ast.Load()), node)
        return ast.copy_location(ast.Call(name, [number], []), node)

    def _item(self, node: ast.expr) -> ast.expr:
        """Return an item of a list: a number is data there, also one of two."""
        if isinstance(node, ast.IfExp):
            node.test = self.visit(node.test)
            node.body = self._leaf(node.body, anew=True)
            node.orelse = self._leaf(node.orelse, anew=True)
            return node
        return self._leaf(node)

    def _data(self, node: ast.expr) -> ast.expr:
        """Return an item of a list, in which what was counted is data, too: [a, b] of `for a in range(2)`."""
        if not isinstance(node, ast.Name | ast.BinOp):
            return self._item(node)
        name = ast.copy_location(ast.Name(DATA, ast.Load()), node)
        return ast.copy_location(ast.Call(name, [self.visit(node)], []), node)

    def visit_List(self, node: ast.List) -> ast.AST:  # ast's own name
        if isinstance(node.ctx, ast.Load):
            node.elts = list(map(self._data, node.elts))
        else:
            self.generic_visit(node)
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:  # ast's own name
        return self._display(node)

    def visit_Set(self, node: ast.Set) -> ast.AST:  # ast's own name
        node.elts = list(map(self._leaf, node.elts))
        return node

    def _display(self, node: ast.List | ast.Tuple) -> ast.AST:
        if isinstance(node.ctx, ast.Load):
            node.elts = list(map(self._item, node.elts))
        else:
            self.generic_visit(node)
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:  # ast's own name
        node.keys = [None if key is None else self.visit(key) for key in node.keys]
        node.values = list(map(self._leaf, node.values))
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:  # ast's own name
        node.targets = list(map(self.visit, node.targets))
        node.value = self._leaf(node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:  # ast's own name
        node.target = self.visit(node.target)
        if node.value is not None:
            node.value = self._leaf(node.value)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:  # ast's own name
        if node.value is not None:
            is_formula = self._in_formula and self._in_formula[-1]
            node.value = self.visit(node.value) if is_formula else self._leaf(node.value, anew=True)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:  # ast's own name
        is_formula = _orders(node.test)
        choice = as_choice(node)
        if choice is not None:
            self.generic_visit(choice)
            return choice
        node.test = self.visit(node.test)
        node.body = self.visit(node.body) if is_formula else self._leaf(node.body, anew=True)
        node.orelse = self.visit(node.orelse) if is_formula else self._leaf(node.orelse, anew=True)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # ast's own name
        self._in_formula.append(_orders(node))
        node.body = with_choices(node.body)
        self.generic_visit(node)
        self._in_formula.pop()
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = list(map(self._leaf, node.defaults))
        node.kw_defaults = [None if default is None else self._leaf(default) for default in node.kw_defaults]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:  # ast's own name
        node.value = self.visit(node.value)
        if not isinstance(node.slice, ast.Tuple | ast.Constant | ast.UnaryOp):
            node.slice = self.visit(node.slice)
        elif isinstance(node.slice, ast.Tuple):
            node.slice.elts = list(map(self.visit, node.slice.elts))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:  # ast's own name
        name = _last_name(node.func)
        if isinstance(node.func, ast.Name) and name in _OWN_FRAME:
            self.generic_visit(node)
            return node
        if name in _NO_DATA or _is_formula(node.func):
            arguments = [argument if _is_plain(argument) else self.visit(argument) for argument in node.args]
        else:
            arguments = list(map(self._leaf, node.args))
        for keyword in node.keywords:
            if not _is_plain(keyword.value):
                keyword.value = self.visit(keyword.value)
        function = self.visit(node.func)
        through = ast.copy_location(ast.Name(CALL, ast.Load()), node)
        return ast.copy_location(ast.Call(through, [function, *arguments], node.keywords), node)

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:  # ast's own name
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:  # ast's own name
        return node


_LIBRARIES = frozenset({"np", "numpy", "math", "torch", "scipy", "random"})
_FORMULAS = frozenset({"max", "min", "pow", "abs", "sum", "divmod", "exp", "tanh", "log", "sqrt", "maximum", "minimum"})
_ARRAYS = frozenset({"array", "asarray", "matrix", "tensor"})


def _is_formula(function: ast.expr) -> bool:
    """Say whether a number among a function's arguments is part of a formula, and not data: np.maximum(0, z)."""
    name = _last_name(function)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id in _LIBRARIES and name not in _ARRAYS
    return name in _FORMULAS


def _orders(node: ast.AST) -> bool:
    """Say whether something asks which of two numbers is the greater: then its numbers are those of a formula."""
    orders = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return any(isinstance(part, ast.Compare) and isinstance(part.ops[0], orders) for part in ast.walk(node))


def _literal(node: ast.expr) -> int | float | None:
    """Return the number that an expression writes: 0.5 or −0.5."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _literal(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        number: int | float = node.value  # type: ignore[assignment]  # its type was asked
        return number
    return None


def _is_plain(node: ast.expr) -> bool:
    """Say whether an argument is a number, or a tuple of numbers: a size, an axis."""
    if isinstance(node, ast.Tuple | ast.List):
        return all(map(_is_plain, node.elts))
    return _literal(node) is not None


def _last_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


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
    np.nditer: lambda *args, **named: _cells_of(*args, **named),
    np.ndenumerate: lambda array: _numbered(array),
    type: lambda *args, **named: _type_of(*args, **named),
    np.float64: followed_float64,
    np.float32: followed_float32,
}
"""What a traced program calls instead of functions that would lose the trace."""


def _type_of(*args: Any, **named: Any) -> Any:
    """Return type(x) as it is untraced; type(name, bases, names) makes a class."""
    kind = type(*args, **named)
    return _UNTRACED.get(kind, kind) if len(args) == 1 else kind


_UNTRACED: dict[type, type] = {
    TracedArray: np.ndarray, TracedMatrix: np.matrix, TracedFloat: float, TracedFloat64: np.float64, TracedInt: int,
}  # fmt: skip
"""What the kinds of traced numbers are untraced."""


def _new_array(value: Any, dtype: Any, **named: Any) -> Any:
    """Return np.array(value, ...)."""
    ndmin = int(bare(named.get("ndmin", 0)))
    if named.get("copy") is False and isinstance(value, TracedArray) and dtype is None and value.ndim >= ndmin:
        return value
    return traced_array(value, dtype, ndmin, named.get("order"))


def _new_matrix(value: Any, dtype: Any) -> Any:
    return matrix_of(_as_rows(np.asmatrix(value, dtype)) if isinstance(value, str) else traced_array(value, dtype))


def _as_rows(matrix: Any) -> Any:
    return traced_array(np.asarray(matrix))


class _Cells:
    """What np.nditer gives for one traced array: a view of each cell, in whose place the program may write."""

    def __init__(self, array: TracedArray, iterator: Any) -> None:
        self._array = array
        self._iterator = iterator

    def __iter__(self) -> Iterator[Any]:
        for index in np.ndindex(self._array.shape):
            place = (*index, ...)
            yield array_with(bare(self._array)[place], nodes_of(self._array)[place])

    def __enter__(self) -> _Cells:
        return self

    def __exit__(self, *_: object) -> None:
        self._iterator.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._iterator, name)

    def __getitem__(self, key: Any) -> Any:
        place = (*self._iterator.multi_index, ...)
        return array_with(bare(self._array)[place], nodes_of(self._array)[place])


def _cells_of(*args: Any, **named: Any) -> Any:
    iterator = np.nditer(*map(bare, args), **{name: bare(value) for name, value in named.items()})
    if len(args) and isinstance(args[0], TracedArray) and "external_loop" not in named.get("flags", ()):
        return _Cells(args[0], iterator)
    return iterator


def _numbered(array: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield the index and the value of each cell, as np.ndenumerate does."""
    traced_one = array if isinstance(array, TracedArray) else traced_array(array)
    for index in np.ndindex(traced_one.shape):
        yield index, traced_one[index]


def _as_array(value: Any, dtype: Any) -> Any:
    if isinstance(value, TracedArray) and (dtype is None or value.dtype == np.dtype(dtype)):
        return value
    return traced_array(value, dtype)


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
        return _vectorized(function, args)
    if _is_of_numpy(function) and any(type(argument) in (list, tuple) and holds_traced(argument) for argument in args):
        if isinstance(function, np.ufunc):
            return apply_ufunc(function, "__call__", args, kwargs)
        if function in FUNCTIONS:
            return apply_function(function, args, kwargs)
    name = getattr(function, "__name__", "")
    if name in _PICKING and args and _is_random(function):
        picking = _PICKING[name](function, args, kwargs)
        if picking is not None:
            return picking[0]
    result = function(*args, **kwargs)
    if isinstance(result, TRACED) and not result.node:  # statistics.mean makes a new one of the same type
        return opaque(bare(result), name)
    if _is_random(function):
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


_GENERATORS = (random.Random, np.random.RandomState, np.random.Generator)


def _is_random(function: Any) -> bool:
    """Say whether a function gives random numbers: they are data, a start of a weight."""
    owner = getattr(function, "__self__", None)
    return isinstance(owner, _GENERATORS)


def _followed(function: Any) -> Callable[..., Any] | None:
    try:
        return _FOLLOWED.get(function)
    except TypeError:  # an object that is called and cannot be hashed
        return None


def _is_of_numpy(function: Any) -> bool:
    if isinstance(function, np.ufunc):
        return True
    module = getattr(function, "__module__", None)
    return isinstance(module, str) and module.startswith("numpy")


def _followed_result(result: Any) -> Any:
    if type(result) is np.matrix:
        return matrix_of(traced_array(np.asarray(result)))
    if type(result) is np.ndarray:
        return traced_array(result) if result.dtype.kind in "fiub" and result.size < 200_000 else result
    if type(result) in (tuple, list) and any(type(item) is np.ndarray for item in result):
        return type(result)(_followed_result(item) for item in result)
    return result


Picking = tuple[Any] | None
"""What came out of picking, in a tuple; None if nothing in it is followed."""


def _shuffled(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Shuffle an array in its place as NumPy would, its nodes with it."""
    array = args[0]
    if not isinstance(array, TracedArray) or len(args) > 1 or kwargs:
        return None
    order = np.arange(len(array))
    function(order)
    bare(array)[...] = bare(array)[order]
    nodes_of(array)[...] = nodes_of(array)[order]
    return (None,)


def _permuted(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Return a shuffled copy."""
    rows = _rows_to_pick(args[0])
    if rows is None or len(args) > 1 or kwargs:
        return None
    order = np.asarray(function(len(rows)))
    return (array_of(bare(rows)[order], nodes_of(rows)[order]),)


def _chosen(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Picking:
    """Return cells picked at random."""
    rows = _rows_to_pick(args[0])
    if rows is None or isinstance(getattr(function, "__self__", None), random.Random):
        return None
    plain_kwargs = {name: bare(value) for name, value in kwargs.items()}
    order = np.asarray(function(len(rows), *map(bare, args[1:]), **plain_kwargs))
    return (array_of(np.asarray(bare(rows)[order]), np.asarray(nodes_of(rows)[order])),)


def _rows_to_pick(value: Any) -> Any:
    if isinstance(value, TracedArray):
        return value if value.ndim else None
    return traced_array(value) if isinstance(value, list) and holds_traced(value) else None


_PICKING: dict[str, Callable[[Any, tuple[Any, ...], dict[str, Any]], Picking]] = {
    "shuffle": _shuffled,
    "permutation": _permuted,
    "choice": _chosen,
}
"""Methods of NumPy's generators that pick among the program's numbers."""


def _vectorized(function: Any, args: tuple[Any, ...]) -> Any:
    """Call the function that np.vectorize was given once for each cell."""
    arrays = [argument if isinstance(argument, np.ndarray) else traced_array(argument) for argument in args]
    shape = np.broadcast_shapes(*(np.shape(bare(array)) for array in arrays))
    flat = []
    for array in arrays:
        spread = array_with(np.broadcast_to(bare(array), shape), np.broadcast_to(nodes_of(array), shape))
        flat.append(list(spread.reshape(-1)))
    results = [function.pyfunc(*cells) for cells in zip(*flat, strict=True)]
    return traced_array(results).reshape(shape)


def followed_builtins() -> dict[str, Any]:
    """Return Python's built-in names, those that would lose the trace replaced where they are no types."""
    names = dict(vars(builtins))
    names["max"] = followed_max
    names["min"] = followed_min
    names["sum"] = followed_sum
    names["pow"] = followed_power
    return names
