"""The exercise sheet and its key as LaTeX: the same questions by the same numbers, with blanks or with answers."""

from __future__ import annotations

from xortui.debugger import Debugger
from xortui.export.derivation import Equation
from xortui.export.exercise import Exercise, exercise
from xortui.export.latex_document import READ_OFF, equation_lines, head_lines, network_lines, value_lines
from xortui.export.latex_formula import latex, latex_symbol
from xortui.export.latex_text import latex_text

BLANK = r"\underline{\hspace{28mm}}"
"""Where a result is to be written."""


def latex_sheet(debugger: Debugger) -> str:
    """Return the sheet: every value of a step is asked for."""
    return _document(exercise(debugger), has_answers=False)


def latex_key(debugger: Debugger) -> str:
    """Return the key to the sheet of the same step."""
    return _document(exercise(debugger), has_answers=True)


def _document(found: Exercise, *, has_answers: bool) -> str:
    derivation = found.derivation
    problem = derivation.problem
    what = "key to the exercise" if has_answers else "exercise"
    title = rf"{latex_text(problem.title or problem.name)}: {what}\\[4pt] \large {latex_text(derivation.heading)}"
    lines = [
        *head_lines(title),
        *network_lines(derivation),
        *(["What is given besides:", *value_lines(found.given)] if found.given else []),
        READ_OFF,
        "",
        f"{found.count} questions. Compute each value from what is given and from the values before it.",
    ]
    for part in found.parts:
        lines.append(rf"\section*{{{part.title}}}")
        for number, equation in part.questions:
            lines += _answer(number, equation) if has_answers else _question(number, equation)
    return "\n".join([*lines, r"\end{document}", ""])


def _question(number: int, equation: Equation) -> list[str]:
    sign = r"\leftarrow" if equation.assigns else "="
    asked = rf"{latex_symbol(equation.target)} {sign} {latex(equation.expression)}"
    return ["", rf"\textbf{{{number}.}} ${asked}$ \hfill $=$ {BLANK}", "", r"\vspace{7mm}"]


def _answer(number: int, equation: Equation) -> list[str]:
    lines = [r"\begin{align*}", " \\\\\n".join(equation_lines(equation)), r"\end{align*}"]
    return ["", rf"\textbf{{{number}.}}\nopagebreak", *lines]
