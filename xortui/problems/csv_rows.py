"""Rows of a CSV or TSV text: its separator found, its lines counted, those without any value left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from xortui.problems.table import one_line

SEPARATORS = "\t;,|"
"""What may stand between two cells. The first one that line 1 has counts: 1,5;2 is two cells."""
BLANKS = " "
"""The separator of a file whose cells stand apart by blanks or tabs, one or several."""
LINES_COMPARED = 6
"""Rows that a separator must part into as many cells each."""
BEGINNING = 20_000
"""Characters of a file in which those rows are looked for."""
_SAID_BY_EXCEL = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def csv_rows(text: str, where: str, separator: str = "", first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row that has a value, without the blanks around them.

    Args:
        text: the file.
        where: its name, for messages.
        separator: what stands between two cells; '' finds it in the first row.
        first_line: the line of the file that the first row is in; what is above is no part of the table.

    Raises:
        ValueError: where a row can't be read.
    """
    text = text.removeprefix("\ufeff")
    skipped = first_line - 1
    text = _from_line(text, skipped)
    said = _SAID_BY_EXCEL.fullmatch(text.partition("\n")[0])
    if said and not separator:
        separator = said[1]
        text = _from_line(text, 1)
        skipped += 1
    separator = separator or found_separator(text)
    if separator == BLANKS:
        text = text.replace("\t", BLANKS)
    has_blanks = _has_blanks(text)
    # newline="" ends lines at a lone \r too, which the reader would refuse within a line.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            since = f" in the row from line {start + skipped} on" if start < reader.line_num else ""
            line = reader.line_num + skipped
            message = f"{where} line {line}: expected cells of a CSV file, got {error}{since}"
            raise ValueError(one_line(message)) from None
        if cells is None:
            return
        row = list(map(str.strip, cells)) if has_blanks else cells
        if separator == BLANKS and row and not row[-1]:
            row.pop()  # blanks at the end of the line
        if any(row):
            yield reader.line_num + skipped, row


def _has_blanks(text: str) -> bool:
    """Say whether there may be blanks of any kind within the lines of a text."""
    lines = text.replace("\r\n", "\n").split("\n")
    return text.split() != [line for line in lines if line]


def _from_line(text: str, skipped: int) -> str:
    """Return a text without some lines at its beginning."""
    if not skipped:
        return text
    stream = io.StringIO(text, newline="")
    for _ in range(skipped):
        if not stream.readline():
            break
    return stream.read()


def found_separator(text: str) -> str:
    """Return what stands between two cells.

    It is the first of SEPARATORS that stands outside quotes in the first row with text and parts the next rows into
    as many cells; blanks, if those alone do so; else the first that is in the first row, or a comma.
    """
    found = _in_first_row(text)
    for separator in found:
        if _parts_evenly(text, separator):
            return separator
    if _parts_evenly(text, BLANKS):
        return BLANKS
    return found[0] if found else ","


def _in_first_row(text: str) -> list[str]:
    """Return those of SEPARATORS that stand outside quotes in the first row with text."""
    start = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    found: set[str] = set()
    quoted = False
    may_open = True  # quotes open at the start of a cell only, or again where they are doubled
    for letter in text[text.index(start) :]:
        if letter == '"' and (quoted or may_open):
            quoted = not quoted
        elif not quoted:
            if letter in "\r\n":
                break
            if letter in SEPARATORS:
                found.add(letter)
            may_open = letter in SEPARATORS or (may_open and letter == " ")
    return [separator for separator in SEPARATORS if separator in found]


def _parts_evenly(text: str, separator: str) -> bool:
    """Say whether a separator parts the first rows into as many cells each, and more than one."""
    beginning = text[:BEGINNING]
    if len(text) > BEGINNING:
        beginning = beginning[: max(beginning.rfind("\n"), 0)]  # the last line may be cut
    try:
        rows = csv_rows(beginning, "", separator)
        counts = {len(row) for _, row in islice(rows, LINES_COMPARED)}
    except ValueError:
        return False
    return len(counts) == 1 and counts != {1}
