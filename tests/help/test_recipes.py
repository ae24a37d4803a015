"""Every line of the recipes runs, with the libraries where they are installed, else with stand-ins."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.documents import HELP, ROOT, Block, blocks_of
from tests.help.libraries import stand_in_for_what_is_missing
from tests.terminal.pseudo_terminal import Terminal

BLOCKS = list(blocks_of(HELP / "recipes.md"))
SHOWN = [block for block in BLOCKS if "xortui.debug(" in block.text]


@pytest.mark.parametrize("block", [block for block in BLOCKS if block not in SHOWN], ids=str)
def test_a_recipe_prints_what_it_promises(block: Block, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in_for_what_is_missing(monkeypatch)
    monkeypatch.chdir(tmp_path)
    output = StringIO()
    with redirect_stdout(output):
        exec(compile(block.text, str(block), "exec"), {})
    prints = [line for line in block.text.splitlines() if line.startswith("print(")]
    assert output.getvalue().splitlines() == [line.rpartition("  # ")[2] for line in prints]
    assert prints


def test_the_screen_opens_in_a_script_steps_and_is_left_and_the_script_goes_on_with_the_numbers(tmp_path: Path) -> None:
    (block,) = SHOWN
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{block.text}", encoding="utf-8")
    with Terminal(command=[sys.executable, str(script)]) as terminal:
        terminal.settled("arrays 2-3-1", "half-squared-error, η 0.3, update after each sample; i tells what was read")
        terminal.press("n", "s")
        terminal.settled("step 2 op 1/")
        terminal.press("q")
        terminal.wait_for("2.1")
        terminal.wait_for("(2, 3) (3,)")
        terminal.wait_for("(3, 1) (1,)")
        assert terminal.status() == 0
