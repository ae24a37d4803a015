"""Lines of a training that keep its steps from being read: what they do, told beside why nothing can be told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from xortui.check.recognition.source import called_names, name_of_called


class Trick(NamedTuple):
    """A kind of line that is no mistake, and hides whether there is one."""

    calls: frozenset[str]
    """The names of the functions that it calls."""
    does: str
    """What it does, to follow "line 12"."""
    is_update: bool = False
    """Whether it counts only where something is changed by itself: w -= …, w = w − …"""
    is_divisor: bool = False
    """Whether it counts only where something is divided by it."""


TRICKS = (
    Trick(
        frozenset(
            {"randn", "normal", "standard_normal", "uniform", "rand", "random", "gauss", "random_sample", "binomial"}
        ),
        "draws random numbers",
    ),
    Trick(frozenset({"solve", "inv", "pinv", "lstsq", "cholesky"}), "solves equations, as second-order methods do"),
    Trick(frozenset({"clip", "clamp", "clamp_"}), "cuts numbers off at a limit"),
    Trick(frozenset({"norm"}), "scales by a norm"),
    Trick(frozenset({"sign", "copysign"}), "takes a sign in the place of a size", is_update=True),
    Trick(frozenset({"sqrt"}), "divides by a root, as Adam, RMSProp and Adagrad do", is_update=True, is_divisor=True),
    Trick(frozenset({"maximum", "minimum"}), "keeps weights at a limit", is_update=True),
)
"""The likeliest reason first."""


_DIVIDING = frozenset({"divide", "true_divide"})
"""Functions that divide their first argument by the second."""
OF_A_LINE = "line "
"""What a reason begins with that tells of a line already, as that of an exception does."""


def with_trick(reason: str, source: str) -> str:
    """Return why nothing can be told, with the line that may be why.

    Args:
        reason: what is missing.
        source: the text of the file.
    """
    trick = "" if reason.startswith(OF_A_LINE) else trick_in(source)
    if not trick:
        return reason
    found, _, _ = reason.replace(": ", "; ").partition("; ")  # what follows is another hint
    return f"{found}; {trick}"


def trick_in(source: str) -> str:
    """Return the first line of a training that keeps its steps from being read, in words; '' if there is none.

    Args:
        source: the text of the file.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ""
    statements = list(_repeated(tree))
    begun = {target for statement in statements for target in _begun_anew(statement)}
    for trick in TRICKS:
        for statement in statements:
            if trick.is_update and not (_is_update(statement) and begun.isdisjoint(_targets(statement))):
                continue
            called = _called_in_divisors(statement) if trick.is_divisor else called_names(statement)
            if not trick.calls.isdisjoint(called):
                return f"line {statement.lineno} {trick.does}: check without it"
    return ""


_DRAWS = TRICKS[0].calls | {
    "choice",
    "choices",
    "randint",
    "integers",
    "randrange",
    "sample",
    "shuffle",
    "permutation",
    "permuted",
}


def draws_in_steps(source: str) -> bool:
    """Say whether a file draws random numbers where its steps may be taken: in a loop, or in a function of its own.

    Args:
        source: the text of the file, which runs.
    """
    tree = ast.parse(source)
    for one in ast.walk(tree):
        is_repeated = isinstance(one, ast.For | ast.While | ast.FunctionDef) and not _is_within_init(tree, one)
        if not is_repeated or (isinstance(one, ast.FunctionDef) and one.name == "__init__"):
            continue
        if any(isinstance(inner, ast.Call) and name_of_called(inner) in _DRAWS for inner in ast.walk(one)):
            return True
    return False


def _repeated(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that a training repeats: in loops, and in the functions that loops call."""
    functions = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and one.name != "__init__":
            functions[one.name] = one
    waiting: list[ast.AST] = [one for one in ast.walk(tree) if isinstance(one, ast.For | ast.While)]
    waiting = [one for one in waiting if not _is_within_init(tree, one)]
    seen: set[str] = set()
    done: set[int] = set()
    while waiting:
        for one in ast.walk(waiting.pop(0)):
            if isinstance(one, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return) and id(one) not in done:
                done.add(id(one))
                yield one
            name = name_of_called(one) if isinstance(one, ast.Call) else ""
            if name in functions and name not in seen:
                seen.add(name)
                waiting.append(functions[name])


def _is_within_init(tree: ast.Module, inner: ast.AST) -> bool:
    """Say whether a loop makes an object ready."""
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and one.name == "__init__" and any(node is inner for node in ast.walk(one)):
            return True
    return False


def _called_in_divisors(statement: ast.stmt) -> set[str]:
    """Return the names of the functions that are called in what a statement divides by."""
    called: set[str] = set()
    for one in ast.walk(statement):
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div):
            called |= called_names(one.right)
        elif isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Div):
            called |= called_names(one.value)
        elif isinstance(one, ast.Call) and name_of_called(one) in _DIVIDING:
            called |= {name for argument in one.args[1:2] for name in called_names(argument)}
    return called


def _begun_anew(statement: ast.stmt) -> list[str]:
    """Return what a statement that a training repeats gives a number that stands there: a total, and nothing learnt."""
    value = getattr(statement, "value", None)
    is_number = isinstance(statement, ast.Assign) and isinstance(value, ast.Constant)
    return _targets(statement) if is_number else []


def _targets(statement: ast.stmt) -> list[str]:
    """Return the texts of what a statement assigns, or adds to."""
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets]
    target = getattr(statement, "target", None)
    return [ast.unparse(target)] if isinstance(target, ast.expr) else []


def _is_update(statement: ast.stmt) -> bool:
    """Say whether a statement changes something by itself."""
    if isinstance(statement, ast.AugAssign):
        return True
    if not isinstance(statement, ast.Assign):
        return False
    inner = {ast.unparse(one) for one in ast.walk(statement.value) if isinstance(one, ast.Name | ast.Attribute)}
    return any(ast.unparse(target).partition("[")[0] in inner for target in statement.targets)
