from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xortui.core.engines import Sample
from xortui.problems import data
from xortui.problems.data import MAX_SAMPLES, read_data
from xortui.problems.problem import Names

Columns = Sequence[str | int] | None
POINTS = "x1,x2,y\n0.5,-1,0\n2,1e-3,1\n"
READ = (((0.5, -1.0), (0.0,)), ((2.0, 0.001), (1.0,)))
IRIS = "0.1,0.2,setosa\n0.3,0.4,virginica\n"
MISSING_HINT = '; 1 of {} with missing cells: data.missing = "skip" leaves them out, "mean" fills their x'
HEADER_HINT = "; if line 1 is a header, say header = true"
CLASS_HINT = '; for classes, say data.classes = ["setosa", "virginica"]'


def if_a_gap(cell: str) -> str:
    """Return what is said to write if a text stands for a missing value."""
    return f'; if it stands for a missing value, say data.missing_as = ["{cell}"]'


def read(
    text: str,
    *,
    x: Columns = None,
    y: Columns = None,
    inputs: int = 2,
    outputs: int = 1,
    classes: Sequence[str] | None = None,
    header: bool | None = None,
) -> tuple[Sample, ...]:
    return read_data(text, "points.csv", x=x, y=y, inputs=inputs, outputs=outputs, classes=classes, header=header)[0]


def error(
    text: str,
    *,
    x: Columns = None,
    y: Columns = None,
    inputs: int = 2,
    outputs: int = 1,
    classes: Sequence[str] | None = None,
    header: bool | None = None,
) -> str:
    """Return the message for a text, checked to be one line."""
    with pytest.raises(ValueError, match=r"^points\.csv") as caught:
        read(text, x=x, y=y, inputs=inputs, outputs=outputs, classes=classes, header=header)
    message = str(caught.value)
    assert message.isprintable()
    return message.removeprefix("points.csv")


def test_the_first_columns_are_x_and_the_next_are_y() -> None:
    assert read(POINTS) == READ


def test_columns_that_are_left_over_are_not_looked_at() -> None:
    assert read("x1,x2,y,note\n0.5,-1,0,first\n2,1e-3,1,\n") == READ


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_each_separator_is_recognised(separator: str) -> None:
    assert read(POINTS.replace(",", separator)) == READ


def test_a_tab_goes_before_a_semicolon_and_a_semicolon_before_a_comma() -> None:
    assert read("a;b,c\td,e\tf\n1\t2\t3\n") == (((1.0, 2.0), (3.0,)),)
    assert read("a,b;c;d,e\n1;2;3\n") == (((1.0, 2.0), (3.0,)),)


def test_separators_within_quotes_do_not_count() -> None:
    assert read('"a\t;","b;""\t", "c;",d\n1,2,3,4\n') == (((1.0, 2.0), (3.0,)),)


def test_a_quote_within_a_cell_is_a_letter() -> None:
    assert read('5";6;y\n1;2;3\n', x=['5"', "6"]) == (((1.0, 2.0), (3.0,)),)


def test_one_column_needs_no_separator() -> None:
    assert read("1\n2\n", inputs=1, x=[1], y=[1]) == (((1.0,), (1.0,)), ((2.0,), (2.0,)))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_end_as_they_do_on_any_system(end: str) -> None:
    assert read(POINTS.replace("\n", end)) == READ


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read("\ufeff" + POINTS, x=["x1", "x2"]) == READ


def test_blank_lines_are_skipped_and_counted() -> None:
    text = "\n  \n" + POINTS.replace("\n", "\n\n \n")
    assert read(text) == READ
    assert error(text + "1,2,?\n") == " line 12: column 'y': expected a number, got '?'" + MISSING_HINT.format("3 rows")


def test_blanks_around_cells_and_names_do_not_count() -> None:
    assert read(' x1 , "x2" ,y\n 0.5,-1 , 0\n2, "1e-3",1\n'.replace('" ,', '",'), x=["x1", " x2 "]) == READ


def test_quoted_cells_may_hold_separators_and_lines() -> None:
    text = '"x\n1",x2,y,note\n0.5,-1,0,"a, ""b""\n\nc"\n2,1e-3,1,d\n'
    assert read(text, x=["x\n1", 2]) == READ
    assert error(text + "1,-,0,e\n") == " line 7: column 'x2': expected a number, got '-'" + if_a_gap("-")
    assert error(text + '1,-,0,"e\n"\n') == " line 8: column 'x2': expected a number, got '-'" + if_a_gap("-")


def test_a_row_that_is_too_short_is_said_with_its_line() -> None:
    assert error("x1,x2,y,z\n1,2,3,4\n1,2,3\n") == " line 3: expected 4 values as in line 1, got 3"


def test_a_row_that_is_too_long_is_said_with_its_line() -> None:
    assert error("\n1\n1,2\n", x=[1], y=[1], inputs=1) == " line 3: expected 1 value as in line 2, got 2"


@pytest.mark.parametrize("text", ["", "\ufeff", "\n \r\n", '""\n'])
def test_no_lines_are_said(text: str) -> None:
    assert error(text) == ": expected lines of values, got none"


def test_a_header_alone_is_said() -> None:
    assert error("x1,x2,y\n") == ": expected samples after the header, got none"


def test_as_many_samples_as_allowed_are_read_and_not_one_more() -> None:
    text = "x1,x2,y\n" + "1,2,3\n" * MAX_SAMPLES
    assert len(read(text)) == MAX_SAMPLES
    assert error(text + "1,2,3\n") == (
        " line 10002: expected at most 10,000 samples, got more; data.samples = 1000 takes so many of them"
    )


def test_a_quote_that_is_never_closed_is_said_with_the_line_it_begins_in() -> None:
    assert error('1,2,3\n1,"2,3\n1,2,3\n') == (
        " line 3: expected cells of a CSV file, got unexpected end of data in the row from line 2 on"
    )


def test_letters_after_a_quoted_cell_are_said_with_the_separator_written_out() -> None:
    message = error('1\t2\t3\n1\t"2"3\t4\n')
    assert message == " line 2: expected cells of a CSV file, got '\\t' expected after '\"'"


def test_a_cell_longer_than_csv_takes_is_said() -> None:
    message = error("1,2,3\n1,2," + "3" * 131_073 + "\n")
    assert message == " line 2: expected cells of a CSV file, got field larger than field limit (131072)"


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e999"])
def test_numbers_are_finite(cell: str) -> None:
    assert error(f"1,{cell},0\n") == f" line 1: column 2: expected a finite number, got '{cell}'"


def test_numbers_have_no_underscores() -> None:
    assert error("1,1_000,0\n") == " line 1: column 2: expected a number without underscores, got '1_000'"


@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.sampled_from(["a", "b"])), min_size=1),
    st.sampled_from(".,"),
)
def test_plain_columns_give_the_numbers_that_are_read_cell_by_cell(
    rows: list[tuple[float, float, str]], decimal: str
) -> None:
    rows = [*rows, (0.5, 0.5, "a")]  # says which sign is the decimal one
    lines = [f"{first};{second};{name}".replace(".", decimal) for first, second, name in rows]
    plain = read("\n".join(lines), classes=["a", "b"])
    # A typographic minus is no plain number: with it every cell is read by itself.
    by_cell = read("\n".join([*lines, f"−2{decimal}5;1{decimal}0;a"]), classes=["a", "b"])
    assert by_cell == (*plain, ((-2.5, 1.0), (0.0,)))
    assert plain == tuple(((first, second), (float(name == "b"),)) for first, second, name in rows)


def test_a_cell_that_is_no_number_is_said_with_the_name_of_its_column() -> None:
    assert error(POINTS + "1,abc,0\n") == " line 4: column 'x2': expected a number, got 'abc'" + if_a_gap("abc")
    assert error(POINTS + "1,,0\n") == (
        " line 4: column 'x2': expected a number, got ''" + MISSING_HINT.format("3 rows")
    )


def test_a_column_without_a_name_is_said_by_number() -> None:
    assert error("x1,,y\n1,abc,0\n") == " line 2: column 2: expected a number, got 'abc'" + if_a_gap("abc")
    assert error("1,2,0\n1,abc,0\n") == " line 2: column 2: expected a number, got 'abc'" + if_a_gap("abc")


def test_what_a_message_shows_is_printable_and_short() -> None:
    assert error("1,2,0\n1,\x00\x1b[2\u2028J,0\n") == (
        " line 2: column 2: expected a number, got '\\x00\\x1b[2\\u2028J'"
    )
    assert error(f"1,2,0\n1,{'a' * 40},0\n").endswith(f"got '{'a' * 40}'")
    assert error(f"1,2,0\n1,{'a' * 41},0\n").endswith(f"got '{'a' * 39}…'")


def test_the_name_of_the_file_is_printable_too() -> None:
    with pytest.raises(ValueError, match=r"^a\\nb: expected lines"):
        read_data("", "a\nb", x=None, y=None, inputs=2, outputs=1, classes=None, header=None)


def test_line_1_is_a_header_if_any_cell_is_no_number() -> None:
    assert read("1,2,y\n3,4,5\n") == (((3.0, 4.0), (5.0,)),)
    assert read("1,2,0\n3,4,5\n") == (((1.0, 2.0), (0.0,)), ((3.0, 4.0), (5.0,)))


def test_a_header_of_numbers_can_be_said_to_be_one() -> None:
    assert read("1,2,0\n3,4,5\n", header=True, x=["1", "2"], y=["0"]) == (((3.0, 4.0), (5.0,)),)


def test_a_first_line_of_numbers_and_a_class_is_no_header() -> None:
    assert read(IRIS, outputs=2, classes=["setosa", "virginica"]) == (
        ((0.1, 0.2), (1.0, 0.0)),
        ((0.3, 0.4), (0.0, 1.0)),
    )


def test_a_header_that_is_said_to_be_none_is_hinted_at() -> None:
    assert error(POINTS, header=False) == f" line 1: column 1: expected a number, got 'x1'{HEADER_HINT}"
    assert error("1,2,y\n", header=False) == (f" line 1: column 3: expected a number, got 'y'{HEADER_HINT}")
    assert error("1,2,y\n", header=False, classes=["a"]) == (
        f" line 1: column 3: expected one of 'a', got 'y'{HEADER_HINT}"
    )


def test_names_of_columns_need_a_header() -> None:
    assert error("1,2,3\n", x=["x1", "x2"]) == (
        f" line 1: expected a header with a column 'x1' for x, got values{HEADER_HINT}"
    )
    assert error(POINTS, y=["y"], header=False) == (
        ": y: expected columns by number, as header = false, got the name 'y'"
    )


def test_columns_are_chosen_by_name_or_number_in_the_order_asked_for() -> None:
    assert read(POINTS, x=["y", 1], y=["x2"]) == (((0.0, 0.5), (-1.0,)), ((1.0, 2.0), (0.001,)))


def test_without_x_the_first_columns_that_are_not_y_are_x() -> None:
    assert read("a,b,c,d\n1,2,3,4\n", y=[2]) == (((1.0, 3.0), (2.0,)),)


def test_without_y_the_first_columns_that_are_not_x_are_y() -> None:
    assert read("a,b,c,d\n1,2,3,4\n", x=["c", "a"], outputs=2) == (((3.0, 1.0), (2.0, 4.0)),)


def test_a_column_may_be_both_x_and_y() -> None:
    assert read("a,b\n1,2\n", x=[1, 2], y=[1, 2], outputs=2) == (((1.0, 2.0), (1.0, 2.0)),)


def test_too_few_columns_are_said() -> None:
    hint = "; if something else than a tab or one of ; , | separates cells, say data.separator"
    assert error("a\n1\n") == f" line 1: expected 2 columns for x, got 1 in all{hint}"
    assert error("\na,b\n1,2\n") == " line 2: expected 1 column for y besides 2 columns for x, got 2 in all"
    assert error("a,b\n1,2\n", y=["b"]) == " line 1: expected 2 columns for x besides 1 column for y, got 2 in all"


def test_an_unknown_name_is_said_with_those_there_are_and_the_nearest() -> None:
    assert error(POINTS, x=["x1", "X 2"]) == (
        " line 1: expected a column 'X 2' for x, got 'x1', 'x2', 'y'; did you mean 'x2'?"
    )
    assert error(POINTS, y=["label"]) == " line 1: expected a column 'label' for y, got 'x1', 'x2', 'y'"


def test_a_long_list_of_names_is_cut() -> None:
    names = "abcdefghijk"
    assert error(",".join(names) + "\n", y=["label"]) == (
        " line 1: expected a column 'label' for y, got 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', … (11 in all)"
    )


def test_a_name_that_several_columns_have_is_refused_where_it_is_asked_for() -> None:
    text = "a,b,b\n1,2,3\n"
    assert error(text, x=["a", "b"]) == " line 1: expected one column 'b' for x, got 2 of that name"
    assert read(text, x=["a", 3], y=[2]) == (((1.0, 3.0), (2.0,)),)


@pytest.mark.parametrize("number", [0, -1, True])
def test_columns_are_counted_from_1(number: int) -> None:
    assert error(POINTS, y=[number]) == f": y: expected columns by name or by number from 1, got {number}"


def test_a_column_beyond_the_last_is_said() -> None:
    assert read(POINTS, y=[3]) == READ
    assert error(POINTS, y=[4]) == " line 1: expected a column 4 for y, got 3 columns"


def test_there_are_as_many_columns_as_inputs_and_outputs() -> None:
    assert error(POINTS, x=["x1"]) == ": x: expected 2 columns for 2 inputs, got 1"
    assert error(POINTS, y=["x1", "y"]) == ": y: expected 1 column for 1 output, got 2"
    assert error(POINTS, y=[], outputs=2, classes=["a", "b"]) == ": y: expected 1 column for the class, got 0"


def test_classes_become_one_hot_in_their_order() -> None:
    text = 'kind,a,b\nred,1,2\n" blue",3,4\n'
    assert read(text, y=["kind"], outputs=3, classes=["green", "blue ", "red"]) == (
        ((1.0, 2.0), (0.0, 0.0, 1.0)),
        ((3.0, 4.0), (0.0, 1.0, 0.0)),
    )


def test_classes_may_be_numbers() -> None:
    assert read("1,2,7\n", outputs=2, classes=["5", "7"]) == (((1.0, 2.0), (0.0, 1.0)),)


def test_an_unknown_class_is_said_with_those_there_are() -> None:
    assert error(IRIS + "1,2,rose\n", outputs=2, classes=["setosa", "virginica"]) == (
        " line 3: column 3: expected one of 'setosa', 'virginica', got 'rose'"
    )
    assert error("a,b,c\n1,2,rose\n", outputs=9, classes=list("123456789")) == (
        " line 2: column 'c': expected one of '1', '2', '3', '4', '5', '6', '7', '8', … (9 in all), got 'rose'"
    )


def test_classes_that_are_not_listed_are_hinted_at() -> None:
    assert error("a,b,c\n" + IRIS) == f" line 2: column 'c': expected a number, got 'setosa'{CLASS_HINT}"


def test_of_one_column_of_names_for_several_outputs_the_line_says_what_to_write() -> None:
    said = 'holds names; list them in data.classes = ["setosa", "virginica"]'
    assert error(IRIS, outputs=2) == error(IRIS, outputs=2, y=[3]) == f": column 3 {said}"
    assert error("a,b,kind\n" + IRIS, outputs=2, y=["kind"]) == f": column 'kind' {said}"
    many = "".join(f"1,2,c{i}\n" for i in range(9))
    assert error(many, outputs=9).endswith('data.classes = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", …]')
    assert (
        error("1,2,0\n1,2,1\n", outputs=2) == " line 1: expected 2 columns for y besides 2 columns for x, got 3 in all"
    )


def test_names_of_columns_and_classes_are_kept() -> None:
    def names(text: str, **given: Any) -> Names:
        chosen = {"x": None, "y": None, "inputs": 2, "outputs": 1, "classes": None, "header": None} | given
        return read_data(text, "points.csv", **chosen)[1]

    assert names("height, leaf  length,club\n1,2,0\n") == Names(("height", "leaf length"), ("club",))
    assert names("a,b,c\n1,2,0\n", x=["c", 1], y=["b"]) == Names(("c", "a"), ("b",))
    assert names("a,b,kind\n" + IRIS, outputs=2, classes=["setosa", "virginica"]) == Names(
        ("a", "b"), classes=("setosa", "virginica")
    )
    assert names("1,2,0\n") == Names()


def test_there_are_as_many_classes_as_outputs() -> None:
    assert error(IRIS, outputs=3, classes=["a", "b"]) == ": classes: expected 3 names for 3 outputs, got 2"
    assert error(IRIS, classes=["a", "b", "c"]) == (
        ": classes: expected 2 names for 1 output, the one for 0 first, got 3"
    )


def test_classes_differ() -> None:
    assert error(IRIS, outputs=2, classes=["a", "a "]) == ": classes: expected names that differ, got 'a', 'a'"


FINITE = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(max_size=20).map(str.strip).filter(bool)
CELLS = st.sampled_from(["1", "-2.5", "0", " 3 ", "a", "b", '"a"', '"', "nan", "1_0", "", "\x00", "x\ny", '"x\ny"'])
TABLES = st.builds(
    lambda rows, separator, end: end.join(separator.join(row) for row in rows),
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4),
    st.sampled_from("\t;,"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
CHOICES = st.none() | st.lists(st.sampled_from(["a", "b", "1"]) | st.text() | st.integers(-1, 5), max_size=3)


@given(
    text=st.text() | TABLES,
    where=st.text(),
    x=CHOICES,
    y=CHOICES,
    inputs=st.integers(1, 3),
    outputs=st.integers(1, 3),
    classes=st.none() | st.lists(st.sampled_from(["a", "b", "1"]) | st.text(), max_size=3),
    header=st.none() | st.booleans(),
)
@example(text=POINTS, where="", x=None, y=None, inputs=2, outputs=1, classes=None, header=None)
@example(text='"', where="", x=[10**5000], y=None, inputs=1, outputs=1, classes=None, header=None)
def test_any_text_gives_samples_that_fit_or_one_line(
    text: str,
    where: str,
    x: Columns,
    y: Columns,
    inputs: int,
    outputs: int,
    classes: Sequence[str] | None,
    header: bool | None,
) -> None:
    samples: tuple[Sample, ...] = ()
    message = ""
    try:
        samples, names, notes = read_data(
            text, where, x=x, y=y, inputs=inputs, outputs=outputs, classes=classes, header=header
        )
        assert all(note.isprintable() for note in notes)
        assert all(name.isprintable() for name in (*names.inputs, *names.outputs, *names.classes))
    except ValueError as caught:
        message = str(caught)
    assert message.isprintable()
    assert bool(samples) != bool(message)
    for of_x, of_y in samples:
        assert (len(of_x), len(of_y)) == (inputs, outputs)
        assert all(isinstance(value, float) and math.isfinite(value) for value in (*of_x, *of_y))
        is_binary = classes is not None and outputs == 1 and len(classes) == 2
        assert classes is None or sorted(of_y) == [0.0] * (outputs - 1) + [1.0] or (is_binary and of_y == (0.0,))


@given(
    rows=st.lists(st.tuples(FINITE, FINITE, FINITE), min_size=1, max_size=5),
    separator=st.sampled_from(data.SEPARATORS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_numbers_that_csv_writes_are_read_back(rows: list[tuple[float, ...]], separator: str, end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=end).writerows(rows)
    assert read(written.getvalue()) == tuple(((a, b), (c,)) for a, b, c in rows)


@given(
    names=st.lists(NAMES, min_size=3, max_size=3, unique=True),
    classes=st.lists(NAMES, min_size=2, max_size=2, unique=True),
    picks=st.lists(st.tuples(FINITE, st.integers(0, 1), FINITE), min_size=1, max_size=5),
    separator=st.sampled_from(data.SEPARATORS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_names_and_classes_that_csv_writes_are_read_back(
    names: list[str], classes: list[str], picks: list[tuple[float, int, float]], separator: str, end: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows((a, classes[pick], b) for a, pick, b in picks)
    samples = read(written.getvalue(), x=[names[2], names[0]], y=[names[1]], outputs=2, classes=classes, header=True)
    assert samples == tuple(((b, a), (1.0 - pick, float(pick))) for a, pick, b in picks)
