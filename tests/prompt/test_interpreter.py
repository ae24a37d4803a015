"""The prompt's lines: what they do, and what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.debugger.problems import DIVERGING
from tests.prompt.talks import Talk
from xortui.debugger import START
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.render.numbers import short


class TestMoving:
    """After each move one or two lines tell where one stands."""

    def test_an_operation_is_told_in_words_symbols_and_numbers(self) -> None:
        assert Talk().type("s", "s") == [
            "step 1 op 2 of 45, epoch 1, sample (0,0), forward: what comes out of the unit?",
            "h1 = σ(z1) = σ(0.3032) = 0.5752",
        ]

    def test_a_step_is_told_by_what_it_came_to(self) -> None:
        talk = Talk()
        assert talk.type("n 3") == ["step 3 op 45 of 45, epoch 1, sample (1,0), complete", "ŷ 0.3048 for y 1, C 0.2417"]
        assert talk.type("e")[1] == "ŷ 0.3351 for y 0, C 0.0561, mean C of epoch 1 0.1492"

    @pytest.mark.parametrize(("forth", "back"), [("s", "S"), ("n 3", "N 3"), ("e 2", "E 2"), ("s 10", "back 10")])
    def test_every_way_back_leads_back(self, forth: str, back: str) -> None:
        talk = Talk()
        talk.type(forth, back)
        assert talk.debugger.position == START

    def test_back_goes_the_way_back_of_any_command(self) -> None:
        talk = Talk()
        talk.type("e 3", "back e 2", "back epoch")
        assert talk.debugger.position == START
        assert talk.refused("back g 3") == "goto has no way back"
        assert talk.refused("back info") == "info has no way back"

    def test_it_goes_to_a_step_an_epoch_and_a_bookmark(self) -> None:
        talk = Talk()
        talk.type("g e120", "bookmark dip", "g 478.12")
        assert str(talk.debugger.position) == "478.12"
        talk.type("g dip")
        assert str(talk.debugger.position) == "480.45"
        talk.type("forget dip")
        assert talk.refused("g dip").startswith("goto: expected a step (478)")

    def test_a_far_position_is_reached_before_the_next_line(self) -> None:
        talk = Talk()
        talk.type("g 200000")
        assert str(talk.debugger.position) == "200000.45"

    def test_an_interrupted_run_stands_where_it_has_come_to(self) -> None:
        talk = Talk(patience=3)
        talk.type("b loss < 0")
        assert talk.type("c")[0] == "interrupted"
        assert talk.debugger.position > START
        assert talk.refused("p loss at e10000000") == "interrupted"

    def test_a_run_stops_at_a_breakpoint_and_goes_back_to_it(self) -> None:
        talk = Talk()
        told = talk.type("b loss < 0.1", "c")
        assert told[0] == "stopped: breakpoint 1: loss < 0.1; c goes on, S back, v edits here"
        assert told[1].startswith("step 3344 op 45 of 45, epoch 836")
        talk.type("e 10", "C")
        assert talk.debugger.position.step == 3344

    def test_a_run_that_nothing_would_stop_is_refused_where_nobody_is_there(self) -> None:
        assert Talk().refused("c") == "nothing would stop it; b makes a breakpoint, c 1000 runs so many steps"

    def test_a_run_may_be_of_so_many_steps_and_stops_at_a_breakpoint_before(self) -> None:
        talk = Talk()
        talk.type("c 1500")
        assert str(talk.debugger.position) == "1500.45"
        talk.type("C 500")
        assert str(talk.debugger.position) == "1000.45"
        talk.type("b step == 1234", "c 1000")
        assert talk.debugger.position.step == 1234
        assert talk.refused("c x") == "run: expected how many steps at the most, such as 1000, got 'x'"

    def test_an_empty_line_does_the_last_one_again(self) -> None:
        talk = Talk()
        talk.type("n 2")
        for _ in range(3):
            assert talk.interpreter.repeat() == ""
        assert talk.debugger.position.step == 8

    def test_the_ends_of_time_are_told(self) -> None:
        talk = Talk(DIVERGING["linear"])
        assert talk.refused("S") == "this is the start: there is nothing before it"
        assert talk.refused("n 100000").startswith("diverged at step")
        assert talk.refused("n").startswith("training diverged at")
        assert talk.refused("p C at 99999").startswith("training diverged at")


class TestAsking:
    """info and p tell without anything being changed."""

    def test_weights_are_sentences_and_no_columns(self) -> None:
        talk = Talk()
        talk.type("n")
        assert talk.type("info weights")[0] == "w1 −0.7313, gradient 0, change 0"
        assert talk.type("info weights w5") == ["w5 −0.0266, gradient 0.0349, change −0.0174"]

    def test_every_topic_tells_whole_lines_wherever_one_stands(self) -> None:
        talk = Talk("mazur")
        topics = [line.split()[1].rstrip(":") for line in talk.type("info")]
        assert topics[:3] == ["position", "weights", "chain"]
        for move in ("S", "s", "s 30", "n", "v w1 = 1", "b op 3", "watch loss", "bookmark here", "e 30", "C"):
            talk.interpreter.obey(move)
            for topic in topics:
                for line in talk.type(f"info {topic}"):
                    assert line.strip() == line
                    assert "  " not in line
                    assert line.isprintable()

    def test_a_chain_is_its_product_and_every_factor(self) -> None:
        talk = Talk()
        talk.type("n")
        told = talk.type("info chain w5")
        assert told[0].startswith("∂C/∂w5 = ∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂w5 = 0.")
        assert told[0].endswith(f" = {short(talk.debugger.snapshot().gradient('w5'))}")
        assert told[1].startswith("∂C/∂ŷ = ŷ − y = ")
        assert len(told) == 4

    def test_the_derivative_by_what_is_no_parameter_is_its_own_line(self) -> None:
        talk = Talk()
        talk.type("n")
        assert talk.type("info chain h1")[0].startswith("op 18: ∂C/∂h1 = ∂C/∂z3 · ∂z3/∂h1 = ")
        assert talk.type("info chain dC/dz3") == talk.type("info chain z3")
        assert talk.refused("info chain x1") == ("∂C/∂x1 is not computed; training.input_gradients = true asks for it")

    def test_weights_tell_what_their_update_learns_from(self) -> None:
        talk = Talk("adam")
        talk.type("n 2")
        assert ", gradient 0, learnt from Σg(w1) −1, change 0.2000, m(w1) −0.1000, " in talk.type("info weights w1")[0]

    def test_a_sum_that_starts_anew_is_told_below_the_update(self) -> None:
        talk = Talk("adam")
        assert talk.type("n 2", "S")[-1] == "op 24: Σg(w1) ← 0"
        assert talk.type("p sumg(w1)") == ["sumg(w1) is 0"]

    def test_help_prints_a_page_where_no_command_is_called_that(self) -> None:
        assert "Optimizers" in Talk().type("help optimizers")[0]

    def test_several_paths_are_told_by_the_units_they_go_through(self) -> None:
        told = Talk("mazur").type("n", "info chain w1")
        assert "a sum over 2 paths:" in told
        assert [line.split(":")[0] for line in told[-2:]] == ["through ŷ1", "through ŷ2"]

    def test_a_value_is_told_here_and_elsewhere_and_nothing_moves(self) -> None:
        talk = Talk()
        talk.type("n", "bookmark first")
        here = talk.type("p dC/dw3 * 2")
        talk.type("g e20")
        assert talk.type("p dC/dw3 * 2 at first")[0].replace(" at 1.45", "") == here[0]
        position = talk.debugger.position
        assert talk.type("p loss at e500")[0].startswith("loss at 2000.45 is 0.129")
        assert talk.type("p loss < 0.1 at e500") == ["loss < 0.1 at 2000.45 is false"]
        assert talk.debugger.position == position
        assert talk.type("p loss at 1.2") == ["loss is not computed yet at 1.2"]

    def test_trace_tells_what_has_run(self) -> None:
        talk = Talk()
        assert talk.type("trace") == ["nothing of this step is computed yet"]
        assert talk.type("s", "s", "trace")[1] == "op 2: h1 = σ(z1) = σ(0.3032) = 0.5752"
        assert len(talk.type("trace 4")) == 45

    def test_the_story_and_the_published_numbers_are_told(self) -> None:
        told = Talk("mazur").type("about")
        assert told[0].startswith("mazur: ")
        assert any(line.startswith("published at ") for line in told)
        assert not any("  " in line for line in told)

    def test_help_names_every_command_and_tells_more_of_one(self) -> None:
        talk = Talk()
        told = "\n".join(talk.type("help"))
        for word in ("operation", "fork", "watch", "undo", "delete", "export", "print", "info", "zoom", "quit"):
            assert word in told
        assert (
            talk.type("help undo")[1] == "type behind v w5 = 1, or several: w1 = 1, x1 = 0.5, or net.npz; from here on"
        )
        assert talk.type("help p")[1] == "type behind it an expression such as dC/dw3, or dC/dw3 at e10"
        assert talk.type("help back n")[0].startswith("n or ")


class TestChanging:
    """Edits, forks, breakpoints, watches, bookmarks and files."""

    def test_an_edit_is_a_fork_that_can_be_left_compared_and_undone(self) -> None:
        talk = Talk()
        told = talk.type("n", "v w5 = 1, eta = 0.1")
        assert told[0].endswith("on fork 1 now; undo undoes, compare compares, fork switches")
        assert talk.type("info edits")[0].startswith("w5 ")
        told = talk.type("e 5", "compare")
        assert told[0].endswith("compared with fork 0: the original")
        assert told[-1].startswith("b3: ")
        assert talk.type("compare") == told
        assert talk.type("compare 0") == told
        assert talk.refused("compare 1") == "compare: this is fork 1 itself; expected another"
        talk.type("fork 0")
        assert talk.debugger.fork.number == 0
        assert talk.refused("fork 7") == "fork: there is no fork 7; expected one of 0, 1"
        talk.type("fork", "undo")
        assert len(talk.debugger.forks) == 1
        assert talk.refused("fork") == "there is one history only; v edits a value, and makes another"

    def test_breakpoints_are_listed_switched_and_deleted(self) -> None:
        talk = Talk()
        assert talk.type("b") == ["no breakpoints; b makes one"]
        talk.type("b loss < 0.1", "b op 3", "disable 2", "ignore 1 2", "once 1")
        assert talk.type("b") == [
            "breakpoint 1: loss < 0.1, 0 hits, lets 2 pass, once",
            "breakpoint 2: op 3, 0 hits, off",
        ]
        talk.type("enable 2", "delete 1")
        assert talk.type("info br") == ["breakpoint 2: op 3, 0 hits"]
        talk.type("s 3", "here")
        assert talk.refused("delete") == "there are no breakpoints; b makes one"

    def test_watches_are_told_when_they_are_made_and_after_every_move(self) -> None:
        talk = Talk()
        assert talk.type("e", "watch loss") == ["watching loss", "loss: 0.1492"]
        assert talk.type("watch h1 > 0.6") == ["watching h1 > 0.6", "h1 > 0.6: false, before false"]
        assert talk.type("e")[2:] == ["loss: 0.1446, before 0.1492", "h1 > 0.6: false, before false"]
        assert talk.type("s")[2:] == ["loss: 0.1446, before 0.1492", "h1 > 0.6: not computed yet, before false"]

    def test_watches_are_told_and_removed(self) -> None:
        talk = Talk()
        talk.type("watch w5 * h1", "watch loss < 1", "n")
        assert talk.type("watch")[0].startswith("w5 * h1: −0.0153")
        talk.type("unwatch w5 * h1")
        assert len(talk.debugger.watches) == 1
        talk.type("unwatch")
        assert talk.refused("unwatch") == "nothing is watched; watch watches an expression"

    def test_a_file_is_written(self, tmp_path: Path) -> None:
        Talk().type("n 8", f"export {tmp_path}/a.csv")
        assert (tmp_path / "a.csv").exists()

    def test_a_parameter_and_a_factor_are_chosen_and_told(self) -> None:
        talk = Talk()
        talk.type("n")
        assert talk.type("find w5") == ["w5: ∂z3/∂w5 = h1 = 0.5752"]
        assert talk.type("factor")[0].startswith("w5: ∂C/∂ŷ = ŷ − y")
        assert talk.type("find")[0].startswith("∂C/∂w5 = ")

    def test_braces_in_what_is_typed_are_told_as_they_are(self) -> None:
        assert "'{goto}'" in Talk().refused("g {goto}")


class TestWords:
    """Words may be shortened as far as they stay clear."""

    def test_abbreviations_are_understood(self) -> None:
        talk = Talk()
        talk.type("n", "inf wei", "pri loss", "edi w5 = 1", "und", "bre op 3", "boo here")
        assert talk.debugger.position.step == 1

    def test_one_that_may_be_several_is_told_with_them(self) -> None:
        assert Talk().refused("co") == "co may be compare, continue, copy; type more of it"
        assert Talk().refused("fo").startswith("fo may be forget, fork")
        assert Talk().refused("info b").startswith("expected one of breakpoints, bookmarks, got 'b'")
        assert Talk().refused("xyz") == "'xyz' is no command; help lists them"

    def test_what_makes_no_sense_behind_a_command_is_told(self) -> None:
        assert Talk().refused("n x") == "expected how many times, such as 10, got 'x'"
        assert Talk().refused("v") == "edit: expected w5 = 1, or several: w1 = 1, x1 = 0.5, or net.npz; from here on"
        assert Talk().refused("r") == "this is the start: there is nothing before it"
        assert Talk().refused("quit now") == "quit: expected nothing behind it, got 'now'"

    def test_what_it_begins_with_is_what_was_typed_in_any_language(self) -> None:
        choose_language("de")
        try:
            talk = Talk()
            talk.type("go 1.18")
            assert talk.refused("guess h9").startswith("guess: ")
            assert talk.refused("back guess perhaps").startswith("back guess: ")
            assert talk.refused("goto nowhere").startswith("goto: ")
        finally:
            choose_language(ENGLISH)


class TestWhy:
    """why tells why it does not learn; free goes on with what frees it."""

    def test_it_is_told_and_gone_on_with(self) -> None:
        talk = Talk("stuck")
        talk.type("g e1000")
        told = talk.type("why")
        assert "1  a minimum that solves nothing" in told
        assert told[-1] == "free goes on with that, on a fork of its own"
        freed = talk.type("free")
        assert re.match(r"learnt, C 0\.\d+, after \d+ epochs on fork 1: ", freed[0])
        assert talk.interpreter.bench.debugger.fork.number == 1
        assert talk.interpreter.bench.debugger.snapshot().value("loss") < 0.0125  # type: ignore[operator]

    def test_what_was_not_looked_for_is_refused(self) -> None:
        assert Talk("stuck").refused("free") == "why first looks for what frees it here"
