"""Samples from the text of a CSV or TSV file: which columns are x and y, every cell checked, every mistake one line."""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xortui.core.engines import Sample
from xortui.problems.problem import Names

MAX_SAMPLES = 10_000
"""Rows; the screen shows samples one by one, and a person will never step through more."""
SEPARATORS = "\t;,"
"""What may stand between two cells. The first one that line 1 has counts: 1,5;2 is two cells."""
LONGEST_SHOWN = 40
"""Characters of a text from the file that a message shows."""
MAX_SHOWN = 8
"""Names of columns or classes that a message lists."""


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
) -> tuple[tuple[Sample, ...], Names]:
    """Return the samples of a CSV or TSV text, one for each line that is not blank, and what its columns are called.

    Blanks around cells, names and classes don't count.

    Args:
        text: the CSV: cells separated by tabs, semicolons or commas, in double quotes where they contain those.
        where: the file, for messages.
        x: the columns of the inputs, by name or by number from 1; by default the first that are not y.
        y: the columns of the outputs, likewise; by default the first that are not x.
        inputs: how many x a sample has.
        outputs: how many y a sample has.
        classes: where they are given, the one y column holds one of these names, and y is 1 at its place, else 0.
        header: whether line 1 names the columns; by default it does if any of its cells is neither number nor class.

    Raises:
        ValueError: if the text is not such a table; one line that says where and what was expected.
    """
    where = _one_line(where)
    if classes is not None:
        classes = [name.strip() for name in classes]
        if len(classes) != outputs:
            expected = f"{_count(outputs, 'name')} for {_count(outputs, 'output')}"
            raise ValueError(f"{where}: classes: expected {expected}, got {len(classes)}")
        if len(set(classes)) < len(classes):
            raise ValueError(f"{where}: classes: expected names that differ, got {_list(classes)}")
    rows = csv_rows(text, where)
    first = next(rows, None)
    if first is None:
        raise ValueError(f"{where}: expected lines of values, got none")
    line, cells = first
    table = _Table(where, line, cells, header, classes, text)
    if classes is None and outputs > 1:
        table.refuse_classes(y, inputs)
    x_columns, y_columns = table.choose(x, y, inputs, outputs if classes is None else 1)
    samples: list[Sample] = []
    if not table.has_header:
        samples.append(table.sample(line, cells, x_columns, y_columns))
    for line, cells in rows:
        if len(samples) == MAX_SAMPLES:
            raise ValueError(f"{where} line {line}: expected at most {MAX_SAMPLES:,} samples, got more")
        samples.append(table.sample(line, cells, x_columns, y_columns))
    if not samples:
        raise ValueError(f"{where}: expected samples after the header, got none")
    return tuple(samples), table.names(x_columns, y_columns)


def csv_rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row that is not blank."""
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    # newline="" ends lines at a lone \r too, which the reader would refuse within a line.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            since = f" in the row from line {start} on" if start < reader.line_num else ""
            message = f"{where} line {reader.line_num}: expected cells of a CSV file, got {error}{since}"
            raise ValueError(_one_line(message)) from None
        if cells is None:
            return
        if separator.join(cells).strip():
            yield reader.line_num, [cell.strip() for cell in cells]


def _separator(text: str) -> str:
    """Return the first of SEPARATORS that stands outside quotes in the first row with text."""
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
    return next((separator for separator in SEPARATORS if separator in found), ",")


@dataclass(frozen=True, slots=True)
class _Table:
    """What line 1 says about the columns, and how rows become samples by it."""

    where: str
    line: int
    first: list[str]
    header: bool | None
    classes: list[str] | None
    text: str
    """The whole file, which is read again for a message about it."""

    @property
    def has_header(self) -> bool:
        if self.header is not None:
            return self.header
        return not all(_is_float(cell) or cell in (self.classes or ()) for cell in self.first)

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
        elif len(y) == 1:
            column = self._given("y", y, 1, "the class")[0]
        else:
            return
        if column >= 0 and (names := self.classes_in(column)):
            is_named = self.has_header and self.first[column] not in names
            column_name = _show(self.first[column]) if is_named else str(column + 1)
            raise ValueError(f"{self.where}: column {column_name} holds names; list them in {_as_toml(names)}")

    def choose(
        self, x: Sequence[str | int] | None, y: Sequence[str | int] | None, inputs: int, targets: int
    ) -> tuple[list[int], list[int]]:
        """Return the places of the x columns and of the y columns, counted from 0."""
        given_x = None if x is None else self._given("x", x, inputs, _count(inputs, "input"))
        what = _count(targets, "output") if self.classes is None else "the class"
        given_y = None if y is None else self._given("y", y, targets, what)
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
        has_header = self.header if self.header is not None else not any(map(_is_float, self.first))
        found: dict[str, None] = {}
        for line, cells in csv_rows(self.text, self.where):
            if column < len(cells) and not (has_header and line == self.line):
                if not cells[column] or _is_float(cells[column]):
                    return []
                found[cells[column]] = None
        return list(found) if len(found) > 1 else []

    def sample(self, line: int, cells: list[str], x_columns: list[int], y_columns: list[int]) -> Sample:
        if len(cells) != len(self.first):
            expected = f"{_count(len(self.first), 'value')} as in line {self.line}"
            raise ValueError(f"{self.where} line {line}: expected {expected}, got {len(cells)}")
        x = tuple(self._number(line, cells, column, "") for column in x_columns)
        if self.classes is not None:
            return x, self._one_hot(line, cells, y_columns[0], self.classes)
        return x, tuple(self._target(line, cells, column) for column in y_columns)

    def _target(self, line: int, cells: list[str], column: int) -> float:
        hint = ""
        if not _is_float(cells[column]) and (names := self.classes_in(column)):
            hint = f"; for classes, say {_as_toml(names)}"
        return self._number(line, cells, column, hint)

    def _given(self, key: str, columns: Sequence[str | int], size: int, what: str) -> list[int]:
        if len(columns) != size:
            raise ValueError(f"{self.where}: {key}: expected {_count(size, 'column')} for {what}, got {len(columns)}")
        return [
            self._by_name(key, column) if isinstance(column, str) else self._by_number(key, column)
            for column in columns
        ]

    def _free(self, key: str, size: int, taken: list[int]) -> list[int]:
        used = set(taken)
        free = [column for column in range(len(self.first)) if column not in used][:size]
        if len(free) < size:
            expected = f"{_count(size, 'column')} for {key}"
            if used:
                other = "y" if key == "x" else "x"
                expected += f" besides {_count(len(used), 'column')} for {other}"
            raise ValueError(f"{self.where} line {self.line}: expected {expected}, got {len(self.first)} in all")
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

    def _number(self, line: int, cells: list[str], column: int, hint: str) -> float:
        cell = cells[column]
        try:
            number = float(cell)
        except ValueError:
            if line == self.line:
                hint += self._header_hint
            raise ValueError(f"{self._at(line, column)}: expected a number, got {_show(cell)}{hint}") from None
        if "_" in cell:  # float() takes them as in Python, nobody else does
            raise ValueError(f"{self._at(line, column)}: expected a number without underscores, got {_show(cell)}")
        if not math.isfinite(number):
            raise ValueError(f"{self._at(line, column)}: expected a finite number, got {_show(cell)}")
        return number

    def _one_hot(self, line: int, cells: list[str], column: int, classes: list[str]) -> tuple[float, ...]:
        cell = cells[column]
        if cell not in classes:
            hint = self._header_hint if line == self.line else ""
            raise ValueError(f"{self._at(line, column)}: expected one of {_list(classes)}, got {_show(cell)}{hint}")
        return tuple(float(name == cell) for name in classes)

    def _at(self, line: int, column: int) -> str:
        name = self.first[column] if self.has_header else ""
        return f"{self.where} line {line}: column {_show(name) if name else column + 1}"


def _is_float(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _nearest(name: str, names: list[str]) -> str:
    """Return a question for the name that is most like this one; '' if none is."""
    near = {other.casefold(): other for other in names if len(other) <= LONGEST_SHOWN}  # longer ones take their time
    matches = difflib.get_close_matches(name.casefold()[:LONGEST_SHOWN], near, n=1)
    return f"; did you mean {_show(near[matches[0]])}?" if matches else ""


def _count(number: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _list(names: list[str]) -> str:
    shown = ", ".join(map(_show, names[:MAX_SHOWN]))
    return shown if len(names) <= MAX_SHOWN else f"{shown}, … ({len(names)} in all)"


def _as_toml(classes: list[str]) -> str:
    """Return the line of a problem file that lists some classes."""
    shown = [f'"{_short(name)}"' for name in classes[:MAX_SHOWN]]
    if len(classes) > MAX_SHOWN:
        shown.append("…")
    return f"data.classes = [{', '.join(shown)}]"


def _show(text: str) -> str:
    return f"'{_short(text)}'"


def _short(text: str) -> str:
    """Return a text as it may stand in one line of a message."""
    shown = _one_line(text[: LONGEST_SHOWN + 1])
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
