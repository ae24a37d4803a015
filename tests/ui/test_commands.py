"""Bindings, help and README come from one table."""

from __future__ import annotations

from textual.binding import Binding

from xortui.debugger import Debugger
from xortui.ui.commands import COMMANDS, bindings, key_table
from xortui.ui.screens.main import MainScreen
from xortui.ui.workbench import Workbench


def test_no_key_is_bound_twice() -> None:
    keys = [key for command in COMMANDS for key in (*command.keys, *command.back_keys)]
    assert len(keys) == len(set(keys))


def test_every_command_is_something_the_screen_can_do() -> None:
    for command in COMMANDS:
        assert Workbench(Debugger()).knows(command.id) or callable(getattr(MainScreen, f"_{command.id}"))


def test_every_key_has_a_binding_with_an_id_of_its_own_and_a_tooltip() -> None:
    found = [binding for binding in bindings() if isinstance(binding, Binding)]
    assert {binding.key for binding in found} == {
        key for command in COMMANDS for key in (*command.keys, *command.back_keys)
    }
    assert len({binding.id for binding in found}) == len(found)
    assert all(binding.tooltip for binding in found)


def test_upper_case_goes_back() -> None:
    for command in COMMANDS[:3]:
        assert command.back_keys[0] == command.keys[0].upper()


def test_help_names_every_command() -> None:
    assert [row[1] for row in key_table()] == [command.description for command in COMMANDS]
