"""A diagnosis as lines of text: where training stands, each cause with its numbers, and what frees it."""

from __future__ import annotations

from textwrap import wrap

from xortui.diagnosis.causes import title_in_english
from xortui.diagnosis.diagnosis import Diagnosis
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.wording import counted, number
from xortui.language.phrase import phrase
from xortui.render.retold_check import retold_check

WIDTH = 78
INDENT = "  "
MAX_EIGENVALUES = 12
"""Eigenvalues that are listed; of more, the ends."""


def diagnosis_lines(diagnosis: Diagnosis, width: int = WIDTH) -> list[str]:
    """Return all that is said.

    Args:
        diagnosis: what was found.
        width: of the lines.
    """
    lines = []
    for sentence in diagnosis.summary:
        lines += wrap(sentence, width, break_long_words=False, break_on_hyphens=False)
    for place, finding in enumerate(diagnosis.findings, start=1):
        lines += ["", *finding_lines(finding, place, width)]
    if diagnosis.way_out is not None:
        lines += ["", *way_out_lines(diagnosis, width)]
    return lines


def finding_lines(finding: Finding, place: int, width: int = WIDTH) -> list[str]:
    """Return one cause: its title, the sentence, its table, where to look, and what helps.

    Args:
        finding: the cause.
        place: its number in the list.
        width: of the lines.
    """
    lines = [f"{place}  {title_of(finding)}"]
    lines += _paragraph(retold_check(finding.sentence), width)
    if finding.table:
        widest = max(len(name) for name, _ in finding.table)
        lines += [f"{INDENT}{INDENT}{name:{widest}}  {value}" for name, value in finding.table]
    eigenvalues = finding.numbers.get("eigenvalues")
    if isinstance(eigenvalues, list):
        lines += _paragraph(
            phrase("Eigenvalues: {listed}.", listed=_listed([float(value) for value in eigenvalues])), width
        )
    if finding.look_at:
        lines += _paragraph(phrase("Look at {look_at}.", look_at=finding.look_at), width)
    if finding.helps:
        lines += _paragraph(phrase("What helps: {helps}", helps=finding.helps), width)
    return lines


def title_of(finding: Finding) -> str:
    """Return what a cause is called."""
    return phrase(title_in_english(finding.id))


def way_out_lines(diagnosis: Diagnosis, width: int = WIDTH) -> list[str]:
    """Return what was done that freed it."""
    out = diagnosis.way_out
    if out is None:
        return []
    changed = ", ".join(f"{name} = {number(value)}" for name, value in list(out.values.items())[:6])
    more = len(out.values) - 6
    changed += phrase(" and {more} more", more=more) if more > 0 else ""
    told = phrase(
        "Tried on a fork from here: if {description}, it has learnt after {epochs}, with a C of {loss} ({changed}).",
        description=out.description,
        epochs=counted(out.epochs, "epoch"),
        loss=number(out.loss),
        changed=changed,
    )
    return [phrase("What frees it"), *_paragraph(told, width)]


def _listed(values: list[float]) -> str:
    if len(values) <= MAX_EIGENVALUES:
        return ", ".join(map(number, values))
    ends = [*map(number, values[:4]), "…", *map(number, values[-4:])]
    return ", ".join(ends)


def _paragraph(text: str, width: int) -> list[str]:
    return wrap(
        text,
        width,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
