"""Suspicion: what may not be meant as a problem says it, each in a line with what to write if it is not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xortui.core.activations import reach, steepest
from xortui.core.network import Network
from xortui.problems.cells import looks_like_number
from xortui.problems.table import one_line

MIN_NUMBERED = 3
"""From so many numbers in a row on, 1,2,3 looks like a count of columns or rows."""
MANY_NAMES = 10
"""From so many rows on, texts that all differ are no kinds of anything."""
MOSTLY = 0.9
"""From this share on, different cells of a column called id are names of rows."""
MAX_LISTED = 4
"""Names of columns that a line lists."""
LARGE = 10.0
"""A number beyond which an input or a target is larger than most weights are meant for."""
FLAT = 1e-3
"""A slope below which a unit hardly learns."""
MAX_LOOKED_AT = 50
"""Samples of which the first layer is computed."""
_ROW_NAMES = re.compile(
    r"|names?|title|row.?names?|unnamed: 0|index|id|no\.?|nr\.?|number|#|\w*_id|id_?\w+|instance", re.IGNORECASE
)
"""What columns are called that number or name the rows."""


def header_notes(
    first: Sequence[str], line: int, *, header: bool | None, has_header: bool, classes: Sequence[str] | None
) -> Iterator[str]:
    """Yield what is suspect about the first line of a table: numbers that may be a header, or a sample taken for one.

    Args:
        first: its cells.
        line: its number in the file.
        header: what the problem says of it, if anything.
        has_header: whether it is read as a header.
        classes: the names of the classes, if they are given.
    """
    if header is not None:
        return
    shown = _shown(first)
    if not has_header and _counts_on(first):
        yield f"line {line} ({shown}) is read as a sample; if it numbers the columns, say data.header = true"
    numbers = sum(looks_like_number(cell) for cell in first)
    if has_header and numbers and 2 * numbers >= len(first):
        others = "" if classes else ", or list its classes"
        yield f"line {line} ({shown}) is read as names of columns; if it is a sample, say data.header = false{others}"


def row_name_notes(
    names: Sequence[str], rows: Sequence[Sequence[str]], x_columns: Sequence[int], given_y: Sequence[int]
) -> Iterator[str]:
    """Yield what is suspect about inputs that nobody has chosen by name: a column that numbers or names the rows.

    Args:
        names: of all columns; empty if they have none.
        rows: the cells of each sample.
        x_columns: the places of the inputs.
        given_y: the places of the outputs, if somebody has chosen them.
    """
    for place, column in enumerate(x_columns, start=1):
        if not _numbers_rows(names, rows, column):
            continue
        others = [other for other in range(len(rows[0])) if other not in (column, *given_y)]
        if not given_y and len(others) <= len(x_columns):
            others = others[:-1]  # the last is left for y
        meant = others[: len(x_columns)]
        fewer = f", and {len(meant)} of them in network.layers" if len(meant) < len(x_columns) else ""
        chosen = f"{listed_columns(names, meant)}{fewer}"
        yield f"{_called(names, column)} only numbers the rows and is x{place}; choose the inputs: data.x = {chosen}"


def row_number_notes(
    names: Sequence[str], rows: Sequence[Sequence[str]], x_columns: Sequence[int], y_columns: Sequence[int]
) -> Iterator[str]:
    """Yield what is suspect about outputs that nobody has chosen: a column that numbers or names the rows.

    Args:
        names: of all columns; empty if they have none.
        rows: the cells of each sample.
        x_columns: the places of the inputs.
        y_columns: the places of the outputs.
    """
    for column in y_columns:
        if _numbers_rows(names, rows, column):
            others = [other for other in range(len(rows[0])) if other not in (column, *x_columns)]
            meant = others[-len(y_columns) :]
            chosen = f"; choose the outputs: data.y = {listed_columns(names, meant)}" if meant else ""
            yield f"{_called(names, column)} only numbers the rows and is y{chosen}"


def _numbers_rows(names: Sequence[str], rows: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column numbers the rows, or holds names of them."""
    name = names[column] if column < len(names) else ""
    is_named_so = bool(names) and bool(_ROW_NAMES.fullmatch(name))
    # Of most columns the first rows tell: the others, which may be thousands, need not be looked at.
    if not is_named_so and not _counts_on(_cells(rows[:MIN_NUMBERED], column)):
        return False
    cells = _cells(rows, column)
    if _counts_on(cells):
        return True
    differ = len(set(cells)) >= MOSTLY * len(cells)
    return is_named_so and differ and len(cells) >= MIN_NUMBERED


def _cells(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    """Return the cells of a column; a row may be too short to have one."""
    return [row[column] for row in rows if column < len(row)]


def _called(names: Sequence[str], column: int) -> str:
    name = one_line(names[column])[:20] if column < len(names) else ""
    return f"column {column + 1} ({name!r})" if name else f"column {column + 1}"


def listed_columns(names: Sequence[str], columns: Sequence[int]) -> str:
    """Return columns as they stand in a problem file: by name, or by number if they have none."""
    listed = [f'"{one_line(names[column])[:20]}"' if names else str(column + 1) for column in columns]
    more = ", …" if len(listed) > MAX_LISTED else ""
    return f"[{', '.join(listed[:MAX_LISTED])}{more}]"


def names_rows(name: str, texts: Sequence[str]) -> bool:
    """Say whether the texts of a column name its rows: all differ, and it is called like that or they are many."""
    all_differ = len(texts) > 1 and len(set(texts)) == len(texts)
    return all_differ and (bool(_ROW_NAMES.fullmatch(name.strip())) or len(texts) >= MANY_NAMES)


def _counts_on(cells: Sequence[str]) -> bool:
    """Say whether some cells are whole numbers that go up by one."""
    if len(cells) < MIN_NUMBERED or not all(cell.isascii() and cell.isdigit() and len(cell) < 10 for cell in cells):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(cells))


def target_notes(network: Network, targets: Sequence[Sequence[float]]) -> Iterator[str]:
    """Yield what is suspect about targets: numbers that the outputs can never be.

    Args:
        network: what is trained.
        targets: the y of each sample.
    """
    name = network.activations[-1]
    low, high = reach(name)
    if not math.isfinite(high):
        return
    for place, values in enumerate(zip(*targets, strict=True)):
        least = min(values)
        most = max(values)
        if least < low or most > high:
            yield (
                f"{network.targets[place]} goes from {least:g} to {most:g}, but {name} outputs only from {low:g} to "
                f'{high:g}; say data.classes for classes, a last activation "linear", or data.scaling'
            )


def saturation_notes(
    network: Network, parameters: dict[str, float], inputs: Sequence[Sequence[float]], names: Sequence[str]
) -> Iterator[str]:
    """Yield that every unit of the first layer is saturated from the first step on, because inputs are large.

    Args:
        network: what is trained.
        parameters: where it starts.
        inputs: the x of each sample.
        names: what the inputs are called; may be empty.
    """
    if not steepest(network.activations[0]):
        return
    sizes = [max(map(abs, column)) for column in zip(*inputs, strict=True)]
    largest = max(range(len(sizes)), key=sizes.__getitem__)
    if sizes[largest] <= LARGE:
        return
    looked_at = inputs[:: -(-len(inputs) // MAX_LOOKED_AT)]
    for x in looked_at:
        values = {unit.name: value for unit, value in zip(network.units[0], x, strict=True)}
        for unit in network.units[1]:
            z = math.fsum(
                [
                    parameters[p.name] * (values[p.source.name] if p.source is not None else 1.0)
                    for p in network.incoming[unit.name]
                ]
            )
            if _slope(network.activations[0], z) >= FLAT:
                return
    called = f"x{largest + 1}" + (f" ({names[largest]})" if names and names[largest] else "")
    yield (
        f"every unit of the first layer is saturated at the first step, as {called} goes up to {sizes[largest]:g}: "
        f'nothing can be learnt; say data.scaling = "standard" or "minmax"'
    )


def _slope(name: str, z: float) -> float:
    """Return the slope of a saturating activation, near enough to see whether it is flat."""
    if abs(z) > 300.0:
        return 0.0
    if name == "hard-tanh":
        return 1.0 if abs(z) < 1.0 else 0.0
    if name == "tanh":
        return 1.0 - math.tanh(z) ** 2
    sigma = 1.0 / (1.0 + math.exp(-z))
    return (2.0 if name == "bipolar-sigmoid" else 1.0) * sigma * (1.0 - sigma)


def _shown(cells: Sequence[str]) -> str:
    text = ",".join(cells)
    return one_line(text if len(text) <= 30 else f"{text[:29]}…")
