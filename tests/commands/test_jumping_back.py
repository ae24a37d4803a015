"""Going back to where the last jump came from, which tells how."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xortui.commands.editing import set_values
from xortui.commands.moving import go_to
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger


@pytest.fixture
def bench() -> Workbench:
    debugger = Debugger("xor")
    debugger.go_to("e100")
    return Workbench(debugger)


def run(bench: Workbench, command: str, *, back: bool = False) -> None:
    way = COMMANDS[command].way(back=back)
    assert way.run is not None
    way.run(bench)
    while bench.playback.is_running:
        bench.turn()


def to_the_start(bench: Workbench) -> None:
    run(bench, "rewind")


def back_to_the_start(bench: Workbench) -> None:
    run(bench, "run", back=True)


@pytest.mark.parametrize("jump", [to_the_start, back_to_the_start])
def test_a_jump_to_the_start_tells_how_to_return_and_it_goes_there_and_back(
    bench: Workbench, jump: Callable[[Workbench], None]
) -> None:
    jump(bench)
    assert bench.debugger.position.step == 0
    assert bench.message == "from 400.45; return goes back there"
    run(bench, "return")
    assert str(bench.debugger.position) == "400.45"
    run(bench, "return")
    assert bench.debugger.position.step == 0


def test_a_short_way_is_not_told_and_can_be_returned_from(bench: Workbench) -> None:
    go_to(bench, "2.3")
    to_the_start(bench)
    assert bench.message == ""
    run(bench, "return")
    assert str(bench.debugger.position) == "2.3"


def test_it_goes_back_to_the_fork_too(bench: Workbench) -> None:
    set_values(bench, "w5 = 1")
    go_to(bench, "e3")
    bench.debugger.switch(0)
    run(bench, "return")
    assert bench.debugger.fork.number == 1
    assert str(bench.debugger.position) == "400.45"


def test_without_a_jump_or_with_its_fork_gone_there_is_nothing_to_return_to(bench: Workbench) -> None:
    assert not COMMANDS["return"].way(back=False).is_on(bench)
    set_values(bench, "w5 = 1")
    go_to(bench, "e3")
    run(bench, "edit", back=True)
    assert not COMMANDS["return"].way(back=False).is_on(bench)
