"""The student's file as a syntax tree, and where in it a number was computed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from types import CodeType

from xortui.check.tracing.trace import Trace

_COMPREHENSIONS = frozenset({"<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>"})
"""Functions that nobody has written."""


class Source:
    """The student's file as a syntax tree."""

    def __init__(self, trace: Trace) -> None:
        """Read it."""
        self.trace = trace
        self.tree = ast.parse(trace.source)
        self._frames: dict[int, list[tuple[int, int, int, int]]] = {}
        self._functions: list[ast.FunctionDef] = []
        self._statements: list[ast.stmt] = []
        self._expressions: dict[tuple[int, int | None, int, int | None], ast.expr] = {}
        """Lines and columns → the expression there; of an augmented assignment, the one that is added."""
        for one in ast.walk(self.tree):
            if isinstance(one, ast.stmt):
                self._statements.append(one)
            if isinstance(one, ast.FunctionDef):
                self._functions.append(one)
            if isinstance(one, ast.expr | ast.AugAssign):
                place = (one.lineno, one.end_lineno, one.col_offset, one.end_col_offset)
                self._expressions.setdefault(place, one.value if isinstance(one, ast.AugAssign) else one)
        self._function_of: dict[int, ast.AST] = {}
        self._assigned: dict[ast.AST, list[tuple[ast.stmt, list[str]]]] = {}

    def frames(self, node: int) -> list[tuple[int, int, int, int]]:
        """Return the lines and columns at which a node was computed, innermost first."""
        site = int(self.trace.tape.site[node])
        if site in self._frames:
            return self._frames[site]
        found = []
        for code, instruction in self.trace.tape.sites[site].frames:
            if code.co_filename == self.trace.filename:
                line, end, column, end_column = list(code.co_positions())[instruction // 2]
                if line:
                    found.append((line, end or line, column or 0, end_column or 0))
        self._frames[site] = found
        return found

    def calls(self, node: int) -> list[tuple[CodeType, int]]:
        """Return the functions in which a node was computed, innermost first, with the lines that called them."""
        site = int(self.trace.tape.site[node])
        codes = [code for code, _ in self.trace.tape.sites[site].frames if code.co_filename == self.trace.filename]
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

    def loops_around(self, line: int) -> list[ast.For | ast.While]:
        """Return the loops around a line, in its function, the outermost first."""
        found = []
        for one in ast.walk(self.function_of(line)):
            if isinstance(one, ast.For | ast.While) and one.lineno < line <= (one.end_lineno or line):
                found.append(one)
        return sorted(found, key=lambda loop: loop.lineno)

    def counted_around(self, line: int) -> set[str]:
        """Return the names that the loops around a line give another value each time."""
        counted: set[str] = set()
        for loop in self.loops_around(line):
            if isinstance(loop, ast.For):
                counted |= {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        return counted

    def conditions_around(self, line: int) -> list[ast.If]:
        """Return the conditions under which a line runs, for some rounds of its loops alone, the outermost first."""
        counted = self.counted_around(line)
        found = []
        for one in ast.walk(self.function_of(line)):
            if isinstance(one, ast.If) and one.lineno < line <= (one.end_lineno or line):
                asked = {name.id for name in ast.walk(one.test) if isinstance(name, ast.Name)}
                if asked & counted:
                    found.append(one)
        return sorted(found, key=lambda condition: condition.lineno)

    def calls_of(self, function: str) -> list[int]:
        """Return the lines in which a function of this name is called, but for those in which an object is made."""
        lines = []
        for one in ast.walk(self.tree):
            if isinstance(one, ast.Call):
                name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
                within = self.function_of(one.lineno)
                is_of_making = isinstance(within, ast.FunctionDef) and within.name == "__init__"
                if name == function and not is_of_making:
                    lines.append(one.lineno)
        return sorted(lines)

    def is_start_of_updated(self, name: ast.expr, at: int, line: int) -> bool:
        """Say whether a name gets at one line, before the loops around another, what is added to inside of them."""
        loops = self.loops_around(line)
        if not loops or at > loops[0].lineno or self.function_of(at) is not self.function_of(line):
            return False
        text = ast.unparse(name)
        for one, targets in self._assignments(loops[0]):
            is_added = isinstance(one, ast.AugAssign) or isinstance(getattr(one, "value", None), ast.BinOp)
            if is_added and text in targets:
                return True
        return False

    def statement(self, line: int) -> ast.stmt | None:
        """Return the innermost statement at a line."""
        best: ast.stmt | None = None
        for one in self._statements:
            if not one.lineno <= line <= (one.end_lineno or line):
                continue
            if best is None or one.lineno >= best.lineno:
                best = one
        return best

    def is_of_loop(self, line: int) -> bool:
        """Say whether what is assigned in a line is an item with the number of a loop around it: W[l]."""
        statement = self.statement(line)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if not isinstance(target, ast.Subscript):
            return False
        numbers = {one.id for one in ast.walk(target.slice) if isinstance(one, ast.Name)}
        for one in ast.walk(self.tree):
            if isinstance(one, ast.For) and one.lineno <= line <= (one.end_lineno or line):
                counted = {name.id for name in ast.walk(one.target) if isinstance(name, ast.Name)}
                if numbers & counted:
                    return True
        return False

    def function_of(self, line: int) -> ast.AST:
        """Return the function that a line is in; the module if it is in none."""
        found = self._function_of.get(line)
        if found is None:
            found = self.tree
            for one in self._functions:
                if one.lineno <= line <= (one.end_lineno or line):
                    found = one
            self._function_of[line] = found
        return found

    def assignment(self, name: ast.expr, before: int) -> int:
        """Return the line in which a name was last assigned before a line, in the same function; 0 if in none.

        What is kept in an object or a dictionary may come from another function: then the line is that of the only
        statement of the file that puts another number there as it is.
        """
        text = ast.unparse(name)
        lines = [one.lineno for one, targets in self._assignments(self.function_of(before)) if text in targets]
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
            if isinstance(loop, ast.For) and _gives(loop.target, name):
                found.append((loop.iter, loop.lineno))
        statement = self.statement(line)
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return):
            for one in ast.walk(statement):
                if isinstance(one, ast.comprehension) and _gives(one.target, name):
                    found.append((one.iter, line))
        return found

    def later_in_loop(self, name: ast.expr, line: int) -> int:
        """Return the last line in which the loop around a line assigns a name for its next round; 0 if in none."""
        loops = self.loops_around(line)
        if not loops:
            return 0
        text = ast.unparse(name)
        lines = [one.lineno for one, targets in self._assignments(loops[-1]) if text in targets]
        return max((at for at in lines if at > line), default=0)

    def items(self, name: str, before: int) -> list[int]:
        """Return the lines before a line, in its function, in which items of a name are assigned."""
        beginning = f"{name}["
        found = []
        for one, targets in self._assignments(self.function_of(before)):
            if one.lineno < before and any(target.startswith(beginning) for target in targets):
                found.append(one.lineno)
        return found

    def renaming(self, name: str) -> int:
        """Return the line of the only statement of the file that gives a name a number as it is; 0 if there is none."""
        lines = [one.lineno for one, targets in self._assignments(self.tree) if is_renaming(one) and name in targets]
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

    def assignments(self, name: str) -> list[int]:
        """Return the lines in which a name is given a value, not added to."""
        return [
            one.lineno
            for one, targets in self._assignments(self.tree)
            if isinstance(one, ast.Assign) and name in targets
        ]

    def _assignments(self, tree: ast.AST) -> list[tuple[ast.stmt, list[str]]]:
        """Return the statements of a tree that assign, or add to a list, with the texts of what is assigned."""
        found = self._assigned.get(tree)
        if found is None:
            found = [(one, list(map(ast.unparse, targets))) for one, targets in _assignments(tree)]
            self._assigned[tree] = found
        return found

    def handed_on_line(self, method: ast.AST) -> int:
        """Return the line in which another method of the same class returns its argument as it is; 0 if none does."""
        for one in ast.walk(self.tree):
            if not isinstance(one, ast.ClassDef) or method not in one.body:
                continue
            for other in one.body:
                if isinstance(other, ast.FunctionDef) and other is not method:
                    last = other.body[-1]
                    arguments = [argument.arg for argument in other.args.args[1:]]
                    if isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id in arguments:
                        return last.lineno
        return 0


def _gives(target: ast.expr, name: str) -> bool:
    """Say whether a target of a loop gives a name a value."""
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(target))


def is_renaming(statement: ast.stmt | None) -> bool:
    """Say whether a statement gives a number another name, or adds it to a list, and computes nothing."""
    added = _added_to_list(statement)
    if added is not None:
        return isinstance(added[1], ast.Name | ast.Attribute | ast.Subscript)
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name | ast.Attribute | ast.Subscript)


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
    for one in ast.walk(tree):
        if isinstance(one, ast.Assign):
            yield one, one.targets
        elif isinstance(one, ast.AugAssign | ast.AnnAssign):
            yield one, (one.target,)
        elif isinstance(one, ast.Expr):
            added = _added_to_list(one)
            if added is not None:
                yield one, (added[0],)
