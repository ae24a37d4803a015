"""Samples from the text of a CSV or TSV file: which columns are x and y, every cell checked, every mistake one line."""

from __future__ import annotations

import difflib
import fnmatch
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xortui.core.engines import Sample
from xortui.problems.cells import COMMA, MISSING, POINT, found_decimal, looks_like_number, number
from xortui.problems.csv_rows import SEPARATORS, csv_rows
from xortui.problems.problem import Names
from xortui.problems.suspicion import header_notes, listed_columns, names_rows, row_name_notes, row_number_notes
from xortui.problems.table import one_line

__all__ = ["MAX_SAMPLES", "SEPARATORS", "Layout", "Read", "read_data"]

MAX_SAMPLES = 10_000
"""Rows; the screen shows samples one by one, and a person will never step through more."""
MAX_SHOWN_LENGTH = 40
"""Characters of a text from the file that a message shows."""
MAX_SHOWN = 8
"""Names of columns or classes that a message lists."""
MAX_GAP = 12
"""Letters of a text that may stand for a missing value."""
MAX_CODED = 12
"""Different texts of a column that may be meant as numbers."""
SKIP = "skip"
FILLINGS = {"mean": "fmean", "median": "median"}
"""Name → the function of `statistics` that fills the missing cells of a column, from those that are there."""
PATTERN_LETTERS = "*?"
"""What makes the name of a column a pattern for several."""
EXCEPT = "!"
"""Stands before the name or the pattern of columns that are left out."""


Row = tuple[int, list[str]]
"""The number of a line, and its cells."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a data file is written, and what is taken of it."""

    separator: str = ""
    """What stands between two cells; '' where that is found out."""
    decimal: str = ""
    """The decimal sign, a point or a comma; '' where that is found out."""
    first_line: int = 1
    """The line that the table begins in."""
    missing: str | float = ""
    """What is done about missing cells: 'skip' for their rows, 'mean', 'median' or a number for them; '' refuses."""
    missing_as: tuple[str, ...] = ()
    """Further texts of cells that have no value, such as -200."""
    codes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By the name of a column: the numbers that its texts stand for."""
    samples: int | None = None
    """How many rows are taken, at even distances; all if not given."""


class Read(NamedTuple):
    """What a data file holds."""

    samples: tuple[Sample, ...]
    names: Names
    """What its columns are called."""
    notes: tuple[str, ...] = ()
    """What may not be meant like that, or was left out: a line each."""


def read_data(
    text: str,
    where: str,
    *,
    x: Sequence[str | int] | None,
    y: Sequence[str | int] | None,
    inputs: int,
    outputs: int,
    classes: Sequence[str] | None,
    header: bool | None,
    layout: Layout | None = None,
) -> Read:
    """Return the samples of a CSV or TSV text, one for each line that has a value, and what its columns are called.

    Blanks around cells, names and classes don't count.

    Args:
        text: the CSV: cells in double quotes where they contain the separator.
        where: the file, for messages.
        x: the columns of the inputs, by name, pattern or number from 1; by default the first that are not y.
        y: the columns of the outputs, likewise; by default the first that are not x.
        inputs: how many x a sample has.
        outputs: how many y a sample has.
        classes: where they are given, the one y column holds one of these names, and y is 1 at its place, else 0. Of
            two names for one output, the first is 0 and the second 1.
        header: whether line 1 names the columns; by default it does if any of its cells is neither number nor class.
        layout: how it is written; found out by default.

    Raises:
        ValueError: if the text is not such a table; one line that says where and what was expected.
    """
    layout = layout or Layout()
    where = one_line(where)
    if classes is not None:
        classes = [name.strip() for name in classes]
        _check_classes(classes, outputs, where)

    def again() -> Iterator[Row]:
        return csv_rows(text, where, layout.separator, layout.first_line)

    rows = again()
    first = next(rows, None)
    if first is None:
        raise ValueError(f"{where}: expected lines of values, got none")
    line, cells = first
    table = _Table(
        where=where,
        line=line,
        first=cells,
        header=header,
        classes=classes,
        is_binary=outputs == 1 and classes is not None and len(classes) == 2,
        layout=layout,
        rows=again,
    )
    if classes is None and outputs > 1:
        table.refuse_classes(y, inputs)
    x_columns, y_columns = table.choose(x, y, inputs, outputs if classes is None else 1)
    body = rows if table.has_header else itertools.chain([first], rows)
    taken = list(_taken(body, layout.samples, where))
    if not taken:
        raise ValueError(f"{where}: expected samples after the header, got none")
    notes = [*header_notes(cells, line, header=header, has_header=table.has_header, classes=classes)]
    names = cells if table.has_header else []
    listed = [row for _, row in taken]
    if x is None or any(_is_pattern(column) for column in x):
        notes += row_name_notes(names, listed, x_columns, y_columns if y is not None else [])
    if y is None and classes is None:
        notes += row_number_notes(names, listed, x_columns, y_columns)
    samples, told = table.samples(taken, x_columns, y_columns)
    notes += told
    return Read(samples, table.names(x_columns, y_columns), tuple([f"{where}: {note}" for note in notes]))


def _check_classes(classes: Sequence[str], outputs: int, where: str) -> None:
    """Refuse names of classes that are no name for each output, or two for the only one.

    Raises:
        ValueError: if they are not right.
    """
    if len(classes) != outputs and (outputs, len(classes)) != (1, 2):
        expected = f"{_count(outputs, 'name')} for {_count(outputs, 'output')}"
        if outputs == 1:
            expected = "2 names for 1 output, the one for 0 first"
        raise ValueError(f"{where}: classes: expected {expected}, got {len(classes)}")
    if len(set(classes)) < len(classes):
        raise ValueError(f"{where}: classes: expected names that differ, got {_list(list(classes))}")


def _taken(rows: Iterable[Row], count: int | None, where: str) -> Iterator[Row]:
    """Yield the rows that are taken: all of them, or so many at even distances.

    Raises:
        ValueError: if there are more than can be taken.
    """
    if count is None:
        for place, row in enumerate(rows):
            if place == MAX_SAMPLES:
                expected = f"expected at most {MAX_SAMPLES:,} samples, got more"
                raise ValueError(f"{where} line {row[0]}: {expected}; data.samples = 1000 takes so many of them")
            yield row
        return
    listed = list(rows)
    if count >= len(listed):
        yield from listed
        return
    for place in range(count):
        yield listed[place * len(listed) // count]


class _Columns:
    """The cells of rows that all have as many, column by column: so thousands of rows are looked at in no time."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Turn the rows into columns."""
        self.cells = list(zip(*[cells for _, cells in rows], strict=True))
        """The cells of each column, by its place."""
        self._written = ["".join(cells) for cells in self.cells]

    def decimal(self, columns: Sequence[int]) -> str:
        """Return the decimal sign of some columns of numbers; '' if it can't be told."""
        if not any("," in self._written[column] for column in columns):
            return POINT
        return found_decimal(list(itertools.chain.from_iterable([self.cells[column] for column in columns])))

    def plain_numbers(self, column: int, decimal: str) -> list[float] | None:
        """Return the numbers of a column; None if one of its cells is anything but a plain and finite number."""
        cells: Sequence[str] = self.cells[column]
        written = self._written[column]
        if "_" in written:  # float() takes them as in Python
            return None
        if decimal == COMMA:
            if "." in written:
                return None
            cells = [cell.replace(",", ".", 1) for cell in cells]
        try:
            values = list(map(float, cells))
        except ValueError:
            return None
        return values if all(map(math.isfinite, values)) else None


@dataclass(frozen=True, slots=True)
class _Table:
    """What line 1 says about the columns, and how rows become samples by it."""

    where: str
    line: int
    first: list[str]
    header: bool | None
    classes: list[str] | None
    is_binary: bool
    """Whether the classes are two, and the one output is 0 for the first and 1 for the second."""
    layout: Layout
    rows: Callable[[], Iterator[Row]]
    """Reads the file again, for a message about it."""

    @property
    def has_header(self) -> bool:
        if self.header is not None:
            return self.header
        return not all(self._is_value(cell) for cell in self.first)

    def _is_value(self, cell: str) -> bool:
        """Say whether a cell of line 1 is what a sample may have: a number, a class, or nothing."""
        return looks_like_number(cell) or cell in (self.classes or ()) or self._is_missing(cell)

    def _is_missing(self, cell: str) -> bool:
        return cell in MISSING or cell in self.layout.missing_as

    @property
    def _header_hint(self) -> str:
        return f"; if line {self.line} is a header, say header = true"

    def refuse_classes(self, y: Sequence[str | int] | None, inputs: int) -> None:
        """Refuse a single column with names of classes, for several outputs, if the problem lists no classes.

        Raises:
            ValueError: with the names in that column.
        """
        if y is None:
            column = len(self.first) - 1 if len(self.first) == inputs + 1 else -1
        elif len(y) == 1 and not _is_pattern(y[0]):
            column = self._given("y", y, 1, "the class")[0]
        else:
            return
        if column >= 0 and (names := self.classes_in(column)):
            is_named = self.has_header and self.first[column] not in names
            column_name = _show(self.first[column]) if is_named else str(column + 1)
            raise ValueError(f"{self.where}: column {column_name} holds names; list them in {_classes_as_toml(names)}")

    def choose(
        self, x: Sequence[str | int] | None, y: Sequence[str | int] | None, inputs: int, targets: int
    ) -> tuple[list[int], list[int]]:
        """Return the places of the x columns and of the y columns, counted from 0."""
        what = _count(targets, "output") if self.classes is None else "the class"
        exact_y = [column for column in y or () if not _is_pattern(column)]
        of_y = self._given("y", exact_y, len(exact_y), what) if x is not None and any(map(_is_pattern, x)) else []
        given_x = None if x is None else self._given("x", x, inputs, _count(inputs, "input"), of_y)
        given_y = None if y is None else self._given("y", y, targets, what, given_x or ())
        x_columns = self._free("x", inputs, given_y or []) if given_x is None else given_x
        y_columns = self._free("y", targets, x_columns) if given_y is None else given_y
        return x_columns, y_columns

    def names(self, x_columns: list[int], y_columns: list[int]) -> Names:
        """Return the names of the columns in the header, if there is one, and of the classes."""
        inputs: tuple[str, ...] = ()
        outputs: tuple[str, ...] = ()
        if self.has_header:
            inputs = tuple(self.first[column] for column in x_columns)
            outputs = tuple(self.first[column] for column in y_columns)
        if self.classes is not None:
            return Names(inputs=inputs, classes=tuple(self.classes))
        return Names(inputs=inputs, outputs=outputs)

    def classes_in(self, column: int) -> list[str]:
        """Return the names in a column; empty if it has a number, or one name only."""
        # With names among the values, a first line of values looks like a header.
        has_header = self.header if self.header is not None else not any(map(looks_like_number, self.first))
        found: dict[str, None] = {}
        for line, cells in self.rows():
            if column < len(cells) and not (has_header and line == self.line):
                if self._is_missing(cells[column]):
                    continue
                if looks_like_number(cells[column]):
                    return []
                found[cells[column]] = None
        return list(found) if len(found) > 1 else []

    def samples(
        self, rows: Sequence[Row], x_columns: list[int], y_columns: list[int]
    ) -> tuple[tuple[Sample, ...], list[str]]:
        """Return the samples in some rows, and what is to be told of cells that are missing.

        Raises:
            ValueError: if a row has not as many cells as line 1, or one of them is not what was expected.
        """
        self._even_out(rows)
        columns = _Columns(rows)
        of_numbers = [*x_columns, *(y_columns if self.classes is None else [])]
        decimal = self._decimal(rows, columns, of_numbers)
        plain = self._plain_samples(columns, x_columns, y_columns, decimal)
        if plain is not None:
            return plain, []
        read = self._reader(rows, of_numbers, set(x_columns), decimal)
        gaps: list[tuple[int, int]] = []
        """Line and column of each cell that has no value."""
        found: list[tuple[list[float | None], tuple[float, ...] | None]] = []
        for line, cells in rows:
            x = [read(line, cells, column) for column in x_columns]
            y = self._y(line, cells, y_columns, read)
            gaps += [(line, column) for column, value in zip(x_columns, x, strict=True) if value is None]
            if y is None:
                gaps.append((line, next(column for column in y_columns if self._is_missing(cells[column]))))
            found.append((x, y))
        if not gaps:
            return tuple([(tuple(_present(x)), y) for x, y in found if y is not None]), []
        return self._without_gaps(found, gaps, rows)

    def _even_out(self, rows: Sequence[Row]) -> None:
        """Leave each row as many cells as line 1 has; what is cut off stands behind separators alone.

        Raises:
            ValueError: if a row has not as many.
        """
        size = len(self.first)
        if {len(cells) for _, cells in rows} == {size}:
            return
        for line, cells in rows:
            if len(cells) > size and not any(cells[size:]):
                del cells[size:]
            if len(cells) != size:
                expected = f"{_count(size, 'value')} as in line {self.line}"
                hint = ""
                if size == 1 and self.layout.first_line == 1 and self.line == 1:
                    hint = f"; if the table begins in line {line}, say data.first_line = {line}"
                raise ValueError(f"{self.where} line {line}: expected {expected}, got {len(cells)}{hint}")

    def _plain_samples(
        self, columns: _Columns, x_columns: list[int], y_columns: list[int], decimal: str
    ) -> tuple[Sample, ...] | None:
        """Return the samples of a table, read column by column; None if a cell is not plainly a number or a class.

        Thousands of rows take a fraction of the time that they take cell by cell.
        """
        if self.layout.missing_as or any(map(self._codes, (*x_columns, *y_columns))):
            return None
        x = [columns.plain_numbers(column, decimal) for column in x_columns]
        if self.classes is None:
            y = [columns.plain_numbers(column, decimal) for column in y_columns]
        else:
            y = self._plain_classes(columns.cells[y_columns[0]], self.classes)
        if None in x or None in y:
            return None
        x_rows = zip(*[values for values in x if values is not None], strict=True)
        y_rows = zip(*[values for values in y if values is not None], strict=True)
        return tuple(zip(x_rows, y_rows, strict=True))

    def _plain_classes(self, cells: Sequence[str], classes: list[str]) -> list[list[float] | None]:
        """Return the column of each output for cells that hold classes; None for it if one holds something else."""
        if not set(cells) <= set(classes):
            return [None]
        if self.is_binary:
            return [[float(classes.index(cell)) for cell in cells]]
        return [[float(cell == name) for cell in cells] for name in classes]

    def _y(
        self, line: int, cells: list[str], columns: list[int], read: Callable[[int, list[str], int], float | None]
    ) -> tuple[float, ...] | None:
        """Return the targets of a row; None if one is missing."""
        if self.classes is None:
            values = [read(line, cells, column) for column in columns]
            return None if None in values else tuple(_present(values))
        cell = cells[columns[0]]
        if self._is_missing(cell) and cell not in self.classes:
            return None
        return self._of_class(line, cells, columns[0], self.classes)

    def _without_gaps(
        self,
        found: list[tuple[list[float | None], tuple[float, ...] | None]],
        gaps: Sequence[tuple[int, int]],
        rows: Sequence[Row],
    ) -> tuple[tuple[Sample, ...], list[str]]:
        """Return samples without the rows that have gaps, or with their gaps filled.

        Raises:
            ValueError: if nothing says what is to be done about them.
        """
        missing = self.layout.missing
        lines = {line for line, _ in gaps}
        whole = _count(len(rows), "row")
        if missing == SKIP:
            kept = [(tuple(_present(x)), y) for x, y in found if y is not None and None not in x]
            if not kept:
                raise ValueError(f"{self.where}: expected a row without missing cells, got none")
            return tuple(kept), [f"{len(lines):,} of {whole} left out, as cells are missing"]
        if missing == "":
            expected = self._expected_in(gaps[0], rows, "a number")
            can = 'data.missing = "skip" leaves them out, "mean" fills their x'
            raise ValueError(f"{expected}; {len(lines):,} of {whole} with missing cells: {can}")
        without_y = [line for (line, _), (_, y) in zip(rows, found, strict=True) if y is None]
        if without_y:
            first = next(gap for gap in gaps if gap[0] == without_y[0])
            expected = self._expected_in(first, rows, "a number" if self.classes is None else "a class")
            can = 'a missing y cannot be filled, data.missing = "skip" leaves them out'
            raise ValueError(f"{expected}; {len(without_y):,} of {whole} with missing cells: {can}")
        fills = [self._filling(missing, list(column)) for column in zip(*(x for x, _ in found), strict=True)]
        filled = []
        for x, y in found:
            values = [fill if value is None else value for value, fill in zip(x, fills, strict=True)]
            assert y is not None  # refused above
            filled.append((tuple(values), y))
        by = f"the {missing} of each column" if isinstance(missing, str) else f"{missing:g}"
        return tuple(filled), [f"{_count(len(gaps), 'missing cell')} filled by {by}"]

    def _expected_in(self, gap: tuple[int, int], rows: Sequence[Row], what: str) -> str:
        """Say what was expected in a cell that is missing."""
        line, column = gap
        cells = next(cells for number, cells in rows if number == line)
        return f"{self._at(line, column)}: expected {what}, got {_show(cells[column])}"

    def _filling(self, missing: str | float, values: list[float | None]) -> float:
        """Return what fills the gaps of a column.

        Raises:
            ValueError: if all of it is a gap.
        """
        if not isinstance(missing, str):
            return missing
        present = [value for value in values if value is not None]
        if not present:
            raise ValueError(f"{self.where}: expected a value in every column of x, got one without any")
        # Imported here, as it brings exact fractions along, and few files have gaps.
        import statistics

        fill: Callable[[Sequence[float]], float] = getattr(statistics, FILLINGS[missing])
        return fill(present)

    def _decimal(self, rows: Sequence[Row], columns: _Columns, of_numbers: list[int]) -> str:
        """Return the decimal sign of some columns of numbers.

        Raises:
            ValueError: if it can't be told.
        """
        decimal = self.layout.decimal or columns.decimal(of_numbers)
        if not decimal:
            line, column, cell = self._either(rows, of_numbers)
            signs = 'say data.decimal = "," or "."'
            raise ValueError(f"{self._at(line, column)}: {_show(cell)} may be two numbers; {signs}")
        return decimal

    def _reader(
        self, rows: Sequence[Row], columns: list[int], of_x: set[int], decimal: str
    ) -> Callable[[int, list[str], int], float | None]:
        """Return what reads a cell of a line as a number: None where it has no value.

        The reader raises a ValueError if a cell is no number.
        """
        codes = {column: self._codes(column) for column in columns}
        is_plain = not self.layout.missing_as and not any(codes.values())
        has_comma = decimal == COMMA

        def read(line: int, cells: list[str], column: int) -> float | None:
            cell = cells[column]
            if is_plain and not (has_comma and "." in cell):
                try:
                    value = float(cell.replace(",", ".", 1) if has_comma else cell)
                except ValueError:
                    pass
                else:
                    if math.isfinite(value) and "_" not in cell:
                        return value
            if self._is_missing(cell):
                return None
            found = number(cell, decimal, codes[column])
            if found is None:
                hint = self._hint(rows, line, column, of_x, set(columns) - of_x) or self._hint_for_gap(line, cell)
                raise ValueError(f"{self._at(line, column)}: expected a number, got {_show(cell)}{hint}")
            if "_" in cell and cell not in (codes[column] or ()):  # float() takes them as in Python, nobody else does
                raise ValueError(f"{self._at(line, column)}: expected a number without underscores, got {_show(cell)}")
            if not math.isfinite(found):
                raise ValueError(f"{self._at(line, column)}: expected a finite number, got {_show(cell)}")
            return found

        return read

    def _either(self, rows: Sequence[Row], columns: list[int]) -> tuple[int, int, str]:
        """Return the first cell with a comma: 1,234 may be more than a thousand, or a little more than one."""
        for line, cells in rows:
            for column in columns:
                if "," in cells[column]:
                    return line, column, cells[column]
        raise AssertionError("no cell with a comma")

    def _codes(self, column: int) -> Mapping[str, float] | None:
        """Return the numbers that the texts of a column stand for, if any are given."""
        name = self.first[column] if self.has_header else ""
        return self.layout.codes.get(name, self.layout.codes.get(str(column + 1)))

    def _hint(self, rows: Sequence[Row], line: int, column: int, of_x: set[int], of_y: set[int]) -> str:
        """Return what to write for a cell that is no number."""
        hint = self._header_hint if line == self.line else ""
        names = self.classes_in(column)
        if not names:
            return hint
        of_rows = self.has_header and names_rows(self.first[column], _cells(rows, column))
        if column not in of_x:
            if of_rows:
                return "; it names the rows: choose the output by name, data.y"
            return f"; for classes, say {_classes_as_toml(names)}{hint}"
        if self._is_doubtful_header or self.header is False:
            return self._hint_without_header(rows, sorted(of_x))
        if not self.has_header or line == self.line:
            return hint
        numeric = [place for place in range(len(self.first)) if self._is_numeric(rows, place)]
        if of_rows and len(numeric) > 1:
            return f"; it names the rows: choose the inputs, data.x = {self._other_inputs(column, numeric, of_x, of_y)}"
        if len(names) <= MAX_CODED:
            coded = [place for place in sorted(of_x) if place not in numeric and not self._codes(place)]
            texts = {self.first[place]: self.classes_in(place) for place in coded}
            return f"; for numbers in their place, say {_codes_as_toml(texts)}, or choose other inputs with data.x"
        if not numeric:
            return hint
        listed = ", ".join([f'"{_short(self.first[place])}"' for place in numeric[:MAX_SHOWN]])
        return f"; columns of numbers are data.x = [{listed}]"

    def _other_inputs(self, column: int, numeric: Sequence[int], of_x: set[int], of_y: set[int]) -> str:
        """Return what data.x may be in place of inputs among which a column names the rows."""
        # Columns that nobody has chosen for y are the next ones; then the last may be meant.
        is_y_given = bool(of_y) and min(of_y) != max(of_x) + 1
        if not is_y_given:
            return listed_columns(self.first, numeric[:-1])
        others = [place for place in numeric if place not in of_y]
        if len(others) == len(of_x):
            return f'["{EXCEPT}{_short(self.first[column]) or column + 1}"]'
        return listed_columns(self.first, others)

    @property
    def _is_doubtful_header(self) -> bool:
        """Whether line 1 is read as names of columns, although mostly numbers stand in it."""
        numbers = sum(looks_like_number(cell) for cell in self.first)
        return self.header is None and self.has_header and 2 * numbers >= len(self.first)

    def _hint_without_header(self, rows: Sequence[Row], of_x: Sequence[int]) -> str:
        """Return what to write for inputs that are texts, in a table whose columns have no names."""
        texts: dict[str, list[str]] = {}
        for place in of_x:
            if not self._is_numeric(rows, place) and not self._codes(place):
                found = self.classes_in(place)
                texts[str(place + 1)] = list(dict.fromkeys([self.first[place], *found]))
        codes = _codes_as_toml(texts)
        if self.header is False:
            return f"; for numbers in their place, say {codes}"
        return f"; if line {self.line} is a sample, say data.header = false and {codes}"

    def _hint_for_gap(self, line: int, cell: str) -> str:
        """Return what to write if a text between numbers says that there is none: 'k.A.'."""
        if line == self.line or not cell.isprintable() or '"' in cell or "\\" in cell or len(cell) > MAX_GAP:
            return ""
        return f'; if it stands for a missing value, say data.missing_as = ["{cell}"]'

    def _is_numeric(self, rows: Sequence[Row], column: int) -> bool:
        """Say whether all cells of a column are numbers, or missing."""
        return all(looks_like_number(cells[column]) or self._is_missing(cells[column]) for _, cells in rows)

    def _given(
        self, key: str, columns: Sequence[str | int], size: int, what: str, left_out: Sequence[int] = ()
    ) -> list[int]:
        """Return the places of columns that are given by name, by pattern or by number.

        Args:
            key: x or y.
            columns: as they are given.
            size: how many there have to be.
            what: what they are for.
            left_out: the places that a pattern does not reach.
        """
        found: list[int] = []
        excluded: set[int] = set()
        patterns = [column for column in columns if isinstance(column, str) and self._acts_as_pattern(column)]
        for column in columns:
            if isinstance(column, str) and column in patterns:
                if column.startswith(EXCEPT):
                    excluded.update(self._left_out(key, column.removeprefix(EXCEPT).strip()))
                else:
                    found += [place for place in self._matching(key, column) if place not in left_out]
            elif isinstance(column, str):
                found.append(self._by_name(key, column))
            else:
                found.append(self._by_number(key, column))
        if patterns:
            if all(column.startswith(EXCEPT) for column in patterns) and len(patterns) == len(columns):
                found = [place for place in range(len(self.first)) if place not in left_out]
            found = [place for place in dict.fromkeys(found) if place not in excluded]
        if len(found) != size:
            raise ValueError(f"{self.where}: {key}: expected {_count(size, 'column')} for {what}, got {len(found)}")
        return found

    def _acts_as_pattern(self, column: str) -> bool:
        return _is_pattern(column) and not (self.has_header and column.strip() in self.first)

    def _left_out(self, key: str, pattern: str) -> list[int]:
        """Return the places of columns that are left out: by a name, a pattern or a number, or those without a name."""
        if self.has_header and not pattern:
            return [place for place, name in enumerate(self.first) if not name]
        if pattern.isascii() and pattern.isdigit() and not (self.has_header and pattern in self.first):
            return [self._by_number(key, int(pattern))]
        return self._matching(key, pattern)

    def _matching(self, key: str, pattern: str) -> list[int]:
        """Return the places of the columns whose names a pattern fits.

        Raises:
            ValueError: if there is none.
        """
        if not self.has_header:
            expected = f"a header with columns {_show(pattern)} for {key}"
            raise ValueError(f"{self.where} line {self.line}: expected {expected}, got values{self._header_hint}")
        # Square brackets are letters like others: units stand in them.
        escaped = pattern.strip().replace("[", "[[]")
        found = [place for place, name in enumerate(self.first) if name and fnmatch.fnmatchcase(name, escaped)]
        if not found:
            expected = f"{self.where} line {self.line}: expected columns {_show(pattern)} for {key}"
            raise ValueError(f"{expected}, got {_list(self.first)}")
        return found

    def _free(self, key: str, size: int, taken: list[int]) -> list[int]:
        used = set(taken)
        free = [column for column in range(len(self.first)) if column not in used][:size]
        if len(free) < size:
            expected = f"{_count(size, 'column')} for {key}"
            if used:
                other = "y" if key == "x" else "x"
                expected += f" besides {_count(len(used), 'column')} for {other}"
            hint = ""
            if len(self.first) == 1 and self.layout.separator == "" and self.first[0]:
                hint = "; if something else than a tab or one of ; , | separates cells, say data.separator"
            raise ValueError(f"{self.where} line {self.line}: expected {expected}, got {len(self.first)} in all{hint}")
        return free

    def _by_name(self, key: str, name: str) -> int:
        name = name.strip()
        if self.header is False:
            expected = "columns by number, as header = false"
            raise ValueError(f"{self.where}: {key}: expected {expected}, got the name {_show(name)}")
        if not self.has_header:
            expected = f"a header with a column {_show(name)} for {key}"
            raise ValueError(f"{self.where} line {self.line}: expected {expected}, got values{self._header_hint}")
        places = [column for column, cell in enumerate(self.first) if cell == name]
        if len(places) == 1:
            return places[0]
        expected = f"{self.where} line {self.line}: expected {'one' if places else 'a'} column {_show(name)} for {key}"
        if places:
            raise ValueError(f"{expected}, got {len(places)} of that name")
        raise ValueError(f"{expected}, got {_list(self.first)}{_nearest(name, self.first)}")

    def _by_number(self, key: str, number: int) -> int:
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise ValueError(
                f"{self.where}: {key}: expected columns by name or by number from 1, got {_short(repr(number))}"
            )
        if number > len(self.first):
            raise ValueError(
                f"{self.where} line {self.line}: expected a column {_short(str(number))} for {key}, "
                f"got {_count(len(self.first), 'column')}"
            )
        return number - 1

    def _of_class(self, line: int, cells: list[str], column: int, classes: list[str]) -> tuple[float, ...]:
        """Return 1 at the place of a row's class, else 0; of two classes for one output, 0 or 1."""
        cell = cells[column]
        if cell not in classes:
            hint = self._header_hint if line == self.line else ""
            raise ValueError(f"{self._at(line, column)}: expected one of {_list(classes)}, got {_show(cell)}{hint}")
        if self.is_binary:
            return (float(classes.index(cell)),)
        return tuple(float(name == cell) for name in classes)

    def _at(self, line: int, column: int) -> str:
        name = self.first[column] if self.has_header else ""
        return f"{self.where} line {line}: column {_show(name) if name else column + 1}"


def _cells(rows: Sequence[Row], column: int) -> list[str]:
    """Return the cells of a column that every row has."""
    return [cells[column] for _, cells in rows]


def _present(values: Iterable[float | None]) -> list[float]:
    """Return the values that are there."""
    return [value for value in values if value is not None]


def _is_pattern(column: str | int) -> bool:
    """Say whether what is given for a column may stand for several, or for all but some."""
    if not isinstance(column, str):
        return False
    return column.startswith(EXCEPT) or any(letter in column for letter in PATTERN_LETTERS)


def _nearest(name: str, names: list[str]) -> str:
    """Return a question for the name that is most like this one; '' if none is."""
    near = {other.casefold(): other for other in names if len(other) <= MAX_SHOWN_LENGTH}  # longer ones take their time
    beginning = [other for other in names if other.casefold().startswith(name.casefold())]
    if len(beginning) == 1 and len(beginning[0]) > MAX_SHOWN_LENGTH:
        return f"; {_show(name + '*')} stands for the one that begins like this"
    matches = difflib.get_close_matches(name.casefold()[:MAX_SHOWN_LENGTH], near, n=1)
    return f"; did you mean {_show(near[matches[0]])}?" if matches else ""


def _count(number: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _list(names: list[str]) -> str:
    shown = ", ".join(map(_show, names[:MAX_SHOWN]))
    return shown if len(names) <= MAX_SHOWN else f"{shown}, … ({len(names)} in all)"


def _classes_as_toml(classes: list[str]) -> str:
    """Return the line of a problem file that lists some classes."""
    shown = [f'"{_short(name)}"' for name in classes[:MAX_SHOWN]]
    if len(classes) > MAX_SHOWN:
        shown.append("…")
    return f"data.classes = [{', '.join(shown)}]"


def _codes_as_toml(texts: Mapping[str, Sequence[str]]) -> str:
    """Return the line of a problem file that gives numbers for the texts of some columns, as far as they are few."""
    listed = []
    for name, found in texts.items():
        if len(found) <= MAX_CODED:
            shown = ", ".join([f'"{_short(text)}"' for text in found[:MAX_SHOWN]])
            listed.append(f'"{_short(name)}" = [{shown}]')
    return f"data.codes = {{ {', '.join(listed)} }}"


def _show(text: str) -> str:
    return f"'{_short(text)}'"


def _short(text: str) -> str:
    """Return a text as it may stand in one line of a message."""
    shown = one_line(text[: MAX_SHOWN_LENGTH + 1])
    return shown if len(shown) <= MAX_SHOWN_LENGTH else f"{shown[: MAX_SHOWN_LENGTH - 1]}…"
