"""Public worked examples and tables of data, stated as somebody who comes with one would state it.

The numbers are those that the sources print; what a source has wrong was computed a second time by plain Python.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from xortui.cli import main
from xortui.debugger import Debugger
from xortui.debugger.verification import verify
from xortui.problems import Problem, ProblemError, load_problem, read_problem

FOLDER = Path(__file__).parent
PRINTED = {
    "adam": 2,
    "input-gradient": 10,
    "leaky-slope": 4,
    "relu-at-zero": 3,
    "rounded-loss": 16,
    "slip-of-the-source": 6,
    "weight-decay": 24,
}
"""How many numbers each source prints."""
TABLES = ("ask-a-point", "decimal-comma", "missing-cells", "numeric-header", "row-names", "two-labels")


def field(name: str) -> Problem:
    return load_problem(FOLDER / f"{name}.toml")


def changed(name: str, before: str, after: str = "") -> Problem:
    """Return a problem of the field with something else in its file."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert before in text
    return read_problem(text.replace(before, after), name, f"{name}.toml", FOLDER)


@pytest.mark.parametrize(("name", "count"), PRINTED.items())
def test_every_number_that_a_source_prints_agrees_or_is_explained(name: str, count: int) -> None:
    findings = verify(field(name))
    assert len(findings) == count
    assert [str(finding.published.quantity) for finding in findings if not finding.is_settled] == []
    assert not any(finding.rounds_nothing for finding in findings)


@pytest.mark.parametrize("name", sorted({*PRINTED, *TABLES}))
def test_nothing_that_is_stated_right_is_suspect(name: str) -> None:
    suspicions = [note for note in field(name).notes if "left out" not in note]
    assert suspicions == []


def test_a_slip_is_told_apart_from_what_a_variant_explains() -> None:
    (slip,) = [finding for finding in verify(field("slip-of-the-source")) if finding.erratum]
    (rounded,) = [finding for finding in verify(field("rounded-loss")) if finding.erratum]
    assert (slip.is_slip, slip.is_explained) == (True, False)
    assert (rounded.is_slip, rounded.is_explained) == (False, True)
    assert float(rounded.computed) == pytest.approx(0.220417, abs=1e-6)
    assert float(rounded.varied) == pytest.approx(0.2206, abs=1e-4)


class TestTables:
    def test_decimal_commas_and_rows_of_separators_are_read(self) -> None:
        problem = changed("decimal-comma", 'scaling = { x = "standard", y = "standard" }')
        assert problem.samples == (
            ((13.6, 48.9), (11.9,)),
            ((13.3, 47.7), (9.4,)),
            ((28.3, 13.5), (9.5,)),
            ((28.5, 13.1), (11.9,)),
        )
        assert problem.names.inputs == ("T", "RH")
        assert any('say data.scaling = "standard"' in note for note in problem.notes)

    def test_a_numeric_header_is_told_with_the_key_to_write(self) -> None:
        with pytest.raises(ProblemError, match="expected one of '0', '1', '2', got '5'; if line 1 is a header, say"):
            changed("numeric-header", "header = true\n")
        text = '[network]\nlayers = [4, 4, 1]\n[data]\nfile = "numeric-header.csv"'
        header, targets = read_problem(text, "name", "name.toml", FOLDER).notes
        assert header.endswith("(1,2,3,4,5) is read as a sample; if it numbers the columns, say data.header = true")
        assert targets.startswith("y goes from 0 to 5, but sigmoid outputs only from 0 to 1; say data.classes")

    def test_missing_cells_are_refused_with_their_count_and_left_out_if_asked_for(self) -> None:
        with pytest.raises(ProblemError, match="1 of 15 rows with missing cells"):
            changed("missing-cells", 'missing = "skip"\n')
        problem = field("missing-cells")
        assert len(problem.samples) == 14
        assert problem.notes == ("missing-cells.csv: 1 of 15 rows left out, as cells are missing",)

    def test_without_scaling_every_answer_is_the_same_and_that_is_told(self) -> None:
        scaled = field("missing-cells")
        plain = changed("missing-cells", 'scaling = "standard"')
        assert distinct_answers(plain) == 1
        assert distinct_answers(scaled) > 10
        (_, note) = plain.notes
        assert note.startswith("every unit of the first layer is saturated at the first step, as x2 (body_mass_g)")

    def test_two_labels_of_one_output_are_0_and_1(self) -> None:
        problem = field("two-labels")
        assert [y for _, (y,) in problem.samples] == [1, 1, 0, 0, 1, 0]
        assert problem.names.classes == ("negative", "positive")
        assert problem.names.inputs == ("pulse", "level")

    def test_a_column_of_row_names_is_told(self) -> None:
        problem = changed("row-names", 'x = "weight"\n')
        assert problem.samples[2][0] == (11.0,)
        (note,) = problem.notes
        assert note.endswith("""('rownames') only numbers the rows and is x1; choose the inputs: data.x = ["weight"]""")


class TestTold:
    """What is suspect is told wherever a problem is opened, and nothing else comes of it."""

    def told(self, tmp_path: Path, *arguments: str) -> tuple[int, str, str]:
        (tmp_path / "row-names.csv").write_bytes((FOLDER / "row-names.csv").read_bytes())
        text = (FOLDER / "row-names.toml").read_text("utf-8").replace('x = "weight"\n', "")
        path = tmp_path / "birds.toml"
        path.write_text(text, "utf-8")
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main([*arguments, str(path)])
        return status, out.getvalue(), err.getvalue()

    @pytest.mark.parametrize(
        "arguments", [("trace",), ("train", "--epochs", "1"), ("export", "--format", "python", "--at", "e1")]
    )
    def test_beside_what_a_command_prints(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        status, printed, told = self.told(tmp_path, *arguments)
        assert status == 0
        assert "note" not in printed
        assert told == (
            "xortui: note: row-names.csv: column 1 ('rownames') only numbers the rows and is x1; "
            'choose the inputs: data.x = ["weight"]\n'
        )

    def test_at_the_prompt_when_it_opens(self, tmp_path: Path) -> None:
        status, printed, told = self.told(tmp_path, "--batch", "-ex", "info problem")
        assert status == 0
        assert told.startswith("xortui: note: row-names.csv: column 1 ('rownames') only numbers the rows")
        assert "note: row-names.csv: column 1 ('rownames')" in printed


def distinct_answers(problem: Problem) -> int:
    """Return how many different answers there are after 500 epochs."""
    debugger = Debugger(problem)
    debugger.go_to("e500")
    snapshot = debugger.snapshot()
    answers = [snapshot.outputs(number) for number in range(1, len(problem.samples) + 1)]
    return len({tuple(round(value, 6) for value in answer) for answer in answers})
