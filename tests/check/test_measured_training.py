"""The debugger on a file whose mistake has no name: its first updates as they were measured, right ones beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.check.written_files import said
from tests.found_trainings import nameless_verdict, right_verdict, script_verdict
from xortui.check.found_training import can_be_continued, debugger_on
from xortui.check.verdict import Verdict
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger, Position
from xortui.debugger.comparison import compare
from xortui.debugger.forks import MENDED
from xortui.debugger.session import SessionWriter, resume
from xortui.prompt.telling import operation_line
from xortui.render.numbers import short
from xortui.render.row import plain
from xortui.render.sentence import sentence_rows
from xortui.render.source_code import source_lines, source_rows
from xortui.render.view import View

UPDATES = 3


def with_found(verdict: Verdict, **changed: Any) -> Verdict:
    """Return a verdict with something else in what the debugger is made of."""
    return {**verdict, "debugger": {**verdict["debugger"], **changed}}


def seen(verdict: Verdict, epoch: int) -> dict[str, float]:
    found: dict[str, float] = verdict["debugger"]["updates"][epoch - 1]
    return found


def test_the_measured_updates_are_theirs_and_what_is_right_stands_beside_them() -> None:
    verdict = nameless_verdict()
    debugger = debugger_on(verdict)
    right = debugger_on(right_verdict())
    right.go_to("e1")
    debugger.go_to("e1")
    snapshot = debugger.snapshot()
    for name, value in seen(verdict, 1).items():
        assert snapshot.value(name) == pytest.approx(value, rel=1e-12)
    assert snapshot.right_value("w1") == right.snapshot().value("w1")
    assert snapshot.right_value("w5") is None
    assert snapshot.change("w1") == pytest.approx(seen(verdict, 1)["w1"] - 0.1, rel=1e-9)
    assert snapshot.right_value("Δw1") == pytest.approx((right.snapshot().value("w1") or 0) - 0.1, rel=1e-9)


def test_every_measured_update_starts_from_the_one_before_and_after_the_last_the_steps_are_right() -> None:
    verdict = nameless_verdict()
    debugger = debugger_on(verdict)
    debugger.go_to(f"e{UPDATES}")
    last = {name: debugger.snapshot().value(name) for name in seen(verdict, UPDATES)}
    assert last == pytest.approx(seen(verdict, UPDATES), rel=1e-12)
    debugger.go_to(f"e{UPDATES + 1}")
    assert debugger.snapshot().right is None
    start = {name: float(value or 0) for name, value in last.items()}
    on = debugger_on(with_found(right_verdict(), start=start))
    on.go_to("e1")
    assert debugger.snapshot().state[:6] == pytest.approx(on.snapshot().state[:6], rel=1e-12)


def test_going_there_in_one_go_step_by_step_and_back_shows_the_same() -> None:
    debugger = debugger_on(nameless_verdict())
    debugger.go_to("e2")
    at_once = debugger.snapshot()
    debugger.rewind()
    for _ in range(8):
        debugger.step("sample")
    assert debugger.snapshot() == at_once
    debugger.go_to("e4")
    debugger.back("epoch")
    debugger.back("epoch")
    assert debugger.snapshot() == at_once


def test_the_mended_training_is_the_right_one_from_the_start() -> None:
    debugger = debugger_on(nameless_verdict())
    debugger.go_to("e3")
    right = debugger_on(right_verdict())
    right.go_to("e3")
    found = compare(debugger, 0, MENDED, debugger.complete_steps)
    assert [pair.second for pair in found.parameters] == right.snapshot().state[:6]
    assert [fork.title for fork in found.forks] == ["yours", "mended"]


@pytest.mark.parametrize("text", ["differs()", "differs(w1)"])
def test_a_breakpoint_stops_at_each_measured_update_that_is_not_right(text: str) -> None:
    debugger = debugger_on(nameless_verdict())
    debugger.breakpoints.add(text)
    number = debugger.timeline.program.by_target["w1"].number
    assert [debugger.run(40).position for _ in range(3)] == [Position(step, number) for step in (4, 8, 12)]
    assert debugger.run(40).reason != "breakpoint"


def test_what_is_measured_holds_up_to_an_edit_and_nobody_undoes_it() -> None:
    verdict = nameless_verdict()
    debugger = debugger_on(verdict)
    debugger.go_to("e2")
    debugger.edit("w5", 1.0)
    debugger.go_to("e3")
    assert debugger.snapshot().value("w1") != pytest.approx(seen(verdict, 3)["w1"], rel=1e-6)
    assert [edit.name for edit in debugger.edits] == ["w5"]
    debugger.undo()
    assert debugger.snapshot().value("w1") == pytest.approx(seen(verdict, 3)["w1"], rel=1e-12)
    with pytest.raises(ValueError, match="there is no edit to undo"):
        debugger.undo()


def test_it_is_said_in_a_line_that_the_cause_has_no_name_and_where_to_look() -> None:
    debugger = debugger_on(nameless_verdict())
    told = Workbench(debugger).message
    assert told.startswith("look at line 19: The steps of u are wrong, and the cause has no name.")
    assert "first 3 updates are as measured" in told
    assert "the gradients beside them are right ones" in debugger.problem.story
    source = debugger.source
    assert source is not None
    lines = source_lines(source, debugger.snapshot(), 2)
    assert any(line.startswith("line 19:") and "look here: The steps of u" in line for line in lines)


def test_on_opening_the_first_accused_line_is_shown_and_marked() -> None:
    for verdict, mark in ((nameless_verdict(), "?"), (script_verdict(), "✗")):
        debugger = debugger_on(verdict)
        assert debugger.source is not None
        rows = source_rows(debugger.source, debugger.snapshot(), View("w1"), 60, 8)
        texts = ["".join(span.text for span in row) for row in rows]
        assert any(text.startswith(f" 19 {mark} ") for text in texts), texts


def test_other_samples_or_another_rate_than_the_file_s_are_noticed_and_nothing_is_shown_as_theirs() -> None:
    verdict = nameless_verdict()
    for changed in (
        with_found(verdict, learning_rate=0.2),
        with_found(verdict, samples=[[[1.0, 1.0], [0.5]], *verdict["debugger"]["samples"][1:]]),
    ):
        debugger = debugger_on(changed)
        assert debugger.mended is None
        assert debugger.source is not None
        assert debugger.source.measured is None
        assert "could not be followed" in debugger.problem.story
        assert "Every step here is the right one" in Workbench(debugger).message
    assert debugger_on(verdict, 0.1).mended is None
    assert "were measured at its own learning rate" in debugger_on(verdict, 0.1).problem.story


def test_the_line_of_a_measured_update_is_arithmetic_that_holds_and_the_file_s_value_stands_beside_it() -> None:
    verdict = nameless_verdict()
    debugger = debugger_on(verdict)
    debugger.go_to("e1")
    snapshot = debugger.snapshot()
    update = snapshot.program.by_target["w1"]
    theirs, computed = operation_line(snapshot, update).split(" ≠ ")
    assert theirs == f"op {update.number}: w1 ← {short(seen(verdict, 1)['w1'])}"
    assert computed.endswith(" (right)")
    _, formula, result = computed.removesuffix(" (right)").replace("−", "-").split(" = ")
    before, _, product = formula.partition(" - ")
    rate, gradient = product.split("·")
    moved = float(before) - float(rate) * float(gradient.strip("()"))
    assert moved == pytest.approx(float(result), abs=2e-4)
    debugger.go_to(f"{snapshot.position.step}.{update.number}")
    assert plain(sentence_rows(debugger.snapshot(), View("w1"), 200, 2)[1]).rstrip().endswith(computed)


def test_a_named_mistake_that_is_not_planted_stands_in_the_status_line_and_is_kept_in_a_session() -> None:
    verdict = with_found(
        script_verdict(), is_explained=False, mistakes=[], updates=nameless_verdict()["debugger"]["updates"]
    )
    debugger = debugger_on(verdict)
    assert Workbench(debugger).transport.mistakes == "✗ weights-updated"
    again, _ = resume(json.loads(SessionWriter(debugger).text({})))
    assert Workbench(again).transport.mistakes == "✗ weights-updated"


def test_only_as_many_updates_are_theirs_as_follow_the_order_of_the_samples() -> None:
    verdict = nameless_verdict()
    updates = [dict(values) for values in verdict["debugger"]["updates"]]
    updates[2]["w5"] += 0.1
    source = debugger_on(with_found(verdict, updates=updates)).source
    assert source is not None
    assert source.measured is not None
    assert source.measured.count == 2


def test_a_mistake_without_a_place_in_a_program_is_shown_as_measured_with_its_line() -> None:
    known = script_verdict()
    verdict = with_found(
        known,
        is_explained=False,
        mistakes=[],
        updates=nameless_verdict()["debugger"]["updates"],
        wrong=known["debugger"]["wrong"],
    )
    debugger = debugger_on(verdict)
    assert not can_be_continued(verdict)
    assert Workbench(debugger).message.startswith("line 19: What layer 2 passes back")
    debugger.go_to("e1")
    assert debugger.snapshot().right_value("w1") is not None


def test_a_file_in_doubt_opens_and_says_why() -> None:
    verdict = {**nameless_verdict(), "verdict": "undecided", "reason": "line 3 waits for a condition"}
    debugger = debugger_on(verdict)
    assert Workbench(debugger).message == "mynet.py: no verdict: line 3 waits for a condition"
    debugger.go_to("e1")
    assert debugger.snapshot().right_value("w1") is not None


def test_a_session_keeps_what_was_measured() -> None:
    debugger = debugger_on(nameless_verdict())
    debugger.go_to("e2")
    debugger.edit("w5", 1.0)
    debugger.go_to("e3")
    text = SessionWriter(debugger).text({})
    again, _ = resume(json.loads(text))
    assert again.snapshot() == debugger.snapshot()
    assert again.mended is not None
    assert SessionWriter(again).text({}) == text


@pytest.mark.parametrize(
    ("measured", "told"),
    [
        ([{"w1": "a"}], "measured 1.w1: expected a number"),
        ([{"w1": 1.0}, {"w2": 1.0}], "measured 2: expected the parameters of the first one"),
        ([{"w99": 1.0}], "measured: expected parameters that are updated, got 'w99'"),
    ],
)
def test_damaged_measures_in_a_session_are_told_in_a_line(measured: object, told: str) -> None:
    document = json.loads(SessionWriter(debugger_on(nameless_verdict())).text({}))
    document["source"]["measured"] = measured
    with pytest.raises(ValueError, match=told):
        resume(document)


def test_a_debugger_of_nobody_s_file_has_nothing_measured() -> None:
    debugger = Debugger()
    debugger.go_to(4)
    assert debugger.timeline.measured is None
    assert debugger.mended is None
    assert debugger.snapshot().right is None


WEIGHTS_NEVER_MOVE = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(12, 2))
T = np.tanh(X[:, :1])
W1, b1 = rng.normal(size=(2, 3)), np.zeros(3)
W2, b2 = rng.normal(size=(3, 3)), np.zeros(3)
W3, b3 = rng.normal(size=(3, 1)), np.zeros(1)
for epoch in range(40):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    d3 = h2 @ W3 + b3 - T
    d2 = d3 @ W3.T * (1 - h2 ** 2)
    d1 = d2 @ W2.T * (1 - h1 ** 2)
    for p, g in ((W3, h2.T @ d3), (b3, d3.sum(0)), (b2, d2.sum(0)), (W1, X.T @ d1), (b1, d1.sum(0))):
        p -= 0.05 * g
"""


def test_a_mistake_that_cannot_be_planted_for_weights_alone_opens_as_measured(tmp_path: Path) -> None:
    verdict = said(WEIGHTS_NEVER_MOVE, tmp_path)
    assert verdict["parameters"]["W2"] == "never moves"
    debugger = debugger_on(verdict)
    debugger.go_to("e1")
    start = verdict["debugger"]["start"]
    still = [name for name, own in verdict["debugger"]["names"].items() if own.startswith("W2")]
    assert len(still) == 9
    assert all(debugger.snapshot().value(name) == start[name] for name in still)


def test_one_update_that_was_measured_is_told_in_the_singular() -> None:
    verdict = nameless_verdict()
    debugger = debugger_on(with_found(verdict, updates=verdict["debugger"]["updates"][:1]))
    assert debugger.source is not None
    assert debugger.source.measured is not None
    assert debugger.source.measured.count == 1
    assert "The first update is that of the file" in debugger.problem.story
    assert "Its first update is as measured:" in Workbench(debugger).message
