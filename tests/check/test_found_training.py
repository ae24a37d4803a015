"""The debugger on what was found in a file: the same training, its mistake, and the mended one beside it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.found_trainings import SENTENCE, right_verdict, script_verdict
from xortui.check.found_training import can_be_opened, debugger_on, why_not_opened
from xortui.check.verdict import undecided
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.debugger.comparison import compare
from xortui.debugger.forks import MENDED
from xortui.debugger.session import SessionWriter, resume
from xortui.debugger.source_file import Accusation


def weights_after(epochs: int, *, samples_at_once: int, is_mended: bool) -> list[float]:
    """Return u and v after the script's own training, in the order w1 … w6."""
    inputs = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    targets = np.array([[0.0], [1], [1], [0]])
    u = np.array([[0.1, -0.4], [0.3, 0.2]])
    v = np.array([[0.5], [-0.6]])
    for _ in range(epochs):
        for first in range(0, 4, samples_at_once):
            x = inputs[first : first + samples_at_once]
            hid = 1 / (1 + np.exp(-x.dot(u)))
            out = 1 / (1 + np.exp(-hid.dot(v)))
            out_term = (targets[first : first + samples_at_once] - out) * out * (1 - out)
            before = v.copy()
            v += 0.3 * hid.T.dot(out_term)
            hid_term = out_term.dot((before if is_mended else v).T) * hid * (1 - hid)
            u += 0.3 * x.T.dot(hid_term)
    return [*u.T.ravel().tolist(), *v.ravel().tolist()]


def by_samples() -> Debugger:
    verdict = script_verdict()
    verdict["debugger"]["update"] = "sample"
    return debugger_on(verdict)


def test_the_training_is_that_of_the_file_with_its_mistake_and_the_mended_one_stands_beside_it() -> None:
    debugger = by_samples()
    debugger.go_to("e50")
    found = compare(debugger, debugger.fork.number, MENDED, debugger.complete_steps)
    theirs = weights_after(50, samples_at_once=1, is_mended=False)
    mended = weights_after(50, samples_at_once=1, is_mended=True)
    assert [pair.first for pair in found.parameters] == pytest.approx(theirs, rel=1e-9)
    assert [pair.second for pair in found.parameters] == pytest.approx(mended, rel=1e-9)
    assert theirs != pytest.approx(mended, rel=1e-3)
    assert [fork.title for fork in found.forks] == ["yours", "mended"]


def test_a_right_batch_is_trained_as_the_file_trains_it() -> None:
    debugger = debugger_on(right_verdict())
    debugger.go_to("e50")
    assert debugger.snapshot().state[:6] == pytest.approx(
        weights_after(50, samples_at_once=4, is_mended=True), rel=1e-9
    )
    assert debugger.mended is None
    assert debugger.others == ()


def test_the_mended_training_has_the_edits_of_the_fork_too() -> None:
    debugger = by_samples()
    debugger.go_to("e2")
    debugger.edit("w5", 2.0)
    debugger.go_to("9.18")  # after its own update of w5, in the middle of the step
    debugger.edit("w1", 1.0)
    debugger.go_to("e4")
    mended = debugger.mended
    assert mended is not None
    assert [(edit.name, edit.value) for edit in mended.history] == [("w5", 2.0), ("w1", 1.0)]
    found = compare(debugger, debugger.fork.number, MENDED, 8)
    assert [pair.second for pair in found.parameters if pair.name == "w5"] == [2.0]
    assert [fork.number for fork in debugger.others] == [0, 1, MENDED]


def test_what_the_mistake_computes_is_found_in_the_line_that_is_wrong() -> None:
    debugger = by_samples()
    program = debugger.timeline.program
    source = debugger.source
    assert source is not None
    lines = {target: source.line_of(program, program.by_target[target]) for target in program.by_target}
    assert lines["∂C/∂z3"] == lines["∂ŷ/∂z3"] == 17
    assert lines["∂z3/∂h1"] == lines["∂C/∂h2"] == lines["∂C/∂z2"] == 19
    assert lines["∂C/∂w5"] == lines["w5"] == 18
    assert lines["∂C/∂w1"] == lines["∂z1/∂w1"] == 20
    assert lines["z1"] == 14
    assert lines["C"] is None


def test_the_learning_rate_has_the_digits_of_the_file() -> None:
    assert by_samples().problem.training.learning_rate == 0.3
    assert debugger_on(script_verdict(), 0.1).problem.training.learning_rate == 0.1


def test_a_session_keeps_the_file_its_lines_and_the_comparison_with_the_mended_training() -> None:
    debugger = by_samples()
    debugger.go_to("e3")
    debugger.edit("w5", 1.0)
    text = SessionWriter(debugger).text({})
    again, _ = resume(json.loads(text))
    assert again.source is not None
    assert debugger.source is not None
    assert again.source.text == debugger.source.text
    assert again.source.lines == debugger.source.lines
    assert again.source.names == debugger.source.names
    assert again.source.accusations[0].sentence == SENTENCE
    assert str(again.forks[0]) == "fork 0, yours: with the mistake"
    assert again.mended is not None
    assert SessionWriter(again).text({}) == text


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("text", 3, "source.text: expected a string of at most"),
        ("lines", {"w1": "three"}, "source.lines: expected the number of a line, got 'three'"),
        ("names", {"w1": 3}, "source.names: expected a string, got a number"),
        ("accusations", [{"line": -1}], "source.accusations 1.line: expected the number of a line, got -1"),
        ("more", 1, "source.more: unknown key"),
    ],
)
def test_a_damaged_file_in_a_session_is_told_in_a_line(key: str, value: object, told: str) -> None:
    document = json.loads(SessionWriter(by_samples()).text({}))
    document["source"][key] = value
    with pytest.raises(ValueError, match=told):
        resume(document)


def test_a_session_keeps_why_the_file_does_not_learn() -> None:
    torn = {"id": "torn-pairs", "sentence": "Inputs and targets do not stay together: here."}
    debugger = debugger_on({**script_verdict(), "causes": [torn]})
    document = json.loads(SessionWriter(debugger).text({}))
    again, _ = resume(document)
    assert again.source is not None
    assert [cause._asdict() for cause in again.source.causes] == [torn]
    assert torn["sentence"] in again.problem.story
    del document["source"]["causes"]
    before, _ = resume(document)
    assert before.source is not None
    assert before.source.causes == ()


def test_what_can_not_be_opened_says_why() -> None:
    verdict = undecided("mynet.py", "no training was seen")
    assert not can_be_opened(verdict)
    with pytest.raises(ValueError, match="no training was seen"):
        debugger_on(verdict)
    unknown = {**script_verdict(), "debugger": None}
    assert why_not_opened({**unknown, "network": {}}).startswith("its network was not recognised")
    known = {**unknown, "network": {"layers": [2, 3, 1]}}
    assert why_not_opened({**known, "loss": "of-its-own"}).startswith("its loss is none that is known here")
    assert why_not_opened({**known, "loss": "half-squared-error"}).startswith("no rate is known")


def test_a_mistake_that_batches_have_no_place_for_is_shown_with_an_update_after_each_sample_and_this_is_told() -> None:
    debugger = debugger_on(script_verdict())
    assert debugger.problem.training.update == "sample"
    assert debugger.source is not None
    assert debugger.source.takes_batches
    assert "here there is an update after each sample" in debugger.problem.story
    bench = Workbench(debugger)
    told = f"line 19: {SENTENCE} Shown sample by sample: about tells why. compare compares with it mended"
    assert bench.message == told
    assert "Shown" not in Workbench(by_samples()).message


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((19, 17), "compare compares with lines 17 and 19 mended"),
        ((19, 17, 18), "compare compares with lines 17, 18 and 19 mended"),
        ((19, 19), "compare compares with line 19 mended"),
        ((19, 0), "compare compares with all 2 mended"),
    ],
)
def test_of_several_mistakes_every_line_that_is_mended_is_named(lines: tuple[int, ...], told: str) -> None:
    debugger = by_samples()
    assert debugger.source is not None
    accusations = tuple(Accusation(line, SENTENCE) for line in lines)
    debugger.source = replace(debugger.source, accusations=accusations)
    bench = Workbench(debugger)
    assert f"compare compares with all {len(lines)} mended" in bench.message
    bench.leave_verdict_to_code()
    assert told in bench.message
