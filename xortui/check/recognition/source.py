"""The student's file as a syntax tree, and where in it a number was computed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import TypeVar

from xortui.check.tracing.trace import Trace

MAKING_ARRAYS = frozenset({"c_", "r_"})
"""What makes a new array of what stands in its brackets."""
_COMPREHENSIONS = frozenset({"<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>"})
"""Functions that nobody has written."""

Syntax = TypeVar("Syntax", bound=ast.AST)
"""A kind of syntax that is looked for."""
_OF_ARRAYS = frozenset({"numpy", "torch", "autograd", "jax", "cupy", "scipy", "pandas"})
"""Libraries whose arrays are summed along an axis."""


class Source:
    """The student's file as a syntax tree."""

    def __init__(self, trace: Trace) -> None:
        """Read it."""
        self.trace = trace
        self.tree = ast.parse(trace.text_of_lines)
        self._frames: dict[int, list[tuple[int, int, int, int]]] = {}
        self._functions: list[ast.FunctionDef] = []
        self._statements: list[ast.stmt] = []
        self._expressions: dict[tuple[int, int | None, int, int | None], ast.expr] = {}
        """Lines and columns → the expression there; of an augmented assignment, the one that is added."""
        for syntax in ast.walk(self.tree):
            if isinstance(syntax, ast.stmt):
                self._statements.append(syntax)
            if isinstance(syntax, ast.FunctionDef):
                self._functions.append(syntax)
            if isinstance(syntax, ast.expr | ast.AugAssign):
                place = (syntax.lineno, syntax.end_lineno, syntax.col_offset, syntax.end_col_offset)
                expression = syntax.value if isinstance(syntax, ast.AugAssign) else syntax
                self._expressions.setdefault(place, expression)
        self._function_of: dict[int, ast.AST] = {}
        self._loops_around: dict[int, list[ast.For | ast.While]] = {}
        self._assigned: dict[ast.AST, list[tuple[ast.stmt, list[str]]]] = {}

    def frames(self, node: int) -> list[tuple[int, int, int, int]]:
        """Return the lines and columns at which a node was computed, innermost first."""
        site = int(self.trace.tape.site[node])
        if site in self._frames:
            return self._frames[site]
        found = []
        for code, instruction in self.trace.tape.sites[site].frames:
            if code.co_filename == self.trace.file_of_lines:
                line, end, column, end_column = self.trace.position(code, instruction)
                if line:
                    found.append((line, end or line, column or 0, end_column or 0))
        self._frames[site] = found
        return found

    def calls(self, node: int) -> list[tuple[CodeType, int]]:
        """Return the functions in which a node was computed, innermost first, with the lines that called them."""
        site = int(self.trace.tape.site[node])
        codes = [code for code, _ in self.trace.tape.sites[site].frames if code.co_filename == self.trace.file_of_lines]
        called = zip(codes, self.frames(node)[1:], strict=False)
        return [(code, line) for code, (line, *_) in called if code.co_name not in _COMPREHENSIONS]

    def line(self, node: int, frame: int = 0) -> int:
        """Return the line of a node, or of what called its function; 0 if it is not known."""
        frames = self.frames(node)
        return frames[min(frame, len(frames) - 1)][0] if frames else 0

    def expression(self, node: int, frame: int = 0) -> ast.expr | None:
        """Return the expression that computed a node, or that called its function."""
        frames = self.frames(node)
        if frame >= len(frames):
            return None
        return self._expressions.get(frames[frame])

    def has_arrays(self) -> bool:
        """Say whether the file imports anything of NumPy, PyTorch or another library of arrays."""
        for syntax in ast.walk(self.tree):
            modules = [one.name for one in syntax.names] if isinstance(syntax, ast.Import) else []
            if isinstance(syntax, ast.ImportFrom):
                modules = [syntax.module or ""]
            if any(module.partition(".")[0] in _OF_ARRAYS for module in modules):
                return True
        return False

    def loops_around(self, line: int) -> list[ast.For | ast.While]:
        """Return the loops around a line, in its function, the outermost first."""
        if line not in self._loops_around:
            loops = []
            for loop in ast.walk(self.function_of(line)):
                if isinstance(loop, ast.For | ast.While) and loop.lineno < line <= (loop.end_lineno or line):
                    loops.append(loop)
            self._loops_around[line] = sorted(loops, key=lambda loop: loop.lineno)
        return self._loops_around[line]

    def counted_around(self, line: int) -> set[str]:
        """Return the names that the loops around a line give another value each time."""
        counted: set[str] = set()
        for loop in self.loops_around(line):
            if isinstance(loop, ast.For):
                counted |= names_within(loop.target)
        return counted

    def conditions_around(self, line: int) -> list[ast.If]:
        """Return the conditions under which a line runs, for some rounds of its loops alone, the outermost first."""
        counted = self.counted_around(line)
        conditions = []
        for condition in ast.walk(self.function_of(line)):
            if not isinstance(condition, ast.If) or not names_within(condition.test) & counted:
                continue
            if condition.lineno < line <= (condition.end_lineno or line):
                conditions.append(condition)
        return sorted(conditions, key=lambda condition: condition.lineno)

    def calls_of(self, function: str) -> list[int]:
        """Return the lines in which a function of this name is called, but for those in which an object is made."""
        lines = []
        for call in ast.walk(self.tree):
            if isinstance(call, ast.Call):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                within = self.function_of(call.lineno)
                is_of_making = isinstance(within, ast.FunctionDef) and within.name == "__init__"
                if name == function and not is_of_making:
                    lines.append(call.lineno)
        return sorted(lines)

    def is_start_of_updated(self, name: ast.expr, at: int, line: int) -> bool:
        """Say whether a name gets at one line, before the loops around another, what is added to inside of them."""
        loops = self.loops_around(line)
        if not loops or at > loops[0].lineno or self.function_of(at) is not self.function_of(line):
            return False
        text = ast.unparse(name)
        for statement, targets in self._assignments(loops[0]):
            value = getattr(statement, "value", None)
            # A product is what goes back to the layer below: delta = delta @ W.T * slope.
            is_sum = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
            is_added = isinstance(statement, ast.AugAssign) or is_sum
            if is_added and text in targets:
                return True
        return False

    def statement(self, line: int) -> ast.stmt | None:
        """Return the innermost statement at a line."""
        innermost: ast.stmt | None = None
        for statement in self._statements:
            if not statement.lineno <= line <= (statement.end_lineno or line):
                continue
            if innermost is None or statement.lineno >= innermost.lineno:
                innermost = statement
        return innermost

    def is_of_loop(self, line: int) -> bool:
        """Say whether what is assigned in a line is an item with the number of a loop around it: W[l]."""
        target = first_target(self.statement(line))
        if not isinstance(target, ast.Subscript):
            return False
        numbers = names_within(target.slice)
        for loop in ast.walk(self.tree):
            if not isinstance(loop, ast.For) or not names_within(loop.target) & numbers:
                continue
            if loop.lineno <= line <= (loop.end_lineno or line):
                return True
        return False

    def function_of(self, line: int) -> ast.AST:
        """Return the function that a line is in; the module if it is in none."""
        innermost = self._function_of.get(line)
        if innermost is None:
            innermost = self.tree
            for function in self._functions:
                if function.lineno <= line <= (function.end_lineno or line):
                    innermost = function
            self._function_of[line] = innermost
        return innermost

    def assignment(self, name: ast.expr, before: int) -> int:
        """Return the line in which a name was last assigned before a line, in the same function; 0 if in none.

        What is kept in an object or a dictionary may come from another function: then the line is that of the only
        statement of the file that puts another number there as it is.
        """
        text = ast.unparse(name)
        assignments = self._assignments(self.function_of(before))
        lines = [statement.lineno for statement, targets in assignments if text in targets]
        earlier = [line for line in lines if line < before]
        if earlier or isinstance(name, ast.Name):
            return max(earlier, default=0)
        return self.renaming(text)

    def iterated(self, name: str, line: int) -> list[tuple[ast.expr, int]]:
        """Return what the loops and comprehensions around a line take a name from, with the lines of these.

        Args:
            name: what is given another value each time.
            line: where it is read.
        """
        found: list[tuple[ast.expr, int]] = []
        for loop in self.loops_around(line):
            if isinstance(loop, ast.For) and name in names_within(loop.target):
                found.append((loop.iter, loop.lineno))
        statement = self.statement(line)
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return):
            for syntax in ast.walk(statement):
                if isinstance(syntax, ast.comprehension) and name in names_within(syntax.target):
                    found.append((syntax.iter, line))
        return found

    def later_in_loop(self, name: ast.expr, line: int) -> int:
        """Return the last line in which the loop around a line assigns a name for its next round; 0 if in none."""
        loops = self.loops_around(line)
        if not loops:
            return 0
        text = ast.unparse(name)
        lines = [statement.lineno for statement, targets in self._assignments(loops[-1]) if text in targets]
        return max((at for at in lines if at > line), default=0)

    def items(self, name: str, before: int) -> list[int]:
        """Return the lines before a line, in its function, in which items of a name are assigned."""
        beginning = f"{name}["
        lines = []
        for statement, targets in self._assignments(self.function_of(before)):
            if statement.lineno < before and any(target.startswith(beginning) for target in targets):
                lines.append(statement.lineno)
        return lines

    def renaming(self, name: str) -> int:
        """Return the line of the only statement of the file that gives a name a number as it is; 0 if there is none."""
        lines = []
        for statement, targets in self._assignments(self.tree):
            if name in targets and is_renaming(statement):
                lines.append(statement.lineno)
        return lines[0] if len(lines) == 1 else 0

    def renamings(self, name: str, after: int) -> list[int]:
        """Return the lines after a line, in its function, that only name a number again, or an item of a list of it.

        Args:
            name: of the number; where it is added to a list, the list's items have it, too.
            after: the line.
        """
        found = []
        lists: set[str] = set()
        for one in sorted((one for one, _ in self._assignments(self.function_of(after))), key=lambda one: one.lineno):
            if one.lineno <= after or not is_renaming(one):
                continue
            added = _added_to_list(one)
            value = added[1] if added is not None else getattr(one, "value", None)
            of_list = value.value if isinstance(value, ast.Subscript) else None
            is_item = of_list is not None and ast.unparse(of_list) in lists
            if is_item or (value is not None and ast.unparse(value) == name):
                found.append(one.lineno)
                lists |= {ast.unparse(added[0])} if added is not None else set()
        return found

    def kept(self, name: ast.expr, before: int) -> list[int]:
        """Return the lines before a line, in its function, that keep a number under the key or attribute of a name.

        What is read of one object, as after["delta"], may have been kept with another name for it: neuron["delta"].

        Args:
            name: the number that is read.
            before: the line.
        """
        end = end_of(name)
        lines = []
        for statement, _ in self._assignments(self.function_of(before)) if end else ():
            target = first_target(statement)
            if statement.lineno < before and target is not None and end_of(target) == end:
                lines.append(statement.lineno)
        return sorted(lines, reverse=True)

    def assignments(self, name: str) -> list[int]:
        """Return the lines in which a name is given a value, not added to."""
        return [
            statement.lineno
            for statement, targets in self._assignments(self.tree)
            if isinstance(statement, ast.Assign) and name in targets
        ]

    def _assignments(self, tree: ast.AST) -> list[tuple[ast.stmt, list[str]]]:
        """Return the statements of a tree that assign, or add to a list, with the texts of what is assigned."""
        found = self._assigned.get(tree)
        if found is None:
            found = [(statement, list(map(ast.unparse, targets))) for statement, targets in _assignments(tree)]
            self._assigned[tree] = found
        return found

    def handed_on_line(self, method: ast.AST) -> int:
        """Return the line in which another method of the same class returns its argument as it is; 0 if none does."""
        for owner in ast.walk(self.tree):
            if not isinstance(owner, ast.ClassDef) or method not in owner.body:
                continue
            for other in owner.body:
                if isinstance(other, ast.FunctionDef) and other is not method and _returns_argument(other):
                    return other.body[-1].lineno
        return 0


def called_names(syntax: ast.AST) -> set[str]:
    """Return the names of the functions and methods that are called in a piece of syntax."""
    return {name_of_called(one) for one in ast.walk(syntax) if isinstance(one, ast.Call)}


def name_of_called(call: ast.Call) -> str:
    """Return the name of the function or method that is called; '' if it has none."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def names_within(tree: ast.AST) -> set[str]:
    """Return the names that are read or assigned anywhere in a tree."""
    return {name.id for name in ast.walk(tree) if isinstance(name, ast.Name)}


def first_target(statement: ast.stmt | None) -> ast.expr | None:
    """Return what a statement assigns first; None if it assigns nothing."""
    if isinstance(statement, ast.Assign):
        return statement.targets[0]
    return getattr(statement, "target", None)


def base_name(place: ast.expr) -> str:
    """Return the name at the beginning of a place: w of w[0]; '' if it is none."""
    while isinstance(place, ast.Subscript | ast.Attribute):
        place = place.value
    return place.id if isinstance(place, ast.Name) else ""


def end_of(name: ast.AST) -> str:
    """Return the attribute, or the text that is the key, by which a name ends; '' if it ends otherwise."""
    if isinstance(name, ast.Attribute):
        return f".{name.attr}"
    key = name.slice if isinstance(name, ast.Subscript) else None
    is_text = isinstance(key, ast.Constant) and isinstance(key.value, str)
    return f"[{ast.unparse(key)}]" if key is not None and is_text else ""


def _returns_argument(method: ast.FunctionDef) -> bool:
    """Say whether a method ends by returning one of its arguments as it is."""
    last = method.body[-1]
    arguments = [argument.arg for argument in method.args.args[1:]]
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    value = last.value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        if _is_of_ones(value.left):
            value = value.right
        elif _is_of_ones(value.right):
            value = value.left
    return isinstance(value, ast.Name) and value.id in arguments


def returns_ones(function: ast.FunctionDef) -> bool:
    """Say whether a function of some arguments returns 1, or an array of ones, and does nothing else."""
    body = [one for one in function.body if not _is_documentation(one)]
    last = body[-1] if len(body) == 1 else None
    arguments = [one for one in function.args.args if one.arg != "self"]
    if not isinstance(last, ast.Return) or last.value is None or not arguments:
        return False
    is_one = isinstance(last.value, ast.Constant) and last.value.value == 1
    return is_one or _is_of_ones(last.value)


def _is_documentation(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_of_ones(factor: ast.expr) -> bool:
    """Say whether a factor is an array of ones: np.ones_like(z)."""
    return isinstance(factor, ast.Call) and ast.unparse(factor.func).endswith((".ones_like", ".ones"))


def is_renaming(statement: ast.stmt | None) -> bool:
    """Say whether a statement gives a number another name, or adds it to a list, and computes nothing."""
    added = _added_to_list(statement)
    if added is not None:
        return _is_reading(added[1])
    return isinstance(statement, ast.Assign) and _is_reading(statement.value)


def _is_reading(expression: ast.expr) -> bool:
    """Say whether an expression reads a name, an attribute or an item; np.c_[x, 1] makes a new array."""
    if isinstance(expression, ast.Subscript) and isinstance(expression.value, ast.Attribute):
        return expression.value.attr not in MAKING_ARRAYS
    return isinstance(expression, ast.Name | ast.Attribute | ast.Subscript)


def renamed(statement: ast.stmt | None) -> ast.expr | None:
    """Return the number that a statement gives another name, or adds to a list; None if it computes something."""
    if not is_renaming(statement):
        return None
    added = _added_to_list(statement)
    return added[1] if added is not None else getattr(statement, "value", None)


def _added_to_list(statement: ast.stmt | None) -> tuple[ast.expr, ast.expr] | None:
    """Return the list and the item of d.append(item); None if a statement does something else."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return None
    call = statement.value
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "append" or len(call.args) != 1:
        return None
    return call.func.value, call.args[0]


def _assignments(tree: ast.AST) -> Iterator[tuple[ast.stmt, Sequence[ast.expr]]]:
    """Yield the statements of a tree that assign, or add to a list, with what they assign or add to."""
    for syntax in ast.walk(tree):
        if isinstance(syntax, ast.Assign):
            yield syntax, syntax.targets
        elif isinstance(syntax, ast.AugAssign | ast.AnnAssign):
            yield syntax, (syntax.target,)
        elif isinstance(syntax, ast.Expr):
            added = _added_to_list(syntax)
            if added is not None:
                yield syntax, (added[0],)


def leaves_the_last_out(iterated: ast.expr) -> bool:
    """Say whether a loop runs to one less than a number, or over all items but the last: range(n - 1), units[:-1]."""
    for one in ast.walk(iterated):
        end_of_part = getattr(one.slice, "upper", None) if isinstance(one, ast.Subscript) else None
        if end_of_part is not None and ast.unparse(end_of_part) == "-1":
            return True
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "range" and one.args:
            end = one.args[min(1, len(one.args) - 1)]
            if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub) and ast.unparse(end.right) == "1":
                return True
    return False


def goes_through_a_part(iterated: ast.expr, count: int) -> bool:
    """Say whether a loop leaves out the first or the last of so many things, or all but one of these.

    Args:
        iterated: what the loop goes through.
        count: how many there are.
    """
    for one in ast.walk(iterated):
        if isinstance(one, ast.Slice) and _leaves_some_out(one, count):
            return True
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "range" and one.args:
            start = one.args[0] if len(one.args) > 1 else None
            end = one.args[min(1, len(one.args) - 1)]
            starts_late = start is not None and not (isinstance(start, ast.Constant) and start.value == 0)
            ends_early = isinstance(end, ast.Constant) and isinstance(end.value, int) and end.value < count
            if len(one.args) < 3 and (starts_late or ends_early):
                return True
    return leaves_the_last_out(iterated)


def _leaves_some_out(part: ast.Slice, count: int) -> bool:
    """Say whether a slice with numbers in it begins late, or ends before so many things."""
    begins_late = isinstance(part.lower, ast.Constant) and bool(part.lower.value)
    end = part.upper.value if isinstance(part.upper, ast.Constant) else None
    return begins_late or (isinstance(end, int) and end < count)


def repeated(tree: ast.AST, kind: type[Syntax]) -> Iterator[tuple[ast.AST, Syntax]]:
    """Yield all of one kind in functions and loops, each with the outermost of these."""
    seen: set[ast.AST] = set()
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.For | ast.While):
            for one in ast.walk(outer):
                if isinstance(one, kind) and one not in seen:
                    seen.add(one)
                    yield outer, one
