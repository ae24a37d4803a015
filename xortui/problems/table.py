"""A TOML table from which keys are taken one by one. What nobody takes is unknown."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from typing import Any

NEAR = 0.75
"""From this share of common letters on, an unknown key is taken for a known one misspelt."""
MAX_LISTED = 12
"""Keys that a message lists."""
MAX_INTEGER = 2**63 - 1
"""The largest whole number that every reader of TOML takes."""
MAX_SHOWN = 10**50
"""Longer whole numbers are not written out; Python refuses those of thousands of digits."""


class Table:
    """One table of a problem file.

    Raises:
        ValueError: by every method, where a value is not what was asked for; the message says the key, what was
            expected and what is there.
    """

    def __init__(self, values: dict[str, Any], key: str) -> None:
        """Read a table that is called by a dotted key; the whole document has an empty one."""
        self._values = dict(values)
        self._known: list[str] = []
        self.key = key

    def __contains__(self, key: str) -> bool:
        """Say whether a key is there and has not been taken."""
        return key in self._values

    def path(self, key: str) -> str:
        """Return the dotted key of a key in this table, as it may stand in a message."""
        return one_line(f"{self.key}.{key}" if self.key else key)

    def take(self, key: str, default: Any = None) -> Any:
        """Take any value."""
        self._known.append(key)
        return self._values.pop(key, default)

    def look(self, key: str, default: str) -> str:
        """Return a text without taking it; the default if there is none."""
        value = self._values.get(key)
        return value if isinstance(value, str) else default

    def texts_in(self, key: str) -> list[tuple[str, str]]:
        """Return the keys of a table in this one whose values are texts, without taking them."""
        values = self._values.get(key)
        if not isinstance(values, dict):
            return []
        return [(name, value) for name, value in values.items() if isinstance(value, str)]

    def table(self, key: str) -> Table:
        """Take a table; an empty one if there is none."""
        return as_table(self.take(key, {}), self.path(key))

    def text(self, key: str, default: str) -> str:
        """Take a text, its white space made single blanks."""
        try:
            return as_text(self.take(key, default))
        except ValueError as error:
            raise ValueError(f"{self.path(key)}: {error}") from None

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Take a list of texts; None if there is none."""
        if key not in self:
            self.take(key)
            return None
        values = self.items(key)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{self.path(key)}: expected a list of strings, got {show(values)}")
        return tuple(values)

    def choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        """Take one of some words."""
        value = self.take(key, default)
        if value not in choices:
            named = ", ".join(filter(None, choices))
            raise ValueError(f"{self.path(key)}: expected one of {named}, {_got(value, choices)}")
        return str(value)

    def boolean(self, key: str, default: bool | None) -> bool | None:
        """Take true or false."""
        value = self.take(key, default)
        if value is not None and not isinstance(value, bool):
            raise ValueError(f"{self.path(key)}: expected true or false, got {show(value)}")
        return value

    def number(self, key: str, default: float) -> float:
        """Take a finite number."""
        return as_number(self.take(key, default), self.path(key))

    def integer(self, key: str, default: int) -> int:
        """Take a whole number of less than 64 bits."""
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self.path(key)}: expected a whole number, got {show(value)}")
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"{self.path(key)}: expected a whole number of less than 64 bits, got one too large")
        return value

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        """Take a list."""
        value = self.take(key, default if default is not None else [])
        if not isinstance(value, list):
            raise ValueError(f"{self.path(key)}: expected a list, got {kind(value)}")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """Take a list of numbers that must be there; a single one needs no brackets."""
        if key not in self:
            # Loaded for a message alone.
            from xortui.problems.other_words import key_meant

            other = next((name for name in self._values if key_meant("", name, (key,)) == key), "")
            called = f"; {one_line(other[:30])} is called {key} here" if other else ""
            raise ValueError(f"{self.path(key)}: missing; expected a list of numbers{called}")
        value = self._values[key]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return (as_number(self.take(key), self.path(key)),)
        return tuple(as_number(value, self.path(key)) for value in self.items(key))

    def rest(self) -> dict[str, Any]:
        """Take everything that is left: for tables whose keys are names of the user's."""
        values = self._values
        self._values = {}
        return values

    def close(self) -> None:
        """Refuse what nobody took."""
        for key in self._values:
            raise ValueError(f"{self.path(key)}: unknown key; {self._meant(key)}")

    def _meant(self, key: str) -> str:
        """Return what somebody may mean by a key that is unknown here, or which keys there are."""
        # Loaded for a message alone.
        from xortui.problems.other_words import is_epochs, key_meant

        other = key_meant(self.key, key, self._known)
        if is_epochs(key) and other not in self._known:
            return "how long to train is asked for when it runs: xortui train --epochs N"
        near = difflib.get_close_matches(key, self._known, 1, NEAR)
        if other or near:
            return f"did you mean {other or near[0]}?"
        return f"expected one of {_listed(self._known)}"


def _listed(keys: Sequence[str]) -> str:
    """Return the keys a table may have; of very many, the first ones, which most files need."""
    return ", ".join(keys) if len(keys) <= MAX_LISTED else f"{', '.join(keys[: MAX_LISTED - 2])} …"


def hint(value: Any, choices: Iterable[str]) -> str:
    """Return '; did you mean …?' for a word that is nearly one of some others, or another for it; else nothing."""
    if not isinstance(value, str):
        return ""
    # Loaded for a message alone.
    from xortui.problems.other_words import value_meant

    names = list(choices)
    near = difflib.get_close_matches(value, names, 1, NEAR)
    meant = value_meant(value, names) or (near[0] if near else "")
    return f"; did you mean {meant}?" if meant else ""


def _got(value: Any, choices: Iterable[str]) -> str:
    return f"got {show(value)}{hint(value, choices)}"


def as_table(value: Any, key: str) -> Table:
    """Return a value as a table."""
    if not isinstance(value, dict):
        raise ValueError(f"{key}: expected a table, got {kind(value)}")
    return Table(value, key)


def as_text(value: Any) -> str:
    """Return a value as a text of one line, its white space made single blanks."""
    if not isinstance(value, str):
        raise ValueError(f"expected a string, got {kind(value)}")
    return one_line(" ".join(value.split()))


def as_number(value: Any, key: str) -> float:
    """Return a value as a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: expected a number, got {show(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{key}: expected a finite number, got one too large") from None
    if not math.isfinite(number):
        raise ValueError(f"{key}: expected a finite number, got {value}")
    return number


def one_line(text: str) -> str:
    r"""Return text with everything that is not printable written out (\n, \x1b): it may come from anybody's file."""
    if text.isprintable():  # nearly always, and some are long
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def kind(value: Any) -> str:
    """Say in a word what kind of value of TOML or JSON this is."""
    kinds = {
        bool: "true or false",
        str: "a string",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return "nothing" if value is None else kinds.get(type(value), "a date or time")


def show(value: Any) -> str:
    """Return a value as it may stand in one line of a message."""
    if isinstance(value, int) and abs(value) > MAX_SHOWN:
        return "a number too large"
    is_shown = isinstance(value, str | int | float | list) and not isinstance(value, bool)
    try:
        text = repr(value) if is_shown else kind(value)
    except ValueError:  # a list with such a number in it
        text = kind(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
