"""The student's file as a syntax tree, and where in it a number was computed."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from xortui.check.tracing.trace import Trace


class Source:
    """The student's file as a syntax tree."""

    def __init__(self, trace: Trace) -> None:
        """Read it."""
        self.trace = trace
        self.tree = ast.parse(trace.source)
        self._frames: dict[int, list[tuple[int, int, int, int]]] = {}

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

    def line(self, node: int, frame: int = 0) -> int:
        """Return the line of a node, or of what called its function; 0 if it is not known."""
        frames = self.frames(node)
        return frames[min(frame, len(frames) - 1)][0] if frames else 0

    def expression(self, node: int) -> ast.expr | None:
        """Return the expression that computed a node."""
        frames = self.frames(node)
        if not frames:
            return None
        for one in ast.walk(self.tree):
            if isinstance(one, ast.expr | ast.AugAssign):
                place = (one.lineno, one.end_lineno, one.col_offset, one.end_col_offset)
                if place == frames[0]:
                    return one.value if isinstance(one, ast.AugAssign) else one
        return None

    def statement(self, line: int) -> ast.stmt | None:
        """Return the innermost statement at a line."""
        best: ast.stmt | None = None
        for one in ast.walk(self.tree):
            if not isinstance(one, ast.stmt) or not one.lineno <= line <= (one.end_lineno or line):
                continue
            if best is None or one.lineno >= best.lineno:
                best = one
        return best

    def function_of(self, line: int) -> ast.AST:
        """Return the function that a line is in; the module if it is in none."""
        best: ast.AST = self.tree
        for one in ast.walk(self.tree):
            if isinstance(one, ast.FunctionDef) and one.lineno <= line <= (one.end_lineno or line):
                best = one
        return best

    def assignment(self, name: str, before: int) -> int:
        """Return the line in which a name was last assigned before a line, in the same function; 0 if in none."""
        found = 0
        for one in ast.walk(self.function_of(before)):
            if isinstance(one, ast.Assign):
                targets: Sequence[ast.expr] = one.targets
            elif isinstance(one, ast.AugAssign | ast.AnnAssign):
                targets = (one.target,)
            else:
                continue
            for target in targets:
                if ast.unparse(target) == name and found < one.lineno < before:
                    found = one.lineno
        return found
