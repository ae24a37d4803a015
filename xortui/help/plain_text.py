"""Plain text: a Markdown page as a terminal shows it, in lines of a width, tables in columns.

It reads what the pages of the reference use: headings, paragraphs, lists, tables, blocks of code,
links and emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

WIDTH = 80
"""Characters of a line, unless a terminal has fewer: longer lines are hard to read."""
MIN_WIDTH = 20
"""Characters for which a page is laid out at the least; what is narrower shows a part of it."""
INDENT = "  "
"""Stands before everything but headings."""
CODE = "    "
"""Stands in a page before lines of code that have no fence around them."""
GAP = "  "
"""Stands between the columns of a table."""
MIN_COLUMN = 8
"""Characters of a column at the least."""

_NO_BREAK = "\N{NO-BREAK SPACE}"
_ACCENTED = re.compile(r".[\u0300-\u036f]")
_PRIVATE = 0xE000
"""The first of Unicode's private characters, which stand for letters with an accent."""
_CODE_SPAN = re.compile(r"(`[^`]*`)")
_PICTURE = re.compile(r"!\[[^]]*\]\([^)]+\)")
"""A picture, which a terminal can't show."""
_PAGE_LINK = re.compile(r"\[([^]]+)\]\(([a-z-]+)\.md\)")
_LINK = re.compile(r"\[([^]]+)\]\(([^)]+)\)")
_EMPHASIS = re.compile(r"(\*\*|\*)(?=\S)(.+?)(?<=\S)\1")
_CELL_BORDER = re.compile(r"(?<!\\)\|")


def plain_text(markdown: str, width: int = WIDTH) -> str:
    """Return a page as plain text.

    Args:
        markdown: the page.
        width: the characters of a line at the most; only lines of code are longer.
    """
    width = max(width, MIN_WIDTH)
    blocks = [_block(lines, width) for lines in _blocks(markdown)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Yield the lines of each block, with blank lines between blocks; of code as a whole."""
    block: list[str] = []
    is_code = False
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("```"):
            is_code = not is_code
        if line or is_code:
            block.append(line)
        elif block:
            yield block
            block = []


def _block(lines: list[str], width: int) -> list[str]:
    """Return a block as it is shown."""
    lines = [line for line in lines if not line.startswith("<!--") and not _PICTURE.fullmatch(line)]
    if not lines:
        return []
    first = lines[0]
    if first.startswith("```"):
        return [f"{INDENT}{INDENT}{line}".rstrip() for line in lines[1:-1]]
    if all(line.startswith(CODE) for line in lines):
        return [f"{INDENT}{INDENT}{line.removeprefix(CODE)}" for line in lines]
    if first.startswith("#"):
        return [_inline(first.lstrip("# "))]
    if first.startswith("|"):
        return _table(lines, width)
    if first.startswith("- "):
        items = [_paragraph(line.removeprefix("- "), width, "- ") for line in lines]
        return [line for item in items for line in item]
    return _paragraph(" ".join(lines), width)


def _paragraph(text: str, width: int, bullet: str = "") -> list[str]:
    """Return wrapped lines, the first behind a bullet; what is in backticks stays in one line."""
    unbroken = _CODE_SPAN.sub(lambda code: code[0].replace(" ", _NO_BREAK), _inline(text))
    lines = _wrapped(unbroken, width, f"{INDENT}{bullet}", f"{INDENT}{' ' * len(bullet)}")
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Return the lines of a text; an accent on the letter before it, as in m̂, takes no column."""
    accented = sorted(set(_ACCENTED.findall(text)))
    for place, letter in enumerate(accented):
        text = text.replace(letter, chr(_PRIVATE + place))
    lines = wrap(text, width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
    for place, letter in enumerate(accented):
        lines = [line.replace(chr(_PRIVATE + place), letter) for line in lines]
    return lines


def _table(lines: Sequence[str], width: int) -> list[str]:
    """Return a table in columns; a cell that is too long goes on in the next line."""
    heading, _, *body = lines
    rows = [_cells(line) for line in (heading, *body)]
    widths = _column_widths(rows, width - len(INDENT))
    shown = _row(rows[0], widths)
    shown += _row(["─" * column for column in widths], widths)
    for row in rows[1:]:
        shown += _row(row, widths)
    return shown


def _cells(line: str) -> list[str]:
    """Return the cells of a row, without the marks of code: columns set it apart already."""
    cells = _CELL_BORDER.split(line.strip())[1:-1]
    return [_inline(cell.strip().replace(r"\|", "|")).replace("`", "") for cell in cells]


def _column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column: that of its longest cell, or less until all fit."""
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    most = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > most and max(widths) > MIN_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row."""
    columns = []
    for cell, width in zip(cells, widths, strict=True):
        columns.append(_wrapped(cell, width) or [""])
    height = max(map(len, columns))
    shown = []
    for place in range(height):
        texts = [column[place] if place < len(column) else "" for column in columns]
        padded = map(_padded, texts, widths)
        shown.append(f"{INDENT}{GAP.join(padded)}".rstrip())
    return shown


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) - len(_ACCENTED.findall(text))


def _inline(text: str) -> str:
    """Return running text without the marks of links and emphasis, but for what is code."""
    text = _PAGE_LINK.sub(_named_page, text)
    text = _LINK.sub(r"\1 (\2)", text)
    pieces = _CODE_SPAN.split(text)
    for place in range(0, len(pieces), 2):  # between them are the pieces in backticks
        pieces[place] = _EMPHASIS.sub(r"\2", pieces[place])
    return "".join(pieces)


def _named_page(link: re.Match[str]) -> str:
    """Return a link's text, with the topic behind it unless the text says it already."""
    text, topic = link.groups()
    is_said = text.lower().replace(" ", "-") == topic
    return text if is_said else f"{text} (help {topic})"
