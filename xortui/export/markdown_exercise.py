"""The exercise sheet and its key as Markdown: the same questions by the same numbers, with blanks or with answers."""

from __future__ import annotations

from xortui.core.expression import formula
from xortui.debugger import Debugger
from xortui.export.exercise import Exercise, Part, exercise
from xortui.export.markdown_document import READ_OFF, forms, network_blocks, plain_text, table, value_table

BLANK = "\\_\\_\\_\\_\\_\\_\\_\\_"
"""Where an answer is to be written; escaped, or Markdown would draw a line."""


def markdown_sheet(debugger: Debugger) -> str:
    """Return the sheet: every value of a step is asked for."""
    return _document(exercise(debugger), has_answers=False)


def markdown_key(debugger: Debugger) -> str:
    """Return the key to the sheet of the same step."""
    return _document(exercise(debugger), has_answers=True)


def _document(found: Exercise, *, has_answers: bool) -> str:
    problem = found.derivation.problem
    what = "key to the exercise" if has_answers else "exercise"
    blocks = [
        f"# {plain_text(problem.title or problem.name)}: {what}",
        f"**{found.derivation.heading}**",
        *network_blocks(found.derivation),
        *(["What is given besides:", value_table("name", found.given)] if found.given else []),
        READ_OFF,
        f"{found.count} questions. Compute each value from what is given and from the values before it.",
    ]
    for part in found.parts:
        blocks += [f"## {part.title}", _part(part, has_answers=has_answers)]
    return "\n\n".join(blocks) + "\n"


def _part(part: Part, *, has_answers: bool) -> str:
    rows = []
    for number, equation in part.questions:
        _, numbers, value = forms(equation)
        asked = formula(equation.expression)
        sign = "← " if equation.assigns else ""
        answers = (numbers, value) if has_answers else (BLANK, BLANK)
        rows.append((f"{number}.", equation.target, f"{sign}{asked}", *answers))
    return table(("", "value", "formula", "with numbers", "result"), rows)
