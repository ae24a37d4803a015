"""Remembering: one setting is written, and everything else in the file stays as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from xortui.settings.remembering import remember, with_setting
from xortui.settings.setting import UserSetting
from xortui.settings.user_settings import DIGITS_SETTING, MOUSE_SETTING, PACE_SETTING, THEME_SETTING

WRITTEN_BY_HAND = """\
# mine
pace = 400   # not too fast
  theme = "dark"  # at night
digits = 4

[keys]
zoom = ["f5"]
theme = ["y"]
"""


def test_only_its_own_value_changes() -> None:
    found = with_setting(WRITTEN_BY_HAND, THEME_SETTING, "light")
    assert found == WRITTEN_BY_HAND.replace('  theme = "dark"', 'theme = "light"')


@pytest.mark.parametrize("text", ["", "digits = 4\n", '[keys]\nzoom = ["f5"]\n', "# a word\r\ndigits = 4\r\n"])
def test_one_that_was_not_there_is_added(text: str) -> None:
    found = with_setting(text, THEME_SETTING, "light")
    assert found.endswith(text)
    assert tomllib.loads(found) == tomllib.loads(text) | {"theme": "light"}


@pytest.mark.parametrize(
    ("setting", "value", "written"),
    [
        (MOUSE_SETTING, True, "mouse = true"),
        (MOUSE_SETTING, False, "mouse = false"),
        (DIGITS_SETTING, 7, "digits = 7"),
        (DIGITS_SETTING, None, 'digits = "fit"'),
        (PACE_SETTING, 0, 'pace = "full"'),
    ],
)
def test_each_kind_of_value(setting: UserSetting[Any], value: object, written: str) -> None:
    assert with_setting(f"{setting.name} = 1", setting, value) == written


@pytest.mark.parametrize("text", ["digits = [", 'theme = """\ndark"""\n', '"theme" = "dark"\n'])
def test_what_cannot_be_changed_safely_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_setting(text, THEME_SETTING, "light")


def test_the_file_and_its_folder_are_made(settings_file: Path) -> None:
    assert remember(THEME_SETTING, "light") == ""
    assert settings_file.read_text() == 'theme = "light"\n'
    assert list(settings_file.parent.iterdir()) == [settings_file]


def test_a_link_to_the_file_stays_a_link(settings_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("digits = 4\n")
    settings_file.parent.mkdir(parents=True)
    settings_file.symlink_to(elsewhere)
    assert remember(THEME_SETTING, "light") == ""
    assert settings_file.is_symlink()
    assert elsewhere.read_text() == 'theme = "light"\ndigits = 4\n'


def test_a_file_with_a_mistake_is_not_touched(settings_file: Path) -> None:
    settings_file.parent.mkdir(parents=True)
    settings_file.write_text("digits = [")
    assert (
        remember(THEME_SETTING, "light")
        == f"not remembered: {settings_file} has a mistake; xortui settings tells which"
    )
    assert settings_file.read_text() == "digits = ["


def test_a_place_that_cannot_be_written_is_told(settings_file: Path) -> None:
    settings_file.parent.parent.mkdir(parents=True, exist_ok=True)
    settings_file.parent.write_text("a file where the folder would be")
    assert remember(THEME_SETTING, "light").startswith(f"not remembered: {settings_file} cannot be written: ")
