"""The cost that a file prints: which loss its formula is, found by computing it for outputs and targets at random.

It may be printed only after training, when nothing is traced any more; so it is read from the file, not from the tape.
What is not followed is left out: nothing is told of it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xortui.core.lockstep import Floats

DRAWS = 3
"""How often outputs and targets are drawn."""
ITEMS = 6
"""Outputs and targets that are drawn at once."""
CLOSE = 1e-5
"""How much a small number that keeps logarithms finite may change a cost."""
UNKNOWN = (3.0, 5.0)
"""What stands for a number that is not known, such as how many samples there are: a factor may be anything."""
MAX_DEPTH = 12
"""Names and calls that are followed, one within the other."""


class UnreadableError(Exception):
    """An expression is not followed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A cost that is printed or kept."""

    kind: str
    """One of `KINDS`."""
    is_turned: bool
    """Whether its sign is the wrong one: it grows as the network learns."""
    line: int
    """Where its formula stands."""
    verb: str
    """What the file does with it: print, or keep in a list."""


def _squared(o: Floats, t: Floats) -> Floats:
    return (o - t) ** 2


def _binary(o: Floats, t: Floats) -> Floats:
    return -t * np.log(o) - (1 - t) * np.log(1 - o)


def _one_sign_wrong(o: Floats, t: Floats) -> Floats:
    return -t * np.log(o) + (1 - t) * np.log(1 - o)


def _first_term(o: Floats, t: Floats) -> Floats:
    return -t * np.log(o)


KINDS: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "squared-error": _squared,
    "binary-cross-entropy": _binary,
    "one-sign-wrong": _one_sign_wrong,
    "cross-entropy": _first_term,
}
"""Costs, each of an output and its target; they are known up to a factor."""

_SAME: Mapping[str, Callable[..., Any]] = dict.fromkeys(
    ("float", "round", "squeeze", "array", "asarray", "item", "copy", "flatten", "ravel", "str", "list", "tolist"),
    lambda value, *_: value,
) | dict.fromkeys(("T", "transpose", "astype", "reshape"), lambda value, *_: value)
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **_SAME,
    "log": np.log,
    "square": np.square,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "fabs": np.abs,
    "absolute": np.abs,
    "exp": np.exp,
    "pow": np.power,
    "power": np.power,
    "multiply": np.multiply,
    "subtract": np.subtract,
    "add": np.add,
    "divide": np.divide,
    "negative": np.negative,
    "dot": lambda a, b: np.sum(a * b),
    "sum": lambda value, *_: np.sum(value),
    "nansum": lambda value, *_: np.sum(value),
    "mean": lambda value, *_: np.mean(value),
    "average": lambda value, *_: np.mean(value),
    "clip": np.clip,
    "maximum": np.maximum,
    "minimum": np.minimum,
}
"""What is followed; the axis of a sum does not matter for a total."""
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.Pow: np.power,
    ast.MatMult: lambda a, b: np.sum(a * b),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class PrintedCosts:
    """Reads the costs that a file prints or appends to a list.

    Args:
        source: the file's text.
        outputs: expressions that stand for outputs, as they are written.
        targets: those for targets.
    """

    def __init__(self, source: str, outputs: frozenset[str], targets: frozenset[str]) -> None:
        """Parse the file."""
        self._tree = ast.parse(source)
        self._outputs = outputs
        self._targets = targets
        self._functions = {node.name: node for node in ast.walk(self._tree) if isinstance(node, Function)}
        self._scope_of = _scopes(self._tree)
        self._o: Floats = np.zeros(0)
        self._t: Floats = np.zeros(0)
        self._unknown = UNKNOWN[0]
        self._line = 0

    def found(self) -> list[Printed]:
        """Return the costs, in the order of the file."""
        costs: dict[tuple[str, bool], Printed] = {}
        for expression, verb in self._printed_and_kept():
            for part in _told_values(expression):
                cost = self._cost(part, verb)
                if cost is not None:
                    costs.setdefault((cost.kind, cost.is_turned), cost)
        return sorted(costs.values(), key=lambda cost: cost.line)

    def _printed_and_kept(self) -> Iterator[tuple[ast.expr, str]]:
        """Yield what is printed, and what is appended to a list."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                is_print = isinstance(node.func, ast.Name) and node.func.id == "print"
                is_append = isinstance(node.func, ast.Attribute) and node.func.attr == "append"
                if is_print or is_append:
                    yield from ((argument, "print" if is_print else "keep") for argument in node.args)

    def _cost(self, expression: ast.expr, verb: str) -> Printed | None:
        """Return which cost an expression is, up to a factor; None if it is none."""
        kinds = set()
        line = 0
        for unknown in UNKNOWN:
            self._unknown = unknown
            random = np.random.default_rng(3)
            ratios: dict[str, list[float]] = {kind: [] for kind in KINDS}
            for _ in range(DRAWS):
                self._o = random.uniform(0.1, 0.9, ITEMS)
                self._t = random.uniform(0.1, 0.9, ITEMS)
                self._line = expression.lineno
                try:
                    with np.errstate(all="ignore"):
                        value = float(np.sum(self._value(expression, self._scope_of[expression], {}, 0)))
                except (UnreadableError, TypeError, ValueError, ZeroDivisionError):
                    return None
                line = self._line
                for kind, formula in KINDS.items():
                    ratios[kind].append(value / float(np.sum(formula(self._o, self._t))))
            for kind, several in ratios.items():
                spread = max(several) - min(several)
                if np.isfinite(several).all() and several[0] and spread <= CLOSE * abs(several[0]):
                    kinds.add((kind, several[0] < 0))
        if len(kinds) != 1:
            return None
        kind, is_turned = kinds.pop()
        return Printed(kind, is_turned, line, verb)

    def _value(self, node: ast.expr, scope: Scope, given: Mapping[str, Any], depth: int) -> Any:
        """Return an expression's value.

        Args:
            node: the expression.
            scope: where it stands.
            given: the values of the parameters of a function that is called.
            depth: how many names and calls have been followed to it.
        """
        if depth > MAX_DEPTH:
            raise UnreadableError
        if isinstance(node, ast.Name) and node.id in given:
            return given[node.id]
        text = ast.unparse(node)
        if text in self._outputs:
            return self._o
        if text in self._targets:
            return self._t
        match node:
            case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
            case ast.Name() | ast.Attribute():
                return self._named(node, scope, given, depth + 1)
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
                first = self._value(left, scope, given, depth)
                second = self._value(right, scope, given, depth)
                return _OPERATORS[type(operator)](first, second)
            case ast.UnaryOp(ast.USub(), operand):
                return -self._value(operand, scope, given, depth)
            case ast.Subscript(value, _):
                return self._value(value, scope, given, depth)
            case ast.Call():
                return self._called(node, scope, given, depth + 1)
            case ast.GeneratorExp(element, [loop]) | ast.ListComp(element, [loop]):
                inner = {**given, **self._items(loop, scope, given, depth)}
                return self._value(element, scope, inner, depth)
        raise UnreadableError

    def _named(self, node: ast.Name | ast.Attribute, scope: Scope, given: Mapping[str, Any], depth: int) -> Any:
        """Return the value of a name: what is assigned to it, or some number if that is not seen."""
        if isinstance(node, ast.Attribute) and node.attr == "T":
            return self._value(node.value, scope, given, depth)
        text = ast.unparse(node)
        values = []
        for place in dict.fromkeys((scope, self._tree)):
            values = [value for value in _assigned(place, text) if not isinstance(value, ast.Constant)]
            if values:
                scope = place
                break
        if not values:
            return self._unknown
        changes = [value for value in values if _mentions(value, text)]
        fresh = [value for value in values if value not in changes]
        if len({ast.dump(value) for value in fresh}) != 1:
            raise UnreadableError
        result = self._value(fresh[0], scope, given, depth)
        for change in changes:
            result = self._value(change, scope, {**given, text: result}, depth)
        self._line = fresh[0].lineno
        return result

    def _called(self, node: ast.Call, scope: Scope, given: Mapping[str, Any], depth: int) -> Any:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "len":
            return self._unknown
        if name in self._functions:
            return self._own(self._functions[name], node, scope, given, depth)
        if name not in _FUNCTIONS:
            raise UnreadableError
        arguments = list(node.args)
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            arguments.insert(0, node.func.value)
        if name in _SAME or name in ("sum", "mean", "average", "nansum"):
            arguments = arguments[:1]
        return _FUNCTIONS[name](*(self._value(argument, scope, given, depth) for argument in arguments))

    def _own(self, function: Function, node: ast.Call, scope: Scope, given: Mapping[str, Any], depth: int) -> Any:
        """Return what a function of the file returns, if it has one return."""
        returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
        returned = [statement.value for statement in returns if statement.value is not None]
        if len(returned) != 1:
            raise UnreadableError
        parameters = [parameter.arg for parameter in function.args.args]
        if parameters and parameters[0] in ("self", "cls"):
            parameters = parameters[1:]
        values: dict[str, Any] = {}
        for name, argument in zip(parameters, node.args, strict=False):
            values[name] = self._value(argument, scope, given, depth)
        for keyword in node.keywords:
            if keyword.arg in parameters:
                values[keyword.arg] = self._value(keyword.value, scope, given, depth)
        self._line = returned[0].lineno
        return self._value(returned[0], function, values, depth)

    def _items(self, loop: ast.comprehension, scope: Scope, given: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """Return what the names of a comprehension stand for: for t, o in zip(targets, outputs)."""
        if isinstance(loop.target, ast.Name):
            return {loop.target.id: self._value(loop.iter, scope, given, depth)}
        is_zip = isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "zip"
        if not is_zip or not isinstance(loop.target, ast.Tuple):
            raise UnreadableError
        assert isinstance(loop.iter, ast.Call)
        items = {}
        for name, iterated in zip(loop.target.elts, loop.iter.args, strict=True):
            if not isinstance(name, ast.Name):
                raise UnreadableError
            items[name.id] = self._value(iterated, scope, given, depth)
        return items


def _told_values(expression: ast.expr) -> Iterator[ast.expr]:
    """Yield a value, and those that it writes in a text: never a part of a formula, whose sign may be turned."""
    yield expression
    inner: list[ast.expr] = []
    match expression:
        case ast.JoinedStr(values) | ast.Tuple(values) | ast.List(values):
            inner = values
        case ast.FormattedValue(value):
            inner = [value]
        case ast.Dict(_, values):
            inner = values
        case ast.Call(func, arguments):
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            inner = arguments if name in ("format", "str", "repr") else []
        case ast.BinOp(left, ast.Mod() | ast.Add(), right) if _is_text(left) or _is_text(right):
            inner = [left, right]
    for part in inner:
        yield from _told_values(part)


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    is_str = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
    return is_str or isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _mentions(expression: ast.expr, text: str) -> bool:
    return any(isinstance(part, ast.expr) and ast.unparse(part) == text for part in ast.walk(expression))


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math")


def _scopes(tree: ast.Module) -> dict[ast.expr, Scope]:
    """Return for each expression the function that it stands in, or the module."""
    found: dict[ast.expr, Scope] = {}

    def visit(node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                found[child] = scope
            visit(child, child if isinstance(child, Function) else scope)

    visit(tree, tree)
    return found


def _assigned(scope: Scope, text: str) -> Iterator[ast.expr]:
    """Yield what is assigned to a name in a function, or in the module, or added to it."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == text for target in node.targets):
            yield node.value
        elif isinstance(node, ast.AugAssign) and ast.unparse(node.target) == text:
            if isinstance(node.op, ast.Add):
                yield node.value
            elif not isinstance(node.op, ast.Div):
                raise UnreadableError
        elif isinstance(node, ast.AnnAssign) and node.value is not None and ast.unparse(node.target) == text:
            yield node.value
