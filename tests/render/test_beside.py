"""What is right beside what is wrong, in the panes."""

from __future__ import annotations

import re

import pytest

from tests.debugger.test_planting import broken
from xortui.commands.workbench import Workbench
from xortui.core.program import Kind
from xortui.debugger import Debugger, Position
from xortui.debugger.snapshot import Snapshot
from xortui.render.beside import comparison, mark
from xortui.render.chain_rule import chain_rule_rows, shown_in
from xortui.render.numbers import short
from xortui.render.program import program_rows
from xortui.render.row import plain, row_width
from xortui.render.sentence import sentence_rows
from xortui.render.view import View
from xortui.render.weights import weights_rows


def at_step_three() -> Debugger:
    debugger = broken("slope-missing", place="1")
    debugger.go_to("3")
    return debugger


def test_a_sign_stands_behind_what_differs() -> None:
    snapshot = at_step_three().snapshot()
    assert mark(snapshot, "∂h1/∂z1") == "≠"
    assert mark(snapshot, "∂C/∂ŷ") == ""
    assert comparison(snapshot, "∂h1/∂z1") == "1 ≠ 0.2388 (right)"
    assert comparison(snapshot, "Δw5") == ""


def updated(parameter: str, mistake: str, place: str) -> Snapshot:
    """Return the program with a mistake right after the update of a parameter."""
    debugger = broken(mistake, place=place)
    program = debugger.timeline.program
    number = next(one.number for one in program.operations if one.kind is Kind.UPDATE and one.by == parameter)
    debugger.go_to(f"1.{number}")
    return debugger.snapshot()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("height", [1, 2])
def test_a_step_uphill_is_called_so_with_the_right_value_beside_it(width: int, height: int) -> None:
    snapshot = updated("b1", "uphill", "")
    told = " ".join(plain(row).rstrip() for row in sentence_rows(snapshot, View("b1"), width, height))
    assert "downhill" not in told
    assert "(right)" in told
    if height == 2:
        assert "move b1 uphill" in told


def test_a_step_downhill_that_is_too_long_is_still_one_downhill() -> None:
    snapshot = updated("b1", "rate-missing", "")
    question, answer = sentence_rows(snapshot, View("b1"), 120, 2)
    assert "move b1 a little way downhill" in plain(question)
    assert "(right)" in plain(answer)


def test_the_chain_rule_has_the_right_numbers_of_the_chosen_row_below_it() -> None:
    snapshot = at_step_three().snapshot()
    rows = [plain(row).rstrip() for row in chain_rule_rows(snapshot, View("w2"), 63, 11)]
    assert rows[2:5] == [
        "▸w2      −0.6952 · 0.2119 · −0.082 · 1.0000≠· 1.0000 =  0.0121≠",
        "  right                              0.1715             0.0021",
        " w3      −0.6952 · 0.2119 ·  0.024 · 1.0000≠· 0.0000 =  0.0000",
    ]
    assert sum("right" in row for row in rows) == 1


def test_with_room_every_row_that_differs_has_them() -> None:
    snapshot = at_step_three().snapshot()
    rows = [plain(row).rstrip() for row in chain_rule_rows(snapshot, View("w2"), 63, 20)]
    assert sum("right" in row for row in rows) == 6


@pytest.mark.parametrize("chosen", ["w1", "b2", "b3"])
def test_the_chosen_row_is_to_be_seen_in_few_lines(chosen: str) -> None:
    snapshot = at_step_three().snapshot()
    rows = [plain(row) for row in chain_rule_rows(snapshot, View(chosen), 63, 6)]
    assert any(row.startswith(f"▸{chosen}") for row in rows)


def test_the_weights_have_a_column_where_there_is_room() -> None:
    snapshot = at_step_three().snapshot()
    wide = [plain(row).rstrip() for row in weights_rows(snapshot, View("w1"), 44, 10)]
    assert wide[0].split()[-1] == "right"
    assert wide[1].endswith("g−8.50e−4")
    narrow = [plain(row).rstrip() for row in weights_rows(snapshot, View("w1"), 33, 10)]
    assert narrow[1] == "▸w1 →−0.72949≠−0.00356≠+0.00178≠"
    assert narrow[7] == " w5 →+0.05319 −0.05807 +0.02903"


def test_the_program_has_them_where_there_is_room() -> None:
    debugger = at_step_three()
    operation = debugger.timeline.program.by_target["∂h1/∂z1"].number
    debugger.go_to(f"3.{operation}")
    snapshot = debugger.snapshot()
    for width, ending in ((60, "+1.000000≠+0.238804"), (44, "+1.000000≠")):
        rows = program_rows(snapshot, View("w1"), width, 9)
        assert {row_width(row) for row in rows} == {width}
        assert any(plain(row).rstrip().endswith(ending) for row in rows)


def test_of_hidden_mistakes_nothing_is_shown() -> None:
    debugger = broken("slope-missing", hidden=True)
    debugger.go_to("3")
    for rows, width in ((chain_rule_rows, 63), (weights_rows, 44), (program_rows, 60)):
        hidden = [plain(row) for row in rows(debugger.snapshot(), View("w1"), width, 12)]
        assert not any("≠" in row or "right" in row for row in hidden)


def stopped_at_first_wrong(debugger: Debugger) -> Workbench:
    """Return a bench whose debugger was stopped at the first wrong value of its first wrong step."""
    bench = Workbench(debugger)
    debugger.breakpoints.add("differs()")
    bench.playback.set_out()
    while not bench.turn():
        pass
    return bench


def marked(row: str) -> list[float]:
    """Return the numbers of a row behind which stands that they are not right."""
    return [float(number.replace("−", "-")) for number in re.findall(r"([−+]?[\d.]+(?:e[−+]?\d+)?)≠", row)]


WRONG_FACTORS = ("slope-missing", "weights-updated", "value-for-delta")
"""Mistakes that make a factor or a gradient wrong, before anything is updated."""


class TestStops:
    """Where a breakpoint has stopped at a wrong value, it is seen, whatever was looked at before."""

    @pytest.mark.parametrize(("width", "height"), [(63, 11), (63, 14), (80, 14)])
    @pytest.mark.parametrize("mistake", WRONG_FACTORS)
    @pytest.mark.parametrize("problem", ["xor", "mazur"])
    def test_the_row_with_the_wrong_value_is_chosen_and_shown(
        self, problem: str, mistake: str, width: int, height: int
    ) -> None:
        debugger = broken(mistake, problem)
        bench = stopped_at_first_wrong(debugger)
        snapshot = debugger.snapshot()
        wrong = snapshot.wrong_here
        rows = [plain(row) for row in chain_rule_rows(snapshot, bench.view, width, height)]
        chosen = next(row for row in rows if row.startswith("▸"))
        assert marked(chosen) == [pytest.approx(snapshot.of_the_step(wrong), abs=5e-4)]
        assert f"{wrong} {comparison(snapshot, wrong)}" in bench.message

    @pytest.mark.parametrize(("width", "height"), [(60, 14), (38, 9)])
    @pytest.mark.parametrize("mistake", WRONG_FACTORS)
    def test_where_the_factors_stand_one_below_the_other_the_wrong_one_is_among_them(
        self, mistake: str, width: int, height: int
    ) -> None:
        debugger = broken(mistake)
        bench = stopped_at_first_wrong(debugger)
        snapshot = debugger.snapshot()
        rows = [plain(row) for row in chain_rule_rows(snapshot, bench.view, width, height)]
        assert rows[0].strip() == f"▸{bench.view.parameter}"
        named = next(row for row in rows if snapshot.wrong_here in row)
        assert marked(named) == [pytest.approx(snapshot.of_the_step(snapshot.wrong_here), abs=5e-4)]

    @pytest.mark.parametrize(("width", "height"), [(60, 14), (62, 11), (38, 9)])
    @pytest.mark.parametrize("problem", ["xor", "mazur"])
    def test_the_weight_with_the_wrong_update_is_chosen_and_shown(self, problem: str, width: int, height: int) -> None:
        debugger = broken("uphill", problem)
        bench = stopped_at_first_wrong(debugger)
        snapshot = debugger.snapshot()
        wrong = snapshot.wrong_here
        rows = [plain(row) for row in weights_rows(snapshot, bench.view, width, height)]
        chosen = next(row for row in rows if row.startswith("▸"))
        value, change = marked(chosen)
        assert chosen.startswith(f"▸{wrong} ")
        assert value == pytest.approx(snapshot.value(wrong), abs=5e-6)
        assert change == pytest.approx(snapshot.change(wrong), rel=5e-3)
        assert f"{wrong} {comparison(snapshot, wrong)}" in bench.message

    def test_what_was_chosen_stays_if_its_row_has_the_wrong_value(self) -> None:
        program = broken("slope-missing", place="1").timeline.program
        view = View("b1", factor=0)
        assert shown_in(program, view, "∂h1/∂z1").parameter == "b1"
        assert shown_in(program, view, "∂h2/∂z2").parameter == "w2"
        assert shown_in(program, view, "w6").parameter == "w6"
        assert shown_in(program, view, "∂h1/∂z1").factor is None

    def test_a_breakpoint_that_does_not_ask_what_is_right_leaves_the_choice(self) -> None:
        debugger = broken("slope-missing", place="1")
        bench = Workbench(debugger)
        bench.view = View("w6")
        debugger.breakpoints.add("op 14")
        bench.playback.set_out()
        while not bench.turn():
            pass
        assert bench.view.parameter == "w6"
        assert "≠" not in bench.message

    def test_a_factor_of_one_path_of_many_is_unfolded(self) -> None:
        debugger = broken("weights-updated", "mazur", "2")
        bench = stopped_at_first_wrong(debugger)
        rows = [plain(row) for row in chain_rule_rows(debugger.snapshot(), bench.view, 80, 12)]
        chosen = next(row for row in rows if row.startswith("▸"))
        assert bench.view.branch
        assert chosen.rstrip().count("≠") == 1
        assert debugger.snapshot().wrong_here in chosen


@pytest.mark.parametrize("width", [37, 38, 40])
def test_a_narrow_sentence_keeps_what_is_right(width: int) -> None:
    snapshot = at_step_three().snapshot(Position(3, at_step_three().timeline.program.by_target["∂C/∂w1"].number))
    told = plain(sentence_rows(snapshot, View("w1"), width, 1)[0])
    right = snapshot.right_value("∂C/∂w1")
    assert right is not None
    assert f"≠ {short(right)}" in told
