"""Ten thousand random lines at the prompt, of which none may end in a traceback.

XORTUI_LINES=10000 python -m pytest -n0 tests/prompt/test_random_lines.py

A thousand run with the other tests. After every hundred lines a session of where the prompt stands is made again, and
shows the same numbers.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from tests.prompt.talks import Talk
from xortui.debugger.session import SessionWriter, resume
from xortui.prompt.completion import completed
from xortui.prompt.spelling_out import spelled_out
from xortui.prompt.words import MEANINGS

LINES = int(os.environ.get("XORTUI_LINES", "1000"))
TALK = 100
"""Lines after which a new debugger is taken, of the next problem."""
PROBLEMS = ("xor", "mazur", "iris", "diverging", "xor-skip", "and", "saturated", "parity-3")
PARTS = (
    "", "1", "3", "0", "-1", "e3", "e40", "7.12", "1.99", "w5 = 1", "w1=-2,b1=0", "eta = 1e9", "x1 = 0.5", "h1 = 1",
    "loss < 0.14", "op 12", "op 999", "sign(w4) changed", "loss", "dC/dw3", "w5 * h1", "w5 * h1 at e10",
    "h1 > 0.5 at 7", "a.csv", "b.md", "dip", "stop1", "weights", "chain w1", "program forward", "samples",
    "loss at", "at", "w9", "h2", "ŷ", "∂C/∂ŷ", "{goto}", "{", "}}", "\x1b[31m", "é̂", "999999999999999999", "1e400",
    "nan", "((((", "and or not", "b", "i", "p", "fork", "back", "undo", "e2000 ", "1 2", "2 x", "''", "%s", "\x00",
    "w5 = nan", "mean(", "before(before(loss))",
)  # fmt: skip
LETTERS = "abcwxyzhŷ∂C0123456789.,=<>+-*/() \t{}'\"#%∆\x7f"


def line_from(source: random.Random) -> str:
    """Return a line: mostly a command with something behind it that may fit, else anything."""
    if source.random() < 0.1:
        return "".join(source.choice(LETTERS) for _ in range(source.randrange(30)))
    word = source.choice(list(MEANINGS))
    if source.random() < 0.1:
        word = word[: source.randrange(1, len(word) + 1)]
    if source.random() < 0.15:
        word = f"back {word}"
    behind = [source.choice(PARTS) for _ in range(source.choice((0, 1, 1, 1, 2)))]
    return " ".join([word, *behind])


@pytest.mark.parametrize("seed", range(-(-LINES // TALK)))
def test_no_line_ends_in_a_traceback_and_all_that_is_told_can_be_read(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = random.Random(seed)
    talk = Talk(PROBLEMS[seed % len(PROBLEMS)])
    for _ in range(TALK):
        line = line_from(source)
        talk.told.clear()
        talk.looks, talk.patience = 0, 20
        trouble = talk.interpreter.repeat() if source.random() < 0.05 else talk.interpreter.obey(line)
        for told in (*talk.told, trouble):
            assert "\n" not in told, line
            assert spelled_out(told).isascii(), line
        completed(talk.interpreter.bench, line)
    debugger = talk.debugger
    text = SessionWriter(debugger).text(talk.interpreter.bench.layout.document())
    again, _ = resume(json.loads(text))
    assert again.position == debugger.position
    assert again.snapshot().state == debugger.snapshot().state
