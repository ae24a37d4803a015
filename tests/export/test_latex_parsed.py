"""Every LaTeX file, read by a strict parser: groups and environments end, and mathematics stands in mathematics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.export.problems import WIDE, XOR, debugger_at, random_problem
from tests.export.test_latex_document import HOSTILE
from xortui.debugger import Debugger
from xortui.export.latex_document import latex_document
from xortui.export.latex_exercise import latex_key, latex_sheet
from xortui.problems import Problem, load_problem

latexwalker = pytest.importorskip("pylatexenc.latexwalker")

PROBLEMS: dict[str, Problem] = {name: load_problem(name) for name in ("xor", "mazur", "iris")}
PROBLEMS |= {"hostile": HOSTILE, "softplus": WIDE["softplus"], "random": random_problem(5)}
DOCUMENTS: dict[str, Callable[[Debugger], str]] = {
    "derivation": latex_document,
    "sheet": latex_sheet,
    "key": latex_key,
}
IN_MATHEMATICS = {"align*", "aligned", "array", "bmatrix", "cases", "pmatrix"}
"""Environments whose inside is mathematics."""
OF_MATHEMATICS = {
    "frac", "partial", "cdot", "hat", "bar", "tilde", "sum", "leftarrow", "sigma", "eta", "mu", "Delta", "delta",
    "operatorname", "tfrac", "exp", "ln", "sqrt", "max", "min", "tanh", "sinh", "cosh", "to", "times",
}  # fmt: skip
"""Macros that stop LaTeX outside of mathematics."""
SPECIAL = set("_^&#")
"""Letters that stop it there, too, unless they are escaped; & may stand in a table."""
TABLE = "tabular"


def faults(nodes: Any, *, is_math: bool = False, is_table: bool = False) -> Iterator[str]:
    """Yield what would stop LaTeX."""
    for node in nodes or ():
        kind = type(node).__name__
        if kind == "LatexMacroNode":
            if node.macroname in OF_MATHEMATICS and not is_math:
                yield f"\\{node.macroname} outside of mathematics"
            arguments = node.nodeargd.argnlist if node.nodeargd is not None else ()
            inside = is_math and node.macroname not in ("text", "mbox", "textbf")
            yield from faults([found for found in arguments if found is not None], is_math=inside)
        elif kind == "LatexGroupNode":
            yield from faults(node.nodelist, is_math=is_math, is_table=is_table)
        elif kind == "LatexMathNode":
            if is_math:
                yield "mathematics begins within mathematics"
            yield from faults(node.nodelist, is_math=True)
        elif kind == "LatexEnvironmentNode":
            name = node.environmentname
            yield from faults(node.nodelist, is_math=is_math or name in IN_MATHEMATICS, is_table=name == TABLE)
        elif kind in ("LatexCharsNode", "LatexSpecialsNode") and not is_math:
            text = node.chars if kind == "LatexCharsNode" else node.specials_chars
            for letter in SPECIAL & set(text) - set("&" * is_table):
                yield f"{letter} outside of mathematics"


def parsed(text: str) -> list[str]:
    """Return what would stop LaTeX in a document."""
    body = text.split(r"\begin{document}")[1].split(r"\end{document}")[0]
    nodes, _, _ = latexwalker.LatexWalker(body, tolerant_parsing=False).get_latex_nodes()
    return list(faults(nodes))


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_nothing_would_stop_latex(problem: Problem, kind: str) -> None:
    assert parsed(DOCUMENTS[kind](debugger_at(problem, "2"))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (r"\textbf{1.} $", r"\textbf{1.} ", "outside of mathematics"),
        ("questions.", "questions_1.", "_ outside of mathematics"),
        ("questions.", r"\frac{1}{2}", r"\frac outside of mathematics"),
    ],
)
def test_what_would_stop_it_is_found(old: str, new: str, told: str) -> None:
    text = latex_sheet(debugger_at(XOR, "1"))
    assert old in text
    broken = text.replace(old, new, 1)
    try:
        found = " ".join(parsed(broken))
    except latexwalker.LatexWalkerParseError:
        return
    assert told in found


def test_an_environment_without_an_end_is_found() -> None:
    text = latex_key(debugger_at(XOR, "1")).replace(r"\end{align*}", "", 1)
    with pytest.raises(latexwalker.LatexWalkerParseError):
        parsed(text)
