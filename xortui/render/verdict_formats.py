"""Verdicts as others read them: JUnit's XML for a continuous build, or a handout in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from xml.etree import ElementTree

from xortui.check.verdict import UNDECIDED, WRONG, Verdict, count_in_words
from xortui.render.retold import retold
from xortui.render.verdict import (
    conclusion,
    factor_rows,
    files_by_mistake,
    others_alike,
    place,
    retold_hint,
    verdict_lines,
)

Sources = Mapping[str, Sequence[str]]
"""The lines of each file, by its name."""


def junit(verdicts: Sequence[Verdict], sources: Sources) -> str:
    """Return one test case a file: a failure where it is wrong, skipped where nothing could be told."""
    found = [verdict["verdict"] for verdict in verdicts]
    suite = ElementTree.Element(
        "testsuite",
        name="xortui check",
        tests=str(len(found)),
        failures=str(found.count(WRONG)),
        skipped=str(found.count(UNDECIDED)),
        errors="0",
    )
    for verdict in verdicts:
        name = PurePath(verdict["file"])
        folder = _xml(str(name.parent))
        case = ElementTree.SubElement(suite, "testcase", name=_xml(name.name), classname=folder)
        if verdict["verdict"] == UNDECIDED:
            ElementTree.SubElement(case, "skipped", message=_xml(verdict["reason"]))
        elif verdict["verdict"] == WRONG:
            failure = ElementTree.SubElement(case, "failure", message=_xml(_message(verdict)), type=WRONG)
            failure.text = _xml("\n".join(verdict_lines(verdict, sources[verdict["file"]])))
    ElementTree.indent(suite)
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}\n{ElementTree.tostring(suite, encoding='unicode')}\n"


def _message(verdict: Verdict) -> str:
    sentences = [mistake["sentence"] for mistake in verdict["mistakes"]]
    return " ".join(sentences) or conclusion(verdict)


def _xml(text: str) -> str:
    """Return a text without the letters that XML has no way to write."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)


def markdown(verdicts: Sequence[Verdict], sources: Sources) -> str:
    """Return a handout: a section for each file, and what the class does wrong."""
    lines: list[str] = []
    for verdict in verdicts:
        lines += _section(verdict, sources[verdict["file"]])
    if len(verdicts) > 1:
        lines += ["## All files", "", f"{count_in_words(verdicts)}.", ""]
        made = files_by_mistake(verdicts)
        if made:
            lines += ["| mistake | files |", "|---|---|"]
            lines += [f"| {_cell(mistake)} | {_cell(', '.join(files))} |" for mistake, files in made.items()]
            lines.append("")
    return "\n".join(lines)


def _section(verdict: Verdict, source: Sequence[str]) -> list[str]:
    lines = [f"## {_text(verdict['file'])}: {verdict['verdict']}", ""]
    for text in (verdict["understood"], conclusion(verdict)):
        if text:
            lines += [_text(text), ""]
    for mistake in verdict["mistakes"]:
        where = place(mistake, source)
        if where:
            number, _, code = where.partition(": ")
            fence = "`" * (_longest_ticks(code) + 1)
            lines += [f"- {number}: {fence} {code} {fence}" if code else f"- {number}"]
        mark = "  " if where else "- "
        lines += [f"{mark}{_text(retold(mistake['sentence']))}"]
        lines += [f"  {_text(sentence)}" for sentence in others_alike(mistake)]
        if mistake.get("hint"):
            lines += [f"  {_text(retold_hint(mistake['hint']))}"]
        lines.append("")
    for cause in verdict["causes"]:
        lines += [f"- {_text(cause['sentence'])}", ""]
    if verdict["factors"]:
        heading, *rows = factor_rows(verdict["factors"])
        lines += [_row(heading), "|---|---:|---:|---|", *map(_row, rows), ""]
    return lines


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")


def _text(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown's by accident; code in backquotes stays code."""
    pieces = text.split("`")
    for place_ in range(0, len(pieces), 2):
        for mark in "\\*_<#[":
            pieces[place_] = pieces[place_].replace(mark, f"\\{mark}")
    return "`".join(pieces)


def _longest_ticks(code: str) -> int:
    longest = 0
    run = 0
    for letter in code:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    return longest


VERDICT_FORMATS: Mapping[str, Callable[[Sequence[Verdict], Sources], str]] = {"junit": junit, "markdown": markdown}
"""What can be taken away of verdicts, besides text and JSON."""
