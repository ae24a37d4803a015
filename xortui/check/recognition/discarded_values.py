"""Statements that compute a value which nothing keeps, `dW / m` in a line of its own, and texts in which it is kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from xortui.check.recognition.source import called_names, repeated

_TRANSPOSED = frozenset({"T", "mT"})
"""Attributes that give an array in another order."""
_METHODS = frozenset(
    {
        "abs",
        "astype",
        "clip",
        "dot",
        "flatten",
        "max",
        "mean",
        "min",
        "prod",
        "ravel",
        "repeat",
        "reshape",
        "round",
        "squeeze",
        "sum",
        "swapaxes",
        "transpose",
    }
)
"""Methods that give a new array and leave their own as it is."""
_COMPUTING = frozenset({"cmath", "math", "numpy", "scipy", "torch"})
"""Modules most of whose functions are called for their value."""
_CHANGING = frozenset({"copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "seterr", "seterrcall"})
"""Functions of NumPy that are called for what they change."""
_SAVING = ("save", "set_", "print", "show", "test")
"""How functions of NumPy begin that are called for what they do."""


@dataclass(frozen=True, slots=True)
class DiscardedValue:
    """A statement whose value nothing keeps."""

    statement: ast.Expr
    names: tuple[str, ...]
    """What the value may have been computed for, the likeliest first, as the file writes it."""

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.statement.lineno

    def kept(self, source: str, name: str) -> str:
        """Return the text of the file with the value kept under a name; every line stays where it is."""
        lines = source.splitlines(keepends=True)
        # Columns count bytes.
        line = lines[self.line - 1].encode()
        start = self.statement.col_offset
        value: ast.expr = self.statement.value
        if isinstance(value, ast.Compare):  # dW == dW / m
            start = value.left.col_offset
            end = value.left.end_col_offset or start
            changed = line[start:end] + line[end:].replace(b"==", b"=", 1)
        else:
            changed = name.encode() + b" = " + line[start:]
        lines[self.line - 1] = (line[:start] + changed).decode()
        return "".join(lines)


def discarded_values(tree: ast.Module) -> list[DiscardedValue]:
    """Return the statements in functions and loops that compute a value, do nothing else and do not keep it."""
    found = []
    modules = _modules(tree)
    computing = {name for name, module in modules.items() if module.partition(".")[0] in _COMPUTING}
    functions = _without_effect(tree)
    stored = _stored(tree)
    for outer, statement in repeated(tree, ast.Expr):
        value = statement.value
        is_comparison = isinstance(value, ast.Compare)
        is_in_brackets = statement.col_offset != value.col_offset
        if not _only_computes(value, computing, functions) or (is_comparison and is_in_brackets):
            continue
        read = list(_kept_names(value, modules.keys()))
        names = read[:1] if is_comparison else _with_other_names(read, outer, statement)
        names = [name for name in dict.fromkeys(names) if name in stored]
        if names:
            found.append(DiscardedValue(statement, tuple(names)))
    return found


def _modules(tree: ast.Module) -> dict[str, str]:
    """Return the names under which a file has modules, and what those are called."""
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.Import)]
    return {name.asname or name.name: name.name for one in imports for name in one.names}


def _stored(tree: ast.Module) -> set[str]:
    """Return the texts of what is given a value anywhere, and the arguments of functions."""
    found = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.Name | ast.Attribute | ast.Subscript) and isinstance(one.ctx, ast.Store):
            found.add(ast.unparse(one))
        elif isinstance(one, ast.arg):
            found.add(one.arg)
    return found


def _only_computes(value: ast.expr, computing: Set[str], functions: Set[str]) -> bool:
    """Say whether an expression computes a value and does nothing besides.

    Args:
        value: the expression.
        computing: the names of modules whose functions compute.
        functions: those of the file that do nothing besides.
    """
    if isinstance(value, ast.BinOp | ast.UnaryOp):
        return True
    if isinstance(value, ast.Compare):
        is_one = len(value.ops) == 1 and isinstance(value.ops[0], ast.Eq)
        return is_one and value.lineno == value.left.end_lineno == value.comparators[0].lineno
    if isinstance(value, ast.Attribute | ast.Subscript):
        return _gives_cells(value)
    if not isinstance(value, ast.Call) or any(one.arg == "out" for one in value.keywords):
        return False
    return _gives_a_value(value.func, computing, functions)


def _gives_a_value(called: ast.expr, computing: Set[str], functions: Set[str]) -> bool:
    """Say whether a function is called for its value alone."""
    if isinstance(called, ast.Name):
        return called.id in functions
    if not isinstance(called, ast.Attribute):
        return False
    if isinstance(called.value, ast.Name) and called.value.id in computing:
        return called.attr not in _CHANGING and not called.attr.startswith(_SAVING)
    return called.attr in functions or called.attr in _METHODS


def _without_effect(tree: ast.Module) -> set[str]:
    """Return the names of functions that return a value and change nothing that others see, as do those they call."""
    defined: dict[str, list[ast.FunctionDef]] = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef):
            defined.setdefault(one.name, []).append(one)
    found = {name for name, functions in defined.items() if all(map(_has_no_effect, functions))}
    newly_found = defined.keys() - found
    while newly_found:
        newly_found = {name for name in found if any(called_names(one) & newly_found for one in defined[name])}
        found -= newly_found
    return found


def _has_no_effect(function: ast.FunctionDef) -> bool:
    """Say whether a function returns a value and changes nothing itself that others see."""
    is_returning = False
    for one in ast.walk(function):
        if isinstance(one, ast.Global | ast.Nonlocal | ast.Delete | ast.AugAssign):
            return False
        if isinstance(one, ast.Attribute | ast.Subscript) and not isinstance(one.ctx, ast.Load):
            return False
        if isinstance(one, ast.Expr) and not isinstance(one.value, ast.Constant):
            return False
        is_returning = is_returning or (isinstance(one, ast.Return) and one.value is not None)
    return is_returning


def _gives_cells(value: ast.Attribute | ast.Subscript) -> bool:
    """Say whether an expression gives cells of an array in another order, dW.T, or a part of them, delta[1:]."""
    if isinstance(value, ast.Attribute):
        return value.attr in _TRANSPOSED
    return any(isinstance(one, ast.Slice | ast.Compare) for one in ast.walk(value.slice))


def _kept_names(value: ast.expr, modules: Set[str]) -> Iterator[str]:
    """Yield the names of the numbers that an expression is computed from, from the left."""
    parts: Sequence[ast.expr] = ()
    if isinstance(value, ast.BinOp):
        parts = (value.left, value.right)
    elif isinstance(value, ast.UnaryOp):
        parts = (value.operand,)
    elif isinstance(value, ast.Compare):
        parts = (value.left, *value.comparators)
    elif isinstance(value, ast.Call):
        parts = value.args
        if isinstance(value.func, ast.Attribute) and value.func.attr in _METHODS:
            parts = (value.func.value, *value.args)
    elif isinstance(value, ast.Attribute | ast.Subscript) and _gives_cells(value):
        parts = (value.value,)
    elif isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
        text = ast.unparse(value)
        if text not in modules:
            yield text
    for part in parts:
        yield from _kept_names(part, modules)


def _with_other_names(read: Sequence[str], outer: ast.AST, statement: ast.Expr) -> list[str]:
    """Return names with those that the function or loop gave to the same numbers before a statement: e = d."""
    found = list(read)
    for one in ast.walk(outer):
        if isinstance(one, ast.Assign) and one.lineno < statement.lineno and ast.unparse(one.value) in read:
            found.extend(ast.unparse(target) for target in one.targets)
    return found
