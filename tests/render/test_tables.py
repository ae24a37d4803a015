"""The chain rule, the weights, the program and the sentence: exact text at notable positions of the default run."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.found_trainings import script_verdict
from xortui.check.found_training import debugger_on
from xortui.core.chain_rule import paths, product
from xortui.debugger import Debugger, Position, Snapshot
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.program import program_rows
from xortui.render.row import Row, plain
from xortui.render.sentence import sentence_rows
from xortui.render.view import View
from xortui.render.weights import weights_rows

VIEW = View("w1")


def at(position: str) -> Snapshot:
    debugger = Debugger("xor")
    debugger.go_to(position)
    return debugger.snapshot()


def text(rows: list[Row]) -> str:
    return "\n".join(plain(row).rstrip() for row in rows)


class TestChainRule:
    """A row for each parameter with every factor and their product."""

    def test_before_anything_is_computed_it_shows_the_symbols(self) -> None:
        assert (
            text(chain_rule_rows(at("0"), VIEW, 63, 11))
            == """\
           ∂C/∂ŷ   ∂ŷ/∂z3    ∂z3/∂h    ∂h/∂z    ∂z/∂θ     ∂C/∂θ
▸w1        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 ·∂h1/∂z1 ·∂z1/∂w1 =       ∙
 w2        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 ·∂h2/∂z2 ·∂z2/∂w2 =       ∙
 w3        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 ·∂h1/∂z1 ·∂z1/∂w3 =       ∙
 w4        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 ·∂h2/∂z2 ·∂z2/∂w4 =       ∙
 b1        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 ·∂h1/∂z1 ·∂z1/∂b1 =       ∙
 b2        ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 ·∂h2/∂z2 ·∂z2/∂b2 =       ∙
 w5        ∂C/∂ŷ · ∂ŷ/∂z3 ·                   ∂z3/∂w5 =       ∙
 w6        ∂C/∂ŷ · ∂ŷ/∂z3 ·                   ∂z3/∂w6 =       ∙
 b3        ∂C/∂ŷ · ∂ŷ/∂z3 ·                   ∂z3/∂b3 =       ∙
w1: ∂C/∂ŷ = ŷ − y"""
        )

    def test_without_biases_both_headings_name_a_weight(self) -> None:
        debugger = debugger_on(script_verdict())
        header, *_ = chain_rule_rows(debugger.snapshot(), VIEW, 63, 11)
        assert plain(header).split() == ["∂C/∂ŷ", "∂ŷ/∂z3", "∂z3/∂h", "∂h/∂z", "∂z/∂w", "∂C/∂w"]

    def test_a_complete_step_shows_every_factor_of_every_gradient(self) -> None:
        assert (
            text(chain_rule_rows(at("1"), View("b1", factor=3), 63, 11))
            == """\
           ∂C/∂ŷ   ∂ŷ/∂z3    ∂z3/∂h    ∂h/∂z    ∂z/∂θ     ∂C/∂θ
 w1       0.2927 · 0.2070 · −0.0091 · 0.2443 · 0.0000 =  0.0000
 w2       0.2927 · 0.2070 · −0.1010 · 0.2303 · 0.0000 =  0.0000
 w3       0.2927 · 0.2070 · −0.0091 · 0.2443 · 0.0000 =  0.0000
 w4       0.2927 · 0.2070 · −0.1010 · 0.2303 · 0.0000 =  0.0000
▸b1       0.2927 · 0.2070 · −0.0091 · 0.2443 · 1.0000 = −1.4e−4
 b2       0.2927 · 0.2070 · −0.1010 · 0.2303 · 1.0000 = −0.0014
 w5       0.2927 · 0.2070 ·                    0.5752 =  0.0349
 w6       0.2927 · 0.2070 ·                    0.6405 =  0.0388
 b3       0.2927 · 0.2070 ·                    1.0000 =  0.0606
b1: ∂h1/∂z1 = h1·(1 − h1) = 0.5752·(1 − 0.5752) = 0.2443"""
        )

    @pytest.mark.parametrize("hidden", [(2,), (3,), (4, 4), (2, 3, 2)])
    def test_each_row_multiplies_to_the_gradient_it_ends_with(self, hidden: tuple[int, ...]) -> None:
        debugger = Debugger(Debugger("xor").problem.with_overrides(hidden=hidden))
        debugger.step("sample")
        snapshot = debugger.snapshot()
        names = snapshot.program.network.parameter_names
        rows = chain_rule_rows(snapshot, View(names[0]), 150, len(names) + 2)
        for name, row in zip(names, rows[1:], strict=False):
            whole = re.sub(r"Σ of \d+ paths|▹", "", plain(row))[4:]
            factors, gradient = whole.replace("−", "-").split("=")
            result = 1.0
            for factor in factors.split("·"):
                result *= float(factor)
            assert result == pytest.approx(float(gradient), rel=2e-2, abs=2e-5), name
            exact = sum(
                product(path, lambda op: snapshot.values[op.number - 1]) for path in paths(snapshot.program, name)
            )
            assert float(gradient) == pytest.approx(exact, rel=2e-2, abs=1e-5)

    def test_the_factor_just_computed_is_marked_in_every_row_that_has_it(self) -> None:
        rows = chain_rule_rows(at("1.9"), VIEW, 63, 11)
        marked = [span.text for row in rows for span in row if "current" in span.role]
        assert marked == [" 0.2070"] * 9


class TestWeights:
    """Value, gradient and change of every parameter."""

    def test_a_complete_step_shows_all_three(self) -> None:
        assert (
            text(weights_rows(at("1"), View("b3"), 33, 10))
            == """\
        value gradient        Δ
 w1 →−0.73127  0.00000  0.00000
 w2 →+0.69487  0.00000  0.00000
 w3 →+0.52755  0.00000  0.00000
 w4 →−0.48986  0.00000  0.00000
 b1 →+0.30325 −1.35e−4 +6.76e−5
 b2 →+0.57815 −0.00141 +7.05e−4
 w5 →−0.02656 +0.03486 −0.01743
 w6 →−0.12042 +0.03881 −0.01941
▸b3 →−0.84258 +0.06060 −0.03030"""
        )

    def test_a_wide_one_shows_the_value_before_the_update_too(self) -> None:
        rows = text(weights_rows(at("1"), View("b3"), 80, 10)).splitlines()
        assert rows[0].split()[:6] == ["before", "value", "gradient", "Δ", "Δ", "epoch"]
        assert rows[9].startswith("▸b3  −0.8122808→−0.8425817 +0.0606018 −0.0303009 −0.0303009 ")

    def test_the_change_since_the_epoch_began_stands_where_there_is_much_room(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("e1")
        rows = text(weights_rows(debugger.snapshot(), View("b3"), 80, 10)).splitlines()
        changes = [debugger.snapshot(Position(step, 45)).change("b3") or 0.0 for step in (1, 2, 3, 4)]
        assert float(rows[9].split()[4].replace("−", "-")) == pytest.approx(sum(changes), abs=1e-7)
        assert "epoch" not in text(weights_rows(debugger.snapshot(), View("b3"), 69, 10)).splitlines()[0]

    def test_amid_the_updates_an_arrow_tells_those_that_are_made(self) -> None:
        rows = text(weights_rows(at("1.39"), View("b3"), 33, 10)).splitlines()
        assert [row[4] for row in rows[1:]] == ["→", "→", "→", " ", " ", " ", " ", " ", " "]

    def test_an_edit_is_told_from_the_update(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("1.2")
        debugger.edit("w5", 0.5)  # before the pass reads it
        debugger.step("sample")
        debugger.edit("w6", 1.0)
        rows = text(weights_rows(debugger.snapshot(), View("b3"), 33, 10)).splitlines()
        assert [row[4] for row in rows[1:]] == ["→", "→", "→", "→", "→", "→", "→", "=", "→"]

    def test_a_batch_shows_the_mean_gradient_that_its_update_used(self) -> None:
        debugger = Debugger("diverging")
        debugger.go_to("4.47")
        rows = text(weights_rows(debugger.snapshot(), View("b3"), 33, 10)).splitlines()
        assert rows[1] == " w1 →−0.73902 ḡ+0.00646 −0.00775"
        assert rows[9] == "▸b3  −0.81228  −0.89223        ∙"
        debugger.step("epoch")
        rows = text(weights_rows(debugger.snapshot(), View("b3"), 33, 10)).splitlines()
        assert rows[9].startswith("▸b3 →")
        assert "ḡ" in rows[9]

    def test_a_wide_one_adds_history_and_the_gradient_check(self) -> None:
        rows = text(weights_rows(at("e200"), VIEW, 70, 10)).splitlines()
        assert "history" in rows[0]
        assert "check" in rows[0]
        assert all("✓" in row for row in rows[1:])

    def test_frozen_parameters_are_marked_and_do_not_move(self) -> None:
        problem = Debugger("xor").problem
        debugger = Debugger(replace(problem, network=replace(problem.network, frozen=frozenset({"b1"}))))
        debugger.step("sample")
        row = next(line for line in text(weights_rows(debugger.snapshot(), VIEW, 33, 10)).splitlines() if "b1" in line)
        assert row == " b1* +0.30319 −1.35e−4        ∙"


class TestProgram:
    """The operations around the one that ran last."""

    def test_the_current_line_is_marked_and_later_ones_have_no_value(self) -> None:
        assert (
            text(program_rows(at("1.3"), VIEW, 40, 5))
            == """\
   1 z1 = w1·x1 + w3·x2 + b1   +0.303186
   2 h1 = σ(z1)                +0.575221
▸  3 z2 = w2·x1 + w4·x2 + b2   +0.577447
   4 h2 = σ(z2)                        ∙
   5 z3 = w5·h1 + w6·h2 + b3           ∙"""
        )


class TestSentence:
    """One plain sentence for the operation that ran last."""

    def test_every_operation_of_the_default_program_has_one_that_fits_eighty_columns(self) -> None:
        debugger = Debugger("xor")
        while debugger.position.step < 2:
            debugger.step()
            row = plain(sentence_rows(debugger.snapshot(), VIEW, 80, 1)[0])
            operation = debugger.snapshot().operation
            assert operation is not None
            assert row.startswith(f"{operation.phase}: ")
            assert operation.target in row
            assert len(row) == 80

    def test_it_asks_and_answers_in_symbols_and_numbers(self) -> None:
        assert text(sentence_rows(at("2.10"), VIEW, 120, 1)) == (
            "backward: how much does C change when z3 changes? ∂C/∂z3 = ∂C/∂ŷ · ∂ŷ/∂z3 = −0.7158 · 0.2034 = −0.1456"
        )
        assert text(sentence_rows(at("2.10"), VIEW, 80, 2)) == (
            "backward: how much does C change when z3 changes?\n∂C/∂z3 = ∂C/∂ŷ · ∂ŷ/∂z3 = −0.7158 · 0.2034 = −0.1456"
        )

    def test_an_update_is_shown_with_the_number_before_it(self) -> None:
        assert "w5 ← w5 − η · ∂C/∂w5 = −0.0091 − 0.5000 · 0.0349 = −0.0266" in text(
            sentence_rows(at("1.43"), VIEW, 120, 1)
        )


def test_a_narrow_chain_rule_is_one_gradient_from_top_to_bottom() -> None:
    assert (
        text(chain_rule_rows(at("1"), View("b1"), 40, 7))
        == """\
           ▸b1
  ∂C/∂ŷ   ŷ − y                =  0.2927
· ∂ŷ/∂z3  ŷ·(1 − ŷ)            =  0.2070
· ∂z3/∂h1 w5                   = −0.0091
· ∂h1/∂z1 h1·(1 − h1)          =  0.2443
· ∂z1/∂b1 1                    =  1.0000
= ∂C/∂b1                       = −1.4e−4"""
    )


@pytest.mark.parametrize("width", range(30, 130, 3))
@pytest.mark.parametrize("hidden", [(2,), (3, 3), (4, 4, 4)])
def test_the_chain_rule_cuts_no_number_at_any_width(width: int, hidden: tuple[int, ...]) -> None:
    debugger = Debugger(Debugger("xor").problem.with_overrides(hidden=hidden))
    debugger.step("sample")
    snapshot = debugger.snapshot()
    rows = chain_rule_rows(snapshot, VIEW, width, 12)
    assert [len(plain(row)) for row in rows] == [width] * 12
    gradient = snapshot.gradient("w1")
    assert gradient is not None
    line = next(plain(row) for row in rows if "▸w1" in plain(row) or "= ∂C/∂w1" in plain(row))
    if "▸w1" in plain(rows[0]):
        line = next(plain(row) for row in rows if plain(row).startswith("= ∂C/∂w1"))
    assert re.search(r"= *[−\d.e]+", line)
    shown = line.split("=")[-1].split("Σ")[0].strip().replace("−", "-")
    assert float(shown) == pytest.approx(gradient, rel=0.1, abs=1e-5)


def test_a_sum_that_starts_anew_is_not_lit_as_the_gradient() -> None:
    debugger = Debugger("adam")
    debugger.go_to("2.24")
    (row,) = [row for row in weights_rows(debugger.snapshot(), View("w1"), 42, 6) if "w1" in plain(row)]
    assert "Σ−1.00000" in plain(row)
    assert not any("current" in span.role for span in row)
