"""The verdict on the backpropagation in the user's own file, as lines of text."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from xortui.check.numbered_names import in_rows
from xortui.check.verdict import NEVER_MOVES, RIGHT, SCALED, UNDECIDED, WRONG, Verdict, count_in_words, mistakes_made
from xortui.core.activations import learns_by_rule
from xortui.language.phrase import phrase
from xortui.render.numbers import short
from xortui.render.retold import retold
from xortui.render.retold_check import retold_check

STATES = {RIGHT: "right", WRONG: "wrong", SCALED: "scaled", NEVER_MOVES: "never moves"}
"""How it stands with a parameter, in words."""
WIDTH = 78
DIGITS = 6
MAX_FILES_NAMED = 5
MAX_FACTORS = 14
"""Rows of a table of factors that is shown whole."""
ROWS_BEFORE = 5
"""Rows before the first wrong one that are shown of a longer table."""
ROWS_BEHIND = 3
"""Rows behind it."""
LEFT_OUT = "⋮"
"""Stands for rows that are not shown."""
FIRST_WRONG = "wrong, the first"
NOT_NAMED = "wrong, and no mistake named"
NO_VERDICT = "no verdict"
SAY_THE_SAME = frozenset({"slope-missing-in-gradients", "slope-missing-in-weights", "slope-missing-in-biases"})
"""Mistakes of which one says what another does, where it concerns the same parameters."""


def verdict_lines(verdict: Verdict, source: Sequence[str]) -> list[str]:
    """Return what is said of one file: what was understood, the verdict, each mistake and the table of factors.

    Args:
        verdict: the verdict.
        source: the lines of the file, to quote from.
    """
    lines = [verdict["file"]]
    lines += _paragraph(retold_check(verdict["understood"]))
    lines += _paragraph(conclusion(verdict))
    for mistake in verdict["mistakes"]:
        lines += ["", *_mistake(mistake, source)]
    for cause in verdict["causes"]:
        lines += ["", *_paragraph(retold_check(cause["sentence"]))]
    if verdict["factors"]:
        lines += ["", *factor_table(verdict["factors"])]
    return lines


def opening_line(verdict: Verdict) -> str:
    """Return how to open what was found in a file."""
    command = f"xortui {shlex.quote(verdict['file'])}"
    return phrase("{command} opens it in the debugger", command=command)


def why_line(verdict: Verdict) -> str:
    """Return how to be told why a network does not learn whose gradients are right."""
    command = f"xortui why {shlex.quote(verdict['file'])}"
    return phrase("{command} tells why, if it does not learn", command=command)


def summary_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return what is said of a class: how many files are right, and which mistakes the others make."""
    lines = [count_in_words(verdicts)]
    for mistake, files in files_by_mistake(verdicts).items():
        named = ", ".join(files[:MAX_FILES_NAMED])
        more = len(files) - MAX_FILES_NAMED
        if more > 0:
            named += phrase(" and {more} more", more=more)
        lines.append(f"  {len(files):3}  {mistake}: {named}")
    return lines


def files_by_mistake(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Return which files make each mistake, the commonest first, and what else there is to look at.

    That is: a mistake without a name, right gradients with a cause for which nothing is learnt, or no verdict.
    """
    rows = mistakes_made(verdicts)
    wrong = [verdict for verdict in verdicts if verdict["verdict"] == WRONG]
    rows[phrase(NOT_NAMED)] = [verdict["file"] for verdict in wrong if not verdict["mistakes"]]
    for verdict in verdicts:
        for cause in verdict["causes"] if verdict["verdict"] == RIGHT else ():
            rows.setdefault(phrase("right, but {cause}", cause=cause["id"]), []).append(verdict["file"])
    rows[phrase(NO_VERDICT)] = [verdict["file"] for verdict in verdicts if verdict["verdict"] == UNDECIDED]
    return {mistake: files for mistake, files in rows.items() if files}


def conclusion(verdict: Verdict) -> str:
    """Return the verdict as sentences."""
    if verdict["verdict"] == UNDECIDED:
        return phrase("No verdict: {reason}", reason=retold_check(verdict["reason"]))
    if verdict["verdict"] == RIGHT:
        if is_by_rule(verdict):
            praise = phrase("Right: every step follows the perceptron's rule{error}.", error=_error(verdict))
        else:
            praise = phrase("Right: every step follows the gradient{error}.", error=_error(verdict))
        return f"{praise} {retold_check(verdict['reason'])}".strip()
    states = verdict["parameters"].items()
    told = in_rows(f"{name} {phrase(STATES[state])}" for name, state in states if state != RIGHT)
    right = [name for name, state in states if state == RIGHT]
    if right:
        told.append(phrase("{name} right", name=right[0]) if len(right) == 1 else phrase("all others right"))
    wrong = phrase("Wrong: {told}.", told=", ".join(told))
    if not verdict["mistakes"]:
        wrong += phrase(" What causes it is not known.")
    return f"{wrong} {retold_check(verdict['reason'])}".strip()


def is_by_rule(verdict: Verdict) -> bool:
    """Say whether a file learns by the perceptron's rule, as its outputs are steps."""
    activations = verdict["network"].get("activations")
    return bool(activations) and learns_by_rule(activations[-1])


def _error(verdict: Verdict) -> str:
    error = verdict["error"]
    if error is None:
        return ""
    return phrase(", largest relative error {error}", error=f"{error:.2g}".replace("e-", "e−"))


def place(mistake: dict[str, Any], source: Sequence[str]) -> str:
    """Return the line of a mistake, quoted: 'line 31: hid_term = …'; '' if it has none."""
    number = mistake.get("line")
    if not number:
        return ""
    if "file" in mistake:  # a module that the file imports
        return phrase("{file}, line {number}: {code}", file=mistake["file"], number=number, code=mistake["code"])
    is_there = 1 <= number <= len(source)
    if is_there:
        return phrase("line {number}: {code}", number=number, code=source[number - 1].strip())
    return phrase("line {number}", number=number)


def _mistake(mistake: dict[str, Any], source: Sequence[str]) -> list[str]:
    where = place(mistake, source)
    lines = [where] if where else []
    lines += _paragraph(retold(mistake["sentence"]))
    for sentence in others_alike(mistake):
        lines += _paragraph(sentence)
    lines += _paragraph(retold_hint(mistake.get("hint", "")))
    if mistake["parameters"]:
        lines += _paragraph(phrase("It concerns {names}.", names=", ".join(in_rows(mistake["parameters"]))))
    return lines


def others_alike(mistake: dict[str, Any]) -> list[str]:
    """Return what else a mistake can be, a sentence for each that no numbers tell from it."""
    others = [other for other in mistake["or"] if not {mistake["id"], other["id"]} <= SAY_THE_SAME]
    return [
        phrase("With the same numbers it can also be this: {sentence}", sentence=retold(other["sentence"]))
        for other in others
    ]


def retold_hint(text: str) -> str:
    """Return what to do in the language that is chosen: the catalogue's words, or those of a file's own slopes."""
    told = phrase(text)
    return retold_check(text) if told == text else told


def _paragraph(text: str) -> list[str]:
    indent = "  "
    return wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def factor_rows(factors: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Return the table of factors, its heading first: name, theirs, right, and a word on those that are wrong."""
    rows = [(phrase("factor"), phrase("theirs"), phrase("right"), "")]
    is_first = True
    for factor in factors:
        remark = ""
        if not factor["is_right"]:
            remark = phrase(FIRST_WRONG) if is_first else phrase("wrong")
            is_first = False
            if factor.get("line"):
                remark += phrase(", line {number}", number=factor["line"])
        rows.append((factor["name"], _shown(factor["theirs"]), _shown(factor["right"]), remark))
    return rows


def factor_table(factors: Sequence[dict[str, Any]]) -> list[str]:
    """Return the table of factors in columns; the first wrong one has a mark in front.

    Of a long one only the rows around that and the last are shown.
    """
    rows = factor_rows(factors)
    shown = _rows_to_show(factors)
    columns = list(zip(*rows, strict=True))[:3]
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for number, (name, theirs, right, remark) in enumerate(rows):
        if number and number - 1 not in shown:
            if number - 2 in shown or number == 1:
                lines.append(f"  {LEFT_OUT}")
            continue
        mark = "▸" if remark.startswith(phrase(FIRST_WRONG)) else " "
        cells = f"{name:{widths[0]}}  {theirs:>{widths[1]}}  {right:>{widths[2]}}"
        lines.append(f"{mark} {cells}  {remark}".rstrip())
    return lines


def _rows_to_show(factors: Sequence[dict[str, Any]]) -> set[int]:
    """Return the rows of a table of factors that show the mistake: all of them, if they are few."""
    wrong = [number for number, factor in enumerate(factors) if not factor["is_right"]]
    if len(factors) <= MAX_FACTORS or not wrong:
        return set(range(len(factors)))
    around = range(wrong[0] - ROWS_BEFORE, wrong[0] + ROWS_BEHIND + 1)
    return {*around, len(factors) - 1}


def _shown(value: Any) -> str:
    """Return a factor's value: a number, or several in a row."""
    if isinstance(value, list):
        return f"[{' '.join(_shown(inner) for inner in value)}]"
    if isinstance(value, int | float):
        return short(float(value), DIGITS)
    return "" if value is None else str(value)
