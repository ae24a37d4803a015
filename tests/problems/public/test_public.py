"""Exercise sheets and tables from public places, stated as a newcomer would: what came out wrong once, comes out right.

Sixteen sheets with the numbers that they print, and short excerpts of fourteen tables. Each file names its source.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from xortui.debugger.verification import Finding, verify
from xortui.problems import Problem, ProblemError, load_problem, read_problem

FOLDER = Path(__file__).parent
PRINTED = {
    "biases-in-the-first-row": 4,
    "bipolar-perceptron": 8,
    "notes-with-slips": 8,
    "one-neuron": 6,
    "perceptron-and": 2,
    "perceptron-or": 16,
    "regularized-thetas": 79,
    "relu-matrices": 9,
    "six-weights": 6,
    "sixteen-digits": 10,
    "slope-twice": 8,
    "softmax-losses": 2,
    "solved-step-by-step": 7,
    "thetas-by-row": 39,
    "toy-line": 4,
    "traced-by-pencil": 6,
}
"""How many numbers each sheet prints."""


def stated(name: str) -> Problem:
    return load_problem(FOLDER / f"{name}.toml")


def changed(name: str, before: str, after: str = "") -> Problem:
    """Return a problem with something else in its file."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert before in text
    return read_problem(text.replace(before, after), name, f"{name}.toml", FOLDER)


def differing(name: str) -> list[Finding]:
    return [finding for finding in verify(stated(name)) if not finding.has_the_digits]


class TestSheets:
    @pytest.mark.parametrize(("name", "count"), PRINTED.items())
    def test_every_number_agrees_or_is_explained(self, name: str, count: int) -> None:
        findings = verify(stated(name))
        assert len(findings) == count
        assert [str(finding.published.quantity) for finding in findings if not finding.is_settled] == []

    def test_the_slips_of_notes_have_their_causes(self) -> None:
        slips = {str(finding.published.quantity): finding for finding in differing("notes-with-slips")}
        assert set(slips) == {"h2", "z3", "ŷ1", "C1", "C2", "∂ŷ1/∂z3"}
        assert all(finding.is_slip for finding in slips.values())
        # −½(0.99 − 0.7703)² is about 0.024, and not 0.289.
        assert slips["C2"].computed == pytest.approx(0.024, abs=1e-3)

    def test_digits_of_another_way_of_computing_the_loss_agree_as_far_as_floats_go(self) -> None:
        loss, gradient = differing("sixteen-digits")
        assert loss.agrees_within_spread
        assert gradient.agrees_within_spread
        # ln(1 − σ(12)) has lost four digits in the source; and the second number differs in its last digit alone.
        assert abs(float(loss.computed) - 5.801545319394553) < 1e-12
        assert abs(float(gradient.computed) - 2.3950723884862066) < 1e-15

    def test_a_matrix_in_the_other_order_is_told_with_the_key_to_write(self) -> None:
        with pytest.raises(
            ProblemError, match=r'got 4 × 3; if a row belongs to one of its outputs, say start\.rows = "o'
        ):
            changed("regularized-thetas", 'rows = "outputs"\n', "")

    def test_a_printed_matrix_has_the_shape_of_its_layer(self) -> None:
        with pytest.raises(ProblemError, match=r"published 2\.gradients: layer 2: expected 1 × 3 numbers"):
            changed("thetas-by-row", '[["-0.10597", "-0.06378", "-0.06155"]]', '[["-0.10597", "-0.06378"]]')


class TestTables:
    def test_a_header_by_tabs_over_rows_by_blanks(self) -> None:
        problem = changed("auto-mpg", 'scaling = { x = "standard", y = "standard" }')
        assert problem.samples[0] == ((8.0, 130.0, 3504.0), (18.0,))
        mean = (130 + 165 + 95 + 88 + 100) / 5
        assert problem.samples[4] == ((4.0, mean, 2046.0), (25.0,))
        assert problem.notes[0] == "auto-mpg.data: 2 missing cells filled by the mean of each column"

    def test_blanks_and_tabs_mixed(self) -> None:
        problem = changed("seeds", 'scaling = "standard"')
        assert problem.samples[1][0] == (14.11, 14.1, 0.8911, 5.42, 3.302, 2.7, 5.0)
        assert [y.index(1.0) for _, y in problem.samples] == [0, 0, 0, 1, 1, 2, 2]
        assert problem.names.inputs[-1] == "groove_len"

    def test_labels_that_are_numbers_and_cells_with_a_question_mark(self) -> None:
        problem = stated("breast-cancer")
        assert [y for _, (y,) in problem.samples] == [0, 0, 1, 0, 1, 0]
        assert problem.notes == ("breast-cancer.data: 2 of 8 rows left out, as cells are missing",)

    def test_numbers_of_patients_among_the_inputs_are_told(self) -> None:
        note = changed("breast-cancer", '["*", "!id"]', '["id", "cl*", "U*", "M*", "S*", "Ba*", "Bl*"]').notes[0]
        assert "column 1 ('id') only numbers the rows and is x1" in note

    def test_texts_that_stand_for_numbers(self) -> None:
        problem = changed("titanic", 'scaling = "standard"')
        assert problem.samples[1] == ((0.0, 38.0, 1.0, 0.0), (1.0,))
        assert problem.samples[3][0] == (1.0, 32.0, 3.0, 1.0)  # the median of 22, 38, 26 and 54
        told = """'male'; for numbers in their place, say data.codes = { "sex" = ["male", "female"] }, \
or choose other inputs with data.x"""
        with pytest.raises(ProblemError, match="expected a number, got ") as caught:
            changed("titanic", 'sex = ["female", "male"]\n')
        assert str(caught.value).endswith(told)

    def test_numbers_of_rows_as_outputs_are_told(self) -> None:
        (note,) = stated("advertising").notes
        assert note == (
            'advertising.csv: column 1 only numbers the rows and is y; choose the outputs: data.y = ["Sales"]'
        )

    def test_rows_that_have_names_are_told_with_the_key_to_write(self) -> None:
        with pytest.raises(ProblemError, match=r"it names the rows: choose the inputs, data\.x = \[\"!1\"\]$"):
            changed("cars", 'x = ["!1"]\n')
        assert stated("cars").names.inputs[:3] == ("cyl", "disp", "hp")

    def test_columns_by_pattern(self) -> None:
        problem = stated("wine")
        assert problem.names.inputs == ("fixed acidity", "volatile acidity", "citric acid", "alcohol")
        assert [y for _, y in problem.samples] == [(0.0,), (0.0,), (0.0,), (1.0,)]
        assert problem.scaling is not None
        assert problem.scaling.y == ((5.0, 1.0),)
        assert problem.notes == ()

    def test_texts_in_the_first_column_of_a_table_without_header(self) -> None:
        problem = changed("abalone", 'scaling = { x = "standard", y = "standard" }')
        assert len(problem.samples) == 6
        assert problem.samples[2] == ((2.0, 0.28, 0.215, 0.07, 0.124, 0.063, 0.0215, 0.03), (6.0,))
        codes = 'codes = { 1 = ["F", "M", "I"] }\n'
        with pytest.raises(ProblemError) as caught:
            changed("abalone", codes)
        assert str(caught.value).endswith("""expected a number, got 'F'; for numbers in their place, say data.codes = \
{ "1" = ["F", "M", "I"] }""")
        with pytest.raises(ProblemError) as caught:
            changed("abalone", f"header = false\n{codes}")
        assert str(caught.value).endswith("""if line 1 is a sample, say data.header = false and data.codes = \
{ "1" = ["F", "M", "I"] }""")

    def test_a_class_in_the_first_column_and_rows_with_gaps(self) -> None:
        problem = changed("penguins", 'scaling = "standard"')
        assert problem.notes[0] == "penguins.csv: 1 of 8 rows left out, as cells are missing"
        assert problem.samples[0] == ((39.1, 18.7, 181.0, 3750.0), (1.0, 0.0, 0.0))
        assert [y.index(1.0) for _, y in problem.samples] == [0, 0, 0, 1, 1, 2, 2]

    def test_all_columns_of_texts_are_told_at_once(self) -> None:
        problem = changed("insurance", 'scaling = { x = "standard", y = "standard" }')
        assert problem.samples[0] == ((19.0, 0.0, 27.9, 0.0, 1.0), (16884.924,))
        with pytest.raises(ProblemError) as caught:
            changed("insurance", 'codes = { sex = ["female", "male"], smoker = ["no", "yes"] }\n')
        assert str(caught.value).endswith(
            """say data.codes = { "sex" = ["female", "male"], "smoker" = ["yes", "no"] }, \
or choose other inputs with data.x"""
        )

    @pytest.mark.parametrize(("name", "count"), [("pima", 6), ("banknote", 6), ("sonar", 4)])
    def test_labels_in_the_last_column_of_numbers_alone(self, name: str, count: int) -> None:
        problem = stated(name)
        assert len(problem.samples) == count
        assert problem.notes == ()
        assert problem.classes is not None

    def test_labels_that_the_outputs_cannot_reach_are_told(self) -> None:
        (note,) = changed("sonar", 'activations = "tanh"\n').notes
        assert note.startswith(
            "y goes from -1 to 1, but sigmoid outputs only from 0 to 1; say data.classes for classes"
        )

    def test_names_too_long_to_be_typed(self) -> None:
        assert (
            stated("concrete").samples[0][1]
            == changed("concrete", "strength*", "strength(MPa, megapascals)").samples[0][1]
        )
        with pytest.raises(
            ProblemError, match=r"; 'Concrete compressive strength\*' stands for the one that begins like"
        ):
            changed("concrete", "strength*", "strength")

    def test_large_targets_are_told(self) -> None:
        (note,) = changed("insurance", 'scaling = { x = "standard", y = "standard" }', 'scaling = "standard"').notes
        assert note.startswith("the first update moves ")
        assert note.endswith('as y (charges) goes up to 21984.5; say data.scaling = { x = "standard", y = "standard" }')
