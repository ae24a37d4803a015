"""A copy of a student's file, compiled so that its numbers are traced: same file, same lines, same columns.

Two things are changed: a number that is data (an item of a list, an assigned value, an argument) becomes a leaf, and a
call goes through `call`, which follows what NumPy and Python do with lists of traced numbers.
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from xortui.check.tracing import calls
from xortui.check.tracing.arrays import (
    TracedArray,
    apply_ufunc,
    array_of,
    bare,
    holds_traced,
    matrix_of,
    nodes_of,
    traced_array,
)
from xortui.check.tracing.calls import FUNCTIONS
from xortui.check.tracing.numbers import leaf
from xortui.check.tracing.recording import tape

LEAF = "__traced_leaf__"
CALL = "__traced_call__"

_OWN_FRAME = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint"})
"""Functions that look at the frame they are called from."""
_NO_DATA = frozenset(
    {"range", "seed", "RandomState", "default_rng", "zeros", "ones", "empty", "eye", "rand", "randn", "randint"}
    | {"random_sample", "reshape", "arange", "linspace", "Random", "round", "sleep", "figure", "subplot", "identity"}
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

    return compile(tree, filename, "exec"), {LEAF: leaf_of, CALL: call}


class _Traced(ast.NodeTransformer):
    def __init__(self) -> None:
        self.literals: list[int | float] = []

    def _leaf(self, node: ast.expr) -> ast.expr:
        """Return a number as a leaf; anything else transformed."""
        value = _literal(node)
        if value is None:
            changed: ast.expr = self.visit(node)
            return changed
        self.literals.append(value)
        number = ast.copy_location(ast.Constant(len(self.literals) - 1), node)
        name = ast.copy_location(ast.Name(LEAF, ast.Load()), node)
        return ast.copy_location(ast.Call(name, [number], []), node)

    def visit_List(self, node: ast.List) -> ast.AST:  # ast's own name
        return self._display(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:  # ast's own name
        return self._display(node)

    def visit_Set(self, node: ast.Set) -> ast.AST:  # ast's own name
        node.elts = list(map(self._leaf, node.elts))
        return node

    def _display(self, node: ast.List | ast.Tuple) -> ast.AST:
        if isinstance(node.ctx, ast.Load):
            node.elts = list(map(self._leaf, node.elts))
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
            node.value = self._leaf(node.value)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:  # ast's own name
        node.test = self.visit(node.test)
        node.body = self._leaf(node.body)
        node.orelse = self._leaf(node.orelse)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = list(map(self._leaf, node.defaults))
        node.kw_defaults = [None if one is None else self._leaf(one) for one in node.kw_defaults]
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
            arguments = [one if _is_plain(one) else self.visit(one) for one in node.args]
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
    max: calls.followed_max,
    min: calls.followed_min,
    sum: calls.followed_sum,
    float: calls.followed_float,
    int: calls.followed_int,
    pow: calls.followed_power,
    np.array: lambda value, dtype=None, *_, **__: traced_array(value, dtype),
    np.asarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.asanyarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.ascontiguousarray: lambda value, dtype=None, *_, **__: _as_array(value, dtype),
    np.matrix: lambda value, dtype=None, *_, **__: matrix_of(traced_array(value, dtype)),
    np.asmatrix: lambda value, dtype=None, *_, **__: matrix_of(traced_array(value, dtype)),
    np.float64: calls.followed_float,
}
"""What a traced program calls instead of functions that would lose the trace."""


def _as_array(value: Any, dtype: Any) -> Any:
    if isinstance(value, TracedArray) and (dtype is None or value.dtype == np.dtype(dtype)):
        return value
    return traced_array(value, dtype)


def call(function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call a function for the traced program, so that what it returns is traced."""
    if isinstance(function, type) or callable(function):
        followed = _followed(function)
        if followed is not None:
            return followed(*args, **kwargs)
    if isinstance(function, np.vectorize):
        return _vectorized(function, args)
    if _is_of_numpy(function) and any(type(one) in (list, tuple) and holds_traced(one) for one in args):
        if isinstance(function, np.ufunc):
            return apply_ufunc(function, "__call__", args, kwargs)
        handler = FUNCTIONS.get(function)
        if handler is not None:
            return handler(*args, **kwargs)
    name = getattr(function, "__name__", "")
    if name in ("shuffle", "permutation") and args and isinstance(args[0], TracedArray):
        return _shuffled(function, name, args[0])
    result = function(*args, **kwargs)
    if type(result) in (float, np.float64) and _is_random(function):
        return leaf(float(result))
    return _followed_result(result)


def _is_random(function: Any) -> bool:
    """Say whether a function gives random numbers: they are data, a start of a weight."""
    owner = getattr(function, "__self__", None)
    return isinstance(owner, random.Random | np.random.RandomState | np.random.Generator)


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


def _shuffled(function: Any, name: str, array: TracedArray) -> Any:
    """Shuffle an array as NumPy would, its nodes with it."""
    order = np.arange(len(array))
    if name == "permutation":
        order = np.asarray(function(len(array)))
    else:
        function(order)
    values = bare(array)[order]
    nodes = nodes_of(array)[order]
    if name == "permutation":
        return array_of(values, nodes)
    bare(array)[...] = values
    nodes_of(array)[...] = nodes
    return None


def _vectorized(function: Any, args: tuple[Any, ...]) -> Any:
    """Call the function that np.vectorize was given once for each cell."""
    arrays = [one if isinstance(one, np.ndarray) else traced_array(one) for one in args]
    shape = np.broadcast_shapes(*(np.shape(bare(one)) for one in arrays))
    flat = []
    for one in arrays:
        spread = array_of(np.broadcast_to(bare(one), shape), np.broadcast_to(nodes_of(one), shape))
        flat.append(list(spread.reshape(-1)))
    results = [function.pyfunc(*cells) for cells in zip(*flat, strict=True)]
    return traced_array(results).reshape(shape)


def followed_builtins() -> dict[str, Any]:
    """Return Python's built-in names, those that would lose the trace replaced where they are no types."""
    names = dict(vars(builtins))
    names["max"] = calls.followed_max
    names["min"] = calls.followed_min
    names["sum"] = calls.followed_sum
    names["pow"] = calls.followed_power
    return names
