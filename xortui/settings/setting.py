"""A setting: one row that says what a person can choose, how it is read, and where."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class SettingReader(Protocol):
    """Reads the file of settings, and collects what is wrong in it."""

    @property
    def default_keys(self) -> Mapping[str, Sequence[str]]:
        """The keys of every command, and of its way back, by id: 'operation', 'operation.back'."""

    def complain(self, name: str, told: str) -> None:
        """Keep a line about a setting."""


class SettingKind(ABC, Generic[T]):
    """What the values of a setting are, and how they are read and written."""

    @abstractmethod
    def read(self, value: Any, reader: SettingReader) -> T:
        """Return the value that stands in the file.

        Args:
            value: as TOML has it.
            reader: what knows the rest of the file.

        Raises:
            ValueError: if the setting can have no such value; the message says what was expected.
        """

    @abstractmethod
    def written(self, value: T) -> str:
        """Return a value as TOML writes it."""

    def shown(self, value: T) -> str:
        """Return a value as a person reads it: the plain text of what TOML writes."""
        return self.written(value).strip('"')

    def words(self) -> tuple[str, ...]:
        """Return the words that an option on the command line takes.

        Raises:
            TypeError: if such a setting can't be chosen by words.
        """
        raise TypeError(f"{type(self).__name__} has no words")


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """How a setting is chosen on the command line, for one time."""

    flag: str
    """Such as '--theme'."""
    help: str
    """What it does, for --help."""
    value: T | None = None
    """What the flag alone chooses; None if a word behind the flag chooses."""


@dataclass(frozen=True, slots=True)
class UserSetting(Generic[T]):
    """One thing that a person can choose for every session."""

    name: str
    """What it is called in the file."""
    kind: SettingKind[T]
    """What its values are."""
    default: T
    """What holds if nobody has chosen."""
    sentence: str
    """What it says, in Markdown: the beginning of its row in the help."""
    default_told: str = ""
    """What the help says of the default, where its value would not do."""
    is_kept: bool = True
    """Whether the file keeps it."""
    option: Option[T] | None = None
    """How the command line chooses it."""
    command: str = ""
    """The id of the command that chooses it and remembers it, if one does."""
