"""The table of settings: what a person can choose, a row for each.

The file, what is remembered, `xortui settings`, the options of the command line and the help are made from it.
"""

from __future__ import annotations

from typing import Any

from xortui.commands.pacing import DEFAULT_PACE, PACES
from xortui.language.locale import LOCALE
from xortui.language.messages_file import ENGLISH, languages
from xortui.render.digits import AS_MANY_AS_FIT
from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS
from xortui.render.palettes.theme import AUTO, THEMES
from xortui.settings.command_keys import ChosenKeys, CommandKeys
from xortui.settings.kinds import OneOfNumbers, OneOfWords, TrueOrFalse
from xortui.settings.setting import Option, UserSetting

FULL_SPEED = "full"
"""How the pace is written that is as fast as the machine goes."""
_SPEEDS = tuple(pace for pace in PACES if pace)
_SPEEDS_TOLD = ", ".join(map(str, _SPEEDS))
_LANGUAGES_TOLD = ", ".join(f'`"{language}"`' for language in languages())
_THEMES_TOLD = ", ".join(f'`"{theme}"`' for theme in THEMES)

DIGITS_SETTING: UserSetting[int | None] = UserSetting(
    name="digits",
    kind=OneOfNumbers(
        range(MIN_DIGITS, MAX_DIGITS + 1),
        word=AS_MANY_AS_FIT,
        meant=None,
        expected=f'a whole number from {MIN_DIGITS} to {MAX_DIGITS}, or "{AS_MANY_AS_FIT}"',
        word_told="as many as fit",
    ),
    default=None,
    sentence=(
        f"how many digits after the decimal point a pane shows, from {MIN_DIGITS} to {MAX_DIGITS}, "
        f'or `"{AS_MANY_AS_FIT}"` for as many as fit'
    ),
    command="digits",
)
PACE_SETTING: UserSetting[int] = UserSetting(
    name="pace",
    kind=OneOfNumbers(_SPEEDS, word=FULL_SPEED, meant=0, expected=f'one of {_SPEEDS_TOLD} or "{FULL_SPEED}"'),
    default=PACES[DEFAULT_PACE],
    sentence=(
        f'steps a second when running begins: {_SPEEDS_TOLD}, or `"{FULL_SPEED}"`; a session that goes on has its own'
    ),
)
THEME_SETTING: UserSetting[str] = UserSetting(
    name="theme",
    kind=OneOfWords((AUTO, *THEMES)),
    default=AUTO,
    sentence=f'the colours: {_THEMES_TOLD}, or `"{AUTO}"` for the one that fits the terminal\'s ground',
    option=Option("--theme", "the colours: auto fits the terminal's ground (default: as settings say, else auto)"),
    command="theme",
)
MOUSE_SETTING: UserSetting[bool] = UserSetting(
    name="mouse",
    kind=TrueOrFalse(),
    default=True,
    sentence="`false` leaves the mouse to the terminal, which then selects text by itself",
    option=Option(
        "--no-mouse",
        "leave the mouse to the terminal, which then selects text (default: as settings say)",
        value=False,
    ),
    command="mouse",
)
ASCII_SETTING: UserSetting[bool] = UserSetting(
    name="ascii",
    kind=TrueOrFalse(),
    default=False,
    sentence="`true` draws in ASCII characters alone",
    is_kept=False,
    option=Option("--ascii", "draw in ASCII characters alone (default: where the terminal has no others)", value=True),
)
LANGUAGE_OPTION: Option[str] = Option("--language", "the language of what is told (default: as settings say, else en)")
LANGUAGE_SETTING: UserSetting[str] = UserSetting(
    name="language",
    kind=OneOfWords((*languages(), LOCALE)),
    default=ENGLISH,
    sentence=f'the language: {_LANGUAGES_TOLD}, or `"{LOCALE}"` for the one that `$LANG` names',
    option=LANGUAGE_OPTION,
)
KEYS_SETTING: UserSetting[ChosenKeys] = UserSetting(
    name="keys",
    kind=CommandKeys(),
    default={},
    sentence="the keys of a command, instead of its own",
    default_told="see `xortui settings`",
)
USER_SETTINGS: tuple[UserSetting[Any], ...] = (
    DIGITS_SETTING,
    PACE_SETTING,
    THEME_SETTING,
    ASCII_SETTING,
    MOUSE_SETTING,
    LANGUAGE_SETTING,
    KEYS_SETTING,
)
"""In the order in which they are listed."""
KEPT_SETTINGS = {setting.name: setting for setting in USER_SETTINGS if setting.is_kept}
"""Those that stand in the file, by name."""
OPTIONS = {setting.name: setting.option for setting in USER_SETTINGS if setting.option is not None}
"""The options of the command line, by the name of the setting."""
