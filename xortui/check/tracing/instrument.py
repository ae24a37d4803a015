"""A copy of a student's file, compiled so that its numbers are traced: same file, same lines, same columns.

Two things are changed: a number that is data (an item of a list, an assigned value, an argument) becomes a leaf, and a
call goes through `call`, which follows what NumPy and Python do with lists of traced numbers.
"""

from __future__ import annotations

import ast
import math
from typing import Any

from xortui.check.tracing.choices import CHOOSE, TRUTH, as_choice, as_condition, as_number, choose, truth, with_choices
from xortui.check.tracing.data_rows import REORDERING
from xortui.check.tracing.difference_quotients import with_gaps
from xortui.check.tracing.label_choices import with_targets
from xortui.check.tracing.label_syntax import is_one, is_picked_by_label
from xortui.check.tracing.numbers import added_to, as_float, beside_int, data, leaf, node_of
from xortui.check.tracing.recording import tape
from xortui.check.tracing.rotation_syntax import are_rotated
from xortui.check.tracing.traced_calls import call

LEAF = "__traced_leaf__"
NEW_LEAF = "__traced_new_leaf__"
DATA = "__traced_data__"
CALL = "__traced_call__"
REORDER = "__traced_reorder__"
BEFORE_ORDER = "__traced_before_order__"
GAP = "__traced_gap__"
FLOAT = "__traced_float__"
BESIDE_INT = "__traced_beside_int__"
ADDED_TO = "__traced_added_to__"
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
_CASTS = frozenset({"int", "float"})
"""Functions that make a number of what is none: int("1")."""


def compiled(source: str, filename: str) -> tuple[Any, dict[str, Any]]:
    """Return the traced code of a file, and the names that it needs.

    Raises:
        SyntaxError: if it is no Python.
    """
    tree = with_gaps(ast.parse(source, filename), GAP)
    transformer = _Traced(_own_functions(tree))
    tree = transformer.visit(tree)
    ast.fix_missing_locations(tree)
    leaves: dict[int, Any] = {}
    literals = transformer.literals

    def leaf_of(number: int) -> Any:
        if number not in leaves:
            leaves[number] = leaf(literals[number])
        number_with_node = leaves[number]
        node_of(number_with_node)  # it has none yet if it was come by where nothing was recorded
        tape().written[number_with_node.node] += 1
        return number_with_node

    def new_leaf_of(number: int) -> Any:
        return leaf(literals[number])

    def reorder(line: int, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        tape().before_reordering(filename, line, getattr(function, "__name__", ""))
        return call(function, *args, **kwargs)

    def before_order(line: int, function: str, value: Any) -> Any:
        tape().before_reordering(filename, line, function)
        return value

    return compile(tree, filename, "exec"), {
        LEAF: leaf_of,
        NEW_LEAF: new_leaf_of,
        DATA: data,
        CALL: call,
        REORDER: reorder,
        BEFORE_ORDER: before_order,
        GAP: lambda: tape().gap(),
        CHOOSE: choose,
        TRUTH: truth,
        FLOAT: as_float,
        BESIDE_INT: beside_int,
        ADDED_TO: added_to,
    }


class _Traced(ast.NodeTransformer):
    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self.literals: list[int | float] = []
        self._in_formula: list[bool] = []
        self._runs_once = True
        """Whether what stands here is computed once: outside of functions and of loops that are statements."""

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
        return self._call(DATA, node)

    def _element(self, node: ast.expr) -> ast.expr:
        """Return what a comprehension makes, or what is put behind a list: samples in tuples, bits of numbers, too."""
        if isinstance(node, ast.Tuple | ast.List):
            node.elts = list(map(self._part_of_sample, node.elts))
            return node
        is_cast = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CASTS
        is_negated = isinstance(node, ast.UnaryOp) and _literal(node) is None
        if is_cast or is_negated or _calls_math(node) or isinstance(node, ast.Name | ast.BinOp):
            return self._call(DATA, node)
        return self._item(node) if self._runs_once and _is_label(node) else self._leaf(node)

    def _part_of_sample(self, node: ast.expr) -> ast.expr:
        """Return a part of a sample; what a function gives is data there, and so is a label: (x, f(x))."""
        if _is_label(node):
            return self._item(node)
        return self._call(DATA, node) if isinstance(node, ast.Call) else self._element(node)

    def _call(self, function: str, node: ast.expr) -> ast.expr:
        """Return the call of one of our functions with what an expression gives."""
        name = ast.copy_location(ast.Name(function, ast.Load()), node)
        return ast.copy_location(ast.Call(name, [self.visit(node)], []), node)

    def visit_List(self, node: ast.List) -> ast.AST:  # ast's own name
        if isinstance(node.ctx, ast.Load):
            node.elts = list(map(self._data, node.elts))
        else:
            self.generic_visit(node)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:  # ast's own name
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:  # ast's own name
        return self._comprehension(node)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> ast.AST:
        node.elt = self._element(node.elt)
        node.generators = list(map(self.visit, node.generators))
        return node

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:  # ast's own name
        node.key = self.visit(node.key)
        node.value = self._leaf(node.value)
        node.generators = list(map(self.visit, node.generators))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:  # ast's own name
        is_rotated = isinstance(node.op, ast.Add) and are_rotated([node.left, node.right])
        is_beside_float = _may_be_plain_float(node.left) and _literal(node.right) is None
        can_lose_int = _can_lose_int(node)
        node.left = self.visit(as_number(node.left))
        node.right = self.visit(as_number(node.right))
        if is_beside_float:
            call = ast.Call(ast.Name(FLOAT, ast.Load()), [node.right], [])
            node.right = ast.copy_location(call, node.right)
        elif can_lose_int:
            call = ast.Call(ast.Name(BESIDE_INT, ast.Load()), [node.left], [])
            node.left = ast.copy_location(call, node.left)
        if is_rotated:
            node.left = _before_order("rotate", node.left)
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
        if len(node.targets) == 1:
            node.value = self._with_target(node.targets[0], node.value)
        node.targets = list(map(self.visit, node.targets))
        node.value = self._leaf(node.value)
        return node

    def _with_target(self, cell: ast.expr, value: ast.expr) -> ast.expr:
        """Return what a cell is given; the 1 in it is a target, where a label picks the cell: d[label] = p[label] − 1.

        So is that of −1 / p[label].
        """
        if not is_picked_by_label(cell) or not isinstance(value, ast.BinOp):
            return value
        if isinstance(value.op, ast.Sub) and is_picked_by_label(value.left) and is_one(value.right):
            value.right = self._leaf(value.right, anew=True)
        elif isinstance(value.op, ast.Div) and is_picked_by_label(value.right):
            above = value.left
            if is_one(above):
                value.left = self._leaf(above, anew=True)
            elif isinstance(above, ast.UnaryOp) and is_one(above.operand):
                above.operand = self._leaf(above.operand, anew=True)
        return value

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:  # ast's own name
        if isinstance(node.op, ast.Sub) and is_picked_by_label(node.target) and is_one(node.value):
            node.value = self._leaf(node.value, anew=True)
            node.target = self.visit(node.target)
            return node
        can_lose_int = isinstance(node.op, _ARITHMETIC) and _literal(node.value) is None
        place = _read(node.target)
        self.generic_visit(node)
        if can_lose_int and place is not None:
            call = ast.Call(ast.Name(ADDED_TO, ast.Load()), [place, node.value], [])
            node.value = ast.copy_location(call, node.value)
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

    def visit_For(self, node: ast.For) -> ast.AST:  # ast's own name
        node.body = with_choices(node.body)
        return self._repeated(node)

    def visit_While(self, node: ast.While) -> ast.AST:  # ast's own name
        node.body = with_choices(node.body)
        return self._repeated(node)

    def _repeated(self, node: ast.AST) -> ast.AST:
        """Return a loop or a function with what is in it transformed."""
        was_once = self._runs_once
        self._runs_once = False
        self.generic_visit(node)
        self._runs_once = was_once
        return node

    def visit_If(self, node: ast.If) -> ast.AST:  # ast's own name
        if len(node.body) == 1 and len(node.orelse) == 1:
            then = node.body[0]
            otherwise = node.orelse[0]
            if isinstance(then, ast.Assign) and isinstance(otherwise, ast.Assign):
                then.value, otherwise.value = self._with_targets(node.test, then.value, otherwise.value)
        return self.generic_visit(node)

    def _with_targets(self, test: ast.expr, then: ast.expr, otherwise: ast.expr) -> tuple[ast.expr, ast.expr]:
        return with_targets(test, then, otherwise, lambda number: self._leaf(number, anew=True))

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:  # ast's own name
        node.body, node.orelse = self._with_targets(node.test, node.body, node.orelse)
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
        self._repeated(node)
        self._in_formula.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:  # ast's own name
        return self._repeated(node)

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = list(map(self._leaf, node.defaults))
        node.kw_defaults = [None if default is None else self._leaf(default) for default in node.kw_defaults]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:  # ast's own name
        node.value = self.visit(node.value)
        if isinstance(node.slice, ast.Slice) and node.slice.step is not None and _literal(node.slice.step) == -1:
            node.value = _before_order("reversed", node.value)
        if not isinstance(node.slice, ast.Tuple | ast.Constant | ast.UnaryOp):
            node.slice = self.visit(node.slice)
        elif isinstance(node.slice, ast.Tuple):
            node.slice.elts = list(map(self.visit, node.slice.elts))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:  # ast's own name
        name = _last_name(node.func)
        if name in (LEAF, NEW_LEAF, GAP, FLOAT, BESIDE_INT, ADDED_TO):
            return node
        if isinstance(node.func, ast.Name) and name in _OWN_FRAME:
            self.generic_visit(node)
            return node
        if isinstance(node.func, ast.Name) and name in ("int", "float") and len(node.args) == 1:
            node.args = [as_number(node.args[0])]
        if name == "where" and node.args:
            node.args[0] = as_condition(node.args[0])
        if name in _NO_DATA or _is_formula(node.func):
            arguments = [argument if _is_plain(argument) else self.visit(argument) for argument in node.args]
        elif name == "append":
            arguments = list(map(self._element, node.args))
        else:
            arguments = list(map(self._leaf, node.args))
        for keyword in node.keywords:
            if name in self._own and not _is_formula(node.func):
                keyword.value = self._leaf(keyword.value)
            elif not _is_plain(keyword.value):
                keyword.value = self.visit(keyword.value)
        if arguments and any(are_rotated(getattr(argument, "elts", ())) for argument in node.args):
            arguments[0] = _before_order("rotate", arguments[0])
        function = self.visit(node.func)
        through = ast.copy_location(ast.Name(REORDER if name in REORDERING else CALL, ast.Load()), node)
        first = [ast.Constant(node.lineno)] if name in REORDERING else []
        return ast.copy_location(ast.Call(through, [*first, function, *arguments], node.keywords), node)

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:  # ast's own name
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:  # ast's own name
        return node


def _may_be_plain_float(node: ast.expr) -> bool:
    """Say whether an expression writes a number with a point, or divides: 0.1, 0.5 * 0.1, 1 / len(X)."""
    if isinstance(node, ast.UnaryOp):
        return _may_be_plain_float(node.operand)
    if isinstance(node, ast.BinOp):
        is_quotient = isinstance(node.op, ast.Div)
        return is_quotient or _may_be_plain_float(node.left) or _may_be_plain_float(node.right)
    return isinstance(node, ast.Constant) and type(node.value) is float


def _own_functions(tree: ast.AST) -> frozenset[str]:
    """Return the names of what a file defines and calls with data by keywords: its functions and classes, and dict."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset({"dict"}.union(node.name for node in ast.walk(tree) if isinstance(node, kinds)))


_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


def _can_lose_int(node: ast.BinOp) -> bool:
    """Say whether the left side may be a float that is not followed, and the right side a whole number that is."""
    is_number = isinstance(node.left, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.BinOp)
    return isinstance(node.op, _ARITHMETIC) and is_number and _literal(node.right) is None


def _read(place: ast.expr) -> ast.expr | None:
    """Return the expression that reads what a name or an attribute of a name stands for; None for any other place."""
    if isinstance(place, ast.Name):
        return ast.copy_location(ast.Name(place.id, ast.Load()), place)
    if isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name):
        owner = ast.copy_location(ast.Name(place.value.id, ast.Load()), place.value)
        return ast.copy_location(ast.Attribute(owner, place.attr, ast.Load()), place)
    return None


_LIBRARIES = frozenset({"np", "numpy", "math", "torch", "scipy", "random"})
_FORMULAS = frozenset({"max", "min", "pow", "abs", "sum", "divmod", "exp", "tanh", "log", "sqrt", "maximum", "minimum"})
_ARRAYS = frozenset({"array", "asarray", "matrix", "tensor"})


def _calls_math(node: ast.expr) -> bool:
    """Say whether an expression is what a function of mathematics gives: math.sin(x), np.sin(x) or sin(x)."""
    if not isinstance(node, ast.Call) or not hasattr(math, _last_name(node.func)):
        return False
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return owner is None or (isinstance(owner, ast.Name) and owner.id in ("math", "np", "numpy"))


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


def _before_order(function: str, value: ast.expr) -> ast.expr:
    """Return an expression that gives a value, after which numbers are put into another order."""
    name = ast.copy_location(ast.Name(BEFORE_ORDER, ast.Load()), value)
    arguments = [ast.Constant(value.lineno), ast.Constant(function), value]
    return ast.copy_location(ast.Call(name, arguments, []), value)


def _is_label(node: ast.expr) -> bool:
    """Say whether an expression is one of two numbers: 1 if 0 < x < 1 else 0."""
    return isinstance(node, ast.IfExp) and None not in (_literal(node.body), _literal(node.orelse))


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
