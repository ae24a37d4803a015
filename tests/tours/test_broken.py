"""A tour's file that is broken in one way or another gets one line for it, with the number of the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from xortui.cli import main
from xortui.commands.layout import PANES
from xortui.commands.table import COMMANDS
from xortui.tours.checking import faults_of
from xortui.tours.opening import debugger_of
from xortui.tours.player import Player
from xortui.tours.reading import read_tour
from xortui.tours.stand import evaluated

GOOD = """\
---
title: A lesson
problem: xor
---

## First

go: 1.7
look: chain_rule w5 ∂C/∂ŷ
holds: yhat > 0

The answer is {yhat}, and the loss {C = 0.0428}.

ask: value ∂C/∂ŷ

It was too high.

## Second

go: e10
edit: w5 = 1

Ten epochs later `w5` is {w5}.

ask: Is that less?
- [x] yes
- [ ] no
"""
BROKEN = [
    ("", "", "1: the file is empty"),
    ("---\ntitle", "title", "1: expected ---, which begins the header, got 'title: A lesson'"),
    ("xor\n---\n", "xor\n", "1: the header has no end; expected a second line ---"),
    ("title: A lesson\n", "", "1: the header has no title; expected a line such as 'title: …'"),
    ("problem: xor\n", "", "1: the header has no problem; expected a line such as 'problem: …'"),
    ("title: A lesson", "titel: A lesson", "2: expected one of title, problem, seed, learning_rate, hidden, "),
    ("title: A lesson", "A lesson", "2: expected a line such as 'title: …', got 'A lesson'"),
    ("title: A lesson", "title:", "2: title: expected something behind it"),
    ("problem: xor", "problem: xor\nproblem: xor", "4: problem is given twice: it is in line 3"),
    ("A lesson", "A" * 61, "2: title: expected at most 60 characters, got 61"),
    ("problem: xor", "problem: xro", "3: problem: xro: no such problem; did you mean xor?"),
    ("problem: xor", "problem: ./none.toml", "3: problem: "),
    ("problem: xor", "problem: xor\nseed: many", "4: seed: expected a number, got 'many'"),
    ("problem: xor", "problem: xor\nseed: -1", "4: seed: "),
    ("problem: xor", "problem: xor\nlearning_rate: fast", "4: learning_rate: expected a number, got 'fast'"),
    ("problem: xor", "problem: xor\nlearning_rate: -1", "4: learning_rate: "),
    ("problem: xor", "problem: xor\nhidden: 0", "4: hidden: "),
    ("problem: xor", "problem: xor\nhidden: 2,x", "4: hidden: expected a number, got '2,x'"),
    ("problem: xor", "problem: xor\nmistake: none-such", "4: mistake: "),
    ("## First\n", "Hello.\n\n## First\n", "6: expected a stop's title, a line that begins with '## ', got 'Hello.'"),
    ("## First", "##First", "6: expected '## ' and the title of a stop, got '##First'"),
    ("## First", "## ", "6: the stop has no title"),
    ("## First", f"## {'F' * 61}", "6: expected a title of at most 60 characters, got 61"),
    ("## First", "## First of 2", "6: 2 is neither computed nor checked; expected {w1}, or {w1 = 2}"),
    ("The answer is {yhat}, and the loss {C = 0.0428}.\n", "", "6: the stop has no text; expected some before its q"),
    ("go: 1.7", "walk: 1.7", "8: expected one of go, run, edit, break, watch, "),
    ("go: 1.7", "go:", "8: go: expected something behind it"),
    ("go: 1.7", "go: somewhere", "8: go: expected a step (478), an operation (478.12) or an epoch (e120), got "),
    ("go: 1.7", "go: 1.99", "8: go: step 1 has the operations 1 to 45, got 99"),
    ("go: e10", "go: e999999", "20: go: expected a step of at most 200,000, got 3,999,996"),
    ("look: chain_rule", "look: chains", "9: look: expected one of network, weights, chain_rule, loss, samples, "),
    ("chain_rule w5", "chain_rule w50", "9: look: expected w1 … w6, b1 … b3 behind the pane, got 'w50'"),
    ("w5 ∂C/∂ŷ\n", "w5 ∂C/∂h1\n", "9: look: expected a factor of w5, one of ∂C/∂ŷ, ∂ŷ/∂z3, ∂z3/∂w5, got '∂C/∂h1'"),
    ("w5 ∂C/∂ŷ\n", "w5 unfolded\n", "9: look: w5 has a single path: there is nothing to unfold"),
    ("look: chain", "look: network\nlook: chain", "10: look is given twice: it is in line 9"),
    ("holds: yhat > 0", "holds: yhat", "10: holds: expected a condition such as w5 > 0, got 'yhat'"),
    ("holds: yhat > 0", "holds: yhat > 1", "10: holds: yhat > 1 is false at 1.7"),
    ("holds: yhat > 0", "holds: w99 > 0", "10: holds: "),
    ("holds: yhat > 0", "holds: dC/dw1 > 0", "10: holds: dC/dw1 > 0 is not computed yet at 1.7"),
    ("{yhat}", "{yhat", "12: a brace has no partner; expected {w1}"),
    ("{yhat}", "yhat}", "12: a brace has no partner; expected {w1}"),
    ("{yhat}", "{}", "12: expected an expression between { and }, got nothing"),
    ("{yhat}", "{1 + 1}", "12: {1 + 1}: expected an expression with a name in it, such as {w1}"),
    ("{yhat}", "{y hat}", "12: "),
    ("{yhat}", "{h7}", "12: "),
    ("{yhat}", "{dC/dw5}", "12: dC/dw5 is not computed yet at 1.7; say at which position, such as dC/dw5 at 1.12"),
    ("{yhat}", "{yhat:99}", "12: {yhat:99}: expected from 1 to 12 digits, got 99"),
    ("{yhat}", "{yhat at noon}", "12: expected a step (478), an operation (478.12) or an epoch (e120), got 'noon'"),
    ("{yhat}", "{yhat > 0 = 1}", "12: yhat > 0 is true or false, not 1"),
    ("0.0428", "0.0429", "12: C is 0.0428411, not 0.0429"),
    ("{yhat}", "0.2927", "12: 0.2927 is neither computed nor checked; expected {w1}, or {w1 = 0.2927}"),
    ("{yhat}", "`0.2927`", "12: 0.2927 is neither computed nor checked; expected {w1}, or {w1 = 0.2927}"),
    ("{yhat}", "{key fly}", "12: key: there is no command 'fly'; expected one such as edit, or edit.back"),
    ("ask: value ∂C/∂ŷ", "ask: value ∂C/∂w5", "14: ask: the next operation computes ∂C/∂ŷ, not ∂C/∂w5"),
    ("ask: value ∂C/∂ŷ", "ask: value ∂C/∂ŷ\nask: loss", "15: ask is given twice: it is in line 14"),
    ("ask: value ∂C/∂ŷ", "ask: value ∂C/∂ŷ\n- [x] yes", "15: ask: value takes no answers to choose from"),
    ("ask: value ∂C/∂ŷ", "ask: loss now", "14: ask: loss takes nothing behind it, got 'now'"),
    ("edit: w5 = 1", "edit: w5", "21: edit: expected a name, = and a number, such as w5 = 1, got 'w5'"),
    ("edit: w5 = 1", "edit: w99 = 1", "21: edit: "),
    ("edit: w5 = 1", "edit: w5 = 1e999", "21: edit: "),
    ("- [ ] no\n", "", "25: the question has 1 answers; expected 2 to 8 lines '- [ ] …' below it"),
    ("- [x] yes", "- [ ] yes", "25: expected one right answer, '- [x] …', got 0"),
    ("- [ ] no", "- [x] no", "25: expected one right answer, '- [x] …', got 2"),
    ("- [ ] no", "- [ ] yes", "25: two answers are the same"),
    ("- [ ] no", "- [ ] ", "27: the answer has no text"),
    ("- [ ] no", "- [y] no", "27: expected '- [ ] …' or '- [x] …', got '- [y] no'"),
    ("ask: Is that less?\n", "", "25: an answer stands before its question; expected a line 'ask: …' above it"),
    (
        "edit: w5 = 1",
        "run: 50",
        "21: run: no breakpoint stops it within 50 steps; it is at 90.45, where the loss is 0.1322",
    ),
    ("edit: w5 = 1", "run: far", "21: run: expected how many steps at the most, from 1 to 200,000, got 'far'"),
    ("edit: w5 = 1", "break: los < 1", "21: break: "),
    ("edit: w5 = 1", "watch: w99", "21: watch: "),
    ("edit: w5 = 1", "edit: w5 = 1\ngo: e11\ncompare: 7", "23: compare: expected one of fork 0, 0, original, got '7'"),
    ("edit: w5 = 1", "compare: original", "21: compare: expected one of a fork, which an edit makes, got 'original'"),
    ("- [x] yes", "- [x] yes <!-- loss > 1 -->", "26: the right answer: loss > 1 is false at 40.45"),
    ("- [ ] no", "- [ ] no <!-- loss < {loss at e1} -->", "27: the wrong answer: loss < {loss at e1} is true at "),
    ("- [ ] no", "- [ ] no <!-- w5 -->", "27: the wrong answer: expected a condition such as w5 > 0, got 'w5'"),
    ("- [x] yes", "- [x] yes <!-- w5 > 0 -->", "26: the answer stands on the screen: w5 is there before the "),
    ("ask: Is", "covers: w5\nask: Is", "25: covers: expected nothing, loss or values that this step computes, wi"),
    ("ask: Is", "covers: dC/dw9\nask: Is", "25: covers: expected nothing, loss or values that this step computes, wi"),
    ("ask: Is", "covers:\nask: Is", "25: covers: expected something behind it"),
    ("ask: Is", "covers: loss\ncovers: loss\nask: Is", "26: covers is given twice: it is in line 25"),
    ("ask: value ∂C/∂ŷ", "covers: C\nask: value ∂C/∂ŷ", "14: covers: ask: value covers what it asks for; leave th"),
    ("ask: value ∂C/∂ŷ", "covers: C", "14: covers: there is no question; expected a line 'ask: …'"),
    ("ask: Is", "It is {loss}.\n\ncovers: loss\nask: Is", "25: the text tells loss, which the question covers; leave"),
    ("ask: Is", "It is {dC/dw1}.\n\ncovers: dC/dw1\nask: Is", "25: the text tells ∂C/∂w1, which the question covers; "),
    ("{yhat}", "{dC/dyhat at 1.8}", "12: the text tells ∂C/∂ŷ, which the question asks for; leave it out"),
    ("w5 = 1", "w5 = 1\ncompare: original", "22: compare: both are the same up to 40.45; expected a place after it, "),
    ("edit: w5 = 1", "reveal: mistake", "21: reveal: no mistake is planted; expected a line 'mistake: …'"),
    ("problem: xor", "problem: xor\nmistake: own-activation, secret", "4: mistake: expected 'own-activation, hidden'"),
    ("It was too high.", "It was too high. " * 40, "6: its text has 10 lines of 80 characters; expected at most 8"),
]  # fmt: skip
COMMAND_NAMES = {*COMMANDS, *[f"{id_}.back" for id_, command in COMMANDS.items() if command.back is not None]}


def faults(text: str) -> list[str]:
    return [str(fault) for fault in faults_of("lesson", text, "", PANES, COMMAND_NAMES)]


def broken(old: str, new: str) -> str:
    if not old:
        return ""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_there_are_fifty_and_more() -> None:
    assert len(BROKEN) >= 50
    assert len({(old, new) for old, new, _ in BROKEN}) == len(BROKEN)


def test_the_file_is_good_before_it_is_broken() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(("old", "new", "told"), BROKEN, ids=[told[:40] for _, _, told in BROKEN])
def test_each_gets_one_line(old: str, new: str, told: str) -> None:
    found = faults(broken(old, new))
    assert len(found) == 1, found
    assert found[0].startswith(told)
    assert found[0].isprintable()


def test_two_faults_get_two_lines_in_their_order() -> None:
    text = GOOD.replace("{w5}", "0.5").replace("go: 1.7", "go: 1.99")
    assert [fault.partition(":")[0] for fault in faults(text)][:1] == ["8"]
    assert [fault.partition(":")[0] for fault in faults(text)][-1:] == ["23"]


def test_a_stop_sets_breakpoints_watches_and_a_comparison() -> None:
    text = GOOD.replace(
        "go: e10\nedit: w5 = 1", "go: 3\nedit: w5 = 1\nbreak: w5 > 1\nwatch: w5 * h1\nrun: 5\ncompare: 0"
    )
    tour, found = read_tour("lesson", text)
    assert found == []
    assert faults(text) == []
    assert tour is not None
    debugger = debugger_of(tour)
    player = Player(tour, debugger, PANES)
    player.arrive(1)
    assert [made.text for made in debugger.breakpoints] == ["w5 > 1"]
    assert [watch.text for watch in debugger.watches] == ["w5 * h1"]
    assert player.compared == 0
    assert evaluated(debugger, "w5 > 1") is True


def test_the_right_answer_is_what_the_program_computes() -> None:
    text = GOOD.replace("- [x] yes", "- [x] yes <!-- loss < {loss at e1} -->")
    text = text.replace("- [ ] no", "- [ ] no <!-- {loss > 0.14 at e10} -->")
    assert faults(text) == []
    tour, _ = read_tour("lesson", text)
    assert tour is not None
    asked = tour.stops[1].asked
    assert asked is not None
    assert [option.text for option in asked.options] == ["yes", "no"]


def test_a_mistake_may_be_hidden() -> None:
    text = GOOD.replace("problem: xor", "problem: xor\nmistake: own-activation, hidden")
    tour, _ = read_tour("lesson", text)
    assert tour is not None
    debugger = debugger_of(tour)
    assert debugger.hides_mistakes
    assert [planted.mistake.id for planted in debugger.mistakes] == ["own-activation"]


def test_a_mistake_is_revealed_and_compared_with_what_is_right() -> None:
    text = GOOD.replace("problem: xor", "problem: xor\nmistake: slope-missing, hidden")
    told = "compare: mended is hidden, as the mistake is; expected a line 'reveal: mistake' before it"
    assert faults(text.replace("edit: w5 = 1", "compare: mended"))[-1] == f"22: {told}"
    assert faults(text.replace("edit: w5 = 1", "reveal: mistake\ncompare: mended")) == []
    told = "reveal: expected mistake, got 'it'"
    assert faults(text.replace("edit: w5 = 1", "reveal: it"))[-1] == f"22: {told}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("for 10 epochs", "{epoch}, which is 10 here"),
        ("at 0.5", "{η}, which is 0.5 here"),
        ("7", "{w1}, or {w1 = 7}"),
    ],
)
def test_a_number_that_nobody_checks_is_told_what_has_it(written: str, told: str) -> None:
    number = written.split()[-1] if "epochs" not in written else "10"
    (found,) = faults(GOOD.replace("Ten epochs later", f"So it is {written},"))
    assert found == f"23: {number} is neither computed nor checked; expected {told}"


class TestFiles:
    """At the command line, with the file's name before the line."""

    def test_a_good_file_ends_with_0(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "lesson.md"
        path.write_text(GOOD, "utf-8")
        assert main(["tour", "--check", str(path)]) == 0
        assert capsys.readouterr().out == f"{path}: every number holds\n"

    def test_a_broken_file_ends_with_1(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "lesson.md"
        path.write_text(GOOD.replace("yhat > 0", "yhat > 1"), "utf-8")
        assert main(["tour", "--check", str(path)]) == 1
        assert capsys.readouterr().out == f"{path}:10: holds: yhat > 1 is false at 1.7\n"

    @pytest.mark.parametrize("name", ["none.md", "none", "lesson.txt", ".md"])
    def test_what_is_no_tour_is_refused_in_a_line(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        for arguments in (["--check", name], [name]):
            assert main(["tour", *arguments]) == 2
            told = capsys.readouterr().err
            assert told.count("\n") == 1
            assert told.startswith("xortui: ")

    def test_a_folder_and_what_is_no_text_are_refused(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = tmp_path / "folder.md"
        folder.mkdir()
        noise = tmp_path / "noise.md"
        noise.write_bytes(b"\xff\xfe\x00")
        for path in (folder, noise):
            assert main(["tour", "--check", str(path)]) == 2
            assert capsys.readouterr().err.count("\n") == 1

    def test_a_broken_file_is_not_played(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "lesson.md"
        path.write_text(GOOD.replace("title: A lesson", "title:"), "utf-8")
        assert main(["tour", str(path)]) == 2
        assert f"{path}:2: title: expected something" in capsys.readouterr().err
