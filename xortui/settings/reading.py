"""The file of settings as it is read: every value checked, every mistake one line.

A mistake never keeps the program from starting. It is told in a line, and the default holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from xortui.problems.table import hint, one_line
from xortui.settings.chosen import Settings
from xortui.settings.document import settings_document
from xortui.settings.place import settings_path
from xortui.settings.user_settings import KEPT_SETTINGS


def load_settings(default_keys: Mapping[str, Sequence[str]]) -> Settings:
    """Return the settings of the file; the defaults where there is no file.

    Args:
        default_keys: the keys of every command, and of its way back, by id.
    """
    path = settings_path()
    where = one_line(str(path))
    try:
        return _settings_of(settings_document(path), where, default_keys)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        return Settings(mistakes=(f"{where}: cannot be read: {error.strerror or error}",))
    except UnicodeDecodeError:
        return Settings(mistakes=(f"{where}: not text in UTF-8",))
    except (ValueError, RecursionError) as error:
        return Settings(mistakes=(_not_toml(where, error),))


def read_settings(text: str, where: str, default_keys: Mapping[str, Sequence[str]]) -> Settings:
    """Return the settings that a TOML text describes.

    Args:
        text: the TOML.
        where: the file, for messages.
        default_keys: the keys of every command, and of its way back, by id.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # int() refuses thousands of digits
        return Settings(mistakes=(_not_toml(where, error),))
    return _settings_of(document, where, default_keys)


def _not_toml(where: str, error: Exception) -> str:
    """Return the line about a text that is not TOML."""
    told = f"{where}: not TOML: {error}"
    # operation.back = … is a table inside of what operation = … has made a list.
    if "namespace" in str(error):
        told += '; write "operation.back" in quotes'
    return one_line(told)


def _settings_of(document: Mapping[str, Any], where: str, default_keys: Mapping[str, Sequence[str]]) -> Settings:
    """Return the settings that the tables of the file describe."""
    reader = _FileReader(where, default_keys)
    for name in document:
        if name not in KEPT_SETTINGS:
            reader.complain(name, f"unknown setting{_expected(name)}")
    for name in KEPT_SETTINGS:
        if name in document:
            reader.take(name, document[name])
    return Settings(reader.chosen, tuple(reader.mistakes))


def _expected(name: str) -> str:
    """Return which settings there are, for a name that is none; the one that was meant, if that is clear."""
    *names, last = KEPT_SETTINGS
    return hint(name, KEPT_SETTINGS) or f"; expected {', '.join(names)} or {last}"


class _FileReader:
    """Takes one value after the other, and collects what is not right."""

    def __init__(self, where: str, default_keys: Mapping[str, Sequence[str]]) -> None:
        self._where = where
        self.default_keys = default_keys
        self.chosen: dict[str, Any] = {}
        self.mistakes: list[str] = []

    def take(self, name: str, value: Any) -> None:
        """Take the value of a setting, or keep a line about it."""
        try:
            self.chosen[name] = KEPT_SETTINGS[name].kind.read(value, self)
        except ValueError as error:
            self.complain(name, str(error))

    def complain(self, name: str, told: str) -> None:
        """Keep a line about a setting."""
        self.mistakes.append(one_line(f"{self._where}: {name}: {told}"))
