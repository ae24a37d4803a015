"""The prompt in a real terminal: completion, an empty line, ctrl+c and the end, without any escape code."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.terminal.pseudo_terminal import Terminal

PROMPT = "(xortui) "


@pytest.fixture(params=["dumb", "xterm-256color"])
def prompt(state: Path, request: pytest.FixtureRequest) -> Iterator[pexpect.spawn]:
    """Return a prompt that waits for a line, in a terminal that can't draw, and in one that can."""
    environment = os.environ | {"TERM": request.param, "XDG_STATE_HOME": str(state), "PYTHONIOENCODING": "utf-8"}
    arguments = ["-m", "xortui", *([] if request.param == "dumb" else ["--plain"])]
    child = pexpect.spawn(
        sys.executable, arguments, env=environment, encoding="utf-8", timeout=30, dimensions=(24, 100)
    )
    child.expect_exact(PROMPT)
    yield child
    child.close(force=True)


def told(prompt: pexpect.spawn, line: str) -> list[str]:
    """Type a line, and return what is told before the next prompt."""
    prompt.sendline(line)
    prompt.expect_exact(PROMPT)
    lines = re.split(r"\r+\n", prompt.before)[1:-1]
    assert "\x1b" not in prompt.before
    return lines


def test_a_session_of_typing_completing_interrupting_and_leaving(prompt: pexpect.spawn, state: Path) -> None:
    assert "xor: Exclusive or; help lists the commands" in prompt.before
    assert "\x1b" not in prompt.before
    assert told(prompt, "n")[0] == "step 1 op 45 of 45, epoch 1, sample (0,0), complete"
    assert told(prompt, "")[0] == "step 2 op 45 of 45, epoch 1, sample (0,1), complete"
    prompt.send("info wei\t")
    prompt.expect_exact("ghts")
    assert told(prompt, "")[0].startswith("w1 −0.7")
    prompt.sendline("c")
    prompt.expect_exact("running; ctrl+c stops it")
    prompt.sendintr()
    prompt.expect_exact("interrupted")
    prompt.expect_exact(PROMPT)
    assert told(prompt, "p step > 1") == ["step > 1 is true"]
    # Completed by the program, and so certainly read by it: Python loses a ctrl+c that comes while a prompt is written.
    prompt.send("info wei\t")
    prompt.expect_exact("ghts")
    prompt.sendintr()
    prompt.expect_exact(PROMPT)
    assert told(prompt, "g 12") == [
        "step 12 op 45 of 45, epoch 3, sample (1,1), complete",
        "ŷ 0.3913 for y 0, C 0.0766, mean C of epoch 3 0.1410",
    ]
    assert told(prompt, "nonsense") == ["'nonsense' is no command; help lists them"]
    prompt.sendeof()
    prompt.expect(pexpect.EOF)
    prompt.close()
    assert prompt.exitstatus == 0
    (saved,) = state.rglob("*.json")
    assert json.loads(saved.read_text("utf-8"))["position"] == "12.45"
    with Terminal("resume", environment={"XDG_STATE_HOME": str(state)}) as terminal:
        assert "step 12 op 45/45" in terminal.settled("Weights")
        terminal.press("n")
        terminal.settled("step 13")
        terminal.press("q")
        assert terminal.status() == 0
    assert json.loads(saved.read_text("utf-8"))["position"] == "13.45"
