"""`xortui break` and `xortui mistakes`: what they print, open and refuse."""

from __future__ import annotations

import re

import pytest

from tests.cli.test_command_line import refused
from xortui.cli import main
from xortui.core.mistakes import MISTAKES
from xortui.debugger import Debugger
from xortui.debugger.planting import planted_in
from xortui.prompt.interpreter import Interpreter


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_list_has_every_mistake_with_its_sentence_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    heading, _, listed = printed(capsys, "mistakes").partition("\n\n")
    assert heading.startswith("In these sentences l is a layer")
    lines = listed.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [row.id for row in MISTAKES]
    assert sum("source:" in line for line in lines) == len(MISTAKES)
    assert max(map(len, lines)) <= 80


def test_one_mistake_is_told_whole_with_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "mistakes", "slope-missing")
    assert told.startswith("slope-missing\n")
    assert "Instead: Multiply what arrives" in told
    assert "Source: Bot-Academy/NeuralNetworkFromScratch#3" in told
    assert "No numbers tell it from gate-always-open" in told
    assert re.findall(r"^    (\d|every): ", told, re.MULTILINE) == ["1", "2", "every"]
    assert "xortui break slope-missing xor opens it" in told


def test_a_mistake_that_xor_has_no_place_for_is_told_in_another_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert "xortui break one-path iris opens it" in printed(capsys, "mistakes", "one-path")
    assert "There is no place for it in xor." in printed(capsys, "mistakes", "one-path", "xor")
    assert "No built-in problem has a place for it." in printed(capsys, "mistakes", "decay-sign")


def test_it_opens_at_the_prompt_and_tells_what_is_planted(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["-ex", "sample", "-ex", "info chain w1", "-ex", "reveal"]
    told = printed(capsys, "break", "slope-missing", "--batch", *lines)
    assert "∂h1/∂z1 = 1 ≠ 0.2443 (right)" in told
    assert "slope-missing: The slope of the activation is missing in layer 1" in told


def test_a_hidden_mistake_is_told_only_when_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    quiet = printed(
        capsys, "break", "uphill,slope-missing", "--hidden", "--batch", "-ex", "sample", "-ex", "info weights"
    )
    assert "uphill" not in quiet
    assert "≠" not in quiet
    told = printed(capsys, "break", "uphill,slope-missing", "mazur", "--hidden", "--batch", "-ex", "reveal")
    assert "uphill: " in told
    assert "slope-missing: " in told


def test_a_problem_that_has_a_place_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert "iris" in printed(capsys, "break", "softmax-diagonal", "--batch", "-ex", "info problem")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["break"], "expected MISTAKE"),
        (["break", "nonsense"], "'nonsense': there is no such mistake"),
        (["break", "one-path", "xor"], "one-path: there is no place for it in this network and training"),
        (["break", "uphill", "--place", "5"], "uphill: expected a place such as 1, 2, every, got '5'"),
        (["break", "uphill", "no-such-problem"], "no-such-problem"),
        (["mistakes", "nonsense"], "'nonsense': there is no such mistake"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(arguments: list[str], told: str) -> None:
    assert told in refused(*arguments)


def test_revealing_needs_a_mistake() -> None:
    told: list[str] = []
    interpreter = Interpreter(Debugger("xor"), told.append, lambda: False)
    assert interpreter.obey("reveal") == "no mistake is planted here; xortui break plants one"


def test_hiding_and_revealing_go_to_and_fro() -> None:
    debugger = Debugger("xor", mistakes=planted_in(Debugger("xor").problem, [MISTAKES[0]]))
    told: list[str] = []
    interpreter = Interpreter(debugger, told.append, lambda: False)
    assert not interpreter.obey("back reveal")
    assert debugger.hides_mistakes
    assert told[-1] == "hidden: reveal tells which mistake it is"
    assert not interpreter.obey("reveal")
    assert not debugger.hides_mistakes
    assert told[-1].startswith("weights-updated: What layer 2 passes back")
