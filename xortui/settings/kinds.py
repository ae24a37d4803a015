"""The kinds of settings: a word, a number, or yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xortui.settings.setting import SettingKind, SettingReader, T


@dataclass(frozen=True, slots=True)
class OneOfWords(SettingKind[str]):
    """One of some words."""

    choices: tuple[str, ...]
    """The words."""

    def read(self, value: Any, reader: SettingReader) -> str:
        """Return the word."""
        del reader
        if isinstance(value, str) and value in self.choices:
            return value
        raise _unexpected(f"one of {', '.join(self.choices)}", value)

    def written(self, value: str) -> str:
        """Return the word in quotes."""
        return f'"{value}"'

    def words(self) -> tuple[str, ...]:
        """Return the words."""
        return self.choices


@dataclass(frozen=True, slots=True)
class OneOfNumbers(SettingKind[T]):
    """One of some whole numbers, or a word that stands for another value."""

    choices: Sequence[T]
    """The numbers."""
    word: str
    """The word."""
    meant: T
    """The value that the word stands for."""
    expected: str
    """What is expected, for messages."""
    word_told: str = ""
    """What a person reads for the word, if it is another text."""

    def read(self, value: Any, reader: SettingReader) -> T:
        """Return the number, or what the word stands for."""
        del reader
        if value == self.word:
            return self.meant
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and value in self.choices:
            return self.choices[self.choices.index(value)]
        raise _unexpected(self.expected, value)

    def written(self, value: T) -> str:
        """Return the number, or the word in quotes."""
        return f'"{self.word}"' if value == self.meant else str(value)

    def shown(self, value: T) -> str:
        """Return the number, or what is told for the word."""
        if value == self.meant:
            return self.word_told or self.word
        return str(value)


@dataclass(frozen=True, slots=True)
class TrueOrFalse(SettingKind[bool]):
    """Yes or no."""

    def read(self, value: Any, reader: SettingReader) -> bool:
        """Return it."""
        del reader
        if isinstance(value, bool):
            return value
        raise _unexpected("true or false", value)

    def written(self, value: bool) -> str:
        """Return true or false."""
        return "true" if value else "false"


def _unexpected(expected: str, value: Any) -> ValueError:
    """Return the error that says what was expected, and what is there."""
    from xortui.problems.table import show  # loads the problems, which --help needs none of

    return ValueError(f"expected {expected}, got {show(value)}")
