"""Tables as people have them: decimal commas, blanks, missing cells, labels, patterns, and what is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from xortui.problems.cells import COMMA, POINT, found_decimal, number
from xortui.problems.data import Layout, Read, read_data


def read(text: str, layout: Layout | None = None, **given: Any) -> Read:
    asked = {"x": None, "y": None, "inputs": 2, "outputs": 1, "classes": None, "header": None} | given
    return read_data(text, "t.csv", layout=layout, **asked)


def refused(text: str, layout: Layout | None = None, **given: Any) -> str:
    with pytest.raises(ValueError, match=r"^t\.csv") as caught:
        read(text, layout, **given)
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix("t.csv")


BOTH = (((1.5, -2.0), (0.0,)), ((3.25, 4.0), (1.0,)))


class TestSeparators:
    @pytest.mark.parametrize(
        "text",
        [
            "a|b|y\n1.5|-2|0\n3.25|4|1\n",
            "a b y\n1.5  -2 0  \n  3.25 4 1\n",
            "  1.5   -2   0\n  3.25\t4   1\n".replace("\t", " "),
            "sep=;\na;b;y\n1.5;-2;0\n3.25;4;1\n",
            "\ufeffsep=;\r\na;b;y\r\n1.5;-2;0\r\n3.25;4;1\r\n",
            "a;b;y;;\n1.5;-2;0;;\n;;;;\n3.25;4;1;;\n;;;;\n",
            "a;b;y\n1.5;-2;0;\n3.25;4;1;\n",
        ],
    )
    def test_are_found(self, text: str) -> None:
        assert read(text).samples == BOTH

    @pytest.mark.parametrize("separator", [":", "/", " "])
    def test_may_be_said(self, separator: str) -> None:
        text = "a:b:y\n1.5:-2:0\n3.25:4:1\n".replace(":", separator)
        assert read(text, Layout(separator=separator)).samples == BOTH

    def test_blanks_that_part_lines_unevenly_separate_nothing(self) -> None:
        assert "got 1 in all; if something else" in refused("a b\n1 2 3\n")

    def test_a_table_may_begin_further_down(self) -> None:
        text = "Measured in May\n\na,b,y\n1.5,-2,0\n3.25,4,1\n"
        told = " line 3: expected 1 value as in line 1, got 3; if the table begins in line 3, say data.first_line = 3"
        assert refused(text, x=[1], y=[1], inputs=1) == told
        assert read(text, Layout(first_line=3)).samples == BOTH
        assert refused(text + "1,?!,0\n", Layout(first_line=3)).startswith(" line 6: column 'b'")


class TestDecimalSigns:
    @pytest.mark.parametrize(
        ("cell", "decimal", "value"),
        [
            ("13,6", COMMA, 13.6),
            ("-,5", COMMA, -0.5),
            ("−1,5", COMMA, -1.5),
            ("1.234,5", COMMA, 1234.5),
            ("1.234.567", COMMA, 1234567.0),
            ("1\u202f234,5", COMMA, 1234.5),
            ("1'234,5", COMMA, 1234.5),
            ("7", COMMA, 7.0),
            ("1,5e-3", COMMA, 0.0015),
            ("13.6", COMMA, None),
            ("1,234.5", POINT, 1234.5),
            ("1,234", POINT, 1234.0),
            ("1 234.5", POINT, 1234.5),
            ("13,6", POINT, None),
            ("1,23,456", POINT, None),
            ("−2.5", POINT, -2.5),
            ("abc", POINT, None),
        ],
    )
    def test_a_number_is_read_by_its_sign(self, cell: str, decimal: str, value: float | None) -> None:
        assert number(cell, decimal) == value

    @pytest.mark.parametrize(
        ("cells", "sign"),
        [
            (["1", "2"], POINT),
            (["1.5", "1,234"], POINT),
            (["1,5", "1,234"], COMMA),
            (["1,234"], ""),
            (["0,234"], COMMA),
            (["1,234.5"], POINT),
            (["1.234,5"], COMMA),
        ],
    )
    def test_the_sign_is_found(self, cells: list[str], sign: str) -> None:
        assert found_decimal(cells) == sign

    def test_commas_are_read_after_any_separator(self) -> None:
        assert read("a;b;y\n1,5;-2;0\n3,25;4,0;1\n").samples == BOTH
        assert read('a,b,y\n"1,5",-2,0\n"3,25",4,1\n').samples == BOTH

    def test_what_may_be_two_numbers_is_refused(self) -> None:
        text = "a;b;y\n1,500;2;0\n"
        told = " line 2: column 'a': '1,500' may be two numbers; say data.decimal = \",\" or \".\""
        assert refused(text) == told
        assert read(text, Layout(decimal=",")).samples[0][0][0] == 1.5
        assert read(text, Layout(decimal=".")).samples[0][0][0] == 1500.0

    def test_a_first_line_of_decimal_commas_is_no_header(self) -> None:
        assert read("1,5;-2;0\n3,25;4;1\n").samples == BOTH


GAPS = "a,b,y\n1,2,0\n,4,1\n5,NA,0\n7,8,\n9,10,1\n"


class TestMissingCells:
    def test_are_refused_with_their_count(self) -> None:
        assert refused(GAPS) == (
            " line 3: column 'a': expected a number, got ''; 3 of 5 rows with missing cells: "
            'data.missing = "skip" leaves them out, "mean" fills their x'
        )

    def test_may_be_left_out_and_counted(self) -> None:
        found = read(GAPS, Layout(missing="skip"))
        assert found.samples == (((1.0, 2.0), (0.0,)), ((9.0, 10.0), (1.0,)))
        assert found.notes == ("t.csv: 3 of 5 rows left out, as cells are missing",)

    @pytest.mark.parametrize(("missing", "a", "b"), [("mean", 5.0, 7.0), ("median", 5.0, 6.0), (-1.0, -1.0, -1.0)])
    def test_may_be_filled(self, missing: str | float, a: float, b: float) -> None:
        text = GAPS.replace("7,8,\n", "5,14,1\n").replace("9,10,1", "9,8,1")
        found = read(text, Layout(missing=missing))
        assert found.samples[1][0][0] == a
        assert found.samples[2][0][1] == pytest.approx(b)
        assert found.notes[0].startswith("t.csv: 2 missing cells filled by ")

    def test_a_target_is_not_filled(self) -> None:
        told = refused(GAPS, Layout(missing="mean"))
        assert told.startswith(" line 5: column 'y': expected a number, got ''; 1 of 5 rows with missing cells")
        assert "a missing y cannot be filled" in told

    def test_of_columns_that_are_not_used_do_not_count(self) -> None:
        assert len(read("a,b,y,z\n1,2,0,\n3,4,1,NA\n").samples) == 2

    def test_may_have_a_text_of_their_own(self) -> None:
        text = "a,b,y\n1,-200,0\n3,4,1\n"
        assert read(text).samples[0][0][1] == -200.0
        assert read(text, Layout(missing="skip", missing_as=("-200",))).samples == (((3.0, 4.0), (1.0,)),)

    def test_of_a_column_without_any_value_nothing_is_filled(self) -> None:
        told = refused("a,b,y\n1,,0\n3,NA,1\n", Layout(missing="mean"))
        assert told == ": expected a value in every column of x, got one without any"
        assert refused("a,b,y\n1,,0\n", Layout(missing="skip")) == ": expected a row without missing cells, got none"

    def test_a_class_may_be_called_like_one(self) -> None:
        found = read("1,2,NA\n3,4,EU\n", classes=["NA", "EU"])
        assert [y for _, y in found.samples] == [(0.0,), (1.0,)]


class TestLabels:
    def test_two_of_one_output_are_0_and_1(self) -> None:
        text = "a,b,c\n1,2,pos\n3,4,neg\n"
        found = read(text, classes=["neg", "pos"])
        assert [y for _, y in found.samples] == [(1.0,), (0.0,)]
        assert found.names.classes == ("neg", "pos")

    def test_texts_of_an_input_may_be_numbers(self) -> None:
        text = "sex,b,y\nmale,2,0\nfemale,4,1\nmale,5,1\n"
        told = refused(text)
        assert told.endswith(
            'got \'male\'; for numbers in their place, say data.codes = { "sex" = ["male", "female"] }, '
            "or choose other inputs with data.x"
        )
        found = read(text, Layout(codes={"sex": {"male": 0.0, "female": 1.0}}))
        assert [x[0] for x, _ in found.samples] == [0.0, 1.0, 0.0]

    def test_of_a_text_column_among_inputs_the_columns_of_numbers_are_told(self) -> None:
        rows = "".join(f"name{i},{i},{2 * i},0\n" for i in range(20))
        assert refused("name,a,b,y\n" + rows).endswith('; it names the rows: choose the inputs, data.x = ["a", "b"]')
        # Texts that come again are kinds of something; of many, the columns of numbers are told.
        rows += rows
        assert refused("name,a,b,y\n" + rows).endswith('got \'name0\'; columns of numbers are data.x = ["a", "b", "y"]')


class TestPatterns:
    TEXT = "id,px1,px2,py[m],y\n7,1,2,3,0\n9,4,5,6,1\n"

    @pytest.mark.parametrize(
        ("x", "first"),
        [
            (["px*"], (1.0, 2.0)),
            (["p?1", "py[m]"], (1.0, 3.0)),
            (["py[*", "px2"], (3.0, 2.0)),
            (["*", "!id", "!px1"], (2.0, 3.0)),
            (["!id", "!px1"], (2.0, 3.0)),
        ],
    )
    def test_stand_for_columns(self, x: list[str], first: tuple[float, float]) -> None:
        assert read(self.TEXT, x=x, y=["y"]).samples[0][0] == first

    def test_leave_out_what_is_y(self) -> None:
        assert read(self.TEXT, x=["*"], y=["y"], inputs=4).samples[1] == ((9.0, 4.0, 5.0, 6.0), (1.0,))

    def test_that_fit_nothing_or_too_much_are_refused(self) -> None:
        assert refused(self.TEXT, x=["q*"]).startswith(" line 1: expected columns 'q*' for x, got 'id', 'px1'")
        assert refused(self.TEXT, x=["*"], y=["y"]) == ": x: expected 2 columns for 2 inputs, got 4"
        assert "expected a header with columns 'p*' for x" in refused("1,2,3\n", x=["p*"])

    def test_a_column_may_be_called_like_one(self) -> None:
        assert read("a*,ab,y\n1,2,3\n", x=["a*", "ab"]).samples[0][0] == (1.0, 2.0)


class TestSuspicions:
    def test_a_header_of_numbers_is_told(self) -> None:
        note = "t.csv: line 1 (1,2,3) is read as a sample; if it numbers the columns, say data.header = true"
        assert read("1,2,3\n5,3,0\n").notes == (note,)
        assert read("1,2,3\n5,3,0\n", header=True).notes == ()
        assert read("1,2,3\n5,3,0\n", header=False).notes == ()
        assert read("5,3,0\n1,2,4\n").notes == ()

    def test_a_sample_taken_for_a_header_is_told(self) -> None:
        (note,) = read("5.1,3.5,0,setosa\n4.9,3.0,1,setosa\n").notes
        assert "is read as names of columns; if it is a sample, say data.header = false" in note

    @pytest.mark.parametrize("name", ["", "rownames", "Unnamed: 0", "id", "Id", "passenger_id"])
    def test_row_names_among_the_inputs_are_told(self, name: str) -> None:
        (note,) = read(f"{name},w,v,y\n1,4.1,2,0\n2,5.5,3,1\n11,4.8,9,0\n").notes
        assert note == (
            f"t.csv: column 1{f' ({name!r})' if name else ''} only numbers the rows and is x1; "
            'choose the inputs: data.x = ["w", "v"]'
        )

    def test_rows_that_are_numbered_without_a_name_are_told(self) -> None:
        (note,) = read("1,4.1,0\n2,5.5,1\n3,4.8,0\n").notes
        assert note.endswith("choose the inputs: data.x = [2], and 1 of them in network.layers")

    def test_inputs_that_somebody_has_chosen_are_not_suspect(self) -> None:
        assert read("id,w,y\n1,4.1,0\n2,5.5,1\n3,4.8,0\n", x=["id", "w"]).notes == ()
        assert read("dose,w,y\n10,4.1,0\n20,5.5,1\n30,4.8,0\n").notes == ()


def test_so_many_rows_are_taken_at_even_distances() -> None:
    text = "a,b,y\n" + "".join(f"{i},0,1\n" for i in range(20_000))
    taken = [x[0] for x, _ in read(text, Layout(samples=4)).samples]
    assert taken == [0.0, 5_000.0, 10_000.0, 15_000.0]
    assert len(read("a,b,y\n1,2,3\n4,5,6\n", Layout(samples=9)).samples) == 2
