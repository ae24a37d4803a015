"""Settings: what a file may say, one line for everything that is not right, and what the screen does with them."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.pseudo_terminal import Terminal
from tests.ui.test_main_screen import main_screen, picture
from xortui.cli import main
from xortui.commands.pacing import PACES
from xortui.commands.table import COMMANDS
from xortui.debugger import Debugger
from xortui.render.numbers import (
    MAX_DIGITS,
    MIN_DIGITS,
    choose_digits,
    compact,
    digits_noted,
    fixed,
    short,
    wanted_cells,
)
from xortui.settings.chosen import Settings
from xortui.settings.place import settings_path
from xortui.settings.reading import load_settings, read_settings
from xortui.settings.setting import UserSetting
from xortui.settings.user_settings import DIGITS_SETTING, KEYS_SETTING, PACE_SETTING, USER_SETTINGS
from xortui.ui.app import XortuiApp
from xortui.ui.keys import KEYS, default_keys


def mistakes(text: str) -> list[str]:
    return list(read_settings(text, "s.toml", default_keys()).mistakes)


class Refusing:
    """A reader that no setting may complain to."""

    default_keys = default_keys()

    def complain(self, name: str, told: str) -> None:
        raise AssertionError(f"{name}: {told}")


@pytest.fixture
def _as_by_default() -> object:
    yield
    choose_digits(None)


class TestFile:
    """The file is where the platform keeps it, and may be missing or unreadable."""

    def test_it_is_where_xdg_says(self, settings_file: Path) -> None:
        assert settings_path() == settings_file

    def test_no_file_changes_nothing(self) -> None:
        assert load_settings(default_keys()) == Settings()

    def test_a_file_is_read(self, settings_file: Path) -> None:
        settings_file.parent.mkdir(parents=True)
        settings_file.write_text('digits = 5\npace = "full"\n[keys]\n"operation.back" = ["h", "←"]\n')
        assert load_settings(default_keys()) == Settings(
            {"digits": 5, "pace": 0, "keys": {"operation.back": ("h", "left")}}
        )

    def test_what_is_no_text_is_told(self, settings_file: Path) -> None:
        settings_file.parent.mkdir(parents=True)
        settings_file.write_bytes(b"\xff")
        assert load_settings(default_keys()).mistakes == (f"{settings_file}: not text in UTF-8",)

    def test_a_folder_in_its_place_is_told(self, settings_file: Path) -> None:
        settings_file.mkdir(parents=True)
        assert load_settings(default_keys()).mistakes == (f"{settings_file}: cannot be read: Is a directory",)


class TestMistakes:
    """Each is one line with the file, the name and what was expected."""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("mouse = 1", "mouse: expected true or false, got 1"),
            ("digits = 1", 'digits: expected a whole number from 2 to 17, or "fit", got 1'),
            ("digits = true", 'digits: expected a whole number from 2 to 17, or "fit", got true or false'),
            (
                "pace = 7",
                'pace: expected one of 1, 4, 20, 100, 400, 1000, 4000, 20000, 100000 or "full", got 7',
            ),
            ("pase = 7", "pase: unknown setting; did you mean pace?"),
            ("colour = 7", "colour: unknown setting; expected digits, pace, theme, mouse, language or keys"),
            ('theme = "pink"', "theme: expected one of auto, dark, light, contrast, got 'pink'"),
            ('language = "fr"', "language: expected one of en, de, auto, got 'fr'"),
            ("theme = [1]", "theme: expected one of auto, dark, light, contrast, got [1]"),
            ("keys = 7", "keys: expected a table, got a number"),
            ('keys.opration = ["j"]', "keys.opration: there is no such command; did you mean operation?"),
            ('keys.fly = ["j"]', "keys.fly: there is no such command; xortui settings lists the commands"),
            ("keys.zoom = []", 'keys.zoom: expected a list of keys such as ["s", "right"], got []'),
            ("keys.zoom = [1]", 'keys.zoom: expected a list of keys such as ["s", "right"], got [1]'),
            (
                'keys.zoom = ["pagedwn"]',
                "keys.zoom: 'pagedwn': there is no such key; did you mean pagedown?; expected "
                'a character such as "z", or a name such as "space", "pageup", "f5" or "ctrl+x"',
            ),
            ('keys.zoom = ["j", "j"]', "keys.zoom: 'j' is there twice; expected each key once"),
            ('keys.zoom = ["s"]', 'keys.zoom: "s" is a key of operation, too; expected a key of its own'),
            ('keys.zoom = ["j"]\nkeys.find = ["j"]', 'keys.find: "j" is a key of zoom, too; expected a key of its own'),
            ('keys.zoom = ["ctrl+p"]', "keys.zoom: 'ctrl+p' opens the list of commands; expected another key"),
            ('keys.zoom = ["tab"]', "keys.zoom: 'tab' leads to the next pane; expected another key"),
            ("digits = [", "not TOML: Invalid value (at end of document)"),
        ],
    )
    def test_it_is_told_in_a_line_and_nothing_is_changed(self, text: str, told: str) -> None:
        assert mistakes(text) == [f"s.toml: {told}"]

    def test_a_way_back_without_quotes_is_told_how_to_write_it(self) -> None:
        (told,) = mistakes('[keys]\nzoom = ["j"]\nzoom.back = ["J"]')
        assert told.endswith('; write "operation.back" in quotes')

    @pytest.mark.parametrize("key", ["ctrl+i", "ctrl+m", "shift+s", "ctrl+", "  ", "", "\n", "a b", "ctrl+shift+x"])
    def test_what_no_terminal_sends_is_no_key(self, key: str) -> None:
        assert "there is no such key" in mistakes(f"keys.zoom = [{key!r}]".replace("'", '"'))[0]

    def test_one_mistake_leaves_the_other_settings(self) -> None:
        text = 'digits = 99\npace = 20\nkeys.zoom = ["s"]\nkeys.find = ["j"]'
        settings = read_settings(text, "s.toml", default_keys())
        assert settings.chosen == {"pace": 20, "keys": {"find": ("j",)}}
        assert settings.value(DIGITS_SETTING) is None
        assert settings.value(PACE_SETTING) == 20
        assert len(settings.mistakes) == 2

    def test_two_commands_may_change_their_keys_with_each_other(self) -> None:
        settings = read_settings('keys.operation = ["n"]\nkeys.sample = ["s"]', "s.toml", default_keys())
        assert settings.value(KEYS_SETTING) == {"operation": ("n",), "sample": ("s",)}

    def test_the_defaults_may_be_written_down(self) -> None:
        lines = [f'"{id_}" = {json.dumps(keys, ensure_ascii=False)}' for id_, keys in default_keys().items()]
        assert mistakes("[keys]\n" + "\n".join(lines)) == []

    def test_every_command_has_keys_to_be_changed(self) -> None:
        assert KEYS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("setting", USER_SETTINGS, ids=lambda setting: setting.name)
def test_what_is_written_is_read_as_it_was(setting: UserSetting[Any]) -> None:
    examples: dict[str, list[Any]] = {
        "digits": [None, 2, 17],
        "pace": [0, 1, 100_000],
        "theme": ["auto", "dark", "light", "contrast"],
        "mouse": [True, False],
        "language": ["en", "de", "auto"],
        "ascii": [True, False],
        "keys": [{}, {"zoom": ("f5", "j")}],
    }
    for value in (setting.default, *examples[setting.name]):
        written = setting.kind.written(value)
        assert setting.kind.read(tomllib.loads(f"it = {written}")["it"], Refusing()) == value


class TestCommand:
    """xortui settings tells what there is, what holds and where it comes from."""

    def test_it_lists_every_setting_with_its_source(
        self, settings_file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings_file.parent.mkdir(parents=True)
        settings_file.write_text('pace = 20\n[keys]\nzoom = ["f5"]\n')
        assert main(["settings"]) == 0
        first, _, *rows = capsys.readouterr().out.splitlines()
        assert first == str(settings_file)
        cells = [row.split() for row in rows]
        assert ["pace", "20", "file"] in cells
        assert ["keys.zoom", "f5", "file"] in cells
        assert ["keys.about", "i", "default"] in cells
        assert "digits               as many as fit  default" in rows
        assert len(rows) == 6 + len(default_keys())

    def test_it_says_so_where_there_is_no_file(self, settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["settings"]) == 0
        assert capsys.readouterr().out.splitlines()[0] == f"{settings_file} (there is no such file)"

    def test_it_fails_where_something_is_wrong(self, settings_file: Path) -> None:
        settings_file.parent.mkdir(parents=True)
        settings_file.write_text("digits = 0")
        run = subprocess.run(
            [sys.executable, "-m", "xortui", "settings"], capture_output=True, encoding="utf-8", check=False
        )
        assert (run.returncode, run.stderr) == (1, "")
        told = f'{settings_file}: digits: expected a whole number from 2 to 17, or "fit", got 0'
        assert run.stdout.splitlines()[-1] == told


@pytest.mark.usefixtures("_as_by_default")
class TestScreen:
    """What is chosen holds on the screen."""

    async def test_keys_do_what_is_chosen_and_the_footer_says_so(self) -> None:
        keys = {"operation": ("j", ","), "operation.back": ("h",), "cursor.back": (";",), "zoom": ("f5",)}
        settings = Settings({"keys": keys})
        async with XortuiApp(Debugger(), settings=settings).run_test(size=(80, 24)) as pilot:
            debugger = main_screen(pilot).debugger
            await pilot.press("j", "comma", "s", "right", "z")
            assert str(debugger.position) == "1.2"
            assert not main_screen(pilot).is_zoomed
            await pilot.press("h", "S", "f5")
            assert str(debugger.position) == "1.1"
            assert main_screen(pilot).is_zoomed
            assert " j/h op" in picture(pilot)

    async def test_two_commands_change_their_keys_with_each_other(self) -> None:
        settings = Settings({"keys": {"operation": ("n",), "sample": ("s",)}})
        async with XortuiApp(Debugger(), settings=settings).run_test(size=(80, 24)) as pilot:
            await pilot.press("s")
            assert str(main_screen(pilot).debugger.position) == "1.45"
            await pilot.press("n")
            assert str(main_screen(pilot).debugger.position) == "2.1"

    async def test_messages_name_the_key_that_holds(self) -> None:
        settings = Settings({"keys": {"edit": ("E",), "epoch.back": ("v",)}})
        async with XortuiApp(Debugger(), settings=settings).run_test() as pilot:
            await pilot.press("f")
            assert "there is one history only; E edits a value" in picture(pilot)

    async def test_the_next_program_has_the_defaults_again(self) -> None:
        settings = Settings({"keys": {"operation": ("j",)}, "digits": 3})
        async with XortuiApp(Debugger(), settings=settings).run_test():
            pass
        async with XortuiApp(Debugger()).run_test(size=(80, 24)) as pilot:
            await pilot.press("s")
            assert str(main_screen(pilot).debugger.position) == "1.1"
            assert " s/S op" in picture(pilot)
            assert "−0.73127" in picture(pilot)

    async def test_numbers_have_the_digits_that_are_chosen(self) -> None:
        async with XortuiApp(Debugger(), settings=Settings({"digits": 3})).run_test(size=(80, 24)) as pilot:
            shown = picture(pilot)
            assert "−0.731 " in shown
            assert "−0.7312" not in shown

    async def test_running_begins_at_the_pace_that_is_chosen(self) -> None:
        async with XortuiApp(Debugger(), settings=Settings({"pace": 20})).run_test() as pilot:
            assert PACES[main_screen(pilot).bench.playback.pacer.level] == 20

    def test_mistakes_are_told_when_the_program_starts(self, settings_file: Path) -> None:
        settings_file.parent.mkdir(parents=True)
        settings_file.write_text("digits = 0\npace = 0\n")
        with Terminal(columns=200) as terminal:
            told = (
                'settings.toml: digits: expected a whole number from 2 to 17, or "fit", got 0 (1 more: xortui settings)'
            )
            terminal.wait_for(told)


@pytest.mark.usefixtures("_as_by_default")
class TestDigits:
    """A number keeps its place, and loses only digits behind the point."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (0.731338, " +0.731 "),
            (12.34567, "+12.346 "),
            (123456.7, "+123457 "),
            (0.0, "  0.000 "),
            (0.000123456, " +1.2e−4"),
            (None, "       ∙"),
        ],
    )
    def test_fixed(self, value: float | None, shown: str) -> None:
        choose_digits(3)
        assert fixed(value, 8) == shown

    def test_running_text_and_diagrams(self) -> None:
        choose_digits(3)
        assert (short(0.123456), compact(0.123456, 8), compact(1.23456e-9, 9)) == ("0.123", "0.123", "1.23e−9")

    def test_more_than_fit_are_as_many_as_fit(self) -> None:
        by_default = fixed(0.123456789, 8)
        choose_digits(15)
        assert fixed(0.123456789, 8) == by_default

    def test_where_many_are_wanted_every_point_is_in_one_column(self) -> None:
        choose_digits(9)
        values = (0.731338, -12.3456789, 0.0, 1e-5, -0.000123456)
        shown = [fixed(value, wanted_cells(8)) for value in values]
        assert {text.index(".") for text in shown} == {3}
        assert {len(text) for text in shown} == {13}

    def test_all_that_there_is_to_a_number_can_be_seen(self) -> None:
        choose_digits(MAX_DIGITS)
        assert float(fixed(0.1 + 0.2, wanted_cells(8))) == 0.1 + 0.2

    @pytest.mark.parametrize(("width", "shown"), [(8, (5, 10)), (12, (9, 10)), (15, (10, 10))])
    def test_it_is_known_how_many_had_room(self, width: int, shown: tuple[int, int]) -> None:
        choose_digits(10)
        with digits_noted() as noted:
            fixed(0.123, 13)
            fixed(None, width)
            short(0.123)
        assert noted() == shown

    @pytest.mark.parametrize("width", range(6, 25))
    def test_nothing_but_0_looks_like_0_at_any_number_of_digits_and_points_are_in_one_column(self, width: int) -> None:
        values = [
            sign * digit * 10.0**power for sign in (1, -1) for digit in (1, 4.4, 9.96) for power in (-7, -3, -2, -1)
        ]
        for digits in range(MIN_DIGITS, MAX_DIGITS + 1):
            choose_digits(digits)
            texts = [fixed(value, width) for value in values]
            assert all(float(text.replace("−", "-")) != 0 for text in (*texts, *map(short, values)))
            with_point = [text for text in (*texts, fixed(0.0, width)) if "." in text]
            assert len({text.index(".") for text in with_point}) == 1, (digits, with_point)
            if width >= 7:
                assert len(with_point) == len(texts) + 1
