"""The settings as they are read: every value checked, every mistake one line.

A mistake never keeps the program from starting. It is told in a line, and the default holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xortui.problems.table import hint, kind, one_line, show
from xortui.render.digits import AS_MANY_AS_FIT
from xortui.render.numbers import MAX_DIGITS, MIN_DIGITS
from xortui.settings.place import DIGITS, MOUSE, settings_path

KEYS = "keys"
PACE = "pace"
THEME = "theme"
NAMES = (KEYS, DIGITS, PACE, THEME, MOUSE)
"""The settings that there are."""
FULL_SPEED = "full"
"""How the pace is written that is as fast as the machine goes."""
DEFAULT = "default"
"""Where a value comes from that nobody has set."""
FROM_FILE = "file"
"""Where a value comes from that the file sets."""

_ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
_NAMED = (
    *_ARROWS.values(),
    *("space", "enter", "escape", "tab", "backspace", "insert", "delete", "home", "end", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 13)),
)
"""The keys that have a name instead of a character."""
_MODIFIERS = ("ctrl+", "shift+", "alt+")
_RESERVED = {
    "ctrl+c": "interrupts",
    "ctrl+l": "paints the screen anew",
    "ctrl+p": "opens the list of commands",
    "ctrl+q": "quits",
    "ctrl+z": "suspends the program",
    "tab": "leads to the next pane",
    "shift+tab": "leads to the previous pane",
}
"""Keys that stay what they are, and what they do."""
_NEVER_SENT = tuple(f"ctrl+{letter}" for letter in "hijm")
"""A terminal sends other keys for these: backspace, tab and enter."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What settings choose from, and what holds without them."""

    keys: Mapping[str, Sequence[str]]
    """The keys of every command, and of its way back, by id: 'operation', 'operation.back'."""
    paces: Sequence[int]
    """Steps a second; 0 is as fast as the machine goes."""
    pace: int
    """The one of them that holds by default."""
    themes: Sequence[str]
    """The themes; the first is the default."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file changes; what it does not name, or names wrongly, is not in here."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys of commands and of ways back, by id; characters, and names such as 'space'."""
    digits: int | str | None = None
    """How many digits after the decimal point are shown of a number below 10; 'fit' for as many as fit."""
    pace: int | None = None
    """Steps a second when running begins; 0 is as fast as the machine goes."""
    theme: str | None = None
    """The theme, by name."""
    mouse: bool | None = None
    """Whether the mouse is the program's, and not the terminal's."""
    mistakes: tuple[str, ...] = ()
    """A line for everything that is not right: the file, the name, what was expected."""


def load_settings(choices: Choices) -> Settings:
    """Return the settings of the file; none where there is no file."""
    path = settings_path()
    where = one_line(str(path))
    try:
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        return Settings(mistakes=(f"{where}: cannot be read: {error.strerror or error}",))
    except ValueError:
        return Settings(mistakes=(f"{where}: not text in UTF-8",))
    return read_settings(text, where, choices)


def read_settings(text: str, where: str, choices: Choices) -> Settings:
    """Return the settings that a TOML text describes.

    Args:
        text: the TOML.
        where: the file, for messages.
        choices: what they choose from.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # int() refuses thousands of digits
        told = f"{where}: not TOML: {error}"
        # operation.back = … is a table inside of what operation = … has made a list.
        if "namespace" in str(error):
            told += '; write "operation.back" in quotes'
        return Settings(mistakes=(one_line(told),))
    reader = _Reader(where, choices)
    for name in document:
        if name not in NAMES:
            expected = hint(name, NAMES) or f"; expected {', '.join(NAMES[:-1])} or {NAMES[-1]}"
            reader.complain(name, f"unknown setting{expected}")
    return Settings(
        keys=reader.keys(document.get(KEYS, {})),
        digits=reader.digits(document.get(DIGITS)),
        pace=reader.pace(document.get(PACE)),
        theme=reader.theme(document.get(THEME)),
        mouse=reader.mouse(document.get(MOUSE)),
        mistakes=tuple(reader.mistakes),
    )


class _Reader:
    """Checks one value after the other, and collects what is not right."""

    def __init__(self, where: str, choices: Choices) -> None:
        self._where = where
        self._choices = choices
        self.mistakes: list[str] = []

    def complain(self, name: str, told: str) -> None:
        """Keep a line about a setting."""
        self.mistakes.append(one_line(f"{self._where}: {name}: {told}"))

    def digits(self, value: Any) -> int | str | None:
        """Return the digits; None if none are set, or wrongly."""
        if value is None:
            return None
        if value == AS_MANY_AS_FIT:
            return AS_MANY_AS_FIT
        if _is_whole(value) and MIN_DIGITS <= value <= MAX_DIGITS:
            return int(value)
        expected = f'expected a whole number from {MIN_DIGITS} to {MAX_DIGITS}, or "{AS_MANY_AS_FIT}"'
        self.complain(DIGITS, f"{expected}, got {show(value)}")
        return None

    def pace(self, value: Any) -> int | None:
        """Return the pace; None if none is set, or wrongly."""
        if value is None:
            return None
        if value == FULL_SPEED and 0 in self._choices.paces:
            return 0
        if _is_whole(value) and value > 0 and value in self._choices.paces:
            return int(value)
        paces = ", ".join(f"{pace}" for pace in self._choices.paces if pace)
        self.complain(PACE, f'expected one of {paces} or "{FULL_SPEED}", got {show(value)}')
        return None

    def mouse(self, value: Any) -> bool | None:
        """Return whether the mouse is the program's; None if that is not set, or wrongly."""
        if value is None or isinstance(value, bool):
            return value
        self.complain(MOUSE, f"expected true or false, got {show(value)}")
        return None

    def theme(self, value: Any) -> str | None:
        """Return the theme; None if none is set, or wrongly."""
        if value is None or (isinstance(value, str) and value in self._choices.themes):
            return value
        expected = ", ".join(self._choices.themes)
        self.complain(THEME, f"expected one of {expected}, got {show(value)}")
        return None

    def keys(self, table: Any) -> dict[str, tuple[str, ...]]:
        """Return the keys that are set, by id, where they are right and nothing else has them."""
        if not isinstance(table, dict):
            self.complain(KEYS, f"expected a table, got {kind(table)}")
            return {}
        wanted: dict[str, tuple[str, ...]] = {}
        for id_, value in _flat(table):
            try:
                wanted[id_] = self._keys_of(id_, value)
            except ValueError as error:
                self.complain(f"{KEYS}.{id_}", str(error))
        return self._without_clashes(wanted)

    def _keys_of(self, id_: str, value: Any) -> tuple[str, ...]:
        """Return the keys of one command.

        Raises:
            ValueError: if there is no such command, or one of them is no key.
        """
        if id_ not in self._choices.keys:
            expected = hint(id_, self._choices.keys) or "; xortui settings lists the commands"
            raise ValueError(f"there is no such command{expected}")
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) for text in texts):
            raise ValueError(f'expected a list of keys such as ["s", "right"], got {show(value)}')
        found = tuple(map(key_named, texts))
        for place, key in enumerate(found):
            if key in found[:place]:
                raise ValueError(f"{show(texts[place])} is there twice; expected each key once")
            if key in _RESERVED and key not in self._defaults(id_):
                raise ValueError(f"{show(texts[place])} {_RESERVED[key]}; expected another key")
        return found

    def _without_clashes(self, wanted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Return those wishes that leave every key with one command."""
        kept = dict(wanted)
        while True:
            clash = self._clash(kept)
            if clash is None:
                return kept
            id_, key, other = clash
            told = f'"{key}" is a key of {other}, too; expected a key of its own'
            self.complain(f"{KEYS}.{id_}", told)
            del kept[id_]

    def _clash(self, kept: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
        """Return a command, a key wanted for it, and the command that has this key; None if none."""
        owner: dict[str, str] = {}
        for id_ in self._choices.keys:
            if id_ not in kept:
                owner |= dict.fromkeys(self._defaults(id_), id_)
        for id_, keys in kept.items():
            for key in keys:
                if key in owner:
                    return id_, key, owner[key]
                owner[key] = id_
        return None

    def _defaults(self, id_: str) -> tuple[str, ...]:
        return tuple(map(key_named, self._choices.keys[id_]))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield ids and values. TOML reads operation.back = … without quotes as a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{below}", deeper) for below, deeper in value.items())
        else:
            yield name, value


def key_named(text: str) -> str:
    """Return a key as it is known here: a character, or a name such as 'space' or 'ctrl+x'.

    Raises:
        ValueError: if there is no such key.
    """
    if len(text) == 1 and text.isprintable() and text != " ":
        return _ARROWS.get(text, text)
    name = text.lower()
    if name in _NAMED:
        return name
    for modifier in _MODIFIERS:
        rest = name.removeprefix(modifier)
        is_letter = len(rest) == 1 and "a" <= rest <= "z" and modifier == "ctrl+"
        if name.startswith(modifier) and (rest in _NAMED or is_letter) and name not in _NEVER_SENT:
            return name
    expected = 'a character such as "z", or a name such as "space", "pageup", "f5" or "ctrl+x"'
    raise ValueError(f"{show(text)}: there is no such key{hint(name, _NAMED)}; expected {expected}")


def settings_lines(settings: Settings, choices: Choices, path: Path, *, is_there: bool) -> list[str]:
    """Return where the file is, every setting with its value and its source, and the mistakes.

    Args:
        settings: what the file says.
        choices: what holds without it.
        path: where the file is, or would be.
        is_there: whether there is a file.
    """
    rows = [("setting", "value", "from")]
    digits = "as many as fit" if settings.digits in (None, AS_MANY_AS_FIT) else str(settings.digits)
    rows.append((DIGITS, digits, _source(settings.digits)))
    pace = choices.pace if settings.pace is None else settings.pace
    rows.append((PACE, str(pace) if pace else FULL_SPEED, _source(settings.pace)))
    rows.append((THEME, settings.theme or choices.themes[0], _source(settings.theme)))
    mouse = "false" if settings.mouse is False else "true"
    rows.append((MOUSE, mouse, _source(settings.mouse)))
    for id_, defaults in choices.keys.items():
        keys = settings.keys.get(id_)
        rows.append((f"{KEYS}.{id_}", " ".join(keys or map(key_named, defaults)), _source(keys)))
    first = max(len(name) for name, _, _ in rows) + 2
    second = max(len(value) for _, value, _ in rows) + 2
    note = "" if is_there else " (there is no such file)"
    lines = [f"{one_line(str(path))}{note}", ""]
    lines += [f"{name:<{first}}{value:<{second}}{source}" for name, value, source in rows]
    if settings.mistakes:
        lines += ["", *settings.mistakes]
    return lines


def _source(value: object) -> str:
    return DEFAULT if value is None else FROM_FILE
