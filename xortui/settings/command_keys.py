"""The keys of commands as settings: which texts are keys, and which commands can have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xortui.settings.fixed_keys import FIXED
from xortui.settings.setting import SettingKind, SettingReader

ChosenKeys = Mapping[str, tuple[str, ...]]
"""The keys of commands and of ways back, by id; characters, and names such as 'space'."""

_ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
_NAMED_KEYS = (
    *_ARROWS.values(),
    *("space", "enter", "escape", "tab", "backspace", "insert", "delete", "home", "end", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 13)),
)
"""The keys that have a name instead of a character."""
_MODIFIERS = ("ctrl+", "shift+", "alt+")
_NEVER_SENT = tuple(f"ctrl+{letter}" for letter in "hijm")
"""A terminal sends other keys for these: backspace, tab and enter."""


class CommandKeys(SettingKind[ChosenKeys]):
    """A table of commands, each with its keys."""

    def read(self, value: Any, reader: SettingReader) -> ChosenKeys:
        """Return the keys that are set, where they are right and nothing else has them."""
        from xortui.problems.table import kind  # loads the problems, which --help needs none of

        if not isinstance(value, dict):
            raise ValueError(f"expected a table, got {kind(value)}")
        wanted: dict[str, tuple[str, ...]] = {}
        for id_, keys in _flat(value):
            try:
                wanted[id_] = _keys_of(id_, keys, reader)
            except ValueError as error:
                reader.complain(f"keys.{id_}", str(error))
        return _without_clashes(wanted, reader)

    def written(self, value: ChosenKeys) -> str:
        """Return the table in one line."""
        rows = [f'"{id_}" = {list(keys)}'.replace("'", '"') for id_, keys in value.items()]
        return f"{{ {', '.join(rows)} }}"


def _keys_of(id_: str, value: Any, reader: SettingReader) -> tuple[str, ...]:
    """Return the keys of one command.

    Raises:
        ValueError: if there is no such command, or one of them is no key.
    """
    from xortui.problems.table import hint, show

    if id_ not in reader.default_keys:
        expected = hint(id_, reader.default_keys) or "; xortui settings lists the commands"
        raise ValueError(f"there is no such command{expected}")
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError(f'expected a list of keys such as ["s", "right"], got {show(value)}')
    found = tuple(map(key_named, texts))
    for place, key in enumerate(found):
        if key in found[:place]:
            raise ValueError(f"{show(texts[place])} is there twice; expected each key once")
        if key in FIXED and key not in _defaults(id_, reader):
            raise ValueError(f"{show(texts[place])} {FIXED[key]}; expected another key")
    return found


def _without_clashes(wanted: ChosenKeys, reader: SettingReader) -> ChosenKeys:
    """Return those wishes that leave every key with one command."""
    kept = dict(wanted)
    while True:
        clash = _clash(kept, reader)
        if clash is None:
            return kept
        id_, key, other = clash
        told = f'"{key}" is a key of {other}, too; expected a key of its own'
        reader.complain(f"keys.{id_}", told)
        del kept[id_]


def _clash(kept: ChosenKeys, reader: SettingReader) -> tuple[str, str, str] | None:
    """Return a command, a key wanted for it, and the command that has this key; None if none."""
    owner: dict[str, str] = {}
    for id_ in reader.default_keys:
        if id_ not in kept:
            owner |= dict.fromkeys(_defaults(id_, reader), id_)
    for id_, keys in kept.items():
        for key in keys:
            if key in owner:
                return id_, key, owner[key]
            owner[key] = id_
    return None


def _defaults(id_: str, reader: SettingReader) -> tuple[str, ...]:
    return tuple(map(key_named, reader.default_keys[id_]))


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
    from xortui.problems.table import hint, show

    if len(text) == 1 and text.isprintable() and text != " ":
        return _ARROWS.get(text, text)
    name = text.lower()
    if name in _NAMED_KEYS:
        return name
    for modifier in _MODIFIERS:
        rest = name.removeprefix(modifier)
        is_letter = len(rest) == 1 and "a" <= rest <= "z" and modifier == "ctrl+"
        if name.startswith(modifier) and (rest in _NAMED_KEYS or is_letter) and name not in _NEVER_SENT:
            return name
    expected = 'a character such as "z", or a name such as "space", "pageup", "f5" or "ctrl+x"'
    raise ValueError(f"{show(text)}: there is no such key{hint(name, _NAMED_KEYS)}; expected {expected}")
