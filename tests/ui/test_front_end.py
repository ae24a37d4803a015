"""A command is one row: what is added to the table can be done on the screen, without a key of its own."""

from __future__ import annotations

import pytest

from tests.ui.test_main_screen import main_screen, picture
from xortui.commands.command import Command, Way
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.ui.app import XortuiApp
from xortui.ui.keys import key_table


def _add_ten(bench: Workbench) -> None:
    bench.debugger.run(10)
    bench.say("{goto} 0 leads back")


TEN = Command(id="ten", label="ten", forth=Way(description="Ten steps in one go", run=_add_ten))


async def test_a_row_is_found_in_the_palette_and_in_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "ten", TEN)
    assert ("", "Ten steps in one go", "") in key_table()
    async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"ten steps", "enter")
        await pilot.pause()
        assert main_screen(pilot).debugger.position == (10, 45)
        assert "g 0 leads back" in picture(pilot)
