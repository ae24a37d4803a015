"""Bindings, help and README come from one table."""

from __future__ import annotations

from textual.binding import Binding

from tests.ui.test_main_screen import main_screen
from xortui.commands.table import COMMANDS
from xortui.debugger import Debugger, Position
from xortui.ui.app import XortuiApp
from xortui.ui.keys import KEYS, bindings, described, key_table


def test_no_key_is_bound_twice() -> None:
    keys = [key for bound in KEYS.values() for key in (*bound.forth, *bound.back)]
    assert len(keys) == len(set(keys))


def test_every_key_is_of_a_command_and_goes_a_way_that_it_has() -> None:
    for id_, bound in KEYS.items():
        assert bound.forth
        assert bool(bound.back) == (COMMANDS[id_].back is not None)


def test_every_key_has_a_binding_with_an_id_of_its_own_and_a_tooltip() -> None:
    found = [binding for binding in bindings() if isinstance(binding, Binding)]
    assert {binding.key for binding in found} == {key for bound in KEYS.values() for key in (*bound.forth, *bound.back)}
    assert len({binding.id for binding in found}) == len(found)
    assert all(binding.tooltip for binding in found)


def test_upper_case_goes_back() -> None:
    for id_ in ("operation", "sample", "epoch"):
        assert KEYS[id_].back[0] == KEYS[id_].forth[0].upper()


def test_help_names_every_command() -> None:
    assert {row[1] for row in key_table()} == {described(command, back=False) for command in COMMANDS.values()}


async def test_end_leads_back_to_the_furthest_step_that_has_been_run() -> None:
    async with XortuiApp(Debugger("xor")).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await pilot.press("e", "e", "n")
        there = screen.debugger.position
        await pilot.press("home")
        assert screen.debugger.position == Position(0, 0)
        await pilot.press("end")
        assert screen.debugger.position == there
        await pilot.press("end")
        assert screen.bench.message == "this is as far as training has been run; c goes on"
