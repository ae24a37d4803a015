"""The pane "Your code" to the letter: the line at hand, what each line computes, and which are wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.found_trainings import SENTENCE, right_verdict, script_verdict
from xortui.check.found_training import debugger_on
from xortui.debugger import Debugger
from xortui.debugger.source_file import Accusation
from xortui.render.row import Hit, hit_at, plain, row_width
from xortui.render.source_code import computed_text, source_lines, source_rows
from xortui.render.view import View


def drawn(debugger: Debugger, width: int = 72, height: int = 12, *, stops: tuple[int, ...] = ()) -> list[str]:
    source = debugger.shown_source
    assert source is not None
    view = View("w1", stops=frozenset(stops))
    rows = source_rows(source, debugger.snapshot(), view, width, height)
    assert [row_width(row) for row in rows] == [width] * height
    return [plain(row).rstrip() for row in rows]


def at(position: str, *, hidden: bool = False) -> Debugger:
    debugger = debugger_on(script_verdict())
    debugger.hides_mistakes = hidden
    debugger.go_to(position)
    return debugger


def number_of(debugger: Debugger, target: str) -> int:
    return debugger.timeline.program.by_target[target].number


def test_the_line_at_hand_is_marked_and_the_wrong_line_has_its_sign_and_its_sentence() -> None:
    debugger = at("2")
    debugger.go_to(f"3.{number_of(debugger, '∂C/∂z1')}")
    assert drawn(debugger) == [
        "           mynet.py                                                  11↑",
        " 12",
        " 13   for epoch in range(4000):",
        " 14       hid = squash(inputs.dot(u))                              h1 h2",
        " 15       out = squash(hid.dot(v))                                     ŷ",
        " 16       miss = targets - out                                     ∂C/∂ŷ",
        " 17       out_term = miss * out * (1 - out)                           δ3",
        " 18       v += 0.3 * hid.T.dot(out_term)                         w5 w6 v",
        "▸19 ✗     hid_term = out_term.dot(v.T) * hid * (1 - hid)              δ1",
        " 20       u += 0.3 * inputs.T.dot(hid_term)                      w1…w4 u",
        "✗ 19: What layer 2 passes back goes through its weights after their",
        "update.",
    ]


@pytest.mark.parametrize("width", range(30, 90))
def test_how_many_mistakes_more_there_are_stays_in_one_line(width: int) -> None:
    debugger = at("2")
    source = debugger.source
    assert source is not None
    debugger.source = replace(source, accusations=(*source.accusations, Accusation(17, "Another.")))
    rows = drawn(debugger, width=width, height=14)
    assert any(row.endswith("(1 more)") for row in rows)


def test_a_line_that_is_spoilt_by_another_one_has_the_sign_of_what_differs() -> None:
    rows = drawn(at("3"), height=14)
    assert any(row.startswith("▸20 ≠") for row in rows)
    assert any(row.startswith(" 19 ✗") for row in rows)
    assert not any(row.startswith(" 18 ≠") for row in rows)


def test_where_the_mistake_is_hidden_nothing_tells_which_line_it_is() -> None:
    rows = drawn(at("3", hidden=True), height=14)
    assert not any("✗" in row or "≠" in row for row in rows)


def test_in_a_right_file_no_line_has_a_sign() -> None:
    debugger = debugger_on(right_verdict())
    debugger.go_to("5")
    assert debugger.mistakes == ()
    assert not any("✗" in row or "≠" in row for row in drawn(debugger, height=22))


def test_long_lines_are_cut_before_what_they_compute() -> None:
    row = next(row for row in drawn(at("3"), width=40, height=14) if row.startswith(" 17"))
    assert row == " 17       out_term = miss * out * (…  δ3"


def test_blanks_before_all_lines_are_left_out_where_a_line_would_be_cut() -> None:
    wide = drawn(at("3"), width=60, height=6)
    assert wide[4] == " 19 ✗     hid_term = out_term.dot(v.T) * hid * (1 - hid)"
    narrow = drawn(at("3"), width=40, height=6)
    assert narrow[4] == " 19 ✗ hid_term = out_term.dot(v.T) * hi…"


def test_a_wrong_line_and_the_line_at_hand_are_not_cut_for_what_they_compute() -> None:
    wrong = next(row for row in drawn(at("3"), width=60, height=14) if row.startswith(" 19"))
    assert wrong == " 19 ✗     hid_term = out_term.dot(v.T) * hid * (1 - hid)"
    debugger = at("2")
    debugger.go_to(f"3.{number_of(debugger, '∂C/∂z3')}")
    at_hand = next(row for row in drawn(debugger, width=43, height=14) if row.startswith("▸17"))
    assert at_hand == "▸17       out_term = miss * out * (1 - out)"


def test_a_line_that_computes_gradients_and_updates_with_them_tells_the_updates_where_room_is_short() -> None:
    verdict = script_verdict()
    verdict["debugger"]["lines"] |= {"∂C/∂w5": 18, "∂C/∂w6": 18}
    debugger = debugger_on(verdict)
    debugger.go_to("3")
    row = next(row for row in drawn(debugger, width=50, height=14) if row.startswith(" 18"))
    assert row == " 18       v += 0.3 * hid.T.dot(out_term)     w5 w6"


@pytest.mark.parametrize("height", [8, 10, 12])
def test_the_wrong_line_is_seen_together_with_the_line_at_hand_where_both_have_room(height: int) -> None:
    debugger = at("2")
    debugger.go_to(f"3.{number_of(debugger, 'h1')}")
    rows = drawn(debugger, width=100, height=height)
    assert any(row.startswith("▸14") for row in rows)
    assert any(row.startswith(" 19 ✗") for row in rows)


def test_the_line_at_hand_is_seen_where_the_wrong_line_is_too_far_from_it() -> None:
    debugger = at("2")
    debugger.go_to(f"3.{number_of(debugger, 'h1')}")
    rows = drawn(debugger, width=100, height=7)
    assert any(row.startswith("▸14") for row in rows)
    assert not any(row.startswith(" 19 ✗") for row in rows)


def test_a_line_with_a_breakpoint_has_its_dot_and_a_click_means_its_first_operation() -> None:
    debugger = at("1")
    number = number_of(debugger, "∂C/∂ŷ")
    source = debugger.shown_source
    assert source is not None
    rows = source_rows(source, debugger.snapshot(), View("w1", stops=frozenset({number})), 72, 14)
    row = next(row for row in rows if plain(row).startswith(" 16"))
    assert plain(row).startswith(" 16●")
    assert hit_at(row, 20) == Hit("operation", str(number))


def test_lines_of_text_tell_what_each_computes_why_it_is_wrong_and_where_one_is() -> None:
    debugger = at("2")
    debugger.go_to(f"3.{number_of(debugger, '∂C/∂z2')}")
    source = debugger.shown_source
    assert source is not None
    told = source_lines(source, debugger.snapshot(), 1)
    assert told == [
        "mynet.py:",
        "line 18:     v += 0.3 * hid.T.dot(out_term); computes w5 w6 v",
        f"line 19:     hid_term = out_term.dot(v.T) * hid * (1 - hid); computes δ1 δ2; wrong: {SENTENCE}; here",
        "line 20:     u += 0.3 * inputs.T.dot(hid_term); computes w1…w4 u",
    ]


def test_what_a_terminal_can_not_draw_is_drawn_as_a_sign() -> None:
    verdict = script_verdict()
    verdict["debugger"]["source"] = "a\x1b[31m = 1\n\tb = 2\n"
    source = debugger_on(verdict).source
    assert source is not None
    assert source.rows == ("a?[31m = 1", "    b = 2")


def test_the_parameters_of_several_layers_have_the_pattern_of_their_names_and_not_its_first_word() -> None:
    source = debugger_on(script_verdict()).source
    assert source is not None
    names = {"w1": "net.rows[0][*].w", "w2": "net.rows[0][*].w", "w3": "net.rows[1][*].w", "w4": "u[0, 1]"}
    named = replace(source, names=names)
    assert computed_text(named, ["w1", "w2"]) == "w1 w2 net.rows[0][*].w"
    assert computed_text(named, ["w1", "w2", "w3"]) == "w1…w3 net.rows[*][*].w"
    assert computed_text(named, ["w3", "w4"]) == "w3 w4"
