"""Counts what makes code dense, file by file, the densest first; for reading, not for passing or failing.

python -m tests.density          the whole package
python -m tests.density PATH     a file or a folder

parallel     assignments of several values to several names in one statement: a, b = x, y
chained      conditional expressions in a conditional expression
nested       comprehensions in a comprehension
long         lines of more than 100 columns
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAX_COLUMNS = 100
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Density(NamedTuple):
    """How often each thing occurs."""

    lines: int = 0
    parallel: int = 0
    chained: int = 0
    nested: int = 0
    long: int = 0

    @property
    def dense(self) -> int:
        """How many things there are that want a second look."""
        return self.parallel + self.chained + self.nested + self.long


def density(source: str) -> Density:
    """Return the counts of one file's source."""
    tree = ast.parse(source)
    lines = source.splitlines()
    return Density(
        lines=len(lines),
        parallel=sum(_is_parallel(node) for node in ast.walk(tree)),
        chained=sum(isinstance(inner, ast.IfExp) for inner in _within(tree, (ast.IfExp,))),
        nested=sum(isinstance(inner, _COMPREHENSIONS) for inner in _within(tree, _COMPREHENSIONS)),
        long=sum(len(line) > MAX_COLUMNS for line in lines),
    )


def _is_parallel(node: ast.AST) -> bool:
    """Say whether a node assigns a tuple that is written out to another that is."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple):
        return False
    return any(isinstance(target, ast.Tuple) for target in node.targets)


def _within(tree: ast.AST, kinds: tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
    """Yield every node that is somewhere inside a node of some kinds, once."""
    waiting = [(tree, False)]
    while waiting:
        node, is_inside = waiting.pop()
        if is_inside:
            yield node
        is_inside = is_inside or isinstance(node, kinds)
        waiting += [(child, is_inside) for child in ast.iter_child_nodes(node)]


def total(counts: list[Density]) -> Density:
    """Return the sum of counts."""
    return Density(*map(sum, zip(*counts, strict=True))) if counts else Density()


def main(arguments: list[str]) -> None:
    """Print the counts of each file, and their sum."""
    folder = Path(arguments[0] if arguments else "xortui")
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.py"))
    counts = {str(file): density(file.read_text("utf-8")) for file in files}
    width = max(map(len, counts), default=0)
    print(f"{'':{width}}" + "".join(f"{name:>10}" for name in Density._fields))
    for name, found in sorted(counts.items(), key=lambda item: -item[1].dense):
        if found.dense:
            print(_row(name, width, found))
    print(_row("all", width, total(list(counts.values()))))


def _row(name: str, width: int, found: Density) -> str:
    return f"{name:{width}}" + "".join(f"{count:10,}" for count in found)


if __name__ == "__main__":
    main(sys.argv[1:])
