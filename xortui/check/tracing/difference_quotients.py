"""Where a file checks its gradients by itself: loops with difference quotients, (f(w + ε) − f(w − ε)) / 2ε.

They compute the outputs anew for every weight, and nothing of them is a step: what they do is not recorded, so that
there is room for the training after them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

MAX_STEP = 1e-2
"""An ε is at most so large."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.While)
_BLOCKS = ("body", "orelse", "finalbody")


def with_gaps(tree: ast.Module, name: str) -> ast.Module:
    """Return a program in which nothing is recorded where difference quotients are computed.

    Args:
        tree: the program, which is changed.
        name: what gives a context in which nothing is recorded.
    """
    steps = _small_numbers(tree)
    if steps:
        functions = [node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)]
        own = frozenset(function.name for function in functions)
        for body in (tree.body, *(function.body for function in functions)):
            _Search(name, steps - set(_rates(body)), own).leave_out(body)
    return tree


class _Search:
    """Finds the statements that compute difference quotients, and puts them into a context.

    Args:
        name: what gives that context.
        steps: what may be an ε.
        own: the names of the program's functions.
    """

    def __init__(self, name: str, steps: frozenset[str], own: frozenset[str]) -> None:
        """Take what is known of the program."""
        self._name = name
        self._steps = steps
        self._own = own

    def leave_out(self, block: list[ast.stmt]) -> bool:
        """Put what computes difference quotients in a block into a context, and say whether all of it does."""
        done: set[int] = set()
        for place, statement in enumerate(block):
            for inner in _blocks_in(statement):
                if self._has_both(inner):
                    is_all = self.leave_out(inner)
                    if is_all and isinstance(statement, _LOOPS):
                        block[place] = self._without_record([statement])
                    done.add(place)
        rest = [place for place in range(len(block)) if place not in done]
        asked = [place for place in rest if any(self._quotients([block[place]]))]
        moving = [place for place in rest if any(self._moves([block[place]]))]
        if asked and moving:
            is_alone = set(asked) <= set(moving)  # f(w + ε) stands in the quotient itself
            chosen = asked if is_alone else [*asked, *moving]
            first = min(chosen)
            end = max(chosen) + 1
            block[first:end] = [self._without_record(block[first:end])]
            shift = end - first - 1
            done = {place if place < first else place - shift for place in done if not first <= place < end}
            done.add(first)
        return not any(self._computes(statement) for place, statement in enumerate(block) if place not in done)

    def _has_both(self, block: list[ast.stmt]) -> bool:
        return any(self._quotients(block)) and any(self._moves(block))

    def _quotients(self, block: Sequence[ast.stmt]) -> Iterator[bool]:
        """Yield for each division whether it is one of a difference by an ε or by two of them."""
        for node in _nodes_in(block):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                below = node.right
                parts = [below.left, below.right] if _is_product(below) else [below]
                is_difference = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Sub)
                yield is_difference and any(ast.unparse(part) in self._steps for part in parts)

    def _moves(self, block: Sequence[ast.stmt]) -> Iterator[bool]:
        """Yield whether an ε is added, taken off, put into a cell or given to a function."""
        for node in _nodes_in(block):
            moved: list[ast.expr] = []
            if isinstance(node, ast.AugAssign | ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                value = node.value if isinstance(node, ast.AugAssign) else node.right
                moved += [value.left, value.right] if _is_product(value) else [value]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                moved.append(node.value)
            elif isinstance(node, ast.Call):
                moved += node.args
            for one in moved:
                plain = one.operand if isinstance(one, ast.UnaryOp) else one
                yield ast.unparse(plain) in self._steps

    def _computes(self, statement: ast.stmt) -> bool:
        """Say whether a statement may be part of a training: it multiplies, calls the program's own, or updates."""
        for node in _nodes_in([statement]):
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                return True
            if isinstance(node, ast.AugAssign) and _is_product(node.value):
                return True
            if isinstance(node, ast.Call):
                function = node.func
                called = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
                if called in self._own or called in ("dot", "matmul"):
                    return True
        return False

    def _without_record(self, body: list[ast.stmt]) -> ast.stmt:
        first = body[0]
        call = ast.copy_location(ast.Call(ast.Name(self._name, ast.Load()), [], []), first)
        context = ast.With([ast.withitem(call)], list(body))
        return ast.fix_missing_locations(ast.copy_location(context, first))


def _blocks_in(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of statements in a statement, but for functions and classes."""
    if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        return
    for name in _BLOCKS:
        block = getattr(statement, name, None)
        if block:
            yield block


def _nodes_in(block: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Yield everything in some statements, but for functions and classes."""
    waiting: list[ast.AST] = list(block)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node
            waiting += ast.iter_child_nodes(node)


def _is_product(node: ast.expr) -> TypeGuard[ast.BinOp]:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _small_numbers(tree: ast.AST) -> frozenset[str]:
    """Return the names that are given small numbers: ε, as an argument, a name or an attribute."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_small(node.value):
            found |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_small(node.value):
            found.add(ast.unparse(node.target))
        elif isinstance(node, ast.arguments):
            arguments = [*node.posonlyargs, *node.args]
            defaults = zip(arguments[len(arguments) - len(node.defaults) :], node.defaults, strict=True)
            found |= {argument.arg for argument, default in defaults if _is_small(default)}
            for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
                if default is not None and _is_small(default):
                    found.add(argument.arg)
        elif isinstance(node, ast.Constant) and _is_small(node):
            found.add(ast.unparse(node))
    return frozenset(found)


def _rates(block: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield what something else than a number is multiplied with, as it is with a learning rate."""
    for node in _nodes_in(block):
        if isinstance(node, ast.BinOp) and _is_product(node):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if not isinstance(other, ast.Constant):
                    yield ast.unparse(one)


def _is_small(node: ast.expr) -> bool:
    """Say whether an expression is a number as small as an ε: 1e-5, 10 ** -5."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
        return isinstance(node.left, ast.Constant) and isinstance(node.right.op, ast.USub)
    return isinstance(node, ast.Constant) and type(node.value) is float and 0 < node.value <= MAX_STEP
