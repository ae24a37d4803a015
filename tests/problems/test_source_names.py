"""The source's own names of parameters, units and samples: read, written with, and shown."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.verification import verify
from xortui.problems import Problem, ProblemError, read_problem
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document
from xortui.problems.source_names import SourceNames
from xortui.render.report import about_text, verification_lines
from xortui.render.row import plain
from xortui.render.samples import samples_rows
from xortui.render.sentence import sentence_rows
from xortui.render.view import View
from xortui.render.weights import weights_rows

NAMES = """
[names]
parameters = { w1 = "W11", w3 = "W12", b1 = "θ1" }
units = { h1 = "V1", yhat = "O", z3 = "net_o", C = "E" }
samples = ["first", "the second"]
"""
TEXT = f"""
[network]
layers = [2, 2, 1]
[[samples]]
x = [0, 1]
y = [1]
[[samples]]
x = [1, 1]
y = [0]
{NAMES}
[[published]]
at = "1"
values = {{ V1 = "0.5", "dE/dW11" = "0", "dO/dnet_o*dE/dO" = "0", "change(W12)" = "0", "-dE/dnet_o" = "0" }}
[[errata]]
at = "2"
quantity = "O[2]"
printed = "0.1"
cause = "a slip"
[[errata]]
at = "1"
quantity = "dE/dV1"
printed = "0.2"
cause = "rounded"
variant = {{ quantity = "dE/dW12", rounded = {{ V1 = 1, net_o = 2 }} }}
"""


def named(text: str = TEXT) -> Problem:
    return read_problem(text, "sheet", "sheet.toml")


def test_what_is_written_with_them_is_read_with_the_program_s() -> None:
    problem = named()
    assert [str(number.quantity) for number in problem.published] == ["h1", "∂C/∂w1", "∂ŷ/∂z3·∂C/∂ŷ", "Δw3", "−∂C/∂z3"]
    assert [str(erratum.published.quantity) for erratum in problem.errata] == ["ŷ[2]", "∂C/∂h1"]
    variant = problem.errata[1].variant
    assert variant is not None
    assert str(variant.quantity) == "∂C/∂w3"
    assert variant.places == (("h1", 1), ("z3", 2))


def test_a_document_keeps_them() -> None:
    problem = named()
    assert read_document(problem_document(problem), problem.name, "file") == problem


def test_names_that_are_exchanged_are_kept_apart() -> None:
    swapped = NAMES.replace('w1 = "W11", w3 = "W12"', 'w1 = "w3", w3 = "w1"')
    text = TEXT.replace(NAMES, swapped).replace("W11", "w3").replace("W12", "w1")
    problem = named(text)
    assert str(problem.published[1].quantity) == "∂C/∂w1"
    assert read_document(problem_document(problem), problem.name, "file") == problem


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            'w1 = "W11"',
            'w99 = "W11"',
            "names.'w99': no parameter, unit, weighted sum or loss of this network is called",
        ),
        ('w1 = "W11"', 'w1 = "W12"', "names.parameters: expected names that differ"),
        ('w1 = "W11"', 'w1 = ""', "names.w1: expected a name, got an empty text"),
        ('w1 = "W11"', "w1 = 3", "names.parameters.w1: expected the source's name, in quotes, got 3"),
        ('w1 = "W11"', 'w1 = "w2"', "names.w1: 'w2' is the name of another value here; give that one a name, too"),
        ('["first", "the second"]', '["first"]', "names.samples: expected 2 names, one for each sample, got 1"),
    ],
)
def test_what_is_wrong_with_them_is_told_in_a_line(before: str, after: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        named(TEXT.split("[[published]]", maxsplit=1)[0].replace(before, after))
    assert str(caught.value).removeprefix("sheet.toml: ").startswith(told)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("w1", "W11"),
        ("∂C/∂w1", "∂E/∂W11"),
        ("∂ŷ/∂z3", "∂O/∂net_o"),
        ("ḡ(w3)", "ḡ(W12)"),
        ("Δw1", "ΔW11"),
        ("w2", "w2"),
        ("∂z1/∂x1", "∂z1/∂x1"),
    ],
)
def test_a_name_is_translated_there_and_back(name: str, source: str) -> None:
    names = named().names.source
    assert names.in_source(name) == source
    assert names.in_program(source) == name


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("W11 > 1 and dE/dW11<0", "w1 > 1 and dC/dw1<0"),
        ("∂E/∂W12", "∂C/∂w3"),
        ("abs(W11*W12)-W11", "abs(w1*w3)-w1"),
        ("0.5 > w2", "0.5 > w2"),
        ("W110 > W11.", "W110 > W11."),
    ],
)
def test_an_expression_may_have_the_names_of_the_source(typed: str, read: str) -> None:
    assert named().names.source.in_expression(typed) == read


def test_places_in_arrays_are_names_in_expressions() -> None:
    names = SourceNames((("w2", "0.weight[1,0]"), ("b1", "0.bias[()]"), ("w3", "W1[0,1]")))
    assert names.in_expression("0.weight[1,0] > 0.5") == "w2 > 0.5"
    assert names.in_expression("dC/dW1[0,1]*0.bias[()]") == "dC/dw3*b1"
    assert names.in_expression("W1[0,2]") == "W1[0,2]"


def test_breakpoints_and_watches_take_them_and_show_them_as_typed() -> None:
    debugger = Debugger(named())
    debugger.breakpoints.add("W11 < 100")
    assert debugger.watches.add("dE/dW11 * 2").text == "dE/dW11 * 2"
    debugger.go_to(1)
    (reading,) = debugger.snapshot().readings
    gradient = debugger.snapshot().gradient("w1")
    assert gradient is not None
    assert reading.now == 2 * gradient
    assert [b.text for b in debugger.breakpoints] == ["W11 < 100"]


def test_nothing_has_names_by_default() -> None:
    assert not SourceNames()
    assert SourceNames().in_source("∂C/∂w1") == "∂C/∂w1"


class TestShown:
    def rows(self, width: int) -> list[str]:
        debugger = Debugger(named())
        debugger.go_to(1)
        return [plain(row) for row in weights_rows(debugger.snapshot(), View("w1"), width, 12)]

    def test_beside_the_weights_where_there_is_room(self) -> None:
        wide = self.rows(60)
        assert wide[1].startswith("▸w1 W11")
        assert wide[2].startswith(" w2    ")
        assert wide[5].startswith(" b1 θ1")
        narrow = self.rows(33)
        assert narrow[1].startswith("▸w1 ")
        assert "W11" not in narrow[1]
        assert all(len(row) <= 33 for row in narrow)

    def test_beside_the_samples(self) -> None:
        debugger = Debugger(named())
        debugger.go_to(1)
        rows = [plain(row).rstrip() for row in samples_rows(debugger.snapshot(), View("w1"), 50, 6)]
        assert rows[1].endswith("  first")
        assert rows[2].endswith("  the second")

    def test_before_the_sentence_on_what_they_are_names_of(self) -> None:
        debugger = Debugger(named())
        debugger.go_to("1.2")
        (row,) = sentence_rows(debugger.snapshot(), View("w1"), 80, 1)
        assert plain(row).startswith("forward, V1: what comes out of the unit? h1 = ")
        debugger.go_to("1.4")
        (row,) = sentence_rows(debugger.snapshot(), View("w1"), 80, 1)
        assert plain(row).startswith("forward: what comes out of the unit? h2 = ")

    def test_in_the_story_and_in_what_verify_prints(self) -> None:
        problem = named()
        about = about_text(problem)
        assert "in the source: w1 W11, w3 W12, b1 θ1, h1 V1, ŷ O, z3 net_o, C E" in about
        assert "Erratum: ŷ[2] = O[2] at step 2, printed 0.1: a slip" in about
        printed = "\n".join(verification_lines(problem, verify(problem)))
        assert "∂C/∂w1 = ∂E/∂W11" in printed
        assert "ŷ[2] = O[2] at step 2: a slip" in printed

    def test_an_edit_may_use_them(self) -> None:
        debugger = Debugger(named())
        assert debugger.edit("W12", 3.0).name == "w3"
